"""The engines that are compared: each takes a table and becomes one call from a dict to its answer.

What is timed is the engine's own call, with as little as possible around it; reading its answer into
one common form is not timed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any, TypeAlias

from lxml import etree
from tables import NAMESPACE, Inputs, Table, dmn_xml, in_python, jdm

from dmn import Result, load

Answer: TypeAlias = Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Engine:
    """A table in an engine: `decide` is what is timed, `read` gives its answer in the common form."""

    name: str
    decide: Callable[[Inputs], Any]
    read: Callable[[Any], Answer]

    def answer(self, inputs: Inputs) -> Answer:
        """Return the outputs by name."""
        return self.read(self.decide(inputs))


class DisagreementError(AssertionError):
    """Two engines answered one question differently: no time of theirs means anything."""


def check_agreement(engines: Iterable[Engine], questions: Mapping[str, Inputs]) -> None:
    """Fail unless all engines give the same outputs, and give some."""
    first, *others = engines
    for name, inputs in questions.items():
        expected = first.answer(inputs)
        for other in others:
            found = other.answer(inputs)
            if not expected or dict(found) != dict(expected):
                raise DisagreementError(
                    f"{name}: {first.name} gives {expected}, {other.name} gives {found}"
                )


def competitors(table: Table) -> list[Engine]:
    """Return the other engines that are installed."""
    return [
        make(table) for package, make in (("zen", zen), ("SpiffWorkflow", spiff)) if installed(package)
    ]


def installed(package: str) -> bool:
    """Tell whether a package can be imported."""
    return find_spec(package) is not None


def versions() -> dict[str, str]:
    """Return the versions of what is measured, by distribution."""
    packages = {"ruling": "dmn", "zen-engine": "zen", "SpiffWorkflow": "SpiffWorkflow"}
    return {name: version(name) for name, package in packages.items() if installed(package)}


def ruling(table: Table) -> Engine:
    """Return the table in Ruling: from a dict to a Result."""
    model = load(dmn_xml(table))
    if model.problems:
        raise DisagreementError(str(model.problems[0]))

    def read(result: Result) -> Answer:
        value = result.value
        return _plain(value if len(table.outputs) > 1 else dict.fromkeys(table.outputs, value))

    return Engine("ruling", model.evaluate, read)


def zen(table: Table) -> Engine:
    """Return the table in zen-engine: `engine.evaluate` with a static loader, its faster way."""
    from zen import ZenEngine  # noqa: PLC0415 - not everyone who measures has it

    engine = ZenEngine({"loader": {"type": "static", "content": {table.name: jdm(table)}}})
    return Engine(
        "zen-engine", partial(engine.evaluate, table.name), lambda given: _plain(given["result"])
    )


def spiff(table: Table) -> Engine:
    """Return the table in SpiffWorkflow's DMN engine.

    Its hit policy UNIQUE stops at the first match, so it stands for FIRST too, which it lacks.
    """
    # not everyone who measures has it
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine  # noqa: PLC0415
    from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine  # noqa: PLC0415
    from SpiffWorkflow.dmn.parser.DMNParser import DMNParser  # noqa: PLC0415

    root = etree.fromstring(dmn_xml(table, in_python, "UNIQUE"))
    parser = DMNParser(None, root, {"dmn": NAMESPACE})
    parser.parse()
    engine = DMNEngine(parser.decision.decisionTables[0])
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def decide(inputs: Inputs) -> Any:
        return engine.result(SimpleNamespace(data=inputs, workflow=workflow))

    return Engine("SpiffWorkflow", decide, _plain)


def _plain(outputs: Mapping[str, Any]) -> Answer:
    return {
        name: float(value) if isinstance(value, (Decimal, int)) else value
        for name, value in outputs.items()
    }
