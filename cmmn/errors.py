"""What can go wrong with cases, said like everything else: code, message, location, hint.

Exception
├── NotCmmnError         the bytes are no CMMN at all; nothing can be read from them
├── CommandRefused       a command is not allowed now; the case is as it was
│   ├── VersionConflict  the case is no longer at the version the command was meant for
│   └── NotAuthorized    the person holds none of the roles the item names
├── DeploymentRefused    files that cannot be deployed; nothing of them was stored
├── UnknownCaseError     a case or definition was asked for that the store does not have
└── StoreError           the database cannot be used as it is
"""

from collections.abc import Iterable
from typing import Any

from feel.errors import Location, Problem

__all__ = [
    "CommandRefused",
    "DeploymentRefused",
    "NotAuthorized",
    "NotCmmnError",
    "StoreError",
    "UnknownCaseError",
    "VersionConflict",
]


class _Located(Exception):  # noqa: N818 - the common part of the errors below, never raised itself
    """A message with code, place and hint."""

    def __init__(
        self, code: str, message: str, location: Location | None = None, hint: str = ""
    ) -> None:
        self.code = code
        self.message = message
        self.location = location or Location()
        self.hint = hint
        place = str(self.location)
        head = f"{place}: {message}" if place else message
        super().__init__(f"{head} (hint: {hint})" if hint else head)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process hand it over as it is."""
        return type(self), (self.code, self.message, self.location, self.hint)


class NotCmmnError(_Located):
    """The bytes are no CMMN of a supported version; says what they are and what is supported."""


class CommandRefused(_Located):
    """A command is not allowed in the state the case is in; nothing changed.

    The hint lists what is allowed instead.
    """


class VersionConflict(CommandRefused):
    """The case moved on since the version the command was meant for; says what changed."""


class NotAuthorized(CommandRefused):
    """The person who commands holds none of the roles that the item names."""


class DeploymentRefused(_Located):
    """Files that cannot be deployed; nothing of them was stored. `problems` lists why."""

    def __init__(
        self,
        code: str,
        message: str,
        location: Location | None = None,
        hint: str = "",
        problems: Iterable[Problem] = (),
    ) -> None:
        super().__init__(code, message, location, hint)
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process hand it over as it is."""
        return type(self), (self.code, self.message, self.location, self.hint, self.problems)


class UnknownCaseError(_Located):
    """A case, task, job or definition was asked for that the store does not have."""


class StoreError(_Located):
    """The database cannot be used as it is: newer than the program, locked, or not ours."""
