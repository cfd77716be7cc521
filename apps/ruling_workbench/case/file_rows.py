"""The case file as rows: a tree of its items with types and values, who set each and when.

The one rule: what there can be is the plan's, what there is the state's, who set it the log's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from cmmn import CaseView, Difference
from cmmn.case_file import bare, segment
from cmmn.events import FileItemTransitioned, Recorded
from cmmn.lifecycle import FileTransition
from cmmn.plan import FileItem
from feel.temporal import DateTime
from feel.values import Value
from ruling_workbench.lists.outline import Outline, Row, cell
from ruling_workbench.present import counted, value_text, when

__all__ = ["Written", "file_outline", "history_outline", "type_words", "written"]

_WRITES = (FileTransition.CREATE, FileTransition.UPDATE, FileTransition.REPLACE)
_POSITION = re.compile(r"\[(\d+)\]\Z")


@dataclass(frozen=True, slots=True)
class Written:
    """How a path got its value: how often it was written, when last and by whom."""

    count: int
    when: DateTime
    who: str


def written(recorded: Sequence[Recorded]) -> dict[str, Written]:
    """Return how each path got its value, from what happened."""
    found: dict[str, Written] = {}
    for each in recorded:
        event = each.event
        if isinstance(event, FileItemTransitioned) and event.transition in _WRITES:
            before = found.get(event.path)
            count = 1 if before is None else before.count + 1
            found[event.path] = Written(count, each.time, each.by)
        elif isinstance(event, FileItemTransitioned) and event.transition is FileTransition.DELETE:
            found.pop(event.path, None)
    return found


def type_words(item: FileItem) -> str:
    """Return what the values of an item are: `decimal`, `record`, `many string`."""
    word = "record" if item.properties else _simple(item.value_type)
    return f"many {word}" if item.is_many else word


def _simple(name: str) -> str:
    return "any" if name == "Unspecified" else name


def file_outline(
    view: CaseView,
    known: Mapping[str, Written],
    zone: tzinfo,
    now: DateTime,
    difference: Difference | None = None,
) -> Outline:
    """Return the case file as rows; each item's row has a button named `file <path>`."""
    looks = {} if difference is None else _looks(difference)
    tree = _Tree(view, known, zone, now, looks)
    tops = [item for item in view.plan.file.values() if item.parent is None]
    rows = [row for item in tops for row in tree.item(item, item.path, 0)]
    return Outline(("Item", "Value", "Type", "Set"), tuple(rows), wide=1)


def _looks(difference: Difference) -> dict[str, str]:
    return {
        each.path: "new" if each.is_new else "gone" if each.is_gone else "changed"
        for each in difference.file
    }


@dataclass(frozen=True, slots=True)
class _Tree:
    """The case file, and what is told of each path beside its value."""

    view: CaseView
    known: Mapping[str, Written]
    zone: tzinfo
    now: DateTime
    looks: Mapping[str, str]

    def item(self, item: FileItem, path: str, depth: int) -> Iterator[Row]:
        """Give the rows of an item: of one that may occur many times, one for each below it."""
        if not item.is_many:
            yield from self.one(item, path, item.name, depth)
            return
        places = _instances(self.view.snapshot.file, path)
        count = cell(counted(len(places), "item"), "quiet")
        cells = (cell(item.name), count, cell(type_words(item)), cell(""))
        yield Row(cells, depth, actions=((f"file {item.path}", "Open"),))
        for place in places:
            yield from self.one(item, place, f"{item.name} {place[len(path) + 1 : -1]}", depth + 1)

    def one(self, item: FileItem, path: str, name: str, depth: int) -> Iterator[Row]:
        """Give the rows of what is at a path, or could be."""
        value = self.view.snapshot.file.get(path)
        is_there = path in self.view.snapshot.file
        record = value if isinstance(value, dict) and item.properties else None
        shown = value_text(value) if record is None else ""
        yield Row(
            (
                cell(name),
                cell(shown, "") if is_there else cell("not set", "quiet"),
                cell(type_words(item)),
                cell(self.set(path)),
            ),
            depth,
            self.looks.get(path, "" if is_there else "quiet"),
            ((f"file {path if is_there else item.path}", "Open"),),
        )
        if record is not None:
            yield from _properties(item, record, depth + 1)
        for child in (self.view.plan.file[each] for each in item.children):
            yield from self.item(child, f"{path}.{segment(child.name)}", depth + 1)

    def set(self, path: str) -> str:
        """Return when and by whom a path was set."""
        found = self.known.get(path)
        if found is None:
            return ""
        times = f", {counted(found.count, 'time')}" if found.count > 1 else ""
        return f"{when(found.when, self.zone, self.now)} {found.who}{times}"


def _properties(item: FileItem, record: Mapping[str, Value], depth: int) -> Iterator[Row]:
    """Give the properties of a record, as its type has them and as they are."""
    for name in dict.fromkeys([*item.properties, *record]):
        kind = _simple(item.properties.get(name, "Unspecified"))
        value = cell(value_text(record[name])) if name in record else cell("not set", "quiet")
        yield Row((cell(name), value, cell(kind), cell("")), depth)


def _instances(file: Mapping[str, Value], path: str) -> list[str]:
    """Return the paths of the instances of an item that may occur many times, by position."""
    found = [each for each in file if each.startswith(f"{path}[") and _is_instance(each, path)]
    return sorted(found, key=lambda each: int(each[len(path) + 1 : -1]))


def _is_instance(place: str, path: str) -> bool:
    return _POSITION.fullmatch(place[len(path) :]) is not None


def history_outline(
    recorded: Sequence[Recorded], path: str, zone: tzinfo, now: DateTime
) -> Outline:
    """Return every value a path has had, the newest first; of an item, those of all its paths."""
    rows = [
        _past(each, each.event, path, zone, now)
        for each in reversed(recorded)
        if isinstance(each.event, FileItemTransitioned)
        and path in {each.event.path, bare(each.event.path)}
    ]
    return Outline(("When", "Value", "What", "Who"), tuple(rows), main=1)


def _past(
    recorded: Recorded, event: FileItemTransitioned, path: str, zone: tzinfo, now: DateTime
) -> Row:
    if event.transition is FileTransition.DELETE:
        value = "-"
    else:
        value = value_text(event.value) if event.child is None else event.child
    where = "" if event.path == path else f" {event.path}"
    return Row(
        (
            cell(when(recorded.time, zone, now), note=str(recorded.time)),
            cell(value),
            cell(f"{event.transition}{where}"),
            cell(recorded.by),
        )
    )
