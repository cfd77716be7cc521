"""Charts: names and values stand in the data and in titles, never in what is computed."""

import json

import pytest

from ruling_workbench import charts

NASTY = '<img src=x onerror=alert(1)> [y](javascript:alert(1)) datum["a"] \\n'
DRAWN = {
    "bars": charts.bars([(NASTY, 3)], label="rule", count="hits"),
    "stacked": charts.stacked([(NASTY, NASTY, 2)], x="day", label="outcome", count="times"),
    "lines": charts.lines([(NASTY, 1.0, 2.0, NASTY)], x="Age", y="Premium"),
    "steps": charts.lines(
        [(NASTY, NASTY, NASTY, NASTY)], x="Age", y="Risk", is_ordered=True, is_number=False
    ),
    "heat map": charts.heat_map([(NASTY, NASTY, NASTY)], x="Age", y="Score", outcome="Risk"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_what_people_typed_is_data_only(name):
    made = DRAWN[name].to_dict()
    datasets = made.pop("datasets", {}) or {"data": made.pop("data")}
    assert "onerror" in json.dumps(datasets)
    assert "onerror" not in json.dumps(made)


def test_bars_say_their_figures():
    assert "r1 · 3" in str(charts.bars([("r1", 3)], label="rule", count="hits").to_dict())


NAMED = 'image\\" + warn("x") + "\\'


@pytest.mark.parametrize(
    "drawn",
    [
        charts.bars([("a", 3)], label=NAMED, count=NAMED),
        charts.stacked([("a", "b", 2.5)], x=NAMED, label=NAMED, count=NAMED),
        charts.lines([("a", 1.0, 2.0, "b")], x=NAMED, y=NAMED),
        charts.lines([("a", "b", "c", "d")], x=NAMED, y=NAMED, is_ordered=True, is_number=False),
        charts.heat_map([("a", "b", "c")], x=NAMED, y=NAMED, outcome=NAMED),
    ],
)
def test_what_is_told_of_a_mark_is_one_text(drawn):
    made = drawn.to_dict()
    one = {"field": "told", "type": "nominal"}
    assert [made["encoding"][each] for each in ("tooltip", "description")] == [one, one]
    assert all(row["told"].count(f"{NAMED}: ") >= 1 for row in made["data"]["values"])


def test_a_mark_tells_its_names_and_values():
    made = charts.stacked([("May", "yes", 1204.0)], x="month", label="outcome", count="cases")
    told = made.to_dict()["data"]["values"][0]["told"]
    assert told == "month: May\noutcome: yes\ncases: 1,204"
