"""What is entered becomes the inputs it says, exactly, and what is wrong is said where it is."""

from decimal import Decimal
from pathlib import Path

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from item_definitions import typed_model

import dmn
from dmn.input_form import entered_of, fields_of, inputs_from_json, json_of, values_of
from feel.temporal import Date, parse_temporal

EXAMPLES = Path(__file__).parents[2] / "examples"
APPLICANT = fields_of(dmn.load(EXAMPLES / "loan" / "loan.dmn"), "Routing")
TRIAGE = dmn.load(EXAMPLES / "triage" / "triage.dmn")
TYPES = {
    "tDog": {"name": "string", "size": ("string", '"small", "large"'), "born": "date"},
    "tDogs": "list of tDog",
    "tNames": ("list of string", "", "count(?) < 3"),
    "tOwner": {"dogs": "tDogs", "age": ("number", "[0..120]"), "more": "Any"},
}


def read(declared, entered):
    return values_of(fields_of(typed_model(declared, TYPES)), {"X": entered})


def simple(declared, entered):
    found = read(declared, entered)
    assert found.problems == ()
    return found.inputs["X"]


@pytest.mark.parametrize(
    ("declared", "entered", "value"),
    [
        ("number", "34", Decimal(34)),
        ("number", " 0.10 ", Decimal("0.10")),
        ("number", "1234567890123456789012.345", Decimal("1234567890123456789012.345")),
        ("number", 0.1, Decimal("0.1")),
        ("number", float("nan"), None),
        ("number", "", None),
        ("number", "  ", None),
        ("number", None, None),
        ("string", "", None),
        ("string", " a ", " a "),
        ("string", '""', ""),
        ("string", '""""', '""'),
        ("string", '"', '"'),
        ("string", '"a"', '"a"'),
        ("boolean", True, True),
        ("boolean", "FALSE", False),
        ("date", "2024-02-29", Date(2024, 2, 29)),
        ("days and time duration", "P1DT2H", parse_temporal("P1DT2H")),
        ("Any", "[1, 2.50]", [Decimal(1), Decimal("2.50")]),
        ("Any", '"text"', "text"),
        ("Any", '@"P1Y"', parse_temporal("P1Y")),
        ("", "1 + 1", Decimal(2)),
        ("", "null", None),
        ("list<number>", ["1", "2.0"], [Decimal(1), Decimal("2.0")]),
        ("list<number>", [], []),
        ("list<number>", "", None),
        ("list<number>", "[1, 2]", [Decimal(1), Decimal(2)]),
        ("tOwner", None, None),
        ("tOwner", {"age": "3"}, {"dogs": None, "age": Decimal(3), "more": None}),
        ("tDog", {"name": "a", "tail": "[1]"},
         {"name": "a", "size": None, "born": None, "tail": [Decimal(1)]}),
    ],
)  # fmt: skip
def test_what_is_entered_is_read_as_the_type_wants(declared, entered, value):
    found = simple(declared, entered)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("declared", "entered", "text", "kept"),
    [
        ("number", "abc", "X: 'abc' is not a number; write digits with one point and", None),
        ("number", "1,250", "X: '1,250' is not a number; write digits", None),
        ("boolean", "yes", "X: 'yes' is not a boolean; write true or false", None),
        ("date", "29.2.2024", "X: '29.2.2024' is not a date; write yyyy-mm-dd", None),
        ("date", Decimal(3), "X: expected a date, found number 3; give a date", None),
        ("Any", "hello", "X: no variable named 'hello'; write FEEL, such as", None),
        ("Any", "1 +", "X: expected a value after '+', but the text ends; write FEEL", None),
        ("list<number>", ["1", "x"], "X[2]: 'x' is not a number; ", [Decimal(1), None]),
        ("tNames", ["a", "b", "c"], "X: a list of 3 is not allowed for 'tNames'; allowed: co",
         ["a", "b", "c"]),
        ("tDog", {"size": "big"}, "X.size: string \"big\" is not allowed for 'size'; allowed: ",
         {"name": None, "size": "big", "born": None}),
        ("tDog", "12", "X: expected a tDog, found number 12; give a tDog", None),
        ("tOwner", {"dogs": [{}, {"born": "?"}]}, "X.dogs[2].born: '?' is not a date; ",
         {"dogs": [dict.fromkeys(("name", "size", "born"))] * 2, "age": None, "more": None}),
    ],
)  # fmt: skip
def test_a_problem_says_where_and_what_would_be_right(declared, entered, text, kept):
    found = read(declared, entered)
    assert [str(each)[: len(text)] for each in found.problems] == [text]
    assert found.inputs == {"X": kept}


def test_a_problem_leads_to_its_field():
    (problem,) = read("tOwner", {"dogs": [{"size": "big"}]}).problems
    assert (problem.path, problem.name) == (("X", "dogs", 0, "size"), ("X", "dogs", "size"))
    assert (problem.place, problem.code) == ("X.dogs[1].size", "VALUE_NOT_ALLOWED")


def test_a_name_that_is_missing_is_left_out_and_an_unknown_one_is_read_as_feel():
    fields = fields_of(typed_model("number", {}))
    found = values_of(fields, {"Y": "[1]"})
    assert (found.inputs, found.problems) == ({"Y": [Decimal(1)]}, ())


def test_nothing_is_too_much_for_a_form():
    endless = 'string join(for i in 1..100000 return "abcdefghijklmnop")'
    (problem,) = read("Any", endless).problems
    assert (problem.path, problem.code) == (("X",), "LIMIT_EXCEEDED")


# --- JSON -----------------------------------------------------------------------------------------


def test_json_is_read_exactly_and_typed_by_the_fields():
    fields = fields_of(typed_model("tOwner", TYPES))
    text = '{"X": {"dogs": [{"name": "", "born": "2024-02-29"}], "age": 0.10, "more": "1"}}'
    found = inputs_from_json(fields, text)
    assert found.problems == ()
    dog = {"name": "", "size": None, "born": Date(2024, 2, 29)}
    assert found.inputs == {"X": {"dogs": [dog], "age": Decimal("0.10"), "more": "1"}}
    assert str(found.inputs["X"]["age"]) == "0.10"
    assert inputs_from_json(fields, json_of(found.inputs)) == found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"X": ', "line 1, column 7: Expecting value; JSON is such as"),
        ("[1]", 'the inputs are one JSON object, not a list of 1; write {"name": value, ...}'),
        ('{"X": 1, "x": 2}', "x: there is no such input; there are: X"),
        ('{"X": "a"}', 'X: expected a number, found string "a"; give a number'),
        ('{"X": NaN}', "NaN is no JSON value; write null where there is no number"),
        ('{"X": 1, "X": 2}', "the name 'X' is given twice; give each name once"),
    ],
)
def test_json_that_does_not_fit_is_a_problem(text, problem):
    found = inputs_from_json(fields_of(typed_model("number", {})), text)
    assert [str(each)[: len(problem)] for each in found.problems] == [problem]


# --- there and back -------------------------------------------------------------------------------

SIMPLE = {
    "string": strategies.texts | st.text('"', max_size=4),
    "number": strategies.numbers,
    "boolean": strategies.booleans,
    "date": strategies.dates(),
    "time": strategies.times,
    "date and time": strategies.date_times,
    "days and time duration": strategies.days_and_times,
    "years and months duration": strategies.years_and_months,
    "Any": st.recursive(
        strategies.scalars,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(strategies.names, inner, max_size=3)
        ),
        max_leaves=5,
    ),
}


@st.composite
def typed_values(draw, depth=0):
    """Give a type, as `item_definitions` writes it, and values of it."""
    if depth == 2 or draw(st.booleans()):
        name = draw(st.sampled_from(sorted(SIMPLE)))
        base, values = name, SIMPLE[name]
    else:
        names = draw(st.lists(st.sampled_from(("a", "b c", "d")), min_size=1, unique=True))
        inner = {name: draw(typed_values(depth + 1)) for name in names}
        base = {name: each for name, (each, _) in inner.items()}
        values = st.fixed_dictionaries({name: each for name, (_, each) in inner.items()})
    if draw(st.integers(0, 3)) == 0:
        return [base], st.none() | st.lists(st.none() | values, max_size=3)
    return base, st.none() | values


@given(st.data(), typed_values())
def test_values_that_are_entered_come_back_as_they_were(data, typed):
    base, values = typed
    fields = fields_of(typed_model("tX", {"tX": base}))
    inputs = {"X": data.draw(values)}
    found = values_of(fields, entered_of(fields, inputs))
    assert (found.inputs, found.problems) == (inputs, ())


@given(st.text(max_size=12) | strategies.natural_values)
def test_whatever_is_entered_nothing_fails(entered):
    for declared in ("number", "tOwner", "tDogs", "Any", "date and time"):
        assert set(read(declared, entered).inputs) == {"X"}


def test_presets_of_the_examples_come_back_as_they_were():
    path = EXAMPLES / "triage" / "newborn.json"
    fields = fields_of(TRIAGE)
    found = inputs_from_json(fields, path.read_text("utf-8"))
    assert found.problems == ()
    assert values_of(fields, entered_of(fields, found.inputs)) == found
    assert TRIAGE.evaluate(found.inputs).warnings == []
