"""Definitions of the store -> plans, compiled once and kept while there is room.

The one rule: a plan is known by what it is made of, the content hashes of its model and of the
decision models it is bound to; so a running case always gets the plan it began with.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from cmmn import model as m
from cmmn.case_index import Surroundings
from cmmn.checks import check, check_definitions
from cmmn.compiler import compile_case
from cmmn.decision_calls import BoundModel
from cmmn.errors import UnknownCaseError
from cmmn.lifecycle import Kind
from cmmn.plan import CasePlan
from cmmn.reader import read as read_cmmn
from cmmn.state import CaseState
from cmmn.store import definitions
from cmmn.store.connection import Session
from cmmn.store.definitions import Definition
from dmn.api import Model
from dmn.model import Definitions as DmnDefinitions
from dmn.reader import read as read_dmn
from feel.errors import Problem

__all__ = ["Library"]

_MOST_KEPT = 256
_MOST_MODELS = 10_000
_Made = TypeVar("_Made")


class Library:
    """Plans and decision models by what they are made of; threads may share it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = threading.Lock()

    def _once(self, key: tuple[Any, ...], make: Callable[[], _Made]) -> _Made:
        """Return what was made for a key before, or make it; the least used are let go."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: _Made = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    def plan_of(self, session: Session, state: CaseState) -> CasePlan:
        """Return the plan a running case is bound to."""
        hashes = tuple(sorted(state.decision_hashes.items()))

        def made() -> CasePlan:
            row = self._by_hash(session, "cmmn", state.definition, state.sha256)
            models = [self._by_hash(session, "dmn", key, sha) for key, sha in hashes]
            return self._compiled(session, row, models)

        key = ("plan", state.definition, state.sha256, hashes)
        return self._with_others(session, key, self._once(key, made))

    def _by_hash(self, session: Session, kind: str, key: str, sha256: str) -> Definition:
        for row in definitions.by_hash(session, sha256, kind):
            if row.key == key:
                return row
        message = f"the definition '{key}' with hash {sha256[:12]} is not in the store"
        raise UnknownCaseError("NO_SUCH_DEFINITION", message)

    def plan_for_new(
        self, session: Session, row: Definition, beside: Sequence[Definition] = ()
    ) -> CasePlan:
        """Return the plan a new case gets: bound to the decision models of this moment.

        Models deployed together with the case come before others. `beside` are definitions that
        are taken for the newest active ones, whether they are in the store or not yet.
        """
        newest = _newest(session) | {each.key: each for each in beside if each.kind == "dmn"}
        siblings = definitions.list_(
            session, kind="dmn", deployment=row.deployment, limit=_MOST_MODELS
        )
        mine = {each.key for each in (*siblings, *beside) if each.deployment == row.deployment}
        ordered = sorted(newest.values(), key=lambda each: (each.key not in mine, each.key))
        hashes = tuple((each.key, each.sha256) for each in ordered)
        key = ("new", row.key, row.sha256, hashes)
        plan = self._once(key, lambda: self._compiled(session, row, ordered))
        return self._with_others(session, key, plan, beside)

    def _with_others(
        self,
        session: Session,
        key: tuple[Any, ...],
        plan: CasePlan,
        beside: Sequence[Definition] = (),
    ) -> CasePlan:
        """Return a plan that knows the cases of other files, where it may call any.

        They may be deployed, and retired, while its own cases run: a plan that was kept does not
        know which there are by now.
        """
        if not _calls_others(plan):
            return plan
        known = tuple(sorted({*_keys(session), *(e.key for e in beside if e.kind == "cmmn")}))
        return self._once(
            (*key, known), lambda: replace(plan, cases={**{k: k for k in known}, **plan.cases})
        )

    def _compiled(
        self, session: Session, row: Definition, models: Sequence[Definition]
    ) -> CasePlan:
        cases = self.cases(session, row)
        case = next((each for each in cases.cases if (each.id or row.key) == row.key), m.Case())
        bound = self._bound(session, models)
        plan = compile_case(cases, case, row.file_name, Surroundings(bound), row.sha256)
        needed = _closure(plan.decision_hashes, models, self._reading(session))
        return replace(plan, decision_hashes=needed)

    def cases(self, session: Session, row: Definition) -> m.Definitions:
        """Return the case model a definition is in."""
        return self._once(
            ("cmmn", row.sha256), lambda: read_cmmn(_content(session, row), row.file_name)
        )

    def _reading(self, session: Session) -> Callable[[Definition], DmnDefinitions]:
        """Return what reads a decision model's definition."""

        def read(row: Definition) -> DmnDefinitions:
            return self._once(
                ("dmn", row.sha256), lambda: read_dmn(_content(session, row), row.file_name)
            )

        return read

    def _bound(self, session: Session, rows: Sequence[Definition]) -> dict[str, BoundModel]:
        """Return decision models that find what they import among each other."""
        read = self._reading(session)
        by_namespace = {read(row).namespace: read(row) for row in rows}

        found = {}
        for row in rows:
            hashes = tuple(sorted(_closure([row.key], rows, read).items()))

            def made(row: Definition = row) -> Model:
                return Model(read(row), row.file_name, by_namespace.get)

            found[row.key] = BoundModel(self._once(("model", row.key, hashes), made), row.sha256)
        return found

    def model(self, session: Session, row: Definition, beside: Sequence[Definition] = ()) -> Model:
        """Return a decision model, finding its imports in the store, and `beside` it before."""
        newest = _newest(session) | {each.key: each for each in beside if each.kind == "dmn"}
        newest[row.key] = row
        return self._bound(session, list(newest.values()))[row.key].model

    def problems(
        self, session: Session, row: Definition, beside: Sequence[Definition] = ()
    ) -> list[Problem]:
        """Return what is wrong with a definition, as it stands among the others."""
        if row.kind == "dmn":
            return self.model(session, row, beside).check()
        plan = self.plan_for_new(session, row, beside)
        return [*check(plan), *check_definitions(self.cases(session, row), row.file_name)]


def _newest(session: Session) -> dict[str, Definition]:
    """Return the newest active version of every decision model, by key."""
    rows = definitions.list_(session, kind="dmn", state="active", limit=_MOST_MODELS)
    return {each.key: each for each in sorted(rows, key=lambda each: each.version)}


def _calls_others(plan: CasePlan) -> bool:
    """Tell whether a case task may call a case that is not in the plan's own file."""
    references = [
        item.task.reference
        for item in plan.items.values()
        if item.kind is Kind.CASE_TASK and item.task is not None
    ]
    return any(each is not None and each.name not in plan.cases for each in references)


def _keys(session: Session) -> tuple[str, ...]:
    """Return the cases there are; one that is retired is there, and calling it fails."""
    rows = definitions.list_(session, kind="cmmn", is_latest=True, limit=_MOST_MODELS)
    return tuple(sorted(each.key for each in rows))


def _content(session: Session, row: Definition) -> bytes:
    if row.content is not None:
        return row.content
    return definitions.get(session, row.kind, row.key, row.version).content or b""


def _closure(
    keys: Iterable[str], rows: Sequence[Definition], read: Callable[[Definition], DmnDefinitions]
) -> Mapping[str, str]:
    """Return the hashes of decision models and of all they import, by key."""
    by_key = {row.key: row for row in rows}
    by_namespace = {read(row).namespace: row.key for row in rows}
    waiting = [key for key in keys if key in by_key]
    found: dict[str, str] = {}
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        found[key] = by_key[key].sha256
        imports = read(by_key[key]).imports
        waiting += [
            by_namespace[each.namespace] for each in imports if each.namespace in by_namespace
        ]
    return found
