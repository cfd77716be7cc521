"""Every event and every command is told with the names that people know."""

import json
from dataclasses import replace

import case_text
import pytest
from hypothesis import given
from strategies_cases import commands, events

from cmmn import commands as ask
from cmmn import events as did
from cmmn.commands import COMMANDS
from cmmn.events import EVENTS
from cmmn.lifecycle import FileTransition, Kind, State, Transition
from cmmn.plan import CasePlan, Item
from cmmn.recording import command_to_text
from cmmn.telling import LINE_KINDS, command_words, event_item, event_kind, event_words, label
from feel.conversion import from_natural
from feel.temporal import parse_date_time

NOON = parse_date_time("2026-01-31T12:00:00Z")
TEXT = """
case c
    role Clerk
    file amount
    human A by Clerk
        entry complete B
        entry complete B, create amount if amount > 3
    task B
        exit occur Go
    user Go
    milestone M
        entry if amount > 5
    task N
        entry complete A
"""
ACTIVE, DONE = State.ACTIVE, State.COMPLETED


def named(plan):
    """Return the plan with names as people give them, and a sentry that has one."""
    names = {"A": "Assess", "B": "Ask back", "Go": "Customer calls"}
    items = {key: replace(item, name=names.get(key, item.name)) for key, item in plan.items.items()}
    (entry,) = items["N"].entry
    items["N"] = replace(items["N"], entry=(replace(entry, name="all is known"),))
    return replace(plan, items=items, name="Complaint")


PLAN = named(case_text.plan(TEXT))
EMPTY = CasePlan("c", "c", "root", {"root": Item("root", "c", Kind.CASE_PLAN, "d")}, {}, {})


def moved(instance, transition, before, after, **more):
    return did.PlanItemTransitioned(instance, transition, before, after, **more)


def decided(outputs, rules):
    values = {name: from_natural(each) for name, each in outputs.items()}
    return did.DecisionEvaluated("A#1", "m", "f", "Severity", {}, values, rules)


EVENTS_TOLD = [
    (did.CaseCreated("c1", "c", "f", "p", {}), "created"),
    (did.CaseCreated("c1", "c", "f", "p", {}, "2026-1"), "created, business key 2026-1"),
    (did.CaseTransitioned(Transition.CLOSE, DONE, State.CLOSED), "Complaint: completed -> closed"),
    (did.PlanItemCreated("A#1", "A", 1, "case"), "Assess: available"),
    (did.PlanItemCreated("A#2", "A", 2, "case", False, "repetition"), "Assess #2: available again"),
    (did.PlanItemCreated("A#1", "A", 1, "case", False, "planning"), "Assess: available, planned"),
    (moved("A#1", Transition.COMPLETE, ACTIVE, DONE), "Assess: active -> completed"),
    (moved("X#1", Transition.COMPLETE, ACTIVE, DONE), "X#1: active -> completed"),
    (
        moved("A#1", Transition.START, State.AVAILABLE, ACTIVE, criterion="A_entry1"),
        "Assess: available -> active, after Ask back complete",
    ),
    (
        moved("A#1", Transition.START, State.AVAILABLE, ACTIVE, criterion="A_entry2"),
        "Assess: available -> active, after Ask back complete and amount create if amount > 3",
    ),
    (
        moved("M#1", Transition.OCCUR, State.AVAILABLE, DONE, criterion="M_entry1"),
        "M: available -> completed, because amount > 5",
    ),
    (
        moved("N#1", Transition.START, State.AVAILABLE, ACTIVE, criterion="N_entry1"),
        'N: available -> active, sentry "all is known"',
    ),
    (
        moved("B#3", Transition.FAULT, ACTIVE, State.FAILED, note="no money"),
        "Ask back #3: active -> failed (no money)",
    ),
    (did.OnPartOccurred("A#1", "A_entry1", 0), "Assess heard Ask back complete"),
    (did.OnPartOccurred("A#1", "A_entry2", 1), "Assess heard amount create (2 of 2)"),
    (did.OnPartOccurred("B#1", "B_exit1", 0), "Ask back heard Customer calls occur"),
    (did.OnPartOccurred("A#1", "gone", 1), "Assess heard on-part 2 of gone"),
    (did.OnPartOccurred("A#1", "A_entry1", 7), "Assess heard on-part 8 of A_entry1"),
    (
        did.FileItemTransitioned("amount", FileTransition.UPDATE, from_natural(4)),
        "amount: update 4",
    ),
    (did.FileItemTransitioned("amount", FileTransition.DELETE), "amount: delete"),
    (did.FileItemTransitioned("No%2E of %25", FileTransition.DELETE), "No. of %: delete"),
    (
        did.FileItemTransitioned("order", FileTransition.ADD_CHILD, None, "line[2]"),
        "order: addChild line[2]",
    ),
    (did.DiscretionaryItemPlanned("A", "case"), "Assess: planned"),
    (decided({"Severity": "high"}, {"Severity": ["2"]}), 'decision Severity = "high" (rule 2)'),
    (decided({"a": 1, "b": None}, {}), "decision Severity = a = 1, b = null"),
    (decided({}, {"t": []}), "decision Severity = null"),
    (
        decided({"a": 1}, {"t": ["1", "1", "2"], "u": ["3"]}),
        "decision Severity = 1 (t rules 1, 2; u rule 3)",
    ),
    (
        decided({"a": 1}, {"t": [str(each) for each in range(1, 9)]}),
        "decision Severity = 1 (rules 1, 2, 3, 4, 5 and 3 more)",
    ),
    (did.ConditionFailed(("c", "Assess"), ("no number",)), "c > Assess: no number"),
    (did.ConditionFailed(("c",), ()), "c: null"),
    (did.TimerStarted("A#1", NOON, "PT1H"), "Assess: due 2026-01-31T12:00:00Z"),
    (did.TimerStarted("A#1", NOON, "R3", 3), "Assess: due 2026-01-31T12:00:00Z, 3 times"),
    (did.TimerStarted("A#1", NOON, "R", None), "Assess: due 2026-01-31T12:00:00Z, endless times"),
    (did.TaskAssigned("A#1", "ann"), "Assess: claimed by ann"),
    (did.TaskAssigned("A#1", "bob", None, "assign"), "Assess: assigned to bob"),
    (did.TaskAssigned("A#1", "bob", "ann", "delegate"), "Assess: delegated to bob"),
    (did.TaskAssigned("A#1", "ann", None, "release"), "Assess: back to ann"),
    (did.TaskAssigned("A#1", None, None, "release"), "Assess: released"),
    (did.TaskScheduled("A#1", NOON, None, 3), "Assess: due 2026-01-31T12:00:00Z, priority 3"),
    (did.TaskScheduled("A#1"), "Assess: no dates"),
    (did.TaskEscalated("A#1"), "Assess: overdue"),
    (did.TaskEscalated("A#1", ("Boss", "Lead")), "Assess: overdue, escalated to Boss, Lead"),
    (did.RoleAssigned("Clerk", "ann"), "role Clerk: given to ann"),
    (did.RoleUnassigned("Clerk", "ann"), "role Clerk: taken from ann"),
    (did.ChildCaseRequested("A#1", "c1/A#1", "claim", {}), "Assess: calls case claim"),
    (did.JobRequested("A#1", "pay", {}), "Assess: waits for pay"),
    (did.JobAnswered("A#1", {}), "Assess: its handler answered meanwhile"),
    (did.JobAnswered("A#1", {}, "no"), "Assess: its handler failed meanwhile"),
    (did.IncidentRaised("A#1", "CALL_FAILED", "no money"), "Assess: no money"),
    (did.IncidentResolved("A#1", "retry"), "Assess: dealt with by retry"),
]


@pytest.mark.parametrize(("event", "words"), EVENTS_TOLD, ids=[words for _, words in EVENTS_TOLD])
def test_an_event_is_told(event, words):
    assert event_words(PLAN, event) == words


def test_every_kind_of_event_is_told():
    assert {type(event).__name__ for event, _ in EVENTS_TOLD} == set(EVENTS)


@given(events())
def test_an_event_of_whatever_plan_is_told(event):
    assert event_words(EMPTY, event)
    assert event_kind(event) in LINE_KINDS
    assert event_item(EMPTY, event) is None or isinstance(event_item(EMPTY, event), str)


def made(transition, target="A#1"):
    return ask.MakeTransition(NOON, target, transition)


COMMANDS_TOLD = [
    (ask.CreateCase(NOON, "c1", "c"), "created Complaint"),
    (made(Transition.COMPLETE), "completed Assess"),
    (made(Transition.MANUAL_START, "B#2"), "started Ask back #2"),
    (made(Transition.OCCUR, "Go"), "reported Customer calls"),
    (made(Transition.TERMINATE, "case"), "terminated Complaint"),
    (made(Transition.EXIT), "exit Assess"),
    (made(Transition.CLOSE, "somebody's"), "closed somebody's"),
    (ask.EndCase(NOON), "ended Complaint with its parent"),
    (ask.SetFile(NOON, {"amount": 1, "$x": [True]}), "set amount, $x"),
    (ask.SetFile(NOON, {"No%2E": 1}), "set No."),
    (ask.SetFile(NOON, {}), "set nothing"),
    (ask.ChangeFile(NOON, "amount", FileTransition.DELETE), "made delete of amount"),
    (ask.PlanItem(NOON, "A"), "planned Assess"),
    (ask.FireTimers(NOON), "fired what was due"),
    (ask.AssignTask(NOON, "A#1", "ann"), "claimed Assess"),
    (ask.AssignTask(NOON, "A#1", "bob", "assign"), "assigned Assess to bob"),
    (ask.AssignTask(NOON, "A#1", "bob", "delegate"), "delegated Assess to bob"),
    (ask.AssignTask(NOON, "A#1", None, "release"), "released Assess"),
    (ask.ScheduleTask(NOON, "A#1", due="PT1H", priority=1), "set due date and priority of Assess"),
    (ask.ScheduleTask(NOON, "A#1"), "set no date of Assess"),
    (ask.AssignRole(NOON, "Clerk", "ann"), "gave role Clerk to ann"),
    (ask.UnassignRole(NOON, "Clerk", "ann"), "took role Clerk from ann"),
    (ask.CompleteJob(NOON, "A#1"), "answered Assess"),
    (ask.FailJob(NOON, "A#1", "no"), "gave up Assess"),
    (ask.ResolveIncident(NOON, "A#1", "skip"), "dealt with Assess: skip"),
    (ask.HearChild(NOON, "A#1", "c2", Transition.COMPLETE), "ended the child case of Assess"),
]


def told(plan, command):
    return command_words(plan, type(command).__name__, json.loads(command_to_text(command)))


@pytest.mark.parametrize(
    ("command", "words"), COMMANDS_TOLD, ids=[words for _, words in COMMANDS_TOLD]
)
def test_a_command_is_told(command, words):
    assert told(PLAN, command) == words


def test_every_kind_of_command_is_told():
    assert {type(command).__name__ for command, _ in COMMANDS_TOLD} == set(COMMANDS)


@given(commands())
def test_a_command_of_whatever_plan_is_told(command):
    assert told(EMPTY, command)


def test_a_command_of_a_later_release_is_told_by_its_name():
    assert command_words(PLAN, "MigrateCase", {}) == "MigrateCase"


@pytest.mark.parametrize(
    ("target", "expected"),
    [("case", "Complaint"), ("A", "Assess"), ("A#1", "Assess"), ("A#12", "Assess #12"), ("?", "?")],
)
def test_what_has_a_name_is_called_by_it(target, expected):
    assert label(PLAN, target) == expected


def test_a_name_of_whatever_an_event_is_about_is_found():
    assert event_item(PLAN, moved("A#2", Transition.START, ACTIVE, DONE)) == "A"
    assert event_item(PLAN, did.OnPartOccurred("case", "x", 0)) == PLAN.root
    assert event_item(PLAN, did.RoleAssigned("Clerk", "ann")) is None
    assert event_item(PLAN, did.DiscretionaryItemPlanned("B", "case")) == "B"
