"""Item definitions as types, and what may pass a border of one."""

import time

import pytest
from model_text import errors, load

import feel
from dmn.item_types import MAX_ALIASES
from feel.values import to_text

TYPES = """
    type tAge : number in [0..120]
    type tLevel : string in "low","high"
    type tLevels : list of tLevel
    type tShort : list of string in "a","b"
    type tPerson : {name: string; age: tAge; level: string in "low","high"}
    type tPeople : list of tPerson
    type tAlias : tAge
    type tNode : {value: number; next: tNode}
    type tPair : list<tAge>
    type tWhen : date and time
    type tCondition : number in ? > 5 and ? < 8
"""


@pytest.mark.parametrize(
    ("type_name", "given", "taken"),
    [
        ("tAge", "5", "5"),
        ("tAge", "[5]", "5"),
        ("tAge", "null", "null"),
        ("tAge", "121",
         "VALUE_NOT_ALLOWED number 121 is not allowed for 'tAge' (hint: allowed: [0..120])"),
        ("tAge", '"5"', 'INVALID_TYPE expected a tAge, found string "5"'),
        ("tAlias", "7", "7"),
        ("tAlias", "-1", "VALUE_NOT_ALLOWED number -1 is not allowed for 'tAge'"),
        ("tLevel", '"low"', '"low"'),
        ("tLevel", '"lower"', 'VALUE_NOT_ALLOWED string "lower"'),
        ("tLevels", '["low", "high", null]', '["low", "high", null]'),
        ("tLevels", '"low"', '["low"]'),
        ("tLevels", '["low", "no"]',
         "VALUE_NOT_ALLOWED [2]: string \"no\" is not allowed for 'tLevel'"),
        ("tLevels", "[]", "[]"),
        ("tShort", '["a", "b", "a"]', '["a", "b", "a"]'),
        ("tShort", '["a", "c"]', "VALUE_NOT_ALLOWED string \"c\" is not allowed for 'tShort'"),
        ("tPerson", '{name: "A", age: 5, level: "low"}', '{name: "A", age: 5, level: "low"}'),
        ("tPerson", '{name: "A", age: null, level: "low", more: 1}',
         '{name: "A", age: null, level: "low", more: 1}'),
        ("tPerson", '{name: "A", level: "low"}',
         "INVALID_TYPE expected a tPerson, found a context of 2"),
        ("tPerson", '{name: "A", age: 130, level: "low"}',
         "VALUE_NOT_ALLOWED age: number 130 is not allowed for 'tAge'"),
        ("tPerson", '{name: "A", age: 1, level: "mid"}',
         "VALUE_NOT_ALLOWED level: string \"mid\" is not allowed for 'level'"),
        ("tPeople", '[{name: "A", age: 1, level: "low"}, {name: "B", age: 999, level: "low"}]',
         "VALUE_NOT_ALLOWED [2].age: number 999"),
        ("tPeople", '{name: "A", age: 1, level: "low"}', '[{name: "A", age: 1, level: "low"}]'),
        ("tNode", "{value: 1, next: {value: 2, next: null}}",
         "{value: 1, next: {value: 2, next: null}}"),
        ("tNode", "{value: 1, next: {value: 2}}", "INVALID_TYPE expected a tNode"),
        ("tPair", "[1, 2]", "[1, 2]"),
        ("tPair", "[1, 200]", "VALUE_NOT_ALLOWED [2]: number 200"),
        ("tWhen", '@"2024-02-29"', '@"2024-02-29T00:00:00Z"'),
        ("tCondition", "6", "6"),
        ("tCondition", "8", "VALUE_NOT_ALLOWED number 8"),
        ("list<tLevel>", '["high"]', '["high"]'),
        ("Any", "[1, {a: null}]", "[1, {a: null}]"),
        ("number", "1", "1"),
        ("tMissing", "1", "UNKNOWN_TYPE there is no type 'tMissing'"),
        ("tMissing", "null", "null"),
        ("list<tMissing>", "[1]", "UNKNOWN_TYPE there is no type 'tMissing'"),
    ],
)  # fmt: skip
def test_a_value_passes_the_border_of_a_type_or_is_null(type_name, given, taken):
    value = feel.evaluate(given)
    as_input = load(f"{TYPES}\n    input x : {type_name}\n    decision D (x) = x").evaluate(
        {"x": value}
    )
    as_result = load(f"{TYPES}\n    input x\n    decision D (x) : {type_name} = x").evaluate(
        {"x": value}
    )
    as_given = load(f"{TYPES}\n    decision E : {type_name} = 1\n    decision D (E) = E").evaluate(
        {"E": value}
    )
    for result, place in (
        (as_input, "m > input data x"), (as_result, "m > decision D"), (as_given, "m > decision E")
    ):  # fmt: skip
        code, _, message = taken.partition(" ")
        if not code.isupper() or "_" not in code:
            assert to_text(result["D"]) == taken
            assert result.warnings == []
            continue
        assert result["D"] is None
        (warning,) = result.warnings
        assert (warning.code, " > ".join(warning.location.path)) == (code, place)
        assert message in f"{warning.message} (hint: {warning.hint})"


@pytest.mark.parametrize(
    ("text", "line", "problem", "warning"),
    [
        (
            "type t : tMissing",
            2,
            "UNKNOWN_TYPE item definition 't': there is no type",
            "UNKNOWN_TYPE",
        ),
        (
            "type t : u\ntype u : t",
            2,
            "CYCLE definition 't': 't' is defined by itself",
            "UNKNOWN_TYPE",
        ),
        ("type t : t", 2, "CYCLE 't' is defined by itself", "UNKNOWN_TYPE"),
        ("type t : u\ntype u : u", 3, "CYCLE 'u' is defined by itself", "UNKNOWN_TYPE"),
        ("type t : number in [1..", 2, "SYNTAX item definition 't', allowed values", "SYNTAX"),
        ("type t : {a: number in 1,,}", 2, "SYNTAX component 'a', allowed values", "SYNTAX"),
        ("type t : number\ntype t : string", 3, "DUPLICATE_NAME is defined twice", None),
    ],
)
def test_a_fault_in_a_type_is_a_problem_and_null_where_the_type_is(text, line, problem, warning):
    model = load(f"{text}\ninput x : t\ninput y\ndecision D (x) = x\ndecision E (y) = y")
    code, _, message = problem.partition(" ")
    found = errors(model)[0]
    assert (found.code, message in str(found), found.line) == (code, True, line), str(found)
    result = model.evaluate({"x": {"a": 1} if "{" in text else 1, "y": 5})
    assert (result["D"] is None, result["E"]) == (warning is not None, 5)
    assert [each.code for each in result.warnings] == ([warning] if warning else [])


def test_a_row_of_names_is_followed_up_to_a_bound_and_reported_beyond():
    def chain(length):
        types = "\n".join(f"type t{n} : t{n + 1}" for n in range(length - 1))
        allowed = f"type t{length - 1} : number in [0..9]"
        return load(f"{types}\n{allowed}\ninput x : t0\ndecision D (x) : t0 = x")

    within, beyond = chain(MAX_ALIASES), chain(MAX_ALIASES + 1)
    assert within.problems == []
    assert (within.evaluate({"x": 9})["D"], within.evaluate({"x": 10})["D"]) == (9, None)
    assert [each.code for each in errors(beyond)] == ["TOO_DEEP"]
    assert beyond.evaluate({"x": 9})["D"] is None


def test_very_many_names_in_a_row_or_in_a_circle_load():
    for last in ("number", "t0"):
        row = "\n".join(f"type t{n} : t{n + 1}" for n in range(3000))
        model = load(f"{row}\ntype t3000 : {last}\ninput x : t0\ndecision D (x) = x")
        assert {each.code for each in errors(model)} <= {"TOO_DEEP", "CYCLE"}
        assert model.evaluate({"x": 1})["D"] is None


def test_the_names_there_are_do_not_make_a_problem_of_each_type_slow():
    lines = "\n".join(f"type t{n} : tMissing" for n in range(5_000))
    start = time.process_time()
    model = load(f"{lines}\ninput x\ndecision D (x) = x")
    assert time.process_time() - start < 3.0
    assert len(errors(model)) == 5_000
