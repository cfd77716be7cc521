"""The examples of cases: their scripts come to their end, and the engine holds what they tell."""

import doctest
import importlib.util
import re
import sys
from itertools import permutations
from pathlib import Path

import pytest
from lxml import etree

from cmmn import CaseEngine, CommandRefused, State, User, VirtualClock, Worker, event_words
from cmmn import events as e
from feel.temporal import parse_date_time

EXAMPLES = Path(__file__).parents[2] / "examples"
MILESTONES = {
    "claim": ["undone"],
    "complaint": ["resolved"],
    "onboarding": ["ready"],
    "patient_intake": ["placed"],
}
FOLDERS = sorted(MILESTONES)


@pytest.fixture(scope="module")
def script_of():
    """Give an example's script as a module."""
    scripts = {}

    def script_of(folder):
        if folder not in scripts:
            name = f"example_{folder}"
            spec = importlib.util.spec_from_file_location(name, EXAMPLES / folder / "run.py")
            scripts[folder] = sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(scripts[folder])
        return scripts[folder]

    yield script_of
    for folder in scripts:
        del sys.modules[f"example_{folder}"]


@pytest.fixture
def begun(script_of):
    """Give an example's script with a clock at its start and an engine that has its definitions."""
    engines = []

    def begun(folder):
        script = script_of(folder)
        clock = VirtualClock(script.START)
        engines.append(CaseEngine(clock=clock))
        engines[-1].deploy(EXAMPLES / folder)
        return script, engines[-1], clock

    yield begun
    for engine in engines:
        engine.close()


@pytest.fixture
def played(begun):
    """Give the case that an example's script leaves, and its engine."""

    def played(folder):
        script, engine, clock = begun(folder)
        return script.play(engine, clock), engine

    return played


# --- what is read from a history ------------------------------------------------------------------


def story(case):
    """Return what happened, without the case id, which is another each time."""
    return [
        (each.sequence, each.time, each.by, each.cause, told(case, each)) for each in case.history()
    ]


def told(case, recorded):
    return event_words(recorded.event).replace(case.id, "this")


def the(case, words):
    """Return the one event that is told in words beginning so."""
    (found,) = [each for each in case.history() if told(case, each).startswith(words)]
    return found


def why(case, words):
    """Return what led to an event, the event itself first, back to the first cause, in words."""
    return [told(case, each) for each in case.causes(the(case, words).sequence)]


def states(case, *items):
    return {item: [each.state.value for each in case.items[item]] for item in items}


def kinds(case, kind):
    return [each.event for each in case.history() if isinstance(each.event, kind)]


# --- what holds for every example -----------------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_model_is_valid(folder, schemas):
    schema = etree.XMLSchema(etree.parse(schemas / "cmmn" / "CMMN11.xsd"))
    schema.assertValid(etree.parse(EXAMPLES / folder / f"{folder}.cmmn"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_is_wrong_with_the_definitions(folder):
    with CaseEngine() as engine:
        assert {each.key: each.problems for each in engine.deploy(EXAMPLES / folder)} == {
            each.key: () for each in engine.definitions()
        }


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_case_completes_with_its_milestone_and_leaves_nothing(played, folder):
    case, engine = played(folder)
    assert case.state is State.COMPLETED
    assert [each.item for each in case.milestones] == MILESTONES[folder]
    stats = engine.stats()
    left = (stats.open_cases, stats.overdue_tasks, stats.due_timers, stats.incidents)
    assert left == (0, 0, 0, 0)
    assert (stats.waiting_jobs, stats.dead_jobs) == (0, 0)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_same_happens_each_time(played, folder):
    first, second = (played(folder)[0] for _ in range(2))
    assert story(first) == story(second)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_history_leads_to_the_case_as_it_is(played, folder):
    case, _ = played(folder)
    assert case.at(version=case.version).snapshot == case.now.snapshot


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_cause_is_an_earlier_event(played, folder):
    case, _ = played(folder)
    assert all(each.cause is None or each.cause < each.sequence for each in case.history())


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_script_can_be_run_again_on_the_same_database(script_of, capsys, tmp_path, folder):
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    printed = []
    for _ in range(2):
        script_of(folder).main(url)
        printed.append(re.sub(r"\b[0-9a-f]{16}\b|\bjob \d+", "...", capsys.readouterr().out))
    assert printed[0] == printed[1]
    with CaseEngine(url) as engine:
        assert {row.state for row in engine.cases().rows} == {"completed"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_script_prints_what_its_page_shows(script_of, capsys, folder):
    page = (EXAMPLES / folder / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(
        rf"```console\n\$ python examples/{folder}/run\.py\n(.*?)```", page, re.DOTALL
    )
    script_of(folder).main()
    found = capsys.readouterr().out.lstrip("\n")
    assert doctest.OutputChecker().check_output(shown, found, doctest.ELLIPSIS), found


# --- complaint ------------------------------------------------------------------------------------


def test_the_first_lines_of_the_documentation_work(tmp_path, monkeypatch):
    (tmp_path / "examples").symlink_to(EXAMPLES)
    monkeypatch.chdir(tmp_path)
    engine = CaseEngine("sqlite:///cases.db")
    engine.deploy("examples/complaint")
    alice = User("alice", groups=["claims"])
    case = engine.create(
        "complaint",
        {"customer": "C-17", "amount": 120},
        business_key="2026-0117",
        roles={"Assessor": ["group:claims"]},
        by=alice,
    )
    assert [each.name for each in case.tasks()] == ["Assess the complaint"]
    for _ in range(2):  # the same command again changes nothing
        case.complete("assess", {"severity": "high"}, by=alice, command_id="6f0c")
        assert case.file["severity"] == "high"
    assert len(case.commands()) == 2
    told = str(case.explain("compensate"))
    assert "'Investigation' has not made 'complete'; it is active" in told
    assert "(response.compensation is 144.0, response.investigate is true)" in told
    assert case.at(version=5).items.keys() == {"propose", "assess"}
    engine.close()


def test_the_rules_propose_a_severity_and_the_assessor_has_the_last_word(played):
    case, _ = played("complaint")
    proposed = kinds(case, e.DecisionEvaluated)[0]
    assert (proposed.decision, proposed.outputs) == ("Severity", {"Severity": "medium"})
    assert list(proposed.rules.values()) == [["3"]]
    assert case.file["severity"] == "high"


def test_an_investigation_without_conclusion_is_repeated(played):
    case, _ = played("complaint")
    assert states(case, "investigate") == {"investigate": ["completed", "completed"]}
    assert why(case, "investigate#2: available -> active") == [
        "investigate#2: available -> active (start)",
        "investigate#1: active -> completed (complete)",
    ]


def test_after_five_days_a_timer_lets_the_lead_step_in(played):
    case, _ = played("complaint")
    start = the(case, "escalate#1: available -> active")
    assert start.time == parse_date_time("2026-03-07T09:00:00Z")
    assert start.by == "system"
    assert why(case, "escalate#1: available -> active") == [
        "escalate#1: available -> active (start, criterion escalate_after_five_days)",
        "escalate#1: heard on-part 1 of escalate_after_five_days",
        "five_days#1: available -> completed (occur)",
        "five_days#1: timer due 2026-03-07T09:00:00Z",
        "investigation#1: available -> active (start, criterion investigation_when_called_for)",
        "investigation#1: heard on-part 1 of investigation_when_called_for",
        "respond#1: active -> completed (complete)",
        "respond#1: available -> active (start, criterion respond_when_assessed)",
        "respond#1: heard on-part 1 of respond_when_assessed",
        "assess#1: active -> completed (complete)",
    ]
    assert the(case, "escalate#1: active -> completed").by == "lena"


def test_the_compensation_has_the_conclusive_investigation_as_its_first_cause(played):
    case, _ = played("complaint")
    assert why(case, "compensate#1: available -> active") == [
        "compensate#1: available -> active (start, criterion compensate_when_upheld)",
        "compensate#1: heard on-part 1 of compensate_when_upheld",
        "investigation#1: active -> completed (complete)",
        "investigate#2: active -> completed (complete)",
    ]


def test_an_overdue_task_is_escalated_at_its_due_date(played):
    case, _ = played("complaint")
    escalated = the(case, "investigate#2: overdue")
    assert escalated.event.roles == ("Lead",)
    assert escalated.time == parse_date_time("2026-03-06T09:00:00Z")


def test_a_timer_that_is_noticed_late_has_its_own_time_in_the_history(begun):
    script, engine, clock = begun("complaint")
    case = script.assess(engine)
    clock.set("2026-04-01T00:00:00Z")
    Worker(engine).work()
    occurred = the(case, "five_days#1: available -> completed")
    assert occurred.time == parse_date_time("2026-03-07T09:00:00Z")


def test_a_customer_who_withdraws_ends_the_case(begun):
    script, engine, _ = begun("complaint")
    case = script.assess(engine)
    case.occur("withdraw", by=script.BOB)
    assert case.state is State.TERMINATED
    assert case.tasks() == []


# --- patient intake -------------------------------------------------------------------------------


def test_the_doctor_plans_what_the_rating_suggests(played):
    case, _ = played("patient_intake")
    planned = [each.item for each in kinds(case, e.DiscretionaryItemPlanned)]
    assert planned == ["do_ecg", "do_blood", "observation"]
    for item in ("do_ecg", "do_blood", "look_again"):
        assert states(case, item) == {item: ["completed"]}
    assert "do_xray" not in case.items


def test_only_an_abnormal_result_is_reviewed(played):
    case, _ = played("patient_intake")
    reviewed = the(case, "review#1: available -> active").sequence
    normal = the(case, "do_blood#1: active -> completed").sequence
    abnormal = the(case, "case file: results.ecg create").sequence
    assert normal < abnormal < reviewed
    assert states(case, "review")["review"] == ["completed", "terminated"]


@pytest.mark.parametrize(
    ("disposition", "next_step", "other"),
    [("ward", "admission", "discharge"), ("home", "discharge", "admission")],
)
def test_the_decision_leads_to_the_next_step(begun, disposition, next_step, other):
    script, engine, clock = begun("patient_intake")
    case = script.receive(engine, clock)
    case.complete("isolate", by=script.NINA)
    case.complete("examine", {"finding": "?"}, by=script.DORA)
    case.start("decide", by=script.DORA)
    case.complete("decide", {"disposition": disposition}, by=script.DORA)
    assert states(case, next_step, other) == {next_step: ["active"], other: ["available"]}


def test_a_patient_in_danger_is_stabilised_before_anything_else(begun):
    script, engine, _ = begun("patient_intake")
    case = engine.create("patient_intake", roles=script.ROLES, by=script.NINA)
    vitals = {"pulse": 180, "temperature": None, "oxygen": 80}
    case.complete("measure", {"vitals": vitals}, by=script.NINA)
    assert states(case, "emergency", "register", "examination") == {
        "emergency": ["active"],
        "register": ["active"],
        "examination": ["available"],
    }
    case.complete("stabilise", by=script.DORA)
    assert states(case, "examination") == {"examination": ["active"]}


@pytest.mark.parametrize("consent", [True, False])
def test_an_x_ray_is_for_patients_who_agree(begun, consent):
    script, engine, _ = begun("patient_intake")
    given = {"complaint": "fell on the wrist"}
    case = engine.create("patient_intake", given, roles=script.ROLES, by=script.NINA)
    vitals = {"pulse": 80, "temperature": 36.8, "oxygen": 98}
    case.complete("measure", {"vitals": vitals}, by=script.NINA)
    case.complete("register", {"consent": consent}, by=script.NINA)
    assert "X-ray" in case.file["rating"]["tests"]
    offered = {each.item for each in case.offers(script.DORA)}
    assert ("do_xray" in offered) == consent
    assert case.offers(script.NINA) == []
    if not consent:
        with pytest.raises(CommandRefused, match="now: the rule 'consent = true' is false"):
            case.plan("do_xray", by=script.DORA)


def test_a_test_cannot_be_planned_before_the_doctor_examines(begun):
    script, engine, _ = begun("patient_intake")
    case = engine.create("patient_intake", roles=script.ROLES, by=script.NINA)
    with pytest.raises(CommandRefused, match="no planning table that has it is open"):
        case.plan("do_ecg", by=script.DORA)


# --- onboarding -----------------------------------------------------------------------------------


LAST = {"compliance": (1, "collect"), "it": (2, "badge"), "accounts": (3, "grant")}
"""For each stage, the on-part that hears it and the task that `be_ready` does last."""


def be_ready(script, case, stage):
    """Do what one of the three stages needs."""
    if stage == "compliance":
        case.complete("collect", by=script.CARL)
    elif stage == "it":
        script.get_laptop(case)
        case.complete("desk", by=script.IDA)
        case.complete("badge")
    else:
        case.complete("payroll", by=script.ANNA)
        case.complete("create_login", {"login": "nvega"}, by=script.IDA)
        case.complete("grant", by=script.IDA)


@pytest.mark.parametrize(
    "order", list(permutations(["compliance", "it", "accounts"])), ids="-".join
)
def test_a_milestone_joins_the_stages_in_whatever_order_they_end(begun, order):
    script, engine, _ = begun("onboarding")
    case = script.begin(engine)
    for stage in order:
        assert case.milestones == []
        be_ready(script, case, stage)
        assert states(case, stage) == {stage: ["completed"]}
    assert [each.item for each in case.milestones] == ["ready"]
    part, last_task = LAST[order[-1]]
    assert why(case, "ready#1: available -> completed") == [
        "ready#1: available -> completed (occur, criterion ready_when_all_are)",
        f"ready#1: heard on-part {part} of ready_when_all_are",
        f"{order[-1]}#1: active -> completed (complete)",
        f"{last_task}#1: active -> completed (complete)",
    ]


def test_reminders_come_every_other_day_three_times_at_most(played):
    case, _ = played("onboarding")
    starts = [the(case, f"remind#{number}: available -> active") for number in (1, 2, 3)]
    days = ("2026-03-04T09:00:00Z", "2026-03-06T09:00:00Z", "2026-03-08T09:00:00Z")
    assert [each.time for each in starts] == [parse_date_time(each) for each in days]
    assert states(case, "remind")["remind"] == ["completed", "completed", "completed", "terminated"]


def test_the_manager_asks_two_days_before_until_all_is_ready(begun):
    script, engine, clock = begun("onboarding")
    worker, case = Worker(engine), script.begin(engine)
    be_ready(script, case, "it")
    be_ready(script, case, "accounts")
    clock.set("2026-03-14T08:00:00Z")
    worker.work()
    assert states(case, "chase") == {"chase": ["active"]}
    be_ready(script, case, "compliance")
    assert states(case, "chase") == {"chase": ["terminated"]}
    assert why(case, "chase#1: active -> terminated") == [
        "chase#1: active -> terminated (exit, criterion chase_no_more)",
        "chase#1: heard on-part 1 of chase_no_more",
        "ready#1: available -> completed (occur, criterion ready_when_all_are)",
        "ready#1: heard on-part 1 of ready_when_all_are",
        "compliance#1: active -> completed (complete)",
        "remind#3: active -> terminated (exit, criterion remind_no_more)",
        "remind#3: heard on-part 1 of remind_no_more",
        "collect#1: active -> completed (complete)",
    ]


def test_the_laptop_comes_from_a_child_case(played):
    case, _ = played("onboarding")
    (laptop,) = case.children()
    assert (laptop.state, laptop.file["model"]) == (State.COMPLETED, "large")
    assert case.file["laptop"] == laptop.file["serial"] == "SN-4411"


def test_who_is_ready_waits_for_the_first_day(played):
    case, _ = played("onboarding")
    start = the(case, "welcome#1: available -> active")
    assert start.time == parse_date_time("2026-03-16T08:00:00Z")
    assert why(case, "welcome#1: available -> active") == [
        "welcome#1: available -> active (start, criterion welcome_on_first_day)",
        "welcome#1: heard on-part 2 of welcome_on_first_day",
        "first_day#1: available -> completed (occur)",
        "first_day#1: timer due 2026-03-16T08:00:00Z",
        "case 'onboarding' created, business key HR-31",
    ]


# --- claim ----------------------------------------------------------------------------------------


@pytest.fixture
def unpaid(begun):
    """Give a claim whose goods are booked and whose payment has failed; `bank` makes it work."""
    script, engine, clock = begun("claim")
    bank, attempts = [], []

    def transfer(_, call):
        attempts.append(call.attempt)
        if not bank:
            raise ConnectionError
        return {"receipt": bank[0]}

    worker = Worker(engine, {"order": script.order, "transfer": transfer})
    case = script.check(engine)
    script.settle(case, clock, worker)
    return case, engine, worker, bank, attempts


def test_a_call_that_fails_is_tried_again_and_then_an_incident(unpaid):
    case, engine, worker, _, attempts = unpaid
    assert attempts == [1, 2, 3]
    (incident,) = engine.incidents().rows
    assert (incident.item, incident.code) == ("pay", "CALL_FAILED")
    assert states(case, "replace", "pay") == {"replace": ["completed"], "pay": ["failed"]}
    assert worker.work() == 0


def test_the_refund_leads_back_over_the_failed_payment_to_the_check(played):
    case, _ = played("claim")
    assert why(case, "refund#1: available -> active") == [
        "refund#1: available -> active (start, criterion refund_when_failed)",
        "refund#1: heard on-part 1 of refund_when_failed",
        "pay#1: active -> failed (fault): ValueError: the account DE-1 is closed",
        "pay#1: incident CALL_FAILED: ValueError: the account DE-1 is closed",
        "pay#1: waits for handler 'transfer'",
        "pay#1: available -> active (start, criterion pay_after_goods)",
        "pay#1: heard on-part 1 of pay_after_goods",
        "replace#1: active -> completed (complete)",
        "replace#1: child case this/replace#1 (goods)",
        "replace#1: available -> active (start, criterion replace_when_named)",
        "settlement#1: available -> active (start, criterion settlement_when_covered)",
        "settlement#1: heard on-part 1 of settlement_when_covered",
        "check#1: active -> completed (complete)",
    ]
    assert case.file["credit"] == "CN-5"
    assert case.file["receipt"] is None


@pytest.mark.parametrize(
    ("how", "outputs", "receipt"),
    [("retry", None, "R-1"), ("skip", None, None), ("resolve", {"receipt": "R-2"}, "R-2")],
)
def test_a_payment_that_is_put_right_ends_the_refund(unpaid, how, outputs, receipt):
    case, _, worker, bank, _ = unpaid
    assert states(case, "refund") == {"refund": ["active"]}
    bank.append("R-1")
    case.resolve_incident("pay", how, outputs, by=User("cy"))
    worker.work()
    assert case.file["receipt"] == receipt
    assert states(case, "pay", "refund") == {"pay": ["completed"], "refund": ["terminated"]}
    assert [each.item for each in case.milestones] == ["settled"]
    assert why(case, "refund#1: active -> terminated")[:3] == [
        "refund#1: active -> terminated (exit, criterion refund_no_more)",
        "refund#1: heard on-part 1 of refund_no_more",
        "pay#1: active -> completed (complete)",
    ]


def test_with_nothing_booked_a_failed_payment_is_put_right_by_hand(begun):
    script, engine, clock = begun("claim")
    worker = Worker(engine, {"transfer": script.transfer})
    case = engine.create("claim", script.CLAIM, roles=script.ROLES, by=script.ADA)
    case.complete("check", {"covered": True, "payout": 900}, by=script.ADA)
    for minute in (0, 1, 2):
        clock.set(f"2026-03-02T10:0{minute}:00Z")
        worker.work()
    assert states(case, "correct", "refund") == {"correct": ["active"], "refund": ["available"]}
    case.complete("correct", {"receipt": "cheque"}, by=script.CY)
    assert [each.item for each in case.milestones] == ["settled"]


def test_the_work_of_child_cases_is_for_who_holds_the_role_in_the_case_that_calls(begun):
    script, engine, _ = begun("claim")
    case = engine.create("claim", script.CLAIM, roles=script.ROLES, by=script.ADA)
    case.plan("inspect", by=script.ADA)
    (inspection,) = case.children()
    with pytest.raises(CommandRefused, match="may not work on 'appoint#1'"):
        inspection.complete("appoint", by=script.CY)
    assert {each.item for each in engine.tasks(script.ADA).rows} == {"check", "appoint"}
    assert engine.tasks(script.CY).rows == ()
