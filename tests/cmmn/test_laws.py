"""What holds for every case of every definition, whatever is asked of it, in whatever order."""

from dataclasses import replace
from decimal import Decimal

import case_text
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from lxml import etree
from strategies_plans import FILE, case_texts

from cmmn import commands as ask
from cmmn import events as did
from cmmn import unfolding
from cmmn.completion import completes_by_itself, hinderances
from cmmn.conditions import Reading
from cmmn.decide import decide
from cmmn.errors import CommandRefused
from cmmn.evolve import INITIAL, evolve, replay
from cmmn.lifecycle import (
    ENDED,
    FINAL,
    LIFECYCLES,
    FileTransition,
    Kind,
    State,
    Transition,
    allowed,
)
from cmmn.planning import offers
from cmmn.recording import event_from_text, event_to_text, state_from_text, state_to_text
from cmmn.sentries import is_satisfied
from cmmn.state import CASE_ID
from cmmn.targets import find_instance
from cmmn.timers import moment
from cmmn.world import World
from feel.temporal import add, parse_date_time, parse_duration

START = parse_date_time("2026-01-31T10:00:00Z")
FEW = 300
ANN = ask.User("ann", ("staff",))
USERS = st.sampled_from((None, None, ANN, ask.User("bob")))
PICKS = st.integers(0, 99)
VALUES = st.sampled_from((None, 1, 2, Decimal("3.0"), "x", [], [1, 2], {"k": 1}, {"k": [1, 2]}))
PATHS = st.sampled_from(("f", "f", "g", "k", "h", "p", "g.k", "g[1]", "g[2].k", "g[1].k[1]"))
CHILDREN = st.sampled_from((None, "k", "f", "g", "g[1]", "h"))
SPANS = st.sampled_from(("PT0S", "PT1H", "PT3H", "P3D"))
BY_HAND = frozenset(Transition) - {
    Transition.CREATE,
    Transition.ENABLE,
    Transition.START,
    Transition.EXIT,
    Transition.PARENT_SUSPEND,
    Transition.PARENT_RESUME,
    Transition.PARENT_TERMINATE,
}


@pytest.fixture(autouse=True)
def _small_bounds(monkeypatch):
    """Let what goes on for ever be refused soon."""
    monkeypatch.setattr(unfolding, "MOST_EVENTS", FEW)


class Cases(RuleBasedStateMachine):
    """Cases of one generated definition, and people who try everything."""

    @initialize(text=case_texts(), value=VALUES)
    def create(self, text, value):
        plans = case_text.plans(text)
        assert [str(each) for plan in plans.values() for each in plan.problems] == []
        self.world = World(plans, START)
        roles = {"R": ["ann", "group:staff"]}
        command = ask.CreateCase(START, "c1", "c", {"f": value}, roles=roles)
        self.attempt(lambda: self.world.create(command))
        if not self.world.cases:  # it would never have ended: go on with one that does
            self.world = World(case_text.plans(f"{FILE.format(g='', k='', h='')}\nuser A0"), START)
            self.attempt(lambda: self.world.create(command))

    def a_case(self, pick):
        """Return the id, plan and state of one case, mostly of the first."""
        names = list(self.world.cases)
        name = names[pick % len(names)] if pick % 3 == 0 else names[0]
        return name, *self.world.cases[name]

    def attempt(self, work):
        """Do what is asked; where it is refused, nothing has changed."""
        cases, log, jobs = dict(self.world.cases), len(self.world.log), len(self.world.jobs)
        self.told = []
        refused = None
        try:
            work()
        except CommandRefused as error:
            refused = error
        if refused is not None:
            assert self.world.cases == cases
            assert (len(self.world.log), len(self.world.jobs)) == (log, jobs)
            assert refused.code != "ENDLESS" or names_items(refused)
        self.told = self.world.log[log:]
        self.before = cases

    def request(self, name, command):
        """Ask something of a case; the same question twice has the same answer."""
        plan, state = self.world.cases[name]
        if is_out_of_reach(plan, state, getattr(command, "target", CASE_ID)):
            return
        self.attempt(lambda: self.world.run(name, command))
        if name in {case for case, _ in self.told}:
            assert decide(plan, state, command) == decide(plan, state, command)

    # --- what people try --------------------------------------------------------------------------

    @rule(pick=PICKS, of_case=PICKS, value=VALUES, by=USERS)
    def allowed_transition(self, pick, of_case, value, by):
        name, plan, state = self.a_case(of_case)
        root = [(CASE_ID, each) for each in allowed(Kind.CASE_PLAN, state.state)] * (pick > 90)
        found = root or [
            (instance.id, transition)
            for instance in state.instances.values()
            for transition in allowed(plan.items[instance.item].kind, instance.state)
            if transition in BY_HAND
        ]
        if found:
            target, transition = found[pick % len(found)]
            given = {"f": value} if transition is Transition.COMPLETE and pick % 2 else {}
            self.request(name, ask.MakeTransition(self.world.now, target, transition, given, by=by))

    @rule(pick=PICKS, of_case=PICKS, transition=st.sampled_from(Transition), by=USERS)
    def any_transition(self, pick, of_case, transition, by):
        name, plan, state = self.a_case(of_case)
        targets = [CASE_ID, *plan.items, *state.instances, "nothing"]
        target = targets[pick % len(targets)]
        self.request(name, ask.MakeTransition(self.world.now, target, transition, by=by))

    @rule(of_case=PICKS, values=st.dictionaries(PATHS, VALUES, min_size=1, max_size=2))
    def set_file(self, of_case, values):
        self.request(self.a_case(of_case)[0], ask.SetFile(self.world.now, values))

    @rule(path=PATHS, transition=st.sampled_from(FileTransition), value=VALUES, child=CHILDREN)
    def change_file(self, path, transition, value, child):
        self.request("c1", ask.ChangeFile(self.world.now, path, transition, value, child))

    @rule(pick=PICKS, by=USERS)
    def plan_an_item(self, pick, by):
        _, plan, state = self.a_case(1)
        found = list(offers(plan, Reading(plan, state, self.world.now), state))
        holder, item = None, "A0"
        if found:
            holder, offer = found[pick % len(found)]
            item = offer.item
        self.request("c1", ask.PlanItem(self.world.now, item, holder, by=by))

    @rule(span=SPANS)
    def let_time_pass(self, span):
        self.world.now = add(self.world.now, parse_duration(span))
        self.request("c1", ask.FireTimers(self.world.now))

    @rule(pick=PICKS, who=st.sampled_from(("ann", "bob", None)), by=USERS)
    def assign(self, pick, who, by):
        target = self.an_instance(pick, Kind.HUMAN_TASK)
        how = ("claim", "assign", "delegate", "release")[pick % 4]
        self.request("c1", ask.AssignTask(self.world.now, target, who, how, by=by))
        self.request("c1", ask.ScheduleTask(self.world.now, target, "PT2H", priority=pick, by=by))

    @rule(pick=PICKS, value=VALUES)
    def answer_a_job(self, pick, value):
        target = self.an_instance(pick, Kind.PROCESS_TASK)
        if pick % 2:
            self.request("c1", ask.FailJob(self.world.now, target, "no answer"))
        else:
            self.request("c1", ask.CompleteJob(self.world.now, target, {"f": value}))

    @rule(pick=PICKS, how=st.sampled_from(("retry", "skip", "resolve", "forget")))
    def resolve_an_incident(self, pick, how):
        state = self.world.cases["c1"][1]
        found = [each.id for each in state.instances.values() if each.incident is not None]
        target = found[pick % len(found)] if found else self.an_instance(pick)
        if target not in found or state.instances[target].state is not State.SUSPENDED:
            self.request("c1", ask.ResolveIncident(self.world.now, target, how))

    @rule(kind=st.sampled_from((ask.AssignRole, ask.UnassignRole)), who=st.sampled_from("RQX"))
    def give_or_take_a_role(self, kind, who):
        self.request("c1", kind(self.world.now, who, "bob"))

    def an_instance(self, pick, kind=None):
        """Return the name of an instance, of this kind where there is one."""
        plan, state = self.world.cases["c1"]
        names = [
            each.id
            for each in state.instances.values()
            if kind is None or plan.items[each.item].kind is kind
        ] or ["nothing"]
        return names[pick % len(names)]

    # --- the laws ---------------------------------------------------------------------------------

    @invariant()
    def every_event_keeps_the_laws_of_its_moment(self):
        states = {name: state for name, (_, state) in self.before.items()}
        for name, recorded in self.told:
            before = states.get(name, INITIAL)
            check_order(before, recorded)
            check_transition(self.world.cases[name][0], before, recorded.event)
            assert read_again(recorded) == recorded
            states[name] = evolve(before, recorded)
        assert states == {name: state for name, (_, state) in self.world.cases.items()}

    @invariant()
    def states_are_sound_after_every_command(self):
        for name in {name for name, _ in self.told}:
            plan, state = self.world.cases[name]
            check_indexes(state)
            check_tree(state)
            check_memory(plan, state)
            check_settled(plan, state)
            events = [each.event for case, each in self.told if case == name]
            check_completion(plan, state, events)
            assert state_from_text(state_to_text(state)) == state

    def teardown(self):
        """Fold each log from its text: from the first event, and from the middle."""
        for name, (_, state) in self.world.cases.items() if hasattr(self, "world") else ():
            log = [read_again(recorded) for case, recorded in self.world.log if case == name]
            half = len(log) // 2
            assert replay(log) == state
            assert replay(log[half:], replay(log[:half])) == state


def is_out_of_reach(plan, state, target):
    """Tell whether it is in a suspended stage: the standard leaves open what is done there."""
    try:
        instance = find_instance(plan, state, target)
    except CommandRefused:
        return False
    return parent_state(state, instance.stage) is State.SUSPENDED


def names_items(refused):
    """Tell whether a refusal of what is endless names at least one item."""
    return bool(refused.message.rpartition(": ")[2].strip()) and bool(refused.hint)


def read_again(recorded):
    """Return a recorded event by way of its text."""
    event = recorded.event
    text = event_to_text(event)
    return replace(recorded, event=event_from_text(type(event).__name__, did.SCHEMA, text))


def check_order(before, recorded):
    """Require one number after the other, time that goes on, and causes in the past."""
    assert recorded.sequence == before.version + 1
    assert before.time is None or moment(recorded.time) >= moment(before.time)
    assert recorded.cause is None or 0 < recorded.cause < recorded.sequence


def check_transition(plan, before, event):
    """Require a transition that the standard's tables have, in the state it begins from."""
    if isinstance(event, did.CaseTransitioned):
        check_move(event, before, Kind.CASE_PLAN, before.state, CASE_ID)
    elif isinstance(event, did.PlanItemTransitioned):
        instance = before.instances[event.instance]
        kind = plan.items[instance.item].kind
        if event.transition is Transition.PARENT_RESUME:
            assert (event.before, event.after) == (State.SUSPENDED, instance.before)
        else:
            check_move(event, before, kind, instance.state, instance.id)
    elif isinstance(event, did.PlanItemCreated):
        assert parent_state(before, event.stage) is State.ACTIVE
        assert event.instance not in before.instances


def check_move(event, before, kind, state, name):
    """Require one row of a table; what completes has nothing active or required left in it."""
    assert event.before is state
    assert event.after is LIFECYCLES[kind][event.before, event.transition]
    if event.transition is Transition.COMPLETE:
        assert list(hinderances(before, name)) == []


def parent_state(state, stage):
    return state.state if stage == CASE_ID else state.instances[stage].state


def check_indexes(state):
    """Require lookups that say what the instances say."""
    instances = state.instances.values()
    by_item, open_by_item, children = {}, {}, {}
    for each in instances:
        by_item.setdefault(each.item, []).append(each.id)
        open_by_item.setdefault(each.item, [])
        children.setdefault(each.stage, [])
        if each.is_open:
            open_by_item[each.item].append(each.id)
            children[each.stage].append(each.id)
    for lookup, expected in (
        (state.by_item, by_item),
        (state.open_by_item, open_by_item),
        (state.children, children),
    ):
        assert {key: list(value) for key, value in lookup.items()} == expected
    assert state.timers == {each.id for each in instances if each.timer and each.is_open}


def check_tree(state):
    """Require that what is in an ended stage has ended, and what works is in a stage that does."""
    for each in state.instances.values():
        parent = parent_state(state, each.stage)
        if parent in FINAL and state.state is not State.ACTIVE:
            assert each.state in FINAL
        if each.stage != CASE_ID and parent in FINAL:
            assert each.state in FINAL
        if each.state is State.ACTIVE:
            assert parent in (State.ACTIVE, State.FAILED)
        assert each.before is None or each.state is State.SUSPENDED


def check_memory(plan, state):
    """Require that only on-parts of an instance's own criteria are remembered."""
    for each in (None, *state.instances.values()):
        item = plan.items[plan.root if each is None else each.item]
        known = {
            (criterion.id, part)
            for criterion in (*item.entry, *item.exit)
            for part in range(len(criterion.sentry.on_parts))
        }
        assert (state if each is None else each).heard <= known


def check_settled(plan, state):
    """Require that nothing is left undone that the standard says happens by itself."""
    if state.state is not State.ACTIVE:
        return
    reading = Reading(plan, state, state.time)
    for each in state.instances.values():
        item = plan.items[each.item]
        for criterion in item.entry if each.state is State.AVAILABLE else ():
            assert not is_satisfied(reading, state, each, criterion)
        if each.state is State.AVAILABLE:
            assert item.entry or item.kind is Kind.MILESTONE or item.kind.is_listener
            if item.timer and item.timer.trigger is None:
                assert each.timer or each.incident
        if each.state is State.SUSPENDED:
            inner = {child.state for child in state.open_children(each.id)}
            assert inner <= {State.SUSPENDED, State.FAILED}


def check_completion(plan, state, events):
    """Require that stages in which something ended just now are complete, where they may be."""
    reading = Reading(plan, state, state.time)
    for event in events:
        if isinstance(event, did.PlanItemTransitioned) and event.after in ENDED:
            stage = state.instances[event.instance].stage
            if parent_state(state, stage) is State.ACTIVE:
                assert not completes_by_itself(plan, reading, state, stage)


@pytest.fixture(scope="module")
def schema(schemas):
    return etree.XMLSchema(etree.parse(schemas / "cmmn" / "CMMN11.xsd"))


@given(text=case_texts())
def test_the_definitions_tried_are_valid(schema, text):
    assert schema.validate(etree.fromstring(case_text.xml(text))), schema.error_log


TestCases = Cases.TestCase
TestCases.settings = settings(
    max_examples=4 * settings.default.max_examples, stateful_step_count=25
)
