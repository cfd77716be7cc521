"""What can go wrong in FEEL, said the same way everywhere: code, message, location, hint.

    Exception
    ├── FeelSyntaxError    a text is no FEEL; the only exception a caller of `feel` ever sees
    ├── FeelFault          one operation failed; becomes null and a warning where it happened
    └── LimitExceeded      a limit was reached; ends the whole evaluation with null and one warning

    Finding
    ├── FeelWarning        found while evaluating
    └── Problem            found without evaluating

Inner layers know only their own place; outer layers prepend theirs with `Finding.within`.
"""

from dataclasses import dataclass, field, replace
from typing import Self

__all__ = [
    "REGULAR_EXPRESSION_TIME",
    "FeelFault",
    "FeelSyntaxError",
    "FeelWarning",
    "Finding",
    "LimitExceeded",
    "Location",
    "Problem",
]


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is: the path to a text, outermost first, and the span within the text."""

    path: tuple[str, ...] = ()
    text: str | None = None
    start: int = 0
    end: int = 0

    @property
    def line(self) -> int:
        """The line within the text, from 1."""
        return (self.text or "").count("\n", 0, self.start) + 1

    @property
    def column(self) -> int:
        """The column within the line, from 1."""
        return self.start - (self.text or "").rfind("\n", 0, self.start)

    def within(self, *path: str) -> Self:
        """Return the same place seen from further out."""
        return replace(self, path=path + self.path)

    def __str__(self) -> str:
        """Return `loan.dmn > decision Eligibility > rule 3, column 7`."""
        place = " > ".join(self.path)
        if self.text is None:
            return place
        column = f"column {self.column}"
        if "\n" in self.text:
            column = f"line {self.line}, {column}"
        return f"{place}, {column}" if place else column

    def excerpt(self) -> str:
        """Return the line of text the place is on, and a caret under it."""
        if self.text is None:
            return ""
        before = self.text.rfind("\n", 0, self.start) + 1
        after = self.text.find("\n", self.start)
        line = self.text[before : after if after >= 0 else len(self.text)]
        offset = self.start - before
        if len(line) > _EXCERPT_WIDTH:
            cut = max(0, offset - _EXCERPT_WIDTH // 2)
            line, offset = line[cut : cut + _EXCERPT_WIDTH], offset - cut
        width = max(1, min(self.end - self.start, len(line) - offset))
        return f"    {line}\n    {' ' * offset}{'^' * width}"


_EXCERPT_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: code, message, place, and what would be right."""

    code: str
    message: str
    location: Location = field(default_factory=Location)
    hint: str = ""

    def within(self, *path: str) -> Self:
        """Return the same finding seen from further out."""
        return replace(self, location=self.location.within(*path))

    def __str__(self) -> str:
        """Return place, message, and the text with a caret and the hint under it."""
        place = str(self.location)
        head = f"{place}: {self.message}" if place else self.message
        excerpt = self.location.excerpt()
        hint = f"hint: {self.hint}" if self.hint else ""
        if not excerpt:
            return f"{head} ({hint})" if hint else head
        return f"{head}\n{excerpt}   {hint}".rstrip()


@dataclass(frozen=True, slots=True)
class FeelWarning(Finding):
    """Something that went wrong while evaluating; the value there became null."""


@dataclass(frozen=True, slots=True)
class Problem(Finding):
    """Something that is wrong in a text or model as it stands, found without evaluating it."""

    severity: str = "error"
    line: int | None = None


class FeelSyntaxError(Exception):
    """A text is no FEEL; says where, and what would be right."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        """Return the problem as text; only when asked, since it takes room on Python's stack."""
        return str(self.problem)

    @property
    def location(self) -> Location:
        """Where in the text."""
        return self.problem.location


class FeelFault(Exception):  # noqa: N818 - a fault is caught where it happens and becomes a warning
    """One operation failed: null, and a warning at the expression that asked for it."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class LimitExceeded(Exception):  # noqa: N818 - named after its warning code
    """A limit was reached; nothing of this evaluation is worth keeping."""

    def __init__(self, limit: str, allowed: object) -> None:
        super().__init__(f"the limit '{limit}' of {allowed} was reached")
        self.limit = limit
        self.allowed = allowed


REGULAR_EXPRESSION_TIME = "regular expression time"  # the limit that many operations share
