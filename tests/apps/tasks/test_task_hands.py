"""A task goes from hand to hand, a click at a time."""

import pytest
from complaint_tasks import (
    complaint,
    task,
)
from workbench_parts import button, click, entry, facts, run


@pytest.fixture
def case(engine):
    return complaint(engine)


def test_a_task_is_claimed_and_released(case):
    app = click(task(case), "Claim")
    assert case.tasks()[0].assignee == "alice"
    assert facts(app, "facts")["For"] == "you"
    click(app, "Release")
    assert case.tasks()[0].assignee is None
    assert button(app, "Claim")


@pytest.mark.parametrize(("way", "owner"), [("Delegate", "alice"), ("Assign", None)])
def test_a_task_is_handed_over(case, way, owner):
    app = click(task(case), "Claim")
    assert button(app, way).disabled
    entry(app, "selectbox", "To whom").set_value("lena")
    run(app)
    click(app, way)
    (found,) = case.tasks()
    assert (found.assignee, found.owner) == ("lena", owner)
