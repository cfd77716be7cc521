"""The tests of a model: run, seen failing or passing, with the rules they hit.

The one rule: a test is what somebody saved; running it changes nothing.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from cmmn import Attached
from dmn.decision_test_files import read_tests, tck_text
from dmn.decision_tests import DecisionTest, DecisionTestReport, run_tests, test_data, test_of
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.decide.opened import Opened
from ruling_workbench.desk import Desk
from ruling_workbench.present import counted

__all__ = ["Hits", "hits_of", "show_tests", "tested", "tests_of"]

Hits = dict[tuple[str, ...], dict[int, int]]
_MOST = 1_000
_MOST_SHOWN = 200


def tests_of(desk: Desk, key: str) -> list[tuple[Attached, DecisionTest]]:
    """Return the tests of a model, the oldest first."""
    rows = desk.engine.attachments.list("dmn", key, "test", limit=_MOST).rows
    return [(row, test_of(row.payload)) for row in reversed(rows)]


def tested(opened: Opened, tests: Sequence[tuple[Attached, DecisionTest]]) -> DecisionTestReport:
    """Return what came of the tests; run once for the same model and tests."""
    content = json.dumps([row.payload for row, _ in tests], sort_keys=True)
    mark = (opened.row.sha256, sha256(content.encode()).hexdigest())
    key = f"tested {opened.row.key}"
    known = session.get(key)
    if known is not None and known[0] == mark:
        report: DecisionTestReport = known[1]
        return report
    report = run_tests(opened.model, [test for _, test in tests])
    session.put(key, (mark, report))
    return report


def hits_of(report: DecisionTestReport) -> Hits:
    """Return how many tests hit each rule of each table."""
    return {table.path: dict(enumerate(table.hits, 1)) for table in report.coverage}


def show_tests(
    desk: Desk,
    opened: Opened,
    tests: Sequence[tuple[Attached, DecisionTest]],
    report: DecisionTestReport,
) -> None:
    """Show what passed and failed, which rules no test hits, and tests to take and to give."""
    if not tests:
        ui.text("There are no tests yet. Fill the form, then choose Save as test; or upload some.")
    else:
        passed, failed, covered = ui.columns(3)
        with passed:
            ui.figure("Passed", f"{report.passed} of {report.total}")
        with failed:
            ui.figure("Failed", report.failed)
        with covered:
            ui.figure("Rules hit", f"{report.covered_share:.0%}")
        _outcomes(desk, tests, report)
        _coverage(report)
    _files(desk, opened, [test for _, test in tests])


def _outcomes(
    desk: Desk, tests: Sequence[tuple[Attached, DecisionTest]], report: DecisionTestReport
) -> None:
    rows = [
        {
            "": "✓ passed" if outcome.is_passed else "✕ failed",
            "Test": outcome.test.name,
            "Expected and found": "; ".join(
                f"{each.decision}: expected {each.expected_text}, found {each.found_text}"
                for each in outcome.results
                if not each.is_passed
            )
            or "as expected",
            "Warnings": len(outcome.warnings),
        }
        for outcome in report.outcomes[:_MOST_SHOWN]
    ]
    failing_first = sorted(range(len(rows)), key=lambda at: report.outcomes[at].is_passed)
    chosen = ui.records(
        [rows[at] for at in failing_first], key="test list", label="Tests", selectable=True
    )
    if len(report.outcomes) > _MOST_SHOWN:
        ui.caption(f"{_MOST_SHOWN} of {counted(len(report.outcomes), 'test')} are shown")
    if chosen is None:
        return
    row, test = tests[failing_first[chosen]]
    ui.caption(f"{test.name}: {test.description or 'no description'}")
    if ui.button(f"Remove test {test.name}", key="test remove"):
        desk.engine.attachments.remove(row.id)
        session.say("success", f"Test '{test.name}' removed.")
        ui.rerun()


def _coverage(report: DecisionTestReport) -> None:
    rows = [
        {
            "Table": table.label,
            "Rules hit": f"{sum(1 for hit in table.hits if hit)} of {len(table.hits)}",
            "Never hit": ", ".join(map(str, table.unhit)) or "none",
        }
        for table in report.coverage
    ]
    ui.records(rows, key="coverage", label="Rules that tests hit, by table")


def _files(desk: Desk, opened: Opened, tests: Sequence[DecisionTest]) -> None:
    """Show tests to download, and where others are uploaded, in the form of the DMN kit."""
    with ui.expander("Download and upload tests"):
        if tests:
            ui.download(
                "Download the tests",
                lambda: tck_text(opened.row.file_name, tests),
                file_name=f"{opened.row.key}-test-01.xml",
                key="tests download",
                mime="application/xml",
            )
        for file in ui.upload("Upload tests", key="tests upload", types=["xml"]):
            _take(desk, opened, file.name, file.getvalue())


def _take(desk: Desk, opened: Opened, name: str, content: bytes) -> None:
    mark = f"{name} {sha256(content).hexdigest()}"
    if session.get("tests taken") == mark:  # the file stays in its place when the page runs again
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "uploaded-test-01.xml"
        path.write_bytes(content)
        file = read_tests(path)
    for problem in file.problems:
        ui.banner("error", problem)
    for test in file.tests[:_MOST]:
        desk.engine.attachments.add("dmn", opened.row.key, "test", test.name, test_data(test))
    session.put("tests taken", mark)
    if file.tests:
        session.say("success", f"{counted(len(file.tests), 'test')} added.")
        ui.rerun()
