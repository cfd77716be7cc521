"""Runs test files in the format of the DMN compatibility kit; a project tests its own so, too.

A test file names a model beside it; every other model of the folder is there to be imported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from dmn.api import Model
from dmn.errors import NotDmnError
from dmn.reader import read_file
from dmn.tck_file import TckCase, read_tck, value_of
from dmn.xml_source import Element, XmlSourceError, read_source
from feel.errors import FeelFault
from feel.temporal import Date, DateTime, Time, is_same
from feel.values import Value, to_text

TEST_FILE = re.compile(r".*-test-\d\d\.xml\Z")
_TOLERANCE = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Failure:
    """One result that was not the expected one."""

    file: str
    case: str
    node: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"{self.file} {self.case} {self.node}: expected {self.expected}, found {self.actual}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one folder of test files."""

    folder: str
    passed: int
    total: int
    failures: tuple[Failure, ...]


def run(root: Path) -> Iterator[Outcome]:
    """Give the outcome of each folder below a root that holds test files, in a stable order."""
    folders = sorted({path.parent for path in root.rglob("*.xml") if TEST_FILE.match(path.name)})
    for folder in folders:
        files = sorted(path for path in folder.glob("*.xml") if TEST_FILE.match(path.name))
        name = folder.relative_to(root).as_posix()
        total, failures = 0, []
        for file in files:
            count, failed = run_file(file)
            total += count
            failures += failed
        failing = {(failure.file, failure.case) for failure in failures}
        yield Outcome(name, total - len(failing), total, tuple(failures))


def run_file(path: Path) -> tuple[int, list[Failure]]:
    """Return how many cases a test file has, and what failed; a file that cannot be read is one."""
    try:
        file = read_tck(read_source(path))
    except (XmlSourceError, OSError) as error:
        return 1, [Failure(path.name, "", "", "a test file", _told(error))]
    cases = file.cases
    try:
        model = _load(path.parent, file.model_name)
    except Exception as error:  # noqa: BLE001 - a model that breaks the engine fails its own cases only
        expected = f"model '{file.model_name}' to load"
        told = _told(error)
        return len(cases), [Failure(path.name, case.id, "", expected, told) for case in cases]
    return len(cases), [failure for case in cases for failure in _run_case(path, model, case)]


def _told(error: Exception) -> str:
    return f"error: {type(error).__name__}: {error}"


def _load(folder: Path, name: str) -> Model:
    main = folder / name
    definitions = read_file(main)
    others = {}
    for path in sorted(folder.glob("*.dmn")):
        if path != main:
            try:
                other = read_file(path)
            except (NotDmnError, OSError):
                continue  # if it is imported, the main model says that it is missing
            others[other.namespace] = other
    return Model(definitions, name, others.get)


def _run_case(path: Path, model: Model, case: TckCase) -> list[Failure]:
    """Return what failed in a case; what escapes the engine fails the result that was asked for."""
    results = case.results()
    found = []
    for name, given in results:
        try:
            expected = value_of(given)
            actual = _actual(model, case, name, len(results))
            if same(expected, actual):
                continue
            told = to_text(actual)
        except Exception as error:  # noqa: BLE001 - one case must not end the run
            told = _told(error)
        found.append(Failure(path.name, case.id, name, _expected_text(given), told))
    return found


def _expected_text(given: Element | None) -> str:
    try:
        return to_text(value_of(given))
    except (FeelFault, ArithmeticError) as error:
        return f"a value that can be read, not {error}"


def _actual(model: Model, case: TckCase, name: str, results: int) -> Value:
    service = case.service
    if service is None:
        return model.evaluate(case.inputs(), decision=name).value
    value = model.evaluate(case.inputs(), service=service).value
    return value.get(name) if results > 1 and isinstance(value, dict) else value


# --- values --------------------------------------------------------------------------------------


def same(expected: Value, actual: Value) -> bool:
    """Tell whether a value is the expected one as the kit compares: numbers within 1e-8."""
    if type(expected) is not type(actual):
        return False
    if isinstance(expected, Decimal):
        return bool(abs(expected - actual) < _TOLERANCE)
    if isinstance(expected, list):
        return len(expected) == len(actual) and all(map(same, expected, actual))
    if isinstance(expected, dict):
        return expected.keys() == actual.keys() and all(
            same(value, actual[key]) for key, value in expected.items()
        )
    if isinstance(expected, (Date, Time, DateTime)):
        return _same_moment(expected, actual)
    return bool(expected == actual)


def _same_moment(expected: Date | Time | DateTime, actual: Any) -> bool:
    try:
        return bool(is_same(expected, actual))
    except FeelFault:
        return False
