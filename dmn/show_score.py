"""Draws what `dmn score` found before it starts, and what came of the rows.

The one rule: all of it can be read at once; what is longer is cut, and says how much there is more.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rich.console import RenderableType
from rich.table import Table

from dmn.api import Model
from dmn.graph import Key
from dmn.outline import graph_of
from dmn.scoring.outcomes import outcome_columns
from dmn.scoring.plan import ScorePlan
from dmn.scoring.report import Outcomes, Report, RuleHits
from dmn.terminal import shown, table

__all__ = ["draw_plan", "draw_report"]

_MOST_NAMES, _MOST_TEXT = 30, 160
_MOST_OUTCOMES, _MOST_WARNINGS, _MOST_LINES = 5, 10, 10
_MOST_DECISIONS, _MOST_TABLES, _MOST_PARTS = 6, 20, 20
_FEW_RULES, _MOST_HIT, _MOST_RUNS = 12, 5, 8


# --- before ---------------------------------------------------------------------------------------


def draw_plan(plan: ScorePlan, about: str, *, explain: bool) -> Iterator[RenderableType]:
    """Give what was found: the input of each column, columns that are not read, columns added."""
    yield shown(about)
    drawn = table("column", "input", "read as")
    for column in plan.inputs:
        name = ".".join(column.path)
        drawn.add_row(shown(column.header), shown(name), shown(column.reader.type_name))
    yield drawn
    read = {column.index for column in plan.inputs}
    unread = [name for index, name in enumerate(plan.header) if index not in read]
    if unread:
        yield shown(f"not read: {_listed(unread)}", "dim")
    added = [column.header for column in outcome_columns(plan, explain=explain)]
    yield shown(f"added: {_listed(added)}")


def _listed(items: Sequence[str]) -> str:
    left = len(items) - _MOST_NAMES
    return ", ".join(items[:_MOST_NAMES]) + (f" and {left:,} more" if left > 0 else "")


# --- after ----------------------------------------------------------------------------------------


def draw_report(
    report: Report, model: Model, chosen: Sequence[Key], target: str, fate: str
) -> Iterator[RenderableType]:
    """Give what came of the rows, what is wrong last; `fate` is what became of faulty rows."""
    yield shown("")
    yield shown(_summary(report, target))
    if report.rows:
        yield from _outcomes(report, _decisions_shown(report, model, chosen))
        yield from _rules(report.rules)
        yield from _methods(report)
    yield from _faults(report, fate)


def _summary(report: Report, target: str) -> str:
    """Return `1,000 rows in 0.4 s (2,500/s), written to out.csv`."""
    rate = f"{report.rows_per_second:,.0f}/s"
    some = "" if report.written == report.rows else f"{report.written:,} of them "
    took = f"{_counted(report.rows)} in {report.seconds:.1f} s ({rate})"
    return f"{took}, {some}written to {target}"


def _aligned(drawn: Table, *numbers: int) -> Table:
    """Return a table with these columns aligned to the right, and as wide as they must be."""
    for number in numbers:
        drawn.columns[number].justify = "right"
        drawn.columns[number].no_wrap = True
    return drawn


def _share(count: int, rows: int) -> str:
    """Return `12.5%`; what is there is never shown as nothing, nor a part as all."""
    share = count / rows if rows else 0.0
    if 0 < share < 0.001:
        return "<0.1%"
    return ">99.9%" if 0.999 < share < 1 else f"{share:.1%}"


def _counted(count: int, what: str = "row") -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"


# outcomes


def _decisions_shown(report: Report, model: Model, chosen: Sequence[Key]) -> list[Key]:
    """Return the decisions chosen; of many, where none is, those no other decision requires."""
    scored = list(report.outcomes)
    if chosen or len(scored) <= _MOST_DECISIONS:
        return [key for key in scored if key in chosen or not chosen]
    nodes = graph_of(model).nodes
    required = {each.key for key in scored for each in nodes[key].requires}
    return [key for key in scored if key not in required][:_MOST_DECISIONS]


def _outcomes(report: Report, keys: Sequence[Key]) -> Iterator[RenderableType]:
    drawn = _aligned(table("decision", "outcome", "rows", "share"), 2, 3)
    for key in keys:
        for position, (text, count) in enumerate(_commonest(report.outcomes[key])):
            cells = (f"{count:,}", _share(count, report.rows)) if count else ()
            drawn.add_row(shown("" if position else key), shown(_cut(text)), *cells)
        drawn.add_section()
    yield drawn
    left = len(report.outcomes) - len(keys)
    if left:
        hint = "--decision NAME shows one, --report FILE has all"
        yield shown(f"and {_counted(left, 'more decision')}: {hint}", "dim")


def _commonest(outcomes: Outcomes) -> list[tuple[str, int]]:
    """Return the outcomes that came most; no count where they are too many."""
    if outcomes.too_many:
        return [("more than 1,000 different ones", 0)]
    commonest = outcomes.commonest()[:_MOST_OUTCOMES]
    others = outcomes.counts.total() - sum(count for _, count in commonest)
    kinds = len(outcomes.counts) - len(commonest)
    return [*commonest, (f"{kinds:,} others", others)] if others else commonest


# rules


def _rules(rules: Mapping[str, RuleHits]) -> Iterator[RenderableType]:
    if not rules:
        return
    drawn = _aligned(table("table", "rules", "never hit", "rule:hits"), 1)
    for label, hits in list(rules.items())[:_MOST_TABLES]:
        drawn.add_row(
            shown(label), f"{len(hits.counts):,}", shown(_never(hits)), shown(_hits(hits.counts))
        )
    yield drawn
    left = len(rules) - _MOST_TABLES
    if left > 0:
        yield shown(f"and {_counted(left, 'more table')}: --report FILE has all", "dim")


def _never(hits: RuleHits) -> str:
    """Return the rules that were never hit, as `2, 7-12`."""
    unused = hits.unused
    if len(unused) == len(hits.counts):
        return "all"
    starts = [number for before, number in pairwise([-1, *unused]) if number != before + 1]
    ends = [number for number, after in pairwise([*unused, -1]) if after != number + 1]
    runs = list(zip(starts, ends, strict=True))
    shown_runs = [f"{a}" if a == b else f"{a}-{b}" for a, b in runs[:_MOST_RUNS]]
    left = sum(b - a + 1 for a, b in runs[_MOST_RUNS:])
    return ", ".join(shown_runs) + (f" and {left:,} more" if left else "")


def _hits(counts: Sequence[int]) -> str:
    """Return the hits of each rule that has any; of many rules, of those that were hit most."""
    hit = [(number, count) for number, count in enumerate(counts, start=1) if count]
    most = len(hit)
    if len(counts) > _FEW_RULES:
        hit, most = sorted(hit, key=lambda each: -each[1]), _MOST_HIT
    pairs = "  ".join(f"{number}:{count:,}" for number, count in hit[:most])  # cut between pairs
    return pairs if len(hit) <= most else f"{pairs}  and {len(hit) - most:,} more"


# how


def _methods(report: Report) -> Iterator[RenderableType]:
    drawn = table("decision", "by class", "by tuple", "by row", "why not by class")
    drawn = _aligned(drawn, 1, 2, 3)
    for key, rows in list(report.methods.items())[:_MOST_PARTS]:
        counted = (rows[method] for method in ("class", "tuple", "row"))
        shares = (_share(count, rows.total()) if count else "" for count in counted)
        drawn.add_row(shown(key), *shares, shown(report.reasons.get(key, "")))
    yield drawn
    left = len(report.methods) - _MOST_PARTS
    if left > 0:
        yield shown(f"and {_counted(left, 'more decision')}: --report FILE has all", "dim")


# what is wrong


def _faults(report: Report, fate: str) -> Iterator[RenderableType]:
    if report.not_evaluated:
        yield shown(_not_evaluated(report), "red")
    if report.rejected:
        yield shown(f"{_counted(report.rejected)} with data at fault, {fate}", "yellow")
    count = report.rows_with_warnings
    yield shown(f"{_counted(count)} with warnings", "yellow" if count else "")
    kinds = sorted(report.warnings.items(), key=lambda each: -each[1].count)
    for (code, _), kind in kinds[:_MOST_WARNINGS]:
        yield shown(f"  {kind.count:,} x {code}, first in {kind.first[0]}")
    left = len(kinds) - _MOST_WARNINGS
    if left > 0:
        yield shown(f"  and {_counted(left, 'more kind')}")


def _not_evaluated(report: Report) -> str:
    """Return `2 rows were not evaluated, at lines 4 and 7`."""
    lines = [str(line) for line in report.lines[:_MOST_LINES]]
    left = report.not_evaluated - len(lines)
    if left:
        lines.append(f"{left:,} more")
    listed = " and ".join(filter(None, [", ".join(lines[:-1]), lines[-1]]))
    if report.not_evaluated == 1:
        return f"1 row was not evaluated, at line {listed}"
    return f"{report.not_evaluated:,} rows were not evaluated, at lines {listed}"
