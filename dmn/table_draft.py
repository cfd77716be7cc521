"""A draft of a model: edits of its logic made one after the other, and what is wrong with them.

The one rule: an edit is put in as it was written, even if it is no FEEL, and the rest of the model
stays as it is. What is wrong is told where it stands in the end, when rules have come and gone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Any, TypeAlias

from dmn.api import Model
from dmn.boxed import is_feel
from dmn.edits import (
    CLAUSE_PARTS,
    AddRule,
    CellEdit,
    ClausePart,
    Edit,
    EntryKind,
    HeaderEdit,
    RemoveRule,
    TextEdit,
)
from dmn.logic_paths import (
    LogicElement,
    LogicPath,
    all_logic,
    element_named,
    logic_at,
    place_of,
    with_logic,
)
from dmn.model import DecisionRule, DecisionTable, Definitions, Expression, LiteralExpression
from dmn.model_changes import RuleOrigins
from dmn.model_names import ModelNames
from dmn.table_texts import clause_place, with_entry, with_header
from feel.errors import Location, Problem

__all__ = ["Draft", "EditProblem", "ModelDraft", "draft_of", "with_definitions", "with_entries"]


@dataclass(frozen=True, slots=True)
class EditProblem:
    """What is wrong with an edit; `number` is its place among the edits, from 0."""

    edit: Edit
    number: int
    problem: Problem

    @property
    def is_lost(self) -> bool:
        """Whether the edit is not in the draft, because what it names is not there."""
        return self.problem.code == "NO_SUCH_CELL"

    def __str__(self) -> str:
        return str(self.problem)


@dataclass(frozen=True, slots=True)
class Draft:
    """A model with edits, what is wrong with them, and where rules come from that stand anew."""

    definitions: Definitions
    problems: tuple[EditProblem, ...] = ()
    origins: RuleOrigins = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """A draft that is compiled; `new_problems` are those the model did not have before."""

    model: Model
    problems: tuple[EditProblem, ...]
    new_problems: tuple[Problem, ...]
    origins: RuleOrigins = field(default_factory=dict)

    @property
    def definitions(self) -> Definitions:
        """The model with the edits."""
        return self.model.definitions


def draft_of(model: Model, edits: Iterable[Edit]) -> ModelDraft:
    """Return a model with edits, compiled with what the model itself was compiled with."""
    imported = [unit.definitions for unit in model.compiled.graph.units[1:]]
    draft = with_entries(model.definitions, edits, imported=imported, name=model.name)
    made = with_definitions(model, draft.definitions)
    known = {_sign(each, model.name, draft.origins, is_before=True) for each in model.problems}
    new = tuple(
        each
        for each in made.problems
        if each.severity != "info" and _sign(each, model.name, draft.origins) not in known
    )
    return ModelDraft(made, draft.problems, new, draft.origins)


def with_definitions(model: Model, definitions: Definitions) -> Model:
    """Return another model, compiled with the imports, limits and functions of this one."""
    units = model.compiled.graph.units[1:]
    imported = {unit.definitions.namespace: unit.definitions for unit in reversed(units)}
    functions = model.compiled.host_functions.values()
    return Model(definitions, model.name, imported.get, model.compiled.limits, functions)


def with_entries(
    definitions: Definitions,
    edits: Iterable[Edit],
    *,
    imported: Iterable[Definitions] = (),
    name: str = "",
) -> Draft:
    """Return a model with edits, each made after those before it, and what is wrong with them.

    `imported` are the models it imports: their names may hold what is no FEEL by itself. An edit of
    what does not exist is left out. `name` is what locations call the model, if not by its own.
    """
    drafting = _Drafting(definitions, name or definitions.name)
    for number, edit in enumerate(edits):
        drafting.make(number, edit)
    names = ModelNames([definitions, drafting.definitions, *imported])
    problems = sorted([*drafting.lost, *drafting.faults(names)], key=lambda each: each.number)
    return Draft(drafting.definitions, tuple(problems), drafting.origins())


# --- what the model had before --------------------------------------------------------------------

_RULES = re.compile(r"\brules? \d+( to \d+)?")


def _sign(
    problem: Problem, name: str, origins: RuleOrigins, *, is_before: bool = False
) -> tuple[Any, ...]:
    """Return what a problem is known by; one of before is known where its rule stands now."""
    path, message = problem.location.path, problem.message
    place = next((each for each in origins if path[: len(each) + 1] == (name, *each)), None)
    if place is not None:
        message = _RULES.sub("rule", message)
        at = len(place) + 1
        rule = _RULES.fullmatch(path[at]) if at < len(path) else None
        if is_before and rule is not None:
            path = (*path[:at], _stands(origins[place], path[at]), *path[at + 1 :])
    return problem.code, message, replace(problem.location, path=path)


def _stands(origins: tuple[int | None, ...], rule: str) -> str:
    """Return where a rule stands that was `rule 3`."""
    before = int(rule.removeprefix("rule ")) - 1
    return f"rule {origins.index(before) + 1}" if before in origins else ""


# --- the edits, one after the other ---------------------------------------------------------------

_MOST_NAMED = 20
_KINDS: tuple[EntryKind, ...] = ("input", "output", "annotation")
_Table: TypeAlias = tuple[int, LogicPath]  # the position of its element, and the path within


class _NoSuchCellError(Exception):
    """What an edit names is not there; says what there is."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a text was put in; its rule is known by a number it keeps when others come and go."""

    table: _Table
    rule: int | None = None
    kind: EntryKind | None = None  # None: it is the text of a literal expression
    position: int = 0
    part: ClausePart | None = None


@dataclass(slots=True)
class _Drafting:
    """A model while it is edited."""

    definitions: Definitions
    name: str
    lost: list[EditProblem] = field(default_factory=list)
    # the rules of the tables in which some came or went: by number from 0, new ones below 0
    rules: dict[_Table, list[int]] = field(default_factory=dict)
    put: dict[_Spot, tuple[int, Edit, str]] = field(default_factory=dict)
    free: Iterator[int] = field(default_factory=lambda: count(-1, -1))

    def make(self, number: int, edit: Edit) -> None:
        """Make an edit; one that cannot be made is kept as lost."""
        place: tuple[str, ...] = (self.name,)
        try:
            element = self._element(edit)
            place += (place_of(element), *edit.path)
            if logic_at(element, edit.path) is None:
                raise _no_logic(element, Expression)
            at = next(n for n, each in enumerate(self.definitions.drg_elements) if each is element)
            making = _Making(self, edit, number, element, (at, edit.path))
            change = partial(_CHANGES[type(edit)], making, edit)
            self.definitions = with_logic(self.definitions, element, edit.path, change)
        except _NoSuchCellError as error:
            problem = Problem("NO_SUCH_CELL", error.message, Location(place), error.hint)
            self.lost.append(EditProblem(edit, number, problem))

    def _element(self, edit: Edit) -> LogicElement:
        element = element_named(self.definitions, edit.element)
        if element is not None:
            return element
        elements = self.definitions.drg_elements
        names = [each.name for each in elements if isinstance(each, LogicElement)]
        message = f"there is no decision or business knowledge model '{edit.element}'"
        raise _NoSuchCellError(message, f"there are: {', '.join(names[:_MOST_NAMED])}")

    def origins(self) -> RuleOrigins:
        """Return where the rules come from, of the tables in which some came or went."""
        return {
            self._place(table): tuple(each if each >= 0 else None for each in rules)
            for table, rules in self.rules.items()
        }

    def _place(self, table: _Table) -> tuple[str, ...]:
        at, path = table
        return (place_of(self.definitions.drg_elements[at]), *path)

    def faults(self, names: ModelNames) -> Iterator[EditProblem]:
        """Give what is wrong with the texts that were put in last and are still there."""
        for spot, (number, edit, text) in self.put.items():
            found = self._text_place(spot)
            if found is None:
                continue
            place, is_test = found
            problem = names.problem(text, is_test=is_test)
            if problem is not None:
                within = problem.within(self.name, *self._place(spot.table), *place)
                yield EditProblem(edit, number, within)

    def _text_place(self, spot: _Spot) -> tuple[tuple[str, ...], bool] | None:
        """Return where in its logic a text stands and whether it is a test; None for no FEEL."""
        at, path = spot.table
        element = self.definitions.drg_elements[at]
        logic = logic_at(element, path) if isinstance(element, LogicElement) else None
        if isinstance(logic, LiteralExpression):
            return ((), False) if is_feel(logic) else None
        if not isinstance(logic, DecisionTable) or spot.kind in {None, "annotation"}:
            return None
        clause = clause_place(logic, spot.kind, spot.position)
        if spot.part is not None:
            places = {"values": (clause,), "expression": (clause,), "default": ("default", clause)}
            place = places.get(spot.part)
            return None if place is None else (place, spot.part == "values")
        rules = self.rules.get(spot.table, range(len(logic.rules)))
        if spot.rule is None or spot.rule not in rules:
            return None
        return (f"rule {rules.index(spot.rule) + 1}", clause), spot.kind == "input"


@dataclass(frozen=True, slots=True)
class _Making:
    """One edit while it is made."""

    drafting: _Drafting
    edit: Edit
    number: int
    element: LogicElement
    at: _Table

    def _note(self, text: str, *spot: Any) -> None:
        self.drafting.put[_Spot(self.at, *spot)] = self.number, self.edit, text

    def text(self, edit: TextEdit, logic: Expression) -> Expression:
        """Return a literal expression with another text."""
        if not isinstance(logic, LiteralExpression):
            raise _no_logic(self.element, LiteralExpression)
        if logic.imported_values is not None:
            origin = logic.imported_values.namespace
            raise _NoSuchCellError(f"its text is imported from {origin}", "change it there")
        self._note(edit.text)
        return replace(logic, text=edit.text)

    def header(self, edit: HeaderEdit, logic: Expression) -> Expression:
        """Return a table with one text of its header changed."""
        table = self._table(logic)
        self._check_clause(table, edit.kind, edit.position)
        parts = CLAUSE_PARTS[edit.kind]
        if edit.part not in parts:
            message = f"the header of an {edit.kind} has no '{edit.part}'"
            raise _NoSuchCellError(message, f"it has: {', '.join(parts)}")
        self._note(edit.text, None, edit.kind, edit.position - 1, edit.part)
        return with_header(table, edit.kind, edit.position - 1, edit.part, edit.text)

    # --- rules ----------------------------------------------------------------------------------

    def cell(self, edit: CellEdit, logic: Expression) -> Expression:
        """Return a table with one entry changed."""
        table = self._table(logic)
        at = _rule(table, edit.rule)
        self._check_clause(table, edit.kind, edit.position)
        known = self.drafting.rules.get(self.at)
        rule = at if known is None else known[at]
        self._note(edit.text, rule, edit.kind, edit.position - 1)
        changed = with_entry(table.rules[at], edit.kind, edit.position - 1, edit.text)
        return _with_rules(table, *table.rules[:at], changed, *table.rules[at + 1 :])

    def added(self, edit: AddRule, logic: Expression) -> Expression:
        """Return a table with one more rule."""
        table = self._table(logic)
        most = len(table.rules) + 1
        if not 1 <= edit.at <= most:
            message = f"no rule can be added as number {edit.at}"
            raise _NoSuchCellError(message, f"1 to {most} are possible")
        given = {"input": edit.inputs, "output": edit.outputs, "annotation": edit.annotations}
        for kind, texts in given.items():
            if len(texts) > (count_ := len(getattr(table, f"{kind}s"))):
                message = f"there are no {len(texts)} {kind} entries"
                raise _NoSuchCellError(message, f"the table has {count_}")
        number = next(self.drafting.free)
        rule = DecisionRule()
        for kind in _KINDS:
            blanks = ("-" if kind == "input" else "",) * len(getattr(table, f"{kind}s"))
            texts = (*given[kind], *blanks[len(given[kind]) :])
            for position, text in enumerate(texts):
                self._note(text, number, kind, position)
                rule = with_entry(rule, kind, position, text)
        self._numbers(table).insert(edit.at - 1, number)
        return _with_rules(table, *table.rules[: edit.at - 1], rule, *table.rules[edit.at - 1 :])

    def removed(self, edit: RemoveRule, logic: Expression) -> Expression:
        """Return a table without one of its rules."""
        table = self._table(logic)
        at = _rule(table, edit.rule)
        del self._numbers(table)[at]
        return _with_rules(table, *table.rules[:at], *table.rules[at + 1 :])

    def _numbers(self, table: DecisionTable) -> list[int]:
        return self.drafting.rules.setdefault(self.at, list(range(len(table.rules))))

    def _table(self, logic: Expression) -> DecisionTable:
        if not isinstance(logic, DecisionTable):
            raise _no_logic(self.element, DecisionTable)
        return logic

    def _check_clause(self, table: DecisionTable, kind: EntryKind, position: int) -> None:
        most = len(getattr(table, f"{kind}s"))
        if not 1 <= position <= most:
            raise _NoSuchCellError(f"there is no {kind} {position}", f"the table has {most}")


_CHANGES: Mapping[type, Callable[..., Expression]] = {
    CellEdit: _Making.cell,
    TextEdit: _Making.text,
    HeaderEdit: _Making.header,
    AddRule: _Making.added,
    RemoveRule: _Making.removed,
}


def _no_logic(element: LogicElement, kind: Any) -> _NoSuchCellError:
    """Return the error of a path that leads to no logic of a kind, with the paths that do."""
    paths = [path for path, logic in all_logic(element) if isinstance(logic, kind)]
    listed = ", ".join(" > ".join(path) or "its own" for path in paths[:_MOST_NAMED])
    what = {LiteralExpression: "literal expression", DecisionTable: "decision table"}
    return _NoSuchCellError(
        f"there is no {what.get(kind, 'logic')}", f"there is: {listed or 'none'}"
    )


def _rule(table: DecisionTable, wanted: int | str) -> int:
    """Return the position of a rule."""
    most = len(table.rules)
    if isinstance(wanted, int):
        if 1 <= wanted <= most:
            return wanted - 1
        raise _NoSuchCellError(f"there is no rule {wanted}", f"there are {most}")
    for at, rule in enumerate(table.rules):
        if rule.id == wanted:
            return at
    raise _NoSuchCellError(f"there is no rule with the id '{wanted}'", f"there are {most}")


def _with_rules(table: DecisionTable, *rules: DecisionRule) -> DecisionTable:
    return table.model_copy(update={"rules": rules})
