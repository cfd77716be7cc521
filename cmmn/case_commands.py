"""What can be asked of a case, one method for each: of one in the store, and of a copy to try.

The one rule: a method makes a command and hands it on; what comes of it is decided elsewhere.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Self, TypeAlias

from cmmn import commands as c
from cmmn.commands import User
from cmmn.lifecycle import FileTransition, Transition
from cmmn.state import CASE_ID
from feel.temporal import DateTime

__all__ = ["CaseCommands", "Make"]

Make: TypeAlias = Callable[[DateTime], c.Command]
"""What makes a command, once its time is known."""


class CaseCommands(ABC):
    """The commands of a case.

    Each takes `by` (a User; None is the host program, which may do everything and is `system` in
    the log), `command_id` (the same again changes nothing) and `expected_version` (refused where
    the case moved on). Errors: CommandRefused, with what is allowed instead.
    """

    @abstractmethod
    def run(
        self,
        make: Make,
        *,
        command_id: str | None = None,
        expected_version: int | None = None,
    ) -> Self:
        """Carry out a command; `make` gets the time it is carried out at."""

    def make(
        self,
        item: str,
        transition: str,
        variables: Mapping[str, Any] | None = None,
        *,
        note: str = "",
        by: User | None = None,
        **once: Any,
    ) -> Self:
        """Let an item, or `case`, make a transition of the standard."""
        wanted, given = Transition(transition), variables or {}
        return self.run(lambda at: c.MakeTransition(at, item, wanted, given, note, by=by), **once)

    def start(self, item: str, **who: Any) -> Self:
        """Start an Enabled item by hand."""
        return self.make(item, Transition.MANUAL_START, **who)

    def complete(
        self, item: str = CASE_ID, variables: Mapping[str, Any] | None = None, **who: Any
    ) -> Self:
        """Complete a task with its outputs, or a stage or the case by hand."""
        return self.make(item, Transition.COMPLETE, variables, **who)

    def occur(self, item: str, **who: Any) -> Self:
        """Let an event listener, or a milestone, occur."""
        return self.make(item, Transition.OCCUR, **who)

    def disable(self, item: str, **who: Any) -> Self:
        """Put an Enabled item aside."""
        return self.make(item, Transition.DISABLE, **who)

    def reenable(self, item: str, **who: Any) -> Self:
        """Take a Disabled item up again."""
        return self.make(item, Transition.REENABLE, **who)

    def suspend(self, item: str = CASE_ID, **who: Any) -> Self:
        """Suspend an item with everything in it, or the case."""
        return self.make(item, Transition.SUSPEND, **who)

    def resume(self, item: str, **who: Any) -> Self:
        """Take up a suspended item; a suspended case is taken up by `reactivate`."""
        return self.make(item, Transition.RESUME, **who)

    def terminate(self, item: str = CASE_ID, **who: Any) -> Self:
        """End an Active item, or the case, with everything in it."""
        return self.make(item, Transition.TERMINATE, **who)

    def fault(self, item: str = CASE_ID, **who: Any) -> Self:
        """Let an item, or the case, fail."""
        return self.make(item, Transition.FAULT, **who)

    def reactivate(self, item: str = CASE_ID, **who: Any) -> Self:
        """Take up a failed item, or a case that is suspended or has ended."""
        return self.make(item, Transition.REACTIVATE, **who)

    def close(self, **who: Any) -> Self:
        """Close the case for ever."""
        return self.make(CASE_ID, Transition.CLOSE, **who)

    def set(self, values: Mapping[str, Any], *, by: User | None = None, **once: Any) -> Self:
        """Create or update case file items by name or path, in one transaction."""
        return self.run(lambda at: c.SetFile(at, values, by=by), **once)

    def change(
        self,
        path: str,
        transition: str,
        value: Any = None,
        *,
        child: str | None = None,
        by: User | None = None,
        **once: Any,
    ) -> Self:
        """Make one transition of one case file item: `replace`, `delete`, `addChild` ..."""
        wanted = FileTransition(transition)
        return self.run(lambda at: c.ChangeFile(at, path, wanted, value, child, by=by), **once)

    def plan(
        self, item: str, holder: str | None = None, *, by: User | None = None, **once: Any
    ) -> Self:
        """Plan a discretionary item, into one of several stages if `holder` names it."""
        return self.run(lambda at: c.PlanItem(at, item, holder, by=by), **once)

    def claim(self, task: str, *, by: User, **once: Any) -> Self:
        """Take a task for oneself."""
        return self.run(lambda at: c.AssignTask(at, task, by.name, "claim", by=by), **once)

    def assign(self, task: str, to: str, *, by: User | None = None, **once: Any) -> Self:
        """Give a task to someone."""
        return self.run(lambda at: c.AssignTask(at, task, to, "assign", by=by), **once)

    def delegate(self, task: str, to: str, *, by: User | None = None, **once: Any) -> Self:
        """Let someone else do a task; it comes back when it is released."""
        return self.run(lambda at: c.AssignTask(at, task, to, "delegate", by=by), **once)

    def release(self, task: str, *, by: User | None = None, **once: Any) -> Self:
        """Give a task back: to its owner after a delegation, else to all who may do it."""
        return self.run(lambda at: c.AssignTask(at, task, None, "release", by=by), **once)

    def schedule(
        self,
        task: str,
        *,
        due: Any = None,
        follow_up: Any = None,
        priority: int | None = None,
        by: User | None = None,
        **once: Any,
    ) -> Self:
        """Set a task's due date, follow-up date (instants, dates or durations) or priority."""
        return self.run(
            lambda at: c.ScheduleTask(at, task, due, follow_up, priority, by=by), **once
        )

    def assign_role(
        self, role: str, principal: str, *, by: User | None = None, **once: Any
    ) -> Self:
        """Give a case role to a person or a `group:`."""
        return self.run(lambda at: c.AssignRole(at, role, principal, by=by), **once)

    def unassign_role(
        self, role: str, principal: str, *, by: User | None = None, **once: Any
    ) -> Self:
        """Take a case role from a person or a `group:`."""
        return self.run(lambda at: c.UnassignRole(at, role, principal, by=by), **once)

    def resolve_incident(
        self,
        item: str,
        how: str,
        variables: Mapping[str, Any] | None = None,
        *,
        by: User | None = None,
        **once: Any,
    ) -> Self:
        """Deal with an incident: `retry`, `skip`, or `resolve` it with outputs."""
        given = variables or {}
        return self.run(lambda at: c.ResolveIncident(at, item, how, given, by=by), **once)
