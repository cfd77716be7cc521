import pytest
from case_page import EXAMPLES, complaint

from cmmn import CaseEngine
from ruling_workbench.acting.people import Person
from ruling_workbench.case.definition import drawn_definitions, version_in_store
from ruling_workbench.desk import Desk


@pytest.fixture
def desk(tmp_path):
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        yield Desk(engine, Person("alice"), tmp_path)


def test_a_case_keeps_the_version_it_began_with(desk, tmp_path):
    before = complaint(desk.engine)
    text = (EXAMPLES / "complaint" / "complaint.cmmn").read_text(encoding="utf-8")
    changed = text.replace('name="Step in"', 'name="Help"')
    decisions = (EXAMPLES / "complaint" / "severity.dmn").read_bytes()
    (tmp_path / "complaint.cmmn").write_text(changed, encoding="utf-8")
    (tmp_path / "severity.dmn").write_bytes(decisions)
    desk.engine.deploy(tmp_path)
    after = complaint(desk.engine)
    versions = [version_in_store(desk, each.now) for each in (before, after)]
    assert versions == [1, 2]
    before_model, after_model = (
        drawn_definitions(desk, each.now, version)
        for each, version in zip((before, after), versions, strict=True)
    )
    assert "Step in" in repr(before_model)
    assert "Step in" not in repr(after_model)


def test_a_model_is_given_with_a_diagram(desk):
    view = complaint(desk.engine).now
    found = drawn_definitions(desk, view, version_in_store(desk, view))
    assert found.diagram.diagrams
