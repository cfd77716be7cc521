"""The runner of the compatibility kit: what it reads, how it compares, and that it can fail."""

from decimal import Decimal

import pytest
import strategies
from hypothesis import given
from model_text import xml

import feel
from dmn.tck import Failure, run, run_file, same

HEAD = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
)


@pytest.mark.parametrize(
    ("expected", "actual", "answer"),
    [
        ("1", "1.000000001", True),
        ("1", "1.0000001", False),
        ("1", '"1"', False),
        ("true", "1", False),
        ("null", "null", True),
        ("null", "0", False),
        ("[1, 2]", "[1, 2.0]", True),
        ("[1, 2]", "[2, 1]", False),
        ("[1]", "[1, null]", False),
        ("{a: 1, b: [2]}", "{b: [2], a: 1}", True),
        ("{a: 1}", "{a: 1, b: null}", False),
        ('@"10:00:00Z"', '@"10:00:00+00:00"', True),
        ('@"10:00:00Z"', '@"11:00:00+01:00"', False),
        ('@"2024-01-01"', '@"2024-01-01T00:00:00"', False),
        ('@"P1Y"', '@"P12M"', True),
    ],
)
def test_values_are_compared_as_the_kit_does(expected, actual, answer):
    assert same(feel.evaluate(expected), feel.evaluate(actual)) is answer


@given(strategies.values)
def test_every_value_is_the_same_as_itself(value):
    assert same(value, value)


def kit(folder, result, inputs=""):
    """Write one model and one test file; return the folder."""
    inner = folder / "0001-one"
    inner.mkdir()
    (inner / "one.dmn").write_bytes(
        xml(
            "input x : number\ndecision D (x) = x + 1\n"
            "decision E (D) = D * 2\nservice s (x) -> D, E"
        )
    )
    (inner / "0001-one-test-01.xml").write_text(
        f'{HEAD}<modelName>one.dmn</modelName><testCase id="001">{inputs}'
        f'<inputNode name="x"><value xsi:type="xsd:decimal">1</value></inputNode>'
        f"{result}</testCase></testCases>"
    )
    return folder


def expecting(name, value):
    return f'<resultNode name="{name}"><expected>{value}</expected></resultNode>'


NUMBER = '<value xsi:type="xsd:decimal">{}</value>'


def test_a_case_that_gives_what_is_expected_passes(tmp_path):
    result = expecting("D", NUMBER.format(2)) + expecting("E", NUMBER.format(4))
    (outcome,) = run(kit(tmp_path, result))
    assert (outcome.folder, outcome.passed, outcome.total, outcome.failures) == (
        "0001-one",
        1,
        1,
        (),
    )


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("D", NUMBER.format(3), "D: expected 3, found 2"),
        ("D", "<value>2</value>", 'D: expected "2", found 2'),
        ("D", '<value xsi:nil="true"/>', "D: expected null, found 2"),
        (
            "Z",
            NUMBER.format(3),
            "Z: expected 3, found error: UnknownNameError: one.dmn: no decision 'Z'",
        ),
    ],
)
def test_a_case_that_does_not_fails_and_says_how(tmp_path, name, value, shown):
    (outcome,) = run(kit(tmp_path, expecting(name, value)))
    assert (outcome.passed, outcome.total) == (0, 1)
    assert str(outcome.failures[0]).startswith(f"0001-one-test-01.xml 001 {shown}")


def test_a_service_is_asked_as_one(tmp_path):
    folder = kit(tmp_path, expecting("D", NUMBER.format(2)) + expecting("E", NUMBER.format(4)))
    path = folder / "0001-one" / "0001-one-test-01.xml"
    path.write_text(
        path.read_text().replace('id="001"', 'id="001" type="decisionService" invocableName="s"')
    )
    assert run_file(path) == (1, [])


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("one.dmn", "expected model 'one.dmn' to load"),
        ("0001-one-test-01.xml", "expected a test file"),
    ],
)
def test_what_cannot_be_read_fails(tmp_path, broken, said):
    folder = kit(tmp_path, expecting("D", NUMBER.format(2)))
    (folder / "0001-one" / broken).write_bytes(b"<x>")
    (outcome,) = run(folder)
    assert (outcome.passed, outcome.total) == (0, 1)
    assert said in str(outcome.failures[0])


def test_a_folder_without_test_files_has_no_outcome(tmp_path):
    assert list(run(tmp_path)) == []


def test_a_failure_reads_as_a_sentence():
    failure = Failure("a.xml", "001", "D", "1", "2")
    assert str(failure) == "a.xml 001 D: expected 1, found 2"
    assert Decimal(failure.expected) != Decimal(failure.actual)
