"""A task as a person sees it: of a case at one version, with the names the session has for it.

The one rule: what is kept under its names is of this person alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cmmn import Case, CaseView, CommandRefused, Draft, FormKey, TaskView, User, VersionConflict
from cmmn.state import Instance
from dmn.input_form import Field
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.verbs import sentence
from ruling_workbench.desk import Desk
from ruling_workbench.forms.form_values import task_fields
from ruling_workbench.forms.model_words import words_of
from ruling_workbench.tasks.case_news import news

__all__ = ["ShownTask", "open_task"]

_MOST_DRAFTS = 200


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task of a case as it is now; `key` begins the keys of its widgets."""

    desk: Desk
    case: Case
    view: CaseView
    instance: Instance
    key: str

    @property
    def user(self) -> User:
        """Who looks at it."""
        return self.desk.user

    @property
    def form(self) -> FormKey:
        """What its form is called in the store."""
        return FormKey.task(self.case.id, self.instance.id)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.view.plan.items[self.instance.item].name

    @property
    def at_hand(self) -> TaskView | None:
        """What is there to do. Null: nothing now; it is suspended, say."""
        return next((each for each in self.view.tasks() if each.id == self.instance.id), None)

    @property
    def fields(self) -> tuple[Field, ...]:
        """What it asks for."""
        item = self.view.plan.items[self.instance.item]
        return task_fields(self.view.plan, item, words_of(self.desk.engine, self.view))

    # --- what was typed ---------------------------------------------------------------------------

    @property
    def draft(self) -> Draft | None:
        """The draft of its form that the person sees. Null: none yet in this session."""
        found: Draft | None = session.get(f"{self.key} shown")
        return found

    def show(self, draft: Draft | None) -> None:
        """Keep the draft that the person sees; None for another one the next time."""
        if draft is None:
            session.pop(f"{self.key} shown")
        else:
            session.put(f"{self.key} shown", draft)

    def opened(self) -> Draft:
        """Return the draft of its form as the case is now, and let the person see that."""
        draft = self.desk.engine.drafts.open(self.user, self.form, self.view.version)
        self.show(draft)
        return draft

    def kept(self) -> Draft | None:
        """Return what this person typed into its form before. Null: nothing is kept."""
        found = self.desk.engine.drafts.of(self.user, limit=_MOST_DRAFTS)
        return next((each for each in found.rows if each.form == self.form), None)

    def answered(self, draft: Draft) -> None:
        """Let go of what was typed."""
        self.show(None)
        self.desk.engine.drafts.answered(draft)

    # --- what is done -----------------------------------------------------------------------------

    def refused(self) -> str | None:
        """Return why the last click was in vain, once."""
        found: str | None = session.pop(f"{self.key} refused")
        return found

    def do(self, command: Callable[[], object], *, seen: int | None = None) -> None:
        """Carry out a command and run the page again; why it was refused is told then.

        `seen` is the version of the case that the person saw, where that matters.
        """
        try:
            command()
        except CommandRefused as refused:
            session.put(f"{self.key} refused", self._why(refused, seen))
            self.show(None)
        ui.rerun()

    def _why(self, refused: CommandRefused, seen: int | None) -> str:
        if isinstance(refused, VersionConflict) and seen is not None:
            told = news(self.view.plan, self.case.history(after=seen))
            what = f": {'; '.join(told)}" if told else ""
            return (
                f"Not done, for the case moved on while you looked{what}. "
                "What you typed is still here: look again, then do it."
            )
        hint = f" {sentence(refused.hint)}" if refused.hint else ""
        return f"Not done: {sentence(refused.message)}{hint}"


def open_task(desk: Desk, case_id: str, instance_id: str, key: str) -> ShownTask | None:
    """Return a task of a case. Null: it has no such task.

    Errors: UnknownCaseError for a case that is not there.
    """
    case = desk.engine.case(case_id)
    view = case.now
    instance = view.snapshot.instances.get(instance_id)
    if instance is None or not view.plan.items[instance.item].kind.is_task:
        return None
    mark = f"{key} {desk.person.name} {case_id} {instance_id}"
    return ShownTask(desk, case, view, instance, mark)
