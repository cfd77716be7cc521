"""A case model -> plans: references resolved, expressions compiled, what listens to what indexed.

Whatever can run is made to run; a dangling reference or a text that is no FEEL is a problem with
its line, and only what needs it is missing from the plan.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from cmmn import model as m
from cmmn.case_index import CaseIndex, Surroundings, refs
from cmmn.decision_calls import callable_names, find_decision
from cmmn.lifecycle import FileTransition, Kind, Transition
from cmmn.plan import (
    CasePlan,
    Condition,
    Criterion,
    DecisionCall,
    Item,
    Offer,
    OnPart,
    Sentry,
    Stage,
    Timer,
)
from cmmn.task_plan import TaskPlans

__all__ = ["compile_case"]

_KINDS: Mapping[type[Any], Kind] = {
    m.Stage: Kind.STAGE,
    m.PlanFragment: Kind.PLAN_FRAGMENT,
    m.HumanTask: Kind.HUMAN_TASK,
    m.ProcessTask: Kind.PROCESS_TASK,
    m.CaseTask: Kind.CASE_TASK,
    m.DecisionTask: Kind.DECISION_TASK,
    m.Task: Kind.TASK,
    m.Milestone: Kind.MILESTONE,
    m.EventListener: Kind.EVENT_LISTENER,
    m.UserEventListener: Kind.USER_EVENT_LISTENER,
    m.TimerEventListener: Kind.TIMER_EVENT_LISTENER,
}


def compile_case(
    definitions: m.Definitions,
    case: m.Case,
    name: str,
    surroundings: Surroundings,
    sha256: str = "",
) -> CasePlan:
    """Return a case of a model, ready to run; `name` is the file's, for places of problems."""
    return _Compiler(CaseIndex(definitions, case, name, surroundings)).plan(sha256)


class _Compiler:
    """One case under way: its items, and the contents of its stages."""

    def __init__(self, index: CaseIndex) -> None:
        self.index = index
        self.tasks = TaskPlans(index)
        self.items: dict[str, Item] = {}
        self.stages: dict[str, Stage] = {}
        self.criteria: set[str] = set()

    def plan(self, sha256: str) -> CasePlan:
        """Return the whole case."""
        case = self.index.case
        self._make_items()
        place = (f"case {case.name or case.id}",)
        decisions = self._decisions()
        return CasePlan(
            id=case.id or "case",
            name=case.name or case.id or "case",
            root=self.index.root_id,
            items=self.items,
            stages=self.stages,
            file=self.index.file,
            roles=tuple(dict.fromkeys(self.index.roles.values())),
            role_ids=self.index.roles,
            inputs=self.tasks.parameters(case.inputs, place),
            outputs=self.tasks.parameters(case.outputs, place),
            listeners=self._listeners(),
            triggers=self._triggers(),
            conditional=tuple(
                (item.id, criterion)
                for item in self.items.values()
                for criterion in (*item.entry, *item.exit)
                if criterion.sentry.if_part is not None
            ),
            decisions=decisions,
            cases=self._cases(),
            decision_hashes={each.key: each.sha256 for each in decisions.values()},
            sha256=sha256,
            definition=self.index.definitions.name or self.index.definitions.id or self.index.name,
            documentation=_words(case),
            problems=(*self.index.definitions.problems, *self.index.problems),
        )

    def _make_items(self) -> None:
        """Make every item, and the contents of every stage, the case plan model first."""
        root, key = self.index.root, self.index.root_id
        self.items[key] = Item(
            id=key,
            name=root.name or self.index.case.name or self.index.case.id or "case",
            kind=Kind.CASE_PLAN,
            definition=key,
            exit=self._criteria(root.exit_criteria, False, ("case plan model",)),
            documentation=_words(root),
            line=root.line,
        )
        self._stage(root, key)
        for name, each in self.index.plan_item_definitions.items():
            if isinstance(each, m.PlanFragment):
                self._stage(each, name)
        self._flatten_fragments()

    def _stage(self, fragment: m.PlanFragment, key: str) -> None:
        """Make the contents of a stage or fragment, and the items in it."""
        ids = []
        for number, item in enumerate(fragment.plan_items, start=1):
            ids.append(self._item(item, f"{key}_item{number}"))
        offers: tuple[Offer, ...] = ()
        auto_complete = False
        if isinstance(fragment, m.Stage):
            offers = tuple(self._offers(fragment.planning_table, (), ()))
            auto_complete = fragment.auto_complete
        known = tuple(each for each in ids if each is not None)
        self.stages[key] = Stage(key, known, auto_complete, offers)

    def _flatten_fragments(self) -> None:
        """Let a plan item of a fragment stand for the fragment's items, each of them once."""
        flat = {key: tuple(self._unfolded(stage.items)) for key, stage in self.stages.items()}
        for key, items in flat.items():
            self.stages[key] = replace(self.stages[key], items=items)

    def _unfolded(self, items: tuple[str, ...]) -> Iterator[str]:
        """Give items, and for those of fragments what is in them; however these are nested."""
        seen: set[str] = set()
        waiting = list(reversed(items))
        while waiting:
            key = waiting.pop()
            if key in seen:
                continue
            seen.add(key)
            item = self.items[key]
            if item.kind is Kind.PLAN_FRAGMENT:
                waiting += reversed(self.stages[item.definition].items)
            else:
                yield key

    def _item(self, item: m.PlanItem | m.DiscretionaryItem, otherwise: str) -> str | None:
        """Make an item; one whose definition is not there is left out."""
        key = item.id or otherwise
        place = (f"plan item {item.name or key}",)
        definition = self.index.plan_item_definitions.get(item.definition_ref or "")
        if definition is None:
            ref = item.definition_ref or ""
            self.index.dangling(
                "definition", ref, place, item.line, self.index.plan_item_definitions
            )
            return None
        if key == self.index.root_id:
            return None  # that it has the case plan model's id is a problem of its own
        if key in self.items:
            return key
        kind = _KINDS[type(definition)]
        control = item.item_control or definition.default_control or m.PlanItemControl()
        self.items[key] = base = Item(
            id=key,
            name=item.name or definition.name or key,
            kind=kind,
            definition=definition.id or "",
            entry=self._criteria(item.entry_criteria, True, place),
            exit=self._criteria(item.exit_criteria, False, place),
            repetition=self.index.rule(control.repetition_rule, "repetition rule", place),
            required=self.index.rule(control.required_rule, "required rule", place),
            manual_activation=self.index.rule(
                control.manual_activation_rule, "manual activation rule", place
            ),
            is_discretionary=isinstance(item, m.DiscretionaryItem),
            documentation=_words(item) or _words(definition),
            line=item.line,
        )
        self.items[key] = replace(base, **self._details(definition, place))
        return key

    def _details(self, definition: Any, place: tuple[str, ...]) -> dict[str, Any]:
        """Return what only some kinds of items have."""
        found: dict[str, Any] = {}
        if isinstance(definition, m.Task):
            found["task"] = self.tasks.task(definition, place)
        if isinstance(definition, m.HumanTask):
            found["roles"] = self.index.role_names(definition.performer_ref, place, definition.line)
            found["offers"] = tuple(self._offers(definition.planning_table, (), ()))
        elif isinstance(definition, m.UserEventListener):
            found["roles"] = self.index.role_names(
                definition.authorized_role_refs, place, definition.line
            )
        elif isinstance(definition, m.TimerEventListener):
            found["timer"] = self._timer(definition, place)
        return found

    def _timer(self, definition: m.TimerEventListener, place: tuple[str, ...]) -> Timer:
        expression = definition.timer_expression
        text = expression.text.strip() if expression else ""
        at = (*place, "timer expression")
        condition = Condition(text, (self.index.name, *at), None, None)
        if text:
            language = expression.language if expression else None
            condition = self.index.time(text, language, at, definition.line)
        trigger = None
        if definition.timer_start is not None:
            trigger = self._on_part(definition.timer_start, place)
        return Timer(condition, trigger)

    # --- sentries ---------------------------------------------------------------------------------

    def _criteria(
        self, criteria: Iterable[Any], is_entry: bool, place: tuple[str, ...]
    ) -> tuple[Criterion, ...]:
        return tuple(
            made
            for number, each in enumerate(criteria, start=1)
            if (made := self._criterion(each, is_entry, place, number)) is not None
        )

    def _criterion(
        self, criterion: Any, is_entry: bool, place: tuple[str, ...], number: int
    ) -> Criterion | None:
        sentry = self.index.sentries.get(criterion.sentry_ref or "")
        if sentry is None:
            ref = criterion.sentry_ref or ""
            self.index.dangling("sentry", ref, place, criterion.line, self.index.sentries)
            return None
        key = criterion.id or f"{sentry.id}_{'entry' if is_entry else 'exit'}{number}"
        return Criterion(key, self._sentry(sentry), is_entry, criterion.name or "")

    def _sentry(self, sentry: m.Sentry) -> Sentry:
        place = (f"sentry {sentry.name or sentry.id}",)
        parts = tuple(self._on_part(each, place) for each in sentry.on_parts)
        if_part = None
        if sentry.if_part is not None:
            written = sentry.if_part
            if_part = self.index.condition(
                written.condition, (*place, "if part"), written.line, written.context_ref
            )
        return Sentry(sentry.id or "", parts, if_part, sentry.name or "")

    def _on_part(self, part: Any, place: tuple[str, ...]) -> OnPart:
        """Return an on-part; one whose source is not there waits for what never happens."""
        if isinstance(part, (m.CaseFileItemOnPart, m.CaseFileItemStartTrigger)):
            path = self.index.file_path(part.source_ref, place, part.line) or ""
            event = FileTransition(part.standard_event or FileTransition.UPDATE)
            return OnPart(path, event, None, getattr(part, "name", None) or "")
        event_of_item = Transition(part.standard_event or Transition.COMPLETE)
        exit_criterion = getattr(part, "exit_criterion_ref", None)
        name = getattr(part, "name", None) or ""
        return OnPart(part.source_ref or "", event_of_item, exit_criterion, name)

    def _listeners(self) -> dict[tuple[str, str], tuple[tuple[str, Criterion, int], ...]]:
        found: dict[tuple[str, str], tuple[tuple[str, Criterion, int], ...]] = {}
        for item in self.items.values():
            for criterion in (*item.entry, *item.exit):
                for position, part in enumerate(criterion.sentry.on_parts):
                    self._check_source(part, criterion)
                    key = (part.source, part.transition)
                    found[key] = (*found.get(key, ()), (item.id, criterion, position))
        return found

    def _check_source(self, part: OnPart, criterion: Criterion) -> None:
        if part.is_on_file or part.source in self.items:
            return
        if criterion.sentry.id in self.criteria:
            return
        self.criteria.add(criterion.sentry.id)
        place = (f"sentry {criterion.sentry.name or criterion.sentry.id}",)
        line = self.index.sentries[criterion.sentry.id].line if criterion.sentry.id else None
        self.index.dangling("plan item", part.source, place, line, self.items)

    def _triggers(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for item in self.items.values():
            if item.timer is not None and item.timer.trigger is not None:
                trigger = item.timer.trigger
                key = (trigger.source, trigger.transition)
                found[key] = (*found.get(key, ()), item.id)
                if not trigger.is_on_file and trigger.source not in self.items:
                    place = (f"plan item {item.name}",)
                    self.index.dangling("plan item", trigger.source, place, item.line, self.items)
        return found

    # --- planning tables --------------------------------------------------------------------------

    def _offers(
        self,
        table: m.PlanningTable | None,
        rules: tuple[Condition, ...],
        roles: tuple[str, ...],
    ) -> Iterator[Offer]:
        """Give the discretionary items of a table, and of those in it, with all their rules."""
        if table is None:
            return
        place = ("planning table",)
        rules = (*rules, *self._applicability(table, place))
        roles = self.index.role_names(table.authorized_role_refs, place, table.line) or roles
        for number, each in enumerate(table.table_items, start=1):
            if isinstance(each, m.PlanningTable):
                yield from self._offers(each, rules, roles)
                continue
            key = self._item(each, f"{table.id or 'table'}_item{number}")
            if key is not None:
                own = self._applicability(each, (f"discretionary item {each.name or key}",))
                named = self.index.role_names(each.authorized_role_refs, place, each.line)
                yield Offer(key, (*rules, *own), named or roles)

    def _applicability(self, owner: Any, place: tuple[str, ...]) -> tuple[Condition, ...]:
        found = []
        for ref in refs(owner.applicability_rule_refs):
            rule = self.index.rules.get(ref)
            if rule is None:
                self.index.dangling("applicability rule", ref, place, owner.line, self.index.rules)
                continue
            at = (*place, f"applicability rule {rule.name or ref}")
            found.append(self.index.condition(rule.condition, at, rule.line, rule.context_ref))
        return tuple(found)

    # --- tasks ------------------------------------------------------------------------------------

    def _decisions(self) -> dict[str, DecisionCall]:
        """Return the decisions that tasks may call, by reference."""
        names = {
            item.task.reference.name
            for item in self.items.values()
            if item.kind is Kind.DECISION_TASK and item.task and item.task.reference
        }
        known = {each.id or "" for each in self.index.definitions.decisions}
        if None in names:  # an expression names it: all of them may be called
            known |= set(callable_names(self.index.surroundings.decisions))
        found = {}
        for name in sorted((names - {None}) | known, key=str):
            call = find_decision(
                self.index.definitions, str(name), self.index.surroundings.decisions
            )
            if call is not None:
                found[str(name)] = call
        return found

    def _cases(self) -> dict[str, str]:
        keys = [case.id or "" for case in self.index.definitions.cases]
        for each in self.index.surroundings.models:
            keys += [case.id or "" for case in each.cases]
        keys += self.index.surroundings.cases
        return {key: key for key in keys if key}


def _words(element: Any) -> str:
    return "\n".join(each.text.strip() for each in element.documentation)
