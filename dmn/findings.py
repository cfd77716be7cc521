"""What the static checks of a model share: where a piece of logic is, and what was found in it.

A text that is no FEEL is a problem of the compiled model already, and is passed over here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dmn.environment import Environment
from feel.analysis import Analysis
from feel.errors import FeelSyntaxError, Location, Problem
from feel.feel_types import ANY, FeelType, article
from feel.simple_tests import read_literal
from feel.static_types import Severity, StaticScope, TimeLeft, kind, may_fit
from feel.syntax import Node

__all__ = ["Findings", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of logic: its path and the names it may read, and what is known of their values."""

    environment: Environment
    scope: StaticScope
    line: int | None = None

    def inner(self, *path: str, names: Mapping[str, FeelType] | None = None) -> "Place":
        """Return the place of a part that also sees these names."""
        if names is None:
            return replace(self, environment=self.environment.inner(*path))
        environment = self.environment.inner(*path, names=names)
        return Place(environment, self.scope.inner(names), self.line)

    def seeing(self, scope: StaticScope) -> "Place":
        """Return the place with another scope."""
        return replace(self, scope=scope)

    def on(self, line: int | None) -> "Place":
        """Return the place with the line in the file where it starts, if that is known."""
        return self if line is None else replace(self, line=line)


@dataclass(slots=True)
class Findings:
    """What was found in the logic of one element; `mentioned` are the names its texts hold.

    `is_read` turns false with the first text that could not be read.
    """

    elsewhere: Mapping[str, str]
    time_left: TimeLeft = field(default_factory=TimeLeft)
    problems: list[Problem] = field(default_factory=list)
    mentioned: set[str] = field(default_factory=set)
    is_read: bool = True

    def report(
        self, place: Place, code: str, message: str, hint: str, severity: Severity = "warning"
    ) -> None:
        """Keep a problem at a place."""
        location = Location(place.environment.path)
        self.problems.append(Problem(code, message, location, hint, severity, place.line))

    def node(self, text: str, place: Place) -> Node | None:
        """Return the tree of an expression, or None where it is no FEEL."""
        literal = read_literal(text)
        if literal is not None:
            return literal
        try:
            return place.environment.expression_node(text)
        except FeelSyntaxError:
            self.is_read = False
            return None

    def analysis(self, text: str, place: Place) -> Analysis:
        """Return what looks at a text in a place."""
        return Analysis(text, place.environment.types.find, self.elsewhere, self.time_left)

    def take(self, analysis: Analysis, place: Place) -> None:
        """Keep what was found in a text, as seen from the model."""
        self.mentioned |= analysis.mentioned
        path = place.environment.path
        for found in analysis.findings:
            self.problems.append(replace(found.within(*path), line=place.line))

    def expression(self, text: str, place: Place) -> FeelType:
        """Look at an expression and return its type."""
        node = self.node(text, place)
        if node is None:
            return ANY
        analysis = self.analysis(text, place)
        found = analysis.expression(node, place.scope)
        self.take(analysis, place)
        return found

    def type(self, type_ref: str | None, place: Place) -> FeelType:
        """Return the type of a reference, which should be known."""
        types = place.environment.types
        if not types.knows(type_ref):
            known = ", ".join(sorted(types.types)[:20]) or "none but built-in ones"
            message = f"there is no type '{type_ref}'"
            self.report(place, "UNKNOWN_TYPE", message, f"there are: {known}")
        return types.of(type_ref)

    def fit(
        self, actual: FeelType, declared: FeelType, place: Place, severity: Severity = "error"
    ) -> FeelType:
        """Return the type of what stands at a place of a declared type, which it should fit."""
        if not may_fit(actual, declared):
            wanted = article(declared.name)
            message = f"expected {wanted}, found {article(kind(actual))}"
            self.report(place, "INVALID_TYPE", message, f"give {wanted}", severity)
        return actual if declared is ANY else declared
