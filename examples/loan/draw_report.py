"""Draws what `dmn score --report` wrote: outcomes of each decision, hits of each table's rules.

Bars are of one thickness everywhere, so panels are as tall as what they show, and stand in columns.
What is too long or too many is cut, and a note says so. What is marked is marked in words too.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's colours, told apart by all eyes
OUTCOME, RULE, NEVER, OTHERS = "#0072B2", "#009E73", "#D55E00", "#8C8C8C"
INK, FAINT = "#222222", "#666666"

# inches
COLUMNS, WIDTH, BAR, TITLE, NOTE = 3, 4.4, 0.24, 0.4, 0.24
GAP, MARGIN, HEAD, SECTION = 0.35, 0.4, 0.85, 0.45
LETTER = 0.082  # the widest ones

MOST_OUTCOMES, MOST_RULES, MOST_PANELS = 12, 25, 30
MOST_LETTERS, MOST_IN_TITLE = 24, 54

ENDINGS = (".png", ".svg")
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in an outcome is a dollar sign
    "svg.fonttype": "none",
    "svg.hashsalt": "ruling",  # the same report gives the same bytes
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, how long it is, what is written after it, and its colour."""

    name: str
    count: int
    figures: str
    colour: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The bars of one decision or table, and what is said of those left out."""

    title: str
    bars: Sequence[Bar]
    note: str = ""

    @property
    def height(self) -> float:
        """The height of all of it.

        Units: inches.
        """
        return TITLE + BAR * len(self.bars) + (NOTE if self.note else 0)


Inches: TypeAlias = tuple[float, float]
"""From the left and from the top; or to the left and to the right."""

Placed: TypeAlias = tuple[Panel, int, float]
"""A panel, its column, and how far below the top of the section it begins."""


# --- what is shown --------------------------------------------------------------------------------


def outcome_panels(report: Mapping[str, Any]) -> list[Panel]:
    """Return a panel for each decision, its commonest outcomes first."""
    rows = report["rows"]
    return [outcome_panel(name, counts, rows) for name, counts in report["outcomes"].items()]


def outcome_panel(name: str, counts: Mapping[str, int] | None, rows: int) -> Panel:
    """Return the outcomes of one decision; of too many, a note alone."""
    if counts is None:
        return Panel(name, (), "too many different outcomes to count")
    ranked = sorted(counts.items(), key=lambda each: -each[1])
    kept, cut = _cut(ranked, MOST_OUTCOMES)
    bars = [Bar(text or "(empty)", count, _share(count, rows), OUTCOME) for text, count in kept]
    if not cut:
        return Panel(name, bars, "" if bars else "no outcome")
    rest = sum(count for _, count in cut)
    others = Bar("all others", rest, _share(rest, rows), OTHERS)
    return Panel(name, [*bars, others], f"the others are {len(cut):,} different outcomes")


def rule_panels(report: Mapping[str, Any]) -> list[Panel]:
    """Return a panel for each table, its rules in order."""
    return [rule_panel(name, table["hits"]) for name, table in report["rules"].items()]


def rule_panel(name: str, hits: Sequence[int]) -> Panel:
    """Return the rules of one table; of a long one, those hit most."""
    ranked = sorted(enumerate(hits, start=1), key=lambda each: -each[1])
    kept, cut = _cut(ranked, MOST_RULES)
    bars = [
        Bar(f"rule {number}", count, *((f"{count:,}", RULE) if count else ("never", NEVER)))
        for number, count in sorted(kept)
    ]
    notes = [] if bars else ["no rules"]
    if cut:
        notes.append(f"the {len(kept)} hit most of {len(hits):,} rules")
    if never := hits.count(0):
        notes.append(f"never hit: {never:,} of {len(hits):,}")
    return Panel(name, bars, "; ".join(notes))


def _cut(items: Sequence[Any], most: int) -> tuple[Sequence[Any], Sequence[Any]]:
    """Cut what is too long; one alone is never cut off, as saying so takes as much room."""
    return (items, ()) if len(items) <= most + 1 else (items[:most], items[most:])


def _share(count: int, rows: int) -> str:
    return f"{count:,}  {count / rows:.1%}" if rows else f"{count:,}"


def heading(report: Mapping[str, Any]) -> tuple[str, str]:
    """Return what was scored by what, and how that went."""
    manifest = report.get("manifest", {})
    source = manifest.get("options", {}).get("source", "rows")
    faults = report.get("rows with warnings", 0)
    told = [f"{report['rows']:,} rows", f"{faults:,} of them with warnings"]
    if seconds := report.get("seconds"):
        told.append(f"{seconds:,.1f} seconds")
    return f"{source} scored by {manifest.get('model', 'a model')}", ", ".join(told)


# --- how it is drawn ------------------------------------------------------------------------------


def draw(report: Mapping[str, Any]) -> Figure:
    """Return the drawing of a report."""
    sections = [("Outcomes", outcome_panels(report)), ("Rules hit", rule_panels(report))]
    placed = [(_headline(title, panels), *_place(panels)) for title, panels in sections if panels]
    height = HEAD + MARGIN + sum(SECTION + tall for _, _, tall in placed)
    figure = Figure(figsize=(2 * MARGIN + COLUMNS * (WIDTH + GAP) - GAP, height), facecolor="white")
    title, told = heading(report)
    _write(figure, MARGIN, 0.42, title, size=15, weight="bold")
    _write(figure, MARGIN, 0.68, told, size=10, color=FAINT)
    top = HEAD
    for headline, panels, tall in placed:
        room = _room([bar for panel, _, _ in panels for bar in panel.bars])
        _write(figure, MARGIN, top + 0.3, headline, size=12, weight="bold")
        for panel, column, below in panels:
            left = MARGIN + column * (WIDTH + GAP)
            _draw_panel(figure, panel, (left, top + SECTION + below), room)
        top += SECTION + tall
    return figure


def _headline(title: str, panels: Sequence[Panel]) -> str:
    left_out = len(panels) - MOST_PANELS
    return f"{title} (the first {MOST_PANELS}; {left_out} more)" if left_out > 0 else title


def _place(panels: Iterable[Panel]) -> tuple[list[Placed], float]:
    """Place each panel where there is room highest up; return how tall all of it is."""
    bottoms = [0.0] * COLUMNS
    placed: list[Placed] = []
    for panel in list(panels)[:MOST_PANELS]:
        column = bottoms.index(min(bottoms))
        placed.append((panel, column, bottoms[column]))
        bottoms[column] += panel.height + GAP
    return placed, max(bottoms)


def _room(bars: Sequence[Bar]) -> tuple[float, float]:
    """Return the widths before and after bars, the same in a section so that bars line up."""
    names = (len(_short(bar.name, MOST_LETTERS)) for bar in bars)
    figures = (len(bar.figures) for bar in bars)
    return 0.15 + LETTER * max(names, default=0), 0.15 + LETTER * max(figures, default=0)


def _draw_panel(figure: Figure, panel: Panel, at: Inches, room: Inches) -> None:
    left, top = at
    before, after = room
    _write(figure, left, top + 0.25, _short(panel.title, MOST_IN_TITLE), size=10, weight="bold")
    bottom = top + TITLE + BAR * len(panel.bars)
    if panel.note:
        _write(figure, left, bottom + 0.17, panel.note, color=FAINT, style="italic")
    if not panel.bars:
        return
    width, height = figure.get_size_inches()
    tall, wide = bottom - top - TITLE, WIDTH - before - after
    box = (left + before) / width, 1 - bottom / height, wide / width, tall / height
    _draw_bars(figure.add_axes(box), panel.bars)


def _draw_bars(axes: Axes, bars: Sequence[Bar]) -> None:
    longest = max(bar.count for bar in bars) or 1
    places = range(len(bars))
    axes.barh(places, [bar.count for bar in bars], 0.72, color=[bar.colour for bar in bars])
    axes.set(xlim=(0, longest), ylim=(len(bars) - 0.5, -0.5), xticks=[])
    axes.set_yticks(places, [_short(bar.name, MOST_LETTERS) for bar in bars])
    axes.tick_params(length=0, pad=6)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.spines["left"].set_color(FAINT)
    for place, bar in enumerate(bars):
        never = bar.colour == NEVER
        style: dict[str, Any] = {"color": NEVER, "weight": "bold"} if never else {"color": INK}
        axes.annotate(
            f"\N{MULTIPLICATION SIGN} {bar.figures}" if never else bar.figures,
            (bar.count, place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            **style,
        )


def _write(figure: Figure, left: float, top: float, text: str, **style: Any) -> None:
    """Write a text whose baseline is so many inches below the top."""
    width, height = figure.get_size_inches()
    figure.text(left / width, 1 - top / height, text, va="baseline", **style)


def _short(text: str, most: int) -> str:
    """Return a text in one line, cut with dots."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


# --- the command ----------------------------------------------------------------------------------


def save(report: Mapping[str, Any], target: Path) -> None:
    """Write the drawing as PNG or SVG: the file's name decides."""
    with mpl.rc_context(STYLE):
        metadata = {"Date": None} if target.suffix == ".svg" else None
        draw(report).savefig(target, dpi=110, metadata=metadata)


def main() -> None:
    """Draw the report named on the command line."""
    parser = argparse.ArgumentParser(description="Draw a report of `dmn score --report`.")
    parser.add_argument("report", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True, help="a .png or .svg file")
    asked = parser.parse_args()
    if asked.output.suffix not in ENDINGS:
        parser.error(f"{asked.output}: the name of a drawing ends in {' or '.join(ENDINGS)}")
    try:
        report = json.loads(asked.report.read_text(encoding="utf-8"))
        save(report, asked.output)
    except OSError as error:
        parser.error(str(error))
    except (ValueError, KeyError, TypeError, AttributeError):
        parser.error(f"{asked.report}: not a report that dmn score wrote")
    print(f"drawn into {asked.output}")


if __name__ == "__main__":
    main()
