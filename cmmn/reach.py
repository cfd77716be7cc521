"""What can ever happen in a case: which items can begin, and which transitions they can make.

The one rule: a least fixpoint; what is not shown to be possible, by any data and any hand, is not.
Milestones are taken to be reached by their criteria alone.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmmn.lifecycle import LIFECYCLES, TASK_AND_STAGE, FileTransition, Kind, Transition
from cmmn.plan import CasePlan, Condition, Criterion, Item, Offer, OnPart
from feel.static_types import StaticScope
from feel.tree import is_constant

__all__ = ["Reach", "constant", "cycles", "is_required"]

_T = Transition
_MANUAL = frozenset({_T.ENABLE, _T.MANUAL_START, _T.DISABLE, _T.REENABLE})
_STARTED = frozenset(kind for kind, table in LIFECYCLES.items() if table is TASK_AND_STAGE)
_UNASKED = frozenset(
    {
        _T.CREATE,
        _T.EXIT,
        _T.PARENT_SUSPEND,
        _T.PARENT_RESUME,
        _T.PARENT_TERMINATE,
        _T.SUSPEND,
        _T.RESUME,
        _T.TERMINATE,
    }
)
"""What an instance can make, by its parent or by hand, before it has left Available."""

_PARENTAL = frozenset({FileTransition.ADD_CHILD, FileTransition.REMOVE_CHILD})
_NOT_CONSTANT = object()
_NO_NAMES = StaticScope({})


def constant(condition: Condition | None, absent: object = _NOT_CONSTANT) -> object:
    """Return the value of an expression that reads nothing; a value equal to nothing otherwise.

    `absent` is what stands for no condition at all.
    """
    if condition is None:
        return absent
    if condition.expression is None:
        return condition.otherwise
    if not is_constant(condition.expression.tree, _NO_NAMES):
        return _NOT_CONSTANT
    return condition.expression.evaluate({})


def _can_be_true(condition: Condition | None, *, absent: bool) -> bool:
    value = constant(condition, absent)
    return value is _NOT_CONSTANT or value is True


def _can_be_false(condition: Condition | None) -> bool:
    return constant(condition, absent=False) is not True


class Reach:
    """What of a plan can happen.

    `created` are the items of which there can be an instance, `live` those that can leave
    Available, be reached, or occur.
    """

    def __init__(self, plan: CasePlan) -> None:
        self.plan = plan
        self.owners: dict[str, list[str]] = {each: [] for each in plan.items}
        self.offering: dict[str, list[tuple[str, Offer]]] = {each: [] for each in plan.items}
        self._waiters: dict[str, set[str]] = {each: set() for each in plan.items}
        self._dependents: dict[str, set[str]] = {each: set() for each in plan.items}
        self._index()
        self.created: set[str] = set()
        self.live: set[str] = set()
        self._grow()

    def _index(self) -> None:
        """Know who holds and who offers an item, and who depends on it."""
        plan = self.plan
        for holder in plan.items.values():
            stage = plan.stages[holder.definition] if holder.holds_stage else None
            for inner in () if stage is None else stage.items:
                self.owners[inner].append(holder.id)
            for offer in holder.offers if stage is None else stage.offers:
                for offered in self._offered(offer):
                    self.offering[offered].append((holder.id, offer))
        for item in plan.items.values():
            for source in _sources(item) & plan.items.keys():
                self._waiters[source].add(item.id)
        for item in plan.items.values():
            holders = [*self.owners[item.id], *(key for key, _ in self.offering[item.id])]
            for key in holders:
                self._dependents[key].add(item.id)
                self._dependents[item.id] |= self._waiters[key]  # it may hold up its stage
            self._dependents[item.id] |= self._waiters[item.id]

    def _offered(self, offer: Offer) -> tuple[str, ...]:
        """Return what planning a discretionary item creates, and the item itself."""
        item = self.plan.items[offer.item]
        if item.kind is not Kind.PLAN_FRAGMENT:
            return (item.id,)
        return (item.id, *self.plan.stages[item.definition].items)

    def _grow(self) -> None:
        """Find what is possible: look at each item, and again when what it depends on has grown."""
        waiting = deque(self.plan.items)
        while waiting:
            item = self.plan.items[waiting.popleft()]
            before = (item.id in self.created, item.id in self.live)
            if self._is_created(item):
                self.created.add(item.id)
                if self.can_begin(item):
                    self.live.add(item.id)
            if before != (item.id in self.created, item.id in self.live):
                waiting.extend(self._dependents[item.id])

    def _is_created(self, item: Item) -> bool:
        if item.id == self.plan.root or any(each in self.live for each in self.owners[item.id]):
            return True
        return any(
            holder in self.live and _can_be_offered(offer)
            for holder, offer in self.offering[item.id]
        )

    def can_begin(self, item: Item) -> bool:
        """Tell whether an item that exists can leave Available, be reached, or occur."""
        if item.kind.is_listener:
            trigger = None if item.timer is None else item.timer.trigger
            return trigger is None or self.can_occur(trigger)
        return not item.entry or any(map(self.can_be_satisfied, item.entry))

    def can_be_satisfied(self, criterion: Criterion) -> bool:
        """Tell whether all on-parts can occur and the if-part can be true."""
        sentry = criterion.sentry
        return _can_be_true(sentry.if_part, absent=True) and all(
            map(self.can_occur, sentry.on_parts)
        )

    def can_occur(self, part: OnPart) -> bool:
        """Tell whether the source of an on-part can ever make its transition."""
        if part.is_on_file or part.source not in self.plan.items:
            return not self.misfit(part) and part.source in self.plan.file
        if self.misfit(part) or self.unused(part):
            return False
        source = self.plan.items[part.source]
        if source.id not in self.live:
            return source.id in self.created and part.transition in _UNASKED
        return not (part.transition is _T.COMPLETE and self.unfinished(source))

    def misfit(self, part: OnPart) -> str:
        """Return why no source of this kind makes an on-part's transition; empty where it may.

        A source that is not there is no misfit: the compiler has reported it.
        """
        if part.is_on_file:
            item = self.plan.file.get(part.source)
            if item is not None and part.transition in _PARENTAL and not item.children:
                return f"case file item '{item.name}' has no children"
            return ""
        source = self.plan.items.get(part.source)
        return "" if source is None else _misfit(source, part)

    def unused(self, part: OnPart) -> str:
        """Return why a source's manual activation rule keeps it from an on-part's transition."""
        source = self.plan.items.get(part.source)
        if part.is_on_file or source is None or source.kind not in _STARTED:
            return ""
        rule, made = source.manual_activation, part.transition
        if made in _MANUAL and not _can_be_true(rule, absent=False):
            return f"'{source.name}' starts by itself, so it never makes '{made}'"
        if made is _T.START and not _can_be_false(rule):
            return f"'{source.name}' is always started by hand, so it never makes 'start'"
        return ""

    def unfinished(self, stage: Item) -> list[str]:
        """Return the required items of a stage that can never begin: it cannot complete."""
        if not stage.holds_stage or stage.id == self.plan.root:
            return []
        return [
            each
            for each in self.plan.stages[stage.definition].items
            if each not in self.live and is_required(self.plan.items[each])
        ]

    def waits_for(self, item: Item) -> list[str]:
        """Return the items that one which can never begin waits for, themselves out of reach."""
        if item.id in self.live:
            return []
        if item.id not in self.created:
            around = [*self.owners[item.id], *(holder for holder, _ in self.offering[item.id])]
            return [each for each in dict.fromkeys(around) if each not in self.live]
        return list(dict.fromkeys(each for part in _parts(item) for each in self._behind(part)))

    def _behind(self, part: OnPart) -> Iterator[str]:
        """Give the items that would have to begin for an on-part to occur."""
        if part.is_on_file or self.can_occur(part) or self.misfit(part) or self.unused(part):
            return
        source = self.plan.items.get(part.source)
        if source is None:
            return
        if source.id not in self.live:
            yield source.id
        else:
            yield from self.unfinished(source)


def _parts(item: Item) -> list[OnPart]:
    """Return all that an item may wait for before it begins."""
    parts = [part for each in item.entry for part in each.sentry.on_parts]
    if item.timer is not None and item.timer.trigger is not None:
        parts.append(item.timer.trigger)
    return parts


def _sources(item: Item) -> set[str]:
    return {part.source for part in _parts(item)}


def is_required(item: Item) -> bool:
    """Tell whether an item is required whatever the data."""
    return constant(item.required, absent=False) is True


def _can_be_offered(offer: Offer) -> bool:
    """Tell whether the rules of a discretionary item can all be true."""
    return all(_can_be_true(rule, absent=True) for rule in offer.rules)


def _misfit(source: Item, part: OnPart) -> str:
    transition = part.transition
    label = f"'{source.name}'"
    if source.kind is Kind.PLAN_FRAGMENT:
        return f"{label} is a plan fragment, which has no transitions"
    table = LIFECYCLES[source.kind]
    made = {each for _, each in table} | (
        {_T.CREATE} if source.kind is not Kind.CASE_PLAN else set()
    )
    if transition not in made:
        return f"{label} is a {source.kind}, which never makes '{transition}'"
    wanted = part.exit_criterion
    if wanted is not None and wanted not in {each.id for each in source.exit}:
        return f"'{wanted}' is no exit criterion of {label}"
    if wanted is not None and transition is not _T.EXIT:
        return f"'{transition}' of {label} comes from no exit criterion"
    return ""


def cycles(edges: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the groups of nodes that can all reach each other, each as one way round.

    A node alone is a group where it leads to itself. In order of the first node of each.
    """
    graph = {node: [each for each in after if each in edges] for node, after in edges.items()}
    groups = _components(graph)
    order = {node: position for position, node in enumerate(graph)}
    found = [_way_round(graph, group, order) for group in groups]
    return sorted((each for each in found if each), key=lambda way: order[way[0]])


def _components(graph: Mapping[str, Sequence[str]]) -> list[set[str]]:
    """Return the strongly connected components (Tarjan's, in a loop and not by recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[set[str]] = []
    for root in graph:
        work = [] if root in index else [(root, iter(graph[root]))]
        while work:
            node, after = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                stack.append(node)
                on_stack.add(node)
            following = next(after, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_popped(stack, on_stack, node))
            elif following not in index:
                work.append((following, iter(graph[following])))
            elif following in on_stack:
                low[node] = min(low[node], index[following])
    return found


def _popped(stack: list[str], on_stack: set[str], last: str) -> set[str]:
    group: set[str] = set()
    while last not in group:
        node = stack.pop()
        on_stack.discard(node)
        group.add(node)
    return group


def _way_round(
    graph: Mapping[str, Sequence[str]], group: set[str], order: Mapping[str, int]
) -> list[str]:
    """Return the shortest way from a group's first node back to it; empty where there is none."""
    start = min(group, key=lambda node: order[node])
    before: dict[str, str] = {}
    line = [start]
    for node in line:  # the line grows; each node is in it once
        for each in graph[node]:
            if each == start:
                way = [node]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if each in group and each not in before:
                before[each] = node
                line.append(each)
    return []
