"""The case file of a model -> its items by path, with their properties and references.

A reference that leads nowhere is a problem with its line, and is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cmmn import model as m
from cmmn.case_file import segment
from cmmn.file_types import UNTYPED
from cmmn.plan import FileItem
from feel.errors import Location, Problem

__all__ = ["FilePlan", "dangling"]

_MANY = frozenset({"ZeroOrMore", "OneOrMore"})
_NEEDED = frozenset({"ExactlyOne", "OneOrMore"})


def dangling(
    what: str, ref: str, place: tuple[str, ...], line: int | None, known: Iterable[str]
) -> Problem:
    """Return the problem of a reference that leads nowhere."""
    there = ", ".join(sorted(each for each in known if each)) or "none"
    message = f"there is no {what} '{ref}'"
    hint = f"there are: {there}"
    return Problem("DANGLING_REFERENCE", message, Location(place), hint, "error", line)


class FilePlan:
    """The case file items of a case: `items` by path, `ids` from id to path, and the problems."""

    def __init__(
        self,
        items: Iterable[m.CaseFileItem],
        types: Iterable[m.CaseFileItemDefinition],
        name: str,
    ) -> None:
        self.items: dict[str, FileItem] = {}
        self.ids: dict[str, str] = {}
        self.problems: list[Problem] = []
        self._name = name
        self._types = {each.id or "": each for each in types}
        items = tuple(items)
        self._read(items, None)
        self._refer(items)

    def _read(self, items: Iterable[m.CaseFileItem], parent: str | None) -> None:
        for item in items:
            path = _path(item, parent)
            children = item.children.case_file_items if item.children else ()
            self.ids[item.id or path] = path
            self.items[path] = FileItem(
                id=item.id or path,
                name=_name(item),
                path=path,
                parent=parent,
                children=tuple(_path(child, path) for child in children),
                is_many=item.multiplicity in _MANY,
                is_needed=item.multiplicity in _NEEDED,
                properties=self._properties(item),
                value_type=self._value_type(item),
                multiplicity=item.multiplicity,
            )
            self._read(children, path)

    def _properties(self, item: m.CaseFileItem) -> Mapping[str, str]:
        if not item.definition_ref:
            return {}
        declared = self._types.get(item.definition_ref.rpartition(":")[2])
        if declared is None:
            ref = item.definition_ref
            self._missing("case file item definition", ref, item, self._types)
            return {}
        return {each.name or "": each.type.rpartition("/")[2] for each in declared.properties}

    def _value_type(self, item: m.CaseFileItem) -> str:
        """Return the simple type a definition's structure names: `decimal` for `xsd:decimal`."""
        declared = self._types.get((item.definition_ref or "").rpartition(":")[2])
        if declared is None or not declared.structure_ref or declared.properties:
            return UNTYPED
        return declared.structure_ref.rpartition(":")[2]

    def _refer(self, items: Iterable[m.CaseFileItem]) -> None:
        """Follow what items refer to: `targetRefs`, and a `sourceRef` seen from the other end."""
        for item in items:
            path = self.ids[item.id] if item.id else None
            for ref in (item.target_refs or "").split():
                self._add_target(path, ref, item)
            if item.source_ref and item.source_ref in self.ids and item.id:
                self._add_target(self.ids[item.source_ref], item.id, item)
            elif item.source_ref:
                self._missing("case file item", item.source_ref, item, self.ids)
            if item.children:
                self._refer(item.children.case_file_items)

    def _add_target(self, path: str | None, ref: str, item: m.CaseFileItem) -> None:
        if ref not in self.ids:
            self._missing("case file item", ref, item, self.ids)
        elif path is not None and self.ids[ref] not in self.items[path].targets:
            known = self.items[path]
            self.items[path] = replace(known, targets=(*known.targets, self.ids[ref]))

    def _missing(self, what: str, ref: str, item: m.CaseFileItem, known: Iterable[str]) -> None:
        place = (self._name, f"case file item {_name(item)}")
        self.problems.append(dangling(what, ref, place, item.line, known))


def _name(item: m.CaseFileItem) -> str:
    return item.name or item.id or "item"


def _path(item: m.CaseFileItem, parent: str | None) -> str:
    name = segment(_name(item))
    return f"{parent}.{name}" if parent else name
