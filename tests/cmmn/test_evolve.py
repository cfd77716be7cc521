from dataclasses import replace

import pytest
from case_story import START, at
from hypothesis import given
from hypothesis import strategies as st
from strategies_cases import case_values, records

from cmmn import events as did
from cmmn.evolve import _CHANGES, INITIAL, evolve, replay
from cmmn.lifecycle import FileTransition, State, Transition
from cmmn.state import CASE_ID, Answered, Incident, RunningTimer

CREATED = did.CaseCreated("c1", "c", "0" * 64, "p", {}, roles={"R": ("ann",)}, zone="Europe/Paris")
NEW = did.PlanItemCreated("A#1", "A", 1, CASE_ID, required=True)


def moved(transition, before, after, instance="A#1"):
    return did.PlanItemTransitioned(instance, transition, before, after)


START_A = moved(Transition.START, State.AVAILABLE, State.ACTIVE)


def state_after(*happened):
    """Return the state after events, one an hour."""
    return replay(
        did.Recorded(number, at(f"{9 + number:02}:00"), "system", "Test", event)
        for number, event in enumerate((CREATED, *happened), start=1)
    )


def wrote(path, value, transition=FileTransition.CREATE, child=None):
    return did.FileItemTransitioned(path, transition, value, child)


def test_a_case_begins_active_with_what_it_was_created_with():
    state = state_after()
    assert (state.id, state.state, state.version) == ("c1", State.ACTIVE, 1)
    assert (state.roles, state.zone, state.plan_id) == ({"R": ("ann",)}, "Europe/Paris", "p")
    assert state.created == state.time == state.since == START


@given(case_values())
def test_every_event_moves_version_and_time_and_leaves_the_state_before_alone(value):
    before = state_after()
    recorded = did.Recorded(2, at("12:00"), "ann", "SetFile", wrote("f", value))
    after = evolve(before, recorded)
    assert (after.version, after.time) == (2, at("12:00"))
    assert before == state_after()


def test_every_kind_of_event_means_something():
    assert set(_CHANGES) == set(did.EVENTS.values())


def test_a_new_instance_is_found_by_name_item_and_stage():
    state = state_after(NEW)
    instance = state.instances["A#1"]
    assert (instance.state, instance.required, instance.created) == (
        State.AVAILABLE,
        True,
        at("11:00"),
    )
    assert state.by_item == state.open_by_item == {"A": ("A#1",)}
    assert state.children == {CASE_ID: ("A#1",)}


@pytest.mark.parametrize("after", [State.COMPLETED, State.TERMINATED])
def test_what_is_over_is_no_child_any_more_and_runs_no_timer(after):
    timer = did.TimerStarted("A#1", at("15:00"), "PT5H")
    state = state_after(NEW, timer, moved(Transition.COMPLETE, State.ACTIVE, after))
    assert state.by_item == {"A": ("A#1",)}
    assert (state.open_by_item, state.children) == ({"A": ()}, {CASE_ID: ()})
    assert state.timers == frozenset()


@pytest.mark.parametrize(
    ("transition", "before", "remembered"),
    [
        (Transition.PARENT_SUSPEND, State.ENABLED, State.ENABLED),
        (Transition.PARENT_SUSPEND, State.ACTIVE, State.ACTIVE),
        (Transition.SUSPEND, State.AVAILABLE, State.AVAILABLE),
        (Transition.SUSPEND, State.ACTIVE, None),
    ],
)
def test_only_what_its_parent_suspended_remembers_what_it_comes_back_to(
    transition, before, remembered
):
    suspended = state_after(NEW, moved(transition, before, State.SUSPENDED))
    assert suspended.instances["A#1"].before is remembered
    back = moved(Transition.PARENT_RESUME, State.SUSPENDED, before)
    resumed = state_after(NEW, moved(transition, before, State.SUSPENDED), back)
    assert resumed.instances["A#1"].before is None


def test_what_was_heard_is_kept_through_a_suspension_and_forgotten_at_the_start():
    heard = did.OnPartOccurred("A#1", "A_entry1", 0)
    suspension = moved(Transition.PARENT_SUSPEND, State.AVAILABLE, State.SUSPENDED)
    assert state_after(NEW, heard, suspension).instances["A#1"].heard == {("A_entry1", 0)}
    assert state_after(NEW, heard, START_A).instances["A#1"].heard == frozenset()


def test_the_case_hears_too_and_forgets_nothing_while_it_stands_still():
    heard = did.OnPartOccurred(CASE_ID, "p_exit1", 1)
    stop = did.CaseTransitioned(Transition.SUSPEND, State.ACTIVE, State.SUSPENDED)
    assert state_after(heard).heard == {("p_exit1", 1)}
    stopped = state_after(heard, stop)
    assert (stopped.heard, stopped.state, stopped.since) == (
        {("p_exit1", 1)},
        State.SUSPENDED,
        at("12:00"),
    )
    again = did.CaseTransitioned(Transition.REACTIVATE, State.TERMINATED, State.ACTIVE)
    assert state_after(heard, again).heard == frozenset()


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ([wrote("f", 1)], {"f": 1}),
        ([wrote("f", 1), wrote("f", 2, FileTransition.UPDATE)], {"f": 2}),
        ([wrote("f", 1), wrote("f", None, FileTransition.REPLACE)], {"f": None}),
        ([wrote("f", 1), wrote("f.k", 2), wrote("ff", 3), wrote("f", None, FileTransition.DELETE)],
         {"ff": 3}),
        ([wrote("g[1]", 1), wrote("g[11]", 2), wrote("g[1]", None, FileTransition.DELETE)],
         {"g[11]": 2}),
        ([wrote("f", 1), wrote("f", 1, FileTransition.ADD_CHILD, "f.k")], {"f": 1}),
    ],
)  # fmt: skip
def test_the_case_file_holds_what_was_written_and_not_deleted(happened, expected):
    assert state_after(*happened).file == expected


def test_references_end_with_either_side():
    add = wrote("f", 1, FileTransition.ADD_REFERENCE, "g[1]")
    gone = wrote("g[1]", None, FileTransition.DELETE)
    remove = wrote("f", 1, FileTransition.REMOVE_REFERENCE, "g[1]")
    assert state_after(add).references == {"f": ("g[1]",)}
    assert state_after(add, gone).references == {"f": ()}
    assert state_after(add, remove).references == {"f": ()}
    assert state_after(add, wrote("f", None, FileTransition.DELETE)).references == {}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (did.TaskAssigned("A#1", "bob", "ann"), {"assignee": "bob", "owner": "ann"}),
        (did.TaskScheduled("A#1", at("12:00"), None, 3),
         {"due": at("12:00"), "priority": 3, "asked": 3}),
        (did.TaskEscalated("A#1", ("Lead",)), {"escalated": ("Lead",)}),
        (did.ChildCaseRequested("A#1", "c1/A#1", "d", {"x": 1}),
         {"child_case": "c1/A#1", "inputs": {"x": 1}, "asked": 3}),
        (did.JobRequested("A#1", "pay", {"x": 1}),
         {"handler": "pay", "inputs": {"x": 1}, "asked": 3}),
        (did.JobAnswered("A#1", {"x": 1}), {"answered": Answered({"x": 1})}),
        (did.JobAnswered("A#1", {}, "why"), {"answered": Answered({}, "why")}),
        (did.IncidentRaised("A#1", "CODE", "why"),
         {"incident": Incident("CODE", "why", at("12:00"))}),
        (did.TimerStarted("A#1", at("13:00"), "R2/PT1H", 2, "PT1H"),
         {"timer": RunningTimer(at("13:00"), "R2/PT1H", 2, "PT1H"), "asked": 3}),
    ],
)  # fmt: skip
def test_an_event_of_one_instance_changes_its_own_fields_alone(event, expected):
    before, after = state_after(NEW), state_after(NEW, event)
    assert after.instances["A#1"] == replace(before.instances["A#1"], **expected)


def test_what_a_schedule_leaves_out_stays_and_a_new_date_is_a_new_chance():
    first = did.TaskScheduled("A#1", at("12:00"), at("11:00"), 3)
    late = did.TaskEscalated("A#1", ("Lead",))
    second = did.TaskScheduled("A#1", priority=5)
    third = did.TaskScheduled("A#1", at("15:00"))
    task = state_after(NEW, first, late, second).instances["A#1"]
    assert (task.due, task.follow_up, task.priority) == (at("12:00"), at("11:00"), 5)
    assert task.escalated == ("Lead",)
    assert state_after(NEW, first, late, third).instances["A#1"].escalated is None


def test_an_incident_is_over_when_it_is_resolved_or_the_timer_runs():
    incident = did.IncidentRaised("A#1", "TIMER_WITHOUT_TIME", "null")
    for end in (did.IncidentResolved("A#1", "skip"), did.TimerStarted("A#1", at("13:00"), "PT1H")):
        assert state_after(NEW, incident, end).instances["A#1"].incident is None


def test_roles_are_given_and_taken():
    given = did.RoleAssigned("R", "group:staff")
    assert state_after(given).roles == {"R": ("ann", "group:staff")}
    assert state_after(given, did.RoleUnassigned("R", "ann")).roles == {"R": ("group:staff",)}
    assert state_after(did.RoleAssigned("Q", "bob")).roles == {"R": ("ann",), "Q": ("bob",)}


NOTES = (did.DiscretionaryItemPlanned, did.DecisionEvaluated, did.ConditionFailed)


@given(st.one_of(records(kind) for kind in NOTES))
def test_what_only_tells_why_changes_nothing_but_version_and_time(event):
    before = state_after(NEW)
    after = evolve(before, did.Recorded(9, at("23:00"), "ann", "Test", event))
    assert after == replace(before, version=9, time=at("23:00"))


def test_a_replay_may_go_on_from_any_state():
    log = [
        did.Recorded(number, START, "system", "Test", event)
        for number, event in enumerate((CREATED, NEW, START_A), start=1)
    ]
    for cut in range(len(log) + 1):
        assert replay(log[cut:], replay(log[:cut])) == replay(log)
    assert replay([]) is INITIAL


@pytest.mark.parametrize(
    ("transition", "away"),
    [(Transition.SUSPEND, State.SUSPENDED), (Transition.FAULT, State.FAILED)],
)
def test_a_case_that_goes_on_has_forgotten_nothing(transition, away):
    heard = did.OnPartOccurred(CASE_ID, "p_exit1", 1)
    stop = did.CaseTransitioned(transition, State.ACTIVE, away)
    again = did.CaseTransitioned(Transition.REACTIVATE, away, State.ACTIVE)
    assert state_after(heard, stop, again).heard == {("p_exit1", 1)}


def test_what_failed_and_goes_on_has_forgotten_nothing():
    heard = did.OnPartOccurred("A#1", "A_exit1", 0)
    failed = moved(Transition.FAULT, State.ACTIVE, State.FAILED)
    again = moved(Transition.REACTIVATE, State.FAILED, State.ACTIVE)
    instance = state_after(NEW, START_A, heard, failed, again).instances["A#1"]
    assert instance.heard == {("A_exit1", 0)}
