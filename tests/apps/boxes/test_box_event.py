"""What a browser sends is an event that makes sense, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruling_workbench.boxes.box_event import BoxEvent, read_event, turned
from ruling_workbench.boxes.rule_pages import RuleView


@pytest.mark.parametrize(
    ("given_event", "event"),
    [
        ({"kind": "select", "target": "#rule:1"}, BoxEvent("select", "#rule:1")),
        (
            {"kind": "edit", "target": "#rule:1:input:1", "text": "> 3"},
            BoxEvent("edit", "#rule:1:input:1", "> 3"),
        ),
        ({"kind": "page", "target": "", "number": 3}, BoxEvent("page", "", number=3)),
        ({"kind": "run", "target": "body", "number": 2}, BoxEvent("run", "body", number=2)),
        (None, None),
        ("select", None),
        ({}, None),
        ({"kind": "select"}, None),
        ({"kind": "select", "target": 7}, None),
        ({"kind": "select", "target": "nowhere"}, None),
        ({"kind": "edit", "target": "#text"}, None),
        ({"kind": "edit", "target": "", "text": "1"}, None),
        ({"kind": "edit", "target": "#text", "text": "x" * 100_001}, None),
        ({"kind": "page", "target": "", "number": 0}, None),
        ({"kind": "page", "target": "", "number": True}, None),
        ({"kind": "page", "target": "", "number": 10**9}, None),
        ({"kind": "page", "target": "x" * 100_001, "number": 1}, None),
        ({"kind": "remove", "target": "#text"}, None),
    ],
)
def test_an_event_is_read(given_event, event):
    assert read_event(given_event) == event


@given(
    st.dictionaries(
        st.sampled_from(["kind", "target", "text", "number"]),
        st.text()
        | st.integers()
        | st.none()
        | st.sampled_from(["edit", "select", "page", "#text"]),
    )
)
def test_nothing_a_browser_sends_makes_it_fail(sent):
    event = read_event(sent)
    assert event is None or event.kind == sent["kind"]


def test_a_page_is_turned_and_the_rest_stays():
    views = {"": RuleView(text="a"), "body": RuleView(page=4)}
    after = turned(views, BoxEvent("page", "", number=2))
    assert after == {"": RuleView(text="a", page=2), "body": RuleView(page=4)}
    assert views[""] == RuleView(text="a")


def test_another_evaluation_begins_where_its_rule_fired():
    assert turned({"": RuleView(page=4)}, BoxEvent("run", "", number=2)) == {"": RuleView(run=2)}


def test_what_turns_nothing_changes_nothing():
    assert turned({}, BoxEvent("select", "")) == {"": RuleView()}
