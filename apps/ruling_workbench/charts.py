"""Charts of figures: bars, lines, heat maps, drawn by Altair from plain rows.

The one rule: names and values of people are values of fixed fields, and titles, never part of what
is computed or of HTML; colour is never the only sign, each mark has its text where one points.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

__all__ = ["bars", "heat_map", "lines", "stacked"]

_ACCENT = "#2563eb"
_HEIGHT = 24


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    make: Any = alt.Data  # Altair leaves it untyped
    return make(values=[dict(row) for row in rows])


def _told(*parts: tuple[str, object]) -> dict[str, str]:
    """Return the field with what is said of a mark: names with values, each in a line.

    It is one text. Of several fields a tooltip is made by their titles, in which 'image' stands for
    an address to load, and quotes and backslashes end up in an expression.
    """
    return {"told": "\n".join(f"{name}: {value}" for name, value in parts)}


_TOLD: dict[str, Any] = {
    "tooltip": alt.Tooltip("told:N"),
    "description": alt.Description("told:N"),  # else it is an expression made of titles
}


def bars(rows: Sequence[tuple[str, float]], *, label: str, count: str) -> alt.Chart:
    """Return a bar for each name, in the order given, with its figure beside the name."""
    # the figure stands in the axis, whose text has the colour of the page, light or dark
    data = _data(
        [
            {"at": at, "said": f"{name} · {value:,}", "count": value}
            | _told((label, name), (count, f"{value:,}"))
            for at, (name, value) in enumerate(rows)
        ]
    )
    drawn: alt.Chart = (
        alt.Chart(data, height=alt.Step(_HEIGHT))
        .mark_bar(color=_ACCENT)
        .encode(
            y=alt.Y("said:N", sort=alt.SortField("at"), title=label, axis=_NAMES),
            x=alt.X("count:Q", title=count, axis=alt.Axis(tickMinStep=1, tickCount=6)),
            **_TOLD,
        )
    )
    return drawn


_NAMES = alt.Axis(labelLimit=320)


def stacked(rows: Sequence[tuple[str, str, float]], *, x: str, label: str, count: str) -> alt.Chart:
    """Return stacked bars over a time or another order: `(where, name, figure)` each."""
    data = _data(
        [
            {"x": where, "name": name, "count": value}
            | _told((x, where), (label, name), (count, f"{value:,.12g}"))
            for where, name, value in rows
        ]
    )
    drawn: alt.Chart = (
        alt.Chart(data, height=260)
        .mark_bar()
        .encode(
            x=alt.X("x:O", sort=None, title=x, axis=alt.Axis(labelAngle=-40, labelOverlap=True)),
            y=alt.Y("count:Q", title=count, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("name:N", title=label, sort=None),
            **_TOLD,
        )
    )
    return drawn


def lines(
    rows: Sequence[tuple[str, float | str, float | str, str]],
    *,
    x: str,
    y: str,
    is_ordered: bool = False,
    is_number: bool = True,
) -> alt.Chart:
    """Return a line for each series: `(series, x, y, what is said there)` each.

    `is_ordered` for an x that is no number, in the order given; an outcome that is no number is a
    row of its own.
    """
    data = _data(
        [
            {"series": name, "x": at, "y": value} | _told(("of", name), (x, at), (y, said))
            for name, at, value, said in rows
        ]
    )
    kind = "O" if is_ordered else "Q"
    drawn: alt.Chart = (
        alt.Chart(data, height=320)
        .mark_line(
            point=True, orient="vertical", interpolate="linear" if is_number else "step-after"
        )
        .encode(
            x=alt.X(f"x:{kind}", sort=None, title=x, scale=alt.Undefined if is_ordered else _NEAR),
            y=alt.Y("y:Q", title=y, scale=_NEAR) if is_number else alt.Y("y:N", title=y, sort=None),
            color=alt.Color("series:N", title="", sort=None),
            strokeDash=alt.StrokeDash("series:N", title="", sort=None),
            **_TOLD,
        )
    )
    return drawn


_NEAR = alt.Scale(zero=False)


def heat_map(
    rows: Sequence[tuple[str, str, str]], *, x: str, y: str, outcome: str, is_number: bool = False
) -> alt.Chart:
    """Return a field for each pair of values, coloured by outcome: `(x, y, outcome)` each."""
    data = _data(
        [
            {"x": across, "y": up, "outcome": found} | _told((x, across), (y, up), (outcome, found))
            for across, up, found in rows
        ]
    )
    colour = (
        alt.Color("outcome:Q", title=outcome, scale=alt.Scale(scheme="blues"))
        if is_number
        else alt.Color("outcome:N", title=outcome)
    )
    drawn: alt.Chart = (
        alt.Chart(data, height=360)
        .mark_rect()
        .encode(
            x=alt.X("x:O", sort=None, title=x, axis=alt.Axis(labelAngle=-40, labelOverlap=True)),
            y=alt.Y("y:O", sort="descending" if is_number else None, title=y),
            color=colour,
            **_TOLD,
        )
    )
    return drawn
