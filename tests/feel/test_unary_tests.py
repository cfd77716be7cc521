import pytest
from hypothesis import given
from strategies import contexts, numbers, token_texts, values

import feel
from feel.values import to_text


@given(values)
def test_a_dash_passes_everything(value):
    assert feel.evaluate_unary_tests("-", value) is True


@given(numbers, numbers, numbers)
def test_a_range_is_passed_between_its_ends(value, low, high):
    tests = f"[{to_text(low)}..{to_text(high)}]"
    assert feel.evaluate_unary_tests(tests, value) is (low <= value <= high)


@given(values)
def test_not_passes_what_its_test_does_not(value):
    inner = feel.evaluate_unary_tests("1, < 0", value)
    negated = feel.evaluate_unary_tests("not(1, < 0)", value)
    assert negated is (not inner if inner is not None or value is not None else None)


@given(token_texts, values, contexts)
def test_tests_pass_fail_or_cannot_tell_whatever_they_are(text, value, context):
    try:
        answer = feel.evaluate_unary_tests(text, value, context)
    except feel.FeelSyntaxError:
        return
    assert answer in (True, False, None)


@pytest.mark.parametrize("tests", ["< 5", "[1..2]", "not(< 5)"])
def test_a_value_that_cannot_be_compared_is_an_answer_and_no_warning(tests):
    warnings = []
    feel.evaluate_unary_tests(tests, "a", warnings=warnings)
    assert warnings == []
