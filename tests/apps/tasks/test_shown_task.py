"""A task as somebody sees it: its draft is that person's, and a refusal is told once."""

import pytest
from complaint_tasks import ALICE, TASK, complaint, drafts
from streamlit.testing.v1 import AppTest
from workbench_parts import click, run

from cmmn import FormKey


def _script(case_id, instance, name):
    from ruling_workbench import widgets as ui  # noqa: PLC0415 - the script is run by itself
    from ruling_workbench.acting.people import Person  # noqa: PLC0415 - as above
    from ruling_workbench.desk import open_desk  # noqa: PLC0415 - as above
    from ruling_workbench.tasks.shown_task import open_task  # noqa: PLC0415 - as above

    task = open_task(open_desk(Person(name, ("claims",))), case_id, instance, "here")
    if task is None:
        ui.text("there is none")
        return
    kept = task.kept()
    ui.text(f"{task.name}; {None if kept is None else kept.values}; {task.draft is not None}")
    ui.text(task.refused())
    if ui.button("Write", key="write"):
        task.desk.engine.drafts.save(task.opened(), {"severity": "low"})
        ui.rerun()
    if ui.button("Forget", key="forget"):
        task.answered(task.opened())
        ui.rerun()
    for seen, label in ((None, "Refuse"), (1, "Overtake")):
        if ui.button(label, key=label):
            claim = {"by": task.user, "expected_version": seen}
            task.do(lambda claim=claim: task.case.claim("no such task", **claim), seen=seen)


def page(case, instance=TASK, name="alice"):
    return run(AppTest.from_function(_script, args=(case.id, instance, name), default_timeout=30))


def said(app):
    return [each.value for each in app.text]


@pytest.fixture
def case(engine):
    return complaint(engine)


@pytest.mark.parametrize("instance", ["nothing#1", "withdraw#1"])
def test_what_is_no_task_is_none(case, instance):
    assert said(page(case, instance)) == ["there is none"]


def test_what_is_typed_is_kept_for_the_person_until_it_is_answered(engine, case):
    app = click(page(case), "Write")
    assert said(app)[0] == "Assess the complaint; {'severity': 'low'}; True"
    assert drafts(engine) == {FormKey.task(case.id, TASK): {"severity": "low"}}
    assert said(page(case))[0] == "Assess the complaint; {'severity': 'low'}; False"
    assert said(page(case, name="bob"))[0] == "Assess the complaint; None; False"
    assert said(click(app, "Forget"))[0] == "Assess the complaint; None; False"
    assert drafts(engine) == {}


def test_why_a_click_was_in_vain_is_told_once(case):
    app = click(page(case), "Refuse")
    assert said(app)[1].startswith("Not done: No plan item 'no such task'. There are: propose")
    assert said(run(app))[1] == "None"


def test_who_saw_an_earlier_version_hears_what_happened_since(case):
    case.claim("assess", by=ALICE)
    told = said(click(page(case), "Overtake"))[1]
    assert told.startswith("Not done, for the case moved on while you looked: ")
    assert "; alice: Assess the complaint claimed by alice. What you typed" in told
