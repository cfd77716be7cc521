"""What changed between two moments of a case, as rows.

The one rule: what changed is the engine's to say; here it is named and put in order.
"""

from collections.abc import Iterator

from cmmn import Difference
from cmmn.case_file import path_words
from cmmn.lifecycle import State
from ruling_workbench.case.verbs import state_words
from ruling_workbench.lists.outline import Outline, Row, cell
from ruling_workbench.marks import STATES
from ruling_workbench.present import value_text

__all__ = ["change_outline", "changed_items"]


def changed_items(difference: Difference) -> frozenset[str]:
    """Return the items of which an instance changed or is new."""
    return frozenset(each.item for each in (*difference.items, *difference.new))


def change_outline(difference: Difference) -> Outline:
    """Return what changed as rows: what, before, after."""
    rows = [*_case(difference), *_items(difference), *_file(difference), *_people(difference)]
    return Outline(("What", "Before", "After"), tuple(rows))


def _case(difference: Difference) -> Iterator[Row]:
    if difference.case is not None:
        before, after = difference.case
        yield _moved("The case", before, after)


def _items(difference: Difference) -> Iterator[Row]:
    for each in (*difference.items, *difference.new):
        yield _moved(each.name, each.before, each.after)


def _moved(name: str, before: State | None, after: State) -> Row:
    was = cell("-", "quiet") if before is None else cell(state_words(before), STATES[before].name)
    return Row((cell(name, "strong"), was, cell(state_words(after), STATES[after].name)))


def _file(difference: Difference) -> Iterator[Row]:
    for each in difference.file:
        before = "not set" if each.is_new else value_text(each.before)
        after = "gone" if each.is_gone else value_text(each.after)
        yield Row((cell(path_words(each.path)), cell(before), cell(after)))


def _people(difference: Difference) -> Iterator[Row]:
    for each in difference.people:
        before, after = (", ".join(names) or "nobody" for names in (each.before, each.after))
        yield Row((cell(each.what), cell(before), cell(after)))
