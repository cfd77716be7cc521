"""A drawing has mark and word beside every colour, and text of a case is never markup."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from rich.console import Console

from cmmn import CaseEngine, User
from cmmn.lifecycle import State
from cmmn.scenario import Failure, Outcome
from cmmn.show_case import (
    draw_case,
    draw_cases,
    draw_deployed,
    draw_explanation,
    draw_history,
    draw_news,
    draw_outcomes,
    draw_problems,
    draw_stats,
    draw_task_rows,
    draw_tasks,
)
from cmmn.store.operations import Stats
from cmmn.store.queries import CaseFilter, Page, TaskFilter
from feel.errors import Location, Problem
from feel.temporal import parse_date_time

COMPLAINT = Path(__file__).parents[2] / "examples" / "complaint"
ALICE = User("alice", ["claims"])


@pytest.fixture(scope="module")
def engine():
    with CaseEngine(clock=lambda: parse_date_time("2026-01-17T09:00:00.5Z")) as made:
        made.deploy(COMPLAINT)
        yield made


@pytest.fixture
def case(engine):
    """Give a case whose assessment is done: the investigation has begun."""
    roles = {"Assessor": ["group:claims"], "Handler": ["alice"]}
    values = {"customer": "[red]C-17[/red]", "amount": 120}
    made = engine.create("complaint", values, business_key="2026-0117", roles=roles)
    return made.complete("assess", {"severity": "high"}, by=ALICE)


def drawn(parts, *, color=False):
    out = Console(
        width=100, force_terminal=color, color_system="standard" if color else None, markup=False
    )
    with out.capture() as capture:
        for part in parts:
            out.print(part)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def test_a_case_is_a_tree_of_its_stages(case):
    tree = """\
● Complaint
├── ✓ Propose a severity (propose) completed
├── ✓ Assess the complaint (assess) completed
├── ✓ Work out the response (respond) completed
├── ● Investigation (investigation) active, a stage
│   ├── ● Investigate (investigate) active, due 2026-01-20T09:00:00Z
│   ├── ○ Five days (five_days) available, due 2026-01-22T09:00:00Z
│   └── ○ Step in (escalate) available
├── ○ Compensate the customer (compensate) available
├── ○ Answer the customer (answer) available, required
├── ○ Resolved (resolved) available, required
└── ○ The customer withdraws (withdraw) available
"""
    text = drawn(draw_case(case.now))
    assert tree in text
    assert text.startswith(f"Complaint  {case.id}, 2026-0117\n● active, version ")
    assert 'customer         "[red]C-17[/red]"' in text
    assert "call             Call the customer   humanTask   case" in text
    assert "Handler    alice" in text
    assert "Lead       nobody" in text


def test_a_repetition_stands_beside_the_first_with_its_number(case):
    case.complete("investigate", {"findings": "none", "conclusive": False})
    text = drawn(draw_case(case.now))
    assert "✓ Investigate (investigate) completed\n" in text
    assert "● Investigate (investigate#2) active" in text


def test_a_milestone_stands_with_its_time(case):
    case.complete("investigate", {"findings": "none", "conclusive": True, "upheld": False})
    case.complete("answer", {"letter": "no"})
    text = drawn(draw_case(case.now))
    assert "✓ completed, version" in text
    assert "Resolved    2026-01-17T09:00:00Z" in text


MARKS = [
    (State.AVAILABLE, "○"),
    (State.ENABLED, "▷"),
    (State.DISABLED, "⊘"),
    (State.ACTIVE, "●"),
    (State.SUSPENDED, "‖"),
    (State.FAILED, "!"),
    (State.COMPLETED, "✓"),
    (State.TERMINATED, "✕"),
]


@pytest.mark.parametrize(("state", "mark"), MARKS)
def test_every_state_has_its_mark_and_word(case, state, mark):
    view = case.now
    instance = replace(view.snapshot.instances["withdraw#1"], state=state)
    instances = {**view.snapshot.instances, "withdraw#1": instance}
    changed = replace(view, snapshot=replace(view.snapshot, instances=instances))
    parts = list(draw_case(changed))
    assert f"{mark} The customer withdraws (withdraw) {state}" in drawn(parts)
    assert "\x1b[" in drawn(parts, color=True)


def test_marks_have_the_colours_of_their_states(case):
    text = drawn(draw_case(case.now), color=True)
    assert "\x1b[32m✓ \x1b[0m" in text
    assert "\x1b[1;34m● \x1b[0m" in text
    assert "\x1b[90m○ \x1b[0m" in text


def test_what_a_terminal_would_obey_is_shown_as_text(engine):
    case = engine.create("complaint", {"customer": "\x1b[31mred", "amount": 0})
    for parts in (draw_case(case.now), draw_history(case.history()), draw_news(case.history())):
        text = drawn(parts)
        assert "\x1b" not in text
        assert "red" in text


def test_the_tasks_of_a_case_say_for_whom_and_what_is_asked(engine):
    values = {"customer": "C-17", "amount": 120}
    case = engine.create("complaint", values, roles={"Assessor": ["bob"]})
    text = drawn(draw_tasks(Page(tuple(case.tasks()), has_more=False), 0))
    assert text.startswith("● Assess the complaint (assess#1) active\n  for Assessor (bob), due ")
    assert "priority 50" in text
    assert 'asks    severity      string    "medium"' in text


def test_a_task_that_is_overdue_says_so(case):
    (task,) = case.tasks()
    late = replace(task, is_overdue=True, assignee="bob", incident="it broke", roles=())
    text = drawn(draw_tasks(Page((late,), has_more=False), 0))
    assert "for anybody, assigned to bob, due 2026-01-20T09:00:00Z (overdue)" in text
    assert "incident: it broke" in text


def test_lists_say_how_to_see_more(engine, case):
    found = engine.cases(CaseFilter(text=case.id), limit=1)
    assert f"{case.id}   2026-0117      complaint v1   ● active" in drawn(draw_cases(found, 0))
    assert "there are more" not in drawn(draw_cases(found, 0))
    assert "there are more: --offset 3" in drawn(draw_cases(replace(found, has_more=True), 2))
    rows = engine.tasks(where=TaskFilter(case_id=case.id))
    assert "2026-0117   investigate#1   Investigate   ● active" in drawn(draw_task_rows(rows, 0))


@pytest.mark.parametrize("draw", [draw_cases, draw_task_rows, draw_tasks])
@pytest.mark.parametrize(("offset", "words"), [(0, "no "), (5, "no more ")])
def test_an_empty_list_says_so(draw, offset, words):
    assert drawn(draw(Page((), has_more=False), offset)).startswith(words)


def test_history_tells_who_and_because_of_what(case):
    text = drawn(draw_history(case.history()))
    rows = [line.split() for line in text.splitlines()]
    assert ["1", "2026-01-17T09:00:00Z", "system", "case"] in [row[:4] for row in rows]
    assert [str(case.version), "2026-01-17T09:00:00Z", "alice"] in [row[:3] for row in rows]
    assert "assess#1: active -> completed (complete)" in text
    assert drawn(draw_history([])) == "nothing happened"


def test_news_are_a_line_for_each_event(case):
    events = case.history()
    assert len(drawn(draw_news(events)).splitlines()) >= len(events)
    assert drawn(draw_news([])) == "nothing changed"


def test_an_explanation_is_its_sentences(case):
    told = case.explain("compensate")
    out = drawn(draw_explanation(told))
    assert out.splitlines()[0] == told.sentences[0]


def test_stats_are_a_list_of_figures():
    numbers = count(1)
    figures = Stats(*(next(numbers) for _ in range(6)), oldest_job_seconds=7.4)
    text = drawn([draw_stats(figures)])
    assert "open cases        1" in text
    assert "oldest job      7 s" in text
    assert "oldest job        -" in drawn([draw_stats(replace(figures, oldest_job_seconds=None))])


def test_problems_stand_by_severity_with_line_and_hint(engine):
    place = Location(("a.cmmn", "sentry s"))
    problems = [
        Problem("B", "this may be", place, "", "warning"),
        Problem("A", "that is wrong", place, "do this", "error", 12),
    ]
    text = drawn(draw_problems(problems))
    assert text.splitlines() == [
        "error: a.cmmn:12 > sentry s: that is wrong",
        "    hint: do this",
        "warning: a.cmmn > sentry s: this may be",
    ]
    again = engine.deploy(COMPLAINT)
    deployed = [replace(each, is_new=False, problems=tuple(problems)) for each in again]
    text = drawn(draw_deployed(deployed))
    assert "complaint   1         as it was   Complaint" in text
    assert text.count("that is wrong") == 1


def test_scenarios_that_fail_name_step_expected_and_actual():
    failure = Failure(3, "items A", "active", "enabled")
    outcomes = [Outcome("a.yaml", "one"), Outcome("a.yaml", "two", (failure,))]
    assert drawn(draw_outcomes("a.yaml", outcomes)).splitlines() == [
        "    1 of 2     a.yaml",
        "      failed: two, step 3: items A: expected active, actual enabled",
    ]
