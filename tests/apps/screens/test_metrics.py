"""Metrics: every figure of what happened, and none of what did not."""

import pytest
from workbench_app import opened, texts, typed

PARTS = ("Cases", "Times", "Tasks and milestones", "Decisions")


def part(app, name):
    box = next(each for each in app.segmented_control if typed(each.label) == "Part")
    return box.set_value(name).run()


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("name", PARTS)
def test_an_empty_store_has_no_figures(name):
    app = part(opened("metrics"), name)
    assert not app.exception
    assert "in this time" in texts(app) or "of this time" in texts(app)


def test_what_cases_did_is_counted(engine):
    given = {"customer": "C-17", "amount": 120}
    for _ in range(3):
        engine.create("complaint", given)
    engine.create("complaint", given).occur("withdraw")
    app = opened("metrics")
    assert not app.exception
    assert {each.label: each.value for each in app.metric}["Opened"] == "4"
    assert {each.label: each.value for each in app.metric}["Closed"] == "1"
    app = part(app, "Times")
    assert "of 1 cases that ended in this time" in texts(app)
    app = part(app, "Decisions")
    assert not app.exception
    assert any("Rule" in each.value for each in app.dataframe)
    assert sum(each.count for each in engine.metrics.decisions()) == 4


def test_the_figures_are_narrowed_to_a_definition(engine):
    engine.create("complaint", {"customer": "C-17", "amount": 120})
    app = opened("metrics", definition="complaint")
    assert {each.label: each.value for each in app.metric}["Opened"] == "1"
    box = next(each for each in app.selectbox if typed(each.label) == "Cases of")
    assert box.value == "complaint"
