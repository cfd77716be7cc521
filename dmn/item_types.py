"""Item definitions -> FEEL types, each with the tests that its values must pass.

What the tests are asked for is in `allowed_values.py`.
Source: DMN 1.5, 7.3.2 and 7.3.3
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from dmn.model import Definitions, FunctionItem, ItemDefinition
from dmn.model import UnaryTests as TestsText
from feel.errors import FeelFault, FeelSyntaxError, Location, Problem
from feel.feel_types import (
    ANY,
    BUILT_IN_TYPES,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
)
from feel.scope import Scope
from feel.type_syntax import build_type, type_node
from feel.unary_tests import Test
from feel.values import Value

CompileTests = Callable[[str], Test]

MAX_ALIASES = 100
"""So many item definitions may stand for each other, one after the other."""

LONGEST_ALIAS_CHAIN = 1000  # through all models together


class ItemType(NamedType):
    """The type of an item definition, with the tests its values must pass."""

    __slots__ = (
        "allowed",
        "allowed_text",
        "constrained",
        "constraint",
        "constraint_text",
        "definition",
    )

    def __init__(self, definition: ItemDefinition) -> None:
        super().__init__(definition.name or "")
        self.definition = definition
        self.allowed: Test | None = None
        self.allowed_text = ""
        self.constraint: Test | None = None
        self.constraint_text = ""
        # whether there are allowed values anywhere within; None before it is asked
        self.constrained: bool | None = None

    def has_instance(self, value: Value) -> bool:
        """Tell whether a value that is not null is an instance of what the name stands for."""
        found = self.resolved
        for _ in range(LONGEST_ALIAS_CHAIN):
            if not isinstance(found, ItemType):
                return found.has_instance(value)
            found = found.resolved
        raise FeelFault("TOO_DEEP", f"'{self.name}' stands for too long a row of types")


class UnknownType(NamedType):
    """A type that is not known: only null passes a place of it, for nothing can be checked."""

    __slots__ = ("why",)

    def __init__(self, label: str, why: str = "") -> None:
        super().__init__(label)
        self.why = why or f"there is no type '{label}'"

    def has_instance(self, value: Value) -> bool:  # noqa: ARG002 - no value can be told to be one
        """Fail: no value can be told to be an instance."""
        raise FeelFault("UNKNOWN_TYPE", self.why, "define it, or take the reference away")


class ItemTypes:
    """The types a model knows by name: its item definitions, its imports' as `import.name`."""

    def __init__(self, definitions: Definitions, compile_tests: CompileTests) -> None:
        self._compile_tests = compile_tests
        self.problems: list[Problem] = []
        self.types: dict[str, FeelType] = {}
        self._own: list[ItemType] = []
        self._declare(definitions)

    def resolve_all(self) -> None:
        """Fill in every definition, now that all names are known, those of imports too."""
        for item in self._own:
            self._resolve(item, f"item definition '{item.definition.name}'")
        self._check_aliases()

    def _check_aliases(self) -> None:
        """Report names that lead back to themselves, and rows of names that are too long."""
        lengths: dict[int, int] = {}
        for item in self._own:
            row, end = _names_from(item, lengths)
            if isinstance(end, ItemType) and id(end) in row:
                self._cut(end, "CYCLE", f"'{end.name}' is defined by itself")
                row, end = _names_from(item, lengths)
            length = lengths.get(id(end), 0)
            for each in reversed(row.values()):
                length += 1
                if length > MAX_ALIASES:
                    message = f"'{each.name}' stands for a row of more than {MAX_ALIASES} types"
                    self._cut(each, "TOO_DEEP", message)
                    length = 1
                lengths[id(each)] = length

    def _cut(self, item: ItemType, code: str, message: str) -> None:
        """Report an item definition, and let it stand for nothing that is known."""
        self._problem(code, f"item definition '{item.name}'", message, item.definition)
        item.resolved = UnknownType(item.name, message)

    def _declare(self, definitions: Definitions) -> None:
        for item in definitions.item_definitions:
            name = item.name or ""
            if name in self.types:
                self._problem(
                    "DUPLICATE_NAME", f"item definition '{name}'", "is defined twice", item
                )
            else:
                self.types[name] = own = ItemType(item)
                self._own.append(own)

    def add_import(self, name: str, imported: "ItemTypes") -> None:
        """Make the types of an imported model known under the import's name."""
        prefix = f"{name}." if name else ""
        for each, found in imported.types.items():
            self.types.setdefault(f"{prefix}{each}", found)

    def find(self, name: str) -> FeelType | None:
        """Return the type of a name, or None where it is not known."""
        return self.types.get(name) or BUILT_IN_TYPES.get(name)

    def of(self, type_ref: str | None) -> FeelType:
        """Return the type a `typeRef` names; none allows anything, one not known nothing."""
        if not type_ref:
            return ANY
        found = self.find(type_ref)
        if found is not None:
            return found
        try:
            return build_type(
                type_node(type_ref), lambda name: self.find(name) or UnknownType(name)
            )
        except FeelSyntaxError:
            return UnknownType(type_ref)

    def knows(self, type_ref: str | None) -> bool:
        """Tell whether every name in a `typeRef` is known."""
        return not type_ref or not _unresolved(self.of(type_ref))

    def _resolve(self, item: ItemType, place: str) -> None:
        """Fill in what a definition says, now that every name is declared."""
        definition = item.definition
        base = self._base(definition, place)
        if definition.allowed_values is not None:
            item.allowed_text = definition.allowed_values.text
            item.allowed = self._tests(definition.allowed_values, f"{place}, allowed values")
        if definition.type_constraint is not None:
            item.constraint_text = definition.type_constraint.text
            item.constraint = self._tests(definition.type_constraint, f"{place}, type constraint")
        item.resolved = ListType(base) if definition.is_collection else base

    def _base(self, definition: ItemDefinition, place: str) -> FeelType:
        if definition.item_components:
            return ContextType(self._components(definition, place))
        if definition.function_item is not None:
            return self._function(definition.function_item)
        if definition.type_ref and not self.knows(definition.type_ref):
            self._problem(
                "UNKNOWN_TYPE", place, f"there is no type '{definition.type_ref}'", definition
            )
        return self.of(definition.type_ref)

    def _components(self, definition: ItemDefinition, place: str) -> Mapping[str, FeelType]:
        components: dict[str, FeelType] = {}
        for component in definition.item_components:
            item = ItemType(component)
            self._resolve(item, f"{place} > component '{component.name}'")
            components[component.name or ""] = item
        return components

    def _function(self, function: FunctionItem) -> FeelType:
        parameters = tuple(self.of(parameter.type_ref) for parameter in function.parameters)
        return FunctionType(parameters, self.of(function.output_type_ref))

    def _tests(self, tests: TestsText, place: str) -> Test | None:
        if not tests.text.strip():
            return None
        try:
            return self._compile_tests(tests.text)
        except FeelSyntaxError as error:
            found = error.problem.within(place)
            self.problems.append(replace(found, line=tests.line))
            return _unreadable(found)

    @cached_property
    def _known(self) -> str:
        """The names to choose from, once all are declared."""
        return ", ".join(sorted({*self.types, *BUILT_IN_TYPES})[:40])

    def _problem(self, code: str, place: str, message: str, item: ItemDefinition) -> None:
        hint = _HINTS.get(code) or f"there are: {self._known}"
        self.problems.append(Problem(code, message, Location((place,)), hint, line=item.line))


_HINTS = {
    "CYCLE": "name a type that is defined by others",
    "TOO_DEEP": "name the type itself",
    "DUPLICATE_NAME": "rename one of them",
}


def _unreadable(problem: Problem) -> Test:
    """Return the test in place of one that is no FEEL: no value can be told to pass it."""

    def fail(_scope: Scope, _value: Value) -> bool:
        message = f"{' > '.join(problem.location.path)} cannot be read: {problem.message}"
        raise FeelFault(problem.code, message, problem.hint)

    return fail


def _names_from(item: ItemType, known: Mapping[int, int]) -> tuple[dict[int, ItemType], FeelType]:
    """Return the names an item stands for, and what comes after them: known, or met before."""
    row: dict[int, ItemType] = {}
    found: FeelType = item
    while isinstance(found, ItemType) and id(found) not in known and id(found) not in row:
        row[id(found)] = found
        found = found.resolved
    return row, found


def is_any(declared: FeelType) -> bool:
    """Tell whether every value fits a type as it is, so that nothing needs to be checked."""
    while isinstance(declared, NamedType) and not isinstance(declared, UnknownType):
        declared = declared.resolved
    return declared is ANY


def _unresolved(feel_type: FeelType) -> bool:
    if isinstance(feel_type, ItemType):
        return False
    if isinstance(feel_type, NamedType):
        return feel_type.resolved is ANY
    inner: tuple[FeelType, ...] = ()
    if isinstance(feel_type, ListType):
        inner = (feel_type.item,)
    elif isinstance(feel_type, RangeType):
        inner = (feel_type.point,)
    elif isinstance(feel_type, ContextType):
        inner = tuple(feel_type.entries.values())
    elif isinstance(feel_type, FunctionType):
        inner = (*(feel_type.parameters or ()), feel_type.result)
    return any(map(_unresolved, inner))


def components_of(definitions: Definitions) -> set[str]:
    """Return the names of all components of a model's item definitions, at any depth."""
    names: set[str] = set()
    todo: list[Any] = list(definitions.item_definitions)
    while todo:
        item = todo.pop()
        for component in item.item_components:
            names.add(component.name or "")
            todo.append(component)
    return names
