"""What can go wrong with a model file, said like everything else: code, message, location, hint.

Exception
├── NotDmnError         the bytes are no DMN at all; nothing can be read from them
└── UnknownNameError    a decision or service was asked for that a model does not have
"""

import difflib
from typing import Any

from feel.errors import Location

__all__ = ["NotDmnError", "UnknownNameError"]


class NotDmnError(Exception):
    """The bytes are no DMN of a supported version; says what they are and what is supported."""

    def __init__(self, code: str, message: str, location: Location, hint: str = "") -> None:
        hinted = f" (hint: {hint})" if hint else ""
        super().__init__(f"{location}: not DMN: {message}{hinted}")
        self.code = code
        self.message = message
        self.location = location
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process hand it over as it is."""
        return type(self), (self.code, self.message, self.location, self.hint)


class UnknownNameError(LookupError):
    """A decision, service or input that a model does not have was asked for; says what there is."""

    def __init__(self, kind: str, name: str, names: list[str], model: str) -> None:
        close = difflib.get_close_matches(str(name), names, n=1)
        meant = f"did you mean '{close[0]}'? " if close else ""
        self.message = f"no {kind} '{name}'"
        self.hint = f"{meant}there are: {', '.join(names) or 'none'}"
        super().__init__(f"{model}: {self.message} (hint: {self.hint})")
        self.name = name
        self.names = names
        self._made_of = (kind, name, names, model)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process hand it over as it is."""
        return type(self), self._made_of
