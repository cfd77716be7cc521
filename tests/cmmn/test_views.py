import case_text
import pytest
from case_story import START, Story, at

from cmmn import commands as ask
from cmmn.commands import User
from cmmn.lifecycle import Kind, State
from cmmn.views import CaseView, FormField

PLAN = case_text.plan("""
    role Clerk
    role Boss
    file order {total: decimal}
    file lines *
    file note
    human A by Clerk
        due PT1H
        followUp PT30M
        priority 5
        escalation Boss
        in total < order = order.total
        in all < lines
        in free
        out note > note
        out lines > lines
        out nowhere
    human B
        required
    task Plain
    human Later
        manual
    process Pay calls pay
    stage S
        entry create note
        human Inner
    milestone M
        entry complete B
    milestone N
        entry complete Plain
    user Go
    timer T = PT5H
    offer human Extra
        offered by Clerk if order.total > 3
    offer task More
""")
ANN = User("ann", groups=["clerks"])
BOB = User("bob")
FILE = {"order": {"total": 4}, "lines": [1, 2]}


@pytest.fixture
def told():
    return Story(PLAN, variables=FILE, roles={"Clerk": ["group:clerks", "dora"]}, business_key="B1")


def view(told, now=START):
    return CaseView(PLAN, told.state, now)


def task(told, name="A", now=START):
    return next(each for each in view(told, now).tasks() if each.item == name)


def test_a_view_says_which_case_it_is(told):
    shown = view(told)
    assert (shown.id, shown.business_key, shown.state) == ("c1", "B1", State.ACTIVE)
    assert shown.version == len(told.recorded)
    assert shown.roles == {"Clerk": ("group:clerks", "dora"), "Boss": ()}


def test_items_have_all_their_instances(told):
    told.when("complete B")
    items = view(told).items
    assert [(each.id, each.state) for each in items["B"]] == [("B#1", State.COMPLETED)]
    assert "Inner" not in items
    told.when("set note 1")
    assert "Inner" in view(told).items


def test_a_view_stays_as_it_was(told):
    shown = view(told)
    before = (shown.version, shown.items, shown.file, shown.tasks())
    told.when("complete B")
    told.when("set note 1")
    assert (shown.version, shown.items, shown.file, shown.tasks()) == before


def test_the_case_file_is_as_expressions_see_it(told):
    told.when("set note 1")
    assert view(told).file["order"] == {"total": 4}
    assert view(told).file["lines"] == [1, 2]
    assert view(told).file["note"] == 1


def test_milestones_are_those_reached_in_order(told):
    assert view(told).milestones == []
    told.when(ask.MakeTransition(at("11:00"), "Plain", "complete"))
    told.when(ask.MakeTransition(at("12:00"), "B", "complete"))
    assert [each.item for each in view(told).milestones] == ["N", "M"]


# --- tasks ----------------------------------------------------------------------------------------


def test_tasks_are_what_may_be_done_now(told):
    assert {each.item: each.state for each in view(told).tasks()} == {
        "A": State.ACTIVE,
        "B": State.ACTIVE,
        "Plain": State.ACTIVE,
        "Later": State.ENABLED,
        "Pay": State.ACTIVE,
    }
    told.when("suspend case")
    assert view(told).tasks() == []


def test_a_task_says_for_whom_why_and_until_when(told):
    told.when(ask.AssignTask(START, "A", "ann", "claim", by=ANN))
    told.when(ask.AssignTask(START, "A", "bob", "delegate", by=ANN))
    found = task(told)
    assert (found.id, found.name, found.kind) == ("A#1", "A", Kind.HUMAN_TASK)
    assert (found.roles, found.candidates) == (("Clerk",), ("group:clerks", "dora"))
    assert (found.assignee, found.owner, found.priority) == ("bob", "ann", 5)
    assert (found.due, found.follow_up, found.since) == (at("11:00"), at("10:30"), START)
    assert not found.is_required
    assert task(told, "B").is_required


@pytest.mark.parametrize(("now", "is_overdue"), [("10:59", False), ("11:00", True)])
def test_a_task_is_overdue_from_its_date_on(told, now, is_overdue):
    assert task(told, now=at(now)).is_overdue is is_overdue
    assert not task(told, "B", now=at(now)).is_overdue


def test_an_escalated_task_is_also_for_those_it_was_escalated_to(told):
    told.when(ask.AssignRole(START, "Boss", "eve"))
    told.when("timers 11:00")
    assert task(told).roles == ("Clerk", "Boss")
    assert task(told).candidates == ("group:clerks", "dora", "eve")
    assert "A" in {each.item for each in view(told).tasks(User("eve"))}


@pytest.mark.parametrize(
    ("by", "sees"),
    [
        (ANN, True),
        (User("dora"), True),
        (BOB, False),
        (User("clerks"), False),
        (User("x", ["dora"]), False),
        (None, True),
    ],
    ids=str,
)
def test_a_person_sees_what_the_person_may_do(told, by, sees):
    assert ("A" in {each.item for each in view(told).tasks(by)}) is sees
    assert "B" in {each.item for each in view(told).tasks(by)}


def test_what_someone_has_claimed_is_no_longer_for_others(told):
    told.when(ask.AssignTask(START, "A", "dora", "claim", by=User("dora")))
    assert "A" not in {each.item for each in view(told).tasks(ANN)}
    assert "A" in {each.item for each in view(told).tasks(User("dora"))}
    told.when(ask.AssignTask(START, "A", "bob", "delegate", by=User("dora")))
    for each in ("dora", "bob"):
        assert "A" in {found.item for found in view(told).tasks(User(each))}


def test_the_most_urgent_task_is_first(told):
    assert view(told).tasks()[0].item == "A"
    told.when(ask.ScheduleTask(START, "Later", "PT30M"))
    told.when(ask.ScheduleTask(START, "B", None, None, 1))
    assert [each.item for each in view(told).tasks()][:3] == ["Later", "A", "B"]


def test_a_task_shows_its_incident(told):
    told.when(ask.FailJob(START, "Pay#1", "no money"))
    told.when("reactivate Pay")
    assert task(told, "Pay").incident is None
    assert "Pay" in view(told).items
    assert task(told).incident is None


def test_a_form_has_what_the_task_shows_and_asks_for(told):
    told.when("set note 7")
    assert list(task(told).fields) == [
        FormField("total", "Unspecified", 4, False, False),
        FormField("all", "Unspecified", [1, 2], True, False),
        FormField("free", "Unspecified", None, False, False),
        FormField("note", "Unspecified", 7, False, True),
        FormField("lines", "Unspecified", [1, 2], True, True),
        FormField("nowhere", "Unspecified", None, False, True),
    ]
    assert task(told, "B").fields == ()


NESTED = """
    file order
        file line *
        file name
    human A
        in name < name
        out name > name
        out line > line
"""


def test_a_form_shows_items_in_items_as_they_are():
    plan = case_text.plan(NESTED)
    told = Story(plan, variables={"order": {"name": "x", "line": [1, 2]}})
    (found,) = CaseView(plan, told.state, START).tasks()
    assert [(each.name, each.value, each.is_output) for each in found.fields] == [
        ("name", "x", False),
        ("name", "x", True),
        ("line", [1, 2], True),
    ]


def test_an_empty_case_file_gives_an_empty_form():
    told = Story(PLAN)
    assert {each.name: each.value for each in task(told).fields if each.value} == {}


# --- offers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "total", "items"),
    [
        (None, 4, ["Extra", "More"]),
        (ANN, 4, ["Extra", "More"]),
        (BOB, 4, ["More"]),
        (ANN, 3, ["More"]),
    ],
    ids=str,
)
def test_what_is_offered_depends_on_the_person_and_on_the_case_file(told, by, total, items):
    told.when(ask.SetFile(START, {"order": {"total": total}}))
    offered = view(told).offers(by)
    assert [each.item for each in offered] == items
    assert {each.holder for each in offered} == {"case"}
    for each in offered:
        told.when(ask.PlanItem(START, each.item, each.holder, by=by))


def test_nothing_is_offered_in_a_case_that_has_ended(told):
    told.when("terminate case")
    assert view(told).offers() == []
    assert view(told).tasks() == []


def test_a_view_explains(told):
    assert view(told).explain("B")
    assert view(told).explain()
