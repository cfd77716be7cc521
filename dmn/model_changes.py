"""What differs between two versions of a model, entry by entry, as data and in sentences.

Elements are the same by id, else by name; rules by id, else by what stands in them. The one rule:
nothing that differs in meaning is left out; where it lies in a file, and its diagram, are no
difference.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal, TypeAlias

from dmn.edits import CLAUSE_PARTS, ClausePart, EntryKind
from dmn.graph import KINDS
from dmn.logic_paths import LogicElement, LogicPath, all_logic, place_of
from dmn.model import (
    Decision,
    DecisionRule,
    DecisionTable,
    Definitions,
    DRGElement,
    Expression,
    LiteralExpression,
)
from dmn.table_clauses import input_name
from dmn.table_texts import clause_text

__all__ = ["Change", "ChangeKind", "RuleOrigins", "changes"]

RuleOrigins: TypeAlias = Mapping[tuple[str, ...], tuple[int | None, ...]]
"""For tables, by the place of the element and the path within: the position, from 0, that each
rule of the later version had in the earlier one; None for a rule that is new."""

ChangeKind: TypeAlias = Literal[
    "cell",
    "clause",
    "rule added",
    "rule removed",
    "rule moved",
    "text",
    "table",
    "logic",
    "element added",
    "element removed",
    "element",
    "type added",
    "type removed",
    "type",
]
_Texts: TypeAlias = dict[ClausePart | Literal["type"], str]
_KINDS: tuple[EntryKind, ...] = ("input", "output", "annotation")
_MOST_COMPARED = 2_000  # rules of one table that are compared by what stands in them


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, and what stood and stands there.

    Shape: `rule` is its number in the later version, or in the earlier one if it was removed;
    `part` says which text of a clause's header it is.
    """

    element: str
    what: ChangeKind
    path: LogicPath = ()
    rule: int | None = None
    rule_id: str | None = None
    clause: str = ""
    kind: EntryKind | None = None
    position: int | None = None
    part: ClausePart | Literal["type"] | None = None
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        place = " > ".join([self.element, *self.path])
        if self.what == "cell":
            return f"{place}, rule {self.rule}, {self.clause}: {_said(self.old, self.new)}"
        if self.what == "clause":
            what = _PARTS.get(self.part or "", self.part)
            named = self.kind if self.clause == self.kind else f"{self.kind} {self.clause}"
            return f"{place}, {named}, {what}: {_said(self.old, self.new)}"
        if self.rule is not None:
            detail = f": {self.new or self.old}" if self.what != "rule moved" else _moved(self)
            return f"{place}: rule {self.rule} {self.what.removeprefix('rule ')}{detail}"
        if self.what.endswith(("added", "removed")):
            return f"{place}: {self.what.rpartition(' ')[2]}"
        return f"{place}: {_said(self.old, self.new)}"


_PARTS = {"values": "allowed values"}


def _said(old: str, new: str) -> str:
    return f"{old or 'nothing'} became {new or 'nothing'}"


def _moved(change: Change) -> str:
    return f" from {change.old}"


def changes(
    before: Definitions, after: Definitions, origins: RuleOrigins | None = None
) -> tuple[Change, ...]:
    """Return what differs between two versions of a model, in the order of the later one.

    `origins` tells of tables where their rules come from, as a draft does; of the others it is
    found out.
    """
    return (*_type_changes(before, after), *_element_changes(before, after, origins or {}))


def _type_changes(before: Definitions, after: Definitions) -> Iterator[Change]:
    old = {each.name: each for each in before.item_definitions}
    new = {each.name: each for each in after.item_definitions}
    for name in _both(old, new):
        if name not in old:
            yield Change(name, "type added")
        elif name not in new:
            yield Change(name, "type removed")
        elif old[name] != new[name]:
            texts = [_type_text(each) for each in (old[name], new[name])]
            yield Change(name, "type", old=texts[0], new=texts[1])


def _type_text(item: Any) -> str:
    """Return a type in short: what it is based on, its allowed values, or its components."""
    parts = [item.type_ref or "", *(each.name for each in item.item_components)]
    allowed = [f"in {each.text}" for each in (item.allowed_values, item.type_constraint) if each]
    listed = "list of " if item.is_collection else ""
    return f"{listed}{', '.join(filter(None, parts))} {' '.join(allowed)}".strip()


def _both(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [*new, *(name for name in old if name not in new)]


def _element_changes(
    before: Definitions, after: Definitions, origins: RuleOrigins
) -> Iterator[Change]:
    old = list(before.drg_elements)
    for element in after.drg_elements:
        known = _same_element(element, old)
        if known is None:
            yield Change(element.name, "element added", new=KINDS[type(element)])
            continue
        old.remove(known)
        yield from _of_element(known, element, origins)
    for element in old:
        yield Change(element.name, "element removed", old=KINDS[type(element)])


def _same_element(element: DRGElement, among: Sequence[DRGElement]) -> DRGElement | None:
    alike = [each for each in among if type(each) is type(element)]
    by_id = (each for each in alike if each.id and each.id == element.id)
    return next(by_id, None) or next((each for each in alike if each.name == element.name), None)


def _of_element(old: DRGElement, new: DRGElement, origins: RuleOrigins) -> Iterator[Change]:
    if old.name != new.name:
        yield Change(new.name, "element", old=f"name {old.name}", new=f"name {new.name}")
    for name in type(new).model_fields:
        if name in _LOGIC or name == "name" or name in new.not_compared:
            continue
        values = getattr(old, name), getattr(new, name)
        if values[0] != values[1]:
            texts = [_field_text(name, value) for value in values]
            yield Change(new.name, "element", old=texts[0], new=texts[1])
    if isinstance(old, LogicElement) and isinstance(new, LogicElement):
        found = [*_parameter_changes(old, new), *_logic_changes(old, new, origins)]
        yield from found
        if not found and any(
            getattr(old, each, None) != getattr(new, each, None) for each in _LOGIC
        ):
            yield Change(new.name, "logic", old="labels, ids or descriptions", new="others")


def _parameter_changes(old: LogicElement, new: LogicElement) -> Iterator[Change]:
    texts = [_parameters(each) for each in (old, new)]
    if texts[0] != texts[1]:
        yield Change(new.name, "element", old=texts[0], new=texts[1])


def _parameters(element: LogicElement) -> str:
    if isinstance(element, Decision) or element.encapsulated_logic is None:
        return ""
    named = element.encapsulated_logic.formal_parameters
    listed = [f"{each.name}: {each.type_ref or 'Any'}" for each in named]
    return f"parameters ({', '.join(listed)})"


_LOGIC = frozenset({"decision_logic", "encapsulated_logic"})


def _field_text(name: str, value: Any) -> str:
    words = name.replace("_", " ")
    if isinstance(value, tuple):
        return f"{len(value)} {words}"
    text = getattr(value, "type_ref", None) if name == "variable" else value
    return f"{words} {text or 'nothing'}"


def _logic_changes(old: LogicElement, new: LogicElement, origins: RuleOrigins) -> Iterator[Change]:
    """Give what differs in the logic; of what is there only once, the outermost piece alone."""
    before, after = dict(all_logic(old)), dict(all_logic(new))
    told: list[LogicPath] = []
    for path in [*after, *(each for each in before if each not in after)]:
        if any(path[: len(each)] == each for each in told):
            continue
        pair = before.get(path), after.get(path)
        if type(pair[0]) is type(pair[1]):
            rules = origins.get((place_of(new), *path))
            yield from _of_logic(Change(new.name, "logic", path), *pair, rules)
        else:
            told.append(path)
            yield Change(new.name, "logic", path, old=_summary(pair[0]), new=_summary(pair[1]))


def _summary(logic: Expression | None) -> str:
    if isinstance(logic, LiteralExpression):
        return logic.text or ""
    return "" if logic is None else _words(type(logic).__name__)


def _words(name: str) -> str:
    return "".join(f" {each.lower()}" if each.isupper() else each for each in name).strip()


def _of_logic(
    at: Change, old: Any, new: Any, rules: Sequence[int | None] | None
) -> Iterator[Change]:
    if isinstance(new, LiteralExpression):
        if (old.text or "") != (new.text or ""):
            yield replace(at, what="text", old=old.text or "", new=new.text or "")
    elif isinstance(new, DecisionTable):
        yield from _head_changes(at, old, new)
        yield from _rule_changes(at, old, new, rules)
    if old is not None and old.type_ref != new.type_ref:
        texts = [f"type {each.type_ref or 'nothing'}" for each in (old, new)]
        yield replace(at, old=texts[0], new=texts[1])


# --- the head of a table --------------------------------------------------------------------------


def _head_changes(at: Change, old: DecisionTable, new: DecisionTable) -> Iterator[Change]:
    """Give what differs beside the rules: text by text, where the table has as many clauses."""
    policies = [_policy(each) for each in (old, new)]
    if policies[0] != policies[1]:
        yield replace(at, what="table", old=policies[0], new=policies[1])
    for kind in _KINDS:
        clauses = [[_clause_texts(each, kind) for each in _clauses(t, kind)] for t in (old, new)]
        if len(clauses[0]) == len(clauses[1]):
            names = zip(_clause_names(old, kind), _clause_names(new, kind), strict=True)
            places = [
                replace(at, what="clause", clause=one or other, kind=kind, position=number)
                for number, (one, other) in enumerate(names, start=1)
            ]
            for place, *texts in zip(places, *clauses, strict=True):
                yield from _clause_changes(place, *texts)
        else:
            said = [[_clause_said(kind, each) for each in texts] for texts in clauses]
            for one, other in zip_longest(*said, fillvalue=""):
                if one != other:
                    yield replace(at, what="table", old=one, new=other)


def _clause_changes(place: Change, old: _Texts, new: _Texts) -> Iterator[Change]:
    for part, text in new.items():
        if text != old[part]:
            yield replace(place, part=part, old=old[part], new=text)


def _policy(table: DecisionTable) -> str:
    return f"hit policy {table.hit_policy}{f' {table.aggregation}' if table.aggregation else ''}"


def _clauses(table: DecisionTable, kind: EntryKind) -> Sequence[Any]:
    clauses: Sequence[Any] = getattr(table, f"{kind}s")
    return clauses


def _clause_names(table: DecisionTable, kind: EntryKind) -> list[str]:
    if kind == "input":
        return [input_name(each, number) for number, each in enumerate(table.inputs)]
    if kind == "output":
        return [each.name or each.label or "output" for each in table.outputs]
    return [each.name or "annotation" for each in table.annotations]


def _clause_texts(clause: Any, kind: EntryKind) -> _Texts:
    texts: _Texts = {part: clause_text(clause, kind, part).strip() for part in CLAUSE_PARTS[kind]}
    if kind != "annotation":
        typed = clause.input_expression if kind == "input" else clause
        texts["type"] = typed.type_ref or ""
    return texts


def _clause_said(kind: EntryKind, texts: _Texts) -> str:
    """Return a clause in one text, for one that came or went."""
    named = texts.get("name") or texts.get("label")
    values = f" in {texts['values']}" if texts.get("values") else ""
    other = f" default {texts['default']}" if texts.get("default") else ""
    typed = f" ({texts['type'] or 'Any'})" if "type" in texts else ""
    said = " ".join(filter(None, [kind, named, texts.get("expression")]))
    return f"{said}{typed}{values}{other}"


# --- the rules of a table -------------------------------------------------------------------------


def _rule_changes(
    at: Change, old: DecisionTable, new: DecisionTable, rules: Sequence[int | None] | None
) -> Iterator[Change]:
    pairs = _pairs(old.rules, new.rules) if rules is None else _told(rules)
    kept = _in_order([at_old for at_old, _ in pairs])
    for at_old, at_new in pairs:
        rule = new.rules[at_new]
        place = replace(at, what="cell", rule=at_new + 1, rule_id=rule.id)
        if at_old not in kept:
            yield replace(place, what="rule moved", old=str(at_old + 1))
        yield from _cell_changes(place, new, old.rules[at_old], rule)
    for number in sorted({*range(len(new.rules))} - {each for _, each in pairs}):
        rule = new.rules[number]
        yield replace(at, what="rule added", rule=number + 1, rule_id=rule.id, new=_rule_text(rule))
    for number in sorted({*range(len(old.rules))} - {each for each, _ in pairs}):
        rule = old.rules[number]
        yield replace(
            at, what="rule removed", rule=number + 1, rule_id=rule.id, old=_rule_text(rule)
        )


def _told(rules: Sequence[int | None]) -> list[tuple[int, int]]:
    return [(before, now) for now, before in enumerate(rules) if before is not None]


def _cell_changes(
    place: Change, table: DecisionTable, old: DecisionRule, new: DecisionRule
) -> Iterator[Change]:
    for kind in _KINDS:
        names = _clause_names(table, kind)
        texts = [_texts(rule, kind) for rule in (old, new)]
        for number, (was, now) in enumerate(zip_longest(*texts, fillvalue="")):
            if was != now:
                clause = names[number] if number < len(names) else f"{kind} {number + 1}"
                yield replace(
                    place, clause=clause, kind=kind, position=number + 1, old=was, new=now
                )


def _texts(rule: DecisionRule, kind: EntryKind) -> tuple[str, ...]:
    """Return the texts of a kind; a blank test is one that everything passes."""
    entries = getattr(rule, f"{kind}_entries")
    blank = "-" if kind == "input" else ""
    return tuple((each.text or "").strip() or blank for each in entries)


def _content(rule: DecisionRule) -> tuple[tuple[str, ...], ...]:
    return _texts(rule, "input"), _texts(rule, "output"), _texts(rule, "annotation")


def _rule_text(rule: DecisionRule) -> str:
    inputs, outputs, _ = _content(rule)
    return f"{' | '.join(inputs)} || {' | '.join(each or 'nothing' for each in outputs)}"


def _pairs(old: Sequence[DecisionRule], new: Sequence[DecisionRule]) -> list[tuple[int, int]]:
    """Return the positions of rules that are the same, in the order of the later version."""
    places = {rule.id: at for at, rule in reversed(list(enumerate(old))) if rule.id}
    pairs = []
    for at, rule in enumerate(new):
        if rule.id in places:
            pairs.append((places.pop(rule.id), at))
    rest_old = sorted({*range(len(old))} - {each for each, _ in pairs})
    rest_new = sorted({*range(len(new))} - {each for _, each in pairs})
    pairs += [
        (rest_old[one], rest_new[other])
        for one, other in _alike([old[at] for at in rest_old], [new[at] for at in rest_new])
    ]
    return sorted(pairs, key=lambda pair: pair[1])


def _alike(old: Sequence[DecisionRule], new: Sequence[DecisionRule]) -> Iterator[tuple[int, int]]:
    """Give the rules that say the same, and those without ids that stand at the same place."""
    contents = [_content(each) for each in old], [_content(each) for each in new]
    blocks = [("replace", 0, len(old), 0, len(new))]
    if max(len(old), len(new)) <= _MOST_COMPARED:
        blocks = list(SequenceMatcher(None, *contents, autojunk=False).get_opcodes())
    for tag, start, stop, new_start, new_stop in blocks:
        if tag not in {"equal", "replace"}:
            continue
        for one, other in zip(range(start, stop), range(new_start, new_stop), strict=False):
            has_id = old[one].id or new[other].id
            if not has_id or contents[0][one] == contents[1][other]:
                yield one, other


def _in_order(places: Sequence[int]) -> set[int]:
    """Return the most of the places that ascend: what is not among them was moved."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(tails, place)
        before[place] = tails[at - 1] if at else None
        tails[at : at + 1] = [place]
    kept: set[int] = set()
    last: int | None = tails[-1] if tails else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
