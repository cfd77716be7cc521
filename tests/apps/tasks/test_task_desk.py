"""The inbox as data: what a view asks for, what a row says, what may be done with a task."""

from datetime import UTC
from decimal import Decimal

import case_text
import pytest
from case_story import START, Story, at

from cmmn import CaseView, TaskFilter, User
from cmmn import commands as c
from cmmn.lifecycle import State
from cmmn.store.queries import TaskRow
from feel.temporal import parse_temporal
from ruling_workbench.tasks.task_desk import (
    Inbox,
    actions,
    inbox_rows,
    next_task,
    people_for,
    task_page,
    value_lines,
)

ANN, BOB, EVE = User("ann", ["claims"]), User("bob"), User("eve")
PLAN = """
role Clerk
role Lead
human A by Clerk
    due P2D
    escalation Lead
    priority 50
human B by Clerk
    entry complete A
    manual
process P calls handler
human Free
"""
ROLES = {"Clerk": ["group:claims", "bob", "zoe"], "Lead": ["lena"]}


@pytest.fixture
def story():
    return Story(case_text.plan(PLAN), roles=ROLES)


def view(story, now=START):
    return CaseView(story.plan, story.state, now)


def page(story, name="A#1", user=ANN, now=START):
    shown = view(story, now)
    return task_page(shown, shown.snapshot.instances[name], user, UTC)


def deeds(story, name="A#1", user=ANN):
    shown = view(story)
    return actions(shown, shown.snapshot.instances[name], user)


# --- the list -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "by", "where"),
    [
        (Inbox.MINE, ANN, TaskFilter(relation="assigned")),
        (Inbox.ROLES, ANN, TaskFilter(relation="offered")),
        (Inbox.UNASSIGNED, None, TaskFilter(is_unassigned=True, kinds=("humanTask", "task"))),
        (Inbox.OVERDUE, None, TaskFilter(overdue_at=START)),
        (Inbox.ALL, None, TaskFilter()),
    ],
)
def test_a_view_asks_for_what_it_says(asked, by, where):
    assert asked.asked(ANN, START, "  ") == (by, where)
    assert asked.asked(ANN, START, " word ")[1].text == "word"
    assert asked.label
    assert asked.empty.endswith(".")


def row(**given):
    known = {
        "case_id": "c1", "instance": "A#1", "item": "A", "name": "Assess", "kind": "humanTask",
        "state": "active", "assignee": None, "owner": None, "due": None, "follow_up": None,
        "priority": None, "created": START, "is_escalated": False, "case_name": "Complaint",
        "definition": "complaint", "business_key": "2026-0117",
    }  # fmt: skip
    return TaskRow(**{**known, **given})


@pytest.mark.parametrize(
    ("given", "cells"),
    [
        ({}, ["●", "Assess", "2026-0117, Complaint", "nobody yet", ""]),
        ({"business_key": None}, ["●", "Assess", "Complaint", "nobody yet", ""]),
        ({"state": "enabled"}, ["▷", "Assess", "2026-0117, Complaint", "to start", ""]),
        ({"assignee": "ann"}, ["●", "Assess", "2026-0117, Complaint", "you", ""]),
        (
            {"assignee": "bob", "is_escalated": True},
            ["●", "Assess", "2026-0117, Complaint", "bob, escalated", ""],
        ),
        ({"due": at("14:00")}, ["●", "Assess", "2026-0117, Complaint", "nobody yet", "in 4 h"]),
    ],
)
def test_a_row_says_what_of_which_case_who_and_until_when(given, cells):
    (entry,) = inbox_rows([row(**given)], START, ANN).entries
    assert [each.text for each in entry.cells] == cells
    assert (entry.name, str(entry.address)) == ("c1 A#1", "/tasks?case=c1&task=A%231")


@pytest.mark.parametrize(("due", "look"), [("08:00", "late"), ("12:00", ""), ("10:00", "")])
def test_what_is_late_stands_out(due, look):
    (entry,) = inbox_rows([row(due=at(due))], START, ANN).entries
    assert entry.cells[-1].look == look


# --- one task -------------------------------------------------------------------------------------


def test_a_task_says_its_state_until_when_for_whom_and_why(story):
    found = page(story)
    assert (found.name, found.state, found.is_late) == ("A", State.ACTIVE, False)
    assert dict(found.facts) == {
        "State": "● active, since 10:00, just now",
        "Due": "in 2 days, 2 Feb 10:00; priority 50",
        "For": "anyone in claims or bob or zoe",
        "Because": "since the case began",
    }


def test_a_late_task_says_so_and_to_whom_it_was_escalated(story):
    story.when("timers 2026-02-03T10:00:00Z")
    found = page(story, now=at("2026-02-03T10:00:00Z"))
    assert found.is_late
    assert dict(found.facts)["Due"] == "1 day late, 2 Feb 10:00; escalated to Lead; priority 50"
    assert "lena" in dict(found.facts)["For"]


def test_a_task_says_whose_it_is_and_who_delegated_it(story):
    story.when(c.AssignTask(START, "A", "bob", "claim", by=BOB))
    story.when(c.AssignTask(START, "A", "ann", "delegate", by=BOB))
    assert dict(page(story).facts)["For"] == "you; delegated by bob"
    assert dict(page(story, user=BOB).facts)["For"] == "ann; delegated by bob"


def test_a_repetition_has_its_number():
    story = Story(case_text.plan("human A\n    repeat"), "complete A")
    assert page(story, "A#2").name == "A (2)"


@pytest.mark.parametrize(
    ("line", "name", "user", "allowed"),
    [
        (None, "A#1", ANN, {"complete", "claim", "assign"}),
        (None, "A#1", EVE, set()),
        (None, "Free#1", EVE, {"complete", "claim", "assign"}),
        ("claim", "A#1", ANN, {"complete", "claim", "assign", "release", "delegate"}),
        ("claim", "A#1", BOB, {"assign"}),
        ("complete A", "B#1", BOB, {"manualStart", "disable", "claim", "assign"}),
    ],
)
def test_what_may_be_done_is_what_the_engine_allows(story, line, name, user, allowed):
    if line == "claim":
        story.when(c.AssignTask(START, "A", "ann", "claim", by=ANN))
    elif line:
        story.when(line, ANN)
    shown = {"complete", "manualStart", "disable", "claim", "release", "assign", "delegate"}
    found = deeds(story, name, user)
    assert {each for each, deed in found.items() if deed.is_allowed} & shown == allowed
    assert all(deed.refused for deed in found.values() if not deed.is_allowed)


def test_what_is_refused_comes_with_the_reason(story):
    assert "'eve' may not work on 'A#1'" in deeds(story, user=EVE)["complete"].refused
    assert deeds(story)["release"].refused.startswith("it is nobody's to release")


def test_only_a_human_task_can_be_somebodys(story):
    assert {"claim", "release"} & set(deeds(story, "P#1")) == set()


def test_the_people_for_a_task_hold_its_roles(story):
    shown = view(story)
    assert people_for(shown, shown.snapshot.instances["A#1"], ANN) == ["bob", "zoe"]
    assert people_for(shown, shown.snapshot.instances["A#1"], BOB) == ["zoe"]
    assert people_for(shown, shown.snapshot.instances["Free#1"], BOB) == ["zoe", "lena"]


def test_the_next_task_is_one_that_the_person_may_do(story):
    assert next_task(view(story), "A#1", ANN) == ("Free#1", "Free")
    assert next_task(view(story), "Free#1", ANN) == ("A#1", "A (in 2 days)")
    assert next_task(view(story), "Free#1", EVE) is None


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("text\nof two lines", "text\nof two lines"),
        (Decimal("1234.50"), "1,234.50"),
        (True, "true"),
        (parse_temporal("P2D"), "P2D"),
        ({"a": "x", "b": [Decimal(1), None], "c": {"d": []}}, "a: x\nb: 1, null\nc: {d: []}"),
        ([{"a": Decimal(1)}, "x"], "{a: 1}\nx"),
        ({}, "{}"),
        ([], "none"),
    ],
)
def test_a_value_is_read_line_by_line(value, lines):
    assert value_lines(value) == lines
