"""The rows of a case follow its state, and are the same however they came about."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from stored_cases import (
    PLAN,
    T0,
    StoredCase,
    at,
    begun,
    case_moved,
    created,
    ended,
    file_gone,
    file_set,
    moved,
    reached,
)

from cmmn import events as e
from cmmn.evolve import evolve
from cmmn.lifecycle import State, Transition
from cmmn.store import Store, log, projections, tables
from cmmn.store.instants import NEVER, microseconds
from feel.temporal import parse_date_time

FAR = parse_date_time("999999999-12-31T23:59:59Z")


def rows(store, table, *columns):
    names = columns or [each.name for each in table.c if each.name != "id"]
    with store.reading() as session:
        found = session.execute(select(*(table.c[name] for name in names))).all()
    return sorted((row[0] if len(columns) == 1 else tuple(row) for row in found), key=repr)


def related(store):
    return {each[:2] for each in rows(store, tables.task_candidate, "relation", "principal")}


def clear(store, some):
    with store.writing() as session:
        for table in some:
            session.execute(delete(table))


def held(**roles):
    return {"roles": {role: tuple(names.split()) for role, names in roles.items()}}


@pytest.fixture
def case(store):
    return StoredCase(store)


def test_a_case_has_its_row(store, case):
    case.start(key="2026-0117", parent="c0")
    case.write(file_set("customer", "C-17"), time=at(5))
    (row,) = rows(store, tables.case_instance)
    named = dict(zip([c.name for c in tables.case_instance.c if c.name != "id"], row, strict=True))
    assert named == {
        "definition": "complaint",
        "definition_version": None,
        "sha256": "f00",
        "name": "Complaint",
        "state": "active",
        "business_key": "2026-0117",
        "version": 2,
        "created": microseconds(T0),
        "updated": microseconds(at(5)),
        "ended": None,
        "parent": "c0",
        "words": "c1\ncomplaint\n2026-0117\nc-17",
        "due": NEVER,
        "open_tasks": 0,
        "projection": projections.PROJECTION,
    }


def test_a_case_counts_its_tasks_at_hand_and_knows_the_first_date(store, case):
    case.start(*begun("assess"), *begun("phone", State.ENABLED), *begun("pay", State.AVAILABLE))
    assert rows(store, tables.case_instance, "open_tasks", "due") == [(2, NEVER)]
    case.write(e.TaskScheduled("assess#1", due=at(9)), e.TaskScheduled("phone#1", due=at(8)))
    assert rows(store, tables.case_instance, "open_tasks", "due") == [(2, microseconds(at(8)))]
    case.write(moved("phone#1", Transition.DISABLE, State.ENABLED, State.DISABLED))
    assert rows(store, tables.case_instance, "open_tasks", "due") == [(1, microseconds(at(9)))]
    case.write(ended("assess#1"))
    assert rows(store, tables.case_instance, "open_tasks", "due") == [(0, NEVER)]


def test_a_case_names_the_version_it_was_created_from(store, case):
    values = dict.fromkeys(tables.definition.c.keys(), "")
    values |= {"kind": "cmmn", "key": "complaint", "sha256": "f00", "deployed_at": 0, "changed": 0}
    with store.writing() as session:
        for version in (1, 3):
            row = {**values, "version": version, "content": b""}
            session.execute(insert(tables.definition), row)
    case.start()
    assert rows(store, tables.case_instance, "definition_version") == [3]


def test_a_case_that_ended_says_when_until_it_goes_on(store, case):
    case.start()
    case.write(case_moved(Transition.COMPLETE, State.ACTIVE, State.COMPLETED), time=at(3))
    ended_at = rows(store, tables.case_instance, "state", "ended")
    assert ended_at == [("completed", microseconds(at(3)))]
    case.write(case_moved(Transition.REACTIVATE, State.COMPLETED, State.ACTIVE), time=at(4))
    assert rows(store, tables.case_instance, "state", "ended") == [("active", None)]


@pytest.mark.parametrize(
    ("state", "listed"),
    [(State.AVAILABLE, []), (State.ENABLED, ["enabled"]), (State.ACTIVE, ["active"])],
)
def test_a_task_is_listed_when_it_can_be_worked_on(store, case, state, listed):
    case.start(*begun("assess", state))
    assert rows(store, tables.task, "state") == listed


@pytest.mark.parametrize(
    ("transition", "after", "listed"),
    [
        (Transition.COMPLETE, State.COMPLETED, []),
        (Transition.TERMINATE, State.TERMINATED, []),
        (Transition.SUSPEND, State.SUSPENDED, ["suspended"]),
        (Transition.FAULT, State.FAILED, ["failed"]),
    ],
)
def test_a_task_that_ended_is_not_listed(store, case, transition, after, listed):
    case.start(*begun("assess"), **held(Assessor="alice"))
    case.write(ended("assess#1", transition, after))
    assert rows(store, tables.task, "state") == listed
    assert related(store) == set()


def test_a_stage_is_no_task(store, case):
    case.start(*begun("inner"))
    assert rows(store, tables.task) == []


@pytest.mark.parametrize(
    ("begins", "roles", "expected"),
    [
        (begun("assess", State.ACTIVE), held(Assessor="alice group:claims"),
         {("role", "Assessor"), ("offered", "alice"), ("offered", "group:claims")}),
        (begun("assess", State.ACTIVE), {}, {("role", "Assessor")}),
        (begun("phone", State.ACTIVE), {}, {("offered", "*")}),
        (begun("ask", State.ENABLED), held(Lead="bob", Assessor="bob"),
         {("role", "Lead"), ("role", "Assessor"), ("offered", "bob")}),
        (begun("pay", State.ACTIVE), {}, set()),
        (begun("pay", State.ENABLED), {}, {("offered", "*")}),
        (begun("ask", State.ACTIVE), held(Lead="bob"),
         {("role", "Lead"), ("role", "Assessor"), ("offered", "bob")}),
    ],
)  # fmt: skip
def test_a_task_is_offered_to_who_may_do_it(store, case, begins, roles, expected):
    case.start(*begins, **roles)
    assert related(store) == expected


def test_a_task_that_is_someones_is_offered_to_nobody_else(store, case):
    case.start(*begun("assess"), **held(Assessor="alice bob"))
    case.write(e.TaskAssigned("assess#1", "alice"))
    assert related(store) == {("role", "Assessor"), ("assigned", "alice")}
    assert rows(store, tables.task, "assignee") == ["alice"]
    case.write(e.TaskAssigned("assess#1", None, how="release"))
    assert ("offered", "bob") in related(store)


def test_a_role_that_changes_hands_changes_what_is_offered(store, case):
    case.start(*begun("assess"))
    case.write(e.RoleAssigned("Assessor", "alice"))
    assert ("offered", "alice") in related(store)
    assert rows(store, tables.case_role) == [("c1", "Assessor", "alice")]
    case.write(e.RoleUnassigned("Assessor", "alice"))
    assert related(store) == {("role", "Assessor")}
    assert rows(store, tables.case_role) == []


def test_an_overdue_task_is_offered_to_those_it_is_escalated_to(store, case):
    case.start(*begun("assess"), **held(Lead="bob"))
    case.write(e.TaskScheduled("assess#1", due=at(9), priority=2**63 - 1))
    assert rows(store, tables.timer, "kind", "due") == [("escalation", microseconds(at(9)))]
    case.write(e.TaskEscalated("assess#1", ("Lead",)))
    assert ("offered", "bob") in related(store)
    assert rows(store, tables.timer) == []
    assert rows(store, tables.task, "escalated", "due") == [(1, microseconds(at(9)))]


def test_nothing_is_offered_in_a_case_that_does_not_go_on(store, case):
    case.start(*begun("phone"))
    case.write(case_moved(Transition.FAULT, State.ACTIVE, State.FAILED))
    assert related(store) == set()
    case.write(case_moved(Transition.REACTIVATE, State.FAILED, State.ACTIVE))
    assert related(store) == {("offered", "*")}


def test_a_timer_waits_while_its_listener_does(store, case):
    case.start(*begun("deadline", State.AVAILABLE))
    case.write(e.TimerStarted("deadline#1", at(5), "R/PT1H", None, "PT1H"))
    assert rows(store, tables.timer, "kind", "run_at") == [("timer", microseconds(at(5)))]
    assert rows(store, tables.timer, "item", "name") == [("deadline", "Deadline")]
    case.write(moved("deadline#1", Transition.SUSPEND, State.AVAILABLE, State.SUSPENDED))
    assert rows(store, tables.timer) == []
    case.write(moved("deadline#1", Transition.RESUME, State.SUSPENDED, State.AVAILABLE))
    case.write(e.TimerStarted("deadline#1", at(65), "R/PT1H", None, "PT1H"))
    assert rows(store, tables.timer, "due") == [microseconds(at(65))]
    case.write(moved("deadline#1", Transition.OCCUR, State.AVAILABLE, State.COMPLETED))
    assert rows(store, tables.timer) == []


def test_dates_that_no_number_has_are_no_hindrance(store, case):
    case.start(*begun("assess"), *begun("deadline", State.AVAILABLE), time=FAR)
    case.write(e.TimerStarted("deadline#1", FAR, "x"), e.TaskScheduled("assess#1", due=FAR))
    assert rows(store, tables.task, "due", "follow_up") == [(NEVER - 1, NEVER)]


def test_a_milestone_that_was_reached_stays(store, case):
    case.start(*reached("done"), time=at(2))
    case.write(*reached("done", 2), time=at(3))
    assert rows(store, tables.milestone) == [
        ("c1", "done#1", "done", "All done", 1, microseconds(at(2))),
        ("c1", "done#2", "done", "All done", 2, microseconds(at(3))),
    ]


def test_an_incident_is_kept_with_its_end(store, case):
    case.start(*begun("pay"))
    case.write(e.IncidentRaised("pay#1", "CALL_FAILED", "no money"), time=at(1))
    case.write(e.IncidentResolved("pay#1", "retry"), time=at(2))
    case.write(e.IncidentRaised("pay#1", "CALL_FAILED", "still none"), time=at(3))
    found = rows(store, tables.incident, "message", "since", "resolved", "name")
    assert found == [
        ("no money", microseconds(at(1)), microseconds(at(2)), "Pay"),
        ("still none", microseconds(at(3)), None, "Pay"),
    ]
    case.write(ended("pay#1", Transition.TERMINATE, State.TERMINATED), time=at(4))
    assert rows(store, tables.incident, "resolved") == [microseconds(at(2)), microseconds(at(4))]


def test_values_of_the_case_file_follow_it(store, case):
    case.start(file_set("customer", {"name": "Ada", "age": 36}))
    assert rows(store, tables.file_value, "path", "value", "number") == [
        ("customer.age", "36", 36.0),
        ("customer.name", "Ada", None),
    ]
    case.write(file_set("customer", {"name": "Ada"}), file_set("amount", 1))
    assert rows(store, tables.file_value, "path") == ["amount", "customer.name"]
    case.write(file_gone("customer"))
    assert rows(store, tables.file_value, "path") == ["amount"]


def test_only_the_instances_that_were_touched_are_looked_at(store, case):
    case.start(*begun("phone"))
    before = case.state
    after = evolve(before, e.Recorded(4, T0, "alice", "Claim", e.TaskAssigned("phone#1", "alice")))
    with store.writing() as session:
        projections.update(session, PLAN, before, after, set())
    assert rows(store, tables.task, "assignee") == [None]
    with store.writing() as session:
        projections.update(session, PLAN, before, after, {"phone#1", "no such"})
    assert rows(store, tables.task, "assignee") == ["alice"]


STEPS = {
    "assess": begun("assess"),
    "enabled": begun("phone", State.ENABLED),
    "finish": (ended("assess#1"),),
    "claim": (e.TaskAssigned("assess#1", "alice"),),
    "due": (e.TaskScheduled("assess#1", due=at(9), priority=2),),
    "escalate": (e.TaskEscalated("assess#1", ("Lead",)),),
    "role": (e.RoleAssigned("Lead", "bob"),),
    "no role": (e.RoleUnassigned("Assessor", "alice"),),
    "file": (file_set("a", {"b": [1, 2, "x"]}),),
    "less": (file_set("a", {"b": [2]}),),
    "gone": (file_gone("a"),),
    "fail": (case_moved(Transition.FAULT, State.ACTIVE, State.FAILED),),
    "go on": (case_moved(Transition.REACTIVATE, State.FAILED, State.ACTIVE),),
    "end": (case_moved(Transition.TERMINATE, State.ACTIVE, State.TERMINATED),),
    "incident": (e.IncidentRaised("assess#1", "X", "y"),),
    "resolve": (e.IncidentResolved("assess#1", "skip"),),
    "timer": (*begun("deadline", State.AVAILABLE), e.TimerStarted("deadline#1", at(3), "x")),
    "milestone": reached("done"),
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
@settings(max_examples=60)
def test_rows_written_step_by_step_are_those_written_anew(names):
    store = Store()
    case = StoredCase(store, is_measured=False)
    case.start(*STEPS["assess"], **held(Assessor="alice"))
    for name in names:
        case.write(*STEPS[name])
    folded = [tables.case_instance, *projections._FOLDED, tables.incident]
    before = {table.name: rows(store, table) for table in folded}
    clear(store, folded)
    with store.writing() as session:
        projections.rebuild(session, PLAN, log.by_command(session, case.id))
    assert {table.name: rows(store, table) for table in folded} == before
    store.close()


def test_rows_made_anew_keep_the_version_of_the_definition(store, case):
    case.start()
    with store.writing() as session:
        session.execute(tables.case_instance.update().values(definition_version=7))
        commands = log.by_command(session, case.id)
        projections.rebuild(session, replace(PLAN, name="Other"), commands)
    assert rows(store, tables.case_instance, "definition_version", "name") == [(7, "Other")]


@pytest.mark.parametrize(("deployed", "expected"), [([0, 5], 2), ([0, 20], 1), ([15, 20], 2)])
def test_rows_that_are_lost_name_the_version_of_then(store, case, deployed, expected):
    case.start(time=at(10))
    values = dict.fromkeys(tables.definition.c.keys(), "")
    values |= {"kind": "cmmn", "key": "complaint", "sha256": "f00", "content": b"", "changed": 0}
    clear(store, [tables.case_instance])
    with store.writing() as session:
        for version, minutes in enumerate(deployed, 1):
            row = {**values, "version": version, "deployed_at": microseconds(at(minutes))}
            session.execute(insert(tables.definition), row)
        projections.rebuild(session, PLAN, log.by_command(session, case.id))
    assert rows(store, tables.case_instance, "definition_version") == [expected]


def test_an_item_that_the_plan_does_not_have_has_no_rows(store):
    case = StoredCase(store, plan=replace(PLAN, items={}))
    case.write(created("c1"), *begun("assess"))
    assert rows(store, tables.task) == []
