"""What a diagram of a case shows, before it has a place: boxes in boxes, criteria, and lines.

The one rule: everything is drawn once. The contents of a stage that several items use are drawn
in the first of them; the others are collapsed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from cmmn import model as m

__all__ = ["GATE", "LABEL", "Box", "Drawing", "Gate", "Line", "drawing"]

Shape = Literal["plan", "stage", "task", "milestone", "listener", "file"]

TASK = (150.0, 64.0)
MILESTONE = (150.0, 48.0)
CIRCLE = 40.0
DOCUMENT = (36.0, 46.0)
LABEL = (120.0, 34.0)
GATE = (20.0, 28.0)
_BESIDE = 34.0
"""From the middle of one criterion to the next."""


@dataclass(eq=False, slots=True)
class Box:
    """Something with a place: `x` and `y` are of the upper left corner, in the diagram."""

    id: str
    shape: Shape
    width: float
    height: float
    parent: "Box | None" = None
    children: list["Box"] = field(default_factory=list)
    entries: list["Gate"] = field(default_factory=list)
    exits: list["Gate"] = field(default_factory=list)
    is_offer: bool = False
    is_collapsed: bool = False
    x: float = 0.0
    y: float = 0.0

    @property
    def has_label_below(self) -> bool:
        """Whether its name is written below it, being too small to hold it."""
        return self.shape in ("listener", "file")

    @property
    def is_stage(self) -> bool:
        """Whether it holds others."""
        return self.shape in ("plan", "stage")

    @property
    def around(self) -> Iterator["Box"]:
        """The box and those it is in, from the inside out."""
        at: Box | None = self
        while at is not None:
            yield at
            at = at.parent


@dataclass(eq=False, slots=True)
class Gate:
    """A criterion: a diamond on the border of its item."""

    id: str
    sentry: str
    owner: Box
    is_entry: bool
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """An on-part, from its source to a criterion; or from a human task to what its table offers."""

    id: str | None
    source: Box | Gate
    target: Box | Gate
    event: str = ""
    is_event_shown: bool = False

    @property
    def from_box(self) -> Box:
        """The item where it begins."""
        return self.source.owner if isinstance(self.source, Gate) else self.source

    @property
    def to_box(self) -> Box:
        """The item where it ends."""
        return self.target.owner if isinstance(self.target, Gate) else self.target


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the diagram of one case shows."""

    root: Box
    boxes: dict[str, Box]
    lines: list[Line]


def drawing(case: m.Case) -> Drawing:
    """Return what is to be drawn of a case; all of it has an id."""
    return _Drawer(case).drawn()


class _Drawer:
    """The elements of a case by id, and what has been drawn of it."""

    def __init__(self, case: m.Case) -> None:
        self.plan = case.case_plan_model or m.Stage()
        self.definitions: dict[str, m.PlanItemDefinition] = {}
        self.sentries: dict[str, m.Sentry] = {}
        self.files = dict(_files(case))
        self.boxes: dict[str, Box] = {}
        self.opened: set[str] = set()
        self.offers: list[Line] = []
        self._index(self.plan)

    def _index(self, fragment: m.PlanFragment) -> None:
        for sentry in fragment.sentries:
            self.sentries[sentry.id or ""] = sentry
        for each in fragment.plan_item_definitions if isinstance(fragment, m.Stage) else ():
            self.definitions[each.id or ""] = each
            if isinstance(each, m.PlanFragment):
                self._index(each)

    def drawn(self) -> Drawing:
        """Return the boxes, and the lines between them."""
        root = Box(self.plan.id or "", "plan", 0.0, 0.0)
        self.boxes[root.id] = root
        self.opened.add(root.id)
        self._gates(root, (), self.plan.exit_criteria)
        self._fill(root, self.plan)
        waits = list(self._on_parts())
        self._files_drawn(waits)
        lines = [
            Line(part.id, self._source(part), gate, part.standard_event or "", _is_shown(part))
            for gate, part in waits
            if part.source_ref in self.boxes
        ]
        return Drawing(root, self.boxes, lines + self.offers)

    def _fill(self, box: Box, fragment: m.PlanFragment) -> None:
        """Draw what is in a stage, then what its table offers."""
        for item in fragment.plan_items:
            self._item(box, item)
        if isinstance(fragment, m.Stage):
            for offer in _offered(fragment.planning_table):
                self._item(box, offer)

    def _item(self, parent: Box, item: m.PlanItem | m.DiscretionaryItem) -> Box | None:
        definition = self.definitions.get(item.definition_ref or "")
        key = item.id or ""
        if definition is None or key in self.boxes:
            return None
        shape = _shape(definition)
        width, height = _size(shape)
        box = Box(key, shape, width, height, parent)
        box.is_offer = isinstance(item, m.DiscretionaryItem)
        self.boxes[key] = box
        parent.children.append(box)
        self._gates(box, item.entry_criteria, item.exit_criteria)
        if isinstance(definition, m.PlanFragment):
            box.is_collapsed = definition.id in self.opened
            if not box.is_collapsed:
                self.opened.add(definition.id or "")
                self._fill(box, definition)
        elif isinstance(definition, m.HumanTask):
            for offer in _offered(definition.planning_table):
                offered = self._item(parent, offer)
                if offered is not None:
                    self.offers.append(Line(None, box, offered))
        return box

    def _gates(
        self,
        box: Box,
        entries: tuple[m.EntryCriterion, ...],
        exits: tuple[m.ExitCriterion, ...],
    ) -> None:
        """Put the criteria on an item, which grows until all have room on its border."""
        box.entries = [Gate(each.id or "", each.sentry_ref or "", box, True) for each in entries]
        box.exits = [Gate(each.id or "", each.sentry_ref or "", box, False) for each in exits]
        if box.has_label_below:
            return
        box.height = max(box.height, _BESIDE * len(entries) + 8)
        box.width = max(box.width, 2 * (_BESIDE * len(exits) + 30) if exits else 0.0)

    # --- lines ------------------------------------------------------------------------------------

    def _on_parts(self) -> Iterator[tuple[Gate, m.PlanItemOnPart | m.CaseFileItemOnPart]]:
        for box in list(self.boxes.values()):
            for gate in (*box.entries, *box.exits):
                sentry = self.sentries.get(gate.sentry)
                for part in sentry.on_parts if sentry else ():
                    yield gate, part

    def _source(self, part: m.PlanItemOnPart | m.CaseFileItemOnPart) -> Box | Gate:
        """Return where an on-part's line begins: at the item, or at the criterion it names."""
        source = self.boxes[part.source_ref or ""]
        wanted = getattr(part, "exit_criterion_ref", None)
        return next((gate for gate in source.exits if gate.id == wanted), source)

    def _files_drawn(
        self, waits: list[tuple[Gate, m.PlanItemOnPart | m.CaseFileItemOnPart]]
    ) -> None:
        """Draw the case file items that something waits for, where all that do have room."""
        waiting: dict[str, list[Box]] = {}
        for gate, part in waits:
            if isinstance(part, m.CaseFileItemOnPart) and part.source_ref in self.files:
                waiting.setdefault(part.source_ref, []).append(gate.owner)
        for key, owners in waiting.items():
            if key not in self.boxes:
                parent = _common([each.parent or each for each in owners])
                self.boxes[key] = Box(key, "file", *DOCUMENT, parent)
                parent.children.append(self.boxes[key])


def _offered(table: m.PlanningTable | None) -> Iterator[m.DiscretionaryItem]:
    for each in table.table_items if table else ():
        if isinstance(each, m.PlanningTable):
            yield from _offered(each)
        else:
            yield each


def _files(case: m.Case) -> Iterator[tuple[str, m.CaseFileItem]]:
    waiting = list(case.case_file_model.case_file_items if case.case_file_model else ())
    for item in waiting:  # the list grows downwards
        yield item.id or "", item
        waiting += item.children.case_file_items if item.children else ()


def _common(boxes: list[Box]) -> Box:
    """Return the innermost stage that is around all of some boxes, or one of them."""
    chains = [list(box.around) for box in boxes]
    return next(each for each in chains[0] if all(each in chain for chain in chains))


def _shape(definition: m.PlanItemDefinition) -> Shape:
    if isinstance(definition, m.PlanFragment):
        return "stage"
    if isinstance(definition, m.Milestone):
        return "milestone"
    return "listener" if isinstance(definition, m.EventListener) else "task"


def _size(shape: Shape) -> tuple[float, float]:
    if shape == "listener":
        return CIRCLE, CIRCLE
    return MILESTONE if shape == "milestone" else TASK


_USUAL = ("complete", "occur")


def _is_shown(part: m.PlanItemOnPart | m.CaseFileItemOnPart) -> bool:
    """Tell whether the event is written at the line: not the one that everybody expects."""
    return isinstance(part, m.CaseFileItemOnPart) or part.standard_event not in (*_USUAL, None)
