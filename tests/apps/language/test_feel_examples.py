"""Every example gives a value and no warning; every function has one."""

import pytest

from feel.functions import BUILT_INS
from ruling_workbench.language.feel_desk import answered
from ruling_workbench.language.feel_examples import FUNCTIONS, LANGUAGE


def test_every_function_has_an_example_that_uses_it():
    assert sorted(FUNCTIONS) == sorted(BUILT_INS)
    assert [name for name, text in FUNCTIONS.items() if not text.startswith(f"{name}(")] == []
    assert set(FUNCTIONS).isdisjoint(LANGUAGE)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_example_of_a_function_gives_a_value(name):
    _is_right(answered(FUNCTIONS[name]))


@pytest.mark.parametrize("name", LANGUAGE)
def test_the_example_of_a_construct_gives_a_value(name):
    example = LANGUAGE[name]
    _is_right(answered(example.text, example.context, example.value or None))


def _is_right(answer):
    assert (answer.faults, answer.warnings) == ((), ())
    assert answer.value not in (None, "null")
