"""Tasks: the inbox and the way through it; each ends in what the engine holds."""

import pytest
from complaint_tasks import (
    ALICE,
    BOB,
    COMPLAINT,
    ROLES,
    TASK,
    complaint,
    drafts,
    severity,
    task,
)
from workbench_app import opened, texts
from workbench_parts import click, drawn, entry, labels, rows, run


@pytest.fixture
def case(engine):
    return complaint(engine)


def test_the_inbox_says_what_would_fill_it(engine):
    assert engine.count_tasks().number == 0
    app = opened("tasks")
    assert "Claim a task under 'My roles' to have it here." in texts(app)


@pytest.mark.parametrize(
    ("view", "who", "found"),
    [
        ("mine", ALICE, []),
        ("mine", BOB, ["Assess the complaint"]),
        ("roles", ALICE, ["Assess the complaint"]),
        ("roles", BOB, []),
        ("unassigned", BOB, ["Assess the complaint"]),
        ("overdue", BOB, []),
        ("all", BOB, ["Assess the complaint"] * 2),
    ],
)
def test_a_view_lists_what_it_says(engine, case, view, who, found):
    roles = {**ROLES, "Assessor": ["bob"]}
    other = engine.create("complaint", COMPLAINT, roles=roles, by=BOB).claim("assess", by=BOB)
    app = opened("tasks", name=who.name, groups=who.groups, view=view)
    shown = rows(app, "task list") if found else []
    assert [row[1] for row in shown] == found
    listed = {row["name"] for row in drawn(app, "task list")["rows"]} if found else set()
    assert listed <= {f"{case.id} {TASK}", f"{other.id} {TASK}"}


def test_the_views_count_what_they_list(case):
    app = opened("tasks")
    found = app.button_group(key="tasks filter view").options
    assert found == ["Mine 0", "My roles 1", "Unassigned 1", "Overdue 0", "All 1"]
    assert case.tasks()[0].assignee is None


def test_a_view_and_a_search_are_in_the_address(case):
    app = opened("tasks", view="roles")
    app.text_input(key="tasks filter text").set_value("nothing like it")
    run(app)
    assert app.query_params["q"] == "nothing like it"
    assert "No task is like that." in texts(app)
    app.text_input(key="tasks filter text").set_value("assess")
    run(app)
    assert rows(app, "task list")[0][2] == "2026-0117, Complaint"
    assert case.tasks()[0].name == "Assess the complaint"


def test_a_task_that_is_not_there_is_told(case):
    assert "has no task 'nothing#1'" in texts(task(case, "nothing#1"))


def test_completing_writes_what_was_entered_and_says_what_followed(engine, case):
    app = task(case)
    severity(app).set_value("high")
    run(app)
    click(app, "Complete")
    assert case.file["severity"] == "high"
    assert case.items["assess"][0].state == "completed"
    assert case.history()[-1].by == "alice"
    told = app.success[0].value
    assert "was completed by you" in told
    assert "Work out the response completed, Investigation started" in told
    assert drafts(engine) == {}


def test_the_next_task_is_offered_and_opened(case):
    app = click(task(case), "Complete")
    (following,) = [each for each in labels(app) if each.startswith("Go on with Investigate")]
    click(app, following)
    assert app.query_params["task"] == "investigate#1"
    assert entry(app, "text_area", "findings").value == ""
    assert case.items["investigate"][0].state == "active"


def test_another_task_of_the_list_is_offered_where_the_case_has_none(engine):
    for number in range(30):
        complaint(engine, business_key=f"{number:02}")
    case = complaint(engine, roles={"Assessor": ["alice"]}).complete("assess", by=ALICE)
    app = opened("tasks", view="roles", case=case.id, task=TASK)
    assert len(rows(app, "task list")) == 25
    click(app, "Next: Assess the complaint")
    assert app.query_params["case"] != case.id
    assert engine.case(app.query_params["case"]).tasks()[0].item == "assess"
