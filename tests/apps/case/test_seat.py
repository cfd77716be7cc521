import pytest
from case_page import EXAMPLES, complaint

from cmmn import CaseEngine, UnknownCaseError
from ruling_workbench import session
from ruling_workbench.acting.people import Person
from ruling_workbench.case.seat import enter_sandbox, leave_sandbox, open_copy, take_seat
from ruling_workbench.desk import Desk


@pytest.fixture
def held(monkeypatch):
    """Give the address, and what the session holds."""
    asked, held = {}, {}
    monkeypatch.setattr(session, "query", lambda: asked)
    monkeypatch.setattr(session, "zone", lambda: "Europe/Berlin")
    monkeypatch.setattr(session, "get", held.get)
    monkeypatch.setattr(session, "put", held.__setitem__)
    monkeypatch.setattr(session, "pop", lambda key: held.pop(key, None))
    monkeypatch.setattr(session, "forget", lambda _prefix: None)
    return asked


@pytest.fixture
def desk(tmp_path):
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint", EXAMPLES / "claim")
        yield Desk(engine, Person("alice", ("claims",)), tmp_path)


def test_a_case_is_seen_as_it_is(desk, held):
    case = complaint(desk.engine)
    seat = take_seat(desk, case.id)
    assert (seat.is_past, seat.sandbox, seat.view.version) == (False, None, case.version)
    assert seat.driver is seat.case
    held["version"] = str(case.version)
    assert not take_seat(desk, case.id).is_past


def test_an_address_with_a_version_shows_the_past(desk, held):
    case = complaint(desk.engine)
    case.complete("assess", {"severity": "high"})
    held["version"] = "3"
    seat = take_seat(desk, case.id)
    assert (seat.is_past, seat.view.version, seat.current.version) == (True, 3, case.version)


@pytest.mark.usefixtures("held")
def test_what_is_done_in_a_copy_stays_there(desk):
    case = complaint(desk.engine)
    version = case.version
    enter_sandbox(take_seat(desk, case.id))
    seat = take_seat(desk, case.id)
    assert seat.driver is seat.sandbox
    assert seat.key.startswith("sandbox ")
    seat.driver.terminate()
    assert str(take_seat(desk, case.id).view.state) == "terminated"
    assert [each.sequence > version for each in seat.happened(version)]
    assert (case.version, str(case.state)) == (version, "active")
    leave_sandbox()
    assert take_seat(desk, case.id).sandbox is None


def test_a_copy_is_of_the_moment_that_is_shown(desk, held):
    case = complaint(desk.engine)
    before = case.version
    case.complete("assess", {"severity": "high"})
    held["version"] = str(before)
    enter_sandbox(take_seat(desk, case.id))
    assert take_seat(desk, case.id).view.version == before


@pytest.mark.usefixtures("held")
def test_a_copy_belongs_to_the_page_it_was_made_on(desk):
    case, other = complaint(desk.engine), complaint(desk.engine)
    enter_sandbox(take_seat(desk, case.id))
    assert take_seat(desk, other.id).sandbox is None


@pytest.mark.usefixtures("held")
def test_a_child_of_the_copy_is_seen_on_the_same_page(desk):
    policy = {"number": "P-1", "holder": "Mira", "account": "DE-1", "excess": 10}
    given = {"policy": policy, "article": "laptop", "loss": 1200}
    case = desk.engine.create("claim", given)
    case.plan("inspect")
    enter_sandbox(take_seat(desk, case.id))
    copy = take_seat(desk, case.id).sandbox
    child = next(each for each in copy.cases() if each != case.id)
    open_copy(case.id, copy.case(child))
    assert take_seat(desk, case.id).view.plan.name == "Inspection"


@pytest.mark.usefixtures("held")
def test_a_case_there_is_not_is_an_error(desk):
    with pytest.raises(UnknownCaseError):
        take_seat(desk, "nothing")


@pytest.mark.usefixtures("held")
def test_instants_are_told_in_the_readers_zone(desk):
    seat = take_seat(desk, complaint(desk.engine).id)
    assert len(seat.when(seat.view.now)) == len("09:30")
    assert str(seat.zone) == "Europe/Berlin"
