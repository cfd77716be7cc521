"""Models as a whole: functions, services, imports; and a fault reaches just what needs it."""

from xml.sax.saxutils import escape

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from model_text import errors, load, xml

import dmn
import feel
from dmn.api import Model
from dmn.reader import read
from feel.values import to_text


def warned(result):
    return [(each.code, str(each)) for each in result.warnings]


# --- business knowledge models ------------------------------------------------------------------


FUNCTIONS = """
    input x
    function twice(n : number) : number = n * 2
    function fourfold(n) needs (twice) = twice(twice(n))
    function digits(n) = if n < 10 then [n] else concatenate(digits(floor(n / 10)), [modulo(n, 10)])
    function even(n) needs (odd) = if n = 0 then true else odd(n - 1)
    function odd(n) needs (even) = if n = 0 then false else even(n - 1)
    function grade(score) =
        F | score || r
        1 | > 90  || "A"
        2 | -     || "B"
    function adder(n) = function(m) m + n
    function alone() = 7
"""


@pytest.mark.parametrize(
    ("needs", "text", "expected"),
    [
        ("twice", "twice(x)", "10"),
        ("twice", "twice(n: x)", "10"),
        ("twice", "twice([x])", "10"),
        ("fourfold", "fourfold(x)", "20"),
        ("digits", "digits(5031)", "[5, 0, 3, 1]"),
        ("even", "even(100)", "true"),
        ("odd", "odd(100)", "false"),
        ("grade", "for s in [91, 90] return grade(s)", '["A", "B"]'),
        ("adder", "adder(2)(x)", "7"),
        ("alone", "alone()", "7"),
        ("twice, grade", "{f: twice, g: grade}.f(x)", "10"),
        ("twice", "twice instance of function<number>->number", "true"),
        ("even", "(for e in [even] return e(3))[1]", "false"),
        ("grade", "sort([91, 95], function(a, b) a > b)[1]", "95"),
    ],
)
def test_a_business_knowledge_model_is_a_function(needs, text, expected):
    result = load(f"{FUNCTIONS}\n    decision D (x, {needs}) = {text}").evaluate({"x": 5})
    assert to_text(result.value) == to_text(feel.evaluate(expected))
    assert result.warnings == []


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("twice()", "INVALID_ARGUMENTS", "twice takes 1 arguments, not 0"),
        ("twice(m: 1)", "INVALID_ARGUMENTS", "twice does not take the arguments named m"),
        ('twice("a")', "INVALID_ARGUMENTS", "twice: 'n': expected a number, found string \"a\""),
        ("fourfold(x)", "NO_FUNCTION_FOUND", "fourfold"),
    ],
)
def test_what_is_called_wrongly_or_not_required_is_null(text, code, said):
    result = load(f"{FUNCTIONS}\n    decision D (x, twice) = {text}").evaluate({"x": 5})
    assert result.value is None
    assert [(found, said in message) for found, message in warned(result)] == [(code, True)]


def test_a_warning_in_a_function_says_both_where_it_is_and_who_invoked_it():
    model = load("function half(n) = n / 0\ndecision D (half) = half(1)")
    ((_, message),) = warned(model.evaluate({}))
    assert message.startswith("m > decision D > m > business knowledge model half, column 1")


@pytest.mark.parametrize(
    ("function", "code"),
    [
        ("function f(n)", "NO_LOGIC"),
        ("function f(n) = 1 +", "SYNTAX"),
    ],
)
def test_a_faulty_function_is_a_problem_and_null_for_who_invokes_it(function, code):
    model = load(f"{function}\ndecision D (f) = f(1)\ndecision E = 2")
    assert [each.code for each in errors(model)] == [code]
    result = model.evaluate({})
    assert (result["D"], result["E"]) == (None, 2)
    assert [each.code for each in result.warnings] == [code]


# --- decision services --------------------------------------------------------------------------

SERVICE = """
    input First : string
    input Second
    decision Given = "own"
    decision Inner (First, Given) = First + Given
    decision Out (Inner, Second) = Inner + Second
    decision Other (Second) = Second
    service one (First, Second) given (Given) -> Out
    service two (Second) given (Inner) -> Out, Other
    service typed (Second) : number -> Other
"""


@pytest.mark.parametrize(
    ("needs", "text", "expected"),
    [
        ("one", 'one("a", "b", "c")', '"acb"'),
        ("one", 'one(Given: "c", Second: "b", First: "a")', '"acb"'),
        ("one, Given", 'one("a", "b", "c") + Given', '"acbown"'),
        ("two", 'two("b", "i")', '{Out: "ib", Other: "b"}'),
        ("two", 'two("b", "i").Out', '"ib"'),
        ("typed", "typed([7])", "7"),
        ("one", '(for f in [one] return f("a", null, "c"))[1]', "null"),
    ],
)
def test_a_decision_service_is_a_function_of_inputs_then_decisions(needs, text, expected):
    result = load(f"{SERVICE}\n    decision D ({needs}) = {text}").evaluate({}, decision="D")
    assert to_text(result.value) == to_text(feel.evaluate(expected))
    assert result.warnings == [] or "null" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one()", "one takes 3 arguments, not 0"),
        ('one("a", "b", "c", "d")', "one takes 3 arguments, not 4"),
        ('one(First: "a", Second: "b", Wrong: 1)',
         "does not take the arguments named First, Second, Wrong"),
        ('one(1, "b", "c")', "one: 'First': expected a string, found number 1"),
        ('typed("a")', "expected a number"),
    ],
)  # fmt: skip
def test_a_service_called_wrongly_is_null(text, said):
    result = load(f"{SERVICE}\n    decision D (one, typed) = {text}").evaluate({}, decision="D")
    assert result.value is None
    assert any(said in message for _, message in warned(result))


@pytest.mark.parametrize(
    ("service", "inputs", "value", "warnings"),
    [
        ("one", {"First": "a", "Second": "b", "Given": "c"}, "acb", []),
        ("two", {"Second": "b", "Inner": "i"}, {"Out": "ib", "Other": "b"}, []),
        ("typed", {"Second": 7}, 7, []),
        ("typed", {"Second": "a"}, None, ["INVALID_TYPE"]),
        ("one", {"First": 1, "Second": "b", "Given": "c"}, None,
         ["INVALID_TYPE", "INVALID_TYPE", "INVALID_TYPE"]),
        ("one", {"First": "a", "Second": "b"}, None,
         ["MISSING_INPUT", "INVALID_TYPE", "INVALID_TYPE"]),
        ("typed", {"Second": 7, "Secnd": 8}, 7, ["UNKNOWN_INPUT"]),
    ],
)  # fmt: skip
def test_a_service_can_be_asked_from_outside(service, inputs, value, warnings):
    result = load(SERVICE).evaluate(inputs, service=service)
    assert result.value == value
    assert [each.code for each in result.warnings] == warnings
    assert set(result) == (
        {"Out", "Other"} if service == "two" else {"Other" if service == "typed" else "Out"}
    )


def test_a_service_that_refers_to_nothing_is_a_problem_and_null():
    model = load("decision E = 1\nservice s (Nothing) -> E\ndecision D (s) = s()")
    assert "DANGLING_REFERENCE" in [each.code for each in errors(model)]
    for result in (model.evaluate({}, service="s"), model.evaluate({}, decision="D")):
        assert result.value is None
        assert [each.code for each in result.warnings] == ["DANGLING_REFERENCE"]


# --- imports ------------------------------------------------------------------------------------


def imported(text, **others):
    models = {
        f"urn:{name}": read(xml(other, name, f"urn:{name}")) for name, other in others.items()
    }
    return Model(read(xml(text)), "m.dmn", models.get)


@pytest.mark.parametrize(
    ("text", "others", "inputs", "expected"),
    [
        ("import my lib from urn:b\ndecision D (urn:b#E) = my lib.E + 1", {"b": "decision E = 1"},
         {}, 2),
        ("import v1.0 from urn:b\ndecision D (urn:b#E) = v1.0.E + 1", {"b": "decision E = 1"}, {},
         2),
        ("import b from urn:b\ndecision D (urn:b#f) = b.f(4)",
         {"b": "function g(n) = n + 1\nfunction f(n) needs (g) = g(n) * 2"}, {}, 10),
        ("import b from urn:b\ninput x : b.tList\ndecision D (x) : b.tList = x",
         {"b": "type tList : list of number"}, {"x": 3}, [3]),
        ("import b from urn:b\ndecision D (urn:b#E) = b.E",
         {"b": "input in put\ndecision E (in put) = in put"},
         {"b.in put": 3}, 3),
        ("import b from urn:b\nimport c from urn:c\ndecision D (urn:b#E, urn:c#x) = [b.E, c.x]",
         {"b": "import deep from urn:c\ndecision E (urn:c#x) = deep.x", "c": "input x"},
         {"b.deep.x": 3}, [3, 3]),
        ("import - from urn:b\ndecision D (urn:b#E) : tN = E + 1",
         {"b": "type tN : number\ndecision E = 1"}, {}, 2),
        ("import b from urn:b\ninput y\ndecision D (y, urn:b#s) = b.s(y)",
         {"b": "input x\ndecision E (x) = x * 2\nservice s (x) -> E"}, {"y": 2}, 4),
    ],
)  # fmt: skip
def test_what_is_imported_is_known_by_the_imports_name(text, others, inputs, expected):
    model = imported(text, **others)
    assert errors(model) == []
    result = model.evaluate(inputs, decision="D")
    assert (result.value, result.warnings) == (expected, [])


def test_a_fault_in_an_imported_model_is_told_with_its_name():
    model = imported(
        "import b from urn:b\ndecision D (urn:b#E) = b.E\ndecision F (urn:b#G) = b.G",
        b="decision E = 1 +\ndecision G = 2",
    )
    assert str(errors(model)[0]).startswith("b > decision E, column 4: expected a value after '+'")
    result = model.evaluate({})
    assert (result["D"], result["F"]) == (None, 2)


def test_an_import_that_is_not_found_makes_null_what_needs_it():
    model = imported(
        "import b from urn:nowhere\ninput x : b.tN\n"
        "decision D (urn:nowhere#E) = b.E\ndecision F = 2"
    )
    assert {each.code for each in model.problems} >= {
        "IMPORT_NOT_FOUND",
        "DANGLING_REFERENCE",
        "UNKNOWN_TYPE",
    }
    result = model.evaluate({})
    assert (result["D"], result["F"]) == (None, 2)
    assert [each.code for each in result.warnings] == ["DANGLING_REFERENCE"]


# --- faults within a model ----------------------------------------------------------------------


def test_all_faults_are_told_and_only_what_needs_them_is_null():
    model = load("""
        input x : number
        type tBad : number in [1..
        function broken(n)
        decision no feel = 1 +
        decision no type : tMissing = 1
        decision bad type : tBad = 1
        decision a (b) = b
        decision b (a) = a
        decision dangling (nowhere) = 1
        decision invokes (broken) = broken(1)
        decision unknown function = nofunction(1)
        decision needs no feel (no feel) = no feel
        decision table (x) =
            U | x   || r
            1 | > , || 1
        decision shape (x) =
            U | x     || r
            1 | 1 | 2 || 1
        decision fine (x) = x + 1
    """)
    assert {(each.code, each.location.path[-1]) for each in errors(model)} == {
        ("SYNTAX", "decision no feel"),
        ("UNKNOWN_TYPE", "decision no type"),
        ("SYNTAX", "item definition 'tBad', allowed values"),
        ("CYCLE", "decision a"),
        ("CYCLE", "decision b"),
        ("DANGLING_REFERENCE", "decision dangling"),
        ("NO_LOGIC", "business knowledge model broken"),
        ("NO_FUNCTION_FOUND", "decision unknown function"),
        ("SYNTAX", "input 'x'"),
        ("RULE_SHAPE", "rule 1"),
    }
    assert all(each.location.path[0] == "m" and each.line for each in errors(model))
    result = model.evaluate({"x": 1})
    assert {name for name, value in result.items() if value is not None} == {"fine"}
    assert sorted({each.location.path[1] for each in result.warnings}) == sorted(
        f"decision {name}" for name in result if name not in {"fine", "needs no feel"}
    )


# --- limits -------------------------------------------------------------------------------------


def limited(text, inputs=None, **limits):
    result = load(text, limits=feel.Limits(**limits)).evaluate(inputs or {})
    assert all(value is None for value in result.values())
    (warning,) = result.warnings
    assert warning.code == "LIMIT_EXCEEDED"
    return warning.message


@pytest.mark.parametrize(
    ("text", "limits", "said"),
    [
        ("decision A = 1\ndecision D = count(for i in 1..1000 return i)", {"steps": 100},
         "'steps' of 100"),
        ("decision D = for i in 1..1000 return i", {"list_size": 100}, "'list size' of 100"),
        ("function f(n) = f(n + 1)\ndecision D (f) = f(1)", {}, "'invocation depth' of 1000"),
        ("function f(n) needs (g) = g(n)\nfunction g(n) needs (f) = f(n)\ndecision D (f) = f(1)",
         {},
         "'invocation depth' of 1000"),
        ("decision D (s) = s()\nservice s () -> D", {}, "'invocation depth' of 1000"),
        ("decision D = for i in 1..40 return [partial[-1], partial[-1]]", {},
         "'value size' of 500000"),
        ("input x\ndecision D (x) =\n C | x || r\n 1 | count(for i in 1..200 return ?) = 200 || 1",
         {"steps": 100}, "'steps' of 100"),
    ],
)  # fmt: skip
def test_a_limit_that_is_reached_makes_everything_null_and_is_told_once(text, limits, said):
    assert said in limited(text, {"x": 1} if "input" in text else None, **limits)


def test_a_chain_of_two_thousand_decisions_is_no_deeper_than_one():
    lines = [f"decision d{n} (d{n - 1}) = d{n - 1} + 1" for n in range(1, 2000)]
    model = load("\n".join(["decision d0 = 0", *lines]))
    assert model.evaluate({}, decision="d1999").value == 1999
    assert model.evaluate({}, trace=True)["d1999"] == 1999


def test_a_cycle_of_two_thousand_decisions_is_told_for_each():
    lines = [f"decision d{n} (d{(n - 1) % 2000}) = d{(n - 1) % 2000}" for n in range(2000)]
    model = load("\n".join(lines))
    result = model.evaluate({})
    assert set(result.values()) == {None}
    assert {each.code for each in result.warnings} == {"CYCLE"}


# --- whatever is written ---------------------------------------------------------------------

ANYTHING = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"
    name="m" namespace="n">
<itemDefinition name="t"><typeRef>Any</typeRef><allowedValues><text>{0}</text></allowedValues>
</itemDefinition><inputData name="x" id="x"><variable name="x" typeRef="t"/></inputData>
<decision name="A" id="A"><variable name="A" typeRef="t"/>{need}
<literalExpression typeRef="{type}"><text>{1}</text></literalExpression></decision>
<decision name="B">{need}<informationRequirement><requiredDecision href="#A"/>
</informationRequirement><decisionTable hitPolicy="{policy}">
<input><inputExpression><text>{2}</text></inputExpression><inputValues><text>{0}</text></inputValues>
</input><output><defaultOutputEntry><text>{3}</text></defaultOutputEntry></output>
<rule><inputEntry><text>{3}</text></inputEntry><outputEntry><text>{1}</text></outputEntry></rule>
<rule><inputEntry><text>{0}</text></inputEntry><outputEntry><text>{2}</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
NEED = '<informationRequirement><requiredInput href="#x"/></informationRequirement>'


@given(
    st.lists(
        strategies.token_texts | st.sampled_from(["x", "-", "1", "> 0"]), min_size=4, max_size=4
    ),
    st.sampled_from(["number", "list<", "t", "tX", ""]),
    st.sampled_from(["UNIQUE", "ANY", "COLLECT", "FIRST", "RULE ORDER"]),
    strategies.values,
)
def test_no_text_makes_loading_evaluating_or_explaining_fail(texts, type_ref, policy, value):
    written = map(escape, texts)
    data = ANYTHING.format(*written, need=NEED, type=escape(type_ref), policy=policy)
    model = dmn.load(data.encode(), limits=feel.Limits(steps=2_000, list_size=1_000))
    assert all(problem.code and str(problem) for problem in model.problems)
    plain, traced = (model.evaluate({"x": value}, trace=each) for each in (False, True))
    assert to_text(dict(plain)) == to_text(dict(traced)) or "random" in str(texts)
    assert plain.warnings == traced.warnings or "random" in str(texts)
    assert traced.explain()
    assert plain.to_json()
