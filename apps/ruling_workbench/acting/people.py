"""People: by the claims of an identity provider, or as they were chosen on this machine.

The one rule: a person always has a name that the engine accepts as a person's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmmn import User

__all__ = ["MOST_GROUPS", "Person", "chosen", "groups_of", "kept", "of_claims", "providers"]

MOST_GROUPS = 200
"""So many groups of a person are looked at."""

_NAMES = ("preferred_username", "email", "sub")


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts; `is_local` if that was chosen here and not proved to anyone."""

    name: str
    groups: tuple[str, ...] = ()
    is_local: bool = True

    @property
    def user(self) -> User:
        """Who commands are given by."""
        return User(self.name, self.groups)


def chosen(name: str, groups: str | Sequence[str] = ()) -> Person:
    """Return the person that was chosen; groups may be a text with commas.

    Errors: ValueError for a name that cannot be a person's.
    """
    return _person(name.strip(), groups_of(groups), is_local=True)


def kept(person: object) -> Person | None:
    """Return the person whom a browser kept, as a name and groups; None where it kept nothing."""
    if not isinstance(person, Mapping) or not isinstance(person.get("name"), str):
        return None
    try:
        return chosen(person["name"], groups_of(person.get("groups")))
    except ValueError:
        return None


def of_claims(claims: Mapping[str, Any]) -> Person:
    """Return the person whom an identity provider vouches for.

    The name is the first there is of `preferred_username`, `email` (unless it is said to be
    unverified) and `sub`; the groups are those of `groups`.
    Errors: ValueError where there is no name, or it cannot be a person's.
    """
    usable = {name: claims.get(name) for name in _NAMES}
    if claims.get("email_verified") is False:
        usable["email"] = None
    found = (each.strip() for each in usable.values() if isinstance(each, str))
    name = next((each for each in found if each), None)
    if name is None:
        raise ValueError(f"the identity provider gave none of {', '.join(_NAMES)}")
    return _person(name, groups_of(claims.get("groups")), is_local=False)


def groups_of(claim: object) -> tuple[str, ...]:
    """Return the names of groups: of a list, or of a text with commas; what is none is left out.

    >>> groups_of("claims, it,,claims")
    ('claims', 'it')
    """
    parts = claim.split(",") if isinstance(claim, str) else claim
    if not isinstance(parts, Sequence):
        return ()
    names = (each.strip() for each in parts[:MOST_GROUPS] if isinstance(each, str))
    return tuple(dict.fromkeys(name for name in names if name))


def _person(name: str, groups: tuple[str, ...], *, is_local: bool) -> Person:
    person = Person(name, groups, is_local)
    _ = person.user  # the engine says what is wrong with it
    return person


def providers(sign_in: Mapping[str, Any]) -> tuple[str | None, ...]:
    """Return the identity providers that are configured, by name; None is the one without.

    >>> providers({"client_id": "a"}), providers({"cookie_secret": "b", "company": {}})
    ((None,), ('company',))
    """
    if "client_id" in sign_in:
        return (None,)
    named = (name for name, value in sign_in.items() if isinstance(value, Mapping))
    return tuple(name for name in named if name != "client_kwargs")
