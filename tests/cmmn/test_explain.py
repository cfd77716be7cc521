"""Why items are as they are: told as the engine would act, and without acting."""

import json
import os
from dataclasses import replace
from pathlib import Path

import case_text
import pytest

from cmmn import commands as c
from cmmn.case_index import Surroundings
from cmmn.compiler import compile_case
from cmmn.decide import decide
from cmmn.errors import CommandRefused
from cmmn.events import CaseTransitioned, PlanItemTransitioned, Recorded
from cmmn.explain import BY_HAND, allowed_commands, cause_chain, explain
from cmmn.lifecycle import LIFECYCLES, Kind, State, Transition
from cmmn.reader import read, read_file
from cmmn.world import World
from feel.temporal import parse_date_time

NOW = parse_date_time("2026-01-01T00:00:00Z")
BOB = c.User("bob")

CLAIM = """
<definitions xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL" targetNamespace="urn:m">
 <caseFileItemDefinition id="any"/>
 <case id="claim" name="Claim">
  <caseFileModel>
   <caseFileItem id="amount" name="amount" definitionRef="any"/>
   <caseFileItem id="letter" name="letter" definitionRef="any"/>
  </caseFileModel>
  <casePlanModel id="plan" name="Claim">
   <planItem id="assess" name="Assess damage" definitionRef="assessDef"/>
   <planItem id="pay" name="Pay" definitionRef="payDef">
    <itemControl><manualActivationRule><condition>amount &gt; 1000</condition>
     </manualActivationRule></itemControl>
    <entryCriterion id="pay_in" sentryRef="assessed"/>
   </planItem>
   <planItem id="file_it" name="File" definitionRef="plainDef">
    <itemControl><requiredRule/></itemControl>
    <entryCriterion id="file_in" sentryRef="lettered"/>
   </planItem>
   <planItem id="stage" name="Look closer" definitionRef="stageDef">
    <entryCriterion id="stage_in" name="after paying" sentryRef="paid"/>
   </planItem>
   <planItem id="paid_off" name="Paid" definitionRef="milestoneDef">
    <entryCriterion id="paid_in" sentryRef="paid"/>
   </planItem>
   <planItem id="reminder" name="Reminder" definitionRef="timerDef"/>
   <planItem id="after" name="After paying" definitionRef="laterDef"/>
   <planItem id="vague" name="Vague" definitionRef="vagueDef"/>
   <planItem id="cancel" name="Cancel" definitionRef="cancelDef"/>
   <sentry id="assessed">
    <planItemOnPart sourceRef="assess"><standardEvent>complete</standardEvent></planItemOnPart>
    <ifPart><condition>amount &gt; 100</condition></ifPart>
   </sentry>
   <sentry id="paid">
    <planItemOnPart sourceRef="pay"><standardEvent>complete</standardEvent></planItemOnPart>
   </sentry>
   <sentry id="lettered">
    <caseFileItemOnPart sourceRef="letter"><standardEvent>create</standardEvent>
    </caseFileItemOnPart>
   </sentry>
   <sentry id="cancelled">
    <planItemOnPart sourceRef="cancel"><standardEvent>occur</standardEvent></planItemOnPart>
   </sentry>
   <planningTable>
    <discretionaryItem id="call" name="Call" definitionRef="callDef" applicabilityRuleRefs="big"
      authorizedRoleRefs="assessor"/>
    <applicabilityRule id="big"><condition>amount &gt; 50</condition></applicabilityRule>
   </planningTable>
   <humanTask id="assessDef" performerRef="assessor"/>
   <humanTask id="payDef" performerRef="clerk"/>
   <task id="plainDef"/>
   <humanTask id="callDef"/>
   <milestone id="milestoneDef"/>
   <userEventListener id="cancelDef" authorizedRoleRefs="clerk"/>
   <timerEventListener id="timerDef"><timerExpression>P2D</timerExpression></timerEventListener>
   <timerEventListener id="vagueDef"><timerExpression>letter</timerExpression></timerEventListener>
   <timerEventListener id="laterDef"><timerExpression>P1D</timerExpression>
    <planItemStartTrigger sourceRef="pay"><standardEvent>complete</standardEvent>
    </planItemStartTrigger></timerEventListener>
   <stage id="stageDef">
    <planItem id="inner" name="Inner" definitionRef="innerDef"/>
    <planItem id="deep" name="Deep" definitionRef="deepDef"/>
    <humanTask id="innerDef"/>
    <stage id="deepDef"><planItem id="deepest" name="Deepest" definitionRef="bottomDef"/>
     <humanTask id="bottomDef"/></stage>
   </stage>
   <exitCriterion id="cancelled_out" sentryRef="cancelled"/>
  </casePlanModel>
  <caseRoles><role id="assessor" name="Assessor"/><role id="clerk" name="Clerk"/></caseRoles>
 </case>
</definitions>
"""


def plan_of(text):
    definitions = read(text.encode(), "m.cmmn")
    return compile_case(definitions, definitions.cases[0], "m.cmmn", Surroundings({}))


PLAN = plan_of(CLAIM)
CREATED = c.CreateCase(NOW, "c1", "claim", {"amount": 40}, roles={"Assessor": ["ann"]})


def state_after(*steps, created=CREATED):
    """Return the state after steps: `transition item`, or values for the case file."""
    state = decide(PLAN, None, created).state
    for step in steps:
        state = decide(PLAN, state, command(step)).state
    return state


def command(step):
    if isinstance(step, dict):
        return c.SetFile(NOW, step)
    transition, name = step.split()
    if transition == "plan":
        return c.PlanItem(NOW, name)
    return c.MakeTransition(NOW, name, Transition(transition))


def said(name, *steps):
    return explain(PLAN, state_after(*steps), name, NOW).sentences


@pytest.mark.parametrize(
    ("name", "steps", "expected"),
    [
        ("assess", (), "It waits to be completed, by Assessor (ann)."),
        (
            "pay",
            (),
            "Criterion 'pay_in' lacks: 'Assess damage' has not made 'complete'; it is active.",
        ),
        (
            "pay",
            (),
            "Criterion 'pay_in' lacks: the condition 'amount > 100' is false (amount is 40).",
        ),
        ("pay", (), "Then it starts by itself."),
        ("pay", ({"amount": 2000},), "Then it has to be started by hand, by Clerk (nobody)."),
        (
            "pay",
            ("complete assess",),
            "Criterion 'pay_in': 'Assess damage' has made 'complete'.",
        ),
        (
            "pay",
            ({"amount": 500},),
            "Criterion 'pay_in': the condition 'amount > 100' is true (amount is 500).",
        ),
        (
            "pay",
            ({"amount": 2000}, "complete assess"),
            "It has to be started by hand, by Clerk (nobody).",
        ),
        (
            "pay",
            ({"amount": 2000}, "complete assess", "disable pay"),
            "Somebody disabled it; it can be enabled again by hand.",
        ),
        (
            "file_it",
            (),
            (
                "Criterion 'file_in' lacks: case file item 'letter' has not made 'create'; "
                "it does not exist yet."
            ),
        ),
        ("paid_off", (), "It is reached when its entry criterion is satisfied."),
        (
            "paid_off",
            ({"amount": 200}, "complete assess", "complete pay"),
            "The milestone was reached.",
        ),
        ("reminder", (), "Its timer is due at 2026-01-03T00:00:00Z."),
        ("after", (), "Its timer starts when 'Pay' makes 'complete'."),
        ("vague", (), "Its timer does not run."),
        ("vague", (), "It waits for a person to retry, skip or resolve it."),
        ("cancel", (), "It occurs when somebody lets it, by Clerk (nobody)."),
        ("inner", (), "It is in the stage 'Look closer'."),
        ("inner", (), "It leaves that state when its entry criterion is satisfied."),
        ("deepest", (), "It is in the stage 'Deep'."),
        (
            "deepest",
            (),
            "Criterion 'after paying' lacks: 'Pay' has not made 'complete'; it is available.",
        ),
        (
            "call",
            (),
            "It cannot be planned in 'Claim' now: the rule 'amount > 50' is false (amount is 40).",
        ),
        ("call", ({"amount": 60},), "It can be planned now in 'Claim', by Assessor (ann)."),
        (
            "call",
            ({"amount": 60}, "plan call", "terminate call"),
            "It can be planned now in 'Claim', by Assessor (ann).",
        ),
        ("call", ("suspend case",), "It can be planned while 'Claim' is active; it is not now."),
        ("assess", ("suspend assess",), "Somebody suspended it; it can be resumed by hand."),
        (
            "assess",
            ("suspend case",),
            "It was suspended with the case, and is resumed with it.",
        ),
        (
            "inner",
            ({"amount": 200}, "complete assess", "complete pay", "suspend stage"),
            "It was suspended with 'Look closer', and is resumed with it.",
        ),
        ("assess", ("fault assess",), "It can be reactivated by hand."),
        ("assess", ("terminate assess",), "It is over."),
        ("assess", ("terminate case",), "The case is terminated; no work is done in it."),
        ("case", ("terminate case",), "It can be reactivated, or closed for good."),
        ("case", ("suspend case",), "It is taken up again by 'reactivate'."),
        (
            "case",
            (),
            "'Assess damage' (assess#1) keeps it from completing, by hand too: it is active.",
        ),
        (
            "plan",
            (),
            (
                "'File' (file_it#1) keeps it from completing, by hand too: "
                "it is required, and available."
            ),
        ),
        ("case", (), "'Pay' (pay#1) keeps it from completing by itself: it is available."),
        ("case", ({"amount": 60},), "These may still be planned in it: 'call'."),
        (
            "case",
            (),
            "It ends too when exit criterion 'cancelled_out' is satisfied.",
        ),
        (
            "case",
            ("complete assess", {"letter": 1}, "complete file_it"),
            "It can be completed by hand.",
        ),
    ],
)
def test_a_case_worker_reads_why_an_item_is_as_it_is(name, steps, expected):
    assert expected in said(name, *steps)


PATHS = case_text.plan("""
    file order
    user Open
    task A
        entry if order.total > 10 and order.customer.name = "Ann" and count(order.lines) > 0
""")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (
            {"total": 3, "customer": {"name": "Bo"}, "lines": [1, 2]},
            'order.customer.name is "Bo", order.lines is a list of 2, order.total is 3',
        ),
        ({"total": 3, "lines": []}, "order.customer is null, order.lines is a list of 0, order.to"),
        ({"total": 3, "customer": 7}, "order.customer is 7, order.lines is null, order.total is 3"),
        (None, "is false (order is null)"),
    ],
)
def test_a_condition_is_told_with_the_value_of_each_path_it_reads(order, expected):
    state = decide(PATHS, None, c.CreateCase(NOW, "c1", "c", {"order": order})).state
    (criterion,) = explain(PATHS, state, "A", NOW).criteria
    assert expected in str(criterion.condition)


def test_what_happened_before_an_item_listened_is_told_apart():
    state = state_after({"amount": 2000}, "complete assess", "manualStart pay")
    state = replace(
        state,
        instances={
            **state.instances,
            "pay#1": replace(state.instances["pay#1"], state=State.AVAILABLE, heard=frozenset()),
        },
    )
    (criterion,) = explain(PLAN, state, "pay", NOW).criteria
    assert criterion.missing == [
        (
            "'Assess damage' has not made 'complete'; "
            "it is completed already, from before this began to listen"
        )
    ]


def test_the_newest_open_instance_is_explained_or_the_one_named():
    state = state_after({"amount": 60}, "plan call", "plan call", "complete call#2")
    assert explain(PLAN, state, "Call", NOW).instance == "call#1"
    assert explain(PLAN, state, "call#2", NOW).state is State.COMPLETED
    with pytest.raises(CommandRefused, match="no instance 'call#3'"):
        explain(PLAN, state, "call#3", NOW)


def test_a_name_that_nothing_has_is_refused_with_what_is_near():
    with pytest.raises(CommandRefused, match="did you mean 'assess'"):
        explain(PLAN, state_after(), "asses", NOW)


def test_an_explanation_is_json_with_its_sentences():
    told = explain(PLAN, state_after(), "pay", NOW)
    data = json.loads(json.dumps(told.as_json()))
    assert data["sentences"] == told.sentences == str(told).splitlines()
    condition = data["criteria"][0]["condition"]
    assert condition["names"] == [{"name": "amount", "value": "40"}]
    assert condition["value"] == "false"
    assert data["criteria"][0]["missing"] == told.criteria[0].missing


def test_explaining_warns_what_a_condition_warns_of():
    state = state_after({"amount": "much"})
    assert any(each.startswith("The condition warns: ") for each in said_in(state, "pay"))


def said_in(state, name):
    return explain(PLAN, state, name, NOW).sentences


# --- what may be done by hand ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "instance", "transition", "reason"),
    [
        ((), "assess#1", Transition.COMPLETE, "it is for: Assessor (ann)"),
        ((), "paid_off#1", Transition.OCCUR, None),
        ((), "pay#1", Transition.MANUAL_START, "'pay#1' is available"),
        ((), None, Transition.COMPLETE, "assess#1: it is active; file_it#1: it is required"),
        ((), None, Transition.SUSPEND, None),
    ],
)
def test_a_person_is_told_what_is_refused_and_why(steps, instance, transition, reason):
    state = state_after(*steps)
    found = dict(allowed_commands(PLAN, state, instance and state.instances[instance], BOB))
    if reason is None:
        assert found[transition] is None
    else:
        assert reason in found[transition]


def test_a_task_that_another_has_claimed_is_not_completed():
    state = decide(PLAN, state_after(), c.AssignTask(NOW, "assess", "ann")).state
    state = decide(PLAN, state, c.AssignRole(NOW, "Assessor", "bob")).state
    found = dict(allowed_commands(PLAN, state, state.instances["assess#1"], BOB))
    assert found[Transition.COMPLETE] == "it is assigned to 'ann'"


STEPS = [
    ("complete assess",),
    ({"amount": 2000}, "complete assess"),
    ({"amount": 2000}, "complete assess", "disable pay"),
    ({"amount": 200}, "complete assess", "complete pay", {"letter": 1}),
    ({"amount": 200}, "complete assess", "complete pay", "suspend stage"),
    ("fault assess",),
    ("suspend case",),
    ("fault case",),
    ("terminate case", "close case"),
]


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("user", [None, BOB, c.User("ann")])
def test_what_is_told_to_be_allowed_is_what_is_decided(steps, user):
    assert agreed(PLAN, state_after(*steps), user) > 0


def agreed(plan, state, user):
    """Return how many answers there were, each of them the one that deciding gives."""
    count = 0
    for instance in (None, *state.instances.values()):
        target = "case" if instance is None else instance.id
        told = dict(allowed_commands(plan, state, instance, user))
        for transition in set(Transition) & {*told, *BY_HAND}:
            asked = c.MakeTransition(state.time, target, transition, by=user)
            try:
                decide(plan, state, asked)
            except CommandRefused:
                assert told.get(transition, "no such transition"), asked
            else:
                assert told[transition] is None, asked
            count += 1
    return count


def test_by_hand_are_the_transitions_that_a_person_may_ask_for():
    possible = {transition for kind in LIFECYCLES.values() for _, transition in kind}
    state = state_after()
    for transition in possible - set(BY_HAND):
        for each in state.instances.values():
            with pytest.raises(CommandRefused):
                decide(PLAN, state, c.MakeTransition(NOW, each.id, transition))


# --- causes ---------------------------------------------------------------------------------------


def test_a_cause_chain_leads_from_an_event_to_the_command():
    state = state_after({"amount": 200})
    recorded = decide(PLAN, state, c.MakeTransition(NOW, "assess", Transition.COMPLETE)).recorded
    (started,) = [
        each.sequence
        for each in recorded
        if isinstance(each.event, PlanItemTransitioned)
        and (each.event.instance, each.event.transition) == ("pay#1", Transition.START)
    ]
    chain = cause_chain(recorded, started)
    assert [each.sequence for each in chain] == sorted(
        (each.sequence for each in chain), reverse=True
    )
    assert chain[0].sequence == started
    assert chain[-1].cause is None
    assert chain[-1].event.instance == "assess#1"


def test_a_cause_chain_ends_whatever_the_log_says():
    event = CaseTransitioned(Transition.SUSPEND, State.ACTIVE, State.SUSPENDED)
    loop = [Recorded(each, NOW, "bob", "x", event, 3 - each) for each in (1, 2)]
    assert [each.sequence for each in cause_chain(loop, 2)] == [2, 1]
    assert cause_chain(loop, 7) == []


# --- the kit --------------------------------------------------------------------------------------


def kit():
    root = os.environ.get("RULING_CMMN")
    return sorted(Path(root).glob("*.cmmn")) if root else []


@pytest.mark.skipif(not kit(), reason="RULING_CMMN does not name the folder of the scenarios")
def test_every_item_of_every_scenarios_model_is_explained():
    for path in kit():
        definitions = read_file(path)
        plans = {
            each.id: compile_case(definitions, each, path.name, Surroundings({}))
            for each in definitions.cases
        }
        world = World(plans, NOW)
        for number, (key, plan) in enumerate(plans.items()):
            world.create(c.CreateCase(NOW, f"c{number}", key))
            _, state = world.cases[f"c{number}"]
            for name in ("case", *plan.items):
                told = explain(plan, state, name, NOW)
                assert told.sentences, (path, name)
                assert told.kind in Kind
            assert agreed(plan, state, None) > 0, path
