"""Fails where a group of tests ran nothing: a green run must mean that everything was looked at."""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

GROUPS = {
    "the language": "tests.feel",
    "decisions": "tests.dmn",
    "the compatibility kit": "tests.dmn.test_conformance",
    "the schemas": "tests.dmn.test_writer",
    "batch equals row by row": "tests.dmn.scoring.test_equality",
    "batch on the kit": "test_every_model_of_the_kit_is_scored_by_columns_as_by_row",
    "tables in files": "tests.dmn.files",
    "older dialects": "tests.dmn.test_dialect_results",
    "cases": "tests.cmmn",
    "the scenario kit": "test_scenario_of_the_kit_passes",
    "our scenarios": "test_our_scenario_passes",
    "the schema of CMMN": "tests.cmmn.test_coverage",
    "laws of cases": "tests.cmmn.test_laws",
    "crashes": "tests.cmmn.test_crash",
    "the store on PostgreSQL": "postgres",
    "logs of earlier releases": "tests.cmmn.test_golden",
    "the workbench": "tests.apps",
    "the pages of the workbench": "tests.apps.screens",
    "the workbench in the browser": "tests.apps.browser",
    "the examples": "tests.examples",
    "the benchmarks": "tests.benchmarks",
    "the README": "README.md",
    "examples in docstrings": "feel.api",
}


def ran(reports: list[Path]) -> tuple[Counter[str], int]:
    """Count the tests that ran in each group, and in all; one that was skipped did not run."""
    counts: Counter[str] = Counter()
    total = 0
    cases = [case for each in reports for case in ET.parse(each).iter("testcase")]  # noqa: S314 - our own reports
    for case in cases:
        if case.find("skipped") is None:
            total += 1
            name = f"{case.get('classname')}.{case.get('name')}"
            counts.update(group for group, prefix in GROUPS.items() if prefix in name)
    return counts, total


def main() -> int:
    """Print how many tests each group ran; 1 if one ran none."""
    counts, total = ran([Path(each) for each in sys.argv[1:]])
    empty = [group for group in GROUPS if not counts[group]]
    for group in GROUPS:
        print(f"{group}: {counts[group]} tests")
    if not empty:
        print(f"{total} passed, 0 failed")
    else:
        print(f"these groups ran nothing: {', '.join(empty)}", file=sys.stderr)
    return 1 if empty else 0


if __name__ == "__main__":
    sys.exit(main())
