import pytest
from case_story import at
from hypothesis import given
from strategies import values

from cmmn import events as did
from cmmn.case_text import event_words, shown_value
from cmmn.lifecycle import FileTransition, State, Transition
from feel.conversion import from_natural

NOON = at("12:00")
WORDS = [
    (did.CaseCreated("c1", "claim", "0", "p", {}), "case 'claim' created"),
    (
        did.CaseCreated("c1", "claim", "0", "p", {}, business_key="B 7"),
        "case 'claim' created, business key B 7",
    ),
    (
        did.CaseTransitioned(Transition.TERMINATE, State.ACTIVE, State.TERMINATED, "x1"),
        "case: active -> terminated (terminate, criterion x1)",
    ),
    (
        did.PlanItemCreated("A#2", "A", 2, "S#1", False, "repetition"),
        "A#2: created in S#1 (repetition)",
    ),
    (
        did.PlanItemTransitioned(
            "A#1", Transition.FAULT, State.ACTIVE, State.FAILED, None, "no money"
        ),
        "A#1: active -> failed (fault): no money",
    ),
    (did.OnPartOccurred("A#1", "A_entry1", 0), "A#1: heard on-part 1 of A_entry1"),
    (
        did.FileItemTransitioned("order.line[2]", FileTransition.UPDATE, from_natural({"n": 1})),
        "case file: order.line[2] update {n: 1}",
    ),
    (did.FileItemTransitioned("order", FileTransition.DELETE), "case file: order delete"),
    (did.FileItemTransitioned("order", FileTransition.CREATE), "case file: order create null"),
    (
        did.FileItemTransitioned("order", FileTransition.ADD_CHILD, None, "order.line[1]"),
        "case file: order addChild order.line[1]",
    ),
    (did.DiscretionaryItemPlanned("D", "case"), "D: planned by way of case"),
    (
        did.DecisionEvaluated(
            "R#1",
            "m",
            "0",
            "Risk",
            {},
            from_natural({"Risk": "high", "n": 2}),
            {"Risk": ["1", "3"]},
        ),
        "R#1: decision 'Risk' gave Risk = \"high\", n = 2 (2 rules)",
    ),
    (did.ConditionFailed(("m", "A"), ("'x' is no number", "more")), "m > A: 'x' is no number"),
    (did.ConditionFailed(("m", "A"), ()), "m > A: null"),
    (did.TimerStarted("T#1", NOON, "PT1H"), f"T#1: timer due {NOON}"),
    (did.TimerStarted("T#1", NOON, "R3/PT1H", 3, "PT1H"), f"T#1: timer due {NOON}, 3 times"),
    (
        did.TimerStarted("T#1", NOON, "R/PT1H", None, "PT1H"),
        f"T#1: timer due {NOON}, endless times",
    ),
    (did.TaskAssigned("A#1", "bob"), "A#1: claim bob"),
    (did.TaskAssigned("A#1", None, None, "release"), "A#1: release to nobody"),
    (did.TaskScheduled("A#1"), "A#1: no dates"),
    (
        did.TaskScheduled("A#1", NOON, NOON, 0),
        f"A#1: due {NOON}, follow-up {NOON}, priority 0",
    ),
    (did.TaskEscalated("A#1"), "A#1: overdue"),
    (did.TaskEscalated("A#1", ("Boss", "Lead")), "A#1: overdue, escalated to Boss, Lead"),
    (did.RoleAssigned("Clerk", "group:a"), "role Clerk: given to group:a"),
    (did.RoleUnassigned("Clerk", "bob"), "role Clerk: taken from bob"),
    (did.ChildCaseRequested("C#1", "c1/C#1", "inner", {}), "C#1: child case c1/C#1 (inner)"),
    (did.JobRequested("P#1", "pay", {}), "P#1: waits for handler 'pay'"),
    (did.JobAnswered("P#1", {}), "P#1: its handler answered meanwhile"),
    (did.JobAnswered("P#1", {}, "no money"), "P#1: its handler failed meanwhile"),
    (did.IncidentRaised("P#1", "CALL_FAILED", "no"), "P#1: incident CALL_FAILED: no"),
    (did.IncidentResolved("P#1", "skip"), "P#1: incident dealt with: skip"),
]


@pytest.mark.parametrize(("event", "words"), WORDS, ids=[each for _, each in WORDS])
def test_every_event_has_its_words(event, words):
    assert event_words(event) == words


def test_no_event_is_without_words():
    assert {type(event) for event, _ in WORDS} == set(did.EVENTS.values())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1.50, "1.5"),
        ("a", '"a"'),
        ([], "[]"),
        ([1, "a", None], '[1, "a", null]'),
        ({"a": {"b": [False]}}, "{a: {b: [false]}}"),
        ("x" * 58, '"' + "x" * 58 + '"'),
        ("x" * 59, '"' + "x" * 56 + "..."),
    ],
)
def test_a_value_is_shown_as_feel_writes_it(value, text):
    assert shown_value(from_natural(value)) == text


def test_a_time_is_shown_as_it_is():
    assert shown_value(NOON) == str(NOON)
    assert shown_value([NOON]) == f"[{NOON}]"


@given(values)
def test_whatever_a_value_is_its_text_is_short(value):
    assert len(shown_value(value)) <= 60
