"""The other engines, where they are installed: `pip install ruling[bench]`.

Each is called the way that is quickest in it, and given the table in its own format.
"""
# ruff: noqa: PLC0415 - an engine is imported only where it is installed
# mypy: disable-error-code="import-not-found, import-untyped"

from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

from engines import Engine, plain
from lxml import etree
from tables import NAMESPACE, Inputs, Table, dmn_xml, in_python, jdm


def competitors(table: Table) -> list[Engine]:
    """Return the other engines that are installed, each with the table."""
    makers = {"zen": zen, "SpiffWorkflow": spiff}
    return [make(table) for package, make in makers.items() if find_spec(package)]


def versions() -> dict[str, str]:
    """Return the versions of what is measured, by distribution."""
    packages = {"ruling": "dmn", "zen-engine": "zen", "SpiffWorkflow": "SpiffWorkflow"}
    return {name: version(name) for name, package in packages.items() if find_spec(package)}


def zen(table: Table) -> Engine:
    """Return the table in zen-engine: `engine.evaluate` with a static loader.

    What the loader holds is compiled once; `get_decision` takes ten times as long.
    """
    from zen import ZenEngine

    engine = ZenEngine({"loader": {"type": "static", "content": {table.name: jdm(table)}}})
    decide = partial(engine.evaluate, table.name)
    return Engine("zen-engine", decide, lambda response: plain(response["result"]))


def spiff(table: Table) -> Engine:
    """Return the table in SpiffWorkflow's DMN engine.

    Its hit policy UNIQUE stops at the first match, so it stands for FIRST too, which it lacks.
    """
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
    from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

    root = etree.fromstring(dmn_xml(table, in_python, "UNIQUE"))
    parser = DMNParser(None, root, {"dmn": NAMESPACE})
    parser.parse()
    engine = DMNEngine(parser.decision.decisionTables[0])
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def decide(inputs: Inputs) -> Any:
        return engine.result(SimpleNamespace(data=inputs, workflow=workflow))

    return Engine("SpiffWorkflow", decide, plain)
