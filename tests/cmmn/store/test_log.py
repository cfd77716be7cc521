"""What is appended is there once, in order and for ever; the snapshot is only a short cut."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from sqlalchemy import delete, func, select, update
from stored_cases import T0, StoredCase, at, begun, created, ended, file_set
from strategies_cases import events as any_events

from cmmn.errors import UnknownCaseError
from cmmn.events import CaseCreated, Recorded
from cmmn.evolve import INITIAL, evolve
from cmmn.store import Store, log
from cmmn.store.tables import event, snapshot


def read(store, function, *arguments, **named):
    with store.reading() as session:
        return function(session, *arguments, **named)


def count(store, table):
    return read(store, lambda session: session.execute(select(func.count(table.c[0]))).scalar())


@pytest.fixture
def case(store):
    return StoredCase(store).start(*begun("assess"), command_id="create-1")


def grow(case, versions):
    while case.state.version < versions:
        case.write(file_set("amount", case.state.version))


def test_a_case_that_was_written_is_loaded(store, case):
    assert read(store, log.load, "c1") == case.state
    assert read(store, log.version, "c1") == case.state.version


def test_there_is_no_case_before_it_was_written(store):
    assert read(store, log.load, "c1") is None
    assert read(store, log.version, "c1") is None
    with pytest.raises(UnknownCaseError):
        read(store, log.replay, "c1")


@pytest.mark.parametrize(
    ("versions", "snapshots"),
    [(log.SNAPSHOT_EVERY - 1, 0), (log.SNAPSHOT_EVERY, 1), (3 * log.SNAPSHOT_EVERY + 7, 1)],
)
def test_a_snapshot_is_taken_every_so_many_versions(store, case, versions, snapshots):
    grow(case, versions)
    assert count(store, snapshot) == snapshots
    assert read(store, log.load, "c1") == read(store, log.replay, "c1") == case.state


@pytest.mark.parametrize("versions", [3, log.SNAPSHOT_EVERY + 3])
def test_a_state_that_is_known_is_brought_up_to_date(store, case, versions):
    known = case.state
    assert read(store, log.load, "c1", known) == known
    grow(case, versions)
    assert read(store, log.load, "c1", known) == case.state


def test_deleting_snapshots_changes_nothing(store, case):
    grow(case, 2 * log.SNAPSHOT_EVERY + 1)
    with store.writing() as session:
        session.execute(delete(snapshot))
    assert read(store, log.load, "c1") == case.state


def test_a_snapshot_of_another_release_is_not_read(store, case):
    grow(case, log.SNAPSHOT_EVERY)
    with store.writing() as session:
        session.execute(update(snapshot).values(payload='{"schema":999,"state":{}}'))
    assert read(store, log.load, "c1") == case.state


def test_what_follows_a_snapshot_is_all_that_is_read(store, case):
    grow(case, log.SNAPSHOT_EVERY + 3)
    with store.writing() as session:
        session.execute(delete(event).where(event.c.sequence <= log.SNAPSHOT_EVERY))
    assert read(store, log.load, "c1") == case.state


def test_a_case_is_as_it_was_at_every_version(store):
    case = StoredCase(store)
    states = []
    for each in (created("c1"), *begun("assess"), ended("assess#1"), file_set("a", "x")):
        case.write(each)
        states.append(case.state)
    for state in states:
        assert read(store, log.replay, "c1", state.version) == state


@pytest.mark.parametrize("version", [0, 4, 99])
def test_a_version_that_was_not_reached_is_no_case(store, version):
    StoredCase(store).start(*begun("assess"))
    with pytest.raises(UnknownCaseError):
        read(store, log.replay, "c1", version)


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [(0, None, [1, 2, 3]), (1, None, [2, 3]), (1, 1, [2]), (3, 1, [])],
)
def test_events_come_in_pages(store, after, limit, expected):
    StoredCase(store).start(*begun("assess"))
    found = read(store, log.events, "c1", after=after, limit=limit)
    assert [each.sequence for each in found] == expected


def test_what_is_recorded_comes_back_with_who_when_and_why(store):
    first = CaseCreated("c1", "complaint", "f00", "root", {})
    time = replace(T0, time=replace(T0.time, nanosecond=123_456_789))
    recorded = [Recorded(1, time, "bob", "CreateCase", first, cause=None)]
    recorded.append(Recorded(2, at(5), "system", "FireTimers", begun("assess")[0], cause=1))
    state = evolve(evolve(INITIAL, recorded[0]), recorded[1])
    with store.writing() as session:
        log.append(session, "c1", 0, recorded, state, None, "{}", T0, "bob", "")
    assert read(store, log.events, "c1") == recorded


@given(any_events())
@settings(max_examples=50)
def test_every_event_comes_back_as_it_was(event):
    store = Store()
    first = Recorded(1, T0, "bob", "CreateCase", event)
    state = replace(INITIAL, id="c1", version=1)
    with store.writing() as session:
        log.append(session, "c1", 0, [first], state, None, "{}", T0, "bob", "")
    assert read(store, log.events, "c1") == [first]
    store.close()


def test_of_two_writers_at_one_version_the_second_is_refused(store, case):
    second = StoredCase(store, state=case.state)
    case.write(file_set("amount", 1))
    with pytest.raises(log.Conflict):
        second.write(file_set("amount", 2))
    assert read(store, log.load, "c1") == case.state


def test_a_case_is_created_once(store, case):
    with pytest.raises(log.Conflict):
        StoredCase(store).start()
    assert read(store, log.load, "c1") == case.state


def test_a_command_id_answers_with_the_first_result(store, case):
    case.write(file_set("amount", 1), command_id="k", result='{"version": 4}')
    assert read(store, log.done, "c1", "k") == '{"version": 4}'
    assert read(store, log.done, "c1", "other") is None
    assert read(store, log.done, "c2", "k") is None


def test_a_command_id_is_taken_once_in_a_case_and_again_in_another(store, case):
    case.write(file_set("amount", 1), command_id="k")
    before = case.state
    with pytest.raises(log.Conflict):
        case.write(file_set("amount", 2), command_id="k")
    assert read(store, log.load, "c1") == before
    other = StoredCase(store, "c2").start()
    assert other.write(file_set("amount", 2), command_id="k")


def test_the_command_id_of_a_creation_is_taken_once_in_all(store):
    StoredCase(store).start(command_id="create-1")
    assert read(store, log.created_by, "create-1") == ("c1", "ok")
    assert read(store, log.created_by, "other") is None
    with pytest.raises(log.Conflict):
        StoredCase(store, "c2").start(command_id="create-1")
    assert read(store, log.load, "c2") is None


def test_a_command_without_events_is_kept_too(store, case):
    version = case.state.version
    with store.writing() as session:
        arguments = ([], case.state, "k", "{}", T0, "bob", "nothing")
        log.append(session, "c1", version, *arguments, name="SetFile")
    last = read(store, log.commands, "c1")[-1]
    assert (last.name, last.first, last.last, last.by) == ("SetFile", version + 1, version, "bob")
    assert read(store, log.version, "c1") == version


def test_a_command_without_events_is_refused_where_the_case_moved_on(store, case):
    stale = case.state
    case.write(file_set("amount", 1))
    with pytest.raises(log.Conflict), store.writing() as session:
        log.append(session, "c1", stale.version, [], stale, "k", "{}", T0, "bob", "")


def test_commands_tell_which_events_are_theirs(store, case):
    case.write(file_set("amount", 1), file_set("note", "x"), command_id="k", time=at(7))
    first, second = read(store, log.commands, "c1")
    assert (first.first, first.last, first.command_id) == (1, 3, "create-1")
    assert (second.first, second.last, second.command_id) == (4, 5, "k")
    assert second.time == at(7)
    assert read(store, log.commands, "c1", after=3) == [second]
    assert read(store, log.commands, "c1", limit=1) == [first]


@pytest.mark.parametrize("wrong", [1, 2, 4, 5])
def test_events_that_do_not_follow_are_refused(case, wrong):
    with pytest.raises(ValueError, match=r"follow on version|the log at"):
        case.write(file_set("amount", 1), expected=wrong)


def test_a_parent_and_its_child_are_written_together_or_not_at_all(store, case):
    recorded = [Recorded(1, T0, "bob", "CreateCase", created("c2", parent="c1"))]
    child, stale = evolve(INITIAL, recorded[0]), replace(case.state, version=1)
    with suppress(log.Conflict), store.writing() as session:
        log.append(session, "c2", 0, recorded, child, None, "{}", T0, "bob", "")
        log.append(session, "c1", 1, [], stale, "k", "{}", T0, "bob", "")
    assert read(store, log.load, "c2") is None
    with store.writing() as session:
        log.append(session, "c2", 0, recorded, child, None, "{}", T0, "bob", "")
        log.append(session, "c1", 3, [], case.state, "k", "{}", T0, "bob", "")
    assert read(store, log.load, "c2") == child
