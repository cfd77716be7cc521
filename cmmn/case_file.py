"""The case file: paths, the items' values as one context, and what a change of it consists of.

A state keeps the own value of each item by path (`order`, `order.line[2]`): the names from the top,
and the position of an instance of an item that may occur many times, which stays its own while it
exists. A change is worked out here as transitions (CMMN 1.1, 8.3); nothing is changed here.
"""

import re
from collections.abc import Mapping
from typing import Any

from cmmn.errors import CommandRefused
from cmmn.events import FileItemTransitioned
from cmmn.file_types import UNTYPED, fitting
from cmmn.lifecycle import FileTransition
from cmmn.payload import checked
from cmmn.plan import CasePlan, FileItem
from feel.errors import Location

__all__ = [
    "bare",
    "changes",
    "context",
    "file_item",
    "item_value",
    "own_value",
    "path_words",
    "segment",
    "written",
]

_POSITION = re.compile(r"\[([1-9][0-9]{0,8})\]", re.ASCII)
_T = FileTransition


def segment(name: str) -> str:
    """Return a name as a part of a path: without the signs that paths are made of."""
    return name.replace("%", "%25").replace(".", "%2E").replace("[", "%5B").replace("]", "%5D")


def path_words(path: str) -> str:
    """Return a path as people read it: the names in it as they are.

    >>> path_words("No%2E of parts[2]")
    'No. of parts[2]'
    """
    if "%" not in path:
        return path
    shown = path.replace("%5D", "]").replace("%5B", "[").replace("%2E", ".")
    return shown.replace("%25", "%")


def bare(path: str) -> str:
    """Return a path without positions: the path of the item in the plan."""
    return _POSITION.sub("", path) if "[" in path else path


def file_item(plan: CasePlan, name: str) -> FileItem:
    """Return the case file item of a path, a unique name, or an id.

    Errors: CommandRefused NO_SUCH_FILE_ITEM, which lists what there is.
    """
    path = bare(name)
    found = plan.file.get(name) or plan.file.get(segment(name)) or plan.file.get(path)
    if found is not None:
        return found
    named = [item for item in plan.file.values() if name in (item.name, item.id)]
    if len(named) == 1:
        return named[0]
    what = "is ambiguous" if named else "is no case file item"
    known = ", ".join(item.path for item in named or plan.file.values()) or "none"
    place = Location((plan.name, "case file"))
    raise CommandRefused("NO_SUCH_FILE_ITEM", f"'{name}' {what}", place, f"there are: {known}")


# --- reading --------------------------------------------------------------------------------------


def context(plan: CasePlan, file: Mapping[str, Any]) -> dict[str, Any]:
    """Return the case file as FEEL sees it: one name for each item, null where it does not exist.

    An item that may occur many times is a list. The children of an item are entries of its context,
    and are known by their own names too where these are unique.
    """
    found: dict[str, Any] = {}
    for item in plan.file.values():
        if item.parent is None:
            found[item.name] = _value(plan, file, item, item.path)
    for item in plan.file.values():
        if item.name not in found:
            found[item.name] = item_value(plan, file, item)
    return found


def item_value(plan: CasePlan, file: Mapping[str, Any], item: FileItem) -> Any:
    """Return an item's value with its children; of one in several parents, all in a list.

    Null: where it does not exist.
    """
    if item.parent is None:
        return _value(plan, file, item, item.path)
    values = [_value(plan, file, item, path) for path in _bases(file, item)]
    return values[0] if len(values) == 1 else _flattened(values, item)


def _flattened(values: list[Any], item: FileItem) -> Any:
    if not values:
        return [] if item.is_many else None
    return [each for value in values for each in (value if item.is_many else [value])]


def _bases(file: Mapping[str, Any], item: FileItem) -> list[str]:
    """Return the paths an item may be at, one for each instance of its parent."""
    parents = [path for path in file if bare(path) == item.parent]
    return [f"{path}.{segment(item.name)}" for path in parents]


def _value(plan: CasePlan, file: Mapping[str, Any], item: FileItem, path: str) -> Any:
    if item.is_many:
        return [_whole(plan, file, item, each) for each in _instances(file, path)]
    return _whole(plan, file, item, path) if path in file else None


def _instances(file: Mapping[str, Any], path: str) -> list[str]:
    """Return the paths of the instances of an item that may occur many times, by position."""
    start = f"{path}["
    found = [each for each in file if each.startswith(start) and each.endswith("]")]
    found = [each for each in found if "." not in each[len(path) :]]
    return sorted(found, key=_position)


def _position(path: str) -> int:
    return int(path[path.rindex("[") + 1 : -1])


def _whole(plan: CasePlan, file: Mapping[str, Any], item: FileItem, path: str) -> Any:
    own = file[path]
    if not item.children or not (own is None or isinstance(own, dict)):
        return own
    children = {}
    for each in item.children:
        child = plan.file[each]
        below = f"{path}.{segment(child.name)}"
        if child.is_many or below in file:
            children[child.name] = _value(plan, file, child, below)
    return {**(own or {}), **children} if children or own is not None else None


def own_value(plan: CasePlan, file: Mapping[str, Any], name: str) -> Any:
    """Return an item's own value, its children left out; a list for one that may occur many times.

    Null: where it does not exist.
    """
    item = file_item(plan, name)
    path = name if name != item.path and bare(name) == item.path else item.path
    if path in file:
        return file[path]
    if item.is_many:
        places = [path] if "[" in path else _bases(file, item) if item.parent else [item.path]
        return [file[each] for place in places for each in _instances(file, place)]
    if item.parent:
        return next((file[path] for path in _bases(file, item) if path in file), None)
    return None


# --- writing --------------------------------------------------------------------------------------


def written(
    plan: CasePlan, file: Mapping[str, Any], values: Mapping[str, Any]
) -> list[FileItemTransitioned]:
    """Return the transitions by which items get these values: create where new, update elsewhere.

    Errors: CommandRefused for what is no item, or no value of it.
    """
    writer = _Writer(plan, file)
    for name, value in values.items():
        item = file_item(plan, name)
        path = writer.place(item, name)
        writer.set(item, path, checked(value, (plan.name, "case file", item.path)))
    return writer.events


def changes(
    plan: CasePlan,
    state_file: Mapping[str, Any],
    references: Mapping[str, tuple[str, ...]],
    change: FileItemTransitioned,
) -> list[FileItemTransitioned]:
    """Return the transitions that one change of one item consists of.

    Errors: CommandRefused where the item's lifecycle does not allow it.
    """
    item = file_item(plan, change.path)
    writer = _Writer(plan, state_file, references)
    value = checked(change.value, (plan.name, "case file", item.path))
    place = writer.place(item, change.path)
    match change.transition:
        case _T.CREATE:
            writer.create(item, writer.free(item, place), value)
        case _T.UPDATE | _T.REPLACE:
            path = writer.existing(item, place)
            writer.change(item, path, value, change.transition)
        case _T.DELETE:
            writer.delete(item, writer.existing(item, place))
        case _T.ADD_CHILD:
            writer.add_child(item, writer.existing(item, place), change.child, value)
        case _T.REMOVE_CHILD:
            writer.remove_child(item, writer.existing(item, place), change.child)
        case _T.ADD_REFERENCE | _T.REMOVE_REFERENCE:
            writer.refer(item, writer.existing(item, place), change)
    return writer.events


class _Writer:
    """One change: its transitions so far, and the case file as they leave it."""

    def __init__(
        self,
        plan: CasePlan,
        file: Mapping[str, Any],
        references: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.plan = plan
        self.file = dict(file)
        self.references = references or {}
        self.events: list[FileItemTransitioned] = []

    def emit(self, path: str, transition: FileTransition, value: Any, child: Any = None) -> None:
        """Add a transition."""
        self.events.append(FileItemTransitioned(path, transition, value, child))
        if transition in (_T.CREATE, _T.UPDATE, _T.REPLACE):
            self.file[path] = value
        elif transition is _T.DELETE:
            gone = [each for each in self.file if each == path or each.startswith(f"{path}.")]
            for each in gone:
                del self.file[each]

    def refuse(self, code: str, message: str, item: FileItem, hint: str = "") -> CommandRefused:
        """Return the error for a change of an item that is not allowed."""
        place = Location((self.plan.name, "case file", item.path))
        return CommandRefused(code, message, place, hint)

    def place(self, item: FileItem, name: str) -> str:
        """Return the path a name stands for: as given with positions, else in the newest parent."""
        if name != item.path and bare(name) == item.path:
            self._check_positions(item, name)
            return name
        if item.parent is None:
            return item.path
        parent = self.plan.file[item.parent]
        base = self.place(parent, parent.path)
        if parent.is_many and "[" not in base[len(base.rpartition(".")[0]) :]:
            instances = _instances(self.file, base)
            if not instances:
                message = f"there is no '{parent.name}' that '{item.name}' could be in"
                raise self.refuse("NO_PARENT", message, item, f"create '{parent.path}' first")
            base = instances[-1]
        return f"{base}.{segment(item.name)}"

    def _check_positions(self, item: FileItem, path: str) -> None:
        """Refuse positions of what occurs once, and all but existing ones and the next."""
        at = ""
        for part in path.split("."):
            at = f"{at}.{part}" if at else part
            if not part.endswith("]"):
                continue
            base = at[: at.rindex("[")]
            known = self.plan.file.get(bare(base))
            used = [_position(each) for each in self.file if _is_at(each, base)]
            last = max(used, default=0)
            is_place = known is not None and known.is_many and not base.endswith("]")
            if not is_place or _position(at) > last + 1:
                message = f"there is no place '{at}'"
                hint = f"there are {len(used)}; the next one is at {last + 1}"
                raise self.refuse("NO_SUCH_FILE_ITEM", message, item, hint)

    def set(self, item: FileItem, path: str, value: Any) -> None:
        """Create or update an item, or all instances of one that may occur many times."""
        if item.is_many and not path.endswith("]"):
            self._set_all(item, path, value if isinstance(value, list) else [value])
        elif path in self.file:
            self.change(item, path, value, _T.UPDATE)
        else:
            self.create(item, path, value)

    def _set_all(self, item: FileItem, path: str, values: list[Any]) -> None:
        there = _instances(self.file, path)
        self._check_number(item, len(values))
        for at, value in zip(there, values, strict=False):
            self.change(item, at, value, _T.UPDATE)
        for value in values[len(there) :]:
            self.create(item, self.free(item, path), value)
        for at in there[len(values) :]:
            self.delete(item, at)

    def _check_number(self, item: FileItem, number: int) -> None:
        if item.is_needed and not number:
            message = f"'{item.name}' occurs at least once ({item.multiplicity})"
            raise self.refuse("MULTIPLICITY", message, item, "leave one of them")

    def free(self, item: FileItem, path: str) -> str:
        """Return the path a new instance gets."""
        if not item.is_many:
            if path in self.file:
                message = f"'{item.name}' exists, and occurs once ({item.multiplicity})"
                raise self.refuse("MULTIPLICITY", message, item, "update or replace it")
            return path
        if path.endswith("]"):
            return path
        used = [_position(each) for each in self.file if _is_at(each, path)]
        return f"{path}[{max(used, default=0) + 1}]"

    def existing(self, item: FileItem, path: str) -> str:
        """Return the path of the instance that is meant: of many, the newest."""
        if path in self.file:
            return path
        instances = _instances(self.file, path) if item.is_many else []
        if instances:
            return instances[-1]
        message = f"'{item.name}' does not exist"
        raise self.refuse("NO_SUCH_FILE_ITEM", message, item, f"create '{item.path}' first")

    def create(self, item: FileItem, path: str, value: Any) -> None:
        """Create an instance, and its parent where there is none; the parent gets a child."""
        if item.parent is not None:
            parent, above = self.plan.file[item.parent], path.rpartition(".")[0]
            if above not in self.file:
                self.create(parent, above, {})
        own, children = self._split(item, value)
        self.emit(path, _T.CREATE, own)
        if item.parent is not None:
            above = path.rpartition(".")[0]
            self.emit(above, _T.ADD_CHILD, self.file[above], path)
        self._set_children(path, children)

    def change(self, item: FileItem, path: str, value: Any, transition: FileTransition) -> None:
        """Update or replace an instance; children that are given change too, others stay."""
        own, children = self._split(item, value)
        self.emit(path, transition, own)
        self._set_children(path, children)

    def _set_children(self, path: str, children: list[tuple[FileItem, Any]]) -> None:
        for child, value in children:
            self.set(child, f"{path}.{segment(child.name)}", value)

    def _split(self, item: FileItem, value: Any) -> tuple[Any, list[tuple[FileItem, Any]]]:
        """Return an item's own value, and the children among the entries of a context."""
        value = self._typed(item, value)
        if not item.children or not isinstance(value, dict):
            return value, []
        children = [self.plan.file[each] for each in item.children]
        names = {child.name for child in children}
        own = {name: entry for name, entry in value.items() if name not in names}
        return own, [(child, value[child.name]) for child in children if child.name in value]

    def _typed(self, item: FileItem, value: Any) -> Any:
        """Return a value as the item's definition has it.

        Errors: CommandRefused for one that does not fit.
        """
        if value is None or not item.properties:
            return self._fitting(item, item.name, value, item.value_type)
        if not isinstance(value, dict):
            known = ", ".join(item.properties)
            message = f"'{item.name}' has properties; given is no context"
            raise self.refuse("INVALID_VALUE", message, item, f"give a context of: {known}")
        return {
            name: self._fitting(item, name, each, item.properties.get(name, UNTYPED))
            for name, each in value.items()
        }

    def _fitting(self, item: FileItem, name: str, value: Any, type_name: str) -> Any:
        try:
            return fitting(value, type_name)
        except ValueError as error:
            message = f"{value!r} does not fit '{name}', which is of type {type_name}"
            raise self.refuse("INVALID_VALUE", message, item, str(error)) from None

    def delete(self, item: FileItem, path: str) -> None:
        """Delete an instance with everything in it; the parent loses a child."""
        self._check_number(item, self._number(item, path) - 1)
        inner = [each for each in self.file if each.startswith(f"{path}.")]
        for each in reversed(inner):
            self.emit(each, _T.DELETE, None)
        self.emit(path, _T.DELETE, None)
        above = path.rpartition(".")[0]
        if item.parent is not None and above in self.file:
            self.emit(above, _T.REMOVE_CHILD, self.file[above], path)

    def _number(self, item: FileItem, path: str) -> int:
        if not item.is_many:
            return 1
        return len(_instances(self.file, path[: path.rindex("[")]))

    def add_child(self, item: FileItem, path: str, name: str | None, value: Any) -> None:
        """Add a child to an instance."""
        child = self._child(item, name)
        self.create(child, self.free(child, f"{path}.{segment(child.name)}"), value)

    def remove_child(self, item: FileItem, path: str, name: str | None) -> None:
        """Remove a child of an instance; of many, the newest."""
        child = self._child(item, name)
        below = name if name and "[" in name else f"{path}.{segment(child.name)}"
        self.delete(child, self.existing(child, below))

    def _child(self, item: FileItem, name: str | None) -> FileItem:
        children = [self.plan.file[each] for each in item.children]
        wanted = bare(name or "")
        for child in children:
            if wanted in (child.name, child.path, child.id):
                return child
        known = ", ".join(child.name for child in children) or "none"
        message = f"'{name}' is no child of '{item.name}'"
        raise self.refuse("NO_SUCH_FILE_ITEM", message, item, f"its children are: {known}")

    def refer(self, item: FileItem, path: str, change: FileItemTransitioned) -> None:
        """Add or remove a reference to another item."""
        target = file_item(self.plan, change.child or "")
        if item.targets and target.path not in item.targets:
            message = f"'{item.name}' does not refer to '{target.name}'"
            known = ", ".join(item.targets)
            raise self.refuse("NO_SUCH_FILE_ITEM", message, item, f"it may refer to: {known}")
        to = self.existing(target, self.place(target, change.child or ""))
        there = to in self.references.get(path, ())
        if there is (change.transition is _T.ADD_REFERENCE):
            message = f"'{item.name}' {'refers' if there else 'does not refer'} to '{to}' already"
            raise self.refuse("NOT_ALLOWED", message, item)
        self.emit(path, change.transition, self.file[path], to)


def _is_at(path: str, base: str) -> bool:
    return path.startswith(f"{base}[") and path.endswith("]") and "." not in path[len(base) :]
