"""A complaint that waits to be assessed, and the page of that task for a person."""

from workbench_app import opened
from workbench_parts import entry

from cmmn import User

ALICE, BOB, LENA = User("alice", ["claims"]), User("bob"), User("lena")
ROLES = {"Assessor": ["group:claims", "lena"], "Handler": ["bob", "alice"], "Lead": ["lena"]}
COMPLAINT = {"customer": "C-17", "amount": 120, "description": "The parcel never came."}
TASK = "assess#1"


def complaint(engine, **given):
    """Return a new case, by Alice."""
    known = {"business_key": "2026-0117", "roles": ROLES, "by": ALICE}
    return engine.create("complaint", COMPLAINT, **{**known, **given})


def task(case, instance=TASK, **who):
    """Return the page of a task."""
    return opened("tasks", case=case.id, task=instance, **who)


def severity(app):
    """Return the field that the task asks for."""
    return entry(app, "text_area", "severity")


def drafts(engine, person="alice"):
    """Return what a person has typed, by form."""
    return {each.form: each.values for each in engine.drafts.of(person).rows}
