"""Parts of a page that AppTest does not know: what our own components were given to draw."""

import json


def drawn(app, mark):
    """Return what the component was given whose key begins with, or has in it, a text."""
    found = [each for each in app.get("bidi_component") if mark in each.key]
    assert len(found) == 1, f"{mark}: {[each.key for each in app.get('bidi_component')]}"
    return json.loads(found[0].proto.json)


def rows(app, mark):
    """Return the texts of the rows of a list, a list of cells for each."""
    return [[text for text, _, _ in row["cells"]] for row in drawn(app, mark)["rows"]]


def facts(app, mark):
    """Return facts by name, of all groups."""
    groups = drawn(app, mark)["groups"]
    return {name: text for group in groups for name, text, _, _ in group}


def button(app, label):
    """Return the button that says so."""
    found = [each for each in app.button if each.label == label]
    assert len(found) == 1, f"{label}: {[each.label for each in app.button]}"
    return found[0]


def labels(app):
    """Return what the buttons say."""
    return [each.label for each in app.button]


def entry(app, kind, label):
    """Return the widget of a kind with a label: `entry(app, "text_area", "findings")`."""
    found = [each for each in getattr(app, kind) if each.label == label]
    assert len(found) == 1, f"{label}: {[each.label for each in getattr(app, kind)]}"
    return found[0]


def run(app):
    """Run a page again, without a fault."""
    app.run()
    assert not app.exception, app.exception
    return app


def click(app, label):
    """Click the button that says so."""
    button(app, label).click()
    return run(app)
