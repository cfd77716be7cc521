"""What is wrong with a definition that can be told before any case of it runs.

The one rule: an error is certain, a warning is what can hardly be meant, an info is worth a look.
What can be reached at all is worked out in `reach.py`.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from cmmn import model as m
from cmmn.lifecycle import Kind
from cmmn.name_checks import name_problems
from cmmn.plan import CasePlan, Criterion, Item
from cmmn.reach import Reach, constant, cycles, is_required
from dmn.element import Node
from feel.errors import Location, Problem
from feel.static_types import Severity

__all__ = ["check", "check_definitions"]


def check(plan: CasePlan, handlers: Collection[str] | None = None) -> list[Problem]:
    """Return all that is wrong with a case: what compiling it has found, and what is found here.

    `handlers` are the names of the host's handlers, where they are known.
    """
    checker = _Checker(plan)
    found = [*plan.problems]
    for item in plan.items.values():
        found += checker.sentries(item)
        found += checker.item(item)
        found += checker.calls(item, handlers)
    found += checker.cycles()
    found += checker.unreachable()
    found += checker.stages()
    found += checker.roles()
    found += name_problems(plan, checker.name)
    return list(dict.fromkeys(found))


class _Checker:
    """One case, and what can happen in it."""

    def __init__(self, plan: CasePlan) -> None:
        self.plan = plan
        self.reach = Reach(plan)
        self.name = _file_name(plan)
        self.round: set[str] = set()  # the items that are reported as members of a cycle

    def problem(
        self, item: Item | None, code: str, message: str, hint: str, severity: Severity = "warning"
    ) -> Problem:
        """Return a problem at an item, or at the case."""
        place = f"case {self.plan.name}" if item is None else f"plan item {item.name}"
        line = None if item is None else item.line
        return Problem(code, message, Location((self.name, place)), hint, severity, line)

    def label(self, item: str) -> str:
        """Return what an item is called in messages."""
        return f"'{self.plan.items[item].name}'"

    # --- sentries ---------------------------------------------------------------------------------

    def sentries(self, item: Item) -> Iterator[Problem]:
        """Give the faults of an item's sentries, and of its timer's trigger."""
        for criterion in (*item.entry, *item.exit):
            yield from self._sentry(item, criterion)
        trigger = None if item.timer is None else item.timer.trigger
        why = "" if trigger is None else self.reach.misfit(trigger) or self.reach.unused(trigger)
        if why:
            message = f"its timer can never start: {why}"
            yield self.problem(item, "NEVER_SATISFIED", message, "choose another standard event")

    def _sentry(self, item: Item, criterion: Criterion) -> Iterator[Problem]:
        sentry = criterion.sentry
        kind = "entry" if criterion.is_entry else "exit"
        head = f"its {kind} criterion '{criterion.id}'"
        if not sentry.on_parts and sentry.if_part is None:
            message = f"{head} waits for nothing: the sentry has neither on-part nor if-part"
            hint = "give the sentry an on-part or an if-part"
            yield self.problem(item, "EMPTY_SENTRY", message, hint, "error")
        for why in filter(None, map(self.reach.misfit, sentry.on_parts)):
            message = f"{head} can never be satisfied: {why}"
            hint = "choose another standard event or source"
            yield self.problem(item, "NEVER_SATISFIED", message, hint, "error")
        for why in filter(None, map(self.reach.unused, sentry.on_parts)):
            message = f"{head} can never be satisfied: {why}"
            hint = "wait for the other event, or change the manual activation rule"
            yield self.problem(item, "NEVER_SATISFIED", message, hint)
        if sentry.if_part is not None and sentry.if_part.expression is not None:
            value = constant(sentry.if_part)
            if value is None or value is False:
                message = f"{head} can never be satisfied: '{sentry.if_part.text}' is always false"
                hint = "let the condition read the case file, or leave the criterion out"
                yield self.problem(item, "NEVER_SATISFIED", message, hint)

    # --- items ------------------------------------------------------------------------------------

    def item(self, item: Item) -> Iterator[Problem]:
        """Give what is wrong with an item by itself."""
        if item.kind is Kind.MILESTONE and not item.entry:
            message = "the milestone has no entry criterion, so it is reached at once"
            hint = "give it an entry criterion"
            yield self.problem(item, "NO_CRITERION", message, hint)
        if item.timer is not None and not item.timer.expression.text:
            message = "the timer event listener has no timer expression, so it is never due"
            hint = "give it a duration, a date and time, or FEEL"
            yield self.problem(item, "TIMER_WITHOUT_EXPRESSION", message, hint, "error")
        if self._is_endless(item):
            is_certain = constant(item.repetition) is True
            message = "it ends as soon as it begins, and repeats without waiting for anything"
            hint = "give it an entry criterion with an on-part, or make it blocking"
            severity: Severity = "error" if is_certain else "warning"
            yield self.problem(item, "ENDLESS_REPETITION", message, hint, severity)

    def _is_endless(self, item: Item) -> bool:
        """Tell whether an item can repeat again and again within one command."""
        if constant(item.repetition, absent=False) is False:
            return False
        if any(each.sentry.on_parts for each in item.entry):
            return False
        if constant(item.manual_activation, absent=False) is not False:
            return False
        if item.kind is Kind.STAGE:
            contents = self.plan.stages[item.definition]
            return not contents.items and not contents.offers
        task = item.task
        if task is None:
            return False
        called = None if task.reference is None else task.reference.name
        decides = item.kind is Kind.DECISION_TASK and called in self.plan.decisions
        return decides or not task.is_blocking

    def calls(self, item: Item, handlers: Collection[str] | None) -> Iterator[Problem]:
        """Give a problem for a task that names what nobody has."""
        name = None
        if item.task is not None and item.task.reference is not None:
            name = item.task.reference.name
        if name is None:
            return
        known: dict[Kind, tuple[str, Collection[str] | None]] = {
            Kind.DECISION_TASK: ("decision", self.plan.decisions),
            Kind.CASE_TASK: ("case", self.plan.cases),
            Kind.PROCESS_TASK: ("process", handlers),
        }
        what, there = known.get(item.kind, ("", None))
        if there is not None and name not in there:
            message = f"it calls the {what} '{name}', which nobody has: it waits to be completed"
            hint = f"there are: {', '.join(sorted(there)) or 'none'}"
            if what == "case":
                yield self.problem(item, "UNKNOWN_CASE", message, hint)
            elif what == "decision":
                yield self.problem(item, "UNKNOWN_DECISION", message, hint)
            else:
                yield self.problem(item, "UNKNOWN_PROCESS", message, hint)

    # --- what nobody can reach --------------------------------------------------------------------

    def cycles(self) -> Iterator[Problem]:
        """Give each group of items that wait only for each other."""
        items = self.plan.items
        waits = {each.id: found for each in items.values() if (found := self.reach.waits_for(each))}
        for way in cycles(waits):
            self.round.update(way)
            names = " > ".join(self.label(each) for each in [*way, way[0]])
            required = [each for each in way if is_required(items[each])]
            if required:
                message = f"required items wait for each other: {names}"
                hint = "their stage can never complete; give one of them another entry criterion"
                yield self.problem(items[way[0]], "REQUIRED_CYCLE", message, hint, "error")
            else:
                message = f"these items wait only for each other: {names}"
                hint = "give one of them an entry criterion that does not wait for the others"
                yield self.problem(items[way[0]], "CYCLE", message, hint)

    def unreachable(self) -> Iterator[Problem]:
        """Give the items that can never begin, but those inside of others."""
        reach = self.reach
        for item in self.plan.items.values():
            if item.id in reach.created:
                if item.id not in reach.live and item.id not in self.round:
                    yield self._never(item)
            elif item.is_discretionary and any(
                holder in reach.live for holder, _ in reach.offering[item.id]
            ):
                message = "the discretionary item can never be planned: a rule is always false"
                hint = "look at the applicability rules of it and of its planning table"
                yield self.problem(item, "UNREACHABLE", message, hint)

    def _never(self, item: Item) -> Problem:
        does = "occur" if item.kind.is_listener else "begin"
        does = "be reached" if item.kind is Kind.MILESTONE else does
        waits = ", ".join(map(self.label, self.reach.waits_for(item)))
        why = f"it waits for {waits}" if waits else "no entry criterion can be satisfied"
        inside = " nor can what is in it" if item.kind is Kind.STAGE else ""
        message = f"it can never {does}{inside}: {why}"
        return self.problem(item, "UNREACHABLE", message, "look at its entry criteria")

    # --- stages -----------------------------------------------------------------------------------

    def stages(self) -> Iterator[Problem]:
        """Give the stages that are in themselves, and those that no plan item uses."""
        plan = self.plan
        inner = {
            key: [
                plan.items[each].definition
                for each in stage.items
                if plan.items[each].kind in (Kind.STAGE, Kind.PLAN_FRAGMENT)
            ]
            for key, stage in plan.stages.items()
        }
        for way in cycles(inner):
            names = " > ".join(f"'{each}'" for each in [*way, way[0]])
            message = f"a stage contains itself: {names}"
            hint = "a plan item may not use the definition of a stage around it"
            yield self.problem(None, "RECURSIVE_STAGE", message, hint, "error")
        used = {item.definition for item in plan.items.values()}
        for key in plan.stages:
            if key not in used:
                message = f"no plan item uses '{key}', so nothing in it is ever reached"
                yield self.problem(None, "UNUSED_STAGE", message, "add a plan item, or remove it")

    # --- roles ------------------------------------------------------------------------------------

    def roles(self) -> Iterator[Problem]:
        """Give the roles that nothing uses."""
        used: set[str] = set()
        for item in self.plan.items.values():
            used.update(item.roles)
            used.update(item.task.escalation if item.task is not None else ())
            used.update(role for offer in item.offers for role in offer.roles)
        used.update(
            role
            for stage in self.plan.stages.values()
            for offer in stage.offers
            for role in offer.roles
        )
        for role in self.plan.roles:
            if role not in used:
                message = f"no item names the role '{role}'"
                hint = "name it as a performer or authorised role, or remove it"
                yield self.problem(None, "UNUSED_ROLE", message, hint, "info")


def _file_name(plan: CasePlan) -> str:
    """Return the file's name, which the places of a plan's problems and conditions begin with."""
    places = [each.location.path for each in plan.problems]
    for item in plan.items.values():
        rules = (item.repetition, item.required, item.manual_activation)
        sentries = [each.sentry.if_part for each in (*item.entry, *item.exit)]
        places += [each.place for each in (*rules, *sentries) if each is not None]
    return next((place[0] for place in places if place), plan.definition)


# --- the file -------------------------------------------------------------------------------------


def check_definitions(definitions: m.Definitions, name: str) -> list[Problem]:
    """Return what is wrong with a file as a whole: ids and names that are given several times."""
    found: list[Problem] = []
    ids: Counter[str] = Counter()
    lines: dict[str, int | None] = {}
    todo: list[object] = [definitions]
    while todo:
        current = todo.pop()
        if isinstance(current, tuple):
            todo.extend(reversed(current))
        elif isinstance(current, Node):
            key = getattr(current, "id", None)
            if key:
                ids[key] += 1
                lines[key] = current.line
            if isinstance(current, m.CaseFile | m.Children):
                found += _repeated_names(current, name)
            todo.extend(reversed([getattr(current, each) for each in type(current).model_fields]))
    hint = "give each element its own id; a reference finds one of them"
    found += [
        Problem(
            "DUPLICATE_ID",
            f"the id '{key}' is given {count} times",
            Location((name,)),
            hint,
            "error",
            lines[key],
        )
        for key, count in ids.items()
        if count > 1
    ]
    return found


def _repeated_names(owner: m.CaseFile | m.Children, name: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in owner.case_file_items:
        if item.name and item.name in seen:
            message = f"the case file item '{item.name}' is defined twice in the same place"
            place = Location((name, f"case file item {item.name}"))
            problem = Problem("DUPLICATE_NAME", message, place, "rename one of them", "error")
            yield replace(problem, line=item.line)
        seen.add(item.name or "")
