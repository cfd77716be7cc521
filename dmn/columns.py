"""Which column of a table file feeds which input, and which columns the outcomes become.

Names meet exactly first, then without regard to case, space and underscore; none is guessed. What
is missing or ambiguous is an error that lists the candidates, before anything is evaluated.
"""

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from dmn.api import Model
from dmn.field_text import FieldReader, ValueReader, field_reader, value_reader
from dmn.graph import Key, Node
from dmn.hit_policy import hit_policy
from dmn.model import Context, Decision, DecisionTable, Expression
from dmn.outline import declared_type, graph_of, type_named
from feel.feel_types import ContextType, FeelType, resolved
from feel.values import Value

__all__ = [
    "ColumnError",
    "ColumnMatch",
    "InputColumn",
    "OutputColumn",
    "Shape",
    "check_headers",
    "map_inputs",
    "match_columns",
    "output_columns",
    "unplaced",
]

Path = tuple[str, ...]


class ColumnError(Exception):
    """The columns of a file do not fit the model; says which, and what there is."""


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column that is read: where it stands, what it feeds, and how its values are read."""

    index: int
    header: str
    path: Path
    type: FeelType
    reader: FieldReader | ValueReader


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A place of the inputs that one column can feed, and the column that does by its name.

    Null: `index` where there is none, or where `rivals` are columns of which nothing tells which.
    """

    path: Path
    type: FeelType
    index: int | None
    rivals: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the place is called, such as `Applicant.Age`."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column that is written: its decision, and the path into a value that is a context."""

    header: str
    decision: Key
    path: Path


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A place of the inputs that one column can feed."""

    path: Path
    type: FeelType = field(compare=False)

    @property
    def name(self) -> str:
        return ".".join(self.path)


def _normalised(name: str) -> str:
    return name.replace(" ", "").replace("_", "").casefold()


# --- inputs --------------------------------------------------------------------------------------


def map_inputs(
    header: Sequence[str],
    inputs: Mapping[Key, FeelType],
    *,
    chosen: Mapping[str, str] = MappingProxyType({}),
    is_text: bool = True,
) -> tuple[InputColumn, ...]:
    """Return the column of each input, or of each component of a structured one.

    `Applicant.Age` reaches into an input; `Age` does too where nothing else has that name.
    `chosen` are columns by name with the input each one feeds, before any name is compared.
    `is_text` tells that all fields are text, as in CSV, else values are natural Python.
    Errors: ColumnError that lists every missing and every ambiguous one, with candidates.
    """
    renamed = [chosen.get(name, name) for name in header]
    _check_chosen(header, chosen)
    leaves = [
        leaf for key, feel_type in inputs.items() for leaf in _leaves((key,), feel_type, renamed)
    ]
    unknown = set(chosen.values()) - {leaf.name for leaf in leaves}
    if unknown:
        listed = ", ".join(f"'{name}'" for name in sorted(unknown))
        known = ", ".join(f"'{leaf.name}'" for leaf in leaves)
        raise ColumnError(f"no input {listed} to map a column to (hint: the inputs are: {known})")
    found = _Matching(renamed, leaves, [header.index(name) for name in chosen]).found()
    make = field_reader if is_text else value_reader
    return tuple(
        InputColumn(index, header[index], leaf.path, leaf.type, make(leaf.type))
        for leaf, index in found.items()
    )


def match_columns(header: Sequence[str], inputs: Mapping[Key, FeelType]) -> tuple[ColumnMatch, ...]:
    """Return what `map_inputs` finds by name alone, also where some of it is missing."""
    leaves = [
        leaf for key, feel_type in inputs.items() for leaf in _leaves((key,), feel_type, header)
    ]
    matching = _Matching(header, leaves)
    matching.match()
    return tuple(
        ColumnMatch(
            leaf.path,
            leaf.type,
            matching.columns.get(leaf),
            tuple(matching.ambiguous.get(leaf, ())),
        )
        for leaf in leaves
    )


def _check_chosen(header: Sequence[str], chosen: Mapping[str, str]) -> None:
    """Refuse columns that are mapped and are not there, or stand there twice."""
    for name in chosen:
        if header.count(name) != 1:
            found = "more than one column is" if name in header else "no column is"
            columns = ", ".join(f"'{each}'" for each in header) or "none"
            raise ColumnError(f"{found} named '{name}' (hint: the columns are: {columns})")


def _leaves(
    path: Path, feel_type: FeelType, header: Sequence[str], within: frozenset[int] = frozenset()
) -> Iterator[_Leaf]:
    """Give the places that columns feed; a structure is one place where one column has its name."""
    target = resolved(feel_type)
    if id(target) in within:
        return  # a type within itself has no end; JSON in a column can hold it
    if not isinstance(target, ContextType) or not target.entries or _is_whole(path, header):
        yield _Leaf(path, feel_type)
        return
    for name, entry in target.entries.items():
        yield from _leaves((*path, name), entry, header, within | {id(target)})


def _is_whole(path: Path, header: Sequence[str]) -> bool:
    name = _normalised(".".join(path))
    columns = {_normalised(each) for each in header}
    return name in columns and not any(each.startswith(f"{name}.") for each in columns)


class _Matching:
    """Leaves and columns as they find each other, the surest way first."""

    def __init__(
        self, header: Sequence[str], leaves: Sequence[_Leaf], chosen: Sequence[int] = ()
    ) -> None:
        self.header = header
        self.leaves = leaves
        names = {leaf.name: leaf for leaf in leaves}
        # what is chosen by hand has no rivals
        self.columns: dict[_Leaf, int] = {names[header[index]]: index for index in chosen}
        self.ambiguous: dict[_Leaf, list[str]] = {}

    def match(self) -> None:
        """Find what can be found."""
        last = Counter(_normalised(leaf.path[-1]) for leaf in self.leaves)
        components = [
            leaf
            for leaf in self.leaves
            if len(leaf.path) > 1 and last[_normalised(leaf.path[-1])] == 1
        ]
        self._match(self.leaves, lambda leaf: leaf.name, str)
        self._match(self.leaves, lambda leaf: _normalised(leaf.name), _normalised)
        self._match(components, lambda leaf: leaf.path[-1], str)
        self._match(components, lambda leaf: _normalised(leaf.path[-1]), _normalised)

    def found(self) -> Mapping[_Leaf, int]:
        """Return the column of every leaf, in their order."""
        self.match()
        missing = [leaf for leaf in self.leaves if leaf not in self.columns]
        if missing:
            complaints = "; ".join(map(self._complaint, missing))
            columns = ", ".join(f"'{name}'" for name in self.header) or "none"
            hint = f"the columns are: {columns}; one may be empty where the value is null"
            raise ColumnError(f"{complaints} (hint: {hint})")
        return {leaf: self.columns[leaf] for leaf in self.leaves}

    def _match(
        self,
        leaves: Sequence[_Leaf],
        leaf_name: Callable[[_Leaf], str],
        column_name: Callable[[str], str],
    ) -> None:
        open_leaves = [
            each for each in leaves if each not in self.columns and each not in self.ambiguous
        ]
        taken = frozenset(self.columns.values())
        wanted = Counter(map(leaf_name, open_leaves))
        for leaf in open_leaves:
            name = leaf_name(leaf)
            columns = [
                index
                for index, header in enumerate(self.header)
                if index not in taken and column_name(header) == name
            ]
            if len(columns) == 1 and wanted[name] == 1:
                self.columns[leaf] = columns[0]
            elif columns:
                self.ambiguous[leaf] = [self.header[index] for index in columns]

    def _complaint(self, leaf: _Leaf) -> str:
        if leaf in self.ambiguous:
            return self._ambiguity(leaf, self.ambiguous[leaf])
        same = [
            name
            for name in self.header
            if len(leaf.path) > 1 and _normalised(name) == _normalised(leaf.path[-1])
        ]
        if same:
            return self._ambiguity(leaf, same)
        close = difflib.get_close_matches(leaf.name, self.header, n=1)
        meant = f", did you mean '{close[0]}'?" if close else ""
        return f"no column for input '{leaf.name}'{meant}"

    def _ambiguity(self, leaf: _Leaf, columns: list[str]) -> str:
        if len(set(columns)) == 1 < len(columns):
            return f"{len(columns)} columns for input '{leaf.name}' are named '{columns[0]}'"
        rivals = [
            f"'{each.name}'"
            for each in self.leaves
            if _normalised(each.path[-1]) == _normalised(leaf.path[-1])
        ]
        listed = " or ".join(f"'{name}'" for name in columns)
        also = f", which may also be for {' and '.join(rivals)}" if len(rivals) > 1 else ""
        return f"ambiguous column for input '{leaf.name}': {listed}{also}; name it '{leaf.name}'"


# --- outputs -------------------------------------------------------------------------------------

Shape = Mapping[str, "Shape | None"]
"""The entries of a context that have columns of their own; None is a value in one column."""


def output_columns(model: Model, decision: Key) -> tuple[Shape | None, tuple[OutputColumn, ...]]:
    """Return the columns of a decision: one, or one for each output or context entry, dotted."""
    node = graph_of(model).nodes[decision]
    shape = _shape_of_type(declared_type(model, decision))
    if shape is None and isinstance(node.element, Decision):
        shape = _shape_of_logic(model, node, node.element.decision_logic)
    columns = [OutputColumn(".".join((decision, *path)), decision, path) for path in _paths(shape)]
    return shape, tuple(columns)


def _paths(shape: Shape | None, path: Path = ()) -> Iterator[Path]:
    if shape is None:
        yield path
        return
    for name, inner in shape.items():
        yield from _paths(inner, (*path, name))


def _shape_of_type(feel_type: FeelType, within: frozenset[int] = frozenset()) -> Shape | None:
    target = resolved(feel_type)
    if not isinstance(target, ContextType) or not target.entries or id(target) in within:
        return None
    inner = within | {id(target)}
    return {name: _shape_of_type(entry, inner) for name, entry in target.entries.items()}


def _shape_of_logic(model: Model, node: Node, logic: Expression | None) -> Shape | None:
    """Return the shape of a value from the expression that gives it, where no type tells."""
    if isinstance(logic, DecisionTable):
        is_list = hit_policy(logic.hit_policy, logic.aggregation).many
        if len(logic.outputs) < 2 or is_list:
            return None
        return {
            clause.name or clause.label or f"output {number}": _shape_of_type(
                type_named(model, node, clause.type_ref)
            )
            for number, clause in enumerate(logic.outputs, start=1)
        }
    if isinstance(logic, Context):
        if not all(entry.variable for entry in logic.context_entries):
            return None  # its result is another expression's value
        return {
            entry.variable.name: _shape_of_type(type_named(model, node, entry.variable.type_ref))
            or _shape_of_logic(model, node, entry.value)
            for entry in logic.context_entries
            if entry.variable
        } or None
    return None


def unplaced(value: Value, shape: Shape | None, place: str) -> Iterator[str]:
    """Give the parts of a value that no column has room for."""
    if shape is None or value is None:
        return
    if type(value) is not dict:
        yield place
        return
    for name, entry in value.items():
        if name in shape:
            yield from unplaced(entry, shape[name], f"{place}.{name}")
        else:
            yield f"{place}.{name}"


def check_headers(header: Sequence[str], outputs: Sequence[str]) -> None:
    """Refuse headers that would stand twice in the output; blank ones name nothing.

    Errors: ColumnError that lists them.
    """
    counts = Counter([*header, *outputs])
    twice = [name for name, count in counts.items() if count > 1 and name]
    if twice:
        listed = ", ".join(f"'{name}'" for name in twice)
        hint = "rename the columns of the input, or choose other decisions"
        raise ColumnError(f"the output would have more than one column {listed} (hint: {hint})")
