"""What is compared: an engine takes a table and becomes one call from a dict.

What is timed is the engine's own call, with as little as possible around it; reading its answer
into one common form is not timed. Engines that disagree are not timed at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from tables import Inputs, Table, dmn_xml

from dmn import Result, load

Answer: TypeAlias = Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Engine:
    """A table in an engine: `decide` is timed, `read` gives its answer in the common form."""

    name: str
    decide: Callable[[Inputs], Any]
    read: Callable[[Any], Answer]

    def answer(self, inputs: Inputs) -> Answer:
        """Return the outputs by name."""
        return self.read(self.decide(inputs))


class DisagreementError(AssertionError):
    """Two engines answered one question differently, or not at all."""


def check_agreement(engines: Sequence[Engine], questions: Mapping[str, Inputs]) -> None:
    """Fail unless all engines give the same outputs, and give some."""
    first, *others = engines
    for question, inputs in questions.items():
        expected = first.answer(inputs)
        if not expected:
            raise DisagreementError(f"{question}: {first.name} gives nothing")
        for other in others:
            found = other.answer(inputs)
            if found != expected:
                raise DisagreementError(
                    f"{question}: {first.name} gives {expected}, {other.name} gives {found}"
                )


def ruling(table: Table) -> Engine:
    """Return the table in Ruling: from a dict to a Result."""
    model = load(dmn_xml(table))
    if model.problems:
        raise DisagreementError(str(model.problems[0]))

    def read(result: Result) -> Answer:
        value = result.value
        if value is None:
            return {}
        return plain(value if len(table.outputs) > 1 else dict.fromkeys(table.outputs, value))

    return Engine("ruling", model.evaluate, read)


def plain(outputs: Mapping[str, Any]) -> Answer:
    """Return outputs with every number as a float."""
    return {
        name: float(value) if isinstance(value, (Decimal, int)) else value
        for name, value in outputs.items()
    }
