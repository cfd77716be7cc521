"""Which rules of a decision table are shown: what became of each in a run, filters, pages.

The one rule: whatever is left out is counted and said, and never are more shown than fit a page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from dmn.model import DecisionRule, DecisionTable
from dmn.trace import RuleTrace, TableTrace
from feel import FeelSyntaxError, evaluate
from feel.values import Value, equal

__all__ = [
    "RulePage",
    "RuleState",
    "RuleView",
    "page_of",
    "page_of_rules",
    "rule_states",
    "width_of",
]

RuleState = Literal["fired", "lost", "clash", "stopped", ""]
"""What became of a rule: its output is used; its conditions hold, but another rule's output is
used; it matched with others, which the hit policy forbids; a condition does not hold; not known."""

_MOST_SIZE = 500
_MOST_COMPARED = 100


@dataclass(frozen=True, slots=True)
class RuleView:
    """Which rules of a table, rows of a relation or items of a list are shown.

    `page` counts from 1; None is the page with the first rule that fired. All words of `text` occur
    in a rule that is shown; `#12` is rule 12. `run` says which evaluation of the table is meant.
    """

    page: int | None = None
    size: int = 50
    text: str = ""
    only_fired: bool = False
    only_unhit: bool = False
    run: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves rules out."""
        return bool(self.text.split()) or self.only_fired or self.only_unhit


@dataclass(frozen=True, slots=True)
class RulePage:
    """The numbers that are shown, from 1, and how many there are; `noun` is what is counted."""

    numbers: Sequence[int]
    page: int
    pages: int
    found: int
    total: int
    noun: str = "rules"
    filtered: bool = False

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.total - len(self.numbers)

    @property
    def said(self) -> str:
        """What is shown and what is hidden, in words."""
        total = f"{self.total:,} {self.noun if self.total != 1 else self.noun.removesuffix('s')}"
        if self.filtered:
            page = f", page {self.page} of {self.pages}" if self.pages > 1 else ""
            return f"{self.found:,} of {total} found{page}; {self.hidden:,} hidden"
        if self.pages < 2:
            return total
        first, last = self.numbers[0], self.numbers[-1]
        return f"{self.noun} {first:,} to {last:,} of {self.total:,}; {self.hidden:,} hidden"


def page_of(
    found: Sequence[int], total: int, view: RuleView, noun: str, first: int = 0
) -> RulePage:
    """Return the page of what was found that a view asks for; `first` is one it should hold."""
    size = max(1, min(view.size, _MOST_SIZE))
    pages = max(1, -(-len(found) // size))
    page = view.page
    if page is None:
        page = found.index(first) // size + 1 if first in found else 1
    page = max(1, min(page, pages))
    start = (page - 1) * size
    shown = found[start : start + size]
    return RulePage(tuple(shown), page, pages, len(found), total, noun, view.is_filtered)


def page_of_rules(
    table: DecisionTable,
    view: RuleView | None = None,
    trace: TableTrace | None = None,
    hits: Mapping[int, int] | None = None,
) -> RulePage:
    """Return the page of a table's rules that a view asks for."""
    view = view or RuleView()
    states = {} if trace is None else rule_states(trace)
    found: Sequence[int] = range(1, len(table.rules) + 1)
    if view.only_fired and trace is not None:
        found = [number for number in found if states.get(number, "stopped") != "stopped"]
    if view.only_unhit and hits is not None:
        found = [number for number in found if not hits.get(number)]
    words = view.text.casefold().split()
    if words:
        found = [number for number in found if _has(words, number, table.rules[number - 1])]
    fired = next((number for number, state in states.items() if state in {"fired", "clash"}), 0)
    return page_of(found, len(table.rules), view, "rules", fired)


def width_of(table: DecisionTable) -> int:
    """Return how many columns a table has, that of the rule's number among them."""
    return 1 + len(table.inputs) + len(table.outputs) + len(table.annotations)


def _has(words: Sequence[str], number: int, rule: DecisionRule) -> bool:
    """Tell whether all words occur in a rule."""
    texts = [each.text for each in rule.input_entries]
    texts += [each.text or "" for each in rule.output_entries]
    texts += [each.text or "" for each in rule.annotation_entries]
    text = "\n".join([*texts, rule.label or "", rule.description or "", rule.id or ""]).casefold()
    return all(word in text or word == f"#{number}" for word in words)


# --- what became of the rules ---------------------------------------------------------------------


def rule_states(trace: TableTrace) -> dict[int, RuleState]:
    """Return what became of each rule, by number."""
    used = _used(trace)
    clash = _is_clash(trace)
    return {rule.number: _state(rule, used, clash) for rule in trace.rules}


def _state(rule: RuleTrace, used: frozenset[int], clash: bool) -> RuleState:
    if rule.matched:
        return "clash" if clash else "fired" if rule.number in used else "lost"
    # it was not asked any more: another rule came first
    return "lost" if all(each.passed is True for each in rule.entries) else "stopped"


def _is_clash(trace: TableTrace) -> bool:
    """Tell whether rules matched that may not match together."""
    if len(trace.matched) < 2 or trace.value is not None:
        return False
    if trace.hit_policy == "ANY":
        return len({rule.outputs for rule in trace.rules if rule.matched}) > 1
    return trace.hit_policy == "UNIQUE"


def _used(trace: TableTrace) -> frozenset[int]:
    """Return the rules whose output is the value; all that matched where that cannot be told.

    Only PRIORITY chooses among matches: by its output one can tell which rule it chose.
    """
    matched = trace.matched
    if trace.hit_policy == "PRIORITY" and len(matched) > 1:
        found = (rule for rule in trace.rules if rule.matched)
        for rule in islice(found, _MOST_COMPARED):
            if _gives(rule, trace):
                return frozenset({rule.number})
    return frozenset(matched)


def _gives(rule: RuleTrace, trace: TableTrace) -> bool:
    """Tell whether a rule's outputs, as they are written, are the table's value."""
    try:
        values = [evaluate(text) if text else None for text in rule.outputs]
    except FeelSyntaxError:
        return False
    if len(trace.outputs) == 1:
        return len(values) == 1 and equal(values[0], trace.value) is True
    given: Value = dict(zip(trace.outputs, values, strict=False))
    return equal(given, trace.value) is True
