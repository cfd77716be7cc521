"""Decision tables: decision_tables.txt has the cases, tables and under each what it gives."""

from pathlib import Path

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from model_text import POLICIES, errors, load, logic, table

import feel
from dmn import rule_index
from feel.values import to_text

FILE = Path(__file__).parent / "decision_tables.txt"


def _blocks():
    for block in ("\n" + FILE.read_text(encoding="utf-8")).split("\n# ")[1:]:
        title, *lines = [line for line in block.splitlines() if line.strip()]
        yield title, [line for line in lines if " -> " not in line], lines


def _read_cases():
    for title, table_rows, lines in _blocks():
        cases = [line.split(" -> ") for line in lines if " -> " in line]
        names = dict.fromkeys(name for given, _ in cases for name in feel.evaluate(given))
        head = "\n".join(f"input {name}" for name in names)
        rows = "\n".join(f"    {row}" for row in table_rows)
        text = f"{head}\ndecision D ({', '.join(names)}) =\n{rows}"
        for inputs, expected in cases:
            yield pytest.param(text, inputs, expected, id=f"{title}: {inputs.strip()}")


CASES = list(_read_cases())


@pytest.mark.parametrize(("text", "inputs", "expected"), CASES)
def test_a_table_gives(text, inputs, expected):
    value, _, warning = expected.partition(" ! ")
    result = load(text).evaluate(feel.evaluate(inputs))
    assert to_text(result["D"]) == to_text(feel.evaluate(value))
    if not warning:
        assert result.warnings == []
        return
    code, _, message = warning.partition(" ")
    (found,) = result.warnings
    assert (found.code, message in str(found)) == (code, True), str(found)


@pytest.mark.parametrize(("text", "inputs", "expected"), CASES)
def test_a_trace_changes_nothing(text, inputs, expected):
    model = load(text)
    plain, traced = (model.evaluate(feel.evaluate(inputs), trace=each) for each in (False, True))
    assert to_text(dict(traced)) == to_text(dict(plain))
    assert traced.warnings == plain.warnings
    assert len(traced.trace.decisions[0].tables) == 1 or "VALUE_NOT_ALLOWED" in expected


def test_a_cell_that_is_no_feel_makes_the_table_null_and_says_where():
    model = load("""
        input Credit Score
        decision Eligibility (Credit Score) =
            U | Credit Score || r
            1 | > 700        || "yes"
            2 | [600..700]   || "maybe"
            3 | >= , 700     || "no"
            4 | < 500        || 1 +
    """)
    place = "m > decision Eligibility > rule"
    assert [str(each).splitlines()[0] for each in errors(model)] == [
        f"{place} 3 > input 'Credit Score', column 4: expected a value after '>=', but found ','",
        f"{place} 4 > output, column 4: expected a value after '+', but the text ends",
    ]
    assert {each.line for each in errors(model)} == {3}
    result = model.evaluate({"Credit Score": 800})
    assert result["Eligibility"] is None
    (warning,) = result.warnings
    head, *excerpt = str(warning).splitlines()
    assert head == (
        f"{place} 3 > input 'Credit Score', column 4: expected a value after '>=', but found ','"
        " (and 1 more problem), so the decision table is not evaluated"
    )
    assert excerpt == [
        "    >= , 700",
        f"       ^   hint: {warning.hint}",
    ]


_NO_INPUT = """<decisionTable><input><inputExpression><text/></inputExpression></input><output/>
    <rule><inputEntry><text>1</text></inputEntry><outputEntry><text>3</text></outputEntry></rule>
    </decisionTable>"""


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (_NO_INPUT, "NO_EXPRESSION", "m > decision D > input '1': the input has no expression"),
        ("U | x || r\n1 | 1 | 2 || 3", "RULE_SHAPE", "rule 1: the rule has 2 input entries and 1"),
        ("U | x || r\n1 | 1 || 3 | 4", "RULE_SHAPE", "the table 1 inputs and 1 outputs"),
        (
            "C+ | x || r | s\n1 | 1 || 3 | 4",
            "AGGREGATION",
            "SUM needs a table with a single output",
        ),
        ("P | x || r\n1 | 1 || 3", "NO_OUTPUT_VALUES", "needs output values to rank by"),
        ("U | x in 1, || r\n1 | 1 || 3", "SYNTAX", "input 'x', column 3"),
        ("P | x || r in 1,, \n1 | 1 || 3", "SYNTAX", "output, column 3"),
        ("U | x || r default 1+\n1 | 1 || 3", "SYNTAX", "default > output, column 3"),
        ("U | x+ || r\n1 | 1 || 3", "SYNTAX", "input 'x+', column 3"),
    ],
)
def test_a_fault_in_a_table_is_a_problem_and_null(text, code, message):
    model = load(f"input x\ndecision D (x) = {logic(text)}\ndecision E (x) = x")
    assert (errors(model)[0].code, message in str(errors(model)[0])) == (code, True)
    result = model.evaluate({"x": 1})
    assert (result["D"], result["E"]) == (None, 1)
    assert [each.code for each in result.warnings] == [code]


def test_the_orientation_changes_nothing():
    rows = "U | x || r\n1 | 1 || 3"
    for orientation in ("Rule-as-Row", "Rule-as-Column", "CrossTable"):
        logic_text = table(rows, f'preferredOrientation="{orientation}"')
        assert load(f"input x\ndecision D (x) = {logic_text}").evaluate({"x": 1}).value == 3


def test_without_output_values_the_type_says_what_is_best():
    model = load("""
        type tLevel : string in "high","middle","low"
        type tAlias : tLevel
        input x
        decision One (x) : tLevel =
            P | x || r
            1 | - || "low"
            2 | - || "middle"
        decision All (x) =
            O | x || r : tLevel
            1 | - || "low"
            2 | - || "high"
            3 | - || "middle"
        decision Two (x) =
            P | x || r : tAlias | n in 2,1
            1 | - || "low"      | 2
            2 | - || "high"     | 1
            3 | - || "high"     | 2
    """)
    result = model.evaluate({"x": 3})
    assert errors(model) == []
    assert dict(result) == {
        "One": "middle",
        "All": ["high", "middle", "low"],
        "Two": {"r": "high", "n": 2},
    }


def test_one_column_may_have_tests_without_end():
    cells = ", ".join(map(str, range(0, 4000, 2)))
    model = load(
        "input x\ndecision D (x) =\n    U | x || r\n"
        f"    1 | {cells} || 1\n    2 | not({cells}) || 2"
    )
    assert [model.evaluate({"x": x}).value for x in (0, 1, 3998, 3999, "a")] == [1, 2, 1, 2, 2]


def test_what_one_evaluation_counts_is_no_concern_of_the_next():
    model = load("""
        input x
        decision D (x) =
            F | x in not("none")    || r
            1 | 5           || 1
            2 | -                   || 2
    """)
    for _ in range(3):
        result = model.evaluate({"x": list(range(400_000))}, decision="D")
        assert (result.value, result.warnings) == (2, [])


# --- the law of the index -----------------------------------------------------------------------

_POINTS = {
    "number": st.integers(-3, 3).map(str) | st.sampled_from(["0.5", "-1.50", "1.0"]),
    "string": st.sampled_from(['""', '"a"', '"b"', '"B"', '"ä"']),
    "date": st.sampled_from(['@"2024-02-29"', '@"2023-01-01"', '@"2024-03-01"']),
    "time": st.sampled_from(['@"10:00:00"', '@"10:00:00Z"', '@"12:00:00+02:00"']),
    "date and time": st.sampled_from(['@"2024-02-29T10:00:00"', '@"2024-02-29T10:00:00Z"']),
    "duration": st.sampled_from(['@"PT1H"', '@"P1D"', '@"PT24H"']),
    "months": st.sampled_from(['@"P1Y"', '@"P12M"', '@"P13M"']),
}
_OTHERS = st.sampled_from(
    ["true", "false", "null", "? = null", "y", "< y", "[y..9]", "not(y)", "? in (1, 2)", "[1, 2]",
     "{a: 1}", "nothing", "? > 1 and ? < y", "(1)", "-(1)", "1 + 1"]
)  # fmt: skip


@st.composite
def _tests(draw):
    point = draw(st.sampled_from(sorted(_POINTS)))
    points = _POINTS[point]
    kind = draw(st.sampled_from(["value", "operator", "range", "range", "other"]))
    if kind == "other":
        return draw(_OTHERS)
    if kind == "range":
        opening, closing = draw(st.sampled_from("[(]")), draw(st.sampled_from("])["))
        return f"{opening}{draw(points)}..{draw(points)}{closing}"
    return (
        draw(st.sampled_from(["", "<", "<=", ">", ">=", "=", "!="])) if kind == "operator" else ""
    ) + draw(points)


_SIMPLE_TESTS = _tests().filter(lambda text: "not(" not in text)
_cells = (
    st.just("-")
    | _tests()
    | st.lists(_SIMPLE_TESTS, min_size=1, max_size=3).map(", ".join)
    | st.lists(_SIMPLE_TESTS, min_size=1, max_size=2).map(lambda texts: f"not({', '.join(texts)})")
)
_values = (
    st.sampled_from([None, True, False, [], [1], [1, 2], {"a": 1}, {}])
    | st.one_of(*_POINTS.values()).map(feel.evaluate)
    | strategies.scalars
    | st.integers(-4, 4)
    | st.floats(-4, 4)
    | st.floats()
    | strategies.ranges()
)
_OUTPUTS = ["1", "2", "3", "y", "1"]


def _expected(policy, rows, fired):
    """Return what the standard says of the outputs of the rules that fired."""
    outputs = [rows[rule][2] for rule in fired]
    if policy[0] in "RC" and len(policy) == 1:
        return outputs
    if policy == "O":
        return sorted(outputs, key=[3, 2, 1].index)
    if policy == "C#":
        return len(outputs)
    if not outputs:
        return None
    reckoned = {"C+": sum, "C<": min, "C>": max, "P": max}
    if policy in reckoned:
        return reckoned[policy](outputs)
    if policy == "F" or len(outputs) == 1 or (policy == "A" and len(set(outputs)) == 1):
        return outputs[0]
    return None


def _check_against_a_scan(policy, rows, x, y):
    values = " in 3,2,1" if policy in "PO" else ""
    text = "\n".join(
        ["input x", "input y", "decision D (x, y) =", f"    {policy} | x | y || r{values}"]
        + [f"    1 | {first} | {second} || {output}" for first, second, output in rows]
    )
    model = load(text)
    assert model.compiled.problems == []
    context = {"x": x, "y": y}
    fired = [
        rule
        for rule, (first, second, _) in enumerate(rows)
        if feel.evaluate_unary_tests(first, x, context) is True
        and feel.evaluate_unary_tests(second, y, context) is True
    ]
    result, traced = (model.evaluate(context, trace=each) for each in (False, True))
    assert result["D"] == _expected(policy, rows, fired)
    assert traced["D"] == result["D"]
    assert traced.warnings == result.warnings
    (found,) = traced.trace.decisions[0].tables
    asked = fired[:1] if policy == "F" else fired
    assert [number - 1 for number in found.matched] == asked
    assert model.evaluate(context)["D"] == result["D"]  # the second time by what was remembered


_rows = st.lists(st.tuples(_cells, _cells, st.integers(1, 3)), max_size=6)
_any_policy = st.sampled_from(sorted(POLICIES))


@given(_any_policy, _rows, _values, _values)
def test_a_table_is_what_a_scan_of_its_cells_gives(policy, rows, x, y):
    _check_against_a_scan(policy, rows, x, y)


@given(_any_policy, _rows, _values, _values)
def test_so_is_a_table_too_large_for_all_its_bit_sets(policy, rows, x, y):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule_index, "_MOST_BYTES", 0)
        patch.setattr(rule_index, "_STRIDE", 3)
        _check_against_a_scan(policy, rows, x, y)


@given(st.lists(_values, min_size=2, max_size=6), _rows)
def test_one_table_answers_many_values_as_each_alone(values, rows):
    text = "\n".join(
        ["input x", "input y", "decision D (x, y) =", "    C | x | y || r"]
        + [f"    1 | {first} | {second} || {output}" for first, second, output in rows]
    )
    shared = load(text)
    for x in values:
        inputs = {"x": x, "y": 2}
        assert shared.evaluate(inputs)["D"] == load(text).evaluate(inputs)["D"]
