"""What only tasks have: parameters, mappings, what they call, and the dates of human tasks."""

from collections.abc import Iterable, Mapping
from typing import Any

from cmmn import model as m
from cmmn.case_index import CaseIndex
from cmmn.dialects import OURS
from cmmn.plan import Condition, Parameter, ParameterMapping, Reference, TaskDetail

__all__ = ["TaskPlans"]


class TaskPlans:
    """Makes the plans of the tasks of one case."""

    def __init__(self, index: CaseIndex) -> None:
        self.index = index

    def parameters(
        self, parameters: Iterable[m.CaseParameter], place: tuple[str, ...]
    ) -> tuple[Parameter, ...]:
        """Return parameters with the case file items they are bound to."""
        found = []
        for each in parameters:
            name = each.name or each.id or ""
            at = (*place, f"parameter {name}")
            refinement = None
            if each.binding_refinement is not None:
                refinement = self.index.condition(each.binding_refinement, at, each.line)
            path = self.index.file_path(each.binding_ref, at, each.line)
            found.append(Parameter(each.id or name, name, path, refinement))
        return tuple(found)

    def task(self, task: m.Task, place: tuple[str, ...]) -> TaskDetail:
        """Return what only tasks have."""
        inputs = self.parameters(task.inputs, place)
        outputs = self.parameters(task.outputs, place)
        into, out_of = self._mappings(task, inputs, outputs, place)
        extra = {
            key.removeprefix(f"{{{OURS}}}"): text
            for key, text in task.foreign_attributes
            if key.startswith(f"{{{OURS}}}")
        }
        return TaskDetail(
            inputs=inputs,
            outputs=outputs,
            is_blocking=task.is_blocking,
            reference=self._reference(task, place),
            into=into,
            out_of=out_of,
            due=self._own(extra, "due", place, task.line),
            follow_up=self._own(extra, "followUp", place, task.line),
            priority=self._own(extra, "priority", place, task.line),
            escalation=self.index.role_names(extra.get("escalation"), place, task.line),
        )

    def _own(
        self, extra: Mapping[str, str], name: str, place: tuple[str, ...], line: int | None
    ) -> Condition | None:
        text = extra.get(name, "").strip()
        if not text:
            return None
        if name == "priority":
            return self.index.text_condition(text, None, (*place, name), line)
        return self.index.time(text, None, (*place, name), line)

    def _reference(self, task: m.Task, place: tuple[str, ...]) -> Reference | None:
        for kind in ("process", "case", "decision"):
            ref = getattr(task, f"{kind}_ref", None)
            expression = getattr(task, f"{kind}_ref_expression", None)
            if ref is not None and ref.strip():
                return Reference(local(ref.strip()), None)
            if expression is not None and expression.text.strip():
                at = (*place, f"{kind} reference")
                return Reference(None, self.index.condition(expression, at, expression.line))
        return None

    def _mappings(
        self,
        task: Any,
        inputs: tuple[Parameter, ...],
        outputs: tuple[Parameter, ...],
        place: tuple[str, ...],
    ) -> tuple[tuple[ParameterMapping, ...], tuple[ParameterMapping, ...]]:
        """Return a task's mappings: those into what it calls, and those out of it."""
        mine_in = {each.id: each.name for each in inputs}
        mine_out = {each.id: each.name for each in outputs}
        into, out_of = [], []
        for mapping in getattr(task, "parameter_mappings", ()):
            source, target = mapping.source_ref or "", mapping.target_ref or ""
            change = None
            if mapping.transformation is not None:
                at = (*place, "transformation")
                change = self.index.condition(mapping.transformation, at, mapping.line)
            if source in mine_in:
                there = self._parameter(target, place, mapping.line)
                into.append(ParameterMapping(mine_in[source], there, change))
            elif target in mine_out:
                here = self._parameter(source, place, mapping.line)
                out_of.append(ParameterMapping(here, mine_out[target], change))
            else:
                known = (*mine_in, *mine_out)
                self.index.dangling("parameter", source or target, place, mapping.line, known)
        return tuple(into), tuple(out_of)

    def _parameter(self, ref: str, place: tuple[str, ...], line: int | None) -> str:
        if ref not in self.index.parameters:
            self.index.dangling("parameter", ref, place, line, self.index.parameters)
        return self.index.parameters.get(ref, ref)


def local(ref: str) -> str:
    """Return a qualified name without its prefix, and a path without its file."""
    return ref.rpartition("#")[2].rpartition(":")[2]
