"""Where allowed values are asked for, and how they are found within other types."""

import pytest
from model_text import load

import dmn
from feel.values import to_text


def test_instance_of_asks_only_for_the_type():
    model = load("type tAge : number in [0..120]\ninput x\ndecision D (x) = x instance of tAge")
    assert model.evaluate({"x": 999}).value is True
    assert model.evaluate({"x": "a"}).value is False


def test_a_type_constraint_asks_for_the_whole_collection():
    data = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"
        name="m" namespace="n">
    <itemDefinition name="t" isCollection="true"><typeRef>number</typeRef>
    <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
    <inputData name="x" id="x"><variable name="x" typeRef="t"/></inputData>
    <decision name="D"><informationRequirement><requiredInput href="#x"/></informationRequirement>
    <literalExpression><text>x</text></literalExpression></decision></definitions>"""
    model = dmn.load(data)
    assert model.evaluate({"x": [1, 2]}).value == [1, 2]
    result = model.evaluate({"x": [1, 2, 3]})
    assert (result.value, result.warnings[0].code) == (None, "VALUE_NOT_ALLOWED")


PLACES = """
    type tLevel : number in [1..3]
    type tItem : {level: tLevel}
    input x
    function level(n : tLevel) : number = n
    function double(n) : tLevel = n * 2
    decision Argument (x, level) = level(x)
    decision Result (x, double) = double(x)
    decision Component (x) : tItem = {level: x}
    decision Output (x) =
        U  | x    || r : tLevel
        1  | < 10 || x
        2  | 10   || 7
    decision Entry (x) = <context><contextEntry><variable name="a" typeRef="tLevel"/>
        <literalExpression><text>x</text></literalExpression></contextEntry></context>
    decision Literal (x) = <literalExpression typeRef="tLevel"><text>x</text></literalExpression>
    decision Inner : tLevel = 1
    decision Outer (Inner) = Inner
    service Ask () given (Inner) -> Outer
    decision Asked (x, Ask) = Ask(x)
"""


@pytest.mark.parametrize(
    ("decision", "given", "value"),
    [
        ("Argument", 3, "3"),
        ("Argument", 4, "null"),
        ("Result", 1, "2"),
        ("Result", 2, "null"),
        ("Component", 3, "{level: 3}"),
        ("Component", 0, "null"),
        ("Output", 3, "3"),
        ("Output", 4, "null"),
        ("Output", 10, "null"),
        ("Entry", 3, "{a: 3}"),
        ("Entry", 4, "{a: null}"),
        ("Literal", 3, "3"),
        ("Literal", 4, "null"),
        ("Asked", 3, "3"),
        ("Asked", 4, "null"),
    ],
)
def test_allowed_values_are_asked_for_at_every_typed_place(decision, given, value):
    result = load(PLACES).evaluate({"x": given}, decision=decision)
    assert to_text(result.value) == value
    refused = [warning.code for warning in result.warnings]
    assert refused == ([] if "null" not in value else ["VALUE_NOT_ALLOWED"])


@pytest.mark.parametrize("last", ["number", "number in [0..9]"])
def test_types_that_share_types_are_each_looked_at_once(last):
    shared = "\n".join(f"type t{n} : {{a: t{n + 1}; b: t{n + 1}}}" for n in range(40))
    model = load(f"{shared}\ntype t40 : {last}\ninput x : t0\ndecision D (x) : t0 = x")
    assert model.problems == []
    result = model.evaluate({"x": {"a": None, "b": None}})
    assert result["D"] == {"a": None, "b": None}


def test_allowed_values_are_found_behind_types_that_were_asked_about_before():
    model = load("""
        type tOuter : {plain: tPlain; node: tNode}
        type tPlain : {a: number}
        type tNode : {next: tNode; level: tLevel}
        type tLevel : number in [1..3]
        input a : tPlain
        input b : tOuter
        input c : tNode
        decision D (a, b, c) = [a, b, c]
    """)
    node = {"next": {"next": None, "level": 7}, "level": 1}
    plain = {"a": 7}
    result = model.evaluate({"a": plain, "b": {"plain": plain, "node": node}, "c": node})
    assert result["D"] == [plain, None, None]
    assert {each.code for each in result.warnings} == {"VALUE_NOT_ALLOWED"}
