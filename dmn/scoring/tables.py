"""The decision tables that the decisions of a plan can reach: their rules are counted by these."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dmn.compiler import ModelCompiler
from dmn.decision_table import CompiledTable
from dmn.graph import Key

__all__ = ["ReachedTable", "tables_of"]


@dataclass(frozen=True)
class ReachedTable:
    """A table, the decision it answers for, and what both are called together."""

    decision: Key
    label: str
    table: CompiledTable

    @property
    def path(self) -> tuple[str, ...]:
        """The table's place in the model, by which its hits are told."""
        return self.table.path

    @cached_property
    def rule_ids(self) -> list[str | None]:
        """The ids of the rules, in table order."""
        return [rule.id for rule in self.table.rules.rules]


def tables_of(compiled: ModelCompiler, decision: Key) -> Iterator[ReachedTable]:
    """Give the tables within a decision, then those of the functions it can invoke."""
    own = compiled.graph.nodes[decision].place
    for key in _with_functions(compiled, decision):
        place = compiled.graph.nodes[key].place
        for table in compiled.texts.tables.values():
            if table.path[: len(place)] == place:
                inner = table.path if place != own else table.path[len(place) :]
                names = [part.partition(" ")[2] if part in place else part for part in inner]
                names = names[1:] if place != own else names
                yield ReachedTable(decision, " > ".join([decision, *names]), table)


def _with_functions(compiled: ModelCompiler, decision: Key) -> list[Key]:
    """Return a decision and the functions it reaches; of a service, what it evaluates, too."""
    found: dict[Key, None] = {}
    todo = [decision]
    while todo:
        key = todo.pop()
        if key in found:
            continue
        found[key] = None
        service = compiled.services.get(key)
        if service is not None:
            todo += list(service.order)
        requires = compiled.graph.nodes[key].requires
        todo += [each.key for each in requires if each.key in compiled.functions]
    return list(found)
