"""Reads a type as it stands in an expression or a model's `typeRef`: text -> type node -> type."""

import re
from collections.abc import Callable

from feel.errors import FeelSyntaxError, Location, Problem
from feel.feel_types import (
    BUILT_IN_TYPES,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
)
from feel.names import BLANKS, KEYWORDS, PART, PART_CHARACTER, NameIndex, normalised
from feel.syntax import (
    ContextTypeNode,
    FunctionTypeNode,
    ListTypeNode,
    NamedTypeNode,
    RangeTypeNode,
    TypeNode,
)

_BLANKS = re.compile(rf"{BLANKS}*")
_WORD = re.compile(PART)
_NEXT_PART = re.compile(rf"{BLANKS}+({PART_CHARACTER}+)")
_KEY = re.compile(rf"([^:<>,\"]+?){BLANKS}*:")
_SPACED_BUILT_INS = NameIndex(name for name in BUILT_IN_TYPES if " " in name)
_DEEPEST = 50


def read_type(text: str, at: int, *known: NameIndex) -> tuple[TypeNode, int]:
    """Return the type that starts at a place in a text, and where it ends.

    `known` are the special names that types may have.

    Errors: FeelSyntaxError where no type starts there.
    """
    reader = _TypeReader(text, at, known)
    return reader.type(0), reader.at


def type_node(text: str) -> TypeNode:
    """Return the type that a whole text is; a text that is no generic type is a name."""
    if "<" not in text:
        return NamedTypeNode(normalised(text))
    node, end = read_type(text, _BLANKS.match(text, 0).end())  # type: ignore[union-attr]  # matches ""
    if text[end:].strip():
        raise _fault(text, end, f"unexpected {text[end:].strip()!r} after a type")
    return node


def build_type(node: TypeNode, named: Callable[[str], FeelType | None]) -> FeelType:
    """Return the type of a node; `named` knows the types that are not built in.

    Null: an unknown name gives a named type that anything fits.
    """
    if isinstance(node, ListTypeNode):
        return ListType(build_type(node.item, named))
    if isinstance(node, RangeTypeNode):
        return RangeType(build_type(node.point, named))
    if isinstance(node, ContextTypeNode):
        return ContextType({key: build_type(entry, named) for key, entry in node.entries})
    if isinstance(node, FunctionTypeNode):
        parameters = tuple(build_type(parameter, named) for parameter in node.parameters)
        return FunctionType(parameters, build_type(node.result, named))
    return named(node.name) or BUILT_IN_TYPES.get(node.name) or NamedType(node.name)


class _TypeReader:
    """A reader over one text; `at` is where it stands."""

    def __init__(self, text: str, at: int, known: tuple[NameIndex, ...]) -> None:
        self.text = text
        self.at = at
        self.known = (*known, _SPACED_BUILT_INS)

    def type(self, level: int) -> TypeNode:
        if level > _DEEPEST:
            raise _fault(self.text, self.at, f"a type is nested more than {_DEEPEST} deep")
        start = self.at
        name = self._name()
        if name in {"list", "range", "context", "function"} and self._accept("<"):
            return self._generic(name, start, level + 1)
        return NamedTypeNode(name, span=(start, self.at))

    def _generic(self, name: str, start: int, level: int) -> TypeNode:
        if name == "context":
            entries = self._entries(level)
            return ContextTypeNode(entries, span=(start, self.at))
        if name == "function":
            parameters = self._types(level)
            self._expect("->")
            self._skip()
            result = self.type(level)
            return FunctionTypeNode(parameters, result, span=(start, self.at))
        self._skip()
        inner = self.type(level)
        self._expect(">")
        span = (start, self.at)
        return ListTypeNode(inner, span=span) if name == "list" else RangeTypeNode(inner, span=span)

    def _entries(self, level: int) -> tuple[tuple[str, TypeNode], ...]:
        entries: list[tuple[str, TypeNode]] = []
        while not self._accept(">"):
            if entries:
                self._expect(",")
            self._skip()
            key = _KEY.match(self.text, self.at)
            if key is None:
                raise _fault(self.text, self.at, "expected an entry such as 'name: string'")
            self.at = key.end()
            self._skip()
            entries.append((normalised(key.group(1)), self.type(level)))
        return tuple(entries)

    def _types(self, level: int) -> tuple[TypeNode, ...]:
        types: list[TypeNode] = []
        while not self._accept(">"):
            if types:
                self._expect(",")
            self._skip()
            types.append(self.type(level))
        return tuple(types)

    def _name(self) -> str:
        parts = [self._name_part()]
        while self.text.startswith(".", self.at) and not self.text.startswith("..", self.at):
            self.at += 1
            parts.append(self._name_part())
        return ".".join(parts)

    def _name_part(self) -> str:
        start = self.at
        end = max(names.longest(self.text, start) for names in self.known)
        if end >= 0:
            self.at = end
            return normalised(self.text[start:end])
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise _fault(self.text, self.at, "expected a type, such as number or list<string>")
        end = word.end()
        while (part := _NEXT_PART.match(self.text, end)) and part.group(1) not in KEYWORDS:
            end = part.end()
        self.at = end
        return normalised(self.text[start:end])

    def _skip(self) -> None:
        self.at = _BLANKS.match(self.text, self.at).end()  # type: ignore[union-attr]  # matches ""

    def _accept(self, symbol: str) -> bool:
        at = _BLANKS.match(self.text, self.at).end()  # type: ignore[union-attr]  # matches ""
        if not self.text.startswith(symbol, at):
            return False
        self.at = at + len(symbol)
        return True

    def _expect(self, symbol: str) -> None:
        if not self._accept(symbol):
            raise _fault(self.text, self.at, f"expected '{symbol}' in a type")


def _fault(text: str, at: int, message: str) -> FeelSyntaxError:
    return FeelSyntaxError(Problem("SYNTAX", message, Location((), text, at, at + 1)))
