import json

import pytest

from ruling_workbench.lists.outline import Outline, Row, as_data, cell, read_choice

NASTY = '<img src=x onerror="alert(1)"> [y](javascript:alert(1)) :red[z]'


@pytest.fixture
def outline():
    rows = (
        Row((cell("a"), cell("1", "figure", "one"))),
        Row((cell(NASTY, NASTY), cell("2")), 1, "changed", (("why 2", "Why"),)),
    )
    return Outline(("Name", "Count"), rows)


def test_texts_stay_as_they_are_and_can_be_sent(outline):
    data = json.loads(json.dumps(as_data(outline)))
    assert data["columns"] == ["Name", "Count"]
    assert (data["main"], data["wide"]) == (0, 0)
    assert data["rows"][0]["cells"] == [["a", "", ""], ["1", "figure", "one"]]
    assert data["rows"][1]["cells"][0][0] == NASTY
    assert data["rows"][1]["actions"] == [["why 2", "Why"]]


@pytest.mark.parametrize("given", [None, "", 2, "why 3", ["why 2"], {"why 2": 1}, "a"])
def test_what_is_no_action_of_the_outline_is_not_believed(outline, given):
    assert read_choice(outline, given) is None


def test_an_action_is_told_by_its_name(outline):
    assert read_choice(outline, "why 2") == "why 2"
