"""Where the commands of `cmmn` are carried out: on which database, for whom, and how they answer.

The one rule: an answer is drawn or JSON, of the same things; what is wrong is raised, not printed.
"""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from rich.console import RenderableType
from rich.text import Text

from cmmn.api import Case, CaseEngine
from cmmn.case_json import (
    case_data,
    event_data,
    explanation_data,
    outcomes_data,
    page_data,
    plain_data,
)
from cmmn.cli_values import Refusal, file_test, instant, roles_of, values_of
from cmmn.clock import now_utc
from cmmn.commands import User
from cmmn.errors import DeploymentRefused, UnknownCaseError
from cmmn.scenario import Outcome, run_folder
from cmmn.show_case import (
    draw_case,
    draw_cases,
    draw_deployed,
    draw_explanation,
    draw_heading,
    draw_history,
    draw_news,
    draw_outcomes,
    draw_problems,
    draw_stats,
    draw_task_rows,
    draw_tasks,
)
from cmmn.store.queries import CaseFilter, Page, TaskFilter
from cmmn.worker import Worker
from dmn.as_json import finding_data
from dmn.result import to_json
from dmn.terminal import console, shown

__all__ = ["Desk"]


@dataclass(slots=True)
class Desk:
    """Where a command is carried out: on which database, for whom, and how it answers."""

    url: str = ""
    user: str | None = None
    groups: Sequence[str] | None = None
    as_json: bool = False
    command_id: str | None = None
    expected_version: int | None = None
    _opened: CaseEngine | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        for option, given in (("--as", self.user), ("--command-id", self.command_id)):
            if given is not None and not given.strip():
                raise Refusal(f"{option}: it is empty (hint: give it a value, or leave it out)")
        if self.groups and self.user is None:
            raise Refusal("--group: groups of nobody (hint: say whose they are, with --as USER)")

    def __enter__(self) -> Self:
        """Use the desk in a `with` block that closes its engine."""
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened is not None:
            self._opened.close()

    @property
    def engine(self) -> CaseEngine:
        """The engine, opened when it is first asked for."""
        if self._opened is None:
            self._opened = CaseEngine(self.url)
        return self._opened

    @property
    def by(self) -> User | None:
        """Who asks; None is the host program."""
        return None if self.user is None else User(self.user, tuple(self.groups or ()))

    @property
    def person(self) -> User:
        """Who asks, where it has to be a person."""
        if self.by is None:
            raise Refusal("it takes a person (hint: say who you are, with --as USER)")
        return self.by

    @property
    def once(self) -> dict[str, Any]:
        """What every command of the engine is told besides."""
        return {"command_id": self.command_id, "expected_version": self.expected_version}

    @staticmethod
    def values(
        named: Sequence[str] | None, texts: Sequence[str] | None, given: str | None
    ) -> dict[str, Any]:
        """Return the values that were typed, by name."""
        return values_of(named or (), texts or (), given)

    def case(self, name: str) -> Case:
        """Return the case with this id, or with this business key where only one has it."""
        try:
            return self.engine.case(name)
        except UnknownCaseError as unknown:
            found = self.engine.cases(CaseFilter(business_key=name), limit=2).rows
            if not found:
                raise unknown from None
        if len(found) > 1:
            hint = f"give its id, such as {' or '.join(each.id for each in found)}"
            raise Refusal(f"several cases have the business key '{name}' (hint: {hint})")
        return self.engine.case(found[0].id)

    # --- answers ----------------------------------------------------------------------------------

    def answer(self, data: Callable[[], Any], drawn: Callable[[], Any]) -> int:
        """Print what was asked for: as JSON, or drawn; return the exit code of success."""
        if self.as_json:
            print(to_json(data(), indent=2))  # noqa: T201 - a command prints
        else:
            draw(drawn())
        return 0

    def act(self, name: str, carry_out: Callable[[Case], Case]) -> int:
        """Carry out a command on a case, and print what happened."""
        case = self.case(name)
        before = case.version
        carry_out(case)
        return self.tell(case, before)

    def set(self, name: str, values: Mapping[str, Any]) -> int:
        """Change the case file, and print what happened."""
        if not values:
            raise Refusal("there is nothing to set (hint: give a value, such as amount=180)")
        return self.act(name, lambda it: it.set(values, by=self.by, **self.once))

    def tell(self, case: Case, after: int = 0) -> int:
        """Print what happened in a case after a version."""
        view, events = case.now, case.history(after)
        about = {"case": view.id, "state": view.state, "version": view.version}
        return self.answer(
            lambda: plain_data(about) | {"events": [event_data(each) for each in events]},
            lambda: [draw_heading(view), *draw_news(events)],
        )

    # --- definitions ------------------------------------------------------------------------------

    def deploy(self, paths: Sequence[Path]) -> int:
        """Deploy models and print what they are now."""
        _require(paths)
        deployed = self.engine.deploy(*paths, by=self.by)
        return self.answer(
            lambda: {"definitions": plain_data(deployed)}, lambda: draw_deployed(deployed)
        )

    def check(self, paths: Sequence[Path]) -> int:
        """Print what is wrong with models; the exit code is 1 if any of it is an error."""
        _require(paths)
        with CaseEngine() as engine:
            try:
                problems = [each for row in engine.deploy(*paths) for each in row.problems]
            except DeploymentRefused as refused:
                problems = list(refused.problems)
        found = list(dict.fromkeys(problems))
        self.answer(
            lambda: {"problems": [finding_data(each) for each in found]},
            lambda: [*draw_problems(found)] or [shown("nothing is wrong")],
        )
        return int(any(each.severity == "error" for each in found))

    def scenarios(self, folder: Path, json_file: Path | None) -> int:
        """Run scenarios, printing how each file went; the exit code is 0 if all pass."""
        _require([folder])
        if json_file is not None and (json_file.is_dir() or not json_file.parent.is_dir()):
            raise Refusal(f"--json: {json_file} cannot be written (hint: name a file in a folder)")
        outcomes: list[Outcome] = []
        for file, group in groupby(run_folder(folder), key=lambda each: each.file):
            found = list(group)
            outcomes += found
            draw(draw_outcomes(file, found))
        if json_file is not None:
            text = to_json(outcomes_data(outcomes), indent=2)
            json_file.write_text(text + "\n", encoding="utf-8")
        passed = sum(each.passed for each in outcomes)
        draw([shown(f"passed {passed} of {len(outcomes)}")])
        return int(not outcomes or passed < len(outcomes))

    # --- cases ------------------------------------------------------------------------------------

    def create(
        self, definition: str, values: Mapping[str, Any], roles: Sequence[str], **more: Any
    ) -> int:
        """Create a case and print what happened in it."""
        held = roles_of(roles)
        more |= {"roles": held, "by": self.by, "command_id": self.command_id}
        return self.tell(self.engine.create(definition, values, **more))

    def list_cases(
        self,
        tests: Sequence[str],
        created: tuple[str | None, str | None],
        page: tuple[int, int],
        **more: Any,
    ) -> int:
        """Print a page of cases; `more` are fields of the filter."""
        since = instant(created[0], "--created-from")
        before = instant(created[1], "--created-before")
        file = [file_test(each) for each in tests]
        where = CaseFilter(created_from=since, created_before=before, file=file, **more)
        limit, offset = page
        found = self.engine.cases(where, limit=limit, offset=offset)
        return self.answer(lambda: page_data("cases", found), lambda: draw_cases(found, offset))

    def show(self, name: str, version: int | None) -> int:
        """Print a case, as it is or as it was at a version."""
        case = self.case(name)
        view = case.now if version is None else case.at(version)
        return self.answer(lambda: case_data(view), lambda: draw_case(view))

    def tasks(self, name: str | None, page: tuple[int, int], *, mine: bool, overdue: bool) -> int:
        """Print tasks: a page of those of all cases, or of one case, with their forms."""
        person = self.person if mine else None
        limit, offset = page
        if name is None:
            where = TaskFilter(due_before=now_utc() if overdue else None)
            rows = self.engine.tasks(person, where, limit=limit, offset=offset)
            return self.answer(
                lambda: page_data("tasks", rows), lambda: draw_task_rows(rows, offset)
            )
        found = [each for each in self.case(name).tasks(person) if each.is_overdue or not overdue]
        views = Page(tuple(found[offset : offset + limit]), len(found) > offset + limit)
        return self.answer(lambda: page_data("tasks", views), lambda: draw_tasks(views, offset))

    def history(self, name: str, after: int, limit: int | None) -> int:
        """Print what happened in a case."""
        events = self.case(name).history(after, limit)
        return self.answer(
            lambda: {"events": [event_data(each) for each in events]}, lambda: draw_history(events)
        )

    def explain(self, name: str, item: str) -> int:
        """Print why an item is as it is."""
        told = self.case(name).explain(item)
        return self.answer(lambda: explanation_data(told), lambda: draw_explanation(told))

    # --- what runs beside -------------------------------------------------------------------------

    def stats(self) -> int:
        """Print the figures of this moment."""
        found = self.engine.stats()
        return self.answer(lambda: plain_data(found), lambda: [draw_stats(found)])

    def work(self, *, once: bool) -> int:
        """Do what is due, once or until Ctrl-C or a signal ends it; what is begun is finished."""
        worker = _Told(self.engine)
        if once:
            done = worker.work()
            return self.answer(lambda: plain_data({"done": done}), lambda: [shown(f"done: {done}")])
        with _signals_as_interrupts(), ThreadPoolExecutor(1) as pool:
            try:
                running = pool.submit(worker.run)
                draw([shown("working; Ctrl-C ends it")], stderr=True)
                running.result()
            except KeyboardInterrupt:
                return 0
            finally:
                worker.stop()  # and leaving the pool waits for it
        return 0


def draw(parts: Iterable[RenderableType], *, stderr: bool = False) -> None:
    """Print what is drawn; text is as long as it is, and only tables know how wide a line is."""
    out = console(stderr=stderr)
    for part in parts:
        out.print(part, soft_wrap=isinstance(part, Text))


def _require(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            hint = "give .cmmn and .dmn files, or folders"
            raise Refusal(f"{path}: there is no such file or folder (hint: {hint})")


# --- the worker -----------------------------------------------------------------------------------


class _Told(Worker):
    """A worker that says on standard error what went wrong."""

    def on_error(self, message: str) -> None:
        """Print a message."""
        draw([shown(message)], stderr=True)


@contextmanager
def _signals_as_interrupts() -> Iterator[None]:
    """Let requests to end be what Ctrl-C is."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    numbers = [getattr(signal, name) for name in names]
    in_main = threading.current_thread() is threading.main_thread()  # which alone may set them
    numbers = [each for each in numbers if in_main and signal.getsignal(each) == signal.SIG_DFL]
    try:
        for number in numbers:
            signal.signal(number, signal.default_int_handler)
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
