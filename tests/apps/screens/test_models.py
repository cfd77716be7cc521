"""Models: the catalogue, and what is checked before it is stored."""

from pathlib import Path

import pytest
from workbench_app import opened, texts, typed

SEVERITY = Path("examples/complaint/severity.dmn").read_bytes()
ENTITIES = b'<!DOCTYPE a [<!ENTITY b "c">]><definitions>&b;</definitions>'


def uploaded(app, name, content):
    return app.file_uploader[0].set_value([(name, content, "application/xml")]).run()


@pytest.mark.usefixtures("engine")
def test_the_catalogue_lists_every_model():
    app = opened("models")
    names = set(app.dataframe[0].value["Name"])
    assert names == {"Loan origination", "Complaint", "Severity"}


def test_nothing_is_stored_before_the_check_was_shown(engine):
    changed = SEVERITY.replace(b'"low"', b'"lower"')
    app = uploaded(opened("models"), "severity.dmn", changed)
    assert not app.exception
    assert [row["Version"] for row in app.dataframe[-1].value.to_dict("records")] == ["2 (new)"]
    assert engine.models.get("dmn", "Severity").version == 1
    app.button("deploy 0").click().run()
    assert not app.exception
    assert engine.models.get("dmn", "Severity").version == 2
    assert "Stored as active: Severity 2." in texts(app)


def test_a_draft_serves_no_new_cases(engine):
    app = uploaded(opened("models"), "severity.dmn", SEVERITY.replace(b'"low"', b'"lower"'))
    app.button("draft 0").click().run()
    assert engine.models.get("dmn", "Severity").version == 1
    assert engine.models.get("dmn", "Severity", 2).state == "draft"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("a.dmn", ENTITIES, "document type"), ("a.dmn", b"nothing", ""), ("a.dmn", b"<a/>", "")],
)
def test_what_is_no_model_is_refused_with_the_reason(engine, name, content, told):
    app = uploaded(opened("models"), name, content)
    assert not app.exception
    assert app.error
    assert told in typed(app.error[0].value).lower()
    assert not [each for each in app.button if typed(each.label) == "Deploy"]
    assert engine.models.count().number == 3


def test_a_model_is_retired_and_taken_up_again(engine):
    app = opened("models", kind="dmn", key="Severity")
    app.button("retire dmn Severity 1").click().run()
    assert not app.exception
    assert engine.models.get("dmn", "Severity", 1).state == "retired"
    app.button("activate dmn Severity 1").click().run()
    assert engine.models.get("dmn", "Severity", 1).state == "active"
