"""Hypothesis strategies for case definitions, as the lines of case_text.py.

Whatever the standard allows to stand together may stand together here, sensible or not: sentries
on any transition of any item, endless repetition, a stage that waits for itself.
"""

from dataclasses import dataclass, field
from random import Random

from hypothesis import strategies as st

from cmmn.lifecycle import CASE, LIFECYCLES, FileTransition, Kind, Transition

FILE = """\
file f
file g{g}
    file k{k}
file h{h} to f, g
role R
role Q"""
"""The case file of every generated case: f, g with k in it, h, in any multiplicity."""

CHILD = """\
case child
    file p
    input x > p
    output y < p
    {kind} Z
        exit create p if p = 3"""
"""The case that case tasks call: it goes on for a while, or ends at once."""

_DEEPEST = 3
_SCHEMA_KINDS = {
    "stage": Kind.STAGE,
    "task": Kind.TASK,
    "human": Kind.HUMAN_TASK,
    "subcase": Kind.CASE_TASK,
    "process": Kind.PROCESS_TASK,
    "milestone": Kind.MILESTONE,
    "event": Kind.EVENT_LISTENER,
    "user": Kind.USER_EVENT_LISTENER,
    "timer": Kind.TIMER_EVENT_LISTENER,
}
_LISTENERS = {"event", "user", "timer"}
_LEAVES = tuple(_SCHEMA_KINDS)[1:]
_KINDS = ("task", "human", "stage", "stage", *_LEAVES)
_CONDITIONS = (
    *("f = 1", "f > 1", "f != 2", "count(g) < 3", "k != null"),
    *("true", "false", "f + 1", "h.f"),
)
_TIMES = ("PT1H", "R2/PT1H", "R/PT5H", "PT0S", "P1D", 'duration("PT2H")', "null")
_MULTIPLICITIES = ("", " ?", " !", " *", " +")
_USUAL = ("complete", "occur", "start", "create", "exit", "terminate", "fault")


@dataclass
class _Node:
    """A plan item before it is written: its kind and name, and what is in it."""

    kind: str
    name: str
    is_offer: bool = False
    inner: list["_Node"] = field(default_factory=list)


def case_texts():
    """Give the lines of a case definition, with the child case its case tasks call.

    Half of them shrink part by part; the others are spread more evenly than a search would.
    """
    return _searched() | st.integers(0, 2**32).map(_spread)


@st.composite
def _searched(draw):
    return _Writer(lambda options: draw(st.sampled_from(options))).text()


def _spread(seed):
    return _Writer(Random(seed).choice).text()  # noqa: S311 - nothing is kept secret by it


class _Writer:
    """One definition: `choose` decides everything; an earlier option is the simpler one."""

    def __init__(self, choose):
        self.choose = choose
        self.sources = {"c_plan": "case"}

    def rarely(self):
        """Decide on what a quarter of all have."""
        return self.choose((False, False, False, True))

    def text(self):
        """Return the lines of the definition."""
        top = [self.node(f"A{number}", 1) for number in range(self.choose((2, 3)))]
        if not self.rarely():
            top.append(_Node("user", "Open"))  # most cases are not to end by themselves
        self.sources |= {node.name: node.kind for node in _all(top)}
        file = FILE.format(**{name: self.choose(_MULTIPLICITIES) for name in "gkh"})
        lines = [f"case c{' auto' * self.rarely()}", *file.splitlines()]
        for node in top:
            lines += self.written(node)
        if self.rarely():
            lines.append(f"exit {self.criterion()}")
        child = CHILD.format(kind=self.choose(("task", "task", "milestone")))
        return "\n".join([*lines, child])

    def node(self, name, depth):
        """Return an item, with what is in it."""
        kind = self.choose(_KINDS if depth < _DEEPEST else _LEAVES)
        node = _Node(kind, name, is_offer=kind not in _LISTENERS and self.rarely())
        if kind == "stage":
            inner = "abc"[: self.choose((1, 2, 3, 0))]
            node.inner = [self.node(f"{name}{letter}", depth + 1) for letter in inner]
        elif kind == "human" and self.rarely():
            node.inner = [_Node("task", f"{name}x", is_offer=True)]
        return node

    def written(self, node):
        """Give the lines of an item."""
        yield "offer " * node.is_offer + self.head(node)
        if node.is_offer and self.rarely():
            yield "    offered by Q if f != 2"
        if node.kind not in _LISTENERS:
            for _ in range(max(self.choose((0, 0, 1, 1, 2)), node.kind == "milestone")):
                yield f"    entry {self.criterion()}"
            yield from self.rules()
        if node.kind not in _LISTENERS | {"milestone"} and self.rarely():
            yield f"    exit {self.criterion()}"
        if node.kind == "human" and self.rarely():
            yield "    due PT1H"
        for each in node.inner:
            yield from (f"    {line}" for line in self.written(each))

    def head(self, node):
        """Return the first line of an item."""
        head = f"{node.kind} {node.name}"
        match node.kind:
            case "stage":
                return head + " auto" * self.choose((False, True))
            case "human" | "user":
                return head + " by R" * self.rarely()
            case "timer":
                head += f" = {self.choose(_TIMES)}"
                return head + (f" after {self.event()}" if self.rarely() else "")
        head += " unblocked" * (node.kind in ("task", "process", "subcase") and self.rarely())
        called = {"process": " calls pay", "subcase": " calls child"}
        return head + called.get(node.kind, "")

    def rules(self):
        """Give the lines of an item's rules."""
        for rule in ("repeat", "required", "manual"):
            if self.rarely():
                condition = self.choose(("", *_CONDITIONS))
                yield f"    {rule}" + (f" if {condition}" if condition else "")

    def criterion(self):
        """Return one of: on-parts, an if-part, or both."""
        parts = ", ".join(self.event() for _ in range(self.choose((1, 1, 2, 0))))
        if parts and not self.rarely():
            return parts
        return f"{parts} if {self.choose(_CONDITIONS)}".strip()

    def event(self):
        """Return an event of an item, mostly a usual one, or of a case file item."""
        if self.rarely():
            return f"{self.choose(tuple(FileTransition))} {self.choose('fgkh')}"
        source = self.choose(tuple(self.sources))
        known = _events_of(self.sources[source])
        usual = [each for each in known if each in _USUAL]
        return f"{self.choose(known if self.rarely() or not usual else usual)} {source}"


def _all(nodes):
    for node in nodes:
        yield node
        yield from _all(node.inner)


def _events_of(kind):
    """Return the standard events of a kind of item."""
    table = CASE if kind == "case" else LIFECYCLES[_SCHEMA_KINDS[kind]]
    found = dict.fromkeys(["create", *(transition for _, transition in table)])
    return [each for each in found if each != Transition.PARENT_TERMINATE]
