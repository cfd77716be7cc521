"""Which columns and decisions each decision of a plan reads, and which of them by class.

Found once for a plan, from the model alone; no row is looked at.
"""

from collections.abc import Collection, Iterator

from dmn.allowed_values import is_constrained
from dmn.graph import Key
from dmn.item_types import ItemType
from dmn.outline import required_inputs
from dmn.rule_index import Cell
from dmn.scoring.classes import Classes
from dmn.scoring.input_columns import ColumnReader
from dmn.scoring.plan import ScorePlan
from dmn.scoring.reads import Chain, Reader, Reads, Variable, cells_of_type, meet, overlap
from dmn.scoring.slots import Slot
from feel.feel_types import ContextType, FeelType, NamedType, resolved

__all__ = ["Wiring"]

_MOST_TYPES = 1_000


class Wiring:
    """What the units of a plan are joined by.

    Shape: `readers` are those of plan.inputs; `classes` by the decision, and the part of its value,
    that is read by class; `slots` by the decision that reads.
    Null: `reason` is why everything goes by row, empty where it does not.
    """

    def __init__(self, plan: ScorePlan) -> None:
        self._plan = plan
        reader = Reader(plan.model.compiled)
        self.reads: dict[Key, Reads] = {key: reader.reads(key) for key in plan.order}
        self.slots: dict[Key, list[Slot]] = {}
        self._cells: dict[int | Variable, list[Cell]] = {}
        self._borders = [cells_of_type(column.type) for column in plan.inputs]
        for key in plan.order:
            self.slots[key] = list(self._slots(key))
        slots = [slot for each in self.slots.values() for slot in each]
        limits = plan.model.compiled.limits
        by_value = {slot.source for slot in slots if not slot.by_class}
        self.readers = [
            ColumnReader(column, self._classes_of(place), limits, needs_value=place in by_value)
            for place, column in enumerate(plan.inputs)
        ]
        self.classes: dict[Variable, Classes] = {
            source: Classes(cells)
            for source, cells in self._cells.items()
            if not isinstance(source, int)
        }
        self.reason = self._why_by_row()

    def _classes_of(self, place: int) -> Classes | None:
        cells = self._cells.get(place)
        border = self._borders[place]
        return None if cells is None or border is None else Classes([*cells, *border])

    def _slots(self, key: Key) -> Iterator[Slot]:
        """Give what a decision reads, each part once, in the order of the columns."""
        plan = self._plan.model.compiled.decisions[key]
        for name, required in plan.local:
            yield from self._slots_of(key, (name,), required)
        for import_name, name, required in plan.imported:
            yield from self._slots_of(key, (import_name, name), required)

    def _slots_of(self, key: Key, names: Chain, required: Key) -> Iterator[Slot]:
        reads = self.reads[key]
        wanted = {rest for of, rest in reads.variables() if of == required}
        if required in self.slots:  # a decision that comes before
            parts: dict[Chain, int | Variable] = {path: (required, path) for path in _parts(wanted)}
        else:
            parts = {
                column.path[1:]: place
                for place, column in enumerate(self._plan.inputs)
                if column.path[0] == required
            }
        whole = any(not any(overlap(rest, path) for path in parts) for rest in wanted)
        for path, source in parts.items():
            if whole or any(overlap(rest, path) for rest in wanted):
                by_class = not whole and self._is_by_class(reads, (required, path), source)
                yield Slot((required, path), (*names, *path), source, by_class)

    def _is_by_class(self, reads: Reads, variable: Variable, source: int | Variable) -> bool:
        """Tell whether classes of a variable are enough, and keep what cuts it."""
        if any(meet(each, variable) for each in reads.by_value):
            return False
        cells: list[Cell] = []
        for column in reads.columns:
            if any(meet(each, variable) for each in column.variables):
                if column.cells is None or column.variables != (variable,):
                    return False
                cells += column.cells
        if isinstance(source, int) and self._borders[source] is None:
            return False
        self._cells.setdefault(source, []).extend(cells)
        return True

    def _why_by_row(self) -> str:
        """Say why nothing can be told from columns alone; nothing where it can."""
        compiled = self._plan.model.compiled
        if any(reads.calls_host for reads in self.reads.values()):
            return "a function of the host may be called, once for each row and in their order"
        for key in required_inputs(self._plan.model, self._plan.decisions):
            plan = compiled.inputs[key]
            leaves = [column for column in self._plan.inputs if column.path[0] == key]
            if not leaves:
                return f"no column can hold input '{key}'"
            if any(len(column.path) > 1 for column in leaves) and _is_constrained(plan.type):
                return f"input '{key}' has allowed values as a whole"
        return ""


def _parts(paths: Collection[Chain]) -> list[Chain]:
    """Return the parts that are read of a value; the whole where they are not apart."""
    apart = all(one == other or not overlap(one, other) for one in paths for other in paths)
    return sorted(paths) if apart else [()]


def _is_constrained(feel_type: FeelType) -> bool:
    """Tell whether a structure, or one within it, has allowed values of its own."""
    todo = [feel_type]
    for _ in range(_MOST_TYPES):
        if not todo:
            return False
        current = todo.pop()
        if not isinstance(resolved(current), ContextType):
            continue
        while isinstance(current, NamedType):
            if isinstance(current, ItemType) and (current.allowed or current.constraint):
                return True
            current = current.resolved
        if isinstance(current, ContextType):
            todo += [entry for entry in current.entries.values() if is_constrained(entry)]
    return True
