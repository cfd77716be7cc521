"""Tests go into files that `dmn tck` runs, and come back as they were."""

from decimal import Decimal
from pathlib import Path

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from model_text import xml

from dmn.decision_test_files import read_tests, tck_text
from dmn.decision_tests import DecisionTest
from dmn.tck import run_file
from feel.values import Range

EXAMPLES = Path(__file__).parents[2] / "examples"
MODEL = "input x : number\ndecision D (x) = x + 1\nservice S (x) -> D"
HEAD = '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase">'


def test_the_tests_of_an_example_are_read_and_written_alike():
    file = read_tests(EXAMPLES / "loan" / "loan-test-01.xml")
    assert (file.model_name, len(file.tests), file.problems) == ("loan.dmn", 166, ())
    assert file.tests[0].description == "The usual application, from end to end"
    assert read_tests(tck_text(file.model_name, file.tests)) == file


def test_a_written_file_is_one_that_the_kit_runs(tmp_path):
    tests = [
        DecisionTest("good", {"x": Decimal(1)}, {"D": Decimal(2)}),
        DecisionTest("bad & <ugly>", {"x": Decimal(1)}, {"D": Decimal(3)}, "more\nwords"),
        DecisionTest("asked", {"x": Decimal(1)}, {"D": Decimal(2)}, service="S"),
    ]
    (tmp_path / "one.dmn").write_bytes(xml(MODEL))
    path = tmp_path / "one-test-01.xml"
    path.write_bytes(tck_text("one.dmn", tests))
    count, failures = run_file(path)
    assert count == 3
    assert [str(each) for each in failures] == ["one-test-01.xml 002 D: expected 3, found 2"]
    assert [each.name for each in read_tests(str(path)).tests] == [each.name for each in tests]


values = strategies.booleans | strategies.numbers | strategies.temporal_values
named = st.dictionaries(strategies.names, values, min_size=1, max_size=2)


@given(st.lists(st.builds(DecisionTest, strategies.names, named, named), min_size=1, max_size=3))
def test_tests_that_are_written_are_read_as_they_were(tests):
    assert read_tests(tck_text("m.dmn", tests)).tests == tuple(tests)


def test_what_a_file_cannot_hold_names_the_test():
    test = DecisionTest("mine", {"x": Range(Decimal(1), Decimal(2))}, {})
    with pytest.raises(ValueError, match="test 'mine': a range has no form in a test file"):
        tck_text("m.dmn", [test])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it is no test file: the file is empty"),
        (b"<a", "it is no test file: "),
        (b"<a/>", "it holds no testCase of the DMN compatibility kit"),
    ],
)
def test_what_is_no_test_file_is_a_problem(content, problem):
    (found,) = read_tests(content).problems
    assert found.startswith(problem)


def test_a_missing_file_is_a_problem_too(tmp_path):
    assert "No such file" in read_tests(tmp_path / "none.xml").problems[0]


def test_a_case_that_cannot_be_read_leaves_the_others():
    cases = "".join(
        f'<testCase id="{number}"><inputNode name="x"><value'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xsd:decimal">{text}'
        "</value></inputNode></testCase>"
        for number, text in enumerate(("1", "one"), start=1)
    )
    file = read_tests(f"{HEAD}{cases}</testCases>".encode())
    assert [test.inputs for test in file.tests] == [{"x": Decimal(1)}]
    assert file.problems[0].startswith("case 2: a value cannot be read")
