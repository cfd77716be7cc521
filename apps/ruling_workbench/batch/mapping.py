"""Which column feeds which input: proposed by name, changed by hand, and what is wrong with it.

The one rule: a column feeds one input. How names meet is told by `dmn`; what is chosen by hand is
handed to it column by column.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dmn import Model
from dmn.columns import match_columns
from dmn.form_fields import Field, field_at, fields_of
from dmn.outline import required_inputs
from ruling_workbench.present import counted

__all__ = [
    "Place",
    "by_hand",
    "chosen",
    "faults",
    "is_complete",
    "nameable",
    "places",
    "said_unused",
    "unused",
]

_MOST_CHOICES, _LONGEST = 6, 60
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the inputs that one column feeds, and what fits there.

    Null: `column` is the position of the column, None where there is none.
    """

    path: tuple[str, ...]
    fits: str
    column: int | None = None
    rivals: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the place is called, such as `Applicant.Age`."""
        return ".".join(self.path)


def places(model: Model, decisions: Sequence[str], header: Sequence[str]) -> tuple[Place, ...]:
    """Return what decisions need, all of them where none is named, with the columns that match."""
    wanted = required_inputs(model, decisions or model.decisions)
    fields = fields_of(model)
    return tuple(
        Place(each.path, _fits(field_at(fields, each.path)), each.index, each.rivals)
        for each in match_columns(header, wanted)
    )


def _fits(field: Field | None) -> str:
    """Return what a field of the file may hold, in a few words."""
    if field is not None and field.is_list:
        return "a list, as JSON"
    if field is None or field.kind == "any":
        return "anything"
    if field.kind == "context":
        return "its components, as JSON"
    if field.choices:
        labels = [each.label for each in field.choices]
        more = f" and {len(labels) - _MOST_CHOICES} more" if len(labels) > _MOST_CHOICES else ""
        return _short(", ".join(labels[:_MOST_CHOICES]) + more)
    return f"{field.kind}, {field.limits_text}" if field.limits_text else str(field.kind)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def nameable(header: Sequence[str]) -> list[str]:
    """Return the columns that can be chosen by name: those that no other has."""
    counts = Counter(header)
    return [name for name in header if counts[name] == 1 and name]


def chosen(
    proposed: Sequence[Place], header: Sequence[str], picks: Mapping[str, str | None]
) -> tuple[Place, ...]:
    """Return the places with what was picked by hand, a column's name or None for each.

    Of two that want one column, what was picked comes before what was proposed, and what was
    picked later before what was picked earlier.
    """
    position = {name: header.index(name) for name in nameable(header)}
    wanted = {each.name: each.column for each in proposed}
    last = [name for name in picks if name in wanted]
    wanted |= {name: position.get(picks[name] or "") for name in last}
    first = [name for name in wanted if name not in picks]
    holder = {wanted[name]: name for name in (*first, *last)}
    return tuple(_held(each, header, wanted[each.name], holder, picks) for each in proposed)


def _held(
    place: Place,
    header: Sequence[str],
    column: int | None,
    holder: Mapping[int | None, str],
    picks: Mapping[str, str | None],
) -> Place:
    """Return a place with the column it wants, if no other has it."""
    if column is not None and holder[column] != place.name:
        return replace(place, column=None, rivals=(header[column],))
    rivals = () if place.name in picks else place.rivals
    return replace(place, column=column, rivals=rivals)


def by_hand(
    proposed: Sequence[Place], mapped: Sequence[Place], header: Sequence[str]
) -> dict[str, str]:
    """Return the input of each column as `dmn score` is told; nothing where names say it all."""
    columns = [each.column for each in mapped]
    if columns == [each.column for each in proposed]:
        return {}
    return {header[each.column]: each.name for each in mapped if each.column is not None}


def is_complete(mapped: Sequence[Place]) -> bool:
    """Tell whether every place has its column."""
    return all(each.column is not None for each in mapped)


def faults(mapped: Sequence[Place]) -> list[str]:
    """Return what is missing, in sentences; the first few."""
    found = [_fault(each) for each in mapped if each.column is None]
    more = len(found) - _MOST_NAMED
    return [*found[:_MOST_NAMED], f"{more} more have no column."] if more > 0 else found


def _fault(place: Place) -> str:
    if len(place.rivals) > 1:
        listed = " or ".join(f"“{name}”" for name in dict.fromkeys(place.rivals))
        return f"{place.name}: it may be {listed}; choose one."
    if place.rivals:
        return f"{place.name}: the column “{place.rivals[0]}” feeds another input; choose one."
    return f"{place.name}: no column has this name; choose one, or add one to the file."


def unused(mapped: Sequence[Place], header: Sequence[str]) -> list[str]:
    """Return the columns that feed nothing; they are kept in the output."""
    used = {each.column for each in mapped}
    return [name for index, name in enumerate(header) if index not in used]


def said_unused(names: Sequence[str]) -> str:
    """Return which columns feed nothing, in a sentence; nothing where all do."""
    if not names:
        return ""
    listed = ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])
    more = "" if len(names) <= _MOST_NAMED else f" and {len(names) - _MOST_NAMED} more"
    return f"{counted(len(names), 'column')} not read, kept in the output: {listed}{more}."
