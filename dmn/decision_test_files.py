"""Decision tests in files: in the format of the DMN compatibility kit, which `dmn tck` runs.

A test file's name ends in `-test-01.xml`, or another two digits, and its model lies beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dmn.decision_tests import DecisionTest
from dmn.tck_file import (
    TckCase,
    child,
    file_content,
    new_file,
    put_value,
    read_tck,
    value_of,
)
from dmn.xml_source import Element, XmlSourceError, read_source
from feel.errors import FeelFault

__all__ = ["DecisionTestFile", "read_tests", "tck_text"]


@dataclass(frozen=True, slots=True)
class DecisionTestFile:
    """What a file holds: the name of its model, tests, and what could not be read."""

    model_name: str
    tests: tuple[DecisionTest, ...]
    problems: tuple[str, ...] = ()


def read_tests(source: str | Path | bytes) -> DecisionTestFile:
    """Return the tests in a test file, or in its content; what cannot be read is a problem."""
    try:
        file = read_tck(source if isinstance(source, bytes) else read_source(Path(source)))
    except (XmlSourceError, OSError) as error:
        return DecisionTestFile("", (), (f"it is no test file: {error}",))
    tests: list[DecisionTest] = []
    problems: list[str] = []
    for case in file.cases:
        try:
            tests.append(_test(case))
        except (FeelFault, ArithmeticError) as error:
            problems.append(f"case {case.id}: a value cannot be read: {error}")
    if not file.cases:
        problems.append("it holds no testCase of the DMN compatibility kit")
    return DecisionTestFile(file.model_name, tuple(tests), tuple(problems))


def _test(case: TckCase) -> DecisionTest:
    expected = {name: value_of(given) for name, given in case.results()}
    return DecisionTest(case.name, case.inputs(), expected, case.description, case.service)


def tck_text(model_name: str, tests: Iterable[DecisionTest]) -> bytes:
    """Return a test file for the model of a file name; `read_tests` gives the same tests back.

    Errors: ValueError for what the format cannot hold: functions, ranges, contexts without entries,
    characters that XML has no form for.
    """
    root = new_file(model_name)
    for number, test in enumerate(tests, start=1):
        try:
            _put(root, number, test)
        except ValueError as error:
            raise ValueError(f"test '{test.name}': {error}") from None
    return file_content(root)


def _put(root: Element, number: int, test: DecisionTest) -> None:
    case = child(root, "testCase", id=f"{number:03}", name=test.name)
    if test.service is not None:
        case.set("type", "decisionService")
        case.set("invocableName", test.service)
    if test.description:
        child(case, "description").text = test.description
    for name, value in test.inputs.items():
        put_value(child(case, "inputNode", name=name), value)
    for name, value in test.expected.items():
        node = child(case, "resultNode", name=name, type="decision")
        put_value(child(node, "expected"), value)
