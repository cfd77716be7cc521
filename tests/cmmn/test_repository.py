"""Definitions are looked at before they are stored, and who made what of them is kept."""

import case_text
import model_text
import pytest
from deployed_cases import rows

from cmmn import deployment
from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.commands import User
from cmmn.errors import DeploymentRefused, UnknownCaseError
from cmmn.repository import Check
from cmmn.store.catalogue import ModelFilter

ANN, BOB = User("ann"), User("bob")
CASE = "case c\n    file grade\n    human A\n    decision D calls Grade\n        out Grade > grade"
GRADE = 'decision Grade : string = "low"'
BASE = 'decision Base : string = "old"'
TOP = "import low from urn:low\ndecision Grade (urn:low#Base) : string = low.Base"
BOMB = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'


def cmmn(text, name="m.cmmn"):
    return name, case_text.xml(text)


def dmn(text, key):
    return f"{key}.dmn", model_text.xml(text, key, f"urn:{key}")


@pytest.fixture
def clock():
    return VirtualClock("2026-01-31T10:00:00Z")


@pytest.fixture
def engine(clock):
    with CaseEngine(clock=clock) as engine:
        yield engine


# --- looking --------------------------------------------------------------------------------------


def test_a_check_says_what_a_deployment_would_do_and_stores_nothing(engine, clock):
    engine.models.deploy([dmn(GRADE, "grade")], by=ANN)
    before, files = rows(engine), [cmmn(CASE), dmn(GRADE, "grade"), dmn(BASE, "low")]
    clock.advance("PT1H")
    found = engine.models.check(files)
    assert rows(engine) == before
    assert found.is_deployable
    assert [(each.kind, each.key, each.version, each.is_new) for each in found.models] == [
        ("cmmn", "c", 1, True),
        ("dmn", "grade", 1, False),
        ("dmn", "low", 1, True),
    ]
    stored = engine.models.deploy(files, by=BOB, owner="claims")
    assert [(each.sha256, each.is_new, each.problems) for each in stored] == [
        (each.sha256, each.is_new, each.problems) for each in found.models
    ]
    assert engine.models.check([cmmn(CASE + "\n    human B")]).models[0].version == 2


def test_what_is_uploaded_together_is_looked_at_together(engine):
    alone = engine.models.check([cmmn(CASE)]).models[0]
    assert "UNKNOWN_DECISION" in [each.code for each in alone.problems]
    together = engine.models.check([cmmn(CASE), dmn(GRADE, "grade")]).models
    assert [each.problems for each in together] == [(), ()]
    imports = engine.models.check([dmn(TOP, "top"), dmn(BASE, "low")]).models
    assert [each.problems for each in imports] == [(), ()]
    assert engine.models.check([dmn(TOP, "top")]).models[0].problems


def test_cases_call_cases_that_are_uploaded_with_them(engine):
    caller = cmmn("case one\n    subcase S calls two", "one.cmmn")
    called = cmmn("case two\n    human A", "two.cmmn")
    assert engine.models.check([caller]).models[0].problems
    assert [each.problems for each in engine.models.check([caller, called]).models] == [(), ()]


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (("notes.txt", b""), "NOT_A_MODEL"),
        (("", b""), "NOT_A_MODEL"),
        (("x" * 500 + ".dmn", b""), "NOT_A_MODEL"),
        (("a.dmn", b""), "EMPTY"),
        (("a.dmn", b"hello"), "NOT_XML"),
        (("a.dmn", b"PK\x03\x04"), "NOT_XML"),
        (("a.dmn", BOMB), "DOCUMENT_TYPE"),
        (("a.cmmn", BOMB), "DOCUMENT_TYPE"),
        (("a.cmmn", b"\xef\xbb\xbf" + BOMB), "DOCUMENT_TYPE"),
        (("a.cmmn", BOMB.decode().encode("utf-16")), "DOCUMENT_TYPE"),
        (dmn(GRADE, "x" * 501), "NAME_TOO_LONG"),
    ],
)
def test_what_cannot_be_deployed_is_told_and_refused(engine, upload, code):
    before = rows(engine)
    upload = (upload[0][-520:], upload[1]) if code != "NAME_TOO_LONG" else ("a.dmn", upload[1])
    found = engine.models.check([upload, cmmn("case other\n    human A")])
    assert [each.code for each in found.problems] == [code]
    assert [each.key for each in found.models if len(each.key) < 500] == ["other"]
    assert not found.is_deployable
    with pytest.raises(DeploymentRefused) as refused:
        engine.models.deploy([cmmn("case other\n    human A"), upload])
    assert refused.value.problems == found.problems
    assert rows(engine) == before


def test_a_file_of_50_mb_is_refused_before_it_is_read(engine, monkeypatch):
    assert deployment.LARGEST_UPLOAD == 50 * 1024 * 1024
    large = b"<" * (deployment.LARGEST_UPLOAD + 1)
    monkeypatch.setattr(deployment, "read_dmn", None)
    (problem,) = engine.models.check([("big.dmn", large)]).problems
    assert (problem.code, str(problem.location)) == ("TOO_LARGE", "big.dmn")
    assert "52,428,801 bytes; at most 52,428,800" in problem.message


def test_nothing_is_looked_at_where_there_is_nothing(engine, monkeypatch):
    assert [each.code for each in engine.models.check([]).problems] == ["EMPTY"]
    monkeypatch.setattr(deployment, "MOST_FILES", 1)
    found = engine.models.check([cmmn(CASE), dmn(GRADE, "grade")])
    assert ([each.code for each in found.problems], found.models) == (["TOO_MANY"], ())


def test_one_key_in_two_files_is_refused(engine):
    found = engine.models.check([cmmn(CASE), cmmn(CASE, "again.cmmn")])
    assert [each.code for each in found.problems] == ["DUPLICATE_KEY"] * 2


def test_only_the_name_of_a_file_is_kept(engine):
    for name in ("C:\\models\\m.cmmn", "/models/m.cmmn", "../../m.cmmn"):
        assert engine.models.check([(name, cmmn(CASE)[1])]).models[0].file_name == "m.cmmn"


def test_imports_by_location_are_not_followed(engine, tmp_path):
    (tmp_path / "low.dmn").write_bytes(dmn(BASE, "low")[1])
    head, end, rest = dmn(GRADE, "grade")[1].partition(b">")
    tag = f'<import name="o" locationURI="{tmp_path}/low.dmn" importType="x" namespace="urn:low"/>'
    found = engine.models.check([("grade.dmn", head + end + tag.encode() + rest)])
    assert found.is_deployable
    assert [each.key for each in found.models] == ["grade"]


# --- states ---------------------------------------------------------------------------------------


def states(engine, key="c"):
    where = ModelFilter(key=key, is_latest=False)
    return [
        (each.version, each.state, each.changed_by, str(each.changed))
        for each in engine.models.list(where).rows
    ]


def test_a_draft_serves_nobody_until_it_is_activated(engine, clock):
    (draft,) = engine.models.deploy([cmmn(CASE)], by=ANN, state="draft")
    assert (draft.version, draft.is_new) == (1, True)
    with pytest.raises(UnknownCaseError):
        engine.create("c")
    clock.advance("PT1H")
    engine.models.activate("cmmn", "c", 1, by=BOB)
    case = engine.create("c")
    assert states(engine) == [(1, "active", "bob", "2026-01-31T11:00:00Z")]
    engine.models.retire("cmmn", "c", 1)
    assert states(engine) == [(1, "retired", "system", "2026-01-31T11:00:00Z")]
    assert case.complete("A").state


def test_who_deployed_gave_the_state(engine):
    engine.models.deploy([cmmn(CASE)], by=ANN)
    assert states(engine) == [(1, "active", "ann", "2026-01-31T10:00:00Z")]
    engine.set_definition_state("cmmn", "c", 1, "draft", by=BOB)
    assert states(engine)[0][1:3] == ("draft", "bob")


def test_drafts_of_one_deployment_are_looked_at_together(engine):
    files = [cmmn(CASE), dmn(TOP, "top"), dmn(BASE, "low")]
    found = engine.models.deploy(files, state="draft")
    assert [each.problems for each in found] == [(), (), ()]
    for kind, key in (("cmmn", "c"), ("dmn", "top")):
        assert engine.models.problems(kind, key) == ()
    assert engine.models.model("top").evaluate({}).value["Grade"] == "old"
    assert engine.models.plan("c").decisions.keys() == {"Grade"}


@pytest.mark.parametrize("state", ["retired", "x"])
def test_nothing_is_deployed_in_another_state(engine, state):
    with pytest.raises(ValueError, match="active or draft"):
        engine.models.deploy([cmmn(CASE)], state=state)
    with pytest.raises(ValueError, match="draft, active, retired"):
        engine.models.set_state("cmmn", "c", 1, "x")
    with pytest.raises(UnknownCaseError):
        engine.models.retire("cmmn", "c", 1)


# --- what there is --------------------------------------------------------------------------------


def test_running_cases_are_counted_by_version(engine):
    engine.models.deploy([cmmn(CASE), dmn(GRADE, "grade")])
    engine.create("c")
    engine.models.deploy([dmn('decision Grade : string = "high"', "grade")])
    for case in (engine.create("c"), engine.create("c")):
        case.terminate()
    engine.create("c")
    rows = engine.models.list(ModelFilter(is_latest=False)).rows
    assert [(each.key, each.version, each.running, each.running_all) for each in rows] == [
        ("c", 1, 2, 2),
        ("grade", 2, 1, 2),
        ("grade", 1, 1, 2),
    ]
    assert str(engine.models.count()) == "2"


def test_a_definition_comes_with_its_content(engine):
    files = [cmmn(CASE), cmmn(CASE + "\n    human B")]
    for each in files:
        engine.models.deploy([each])
    assert engine.models.get("cmmn", "c").content == files[1][1]
    assert engine.models.get("cmmn", "c", 1).content == files[0][1]
    engine.models.retire("cmmn", "c", 2)
    assert engine.models.get("cmmn", "c").version == 1
    engine.models.retire("cmmn", "c", 1)
    assert engine.models.get("cmmn", "c").version == 2, "there is no active one, so the newest"


@pytest.mark.parametrize(("kind", "version"), [("cmmn", None), ("dmn", None), ("cmmn", 3)])
def test_a_definition_that_there_is_not_is_said(engine, kind, version):
    with pytest.raises(UnknownCaseError):
        engine.models.get(kind, "nobody", version)


def test_a_model_is_compiled_once(engine):
    engine.models.deploy([dmn(GRADE, "grade"), cmmn(CASE)])
    assert engine.models.model("grade") is engine.models.model("grade", 1)
    assert engine.models.model("grade").evaluate({}).value == "low"
    assert engine.models.plan("c") is engine.models.plan("c", 1)
    assert engine.models.case_model("c").cases[0].id == "c"
    with pytest.raises(UnknownCaseError):
        engine.models.model("c")


def test_an_older_version_is_still_there_to_be_evaluated(engine):
    engine.models.deploy([dmn(GRADE, "grade")])
    engine.models.deploy([dmn('decision Grade : string = "high"', "grade")])
    found = [engine.models.model("grade", each).evaluate({}).value for each in (1, 2, None)]
    assert found == ["low", "high", "high"]


def test_a_trial_finds_its_imports_in_the_store_and_leaves_nothing(engine):
    engine.models.deploy([dmn(BASE, "low")])
    before = rows(engine)
    assert engine.models.trial(*dmn(TOP, "top")).evaluate({}).value["Grade"] == "old"
    assert rows(engine) == before
    with pytest.raises(DeploymentRefused):
        engine.models.trial("top.dmn", b"hello")


def test_a_trial_is_of_a_decision_model(engine):
    with pytest.raises(DeploymentRefused, match="it is a case model"):
        engine.models.trial(*cmmn(CASE))


def test_a_check_without_reasons_is_deployable():
    assert Check((), ()).is_deployable
