"""Decide: one decision model, asked with a form, answered with reasons, tested, edited as a draft.

The one rule: what is shown is what the engine answered to these inputs, nothing is guessed.
"""

from dmn.decision_tests import DecisionTestReport
from ruling_workbench import widgets as ui
from ruling_workbench.boxes.boxed import evidence
from ruling_workbench.decide.drafting import show_draft
from ruling_workbench.decide.inputs import ask_inputs
from ruling_workbench.decide.logic import show_graph, show_logic
from ruling_workbench.decide.opened import Opened, open_model
from ruling_workbench.decide.regression import hits_of, show_tests, tested, tests_of
from ruling_workbench.decide.verdict import show_reasons, show_verdict
from ruling_workbench.desk import Desk
from ruling_workbench.present import counted

__all__ = ["show"]

_LOGIC, _TESTS, _DRAFT, _CHECK = "Logic", "Tests", "Draft", "Check"
_MOST_PROBLEMS = 100


def show(desk: Desk) -> None:
    """Show a decision model, ready to be asked."""
    ui.title("Decide")
    opened = open_model(desk)
    if opened is None:
        return
    graph, asked = ui.columns([3, 2])
    with asked:
        inputs = ask_inputs(desk, opened)
    result = opened.model.evaluate(inputs, decision=opened.decision, trace=True)
    with graph:
        show_verdict(opened, result)
        element = show_graph(opened, result, inputs)
        show_reasons(desk, opened, inputs, result)
    tests = tests_of(desk, opened.row.key)
    report = tested(opened, tests)
    part = _part(opened, report)
    if part == _TESTS:
        show_tests(desk, opened, tests, report)
    elif part == _DRAFT:
        show_draft(desk, opened, element, inputs, tests)
    elif part == _CHECK:
        _check(opened)
    else:
        covered = bool(tests) and ui.switch("Show how many tests hit each rule", key="show hits")
        hits = hits_of(report) if covered else None
        show_logic(opened, element, evidence(opened.model, result.trace, hits=hits))


def _part(opened: Opened, report: DecisionTestReport) -> str | None:
    """Show the parts of the page, with what is to be known of each; return the one that is open."""
    findings = len(opened.model.problems)
    labels = {
        _TESTS: f"Tests {report.passed}/{report.total}" if report.total else _TESTS,
        _CHECK: f"Check: {counted(findings, 'finding')}",
    }
    return ui.scale(
        "Part of the page",
        [_LOGIC, _TESTS, _DRAFT, _CHECK],
        key="decide part",
        label_of=lambda part: labels.get(part, part),
        value=_LOGIC,
        hide_label=True,
    )


def _check(opened: Opened) -> None:
    problems = opened.model.problems
    if not problems:
        ui.text("Nothing is wrong with this model as it stands.")
    for problem in problems[:_MOST_PROBLEMS]:
        ui.code(str(problem))
    if len(problems) > _MOST_PROBLEMS:
        ui.caption(f"{len(problems) - _MOST_PROBLEMS} more are not shown")
