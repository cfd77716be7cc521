"""What came out, and why: the value, the rule it came from, what else would have come out.

The one rule: a null is never just empty; it says where it comes from.
"""

from collections.abc import Mapping
from typing import Any

from dmn import Result
from dmn.decision_tests import as_test, test_data
from dmn.what_if import nearest_outcomes
from dmn.why import because
from feel.errors import FeelWarning
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import model_address
from ruling_workbench.decide.opened import Opened
from ruling_workbench.desk import Desk
from ruling_workbench.present import counted, value_text

__all__ = ["show_reasons", "show_verdict"]

_MOST_SENTENCES = 4
_MOST_WARNINGS = 20


def show_verdict(opened: Opened, result: Result) -> None:
    """Show the value of the decision, and the sentence that says why."""
    decision = opened.decision
    with ui.container(border=True, key="verdict"):
        ui.heading(f"{decision} = {value_text(result[decision])}", small=True)
        if result.trace is not None:
            why = because(result.trace, decision)
            ui.text(why.sentence)
            for sentence in why.others[:_MOST_SENTENCES]:
                ui.caption(sentence)


def show_reasons(desk: Desk, opened: Opened, inputs: Mapping[str, Any], result: Result) -> None:
    """Show what went wrong and what was decided on the way, and what can be done with it."""
    with ui.container(flow=True, key="verdict ways"):
        _save_test(desk, opened, inputs, result)
        version = opened.row.version
        address = model_address(
            opened.row.key, version=version, decision=opened.decision, screen="what-if"
        )
        ui.link("What if", address)
    _warnings(result.warnings)
    _others(opened, result)
    _nearest(opened, inputs)


def _warnings(warnings: list[FeelWarning]) -> None:
    if not warnings:
        return
    with ui.expander(counted(len(warnings), "warning"), is_open=True):
        for warning in warnings[:_MOST_WARNINGS]:
            ui.code(str(warning))
        if len(warnings) > _MOST_WARNINGS:
            ui.caption(f"{len(warnings) - _MOST_WARNINGS} more are not shown")


def _others(opened: Opened, result: Result) -> None:
    """Show the values of the decisions on the way."""
    others = [name for name in result if name != opened.decision]
    if others:
        with ui.expander(f"{counted(len(others), 'decision')} on the way"):
            rows = [{"Decision": name, "Value": value_text(result[name])} for name in others]
            ui.records(rows, key=f"others {opened.key}", label="Values of the other decisions")


def _nearest(opened: Opened, inputs: Mapping[str, Any]) -> None:
    if not ui.switch(
        "Nearest other outcomes",
        key=f"nearest {opened.row.key}",
        help_="The smallest change of a single input that would decide otherwise.",
    ):
        return

    found = nearest_outcomes(opened.model, inputs, opened.decision)
    for each in found:
        ui.text(str(each))
    if not found:
        ui.caption("No change of a single input was found that decides otherwise.")


def _save_test(desk: Desk, opened: Opened, inputs: Mapping[str, Any], result: Result) -> None:
    with ui.popover("Save as test", key=f"save test {opened.row.key}"):
        ui.caption("Keeps these inputs, and this result as the one to expect.")
        name = ui.field("Name of the test", key=f"test name {opened.row.key}")
        every = ui.check("Expect the values of all decisions on the way", key="test every")
        if ui.button("Save", key="test save", primary=True, disabled=not name.strip()):
            decisions = None if every else [opened.decision]
            test = as_test(name.strip(), inputs, result, decisions)
            desk.engine.attachments.add("dmn", opened.row.key, "test", test.name, test_data(test))
            session.say("success", f"Test '{test.name}' saved.")
            ui.rerun()
