"""The page of a case in a test: pressing, choosing and reading, and a complaint to do it with."""

from pathlib import Path

from workbench_app import typed

from cmmn import User

EXAMPLES = Path(__file__).parents[1] / "examples"
ALICE, BOB = User("alice", ["claims"]), User("bob")
ROLES = {"Assessor": ["group:claims"], "Handler": ["bob"], "Lead": ["lena"]}
COMPLAINT = {"customer": "C-17", "amount": 120, "description": "The parcel never came."}


def complaint(engine):
    """Return a complaint that alice has opened."""
    return engine.create("complaint", COMPLAINT, business_key="2026-0117", roles=ROLES, by=ALICE)


def labels(app):
    """Return what the buttons say."""
    return [typed(each.label) for each in app.button]


def pressed(app, label, number=0):
    """Press a button, and return the page after it."""
    found = [each for each in app.button if typed(each.label) == label]
    assert found, f"no button '{label}' among {labels(app)}"
    found[number].click().run()
    assert not app.exception, app.exception
    return app


def chosen(app, label, value):
    """Choose from a list, and return the page after it."""
    found = next(each for each in app.selectbox if typed(each.label) == label)
    found.set_value(value).run()
    assert not app.exception, app.exception
    return app


def field(app, label):
    """Return a field to type in."""
    fields = [*app.text_input, *app.text_area]
    return next(each for each in fields if typed(each.label) == label)


def banners(app):
    """Return the messages across the page."""
    kinds = ("error", "success", "info", "warning")
    return " ".join(typed(each.value) for kind in kinds for each in app.get(kind))


def states(case, item):
    """Return the states of the instances of an item."""
    return [str(each.state) for each in case.items.get(item, [])]
