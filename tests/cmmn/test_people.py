import case_text
import pytest
from case_story import START, Story, at

from cmmn import commands as ask
from cmmn.commands import User
from cmmn.errors import CommandRefused, NotAuthorized
from cmmn.people import role_name

PLAN = case_text.plan("""
    role Clerk
    role Boss
    human A by Clerk
    human Free
    human Later
        manual
    human Waits
        entry occur Go
    task Plain
    user Go
""")
ANN = User("ann", groups=["clerks"])
BOB = User("bob", groups=["clerks"])
EVE = User("eve")
ROLES = {"Clerk": ["group:clerks"]}


@pytest.fixture
def told():
    return Story(PLAN, roles=ROLES)


def assign(told, how, to=None, by=None, task="A"):
    told.when(ask.AssignTask(START, task, to, how, by=by))
    instance = told.instance(f"{task}#1")
    return instance.assignee, instance.owner


def refused(told, *arguments, **more):
    before = told.state
    with pytest.raises(CommandRefused) as error:
        assign(told, *arguments, **more)
    assert told.state is before
    return error.value.message


def test_a_task_is_claimed_by_one(told):
    assert assign(told, "claim", "ann", ANN) == ("ann", None)
    assert refused(told, "claim", "bob", BOB) == "'ann' has claimed it"
    assert assign(told, "claim", "ann", ANN) == ("ann", None)
    assert assign(told, "release", None, ANN) == (None, None)
    assert assign(told, "claim", "bob", BOB) == ("bob", None)


def test_a_delegated_task_comes_back_to_its_owner(told):
    assign(told, "claim", "ann", ANN)
    assert assign(told, "delegate", "bob", ANN) == ("bob", "ann")
    assert assign(told, "delegate", "eve", BOB) == ("eve", "ann")
    assert assign(told, "release") == ("ann", None)
    assert assign(told, "release") == (None, None)


@pytest.mark.parametrize("how", ["release", "delegate"])
def test_only_what_is_someones_is_given_away(told, how):
    assert refused(told, how, "bob", ANN) == f"it is nobody's to {how}"
    assign(told, "claim", "ann", ANN)
    assert refused(told, how, "bob", BOB) == f"it is ann's to {how}"
    assign(told, how, "bob" if how == "delegate" else None)


def test_a_task_may_be_assigned_by_who_may_do_it(told):
    assert assign(told, "assign", "eve", ANN) == ("eve", None)
    assert assign(told, "assign", "bob") == ("bob", None)


@pytest.mark.parametrize("how", ["claim", "assign", "delegate", "release"])
def test_people_without_the_role_do_nothing_with_a_task(told, how):
    with pytest.raises(NotAuthorized, match="Clerk"):
        assign(told, how, "eve", EVE)


def test_a_task_without_roles_is_anyones(told):
    assert assign(told, "claim", "eve", EVE, "Free") == ("eve", None)


def test_a_role_that_nobody_holds_admits_nobody():
    with pytest.raises(NotAuthorized):
        assign(Story(PLAN), "claim", "ann", ANN)


@pytest.mark.parametrize(
    ("task", "message"),
    [
        ("Plain", "is no human task"),
        ("Go", "is no human task"),
        ("Waits", "'Waits#1' is available"),
        ("Nobody", "no plan item 'Nobody'"),
        ("A#9", "no instance 'A#9'"),
    ],
)
def test_only_open_human_tasks_are_peoples(told, task, message):
    assert message in refused(told, "claim", "ann", task=task)


def test_an_enabled_task_is_peoples(told):
    assert assign(told, "claim", "eve", task="Later") == ("eve", None)


def test_nothing_is_claimed_in_a_case_that_is_not_active(told):
    told.when("suspend case")
    assert "the case is suspended" in refused(told, "claim", "ann", ANN)


# --- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ("P1D", "2026-02-01T10:00:00Z"),
        ("PT90M", "2026-01-31T11:30:00Z"),
        ("2026-03-01T08:00:00Z", "2026-03-01T08:00:00Z"),
        (at("12:00"), "2026-01-31T12:00:00Z"),
        ("2026-03-01T08:00:00+02:00", "2026-03-01T06:00:00Z"),
    ],
)
def test_a_due_date_is_an_instant_or_a_duration_from_now(told, given, due):
    told.when(ask.ScheduleTask(START, "A", given))
    assert str(told.instance("A#1").due) == due


def test_what_is_not_given_stays_as_it_is(told):
    told.when(ask.ScheduleTask(START, "A", "P1D", "PT1H", 3))
    told.when(ask.ScheduleTask(START, "A", None, None, 0))
    instance = told.instance("A#1")
    assert str(instance.due) == "2026-02-01T10:00:00Z"
    assert str(instance.follow_up) == "2026-01-31T11:00:00Z"
    assert instance.priority == 0


@pytest.mark.parametrize("name", ["due", "follow_up"])
@pytest.mark.parametrize("value", ["soon", 5, True, [], {"a": 1}, ""])
def test_what_is_no_date_is_refused(told, name, value):
    before = told.state
    with pytest.raises(CommandRefused) as error:
        told.when(ask.ScheduleTask(START, "A", **{name: value}))
    assert error.value.code == "INVALID_VALUE"
    assert told.state is before


def test_dates_are_set_by_who_may_do_the_task(told):
    told.when(ask.ScheduleTask(START, "A", "P1D", by=ANN))
    with pytest.raises(NotAuthorized):
        told.when(ask.ScheduleTask(START, "A", "P1D", by=EVE))


# --- roles ----------------------------------------------------------------------------------------


def test_roles_are_given_and_taken(told):
    told.when(ask.AssignRole(START, "Boss", "eve"))
    told.when(ask.AssignRole(START, "r_Clerk", "eve"))
    assert told.state.roles == {"Clerk": ("group:clerks", "eve"), "Boss": ("eve",)}
    assert told.when(ask.AssignRole(START, "Boss", "eve")) == []
    told.when(ask.UnassignRole(START, "Clerk", "group:clerks"))
    with pytest.raises(NotAuthorized):
        assign(told, "claim", "ann", ANN)
    assert assign(told, "claim", "eve", EVE) == ("eve", None)


def test_a_role_that_is_not_held_is_not_taken(told):
    with pytest.raises(CommandRefused) as error:
        told.when(ask.UnassignRole(START, "Clerk", "eve"))
    assert error.value.message == "'eve' does not hold 'Clerk'"
    assert error.value.hint == "it is held by: group:clerks"


@pytest.mark.parametrize("command", [ask.AssignRole, ask.UnassignRole])
def test_a_role_that_is_not_there_is_refused(told, command):
    with pytest.raises(CommandRefused) as error:
        told.when(command(START, "Clark", "eve"))
    assert error.value.code == "NO_SUCH_ITEM"
    assert "did you mean 'Clerk'?" in error.value.hint


@pytest.mark.parametrize("command", [ask.AssignRole, ask.UnassignRole])
def test_a_person_gives_and_takes_only_roles_the_person_holds(told, command):
    before = told.state
    with pytest.raises(NotAuthorized, match="'eve' does not hold 'Clerk'"):
        told.when(command(START, "Clerk", "eve", by=EVE))
    with pytest.raises(NotAuthorized, match="held by: nobody"):
        told.when(command(START, "Boss", "ann", by=ANN))
    assert told.state is before


def test_who_holds_a_role_gives_it_to_others(told):
    told.when(ask.AssignRole(START, "Clerk", "eve", by=ANN))
    told.when(ask.UnassignRole(START, "Clerk", "group:clerks", by=EVE))
    assert told.state.roles["Clerk"] == ("eve",)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\0", "\ud800", "x" * 10_000])
def test_nothing_is_given_to_what_is_no_name(told, name):
    before = told.state
    for command in (
        ask.AssignRole(START, "Clerk", name),
        ask.AssignTask(START, "A", name, "assign"),
        ask.AssignTask(START, "A", name, "claim"),
    ):
        with pytest.raises(CommandRefused) as error:
            told.when(command)
        assert error.value.code == "INVALID_VALUE"
    assert told.state is before


@pytest.mark.parametrize("name", ["Zoë Ünal", "李", "group:a b", "o'x; DROP", "a#1.b[2]/%"])
def test_names_of_any_language_are_names(told, name):
    told.when(ask.AssignRole(START, "Clerk", name))
    assert name in told.state.roles["Clerk"]
    assert assign(told, "assign", name) == (name, None)


def test_a_group_does_not_stand_for_a_person_of_its_name():
    told = Story(PLAN, roles={"Clerk": ["clerks"]})
    with pytest.raises(NotAuthorized):
        assign(told, "claim", "ann", ANN)
    assert assign(told, "claim", "clerks", User("clerks")) == ("clerks", None)


def test_a_role_is_known_by_name_and_id():
    assert role_name(PLAN, "Clerk") == role_name(PLAN, "r_Clerk") == "Clerk"
