"""The runner counts every case, names what failed, and goes on whatever happens."""

from decimal import Decimal

import pytest

from dmn.tck import run, same

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="m">
<inputData id="a" name="A"><variable name="A" typeRef="number"/></inputData>
<decision id="d" name="D"><informationRequirement><requiredInput href="#a"/>
</informationRequirement><literalExpression><text>A * 2</text></literalExpression></decision>
</definitions>"""
TESTS = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>{name}</modelName>
  {cases}</testCases>"""
CASE = """<testCase id="{id}" {attributes}>
  <inputNode name="A"><value xsi:type="xsd:decimal">{given}</value></inputNode>
  <resultNode {result}><expected><value xsi:type="xsd:decimal">{expected}</value></expected>
  </resultNode></testCase>"""


def case(id="1", given="2", expected="4", result='name="D"', attributes=""):  # noqa: A002 - its name
    return CASE.format(id=id, given=given, expected=expected, result=result, attributes=attributes)


def outcome(folder, *cases, name="m.dmn", tests=None):
    (folder / "m.dmn").write_text(MODEL, encoding="utf-8")
    text = TESTS.format(name=name, cases="".join(cases)) if tests is None else tests
    (folder / "m-test-01.xml").write_text(text, encoding="utf-8")
    (found,) = run(folder)
    return found.passed, found.total, [str(failure) for failure in found.failures]


def test_a_case_passes_when_all_its_results_are_the_expected_ones(tmp_path):
    assert outcome(tmp_path, case(), case(id="2")) == (2, 2, [])


@pytest.mark.parametrize(
    ("failing", "message"),
    [
        (case(expected="5"), "m-test-01.xml 1 D: expected 5, found 4"),
        (case(expected="x"), "expected a value that can be read"),
        (case(given="x"), "found error: InvalidOperation"),
        (case(result='name="E"'), "found error: UnknownNameError: m.dmn: no decision 'E'"),
        (case(result=""), "no decision ''"),
        (case(attributes='type="decisionService" invocableName="S"'), "no decision service 'S'"),
    ],
    ids=["another value", "expected", "given", "unknown decision", "no name", "unknown service"],
)
def test_a_case_that_fails_is_named_and_the_others_go_on(tmp_path, failing, message):
    passed, total, (failure,) = outcome(tmp_path, failing, case(id="2"))
    assert (passed, total) == (1, 2)
    assert message in failure


def test_a_result_without_a_name_is_that_of_the_invocable(tmp_path):
    assert outcome(tmp_path, case(result="", attributes='invocableName="D"')) == (1, 1, [])


def test_what_escapes_the_engine_is_a_failure_of_its_case(tmp_path, monkeypatch):
    def escape(*_arguments, **_options):
        raise ZeroDivisionError("engine")

    monkeypatch.setattr("dmn.api.Model.evaluate", escape)
    passed, _, (failure,) = outcome(tmp_path, case())
    assert passed == 0
    assert failure.endswith("found error: ZeroDivisionError: engine")


@pytest.mark.parametrize(
    ("name", "message"),
    [("none.dmn", "FileNotFoundError"), ("m-test-01.xml", "NotDmnError"), ("", "IsADirectory")],
)
def test_a_model_that_does_not_load_fails_each_of_its_cases(tmp_path, name, message):
    passed, total, failures = outcome(tmp_path, case(), case(id="2"), name=name)
    assert (passed, total, len(failures)) == (0, 2, 2)
    assert message in failures[1]


def test_a_test_file_that_cannot_be_read_is_one_failure(tmp_path):
    assert outcome(tmp_path, tests="<testCases")[:2] == (0, 1)


def test_a_broken_model_beside_does_no_harm(tmp_path):
    (tmp_path / "broken.dmn").write_text("<no/>", encoding="utf-8")
    assert outcome(tmp_path, case()) == (1, 1, [])


def test_folders_come_in_a_stable_order(tmp_path):
    for name in ("b", "a/c", "a"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        outcome_of = TESTS.format(name="m.dmn", cases="")
        (tmp_path / name / "m-test-01.xml").write_text(outcome_of, encoding="utf-8")
    assert [each.folder for each in run(tmp_path)] == ["a", "a/c", "b"]


@pytest.mark.parametrize(
    ("expected", "actual", "is_same"),
    [
        (Decimal("0.333333333"), Decimal(1) / Decimal(3), True),
        (Decimal("0.3333"), Decimal(1) / Decimal(3), False),
        ([Decimal(1)], [Decimal(1), Decimal(2)], False),
        ({"a": Decimal(1)}, {"a": Decimal("1.0")}, True),
        (None, False, False),
        (True, Decimal(1), False),
    ],
)
def test_values_are_compared_as_the_kit_does(expected, actual, is_same):
    assert same(expected, actual) is is_same
