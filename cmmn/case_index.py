"""The elements of a case by id, and its expressions compiled: what the plan is made from.

The one rule: a reference that leads nowhere and a text that is no FEEL become problems with their
line, here and nowhere else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import feel
from cmmn import model as m
from cmmn.decision_calls import BoundModel
from cmmn.file_plan import FilePlan, dangling
from cmmn.plan import Condition
from cmmn.timer_text import read_timer
from dmn.model import FEEL_LANGUAGE
from feel.errors import FeelSyntaxError, Location, Problem

__all__ = ["CaseIndex", "Surroundings", "refs"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a model may call: decision models by key, other models, and other cases by key."""

    decisions: Mapping[str, BoundModel]
    models: Sequence[m.Definitions] = ()
    cases: Sequence[str] = ()


class CaseIndex:
    """The elements of one case by id, what its expressions may name, and the problems so far."""

    def __init__(
        self, definitions: m.Definitions, case: m.Case, name: str, surroundings: Surroundings
    ) -> None:
        self.definitions = definitions
        self.case = case
        self.name = name
        self.surroundings = surroundings
        self.problems: list[Problem] = []
        self.root = case.case_plan_model or m.Stage()
        self.root_id = self.root.id or f"{case.id or 'case'}_plan"
        self.plan_item_definitions: dict[str, m.PlanItemDefinition] = {}
        self.sentries: dict[str, m.Sentry] = {}
        self.rules: dict[str, m.ApplicabilityRule] = {}
        self._index(self.root)
        self.roles = {
            role.id or role.name or "": role.name or role.id or ""
            for role in (case.case_roles.roles if case.case_roles else ())
        }
        items = case.case_file_model.case_file_items if case.case_file_model else ()
        file = FilePlan(items, definitions.case_file_item_definitions, name)
        self.file, self.file_ids = file.items, file.ids
        self.problems += file.problems
        self.names = self._names()
        self.parameters = dict(self._all_parameters())

    def _index(self, fragment: m.PlanFragment) -> None:
        """Know definitions, sentries and applicability rules by id, at every depth."""
        for sentry in fragment.sentries:
            self.sentries[sentry.id or ""] = sentry
        if not isinstance(fragment, m.Stage):
            return
        self._index_table(fragment.planning_table)
        for each in fragment.plan_item_definitions:
            self.plan_item_definitions[each.id or ""] = each
            if isinstance(each, m.PlanFragment):
                self._index(each)
            elif isinstance(each, m.HumanTask):
                self._index_table(each.planning_table)

    def _index_table(self, table: m.PlanningTable | None) -> None:
        if table is None:
            return
        self.rules |= {rule.id or "": rule for rule in table.applicability_rules}
        for each in table.table_items:
            if isinstance(each, m.PlanningTable):
                self._index_table(each)

    def _names(self) -> list[str]:
        names = [item.name for item in self.file.values()]
        names += [name for item in self.file.values() for name in item.properties]
        tasks = (each for each in self.plan_item_definitions.values() if isinstance(each, m.Task))
        owners: tuple[Any, ...] = (self.case, *tasks)
        for owner in owners:
            names += [each.name or "" for each in (*owner.inputs, *owner.outputs)]
        called_ones: tuple[Any, ...] = (*self.definitions.processes, *self.definitions.decisions)
        for called in called_ones:
            names += [each.name or "" for each in (*called.inputs, *called.outputs)]
        return list(dict.fromkeys(name for name in names if name))

    def _all_parameters(self) -> Iterator[tuple[str, str]]:
        """Give every parameter a mapping may refer to: id and name."""
        for definitions in (*self.surroundings.models, self.definitions):
            owners: tuple[Any, ...] = (
                *definitions.processes,
                *definitions.decisions,
                *definitions.cases,
            )
            for owner in owners:
                for each in (*owner.inputs, *owner.outputs):
                    yield each.id or "", each.name or each.id or ""

    def problem(
        self, code: str, message: str, place: tuple[str, ...], line: int | None, hint: str = ""
    ) -> None:
        """Note what is wrong."""
        self.problems.append(
            Problem(code, message, Location((self.name, *place)), hint, "error", line)
        )

    def dangling(
        self, what: str, ref: str, place: tuple[str, ...], line: int | None, known: Iterable[str]
    ) -> None:
        """Note a reference that leads nowhere."""
        self.problems.append(dangling(what, ref, (self.name, *place), line, known))

    def file_path(self, ref: str | None, place: tuple[str, ...], line: int | None) -> str | None:
        """Return the path of the case file item that a reference means; None for none."""
        if ref is None:
            return None
        if ref not in self.file_ids:
            self.dangling("case file item", ref, place, line, self.file_ids)
        return self.file_ids.get(ref)

    def condition(
        self,
        expression: m.Expression | None,
        place: tuple[str, ...],
        line: int | None,
        context_ref: str | None = None,
    ) -> Condition:
        """Return an expression compiled; one that is not written says true."""
        at = (self.name, *place)
        context = self.file_path(context_ref, place, line)
        if expression is None or not expression.text.strip():
            return Condition("", at, None, True, context)
        text = expression.text.strip()
        return self.text_condition(text, expression.language, place, expression.line, context)

    def text_condition(
        self,
        text: str,
        language: str | None,
        place: tuple[str, ...],
        line: int | None,
        context: str | None = None,
    ) -> Condition:
        """Return an expression of the model compiled, given as text."""
        at = (self.name, *place)
        if (language or self.definitions.expression_language or FEEL_LANGUAGE) != FEEL_LANGUAGE:
            return Condition(text, at, None, None, context)  # the reader has reported it
        try:
            return Condition(text, at, feel.compile(text, self.names), None, context)
        except FeelSyntaxError as error:
            self.problems.append(replace(error.problem.within(*at), line=line))
            return Condition(text, at, None, None, context)

    def rule(self, rule: Any, kind: str, place: tuple[str, ...]) -> Condition | None:
        """Return a rule of an item control; None where there is none."""
        if rule is None:
            return None
        return self.condition(rule.condition, (*place, kind), rule.line, rule.context_ref)

    def time(
        self, text: str, language: str | None, place: tuple[str, ...], line: int | None
    ) -> Condition:
        """Return a timer's expression; one that is ISO 8601 is no FEEL."""
        try:
            if read_timer(text) is not None:
                return Condition(text, (self.name, *place), None, None)
        except ValueError as error:
            self.problem("WRONG_VALUE", str(error), place, line, "write it as ISO 8601 says")
            return Condition(text, (self.name, *place), None, None)
        return self.text_condition(text, language, place, line)

    def role_names(
        self, written: str | None, place: tuple[str, ...], line: int | None
    ) -> tuple[str, ...]:
        """Return the names of the case roles that are referred to, one that is not there too."""
        for missing in (each for each in refs(written) if each not in self.roles):
            self.dangling("role", missing, place, line, self.roles)
        # a role that is not there admits nobody: it is kept, for nobody can hold it
        return tuple(self.roles.get(each, each) for each in refs(written))


def refs(text: str | None) -> tuple[str, ...]:
    """Return the ids in a list of references."""
    return tuple(text.split()) if text else ()
