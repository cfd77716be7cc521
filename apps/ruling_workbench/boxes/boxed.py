"""The logic of a decision or business knowledge model as boxes, the standard's own notation.

The one rule: every text is that of the model, and every box and cell has a name by which a click
and a draft find it. A deep or endless model is cut, and the cut says so.
Source: DMN 1.5, 7.2 and 10.2
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from dmn import Model
from dmn.boxed import is_feel
from dmn.model import (
    BusinessKnowledgeModel,
    Conditional,
    Context,
    Decision,
    DecisionTable,
    Every,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    Invocation,
    ListExpression,
    LiteralExpression,
    Relation,
    Some,
)
from dmn.trace import TableTrace, Trace
from ruling_workbench.boxes.box_event import BoxEvent, turned
from ruling_workbench.boxes.boxed_table import (
    Marks,
    Path,
    TableBox,
    Traced,
    table_box,
    table_said,
    text_of,
)
from ruling_workbench.boxes.boxes import (
    Box,
    BoxedLogic,
    CutBox,
    FunctionBox,
    LiteralBox,
    Part,
    PartsBox,
    PartsKind,
    RelationBox,
)
from ruling_workbench.boxes.cells import cell_id
from ruling_workbench.boxes.rule_pages import RulePage, RuleView, page_of, page_of_rules, width_of

__all__ = [
    "NOTHING",
    "Box",
    "BoxEvent",
    "BoxedLogic",
    "Evidence",
    "Marks",
    "Path",
    "RulePage",
    "RuleView",
    "TableBox",
    "boxed_logic",
    "evidence",
    "page_of_rules",
    "table_said",
    "turned",
]

_DEEPEST, _MOST_CELLS = 40, 10_000
_PLAIN_VIEW = RuleView()


# --- what happened --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the tables of a model: where each is, its evaluations, its rules' hits.

    Shape: `paths` by the identity of a table, the others by its path; hits by rule number, from 1.
    """

    paths: Mapping[int, tuple[DecisionTable, Path]] = field(default_factory=dict)
    traces: Mapping[Path, Sequence[TableTrace]] = field(default_factory=dict)
    hits: Mapping[Path, Mapping[int, int]] | None = None

    def of(self, table: DecisionTable) -> Traced:
        """Return what is known of one table."""
        known, path = self.paths.get(id(table), (None, ()))
        if known is not table:
            return Traced()
        hits = None if self.hits is None else self.hits.get(path, {})
        return Traced(path, self.traces.get(path, ()), hits)


NOTHING = Evidence()


def evidence(
    model: Model,
    trace: Trace | None = None,
    *,
    hits: Mapping[Path, Mapping[int, int]] | None = None,
    decision: str | None = None,
) -> Evidence:
    """Return what a trace and counted hits say of a model's tables.

    With `decision`, only the evaluations that took place in that one: many may invoke a function.
    """
    compiled = model.compiled.texts.tables.values()
    paths = {id(each.table): (each.table, each.path) for each in compiled}
    traces: dict[Path, list[TableTrace]] = {}
    for each in trace.decisions if trace is not None else ():
        if decision is None or each.name == decision:
            for table in each.tables:
                traces.setdefault(table.path, []).append(table)
    return Evidence(paths, traces, hits)


def boxed_logic(
    element: Decision | BusinessKnowledgeModel,
    found: Evidence = NOTHING,
    *,
    views: Mapping[str, RuleView] | None = None,
    marks: Marks | None = None,
) -> BoxedLogic:
    """Return the boxes of an element's logic; `views` by the name of a box, "" the outermost."""
    drawing = _Drawing(found, views or {}, marks or Marks())
    declared = (element.variable.type_ref or "") if element.variable is not None else ""
    if isinstance(element, Decision):
        box = drawing.box(element.decision_logic, ())
        return BoxedLogic(element.name, "decision", declared, box)
    box = drawing.box(element.encapsulated_logic, ())
    return BoxedLogic(element.name, "business knowledge model", declared, box)


# --- drawing --------------------------------------------------------------------------------------

_Steps: TypeAlias = tuple[str, ...]


@dataclass(slots=True)
class _Drawing:
    """Makes the boxes of one element, with so many cells at most."""

    found: Evidence
    views: Mapping[str, RuleView]
    marks: Marks
    left: int = _MOST_CELLS

    def box(self, expression: Expression | None, steps: _Steps) -> Box:
        """Return the box of an expression that steps lead to."""
        name = "/".join(steps)
        self.left -= 1
        if expression is None:
            return CutBox(name, "no expression")
        if len(steps) > _DEEPEST or self.left < 0:
            return CutBox(name, "not drawn here: the expression is too large")
        if isinstance(expression, DecisionTable):
            return self.table(expression, steps)
        if isinstance(expression, LiteralExpression):
            return self.literal(expression, steps)
        return _DRAWERS[type(expression)](self, expression, steps)

    def table(self, expression: DecisionTable, steps: _Steps) -> Box:
        view = self._view(steps, width_of(expression))
        made = table_box(expression, steps, view, self.found.of(expression), self.marks)
        self.left -= width_of(expression) * len(made.rules)
        return made

    def _view(self, steps: _Steps, width: int) -> RuleView:
        """Return the view of a box, with as many rows of a width as there is room for."""
        view = self.views.get("/".join(steps), _PLAIN_VIEW)
        return replace(view, size=min(view.size, max(1, self.left // max(1, width))))

    def literal(self, expression: LiteralExpression, steps: _Steps) -> Box:
        name, text = cell_id(steps, "text"), expression.text or ""
        imported = expression.imported_values
        if imported is not None:
            note = f"imported from {imported.namespace}"
        else:
            language = expression.expression_language
            note = "" if is_feel(expression) else f"written in {language}"
        cell = text_of(name, text, self.marks, fixed=imported is not None)
        return LiteralBox("/".join(steps), cell, expression.type_ref or "", note)

    def page(self, steps: _Steps, count: int, noun: str, width: int = 1) -> RulePage:
        view = replace(self._view(steps, width), text="", only_fired=False, only_unhit=False)
        return page_of(range(1, count + 1), count, view, noun)

    def context(self, expression: Context, steps: _Steps) -> Box:
        page = self.page(steps, len(expression.context_entries), "entries")
        parts = []
        for number in page.numbers:
            entry = expression.context_entries[number - 1]
            box = self.box(entry.value, (*steps, f"entry:{number}"))
            variable = entry.variable
            if variable is None:
                parts.append(Part("result", "result", box))
            else:
                parts.append(Part(variable.name, "name", box, variable.type_ref or ""))
        return self.parts("context", expression, steps, parts, page)

    def list_(self, expression: ListExpression, steps: _Steps) -> Box:
        page = self.page(steps, len(expression.elements), "items")
        parts = [
            Part(
                f"{number}",
                "number",
                self.box(expression.elements[number - 1], (*steps, f"element:{number}")),
            )
            for number in page.numbers
        ]
        return self.parts("list", expression, steps, parts, page)

    def invocation(self, expression: Invocation, steps: _Steps) -> Box:
        page = self.page(steps, len(expression.bindings), "arguments")
        parts = [Part("invoke", "word", self.box(expression.called_function, (*steps, "called")))]
        for number in page.numbers:
            binding = expression.bindings[number - 1]
            box = self.box(binding.binding_formula, (*steps, f"binding:{number}"))
            parameter = binding.parameter
            parts.append(Part(parameter.name, "name", box, parameter.type_ref or ""))
        return self.parts("invocation", expression, steps, parts, page)

    def parts(
        self,
        kind: PartsKind,
        expression: Any,
        steps: _Steps,
        parts: Iterable[Part],
        page: RulePage | None = None,
    ) -> Box:
        shown = page if page is not None and page.pages > 1 else None
        return PartsBox(kind, "/".join(steps), tuple(parts), expression.type_ref or "", shown)

    def relation(self, expression: Relation, steps: _Steps) -> Box:
        page = self.page(steps, len(expression.rows), "rows", len(expression.columns))
        rows = tuple(
            tuple(
                self.box(each, (*steps, f"row:{number}:{column}"))
                for column, each in enumerate(expression.rows[number - 1].elements, start=1)
            )
            for number in page.numbers
        )
        columns = tuple((each.name, each.type_ref or "") for each in expression.columns)
        return RelationBox("/".join(steps), columns, rows, page, expression.type_ref or "")

    def function(self, expression: FunctionDefinition, steps: _Steps) -> Box:
        return FunctionBox(
            "/".join(steps),
            expression.kind[0],
            f"{expression.kind} function",
            tuple((each.name, each.type_ref or "") for each in expression.formal_parameters),
            self.box(expression.body, (*steps, "body")),
            expression.type_ref or "",
        )

    def worded(
        self, kind: PartsKind, expression: Any, steps: _Steps, parts: Iterable[tuple[str, str, Any]]
    ) -> Box:
        """Return the box of parts that words of the notation introduce."""
        made = [
            Part(word, "word", self.box(child.value, (*steps, step)), _type_of(child))
            for word, step, child in parts
        ]
        return self.parts(kind, expression, steps, made)

    def conditional(self, expression: Conditional, steps: _Steps) -> Box:
        parts = [
            ("if", "if", expression.if_),
            ("then", "then", expression.then),
            ("else", "else", expression.else_),
        ]
        return self.worded("conditional", expression, steps, parts)

    def filter_(self, expression: Filter, steps: _Steps) -> Box:
        parts = [("filter", "in", expression.in_), ("match", "match", expression.match)]
        return self.worded("filter", expression, steps, parts)

    def for_(self, expression: For, steps: _Steps) -> Box:
        head = f"for {expression.iterator_variable or '?'} in"
        parts = [(head, "in", expression.in_), ("return", "return", expression.return_)]
        return self.worded("for", expression, steps, parts)

    def quantified(self, expression: Some | Every, steps: _Steps) -> Box:
        kind: PartsKind = "some" if isinstance(expression, Some) else "every"
        head = f"{kind} {expression.iterator_variable or '?'} in"
        parts = [(head, "in", expression.in_), ("satisfies", "satisfies", expression.satisfies)]
        return self.worded(kind, expression, steps, parts)


def _type_of(child: Any) -> str:
    return getattr(child, "type_ref", None) or ""


_DRAWERS: dict[type, Callable[[_Drawing, Any, _Steps], Box]] = {
    Context: _Drawing.context,
    ListExpression: _Drawing.list_,
    Invocation: _Drawing.invocation,
    Relation: _Drawing.relation,
    FunctionDefinition: _Drawing.function,
    Conditional: _Drawing.conditional,
    Filter: _Drawing.filter_,
    For: _Drawing.for_,
    Some: _Drawing.quantified,
    Every: _Drawing.quantified,
}
