import pytest
from case_page import BOB, ROLES, banners, field, pressed, states
from workbench_app import opened, texts


@pytest.fixture
def case(engine):
    made = engine.create("complaint", {"customer": "C-17", "amount": 40}, roles=ROLES)
    made.complete("assess", {"severity": "low"})
    assert states(made, "compensate") == ["active"]
    return made


def copied(case):
    app = opened("case", id=case.id, name=BOB.name, groups=(), item="compensate")
    return pressed(app, "Try from here")


def test_a_task_is_completed_in_the_copy_with_what_was_entered(case):
    version = case.version
    app = copied(case)
    field(app, "compensation").set_value("40.00").run()
    pressed(app, "Complete")
    assert "Compensation set to 40.00" in banners(app)
    assert (case.version, states(case, "compensate")) == (version, ["active"])


def test_what_does_not_fit_is_not_sent_and_stays(case):
    app = copied(case)
    field(app, "compensation").set_value("much").run()
    pressed(app, "Complete")
    assert "Not completed: something is wrong" in texts(app)
    assert field(app, "compensation").value == "much"
