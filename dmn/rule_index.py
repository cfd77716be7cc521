"""Which rules can match a value in one column, as a bit set; the highest bit is the first rule.

A column of tests cannot tell two values apart that lie between the same neighbouring end points.
So the values of a kind fall into classes: the end points and the gaps between them. Each class has
one bit set, found by bisection or in a dictionary; a row's matches are the AND over its columns.
What no class can express (a test over `?`, other names, times with zones) is an *open* cell: its
rule is always a candidate, and its test is asked.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import NoneType
from typing import Any, TypeAlias

from feel.errors import FeelFault
from feel.scope import Run, Scope
from feel.syntax import (
    AtLiteral,
    BooleanLiteral,
    Negation,
    Node,
    NullLiteral,
    NumberLiteral,
    RangeLiteral,
    StringLiteral,
    UnaryTest,
    UnaryTests,
)
from feel.temporal import (
    Date,
    DaysAndTimeDuration,
    YearsAndMonthsDuration,
    parse_temporal,
)
from feel.unary_tests import Test
from feel.values import NUMBERS, Value

Bits: TypeAlias = int
Finder: TypeAlias = Callable[[Value], Bits]
Span: TypeAlias = tuple[int, int]

# kinds that are cut at end points, and the key each is ordered by
_KEYS: dict[type, Callable[[Any], Any]] = {
    Decimal: lambda value: value,
    str: lambda value: value,
    Date: lambda value: value.key,
    DaysAndTimeDuration: lambda value: value.nanoseconds,
    YearsAndMonthsDuration: lambda value: value.months,
}
_KEYED_BY_VALUE = frozenset({Decimal, str})
# above this many bytes the classes of a column keep every so many bit sets only
_MOST_BYTES = 64_000_000
_STRIDE = 64

_NO_CONSTANT = object()


def constant_of(node: Node) -> Value:
    """Return the value of a constant, or a mark that it is none."""
    if isinstance(node, (NumberLiteral, StringLiteral, BooleanLiteral)):
        return node.value
    if isinstance(node, NullLiteral):
        return None
    if isinstance(node, Negation):
        value = constant_of(node.operand)
        return NUMBERS.minus(value) if type(value) is Decimal else _NO_CONSTANT
    if isinstance(node, AtLiteral):
        try:
            return parse_temporal(node.text)
        except FeelFault:
            return _NO_CONSTANT
    return _NO_CONSTANT


def key_of(value: Value) -> object:
    """Return what equal values of a kind have in common; None for kinds that are not so simple.

    Numbers are equal whatever their scale; a boolean is no number.
    """
    kind = type(value)
    if kind in _KEYS:
        return kind, _KEYS[kind](value)
    return (kind, value) if kind in {bool, NoneType} else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A test of constants: `operator` and operand, or a range with both ends."""

    operator: str
    low: Value
    high: Value = None


@dataclass(frozen=True, slots=True)
class Cell:
    """An input entry that classes can express: any of its pieces, or none of them if negated."""

    pieces: tuple[Piece, ...]
    negated: bool = False
    any: bool = False


def cell_of(tests: UnaryTests) -> Cell | None:
    """Return the cell of an input entry, or None where it is open."""
    if not tests.tests:
        return Cell((), any=True)
    pieces = [_piece(test) for test in tests.tests]
    if any(piece is None for piece in pieces):
        return None
    return Cell(tuple(piece for piece in pieces if piece is not None), tests.negated)


def _piece(node: Node) -> Piece | None:
    if isinstance(node, RangeLiteral):
        low, high = constant_of(node.start), constant_of(node.end)
        # a null end or ends of two kinds are faults, for the test itself to report
        if type(low) is not type(high) or type(low) not in _KEYS:
            return None
        left = "[" if node.start_included else "("
        return Piece(left + ("]" if node.end_included else ")"), low, high)
    operator, operand = ("=", node)
    if isinstance(node, UnaryTest):
        operator, operand = node.operator, node.operand
    value = constant_of(operand)
    if type(value) is bool and operator in {"=", "!="}:
        return Piece(operator, value)
    if value is None and operator == "=":
        return Piece(operator, None)  # which no value of a kind that is cut can pass
    return Piece(operator, value) if type(value) in _KEYS else None


def end_points(cells: Iterable[Cell], kind: type) -> list[Any]:
    """Return the end points of a kind in some cells, by their keys, in order."""
    key = _KEYS[kind]
    return sorted({key(point) for cell in cells for point in _points(cell, kind)})


def point_key(value: Value) -> Any:
    """Return what a value is ordered by among the end points of its kind."""
    return _KEYS[type(value)](value)


@dataclass(slots=True)
class Column:
    """The bit sets of one column, made for each kind of value when the first of it comes along.

    `ask` answers one cell's test for one value; it serves the kinds that have no classes.
    """

    cells: Sequence[Cell | None]
    ask: Callable[[int, Value], bool]
    finders: dict[type, Finder] = field(default_factory=dict)

    @property
    def open(self) -> Bits:
        """The rules whose cell must be asked."""
        open_rules = (rule for rule, cell in enumerate(self.cells) if cell is None)
        return bits_of(open_rules, len(self.cells))

    def find(self, value: Value) -> Bits:
        """Return the rules that can match a value; those with an open cell always can."""
        return self.finder(type(value))(value)

    def finder(self, kind: type) -> Finder:
        """Return what finds the rules for values of a kind."""
        finder = self.finders.get(kind)
        if finder is None:
            finder = self.finders[kind] = self._finder(kind)
        return finder

    def natural_finder(self, kind: type) -> Finder:
        """Return what finds the rules for natural Python values: int and float are numbers."""
        if kind is int:
            points = self.points(Decimal)
            make = (
                _converting_finder if _is_large(len(points), len(self.cells)) else _integer_finder
            )
            return make(self.finder(Decimal), points)
        if kind is float:
            return _float_finder(self.finder(Decimal))
        return self.finder(kind)

    def points(self, kind: type) -> list[Any]:
        """Return the end points of a kind, by their keys, in order."""
        return end_points((cell for cell in self.cells if cell), kind)

    def _finder(self, kind: type) -> Finder:
        if kind in _KEYS:
            return _classes(kind, self.cells, self.points(kind))
        if kind in {bool, type(None)}:
            known = {value: self._asked(value) for value in (True, False, None)}
            return known.__getitem__
        return self._asked

    def _asked(self, value: Value) -> Bits:
        passed = (
            rule
            for rule, cell in enumerate(self.cells)
            if cell is None or cell.any or self.ask(rule, value)
        )
        return bits_of(passed, len(self.cells))


def quick_test(node: UnaryTests, test: Test) -> Test:
    """Return a test that answers as another does, by its classes where it has any."""
    cell = cell_of(node)
    if cell is None or cell.any:
        return test
    scope = Scope({}, None, Run())
    column = Column([cell], lambda _rule, value: test(scope, value) is True)

    def passes(asked: Scope, value: Value) -> bool | None:
        return column.find(value) > 0 if type(value) in _KEYS else test(asked, value)

    return passes


def bits_of(rules: Iterable[int], count: int) -> Bits:
    """Return the bit set of some rules of so many.

    The first rule has the highest bit, since a Python integer knows its highest bit at once.
    """
    marks = bytearray(count // 8 + 1)
    for rule in rules:
        bit = count - 1 - rule
        marks[bit >> 3] |= 1 << (bit & 7)
    return int.from_bytes(marks, "little")


def rules_in(bits: Bits, count: int) -> Iterator[int]:
    """Give the rules of a bit set in table order."""
    while bits:
        length = bits.bit_length()
        yield count - length
        bits ^= 1 << (length - 1)


# --- classes: 2i is the gap before end point i, 2i + 1 the end point itself -----------------------


def _classes(kind: type, cells: Sequence[Cell | None], points: list[Any]) -> Finder:
    key = _KEYS[kind]
    place = {point: 2 * position + 1 for position, point in enumerate(points)}
    last = 2 * len(points)
    toggles: list[list[int]] = [[] for _ in range(last + 2)]
    for rule, cell in enumerate(cells):
        for start, stop in _spans(cell, kind, key, place, last):
            toggles[start].append(rule)
            toggles[stop + 1].append(rule)
    if _is_large(len(points), len(cells)):
        return _sparse_finder(kind, key, points, toggles, len(cells))
    return _finder(kind, key, points, _bit_sets(toggles, last, len(cells)))


def _is_large(points: int, count: int) -> bool:
    """Tell whether the bit sets of all classes would take too much memory."""
    return (2 * points + 1) * (count // 8 + 32) > _MOST_BYTES


def _points(cell: Cell, kind: type) -> Iterable[Value]:
    for piece in cell.pieces:
        if type(piece.low) is kind:
            yield piece.low
            if piece.high is not None:
                yield piece.high


def _spans(
    cell: Cell | None, kind: type, key: Callable[[Any], Any], place: dict[Any, int], last: int
) -> list[Span]:
    """Return the classes a cell passes, as spans that do not touch."""
    if cell is None or cell.any:
        return [(0, last)]
    spans = [
        span
        for piece in cell.pieces
        if type(piece.low) is kind
        for span in _piece_spans(piece, key, place, last)
    ]
    merged = _merged(spans)
    return _complement(merged, last) if cell.negated else merged


def _piece_spans(
    piece: Piece, key: Callable[[Any], Any], place: dict[Any, int], last: int
) -> list[Span]:
    low = place[key(piece.low)]
    if piece.high is not None:
        high = place[key(piece.high)]
        start = low if piece.operator[0] == "[" else low + 1
        stop = high if piece.operator[1] == "]" else high - 1
        return [(start, stop)] if start <= stop else []
    return {
        "=": [(low, low)],
        "!=": [(0, low - 1), (low + 1, last)],
        "<": [(0, low - 1)],
        "<=": [(0, low)],
        ">": [(low + 1, last)],
        ">=": [(low, last)],
    }[piece.operator]


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _complement(spans: list[Span], last: int) -> list[Span]:
    edges = [-1, *(edge for span in spans for edge in span), last + 1]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(before + 1, after - 1) for before, after in pairs if before + 1 <= after - 1]


def _bit_sets(toggles: list[list[int]], last: int, count: int) -> list[Bits]:
    marks, current, bit_sets = bytearray(count // 8 + 1), 0, []
    for position in range(last + 1):
        if toggles[position]:
            _toggle(marks, toggles[position], count)
            current = int.from_bytes(marks, "little")
        bit_sets.append(current)
    return bit_sets


def _toggle(marks: bytearray, rules: list[int], count: int) -> None:
    """Put rules in that are out, and out that are in."""
    for rule in rules:
        bit = count - 1 - rule
        marks[bit >> 3] ^= 1 << (bit & 7)


def _finder(
    kind: type, key: Callable[[Any], Any], points: list[Any], bit_sets: list[Bits]
) -> Finder:
    if len(set(bit_sets[::2])) == 1:
        return _dictionary_finder(kind, key, points, bit_sets)
    if kind in _KEYED_BY_VALUE:

        def find(value: Value) -> Bits:
            position = bisect_left(points, value)
            if position < len(points) and points[position] == value:
                return bit_sets[2 * position + 1]
            return bit_sets[2 * position]

        return find

    def find_by_key(value: Value) -> Bits:
        wanted = key(value)
        position = bisect_left(points, wanted)
        if position < len(points) and points[position] == wanted:
            return bit_sets[2 * position + 1]
        return bit_sets[2 * position]

    return find_by_key


def _dictionary_finder(
    kind: type, key: Callable[[Any], Any], points: list[Any], bit_sets: list[Bits]
) -> Finder:
    """Return a finder for a column that only asks for equality: all gaps are one."""
    known = _Known(zip(points, bit_sets[1::2], strict=True))
    known.otherwise = bit_sets[0]
    if kind in _KEYED_BY_VALUE:
        return known.__getitem__
    return lambda value: known[key(value)]


class _Known(dict[Any, Bits]):
    """The bit sets of the end points; every other value has that of the gaps."""

    otherwise: Bits = 0

    def __missing__(self, _value: Any) -> Bits:
        return self.otherwise


def _sparse_finder(
    kind: type,
    key: Callable[[Any], Any],
    points: list[Any],
    toggles: list[list[int]],
    count: int,
) -> Finder:
    """Return a finder for a very large column: some bit sets are kept, others made by steps."""
    kept, marks = [], bytearray(count // 8 + 1)
    for position, rules in enumerate(toggles):
        _toggle(marks, rules, count)
        if position % _STRIDE == 0:
            kept.append(int.from_bytes(marks, "little"))

    def find(value: Value) -> Bits:
        wanted = value if kind in _KEYED_BY_VALUE else key(value)
        position = bisect_left(points, wanted)
        exact = position < len(points) and points[position] == wanted
        wanted_class = 2 * position + (1 if exact else 0)
        nearest = wanted_class // _STRIDE
        bits = kept[nearest]
        for step in range(nearest * _STRIDE + 1, wanted_class + 1):
            for rule in toggles[step]:
                bits ^= 1 << (count - 1 - rule)
        return bits

    return find


# --- natural numbers, without a Decimal between ---------------------------------------------------

# what natural Python values become in FEEL, where that takes no more than this
NATURAL_KINDS: dict[type, type] = {
    kind: kind
    for kind in (str, bool, type(None), Date, DaysAndTimeDuration, YearsAndMonthsDuration)
} | {int: Decimal, float: Decimal}

SAFE_INTEGER = 10**34  # from here on an integer may have more digits than FEEL's numbers


def _integer_finder(find: Finder, points: Sequence[Decimal]) -> Finder:
    """Return a finder for Python's integers: between two cuts all of them are in one class.

    What is beyond the exact integers finds no rule, so that it is left to the ordinary way.
    """
    cuts = {1 - SAFE_INTEGER, SAFE_INTEGER}
    for point in points:
        if abs(point) < SAFE_INTEGER:
            cuts |= {math.ceil(point), math.floor(point) + 1}
    ordered = sorted(cuts)
    bit_sets = [0, *(find(Decimal(cut)) for cut in ordered[:-1]), 0]
    return lambda value: bit_sets[bisect_right(ordered, value)]


def _converting_finder(find: Finder, _points: Sequence[Decimal]) -> Finder:
    """Return a finder for Python's integers in a column too large for bit sets of its own."""

    def find_integer(value: int) -> Bits:
        return find(Decimal(value)) if -SAFE_INTEGER < value < SAFE_INTEGER else 0

    return find_integer


def _float_finder(find: Finder) -> Finder:
    """Return a finder for Python's floats by their shortest text; none for infinity and NaN."""

    def find_float(value: float) -> Bits:
        return find(Decimal(float.__repr__(value))) if math.isfinite(value) else 0

    return find_float
