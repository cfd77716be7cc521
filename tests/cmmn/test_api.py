import pytest
from case_story import at
from deployed_cases import rows, write

from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.commands import FireTimers, User
from cmmn.errors import CommandRefused, NotAuthorized, StoreError, UnknownCaseError
from cmmn.lifecycle import State
from cmmn.store.queries import CaseFilter

TEXT = """
case c
    role Clerk
    role Boss
    file amount
    file lines *
    human A by Clerk
    human Free
        manual
    task Other
    stage S
        task Inner
    milestone M
        entry complete A
    user Go
    offer task Extra
        offered by Boss
"""
ANN = User("ann", groups=["clerks"])
EVE = User("eve")


@pytest.fixture
def clock():
    return VirtualClock("2026-01-31T10:00:00Z")


@pytest.fixture
def engine(clock, tmp_path):
    with CaseEngine(clock=clock) as engine:
        engine.deploy(write(tmp_path / "models", TEXT), by=ANN, owner="claims")
        yield engine


@pytest.fixture
def case(engine):
    return engine.create("c", {"amount": 1}, roles={"Clerk": ["group:clerks"]}, business_key="B1")


# --- definitions ----------------------------------------------------------------------------------


def test_a_deployment_says_what_it_stored(engine, tmp_path):
    (again,) = engine.deploy(tmp_path / "models")
    (row,) = engine.definitions()
    assert (again.kind, again.key, again.version, again.name) == ("cmmn", "c", 1, "c")
    assert (again.is_new, again.problems, again.sha256) == (False, (), row.sha256)
    assert (row.deployed_by, row.owner, row.state) == ("ann", "claims", "active")
    assert row.deployed_at == at("10:00")


def test_what_is_wrong_inside_a_model_is_told_and_does_not_stop_it(engine, tmp_path):
    text = "case wrong\n    human A\n        entry complete Nobody if 1 +"
    (found,) = engine.deploy(write(tmp_path / "wrong", text, "wrong"))
    assert found.is_new
    assert {each.severity for each in found.problems} >= {"error"}
    assert all(each.line for each in found.problems if each.severity == "error")
    assert engine.create("wrong").state is State.ACTIVE


def test_the_newest_active_version_serves_new_cases(engine, tmp_path):
    for number in (2, 3):
        text = f"case c\n    human V{number}"
        (found,) = engine.deploy(write(tmp_path / "newer", text, "newer"))
        assert (found.version, found.is_new) == (number, True)
    running = engine.create("c")
    engine.set_definition_state("cmmn", "c", 3, "retired")
    assert set(engine.create("c").items) == {"V2"}
    assert set(running.items) == {"V3"}
    running.complete("V3")
    engine.set_definition_state("cmmn", "c", 3, "draft")
    assert set(engine.create("c").items) == {"V2"}
    engine.set_definition_state("cmmn", "c", 3, "active")
    assert set(engine.create("c").items) == {"V3"}


def test_without_an_active_version_there_is_no_new_case(engine, case):
    engine.set_definition_state("cmmn", "c", 1, "retired")
    with pytest.raises(UnknownCaseError, match="no active cmmn definition 'c'"):
        engine.create("c")
    case.complete("A")
    assert case.milestones[0].item == "M"


def test_only_states_and_versions_there_are_can_be_given(engine):
    with pytest.raises(ValueError, match="draft, active, retired"):
        engine.set_definition_state("cmmn", "c", 1, "gone")
    with pytest.raises(UnknownCaseError):
        engine.set_definition_state("cmmn", "c", 9, "active")


@pytest.mark.parametrize("url", ["", "mysql://x", "nonsense", "sqlite:////no/such/folder/a.db"])
def test_a_database_that_cannot_be_used_is_said(url):
    with pytest.raises(StoreError):
        CaseEngine(url)


# --- one case -------------------------------------------------------------------------------------


def test_a_case_shows_what_is_committed(engine, case):
    same = engine.case(case.id)
    case.complete("A", by=ANN)
    assert same.version == case.version
    assert same.state is State.ACTIVE
    assert (same.business_key, same.file["amount"]) == ("B1", 1)
    assert [each.item for each in same.milestones] == ["M"]
    assert repr(same) == f"<case {case.id}>"


def test_a_view_does_not_change_when_the_case_does(case):
    seen = case.now
    case.set({"amount": 2})
    assert (seen.file["amount"], case.file["amount"]) == (1, 2)


def test_every_verb_makes_its_transition(case):
    case.start("Free")
    assert case.items["Free"][0].state is State.ACTIVE
    case.suspend("S").resume("S").fault("Other").reactivate("Other")
    assert case.items["Other"][0].state is State.ACTIVE
    case.occur("Go").terminate("S").complete("A")
    told = {item: instances[0].state for item, instances in case.items.items()}
    assert told["S"] is State.TERMINATED
    assert told["Go"] is told["A"] is State.COMPLETED
    case.suspend().reactivate().terminate().close()
    assert case.state is State.CLOSED


def test_an_enabled_item_is_put_aside_and_taken_up(case):
    assert case.disable("Free").items["Free"][0].state is State.DISABLED
    assert case.reenable("Free").items["Free"][0].state is State.ENABLED
    case.make("Free", "manualStart")
    assert case.items["Free"][0].state is State.ACTIVE


def test_the_case_file_is_changed_by_transition(case):
    case.change("lines", "create", "a").change("lines", "create", "b")
    case.change("lines[1]", "replace", "c", by=ANN)
    assert case.file["lines"] == ["c", "b"]
    case.change("amount", "delete")
    assert case.file["amount"] is None


@pytest.mark.parametrize("transition", ["jump", "", "Complete"])
def test_a_transition_that_the_standard_does_not_have_is_refused(case, transition):
    with pytest.raises(ValueError, match=f"'{transition}' is not a valid"):
        case.make("A", transition)
    with pytest.raises(ValueError, match="is not a valid"):
        case.change("amount", transition)


def test_people_share_a_task(case):
    with pytest.raises(NotAuthorized):
        case.claim("A", by=EVE)
    case.claim("A", by=ANN)
    assert case.tasks(EVE) == [each for each in case.tasks(EVE) if each.item != "A"]
    case.delegate("A", "eve", by=ANN).release("A").release("A")
    case.assign("A", "bob").schedule("A", due="P1D", priority=2)
    (found,) = [each for each in case.tasks(User("bob")) if each.item == "A"]
    assert (found.assignee, found.priority, str(found.due)) == ("bob", 2, "2026-02-01T10:00:00Z")


def test_roles_are_given_and_taken_in_a_case(case):
    with pytest.raises(NotAuthorized):
        case.plan("Extra", by=EVE)
    with pytest.raises(NotAuthorized):
        case.assign_role("Boss", "eve", by=EVE)
    case.assign_role("Boss", "eve")
    assert [each.item for each in case.offers(EVE)] == ["Extra"]
    case.plan("Extra", by=EVE)
    case.unassign_role("Boss", "eve")
    assert case.offers(EVE) == []
    assert case.items["Extra"][0].origin == "planning"


def test_one_holder_of_a_role_need_not_be_in_a_list(engine):
    case = engine.create("c", roles={"Clerk": "group:clerks"})
    assert case.now.roles["Clerk"] == ("group:clerks",)


def test_history_says_when_who_and_why(case, clock):
    clock.advance("PT1H")
    case.complete("A", by=ANN, command_id="x")
    first = next(each for each in case.history() if each.by == "ann")
    assert (first.time, first.command) == (at("11:00"), "MakeTransition")
    milestone = next(
        each for each in case.history() if "M#1" in repr(each.event) and each.by == "ann"
    )
    chain = case.causes(milestone.sequence)
    assert chain[0].sequence == milestone.sequence
    assert chain[-1].cause is None
    assert case.commands()[-1].command_id == "x"


def test_commands_once_and_versions_are_taken_by_every_verb(case):
    version = case.version
    case.set({"amount": 2}, command_id="a", expected_version=version)
    case.set({"amount": 3}, command_id="a", expected_version=version)
    assert case.file["amount"] == 2
    for act in (
        lambda **once: case.complete("A", **once),
        lambda **once: case.plan("Extra", **once),
        lambda **once: case.change("amount", "delete", **once),
        lambda **once: case.claim("A", by=ANN, **once),
        lambda **once: case.schedule("A", priority=1, **once),
        lambda **once: case.assign_role("Boss", "x", **once),
        lambda **once: case.resolve_incident("A", "skip", **once),
        case.close,
    ):
        with pytest.raises(CommandRefused, match="the case is at version"):
            act(expected_version=version)


def test_cases_are_found(engine, case):
    engine.create("c", business_key="B2")
    assert len(engine.cases().rows) == 2
    (found,) = engine.cases(CaseFilter(business_key="B1")).rows
    assert found.id == case.id
    page = engine.cases(limit=1)
    assert (len(page.rows), page.has_more) == (1, True)


def test_tasks_of_all_cases_are_those_a_person_may_take(engine, case):
    mine = {(each.case_id, each.item) for each in engine.tasks(ANN).rows}
    theirs = {(each.case_id, each.item) for each in engine.tasks(EVE).rows}
    assert mine - theirs == {(case.id, "A")}
    for person, shown in ((ANN, mine), (EVE, theirs)):
        assert {item for _, item in shown} == {each.item for each in case.tasks(person)}


def test_a_monitor_is_told_what_waits(engine, case, clock):
    case.schedule("A", due="PT1H")
    assert (engine.stats().open_cases, engine.stats().overdue_tasks) == (1, 0)
    clock.advance("PT2H")
    assert engine.stats().overdue_tasks == 1
    assert engine.incidents().rows == ()


def test_a_case_is_as_it_was(case):
    version = case.version
    case.complete("A")
    assert case.at(version).milestones == []
    assert case.at(version).version == version
    for wrong in (0, -1, 999, 2**31, 2**63, 10**40, -(10**40)):
        with pytest.raises(UnknownCaseError):
            case.at(wrong)


@pytest.mark.parametrize("verb", ["tasks", "offers", "children", "history", "commands"])
def test_reading_changes_nothing(engine, case, verb):
    before = rows(engine)
    getattr(case, verb)()
    assert case.explain("A")
    assert rows(engine) == before


NO_IDS = ["", "\0", "a\0b", "\ud800", "a\nb", "x" * 501, "x" * 100_000]


@pytest.mark.parametrize("wrong", NO_IDS, ids=range(len(NO_IDS)))
def test_an_id_that_no_database_keeps_is_refused_with_words(engine, case, wrong):
    before = rows(engine)
    for ask_for in (
        lambda: engine.create("c", command_id=wrong),
        lambda: case.set({"amount": 2}, command_id=wrong),
        lambda: engine.engine.run(wrong, FireTimers),
        lambda: engine.engine.read(wrong),
    ):
        with pytest.raises(CommandRefused, match="cannot be a") as refused:
            ask_for()
        assert (refused.value.code, bool(refused.value.hint)) == ("INVALID_VALUE", True)
        assert len(str(refused.value)) < 300
    assert rows(engine) == before


@pytest.mark.parametrize("wrong", [5, b"x", ["x"], True], ids=repr)
def test_an_id_that_is_no_text_is_a_type_error(engine, case, wrong):
    before = rows(engine)
    with pytest.raises(TypeError, match="command_id: expected a text"):
        engine.create("c", command_id=wrong)
    with pytest.raises(TypeError, match="command_id: expected a text"):
        case.set({"amount": 2}, command_id=wrong)
    with pytest.raises(TypeError, match="case id: expected a text"):
        engine.engine.read(wrong)
    assert rows(engine) == before


@pytest.mark.parametrize("name", ["x", "x" * 500, "Zoë #1/~2", "李"])
def test_any_other_text_is_an_id(engine, name):
    case = engine.create("c", command_id=name)
    assert engine.create("c", command_id=name).id == case.id
