"""Why an item is as it is, what would make it move, and what an event came from.

The one rule: it is told from the plan and the state alone, with the functions that decide; nothing
is carried out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmmn.commands import User
from cmmn.completion import hinderances
from cmmn.conditions import Reading
from cmmn.errors import CommandRefused
from cmmn.events import Recorded
from cmmn.explanation import (
    Blocker,
    ConditionNow,
    CriterionNow,
    Explanation,
    NameNow,
    PartNow,
    RoleNow,
    TableNow,
)
from cmmn.lifecycle import ENDED, FINAL, LIFECYCLES, Kind, State, Transition
from cmmn.plan import CasePlan, Condition, Criterion, Item, Offer, OnPart
from cmmn.planning import offers_of
from cmmn.sentries import is_listening, is_satisfied
from cmmn.state import CASE_ID, CaseState, Instance
from cmmn.targets import (
    authorize,
    find_item,
    refuse_transition,
    require_stage,
    require_working,
    unknown,
)
from feel.errors import FeelWarning
from feel.syntax import Name, Node, Path, children
from feel.temporal import DateTime
from feel.values import Value

__all__ = ["BY_HAND", "Explanation", "allowed_commands", "cause_chain", "explain"]

BY_HAND = (
    Transition.MANUAL_START,
    Transition.DISABLE,
    Transition.REENABLE,
    Transition.OCCUR,
    Transition.COMPLETE,
    Transition.SUSPEND,
    Transition.RESUME,
    Transition.TERMINATE,
    Transition.FAULT,
    Transition.REACTIVATE,
    Transition.CLOSE,
)
"""The transitions that somebody can ask for; all others follow from something."""


def explain(plan: CasePlan, state: CaseState, name: str, now: DateTime) -> Explanation:
    """Return why an item is as it is: an instance `A#2`, or of `A` the newest open or newest one.

    `case` or the case plan model's id is the case itself.
    Errors: CommandRefused NO_SUCH_ITEM.
    """
    teller = _Teller(plan, state, now)
    if name in (CASE_ID, plan.root):
        return teller.case()
    item, instance = _found(plan, state, name)
    return teller.absent(item) if instance is None else teller.instance(instance)


def _found(plan: CasePlan, state: CaseState, name: str) -> tuple[Item, Instance | None]:
    """Return what a name means: the item, and its instance if there is or was one."""
    if name in state.instances:
        instance = state.instances[name]
        return plan.items[instance.item], instance
    base, _, number = name.rpartition("#")
    item = find_item(plan, base if base and number.isdigit() else name)
    if not (base and number.isdigit()):
        return item, _newest(state, item.id)
    exact = state.instances.get(f"{item.id}#{number}")
    if exact is None:
        raise unknown(plan, "instance", name, state.by_item.get(item.id, ()))
    return item, exact


def _newest(state: CaseState, item: str) -> Instance | None:
    ids = state.open_by_item.get(item) or state.by_item.get(item)
    return state.instances[ids[-1]] if ids else None


# --- what may be done by hand ---------------------------------------------------------------------


def allowed_commands(
    plan: CasePlan, state: CaseState, instance: Instance | None, user: User | None
) -> list[tuple[Transition, str | None]]:
    """Return the transitions an instance's kind has by hand, each with why it is refused now.

    None in the second place is for one that is allowed; `instance` None is the case, `user` None
    the host program.
    """
    kind = Kind.CASE_PLAN if instance is None else plan.items[instance.item].kind
    known = {transition for _, transition in LIFECYCLES[kind]}
    return [
        (each, _refusal(plan, state, instance, each, user)) for each in BY_HAND if each in known
    ]


def _refusal(
    plan: CasePlan,
    state: CaseState,
    instance: Instance | None,
    transition: Transition,
    user: User | None,
) -> str | None:
    """Return why a transition is refused, asking in the order in which a command is looked at."""
    try:
        if instance is None:
            root = plan.items[plan.root]
            refuse_transition(plan, state.state, root, transition, "the case")
        else:
            item = plan.items[instance.item]
            require_working(plan, state)
            refuse_transition(plan, instance.state, item, transition, instance.id)
            require_stage(plan, state, instance)
            authorize(plan, state, item, instance, user)
    except CommandRefused as refused:
        return f"{refused.message} ({refused.hint})" if refused.hint else refused.message
    if transition is not Transition.COMPLETE:
        return None
    who = None if instance is None else instance.assignee
    if user is not None and who not in (None, user.name):
        return f"it is assigned to '{who}'"
    stage = CASE_ID if instance is None else instance.id
    return "; ".join(f"{child.id}: {why}" for child, why in hinderances(state, stage)) or None


# --- causes ---------------------------------------------------------------------------------------


def cause_chain(recorded: Sequence[Recorded], sequence: int) -> list[Recorded]:
    """Return an event and what led to it, back to the first cause; empty for one not in the log."""
    by_sequence = {each.sequence: each for each in recorded}
    found: list[Recorded] = []
    at = by_sequence.get(sequence)
    while at is not None:
        found.append(at)
        is_earlier = at.cause is not None and at.cause < at.sequence
        at = by_sequence.get(at.cause) if is_earlier and at.cause is not None else None
    return found


# --- telling --------------------------------------------------------------------------------------


class _Teller:
    """One state of one case at one time."""

    def __init__(self, plan: CasePlan, state: CaseState, now: DateTime) -> None:
        self.plan = plan
        self.state = state
        self.reading = Reading(plan, state, now)

    def case(self) -> Explanation:
        """Return why the case is as it is."""
        root = self.plan.items[self.plan.root]
        return Explanation(
            item=root.id,
            name=root.name,
            kind=root.kind,
            case_state=self.state.state,
            instance=CASE_ID,
            state=self.state.state,
            since=self.state.since or self.state.created,
            allowed=self._allowed(None),
            criteria=self._criteria(root, None),
            blockers=self._blockers(CASE_ID),
            tables=self._left(CASE_ID),
        )

    def instance(self, instance: Instance) -> Explanation:
        """Return why an instance is as it is."""
        item = self.plan.items[instance.item]
        timer = item.timer
        is_stage = item.holds_stage
        parent = "the case" if instance.stage == CASE_ID else self._label(instance.stage)
        is_held = instance.state is State.SUSPENDED and instance.before is not None
        return Explanation(
            item=item.id,
            name=item.name,
            kind=item.kind,
            case_state=self.state.state,
            instance=instance.id,
            state=instance.state,
            since=instance.since,
            is_required=instance.required,
            allowed=self._allowed(instance),
            roles=self._roles((*item.roles, *(instance.escalated or ())) if item.roles else ()),
            assignee=instance.assignee,
            criteria=self._criteria(item, instance),
            manual_activation=self._condition(item.manual_activation),
            repetition=self._condition(item.repetition),
            blockers=self._blockers(instance.id) if is_stage else (),
            tables=self._left(instance.id) if instance.is_open else self._again(item),
            due=instance.due if instance.timer is None else instance.timer.due,
            trigger=None if timer is None or timer.trigger is None else self._event(timer.trigger),
            incident=instance.incident,
            waits_for=_called(instance),
            around=(parent,),
            suspended_with=parent if is_held else None,
        )

    def absent(self, item: Item) -> Explanation:
        """Return why there is no instance of an item, and what would have to come first."""
        owners = [
            each
            for each in self.plan.items.values()
            if each.holds_stage and item.id in self.plan.stages[each.definition].items
        ]
        tables = tuple(self._tables(item))
        holders = [self.plan.items[each.holder] for each in tables]
        return Explanation(
            item=item.id,
            name=item.name,
            kind=item.kind,
            case_state=self.state.state,
            roles=self._roles(item.roles),
            manual_activation=self._condition(item.manual_activation),
            tables=tables,
            around=tuple(dict.fromkeys(self._place(each) for each in owners)),
            because=self._first_waiting([*owners, *holders]),
        )

    def _first_waiting(self, owners: Sequence[Item]) -> Explanation | None:
        """Explain the nearest thing around that exists and is not active; None if all are."""
        seen: set[str] = set()
        line = list(owners)
        for owner in line:  # the line grows outwards; each item is in it once
            if owner.id in seen or owner.id == self.plan.root:
                continue
            seen.add(owner.id)
            instance = _newest(self.state, owner.id)
            if instance is not None:
                if instance.state is not State.ACTIVE:
                    return self.instance(instance)
                continue
            line += [
                each
                for each in self.plan.items.values()
                if each.holds_stage and self._has(each, owner)
            ]
            if len(line) > _MOST_AROUND:
                break
        return None

    def _has(self, stage: Item, item: Item) -> bool:
        contents = self.plan.stages[stage.definition]
        return item.id in contents.items or any(each.item == item.id for each in contents.offers)

    # --- parts of it ------------------------------------------------------------------------------

    def _allowed(self, instance: Instance | None) -> tuple[Transition, ...]:
        found = allowed_commands(self.plan, self.state, instance, None)
        return tuple(transition for transition, why in found if why is None)

    def _roles(self, roles: Sequence[str]) -> tuple[RoleNow, ...]:
        held = self.state.roles
        return tuple(RoleNow(each, tuple(held.get(each, ()))) for each in dict.fromkeys(roles))

    def _condition(self, condition: Condition | None) -> ConditionNow | None:
        if condition is None:
            return None
        warnings: list[FeelWarning] = []
        value = self.reading.value(condition, None, warnings)
        known = dict(self.reading.names)
        if condition.context is not None:
            inner = known.get(self.plan.file[condition.context].name)
            known |= inner if isinstance(inner, dict) else {}
        tree = None if condition.expression is None else condition.expression.tree
        paths = (
            () if tree is None else sorted({each for each in _paths_in(tree) if each[0] in known})
        )
        names = dict(_read(known, path) for path in paths)
        read = tuple(NameNow(name, value) for name, value in names.items())
        return ConditionNow(condition.text, value, read, tuple(each.message for each in warnings))

    def _criteria(self, item: Item, instance: Instance | None) -> tuple[CriterionNow, ...]:
        heard = self.state.heard if instance is None else instance.heard
        return tuple(
            CriterionNow(
                id=each.id,
                name=each.name,
                is_entry=each.is_entry,
                is_listening=is_listening(self.state, instance, each),
                is_satisfied=is_satisfied(self.reading, self.state, instance, each),
                parts=self._parts(each, heard),
                condition=self._condition(each.sentry.if_part),
            )
            for each in (*item.entry, *item.exit)
        )

    def _parts(
        self, criterion: Criterion, heard: frozenset[tuple[str, int]]
    ) -> tuple[PartNow, ...]:
        return tuple(
            PartNow(
                source=part.source,
                transition=str(part.transition),
                is_heard=(criterion.id, position) in heard,
                text=self._said(part, (criterion.id, position) in heard),
            )
            for position, part in enumerate(criterion.sentry.on_parts)
        )

    def _said(self, part: OnPart, is_heard: bool) -> str:
        """Return `'Assess damage' has not made 'complete'; it is active`."""
        source, by = self._source(part), ""
        if part.exit_criterion is not None:
            by = f" by criterion '{self._named(part)}'"
        if is_heard:
            return f"{source} has made '{part.transition}'{by}"
        return f"{source} has not made '{part.transition}'{by}; {self._how(part)}"

    def _named(self, part: OnPart) -> str | None:
        """Return the name of the exit criterion that an on-part asks for, else its id."""
        source = self.plan.items.get(part.source)
        names = {each.id: each.name for each in source.exit} if source is not None else {}
        return names.get(part.exit_criterion or "") or part.exit_criterion

    def _source(self, part: OnPart) -> str:
        if part.is_on_file:
            item = self.plan.file.get(part.source)
            return f"case file item '{item.name if item else part.source}'"
        return (
            f"'{self.plan.items[part.source].name}'"
            if part.source in self.plan.items
            else (f"'{part.source}'")
        )

    def _how(self, part: OnPart) -> str:
        """Return how the source of an on-part is now."""
        if part.is_on_file:
            exists = any(
                path == part.source or path.startswith((f"{part.source}[", f"{part.source}."))
                for path in self.state.file
            )
            return "it exists" if exists else "it does not exist yet"
        if part.source not in self.plan.items:
            return "there is no such item"
        if part.source == self.plan.root:
            return f"it is {self.state.state}"
        newest = _newest(self.state, part.source)
        if newest is None:
            return "there is none of it yet"
        was = " already, from before this began to listen" if newest.state in FINAL else ""
        return f"it is {newest.state}{was}"

    def _event(self, part: OnPart) -> str:
        return f"{self._source(part)} makes '{part.transition}'"

    def _label(self, instance: str) -> str:
        return f"'{self.plan.items[self.state.instances[instance].item].name}'"

    def _place(self, stage: Item) -> str:
        return "the case" if stage.id == self.plan.root else f"'{stage.name}'"

    # --- stages and tables ------------------------------------------------------------------------

    def _blockers(self, stage: str) -> tuple[Blocker, ...]:
        """Return the children that keep an Active stage from completing by itself or by hand."""
        is_case = stage == CASE_ID
        at = self.state.state if is_case else self.state.instances[stage].state
        if at is not State.ACTIVE:
            return ()
        item = self.plan.items[self.plan.root if is_case else self.state.instances[stage].item]
        found = {child.id: why for child, why in hinderances(self.state, stage)}
        is_auto = self.plan.stages[item.definition].auto_complete
        return tuple(
            Blocker(
                instance=child.id,
                name=self.plan.items[child.item].name,
                why=found.get(child.id, f"it is {child.state}"),
                is_by_hand=child.id in found,
            )
            for child in self.state.open_children(stage)
            if child.id in found or (not is_auto and child.state not in ENDED)
        )

    def _left(self, holder: str) -> tuple[TableNow, ...]:
        """Return what the table of an Active stage, case or human task still offers."""
        is_case = holder == CASE_ID
        at = self.state.state if is_case else self.state.instances[holder].state
        if at is not State.ACTIVE:
            return ()
        item = self.plan.items[self.plan.root if is_case else self.state.instances[holder].item]
        if not item.holds_stage and not item.offers:
            return ()
        offers = offers_of(self.plan, self.reading, self.state, holder)
        return tuple(self._table(item, each, is_open=True) for each in offers)

    def _tables(self, item: Item) -> Iterator[TableNow]:
        """Give the tables that have an item, or the fragment it comes with."""
        wanted = {item.id} | {
            each.id
            for each in self.plan.items.values()
            if each.kind is Kind.PLAN_FRAGMENT
            and item.id in self.plan.stages[each.definition].items
        }
        for holder in self.plan.items.values():
            stage = self.plan.stages[holder.definition] if holder.holds_stage else None
            for offer in holder.offers if stage is None else stage.offers:
                if offer.item in wanted:
                    yield self._table(holder, offer, is_open=self._is_open(holder))

    def _again(self, item: Item) -> tuple[TableNow, ...]:
        """Return the tables from which a discretionary item that is over may be planned again."""
        return tuple(self._tables(item)) if item.is_discretionary else ()

    def _is_open(self, holder: Item) -> bool:
        if holder.id == self.plan.root or self.state.state is not State.ACTIVE:
            return self.state.state is State.ACTIVE
        return any(each.state is State.ACTIVE for each in self.state.instances_of(holder.id))

    def _table(self, holder: Item, offer: Offer, *, is_open: bool) -> TableNow:
        rules = tuple(filter(None, map(self._condition, offer.rules)))
        roles = self._roles(offer.roles)
        return TableNow(offer.item, holder.id, holder.name, is_open, rules, roles)


_MOST_AROUND = 10_000
"""So many stages are looked at for the first that has to become active."""


def _paths_in(tree: Node) -> Iterator[tuple[str, ...]]:
    """Give every name in an expression, with the names that follow it after dots."""
    todo = [tree]
    while todo:
        node, steps = todo.pop(), []
        while isinstance(node, Path):
            steps.append(node.name)
            node = node.source
        if isinstance(node, Name):
            yield (node.name, *reversed(steps))
        else:
            todo.extend(children(node))


def _read(known: Mapping[str, Any], path: tuple[str, ...]) -> tuple[str, Value]:
    """Return a path as it is written, and its value; as far as it leads through contexts."""
    value = known[path[0]]
    for count, step in enumerate(path[1:], start=1):
        if not isinstance(value, dict):
            return ".".join(path[:count]), value
        value = value.get(step)
    return ".".join(path), value


def _called(instance: Instance) -> str | None:
    if instance.state is not State.ACTIVE:
        return None
    if instance.child_case is not None:
        return f"the child case '{instance.child_case}'"
    return None if instance.handler is None else f"the handler '{instance.handler}'"
