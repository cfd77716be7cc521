"""Cases and tasks are found by all that can be asked, page by page, and counted."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stored_cases import (
    PLAN,
    StoredCase,
    at,
    begun,
    case_moved,
    ended,
    file_set,
    reached,
)

from cmmn import events as e
from cmmn.lifecycle import Kind, State, Transition
from cmmn.plan import Item
from cmmn.store import Store, queries
from cmmn.store.queries import CaseFilter, FileTest, TaskFilter, Total
from cmmn.timers import moment
from feel.temporal import parse_date


def read(store, function, *arguments, **named):
    with store.reading() as session:
        return function(session, *arguments, **named)


def found(store, *arguments, **named):
    where = CaseFilter(**named)
    return "".join(each.id for each in read(store, queries.cases, where, *arguments).rows)


def listed(store, *arguments, **named):
    page = read(store, queries.tasks, TaskFilter(**named), *arguments)
    return [f"{each.case_id}:{each.item}" for each in page.rows]


@pytest.fixture(scope="module", params=["memory", "file", "postgres"])
def kind(request):
    """Give a kind of store; what is only looked at is made once for all tests."""
    return request.param


@pytest.fixture(scope="module")
def three(kind, new_url):
    """Three cases: a is open, b has reached its milestone, c is a child and has ended."""
    store = Store(new_url(kind))
    line = [{"price": 5}, {"price": 50}]
    StoredCase(store, "a").start(
        *begun("assess"),
        file_set("customer", {"name": "Ärger & Söhne", "vip": True}),
        file_set("amount", 120),
        key="2026-0117",
        roles={"Assessor": ("alice", "group:claims")},
    )
    StoredCase(store, "b").start(
        *reached("done"),
        file_set("amount", 99.5),
        file_set("order", {"line": line}),
        file_set("since", parse_date("2026-02-01")),
        roles={"Lead": ("alice",)},
        time=at(10),
    )
    StoredCase(store, "c").start(
        file_set("amount", "120"), definition="payment", parent="a", time=at(20)
    ).write(case_moved(Transition.COMPLETE, State.ACTIVE, State.COMPLETED), time=at(25))
    yield store
    store.close()


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, "cba"),
        ({"definition": "complaint"}, "ba"),
        ({"definition": "none"}, ""),
        ({"states": ["active"]}, "ba"),
        ({"states": ["completed", "active"]}, "cba"),
        ({"states": []}, ""),
        ({"milestone": "done"}, "b"),
        ({"milestone": "All done"}, "b"),
        ({"business_key": "2026-0117"}, "a"),
        ({"created_from": at(10)}, "cb"),
        ({"created_before": at(10)}, "a"),
        ({"created_from": at(5), "created_before": at(20)}, "b"),
        ({"principals": ["alice"]}, "ba"),
        ({"principals": ["bob", "group:claims"]}, "a"),
        ({"principals": ["alice"], "role": "Lead"}, "b"),
        ({"role": "Assessor"}, "a"),
        ({"principals": []}, ""),
        ({"parent": "a"}, "c"),
        ({"text": "ärger"}, "a"),
        ({"text": "SÖHNE"}, "a"),
        ({"text": "2026-01"}, "a"),
        ({"text": "COMPLAINT"}, "cba"),
        ({"text": "%"}, ""),
        ({"text": "_"}, ""),
        ({"text": "120"}, "ca"),
        ({"file": [FileTest("amount", "=", 120)]}, "a"),
        ({"file": [FileTest("amount", "=", "120")]}, "c"),
        ({"file": [FileTest("amount", ">", 99.5)]}, "a"),
        ({"file": [FileTest("amount", ">=", 99.5)]}, "ba"),
        ({"file": [FileTest("amount", "<", 120)]}, "b"),
        ({"file": [FileTest("amount", "<=", 120)]}, "ba"),
        ({"file": [FileTest("amount", ">=", "1")]}, "c"),
        ({"file": [FileTest("customer.vip", "=", True)]}, "a"),
        ({"file": [FileTest("customer.vip", "=", False)]}, ""),
        ({"file": [FileTest("order.line.price", "=", 50)]}, "b"),
        ({"file": [FileTest("order.line.price", "=", 50), FileTest("amount", "<", 1)]}, ""),
        ({"file": [FileTest("since", ">", parse_date("2026-01-31"))]}, "b"),
        ({"definition": "complaint", "milestone": "done", "text": "99.5"}, "b"),
    ],
)
def test_cases_are_found(three, named, expected):
    assert found(three, **named) == expected


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"assignee": "alice"}, "b"),
        ({"assignee": "bob"}, ""),
        ({"due_before": at(30)}, "b"),
        ({"due_before": at(31)}, "ba"),
        ({"overdue_at": at(30)}, "ba"),
        ({"overdue_at": at(19)}, ""),
        ({"has_incident": True}, "d"),
        ({"order": "due"}, "bacd"),
        ({"order": "newest"}, "dcba"),
        ({"order": "due", "definition": "complaint"}, "bac"),
    ],
)
def test_cases_are_found_by_what_is_to_be_done_in_them(work, named, expected):
    assert found(work, **named) == expected
    assert read(work, queries.count_cases, CaseFilter(**named)) == Total(len(expected))


def test_a_case_that_ended_is_nobodys_and_due_never(store):
    case = StoredCase(store).start(*begun("phone"))
    case.write(e.TaskScheduled("phone#1", due=at(1)), e.TaskAssigned("phone#1", "alice"))
    assert found(store, assignee="alice", overdue_at=at(1)) == "c1"
    case.write(ended("phone#1"), case_moved(Transition.COMPLETE, State.ACTIVE, State.COMPLETED))
    assert found(store, assignee="alice") == found(store, overdue_at=at(9)) == ""


def test_an_order_that_there_is_not_is_refused(store):
    with pytest.raises(ValueError, match="newest, due"):
        found(store, order="size")


@pytest.mark.parametrize(("most", "expected"), [(4, "4"), (3, "3+"), (9, "4"), (1, "1+")])
def test_a_count_goes_no_further_than_it_was_told_to(work, most, expected):
    assert str(read(work, queries.count_cases, CaseFilter(), most)) == expected


def test_each_case_counts_the_tasks_a_list_shows_of_it(work):
    for row in read(work, queries.cases).rows:
        tasks = read(work, queries.tasks, TaskFilter(case_id=row.id)).rows
        assert row.open_tasks == len(tasks)
        assert row.due == min((each.due for each in tasks if each.due), key=moment, default=None)


@pytest.mark.parametrize("test", [FileTest("a", "~", 1), FileTest("a", "=", [1])])
def test_a_test_that_cannot_be_made_is_refused(store, test):
    with pytest.raises(ValueError, match=r"comparison|searched"):
        found(store, file=[test])


@pytest.mark.parametrize(
    ("limit", "offset", "expected", "has_more"),
    [(2, 0, "cb", True), (2, 2, "a", False), (3, 0, "cba", False), (2, 9, "", False)],
)
def test_cases_come_in_pages(three, limit, offset, expected, has_more):
    page = read(three, queries.cases, None, limit, offset)
    assert ("".join(each.id for each in page.rows), page.has_more) == (expected, has_more)


def test_a_case_in_a_list_tells_about_itself(three):
    row = read(three, queries.cases, CaseFilter(parent="a")).rows[0]
    assert row == queries.CaseRow(
        "c", "payment", None, "f00", "Complaint", "completed", None, 3, at(20), at(25), at(25), "a",
        None, 0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def work(kind, new_url):
    """Tasks in four cases, of alice (of the claims group), bob, and everyone."""
    store = Store(new_url(kind))
    claims = {"Assessor": ("group:claims",)}
    StoredCase(store, "a").start(*begun("assess"), roles=claims).write(
        e.TaskScheduled("assess#1", due=at(30))
    )
    StoredCase(store, "b").start(
        *begun("assess"), *begun("phone", State.ENABLED), roles=claims, time=at(1), key="k"
    ).write(
        e.TaskScheduled("assess#1", due=at(20), follow_up=at(15), priority=3),
        e.TaskAssigned("assess#1", "alice", "carol"),
    )
    StoredCase(store, "c").start(*begun("assess"), roles={"Assessor": ("bob",)}, time=at(2))
    StoredCase(store, "d").start(
        *begun("pay"), *begun("assess"), e.IncidentRaised("pay#1", "X", "y"), time=at(3),
        definition="other",
    )  # fmt: skip
    yield store
    store.close()


ALICE = {"person": "alice", "groups": ["claims"]}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, "b:assess a:assess b:phone c:assess d:assess d:pay"),
        (ALICE, "b:assess a:assess b:phone"),
        ({**ALICE, "relation": "assigned"}, "b:assess"),
        ({**ALICE, "relation": "offered"}, "a:assess b:phone"),
        ({"person": "alice"}, "b:assess b:phone"),
        ({"groups": ["claims"]}, "a:assess b:phone"),
        ({"groups": ["claims"], "relation": "assigned"}, "a:assess b:phone"),
        ({"person": "bob"}, "b:phone c:assess"),
        ({"person": "bob", "is_unassigned": True}, "b:phone c:assess"),
        ({**ALICE, "is_unassigned": True}, "a:assess b:phone"),
        ({"person": "x", "groups": [f"g{n}" for n in range(99)] + ["claims"]}, "a:assess b:phone"),
        ({"role": "Assessor"}, "b:assess a:assess c:assess d:assess"),
        ({**ALICE, "role": "Assessor"}, "b:assess a:assess"),
        ({"role": "none"}, ""),
        ({"due_before": at(30)}, "b:assess"),
        ({"due_from": at(20)}, "b:assess a:assess"),
        ({"due_from": at(21)}, "a:assess"),
        ({**ALICE, "due_before": at(31)}, "b:assess a:assess"),
        ({"is_unassigned": True, "item": "assess"}, "a:assess c:assess d:assess"),
        ({"states": ["enabled"]}, "b:phone"),
        ({"kinds": ["processTask"]}, "d:pay"),
        ({"case_id": "b"}, "b:assess b:phone"),
        ({"definition": "other"}, "d:assess d:pay"),
        ({**ALICE, "item": "phone"}, "b:phone"),
        ({"overdue_at": at(30)}, "b:assess a:assess"),
        ({"overdue_at": at(29)}, "b:assess"),
        ({**ALICE, "overdue_at": at(20)}, "b:assess"),
        ({"text": "PHO"}, "b:phone"),
        ({"text": "k"}, "b:assess b:phone"),
        ({"text": "%"}, ""),
        ({"text": "s", **ALICE, "relation": "offered"}, "a:assess"),
    ],
)
def test_tasks_are_found_what_is_due_first(work, named, expected):
    assert listed(work, **named) == expected.split()
    count = read(work, queries.count_tasks, TaskFilter(**named))
    assert count == Total(len(expected.split()))


@pytest.mark.parametrize("where", [TaskFilter(), TaskFilter(groups=["claims"])])
def test_tasks_are_counted_no_further_than_told(work, where):
    assert str(read(work, queries.count_tasks, where, 1)) == "1+"


def test_a_text_is_found_in_names_with_letters_of_all_kinds(store):
    items = {"Ü": Item("Ü", "ÜBERGEBEN", Kind.HUMAN_TASK, "d1")}
    case = StoredCase(store, plan=replace(PLAN, items=items))
    case.start(*begun("Ü"))
    assert listed(store, text="über") == ["c1:Ü"]
    assert listed(store, text="unter") == []


def test_tasks_come_in_pages(work):
    for where in (TaskFilter(**ALICE), TaskFilter(case_id="b")):
        whole = read(work, queries.tasks, where).rows
        for limit in (1, 2):
            pages = [read(work, queries.tasks, where, limit, at_) for at_ in range(0, 3, limit)]
            assert sum((page.rows for page in pages), ()) == whole
            assert pages[0].has_more == (len(whole) > limit)


def test_a_task_in_a_list_tells_about_itself(work):
    row = read(work, queries.tasks, TaskFilter(**ALICE, relation="assigned")).rows[0]
    assert row == queries.TaskRow(
        "b", "assess#1", "assess", "Assess", "humanTask", "active", "alice", "carol", at(20),
        at(15), 3, at(1), False, "Complaint", "complaint", "k",
    )  # fmt: skip


names = st.sampled_from(["alice", "bob", "group:x", "group:y"])
holders = st.lists(names, max_size=3, unique=True).map(tuple)


@given(st.lists(st.tuples(holders, st.none() | st.integers(0, 5), st.booleans()), max_size=8))
@settings(max_examples=40)
def test_the_tasks_of_a_person_are_those_a_look_at_each_gives(given_cases):
    store = Store()
    expected = []
    for number, (held, due, is_mine) in enumerate(given_cases):
        case = StoredCase(store, f"c{number}").start(*begun("assess"), roles={"Assessor": held})
        if due is not None:
            case.write(e.TaskScheduled("assess#1", due=at(due)))
        if is_mine:
            case.write(e.TaskAssigned("assess#1", "alice"))
        if is_mine or {"alice", "group:x"} & set(held):
            expected.append((99 if due is None else due, case.id))
    tasks = listed(store, person="alice", groups=["x"])
    assert tasks == [f"{name}:assess" for _, name in sorted(expected)]
    store.close()
