"""A decision table in a few lines of Python -> an ordinary model.

The one rule: a wrong argument raises a ValueError that says what there is; a text that is no FEEL
is a problem of the model, located by rule and column, as in any model. What the columns and the hit
policy may look like is in `table_columns.py`, what cells may be in `table_cells.py`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote

from dmn.api import Model
from dmn.hit_policy import hit_policy
from dmn.layout import with_diagram
from dmn.model import (
    Decision,
    DecisionRule,
    DecisionTable,
    Definitions,
    DMNElementReference,
    InformationItem,
    InformationRequirement,
    InputClause,
    InputData,
    ItemDefinition,
    LiteralExpression,
    OutputClause,
    RuleAnnotation,
    RuleAnnotationClause,
    UnaryTests,
)
from dmn.table_cells import annotation_text, cell_text, undefined_names
from dmn.table_columns import Column, Declared, Head, read_head, read_hit_policy
from feel.errors import Location, Problem
from feel.feel_types import ANY, NUMBER, ContextType, FeelType, ListType, SimpleType
from feel.functions import BUILT_INS
from feel.names import KnownNames, normalised
from feel.scope import DEFAULT_LIMITS, Limits
from feel.values import Function, quoted

__all__ = ["Rule", "definitions_of", "table"]

Rule: TypeAlias = Sequence[Any] | Mapping[str, Any]
"""A rule's cells: of inputs, then outputs, then annotations; or by column name."""

# a dot between two names; in `No. of items` it is part of the name
_DOT = re.compile(r"(?<=\S)\.(?=\S)")
_NO_WORD = re.compile(r"\W+")


def table(  # noqa: PLR0913 - a table has that many parts, and they are given by name
    name: str,
    *,
    hit_policy: str = "UNIQUE",
    aggregation: str | None = None,
    inputs: Mapping[str, Declared],
    outputs: Mapping[str, Declared],
    rules: Iterable[Rule],
    annotations: Iterable[str] = (),
    defaults: Mapping[str, Any] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    functions: Iterable[Function] = (),
) -> Model:
    """Return a model of one decision, made by a decision table; several outputs give a context.

    A type is FEEL's (`"number"`), one with the values it may have (`("number", "[0..100]")`, or in
    one text `'string ["low", "high"]'`), or a list of allowed Python values; an output's are in the
    order of priority. `Applicant.Age` and `Applicant.Name` become one structured input data. A str
    is FEEL text, so a string in it has quotes of its own; numbers, booleans, dates and times stand
    for themselves; None and "" are `-` in an input, null in an output. `defaults` are the outputs
    where no rule matches; `functions` the host's own, as for `load`.
    Errors: ValueError for wrong arguments, TypeError for some of a wrong class; what is no FEEL is
    in the model's `problems`.

    >>> rules = [["< 18", 0], ["-", 20]]
    >>> head = {"inputs": {"Age": "number"}, "outputs": {"Fee": "number"}}
    >>> fee = table("Fee", hit_policy="FIRST", **head, rules=rules)
    >>> fee.evaluate({"Age": 40})["Fee"]
    Decimal('20')
    """
    _expect("name", name, str, "text")
    _expect("hit_policy", hit_policy, str, "text such as 'FIRST'")
    _expect("aggregation", aggregation, str | None, "text such as 'SUM', or None")
    _expect("rules", rules, Iterable, "a list of rules, each a list of cells or cells by name")
    _expect("annotations", annotations, Iterable, "a list of names")
    _expect("defaults", defaults, Mapping | None, "a mapping of outputs to values, or None")
    policy = read_hit_policy(hit_policy, aggregation)
    head = read_head(name, policy, inputs, outputs, annotations)
    host = list(functions)
    definitions = definitions_of(head, rules, defaults or {}, [each.name for each in host])
    return Model(definitions, limits=limits, functions=host)


def _expect(what: str, given: object, wanted: Any, words: str) -> None:
    if not isinstance(given, wanted):
        raise TypeError(f"{what}: expected {words}, found {given!r}")


def definitions_of(
    head: Head,
    rules: Iterable[Rule],
    defaults: Mapping[str, Any],
    host_functions: Iterable[str] = (),
    place: str = "",
) -> Definitions:
    """Return the table as a model with a diagram; the same table always gives the same one.

    `place` is what the locations of problems begin with, if not the table's name.
    Errors: ValueError for a rule that does not fit the head.
    """
    types = _input_types(head)
    items = _ItemDefinitions()
    refs = {name: items.ref(name, each) for name, each in types.items()}
    texts = [_texts(head, rule, number) for number, rule in enumerate(rules, start=1)]
    results = {column.name: items.ref(column.name, column.type) for column in head.outputs}
    outputs = _output_clauses(head, results, _default_texts(head, defaults))
    logic = _decision_table(head, _input_clauses(head, refs), outputs, texts)
    declared = _decision_type(head)
    is_output = declared == head.outputs[0].type and len(head.outputs) == 1
    ref = results[head.outputs[0].name] if is_output else items.ref(head.name, declared)
    undefined = _Undefined(head, types, host_functions, place)
    definitions = Definitions(
        name=head.name,
        id="definitions",
        namespace=f"urn:decision-table:{quote(head.name)}",
        item_definitions=tuple(items.definitions),
        drg_elements=(*_input_data(refs), _decision(head, logic, ref, len(refs))),
        problems=tuple(undefined.problems(texts)),
    )
    return with_diagram(definitions)


# --- types ---------------------------------------------------------------------------------------


def _input_types(head: Head) -> dict[str, FeelType]:
    """Return the types of the input data: dotted names are the entries of one."""
    tree: dict[str, Any] = {}
    for column in head.inputs:
        *path, last = _DOT.split(column.name)
        entries = tree
        for part in path:
            entries = entries.setdefault(part, {})
            if not isinstance(entries, dict):
                raise _both(part, column.name)
        if last in entries:
            raise _both(last, f"{column.name}...")
        entries[last] = column.type
    if head.name in tree:
        raise ValueError(f"'{head.name}' is the decision's name and an input's; rename one of them")
    return {name: _structured(each) for name, each in tree.items()}


def _both(name: str, dotted: str) -> ValueError:
    return ValueError(
        f"'{name}' is an input of its own and a part of the input '{dotted}'; keep one of them"
    )


def _structured(entry: Any) -> FeelType:
    if isinstance(entry, dict):
        return ContextType({name: _structured(each) for name, each in entry.items()})
    found: FeelType = entry
    return found


class _ItemDefinitions:
    """The item definitions a table needs: of what no built-in type's name says."""

    def __init__(self) -> None:
        self.definitions: list[ItemDefinition] = []

    def ref(self, name: str, declared: FeelType) -> str | None:
        """Return what a `typeRef` says for a type, defined here where it must be."""
        if not isinstance(declared, ListType | ContextType):
            return _simple_ref(declared)
        title = self._free_name("t" + _NO_WORD.sub("_", name[:1].upper() + name[1:]))
        definition = _item_definition(title, declared)
        number = len(self.definitions) + 1
        identified = definition.model_copy(update={"id": f"item_definition_{number}"})
        self.definitions.append(identified)
        return title

    def _free_name(self, name: str) -> str:
        taken = {each.name for each in self.definitions}
        numbered = (f"{name}_{number}" for number in range(2, len(taken) + 2))
        return next(each for each in (name, *numbered) if each not in taken)


def _simple_ref(declared: FeelType) -> str | None:
    return None if declared is ANY else declared.name


def _item_definition(name: str, declared: FeelType) -> ItemDefinition:
    is_list = isinstance(declared, ListType)
    item = declared.item if isinstance(declared, ListType) else declared
    if isinstance(item, ContextType) and item.entries:
        components = tuple(_item_definition(key, each) for key, each in item.entries.items())
        return ItemDefinition(name=name, item_components=components, is_collection=is_list)
    return ItemDefinition(name=name, type_ref=item.name, is_collection=is_list)


def _decision_type(head: Head) -> FeelType:
    """Return the type of the table's value, under its hit policy."""
    if head.aggregation == "COUNT":
        return NUMBER
    if len(head.outputs) == 1:
        value = head.outputs[0].type
    else:
        value = ContextType({column.name: column.type for column in head.outputs})
    return ListType(value) if hit_policy(head.hit_policy, head.aggregation).many else value


# --- rules ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of one rule."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]


def _texts(head: Head, rule: Rule, number: int) -> _Texts:
    place = f"rule {number}"
    cells = (
        _named_cells(head, rule, place) if isinstance(rule, Mapping) else _cells(head, rule, place)
    )
    first, last = len(head.inputs), len(head.inputs) + len(head.outputs)
    return _Texts(
        _entries(f"{place}, input", head.inputs, cells[:first], "-"),
        _entries(f"{place}, output", head.outputs, cells[first:last], "null"),
        tuple(
            _converted(f"{place}, annotation '{name}'", annotation_text, cell)
            for name, cell in zip(head.annotations, cells[last:], strict=True)
        ),
    )


def _cells(head: Head, rule: Sequence[Any], place: str) -> list[Any]:
    """Return all cells of a rule given in order; annotations may be left out at the end."""
    clauses = len(head.inputs) + len(head.outputs)
    most = clauses + len(head.annotations)
    is_row = hasattr(rule, "__len__") and not isinstance(rule, str)
    if not is_row or not clauses <= len(rule) <= most:
        found = f"{len(rule)} cells" if is_row else repr(rule)
        names = [column.name for column in (*head.inputs, *head.outputs)]
        raise ValueError(
            f"{place}: expected a cell for each of {', '.join((*names, *head.annotations))}"
            f" ({most} cells), found {found}"
        )
    return [*rule, *[None] * (most - len(rule))]


def _named_cells(head: Head, rule: Mapping[str, Any], place: str) -> list[Any]:
    """Return the cells of a rule given by column name; one that is not given is empty."""
    cells = {normalised(str(name)): cell for name, cell in rule.items()}
    names = [column.name for column in (*head.inputs, *head.outputs)] + [*head.annotations]
    for name in cells:
        if name not in names:
            raise ValueError(f"{place}: there is no column '{name}'; there are: {', '.join(names)}")
        if names.count(name) > 1:
            raise ValueError(
                f"{place}: several columns are named '{name}'; give the cells as a list"
            )
    return [cells.get(name) for name in names]


def _entries(
    place: str, columns: Sequence[Column], cells: Sequence[Any], nothing: str
) -> tuple[str, ...]:
    return tuple(
        _converted(f"{place} '{column.name}'", cell_text, cell, column.type) or nothing
        for column, cell in zip(columns, cells, strict=True)
    )


def _converted(place: str, convert: Callable[..., str], *cell: Any) -> str:
    try:
        return convert(*cell)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def _default_texts(head: Head, defaults: Mapping[str, Any]) -> dict[str, str]:
    """Return the default output entries by output name."""
    columns = {column.name: column for column in head.outputs}
    texts = {}
    for given, cell in defaults.items():
        column = columns.get(normalised(given))
        if column is None:
            there_are = ", ".join(columns)
            raise ValueError(f"defaults: there is no output '{given}'; there are: {there_are}")
        place = f"default of output '{column.name}'"
        texts[column.name] = _converted(place, cell_text, cell, column.type)
    return texts


# --- elements ------------------------------------------------------------------------------------


def _input_data(refs: Mapping[str, str | None]) -> Iterator[InputData]:
    for number, (name, ref) in enumerate(refs.items(), start=1):
        variable = InformationItem(id=f"input_data_{number}_variable", name=name, type_ref=ref)
        yield InputData(id=f"input_data_{number}", name=name, variable=variable)


def _decision(head: Head, logic: DecisionTable, ref: str | None, inputs: int) -> Decision:
    return Decision(
        id="decision",
        name=head.name,
        variable=InformationItem(id="decision_variable", name=head.name, type_ref=ref),
        information_requirements=tuple(
            InformationRequirement(
                id=f"information_requirement_{number}",
                required_input=DMNElementReference(href=f"#input_data_{number}"),
            )
            for number in range(1, inputs + 1)
        ),
        decision_logic=logic,
    )


def _decision_table(
    head: Head,
    inputs: Iterable[InputClause],
    outputs: Iterable[OutputClause],
    rules: Iterable[_Texts],
) -> DecisionTable:
    return DecisionTable(
        id="decision_table",
        hit_policy=head.hit_policy,
        aggregation=head.aggregation,
        output_label=head.name,
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        annotations=tuple(RuleAnnotationClause(name=name) for name in head.annotations),
        rules=tuple(_rule(texts, number) for number, texts in enumerate(rules, start=1)),
    )


def _input_clauses(head: Head, refs: Mapping[str, str | None]) -> Iterator[InputClause]:
    for number, column in enumerate(head.inputs, start=1):
        place = f"input_{number}"
        simple = _simple_ref(column.type) if isinstance(column.type, SimpleType) else None
        ref = refs.get(column.name, simple)
        yield InputClause(
            id=place,
            label=column.name,
            input_expression=LiteralExpression(column.name, f"{place}_expression", type_ref=ref),
            input_values=_values(column, place),
        )


def _output_clauses(
    head: Head, refs: Mapping[str, str | None], defaults: Mapping[str, str]
) -> Iterator[OutputClause]:
    for number, column in enumerate(head.outputs, start=1):
        place = f"output_{number}"
        default = defaults.get(column.name)
        yield OutputClause(
            id=place,
            label=column.name,
            name=column.name,
            type_ref=refs[column.name],
            output_values=_values(column, place),
            default_output_entry=LiteralExpression(default, f"{place}_default")
            if default
            else None,
        )


def _values(column: Column, place: str) -> UnaryTests | None:
    return UnaryTests(column.values, f"{place}_values") if column.values else None


def _rule(texts: _Texts, number: int) -> DecisionRule:
    place = f"rule_{number}"
    return DecisionRule(
        tuple(UnaryTests(text, f"{place}_input_{n}") for n, text in enumerate(texts.inputs, 1)),
        tuple(
            LiteralExpression(text, f"{place}_output_{n}")
            for n, text in enumerate(texts.outputs, 1)
        ),
        tuple(RuleAnnotation(text) for text in texts.annotations),
        place,
    )


# --- names that nothing has ----------------------------------------------------------------------


class _Undefined:
    """Finds the entries that are a name no input has: mostly strings without their quotes."""

    def __init__(
        self, head: Head, types: Mapping[str, FeelType], host_functions: Iterable[str], place: str
    ) -> None:
        self.head = head
        self.path = (place or head.name, f"decision {head.name}")
        self.inputs = ", ".join(types) or "none"
        self.names = frozenset({"?", *types, *BUILT_INS, *host_functions})
        parts = {part for column in head.inputs for part in _DOT.split(column.name)}
        self.known = KnownNames.of(self.names, parts)

    def problems(self, rules: Sequence[_Texts]) -> Iterator[Problem]:
        """Give a problem for each such name."""
        for number, texts in enumerate(rules, start=1):
            rule = f"rule {number}"
            for column, text in zip(self.head.inputs, texts.inputs, strict=True):
                yield from self._in(text, rule, f"input '{column.name}'", is_output=False)
            for column, text in zip(self.head.outputs, texts.outputs, strict=True):
                yield from self._in(text, rule, f"output '{column.name}'", is_output=True)

    def _in(self, text: str, rule: str, clause: str, *, is_output: bool) -> Iterator[Problem]:
        for name in undefined_names(text, self.names, self.known, is_output=is_output):
            yield Problem(
                "NO_VARIABLE_FOUND",
                f"there is no variable '{name.name}'",
                Location((*self.path, rule, clause), text, *name.span),
                f"for the string write {quoted(name.name)}; the inputs are: {self.inputs}",
            )
