from datetime import UTC

import pytest
from case_page import EXAMPLES

from cmmn import CaseEngine, User
from ruling_workbench.case.timeline_rows import (
    decision_at,
    decisions,
    item_lines,
    newest,
    only,
    timeline_outline,
)

ALICE = User("alice", ["claims"])
ROLES = {"Assessor": ["group:claims"], "Handler": ["bob"], "Lead": ["lena"]}


@pytest.fixture(scope="module")
def case():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        made = engine.create("complaint", {"customer": "C", "amount": 120}, roles=ROLES, by=ALICE)
        made.complete("assess", {"severity": "high"}, by=ALICE)
        yield made


def words(outline):
    return [each.cells[1].text for each in outline.rows]


def test_the_newest_command_comes_first_and_what_it_led_to_stands_below(case):
    found = timeline_outline(case.timeline().steps, UTC, case.now.now)
    first, *lines = found.rows
    assert (first.depth, first.cells[1].text) == (0, "completed Assess the complaint")
    assert first.cells[2].text == "alice"
    at = next(n for n, each in enumerate(found.rows) if "created Complaint" in each.cells[1].text)
    assert all(each.depth > 0 for each in found.rows[1:at])
    assert any(each.depth > 2 for each in lines)


def test_a_line_has_the_mark_and_look_of_the_state_it_leads_to(case):
    found = timeline_outline(case.timeline().steps, UTC, case.now.now)
    completed = next(e for e in found.rows if "Assess the complaint: active" in e.cells[1].text)
    assert completed.cells[1].text.startswith("✓ ")
    assert completed.cells[1].look == "completed"
    assert completed.cells[1].note.startswith("event ")


def test_a_decision_asks_to_be_explained(case):
    found = timeline_outline(case.timeline().steps, UTC, case.now.now)
    numbers = [str(each.sequence) for each in decisions(case.timeline().steps)]
    assert [each.actions[0][0] for each in found.rows if each.actions] == [
        f"why {number}" for number in numbers
    ]
    line = decision_at(case.timeline().steps, numbers[0])
    assert line.decision.decision == "Response"


@pytest.mark.parametrize("asked", [None, "", "0", "1", "x", "9999"])
def test_what_is_no_decision_is_none(case, asked):
    assert decision_at(case.timeline().steps, asked) is None


def test_changed_items_are_marked(case):
    found = timeline_outline(case.timeline().steps, UTC, case.now.now, {"assess"})
    marked = [each.cells[1].text for each in found.rows if each.look == "changed"]
    assert marked
    assert all("Assess the complaint" in each for each in marked)


def test_an_item_has_the_lines_that_are_about_it(case):
    found = item_lines(case.timeline().steps, "assess", UTC, case.now.now)
    assert words(found)
    assert all("Assess the complaint" in each for each in words(found))
    assert item_lines(case.timeline().steps, "nothing", UTC, case.now.now).rows == ()


def test_without_kinds_everything_is_shown(case):
    steps = case.timeline().steps
    assert only(steps, []) == list(steps)


def test_kinds_keep_their_lines_and_the_steps_that_have_one(case):
    steps = case.timeline().steps
    found = only(steps, ["decision"])
    assert {line.kind for step in found for line in step.lines} == {"decision"}
    assert only(steps, ["people"]) == []
    assert [step.lines for step in only(steps, ["command"])] == [(), ()]


@pytest.mark.parametrize(("most", "count"), [(0, 1), (1, 1), (20, 1), (10_000, 2)])
def test_only_so_many_lines_are_shown_but_one_step_always(case, most, count):
    steps = case.timeline().steps
    assert newest(steps, most) == list(steps[-count:])
    assert newest([], most) == []
