"""The people of the examples, to act as where nobody signs in.

The one rule: they are those of each example's `run.py`, with the groups they have there.
"""

from dataclasses import dataclass

from ruling_workbench.acting.people import Person

__all__ = ["PEOPLE", "LocalPerson"]


@dataclass(frozen=True, slots=True)
class LocalPerson:
    """Someone to act as, and the case role that the example gives them."""

    person: Person
    example: str
    role: str

    @property
    def label(self) -> str:
        """What a list says of them."""
        return f"{self.person.name}, {self.role}"


PEOPLE = tuple(
    LocalPerson(Person(name, groups), example, role)
    for name, groups, example, role in (
        ("alice", ("claims",), "complaint", "Assessor"),
        ("bob", (), "complaint", "Handler"),
        ("lena", (), "complaint", "Lead"),
        ("ada", (), "claim", "Adjuster"),
        ("cy", ("accounts",), "claim", "Accountant"),
        ("sue", (), "claim", "Supervisor"),
        ("mona", (), "onboarding", "Manager"),
        ("carl", (), "onboarding", "Compliance"),
        ("ida", ("it",), "onboarding", "IT"),
        ("anna", (), "onboarding", "Accountant"),
        ("nina", ("nurses",), "patient intake", "Nurse"),
        ("dora", ("doctors",), "patient intake", "Doctor"),
    )
)
"""Those of one example stand together, the first one is who a newcomer is."""
