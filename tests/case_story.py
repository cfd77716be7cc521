"""Given what happened, when something is asked, then this happens: cases told in short lines.

An event is told as `A#1 complete`, `case suspend`, `f create 1`, `new A#2`, or by its name; what
only notes that an on-part was heard is left out.
"""

from cmmn import commands as ask
from cmmn import events as did
from cmmn.decide import decide
from cmmn.evolve import replay
from cmmn.lifecycle import FileTransition, Transition
from feel.temporal import parse_date_time
from feel.values import to_text

START = parse_date_time("2026-01-31T10:00:00Z")


def at(time):
    """Return a time of the first day, or any instant."""
    return parse_date_time(time if "T" in time else f"2026-01-31T{time}:00Z")


def create(**given):
    """Return the command that creates a case."""
    return ask.CreateCase(START, "c1", "c", **given)


def command(text, by=None, now=START):
    """Return the command of a line: `complete A`, `f delete`, `set f 1`, `plan D`, `timers`."""
    words = text.split()
    if words[0] == "set":
        return ask.SetFile(now, {words[1]: int(words[2])}, by=by)
    if words[0] == "plan":
        return ask.PlanItem(now, *words[1:], by=by)
    if words[0] == "timers":
        return ask.FireTimers(at(words[1]), by=by)
    if len(words) > 1 and words[1] in FileTransition.__members__.values():
        child = words[2] if len(words) > 2 else None
        return ask.ChangeFile(now, words[0], FileTransition(words[1]), None, child, by=by)
    return ask.MakeTransition(now, words[1], Transition(words[0]), by=by)


class Story:
    """A case under way: `recorded` is its log."""

    def __init__(self, plan, *commands, **created):
        self.plan, self.recorded, self.state = plan, [], None
        self.when(create(**created))
        for each in commands:
            self.when(each)

    def when(self, asked, by=None):
        """Return what a command, or the line of one, leads to, told."""
        asked = command(asked, by) if isinstance(asked, str) else asked
        decided = decide(self.plan, self.state, asked)
        self.recorded += decided.recorded
        self.state = replay(self.recorded)
        assert self.state == decided.state
        return told(decided.recorded)

    def beginning(self):
        """Return what the creation led to, told, the case's own first event left out."""
        return told(each for each in self.recorded if each.command == "CreateCase")[1:]

    def states(self):
        """Return the states of all instances, as `A#1 active`."""
        return [f"{each.id} {each.state}" for each in self.state.instances.values()]

    def instance(self, name):
        """Return an instance."""
        return self.state.instances[name]


def told(recorded):
    """Return events as short lines."""
    return [line for each in recorded if (line := _told(each.event)) is not None]


def _told(event):
    match event:
        case did.OnPartOccurred():
            return None
        case did.CaseTransitioned():
            return f"case {event.transition}"
        case did.PlanItemCreated():
            return f"new {event.instance}"
        case did.PlanItemTransitioned():
            return f"{event.instance} {event.transition}"
        case did.FileItemTransitioned() if event.child is not None:
            return f"{event.path} {event.transition} {event.child}"
        case did.FileItemTransitioned() if event.transition is FileTransition.DELETE:
            return f"{event.path} delete"
        case did.FileItemTransitioned():
            return f"{event.path} {event.transition} {to_text(event.value)}"
    return type(event).__name__
