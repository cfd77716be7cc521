"""What an event leads to: criteria act, instances begin and end, stages fill, suspend, complete.

The one rule: a transition brings with it what the standard says belongs to it, and everything else
waits in line (`unfolding.py`). Of stages that may complete, the innermost does first.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from cmmn import calls, timers
from cmmn import events as e
from cmmn.case_file import written
from cmmn.completion import completes_by_itself
from cmmn.conditions import holds
from cmmn.errors import CommandRefused
from cmmn.lifecycle import ENDED, LIFECYCLES, FileTransition, Kind, State, Transition
from cmmn.plan import Condition, Criterion, Item
from cmmn.sentries import conditional, criteria_of, is_listening, is_satisfied
from cmmn.state import CASE_ID, Instance, RunningTimer
from cmmn.unfolding import MOST_STAGES, Unfolding
from feel.errors import FeelWarning
from feel.temporal import DateTime

__all__ = ["Cascade"]

_T, _S = Transition, State
_MOST_PRIORITY = 1_000_000
_REPEATING_ENDS = frozenset({_T.COMPLETE, _T.TERMINATE})
_STARTS = frozenset({_T.START, _T.MANUAL_START})


class Cascade(Unfolding):
    """The work of one command, and everything it leads to."""

    # --- criteria ---------------------------------------------------------------------------------

    def check_conditions(self) -> None:
        """Look at every sentry with an if-part: the case file has changed."""
        self.file_waits = False
        for name, criterion in list(conditional(self.plan, self.state)):
            self.check(name, criterion)

    def check(self, name: str, criterion: Criterion) -> None:
        """Let a criterion act if it is satisfied now."""
        instance = None if name == CASE_ID else self.instance(name)
        if not is_listening(self.state, instance, criterion):
            return
        if not is_satisfied(self.reading, self.state, instance, criterion):
            return
        cause = self.cause
        self.cause = max(cause or 0, self.heard_at.get((name, criterion.id), 0)) or None
        if instance is None:
            self.make_case(_T.TERMINATE, criterion.id)
        elif criterion.is_entry:
            self._leave_available(instance, criterion)
        else:
            self.make(name, _T.EXIT, criterion.id)
        self.cause = cause

    def check_all(self, name: str) -> None:
        """Look at the criteria of an instance that began to listen just now."""
        instance = None if name == CASE_ID else self.instance(name)
        for criterion in criteria_of(self.plan, self.state, instance):
            self.check(name, criterion)

    # --- instances --------------------------------------------------------------------------------

    def create(self, item: str, stage: str, origin: str = "plan") -> str:
        """Create an instance in Available; it does not move yet."""
        number = len(self.state.by_item.get(item, ())) + 1
        name = f"{item}#{number}"
        required = self._rule(self.plan.items[item].required)
        self.emit(e.PlanItemCreated(name, item, number, stage, required, origin))
        return name

    def _rule(self, condition: Condition | None) -> bool:
        """Return what a rule of an item says; one that is absent says no."""
        return holds(self.reading, condition, absent=False)

    def begin(self, name: str) -> None:
        """Let a new instance move: its timer, or its way out of Available."""
        instance = self.instance(name)
        item = self.item(instance)
        if instance.state is not _S.AVAILABLE:
            return
        if item.kind.is_listener:
            if item.timer is not None and item.timer.trigger is None and instance.timer is None:
                self.start_timer(instance)
        elif item.entry:
            self.check_all(name)
        else:
            self._leave_available(instance, None)

    def _leave_available(self, instance: Instance, criterion: Criterion | None) -> None:
        item = self.item(instance)
        by = None if criterion is None else criterion.id
        if item.kind is Kind.MILESTONE:
            self.make(instance.id, _T.OCCUR, by)
        else:
            manual = self._rule(item.manual_activation)
            self.make(instance.id, _T.ENABLE if manual else _T.START, by)
        if criterion is not None and criterion.sentry.on_parts:
            self._repeat(instance)

    def _repeat(self, instance: Instance) -> None:
        """Create the next instance where the repetition rule is true and the parent still works."""
        item = self.item(instance)
        if item.repetition is None or not self._is_active(instance.stage):
            return
        if self._rule(item.repetition):
            name = self.create(item.id, instance.stage, "repetition")
            self.later(lambda: self.begin(name))

    def _is_active(self, stage: str) -> bool:
        if stage == CASE_ID:
            return self.state.state is _S.ACTIVE
        return self.instance(stage).state is _S.ACTIVE

    def make(
        self, name: str, transition: Transition, criterion: str | None = None, note: str = ""
    ) -> int:
        """Let an instance make a transition of its table, with all that belongs to it.

        Returns the number of the transition's event.

        Errors: KeyError for a pair that is in no table; callers ask before.
        """
        instance = self.instance(name)
        item = self.item(instance)
        after = LIFECYCLES[item.kind][instance.state, transition]
        if transition is _T.PARENT_RESUME and instance.before is not None:
            after = instance.before
        made = e.PlanItemTransitioned(name, transition, instance.state, after, criterion, note)
        sequence = self.emit(made)
        cause, self.cause = self.cause, sequence
        if after in ENDED:  # nothing else can make the rule of 8.6.1 true; a suspension must not
            self.touch(instance.stage)
        self._follow(instance, item, transition)
        self.cause = cause
        return sequence

    def _follow(self, before: Instance, item: Item, transition: Transition) -> None:
        """Do what a transition means for the children, the task's work, and repetition."""
        name = before.id
        if transition in _STARTS:
            self._activate(name, item)
        elif transition is _T.REACTIVATE:
            self.later(lambda: self.check_all(name))
            if item.kind.is_task:
                self._perform(name, item)
            else:
                self.touch(name)
        elif item.holds_stage:
            self._cascade_down(name, transition)
        if transition in _REPEATING_ENDS and not _has_on_parts(item):
            self.later(lambda: self._repeat(before))
        if transition in (_T.RESUME, _T.PARENT_RESUME):
            self.later(lambda: self.check_all(name))
            if before.answered is not None:
                self.later(lambda: self._take_answer(name))

    def _activate(self, name: str, item: Item) -> None:
        self.later(lambda: self.check_all(name))
        if item.holds_stage:
            if self._depth(name) > MOST_STAGES:
                raise self.endless()
            self.fill(name, self.plan.stages[item.definition].items)
            self.touch(name)
        else:
            self._perform(name, item)

    def fill(self, stage: str, items: tuple[str, ...], origin: str = "plan") -> None:
        """Create instances of items in a stage: all of them before any moves on."""
        names = [self.create(each, stage, origin) for each in items]
        for name in names:
            self.later(partial(self.begin, name))

    # --- down the tree ----------------------------------------------------------------------------

    def _cascade_down(self, stage: str, transition: Transition) -> None:
        """Let a stage's transition reach its children; ended ones are never touched."""
        if transition in (_T.COMPLETE, _T.TERMINATE, _T.EXIT):
            self.end_children(stage)
        elif transition in (_T.SUSPEND, _T.PARENT_SUSPEND):
            self.suspend_children(stage)
        elif transition in (_T.RESUME, _T.PARENT_RESUME):
            self.resume_children(stage)

    def end_children(self, stage: str) -> None:
        """End every open child: `exit`, or `parentTerminate` for milestones and listeners."""
        for child in self.state.open_children(stage):
            self.make(child.id, self._either(child, _T.EXIT, _T.PARENT_TERMINATE))

    def suspend_children(self, stage: str) -> None:
        """Suspend every child that is not suspended or ended."""
        for child in self.state.open_children(stage):
            transition = self._either(child, _T.PARENT_SUSPEND, _T.SUSPEND)
            if (child.state, transition) in LIFECYCLES[self.item(child).kind]:
                self.make(child.id, transition)

    def resume_children(self, stage: str) -> None:
        """Bring every child back that its parent suspended."""
        for child in self.state.open_children(stage):
            if child.state is _S.SUSPENDED and child.before is not None:
                self.make(child.id, self._either(child, _T.PARENT_RESUME, _T.RESUME))

    def _either(self, child: Instance, one: Transition, other: Transition) -> Transition:
        kind = self.item(child).kind
        return other if kind is Kind.MILESTONE or kind.is_listener else one

    # --- the case plan model ----------------------------------------------------------------------

    def make_case(
        self, transition: Transition, criterion: str | None = None, note: str = ""
    ) -> None:
        """Let the case plan model make a transition, with all that belongs to it."""
        before = self.state.state
        after = LIFECYCLES[Kind.CASE_PLAN][before, transition]
        made = e.CaseTransitioned(transition, before, after, criterion, note)
        cause, self.cause = self.cause, self.emit(made)
        if transition in (_T.COMPLETE, _T.TERMINATE, _T.CLOSE):
            self.end_children(CASE_ID)
        elif transition is _T.SUSPEND:
            self.suspend_children(CASE_ID)
        elif transition is _T.REACTIVATE and before is _S.SUSPENDED:
            self.resume_children(CASE_ID)
        self.cause = cause

    # --- completion -------------------------------------------------------------------------------

    def touch(self, stage: str) -> None:
        """Remember to ask whether a stage may complete, when all that waits in line is done."""
        self.touched[stage] = self.cause

    def complete_one(self) -> None:
        """Complete the innermost touched stage that may complete; forget those that may not."""
        for stage in sorted(self.touched, key=self._depth, reverse=True):
            cause = self.touched.pop(stage)
            if self._is_active(stage) and completes_by_itself(
                self.plan, self.reading, self.state, stage
            ):
                self.cause = cause
                if stage == CASE_ID:
                    self.make_case(_T.COMPLETE)
                else:
                    self.make(stage, _T.COMPLETE)
                return

    def _depth(self, stage: str) -> int:
        return 0 if stage == CASE_ID else len(self.state.chain(self.instance(stage)))

    # --- tasks ------------------------------------------------------------------------------------

    def _perform(self, name: str, item: Item) -> None:
        """Begin the work of a task: what it calls is called, or asked for."""
        task = item.task
        called = calls.reference(self.reading, item)
        if item.kind is Kind.HUMAN_TASK:
            self._schedule(name, item)
        elif item.kind is Kind.DECISION_TASK and called and called in self.plan.decisions:
            self._decide(name, item, called)
            return
        elif item.kind is Kind.PROCESS_TASK and called is not None:
            inputs = self._call_inputs(name, item)
            blocking = task is None or task.is_blocking
            self.emit(e.JobRequested(name, called, inputs, blocking))
        elif item.kind is Kind.CASE_TASK and called and called in self.plan.cases:
            self._call_case(name, item, self.plan.cases[called])
        if task is not None and not task.is_blocking:
            self.make(name, _T.COMPLETE)

    def _call_case(self, name: str, item: Item, definition: str) -> None:
        """Ask for a child case; one that is called again gets an id of its own."""
        child = f"{self.state.id}/{name}"
        earlier = self.instance(name).child_case
        if earlier is not None:
            _, _, again = earlier.rpartition("/")[2].partition("~")
            child = f"{child}~{int(again or 1) + 1}"
        blocking = item.task is None or item.task.is_blocking
        inputs = self._call_inputs(name, item)
        self.emit(e.ChildCaseRequested(name, child, definition, inputs, blocking))

    def _call_inputs(self, name: str, item: Item) -> dict[str, Any]:
        warnings: list[FeelWarning] = []
        inputs = calls.call_inputs(self.reading, item, warnings)
        self._warn(name, item, warnings)
        return inputs

    def _warn(self, name: str, item: Item, warnings: list[FeelWarning]) -> None:
        if warnings:
            place = (self.plan.name, item.name)
            self.emit(e.ConditionFailed(place, tuple(map(str, warnings)), name))

    def _decide(self, name: str, item: Item, called: str) -> None:
        answer = calls.answer_of(self.reading, item, self.plan.decisions[called])
        self.emit(
            e.DecisionEvaluated(
                name,
                answer.model,
                answer.sha256,
                answer.decision,
                answer.inputs,
                answer.outputs,
                answer.rules,
                answer.warnings,
            )
        )
        if answer.failed:
            self.fail(name, "DECISION_FAILED", answer.failed)
        else:
            self.finish_call(name, answer.outputs)

    def finish_call(self, name: str, given: Mapping[str, Any]) -> None:
        """Complete a task with what it called gave; a value that does not fit is its fault."""
        try:
            self.finish(name, given, lenient=True)
        except CommandRefused as refused:
            if refused.code == "ENDLESS":
                raise
            self.fail(name, refused.code, str(refused))

    def finish(self, name: str, given: Mapping[str, Any], *, lenient: bool) -> None:
        """Complete a task: what it gives is in the case file first."""
        item = self.item(self.instance(name))
        warnings: list[FeelWarning] = []
        values = calls.outputs_of(
            self.plan, self.reading, item, given, lenient=lenient, warnings=warnings
        )
        self.write(values)
        self._warn(name, item, warnings)
        self.make(name, _T.COMPLETE)

    def _take_answer(self, name: str) -> None:
        """Let a task go on with what its handler gave meanwhile; after a failure it asks again."""
        instance = self.instance(name)
        if instance.answered is None or instance.state is not _S.ACTIVE:
            return
        if instance.answered.failure is None:
            self.finish_call(name, instance.answered.outputs)
        else:
            self._perform(name, self.item(instance))

    def fail(self, name: str, code: str, message: str) -> None:
        """Let a call's failure be the task's fault, and someone's to look at."""
        cause, self.cause = self.cause, self.emit(e.IncidentRaised(name, code, message))
        self.make(name, _T.FAULT, note=message)
        self.cause = cause

    def take_up(self, name: str) -> None:
        """Reactivate a failed task without beginning its work again: someone did it otherwise."""
        instance = self.instance(name)
        self.emit(e.PlanItemTransitioned(name, _T.REACTIVATE, instance.state, _S.ACTIVE, None, ""))

    def write(self, values: Mapping[str, Any]) -> None:
        """Create or update case file items."""
        self.change(written(self.plan, self.state.file, values))

    def change(self, events: Iterable[e.FileItemTransitioned]) -> None:
        """Make transitions of case file items; what a parent hears is caused by its child."""
        cause = last = self.cause
        for event in events:
            is_heard = event.transition in (FileTransition.ADD_CHILD, FileTransition.REMOVE_CHILD)
            self.cause = last if is_heard else cause
            last = self.emit(event)
        self.cause = cause

    def _schedule(self, name: str, item: Item) -> None:
        """Set a human task's dates and priority, where the model gives them."""
        task = item.task
        if task is None or not (task.due or task.follow_up or task.priority):
            return
        due = self._date(name, item, task.due)
        follow_up = self._date(name, item, task.follow_up)
        priority = None
        if task.priority is not None:
            priority = self._priority(name, item, task.priority)
        self.emit(e.TaskScheduled(name, due, follow_up, priority))

    def _priority(self, name: str, item: Item, condition: Condition) -> int | None:
        value = self.reading.value(condition)
        is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
        if is_whole and abs(value) <= _MOST_PRIORITY:
            return int(value)
        told = f"'{condition.text}' gives no whole number to {_MOST_PRIORITY:,}"
        self.emit(e.ConditionFailed((self.plan.name, item.name), (told,), name))
        return None

    def _date(self, name: str, item: Item, condition: Condition | None) -> DateTime | None:
        if condition is None:
            return None
        timer = timers.timer_of(condition, self.reading, self.state.zone, self.now)
        if isinstance(timer, RunningTimer):
            return timer.due
        self.emit(e.ConditionFailed((self.plan.name, item.name), (timer,), name))
        return None

    # --- timers -----------------------------------------------------------------------------------

    def start_timer(self, instance: Instance) -> None:
        """Start an instance's timer now; without a time it is an incident, not silence."""
        timer = self.item(instance).timer
        if timer is None:
            return
        found = timers.timer_of(timer.expression, self.reading, self.state.zone, self.now)
        if isinstance(found, str):
            self.emit(e.IncidentRaised(instance.id, "TIMER_WITHOUT_TIME", found))
        else:
            self._run(instance.id, found)

    def _run(self, name: str, timer: RunningTimer) -> None:
        self.emit(e.TimerStarted(name, timer.due, timer.text, timer.left, timer.period))

    def fire(self, instance: Instance) -> None:
        """Let a timer occur; one that repeats waits in a new instance for its next time."""
        timer = instance.timer
        following = None
        if timer is not None:
            following = timers.following(timer, self.state.zone)
        cause, self.cause = self.cause, instance.asked
        self.cause = self.make(instance.id, _T.OCCUR)
        if following is not None and self._is_active(instance.stage):
            name = self.create(instance.item, instance.stage, "repetition")
            self._run(name, following)
        self.cause = cause


def _has_on_parts(item: Item) -> bool:
    """Tell whether an entry criterion waits for an event: then only that repeats the item."""
    return any(criterion.sentry.on_parts for criterion in item.entry)
