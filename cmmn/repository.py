"""Definitions of cases and decisions: looked at before they are stored, deployed, listed, retired.

The one rule: a version is never changed but for its state, and who changed it is kept; what is
only looked at leaves nothing in the store.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from cmmn import model as m
from cmmn.commands import User
from cmmn.deployment import SourceFile, look_at, refuse
from cmmn.engine import Engine
from cmmn.plan import CasePlan
from cmmn.store import Session, catalogue, definitions
from cmmn.store.catalogue import ModelFilter, ModelRow
from cmmn.store.definitions import STATES, Definition
from cmmn.store.paging import Page, Total
from dmn.api import Model
from feel.errors import Location, Problem
from feel.temporal import DateTime

__all__ = ["Check", "Checked", "Deployed", "Models", "Upload", "deployed"]

Upload = tuple[str, bytes]
"""The name of a file, and its content."""

_MOST_SIBLINGS = 1_000
_NEW = "what is looked at"  # no deployment's: those are hexadecimal


@dataclass(frozen=True, slots=True)
class Deployed:
    """A definition after a deployment; `is_new` is false where the store had the same content."""

    kind: str
    key: str
    version: int
    name: str
    sha256: str
    is_new: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A definition as it would be: the version it gets, or has where the store has the same."""

    kind: str
    key: str
    name: str
    file_name: str
    sha256: str
    version: int
    is_new: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What a deployment would do; `problems` are the reasons why nothing could be stored."""

    models: tuple[Checked, ...]
    problems: tuple[Problem, ...]

    @property
    def is_deployable(self) -> bool:
        """Whether a deployment would store them."""
        return not self.problems


def deployed(
    engine: Engine,
    files: Sequence[SourceFile],
    *,
    by: User | None,
    owner: str | None,
    state: str = "active",
) -> list[Deployed]:
    """Store models, all or nothing, and return what they are now.

    Errors: DeploymentRefused.
    """
    return [
        Deployed(row.kind, row.key, row.version, row.name, row.sha256, is_new, tuple(problems))
        for row, is_new, problems in engine.deploy(files, _name(by), owner, state)
    ]


class Models:
    """The definitions of an engine's store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # --- deployment -------------------------------------------------------------------------------

    def check(self, uploads: Sequence[Upload]) -> Check:
        """Return what a deployment of files would do, with all problems; nothing is stored."""
        files, reasons = look_at(uploads)
        with self._engine.store.reading() as session:
            now = self._engine.clock()
            rows = [row for file in files for row in _as_if(session, file, now)]
            beside = [row for row, is_new in rows if is_new]
            models = tuple(
                _checked(row, is_new, self._engine.library.problems(session, row, beside))
                for row, is_new in rows
            )
        return Check(models, tuple(reasons))

    def deploy(
        self,
        uploads: Sequence[Upload],
        *,
        by: User | None = None,
        owner: str | None = None,
        state: Literal["active", "draft"] = "active",
    ) -> list[Deployed]:
        """Store files together, all or nothing; as `draft` they serve no new cases yet.

        What is wrong inside a model is in its `problems` and does not stop it.
        Errors: DeploymentRefused, with every reason.
        """
        _known_state(state)
        files, reasons = look_at(uploads)
        refuse(reasons)
        return deployed(self._engine, files, by=by, owner=owner, state=state)

    def set_state(
        self, kind: str, key: str, version: int, state: str, *, by: User | None = None
    ) -> None:
        """Make a version `draft`, `active` or `retired`; running cases stay as they are.

        Errors: UnknownCaseError; ValueError for another state.
        """
        change: Callable[[Session], None] = partial(
            _set_state, kind=kind, key=key, version=version, state=state, by=_name(by),
            at=self._engine.clock(),
        )  # fmt: skip
        self._engine.transact(change)

    def activate(self, kind: str, key: str, version: int, *, by: User | None = None) -> None:
        """Let a version serve new cases: the newest active one does."""
        self.set_state(kind, key, version, "active", by=by)

    def retire(self, kind: str, key: str, version: int, *, by: User | None = None) -> None:
        """Let a version serve no new cases any more; those it has go on."""
        self.set_state(kind, key, version, "retired", by=by)

    # --- what there is ----------------------------------------------------------------------------

    def list(
        self, where: ModelFilter | None = None, *, limit: int = 50, offset: int = 0
    ) -> Page[ModelRow]:
        """Return a page of definitions by kind and key, with how many cases run on each."""
        with self._engine.store.reading() as session:
            return catalogue.models(session, where or ModelFilter(), limit, offset)

    def count(self, where: ModelFilter | None = None, *, most: int = 1_000) -> Total:
        """Return how many definitions there are, counting no further than `most`."""
        with self._engine.store.reading() as session:
            return catalogue.count_models(session, where or ModelFilter(), most)

    def get(self, kind: str, key: str, version: int | None = None) -> Definition:
        """Return a definition with its content: a version, the newest active one, or the newest.

        Errors: UnknownCaseError.
        """
        with self._engine.store.reading() as session:
            return self._row(session, kind, key, version)

    def problems(self, kind: str, key: str, version: int | None = None) -> tuple[Problem, ...]:
        """Return what is wrong with a definition as it stands among the others.

        Errors: UnknownCaseError.
        """
        with self._engine.store.reading() as session:
            row = self._row(session, kind, key, version)
            return tuple(self._engine.library.problems(session, row, _drafts(session, row)))

    def model(self, key: str, version: int | None = None) -> Model:
        """Return a decision model, ready to evaluate; it is compiled once.

        Errors: UnknownCaseError.
        """
        with self._engine.store.reading() as session:
            row = self._row(session, "dmn", key, version)
            return self._engine.library.model(session, row, _drafts(session, row))

    def plan(self, key: str, version: int | None = None) -> CasePlan:
        """Return the plan a new case would get; it is compiled once.

        Errors: UnknownCaseError.
        """
        with self._engine.store.reading() as session:
            row = self._row(session, "cmmn", key, version)
            return self._engine.library.plan_for_new(session, row, _drafts(session, row))

    def case_model(self, key: str, version: int | None = None) -> m.Definitions:
        """Return the case model a definition is in, as it was read: with ids and diagrams.

        Errors: UnknownCaseError.
        """
        with self._engine.store.reading() as session:
            return self._engine.library.cases(session, self._row(session, "cmmn", key, version))

    def trial(self, file_name: str, content: bytes) -> Model:
        """Return a decision model that is not stored, finding what it imports in the store.

        Errors: DeploymentRefused for what is no decision model.
        """
        files, reasons = look_at([(file_name, content)])
        for each in files:
            if each.kind != "dmn":
                message, place = "it is a case model", Location((each.file_name,))
                hint = "give a decision model, a .dmn file"
                reasons.append(Problem("NOT_A_MODEL", message, place, hint))
        refuse(reasons)
        with self._engine.store.reading() as session:
            ((row, _),) = _as_if(session, files[0], self._engine.clock())
            return self._engine.library.model(session, row)

    def _row(self, session: Session, kind: str, key: str, version: int | None) -> Definition:
        if version is not None:
            return definitions.get(session, kind, key, version)
        newest = definitions.latest(session, kind, key)
        newest = newest or definitions.latest(session, kind, key, states=STATES)
        return newest or self._engine.definition_in(session, key, None, kind)


def _name(by: User | None) -> str:
    return "system" if by is None else by.name


def _known_state(state: str) -> None:
    if state not in ("active", "draft"):
        raise ValueError(f"'{state}' is no state to be deployed in: active or draft")


def _set_state(  # noqa: PLR0913, PLR0917 - which version, what it is now, and who says so
    session: Session, kind: str, key: str, version: int, state: str, by: str, at: DateTime
) -> None:
    definitions.set_state(session, kind, key, version, state, by=by, at=at)


def _as_if(session: Session, file: SourceFile, now: DateTime) -> list[tuple[Definition, bool]]:
    """Return a file's definitions as they would be after a deployment, and which are new."""
    found = []
    for key, name in file.keys:
        newest = definitions.latest(session, file.kind, key, states=STATES)
        if newest is not None and newest.sha256 == file.sha256:
            found.append((newest, False))
            continue
        row = Definition(
            file.kind,
            key,
            1 if newest is None else newest.version + 1,
            file.sha256,
            name,
            owner="",
            deployment=_NEW,
            deployed_by="",
            deployed_at=now,
            state="active",
            file_name=file.file_name,
            changed_by="",
            changed=now,
            content=file.content,
        )
        found.append((row, True))
    return found


def _checked(row: Definition, is_new: bool, problems: Sequence[Problem]) -> Checked:
    about: Mapping[str, str] = {
        name: getattr(row, name) for name in ("kind", "key", "name", "file_name", "sha256")
    }
    return Checked(**about, version=row.version, is_new=is_new, problems=tuple(problems))


def _drafts(session: Session, row: Definition) -> list[Definition]:
    """Return the drafts that were deployed with a draft: it is looked at as if all were active."""
    if row.state != "draft":
        return []
    return definitions.list_(
        session, deployment=row.deployment, state="draft", limit=_MOST_SIBLINGS
    )
