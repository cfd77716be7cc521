import pytest

from cmmn.lifecycle import (
    CASE,
    ENDED,
    FINAL,
    LIFECYCLES,
    OCCURRENCE,
    TASK_AND_STAGE,
    FileTransition,
    Kind,
    State,
    Transition,
    allowed,
)

TABLES = {"case": CASE, "task": TASK_AND_STAGE, "milestone": OCCURRENCE}
ROWS = """\
case       active      suspend          suspended
case       active      complete         completed
case       active      terminate        terminated
case       active      fault            failed
case       suspended   reactivate       active
case       completed   reactivate       active
case       terminated  reactivate       active
case       failed      reactivate       active
case       suspended   close            closed
case       completed   close            closed
case       terminated  close            closed
case       failed      close            closed
task       available   enable           enabled
task       available   start            active
task       enabled     manualStart      active
task       enabled     disable          disabled
task       disabled    reenable         enabled
task       active      suspend          suspended
task       suspended   resume           active
task       active      complete         completed
task       active      terminate        terminated
task       active      fault            failed
task       failed      reactivate       active
task       available   exit             terminated
task       enabled     exit             terminated
task       disabled    exit             terminated
task       active      exit             terminated
task       suspended   exit             terminated
task       failed      exit             terminated
task       available   parentSuspend    suspended
task       enabled     parentSuspend    suspended
task       disabled    parentSuspend    suspended
task       active      parentSuspend    suspended
task       suspended   parentResume     active
milestone  available   occur            completed
milestone  available   suspend          suspended
milestone  suspended   resume           available
milestone  available   terminate        terminated
milestone  available   parentTerminate  terminated
milestone  suspended   parentTerminate  terminated"""


def test_the_tables_are_those_of_the_standard():
    found = {name: {} for name in TABLES}
    for row in ROWS.splitlines():
        name, before, transition, after = row.split()
        found[name][State(before), Transition(transition)] = State(after)
    assert found == TABLES


@pytest.mark.parametrize("kind", [each for each in Kind if each is not Kind.PLAN_FRAGMENT])
def test_every_kind_but_the_fragment_lives_by_one_table(kind):
    is_occurrence = kind is Kind.MILESTONE or kind.is_listener
    expected = OCCURRENCE if is_occurrence else CASE if kind is Kind.CASE_PLAN else TASK_AND_STAGE
    assert LIFECYCLES[kind] is expected


def test_a_plan_fragment_has_no_life_of_its_own():
    assert Kind.PLAN_FRAGMENT not in LIFECYCLES


def test_there_are_five_kinds_of_task_and_three_of_listener():
    assert [each.value for each in Kind if each.is_task] == [
        "task",
        "humanTask",
        "processTask",
        "caseTask",
        "decisionTask",
    ]
    assert [each.value for each in Kind if each.is_listener] == [
        "eventListener",
        "userEventListener",
        "timerEventListener",
    ]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_nothing_leaves_a_final_state_but_a_case_that_is_taken_up_or_closed(table):
    leaving = {transition for before, transition in table if before in FINAL}
    assert leaving <= ({Transition.REACTIVATE, Transition.CLOSE} if table is CASE else set())


def test_ended_for_completion_is_more_than_final():
    assert {State.DISABLED, State.FAILED} == ENDED - FINAL


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [
        (Kind.CASE_PLAN, State.SUSPENDED, ["reactivate", "close"]),
        (Kind.CASE_PLAN, State.CLOSED, []),
        (Kind.TASK, State.DISABLED, ["reenable", "exit", "parentSuspend"]),
        (Kind.STAGE, State.COMPLETED, []),
        (Kind.MILESTONE, State.SUSPENDED, ["resume", "parentTerminate"]),
    ],
)
def test_what_is_allowed_is_what_leads_out_of_the_state(kind, state, expected):
    assert allowed(kind, state) == expected


def test_the_case_file_has_eight_transitions():
    assert len(FileTransition) == 8
