"""Names of the whole model may stand in a text; what is no FEEL even so is told."""

import pytest
from model_text import load

from dmn.model_names import ModelNames

MODEL = load("""
    input days in weekend : number
    function per cent(part of it) = part of it * 100
    decision D (days in weekend, per cent) =
        <context><contextEntry><variable name="for each"/><literalExpression><text>1</text>
        </literalExpression></contextEntry></context>
""").definitions
NAMES = ModelNames([MODEL])


@pytest.mark.parametrize(
    "text", ["", " ", "days in weekend + 1", "per cent(2)", "part of it", "D.for each * 2", '"a"']
)
def test_names_from_anywhere_in_the_model_are_read(text):
    assert NAMES.problem(text, is_test=False) is None


@pytest.mark.parametrize("text", ["", "-", "> days in weekend", "not(1, 2)", '"a", "b"'])
def test_tests_are_read_as_tests(text):
    assert NAMES.problem(text, is_test=True) is None


@pytest.mark.parametrize(("text", "is_test"), [("1 +", False), ("-", False), ("> (", True)])
def test_what_is_no_feel_is_told(text, is_test):
    assert NAMES.problem(text, is_test=is_test).message.startswith("expected a value")
