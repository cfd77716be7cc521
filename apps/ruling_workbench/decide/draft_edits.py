"""Edits of a model, kept as plain data, and the model with them: what differs, and what is wrong.

The one rule: what an edit does is for `dmn` to say; one that fits nothing any more changes nothing
and is given back, so that nobody thinks it is there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dmn import Model
from dmn.edits import AddRule, Edit, RemoveRule, edit_data, edit_of
from dmn.logic_paths import LogicElement, LogicPath
from dmn.model import Decision, Definitions, Expression
from dmn.model_changes import Change, changes
from dmn.table_draft import EditProblem, draft_of
from feel.errors import Problem

__all__ = [
    "Drafted",
    "drafted",
    "edits_of",
    "kept_edits",
    "known_as",
    "logic_of",
    "said_lost",
    "with_edit",
]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A model with edits: what differs, what is wrong that was not, and edits that fit nothing."""

    model: Model
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    lost: tuple[EditProblem, ...] = ()


def drafted(model: Model, edits: Sequence[Edit]) -> Drafted:
    """Return a model with edits, compiled with what the model was compiled with."""
    draft = draft_of(model, edits)
    lost = tuple(each for each in draft.problems if each.is_lost)
    told = {(each.message, each.location) for each in draft.new_problems}
    others = (each.problem for each in draft.problems if not each.is_lost)
    more = tuple(each for each in others if (each.message, each.location) not in told)
    found = changes(model.definitions, draft.definitions, draft.origins)
    return Drafted(draft.model, found, (*draft.new_problems, *more), lost)


def said_lost(lost: EditProblem) -> str:
    """Return what became of an edit that fits nothing, for people."""
    edit = lost.edit
    text = "" if isinstance(edit, AddRule | RemoveRule) else f" ({edit.text or 'nothing'})"
    return f"Edit {lost.number + 1}{text} fits nothing any more and is left out. {lost}"


def logic_of(element: LogicElement) -> Expression | None:
    """Return the logic of an element."""
    if isinstance(element, Decision):
        return element.decision_logic
    return element.encapsulated_logic


def known_as(definitions: Definitions, element: LogicElement) -> str:
    """Return what edits call an element: its id, if it has that in the model, or its name."""
    has_id = any(element.id and each.id == element.id for each in definitions.drg_elements)
    return (element.id or "") if has_id else element.name


# --- kept as plain data ---------------------------------------------------------------------------


def kept_edits(edits: Iterable[Edit]) -> dict[str, Any]:
    """Return edits as plain data, to be kept."""
    return {"edits": [edit_data(each) for each in edits]}


def edits_of(values: Mapping[str, Any]) -> tuple[Edit, ...]:
    """Return the edits that were kept; what is none is left out."""
    kept = values.get("edits", [])
    return tuple(_readable(kept)) if isinstance(kept, list) else ()


def _readable(kept: Iterable[Any]) -> Iterator[Edit]:
    for each in kept:
        try:
            yield edit_of(each)
        except ValueError:
            continue


def with_edit(edits: Sequence[Edit], edit: Edit) -> tuple[Edit, ...]:
    """Return the edits with one more; it takes the place of an earlier one of the same text.

    An edit from before a rule of its table came or went is another matter: it counts differently.
    """
    if isinstance(edit, AddRule | RemoveRule):
        return (*edits, edit)
    since = 0
    for number, each in enumerate(edits, start=1):
        if isinstance(each, AddRule | RemoveRule) and _table(each) == _table(edit):
            since = number
    place = replace(edit, text="")
    others = (each for each in edits[since:] if _without_text(each) != place)
    return (*edits[:since], *others, edit)


def _table(edit: Edit) -> tuple[str, LogicPath]:
    return edit.element, edit.path


def _without_text(edit: Edit) -> Edit:
    return edit if isinstance(edit, AddRule | RemoveRule) else replace(edit, text="")
