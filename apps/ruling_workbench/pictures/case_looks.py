"""How the items of a plan look in one state of a case: by the newest instance that is open.

The one rule: an item without an instance has no state; it is only faintly there. What waits, as
most does, says so by its mark alone, whose word is in the legend.
"""

from dataclasses import dataclass

from cmmn.case_file import bare
from cmmn.lifecycle import Kind, State
from cmmn.plan import CasePlan, FileItem, Item
from cmmn.state import CaseState
from ruling_workbench.marks import ABSENT, STATES, Look

__all__ = ["ItemLook", "file_look", "look_of"]

_EXISTS = "exists"
_REACHED = "reached"


@dataclass(frozen=True, slots=True)
class ItemLook:
    """The look of an item: its class, what its tag says, and what a screen reader does.

    `mark` is the tag where there is little room.
    """

    name: str
    tag: str = ""
    mark: str = ""
    words: str = ""
    legend: Look | None = None


_PLAIN = ItemLook("plain")
_ABSENT = ItemLook(ABSENT.name, words=ABSENT.word)


def look_of(plan: CasePlan, state: CaseState | None, item: Item) -> ItemLook:
    """Return how an item looks: in no case at all, or in a state of one."""
    if state is None:
        return _PLAIN
    if item.id == plan.root:
        return _look(item, state.state, 1, 1)
    known = state.by_item.get(item.id, ())
    if not known:
        return _ABSENT
    still = state.open_by_item.get(item.id, ())
    newest = state.instances[(still or known)[-1]]
    return _look(item, newest.state, len(known), len(still))


def _look(item: Item, at: State, known: int, still: int) -> ItemLook:
    look = STATES[at]
    is_reached = item.kind is Kind.MILESTONE and at is State.COMPLETED
    word = _REACHED if is_reached else look.word
    count, said = "", ""
    if known > 1:
        count = f" ×{known}"  # noqa: RUF001 - times is meant, not the letter
        said = f", {known} times" + (f", {still} open" if still > 1 else "")
    short = f"{look.mark}{count}"
    long = short if at is State.AVAILABLE else f"{look.mark} {word}{count}"
    name = _REACHED if is_reached else look.name
    return ItemLook(name, long, short, f"{word}{said}", look)


def file_look(state: CaseState | None, item: FileItem) -> ItemLook:
    """Return how a case file item looks: there or not."""
    if state is None:
        return _PLAIN
    exists = any(bare(path) == item.path for path in state.file)
    return ItemLook("plain", words=_EXISTS) if exists else _ABSENT
