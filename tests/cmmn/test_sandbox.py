"""In a sandbox a case goes on as it would, by a clock of its own, and the store stays as it is."""

import pytest
from deployed_cases import rows, write
from hypothesis import given, settings
from hypothesis import strategies as st
from played_examples import NAMES, cases

from cmmn import sandbox
from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.commands import User
from cmmn.errors import CommandRefused, NotAuthorized, UnknownCaseError, VersionConflict
from cmmn.lifecycle import FINAL, State

ANN = User("ann")
NOON = "2026-01-31T12:00:00Z"
TEXT = """
case c
    role Clerk
    file amount
    human A by Clerk
        due PT2H
    human B
        manual
    process Pay calls pay
    subcase S calls d
        entry complete A
    timer T = PT1H
    milestone M
        entry occur T
    user Go
    offer task Extra
case d
    human Inner
    timer U = PT3H
"""


@pytest.fixture
def clock():
    return VirtualClock(NOON)


@pytest.fixture
def engine(clock, tmp_path):
    with CaseEngine(clock=clock) as engine:
        engine.deploy(write(tmp_path, TEXT))
        yield engine


@pytest.fixture
def case(engine):
    return engine.create("c", {"amount": 1}, roles={"Clerk": ["ann"]})


def states(view):
    return {key: each.state for key, each in view.snapshot.instances.items()}


def test_what_is_tried_never_reaches_the_store(engine, case):
    before = rows(engine)
    tried = engine.sandbox(case.id)
    tried.claim("A", by=ANN).complete("A", by=ANN).start("B").set({"amount": 2}).occur("Go")
    tried.plan("Extra").assign_role("Clerk", "bob").schedule("B", due="PT1H").advance("P2D")
    tried.answer("Pay").suspend().reactivate().terminate()
    assert tried.view.state is State.TERMINATED
    assert rows(engine) == before
    assert case.state is State.ACTIVE
    assert {each.sequence for each in tried.history()} == set(
        range(case.version + 1, tried.view.version + 1)
    )


def test_the_same_commands_lead_to_the_same_case(engine, case):
    tried = engine.sandbox(case.id)
    for each in (tried, case):
        each.claim("A", by=ANN).complete("A", {"amount": 7}, by=ANN).start("B").suspend("B")
    assert tried.view.snapshot == case.now.snapshot
    assert [each.event for each in tried.history()] == [
        each.event for each in case.history(after=tried.origin.version)
    ]


def test_a_sandbox_can_begin_at_an_earlier_version(engine, case, clock):
    version = case.version
    clock.advance("P1D")
    case.complete("A")
    tried = engine.sandbox(case.id, version)
    assert (str(tried.now), tried.view.version) == (NOON, version)
    assert tried.view.items["A"][0].state is State.ACTIVE
    assert str(engine.sandbox(case.id).now) == "2026-02-01T12:00:00Z"
    with pytest.raises(UnknownCaseError):
        engine.sandbox(case.id, 999)
    with pytest.raises(UnknownCaseError):
        engine.sandbox("nobody")


def test_a_version_within_a_command_is_taken_at_its_end(engine, case):
    version = case.version
    case.complete("A")
    for each in range(version + 1, case.version + 1):
        assert engine.sandbox(case.id, each).view.version == case.version


def test_time_passes_when_it_is_told_to(engine, case):
    tried = engine.sandbox(case.id)
    assert str(tried.next_due()) == "2026-01-31T13:00:00Z"
    assert tried.view.items["T"][0].state is State.AVAILABLE
    tried.advance("PT90M")
    assert [each.item for each in tried.view.milestones] == ["M"]
    assert str(tried.view.milestones[0].since) == "2026-01-31T13:00:00Z"
    assert str(tried.now) == "2026-01-31T13:30:00Z"
    assert str(tried.next_due()) == "2026-01-31T14:00:00Z"
    tried.advance(tried.next_due())
    assert tried.view.tasks()[0].is_overdue
    assert tried.next_due() is None


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("2026-01-31T11:59:59Z", "NOT_ALLOWED"),
        ("tomorrow", "INVALID_VALUE"),
        ("-PT1H", "INVALID_VALUE"),
    ],
)
def test_time_goes_one_way(engine, case, to, code):
    tried = engine.sandbox(case.id)
    with pytest.raises(CommandRefused) as refused:
        tried.advance(to)
    assert refused.value.code == code
    assert str(tried.now) == NOON


def test_child_cases_are_copied_with_their_parent(engine, case):
    case.complete("A")
    tried = engine.sandbox(case.id)
    child = f"{case.id}/S#1"
    assert tried.cases() == [case.id, child]
    tried.case(child).complete("Inner").terminate("U")
    assert tried.case(child).view.state is State.COMPLETED
    assert tried.view.items["S"][0].state is State.COMPLETED
    assert case.children()[0].state is State.ACTIVE
    with pytest.raises(UnknownCaseError, match="no case 'x' in this sandbox"):
        tried.case("x")


def test_child_cases_are_copied_as_of_the_same_moment(engine, case, clock):
    case.complete("A")
    version = case.version
    clock.advance("PT1H")
    case.children()[0].complete("Inner").terminate()
    tried = engine.sandbox(case.id, version)
    (_, child) = tried.cases()
    assert tried.case(child).view.state is State.ACTIVE
    assert engine.sandbox(case.id, version - 5).cases() == [case.id]


def test_child_cases_that_begin_in_a_sandbox_stay_there(engine, case):
    tried = engine.sandbox(case.id).complete("A")
    child = tried.case(tried.cases()[1])
    assert child.view.plan.id == "d"
    assert child.origin.version == 0
    assert child.difference().new
    assert str(tried.next_due()) == "2026-01-31T13:00:00Z"
    assert case.children() == []


def test_a_parent_hears_nothing(engine, case):
    case.complete("A")
    before = rows(engine)
    child = case.children()[0]
    tried = engine.sandbox(child.id).terminate("U").complete("Inner")
    assert tried.view.state is State.COMPLETED
    assert rows(engine) == before


def test_too_many_child_cases_are_not_copied(engine, case, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_CASES", 0)
    engine.sandbox(case.id)
    case.complete("A")
    with pytest.raises(CommandRefused, match="more than 0 child cases"):
        engine.sandbox(case.id)


def test_roles_hold_here_too(engine, case):
    with pytest.raises(NotAuthorized):
        engine.sandbox(case.id).complete("A", by=User("eve"))


def test_a_command_is_done_once_and_at_its_version(engine, case):
    tried = engine.sandbox(case.id)
    version = tried.view.version
    for _ in range(2):
        tried.set({"amount": 2}, command_id="x", expected_version=version)
    assert len(tried.history()) == 1
    with pytest.raises(VersionConflict, match=f"at version {version + 1}, not {version}"):
        tried.set({"amount": 3}, expected_version=version)


def test_what_was_refused_left_nothing(engine, case):
    tried = engine.sandbox(case.id)
    before = tried.view
    with pytest.raises(CommandRefused):
        tried.complete("B")
    assert tried.view.snapshot is before.snapshot
    assert not tried.difference()


def test_handlers_are_answered_by_hand(engine, case):
    tried = engine.sandbox(case.id)
    (job,) = tried.jobs()
    assert (job.case, job.instance, job.handler) == (case.id, "Pay#1", "pay")
    tried.fail("Pay", "no money")
    assert tried.view.items["Pay"][0].incident.message == "no money"
    assert tried.jobs() == []
    with pytest.raises(CommandRefused, match="'Pay#1' waits for no handler"):
        tried.answer("Pay")
    tried.resolve_incident("Pay", "retry").answer("Pay#1", {"more": 1})
    assert tried.view.items["Pay"][0].state is State.COMPLETED
    with pytest.raises(CommandRefused, match="waits for no handler"):
        tried.answer("A")


def test_what_happened_is_told_as_of_a_case(engine, case):
    tried = engine.sandbox(case.id).complete("A", by=ANN).advance("PT1H")
    steps = tried.timeline()
    assert [(each.command.who, each.command.words) for each in steps] == [
        ("ann", "completed A"),
        ("system", "fired what was due"),
    ]
    assert steps[0].first == tried.origin.version + 1
    assert [each.words for each in tried.timeline(["call"])[0].lines] == ["S: calls case d"]
    found = tried.difference()
    assert [each.instance for each in found.milestones] == ["M#1"]
    assert [each.instance for each in found.closed] == ["A#1"]


def test_a_sandbox_has_an_end(engine, case, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_EVENTS", 1)
    tried = engine.sandbox(case.id).set({"amount": 2})
    with pytest.raises(CommandRefused, match="have been 1 events") as refused:
        tried.set({"amount": 3})
    assert refused.value.code == "ENDLESS"


@given(st.data())
@settings(max_examples=10)
def test_time_passes_in_a_copy_of_any_moment_of_any_case(data):
    case = data.draw(st.sampled_from(cases(data.draw(st.sampled_from(NAMES)))))
    version = data.draw(st.integers(1, case.version))
    before = case.version
    tried = sandbox.copied(case._engine, case.id, version)
    assert tried.view.snapshot == case.at(tried.origin.version).snapshot
    assert not tried.difference()
    tried.advance("P30D")
    whole = [each.sequence for each in tried.history()]
    assert whole == list(range(tried.origin.version + 1, tried.view.version + 1))
    shown = [line.sequence for step in tried.timeline() for line in step.lines]
    assert sorted(shown) == whole
    due = tried.next_due()
    assert due is None or tried.view.state in FINAL or due.key > tried.now.key
    assert case.version == before
