"""How built-in functions are declared, and how their arguments are bound."""

from decimal import Decimal

import pytest

from feel.errors import FeelFault
from feel.functions import BUILT_INS
from feel.functions.builtin import family, form
from feel.lexer import tokenise
from feel.names import KnownNames
from feel.scope import Run

FUNCTIONS = family(
    (
        "pick",
        form("list: list<number>, position?: number", lambda items, position=1: (items, position)),
        form("text: string", lambda text: text),
    ),
    ("count all", form("items*: number", len)),
    ("maybe", form("value: string|null, anything: Any", lambda value, anything: [value, anything])),
)
PICK, COUNT, MAYBE = FUNCTIONS.values()
ONE, TWO = Decimal(1), Decimal(2)


@pytest.mark.parametrize(
    ("function", "arguments", "value"),
    [
        (PICK, [[ONE, TWO]], ([ONE, TWO], 1)),
        (PICK, [[ONE], TWO], ([ONE], TWO)),
        (PICK, [ONE], ([ONE], 1)),
        (PICK, ["a"], "a"),
        (PICK, [["a"]], "a"),
        (COUNT, [], 0),
        (COUNT, [ONE, [TWO]], 2),
        (MAYBE, [None, None], [None, None]),
    ],
)
def test_the_first_form_whose_arguments_fit_is_taken(function, arguments, value):
    assert function.call(Run(), arguments) == value


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (PICK, [], "does not take 0 arguments"),
        (PICK, [[ONE], ONE, ONE], "does not take 3 arguments"),
        (PICK, [[ONE], None], "'position' is null"),
        (PICK, [True], "'list': expected a list<number>, found boolean true"),
        (COUNT, ["a"], "'items': expected a number"),
        (MAYBE, [ONE, ONE], "'value': expected a string"),
    ],
)
def test_what_fits_no_form_is_a_fault_that_shows_the_usage(function, arguments, message):
    with pytest.raises(FeelFault) as raised:
        function.call(Run(), arguments)
    assert raised.value.code == "INVALID_ARGUMENTS"
    assert message in raised.value.message
    assert function.name in raised.value.hint


def test_arguments_may_be_named():
    assert PICK.call_named(Run(), {"position": TWO, "list": [ONE]}) == ([ONE], TWO)
    assert PICK.call_named(Run(), {"text": "a"}) == "a"
    with pytest.raises(FeelFault, match="does not take the arguments named txt"):
        PICK.call_named(Run(), {"txt": "a"})


@pytest.mark.parametrize("name", BUILT_INS)
def test_every_built_in_name_is_one_token(name):
    kinds = [(token.type, str(token)) for token in tokenise(f"{name}(", KnownNames())]
    assert kinds == [("NAME", name), ("LPAR", "(")]


@pytest.mark.parametrize("name", BUILT_INS)
def test_every_built_in_is_documented(name):
    for each in BUILT_INS[name].forms:
        assert (each.body.__doc__ or "").strip()
