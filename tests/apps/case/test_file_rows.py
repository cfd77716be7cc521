from datetime import UTC, date

import pytest
from case_page import EXAMPLES

from cmmn import CaseEngine, User, VirtualClock
from ruling_workbench.case.file_rows import file_outline, history_outline, type_words, written

CARL = User("carl")
START = "2026-03-02T09:00:00Z"


@pytest.fixture
def clock():
    return VirtualClock(START)


@pytest.fixture
def case(clock):
    with CaseEngine(clock=clock) as engine:
        engine.deploy(EXAMPLES / "onboarding", EXAMPLES / "claim")
        given = {"employee": "Noor Vega", "start": date(2026, 3, 16)}
        yield engine.create("onboarding", given, by=CARL)


def rows(case, difference=None):
    known = written(case.history())
    found = file_outline(case.now, known, UTC, case.now.now, difference)
    return {each.cells[0].text: each for each in found.rows}


def texts(row):
    return [each.text for each in row.cells]


def test_every_item_of_the_plan_is_there_with_type_value_and_who_set_it(case, clock):
    clock.set("2026-03-03T10:30:00Z")
    case.set({"employee": "Noor Vega-Lind"}, by=User("mona"))
    found = rows(case)
    assert texts(found["employee"]) == [
        "employee",
        "Noor Vega-Lind",
        "string",
        "10:30 mona, 2 times",
    ]
    assert texts(found["start"]) == ["start", "2026-03-16", "date", "2 Mar 09:00 carl"]
    assert texts(found["login"]) == ["login", "not set", "string", ""]
    assert found["login"].look == "quiet"
    assert {each.partition(" ")[0] for each in found} >= {
        each.name for each in case.now.plan.file.values()
    }


def test_an_item_that_may_occur_many_times_has_a_row_for_each(case):
    for kind in ("passport", "contract"):
        case.change("document", "create", {"kind": kind, "received": date(2026, 3, 3)}, by=CARL)
    found = rows(case)
    assert texts(found["document"])[:3] == ["document", "2 items", "many record"]
    assert found["document 2"].depth == 1
    assert found["document 2"].actions == (("file document[2]", "Open"),)
    case.change("document[1]", "delete", by=CARL)
    assert "document 1" not in rows(case)
    assert texts(rows(case)["kind"])[1] == "contract"


def test_the_properties_of_a_record_stand_below_it():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        case = engine.create("complaint", {"customer": "C", "amount": 120})
        case.complete("assess", {"severity": "high"})
        found = rows(case)
        assert texts(found["response"])[1:3] == ["", "record"]
        assert (found["within"].depth, texts(found["within"])[1:3]) == (1, ["P3D", "duration"])


def test_what_changed_between_two_moments_is_marked(case):
    before = case.version
    case.set({"login": "nvega", "employee": "N. Vega"}, by=CARL)
    found = rows(case, case.compare(before))
    assert (found["login"].look, found["employee"].look) == ("new", "changed")
    assert found["start"].look == ""


def test_what_was_deleted_was_never_set(case):
    case.set({"login": "nvega"}, by=CARL)
    case.change("login", "delete", by=CARL)
    assert "login" not in written(case.history())


def test_the_history_of_an_item_has_every_value_the_newest_first(case):
    case.set({"login": "nv"}, by=CARL)
    case.set({"login": "nvega"}, by=User("ida"))
    case.change("login", "delete", by=CARL)
    found = history_outline(case.history(), "login", UTC, case.now.now)
    told = [(each.cells[1].text, each.cells[2].text, each.cells[3].text) for each in found.rows]
    assert told == [("-", "delete", "carl"), ("nvega", "update", "ida"), ("nv", "create", "carl")]


def test_the_history_of_what_occurs_many_times_has_all_of_them(case):
    for _ in range(2):
        case.change("document", "create", {"kind": "passport"}, by=CARL)
    all_of_them = history_outline(case.history(), "document", UTC, case.now.now)
    assert [each.cells[2].text for each in all_of_them.rows] == [
        "create document[2]",
        "create document[1]",
    ]
    one = history_outline(case.history(), "document[1]", UTC, case.now.now)
    assert [each.cells[2].text for each in one.rows] == ["create"]


@pytest.mark.parametrize(
    ("name", "words"), [("employee", "string"), ("document", "many record"), ("remote", "boolean")]
)
def test_a_type_is_a_word_or_two(case, name, words):
    assert type_words(case.now.plan.file[name]) == words
