"""An input is followed to the constants it is compared with."""

from pathlib import Path

import pytest
from model_text import load

import dmn
from dmn.cut_points import cut_points
from feel.values import to_text

LOAN = dmn.load(Path(__file__).parents[2] / "examples" / "loan" / "loan.dmn")
MODEL = load("""
    type tPerson : { Age : number; Since : date; Name : string }
    input Person : tPerson
    input Score : number
    input Other
    function Bonus(score, by) =
        F | score || r
        1 | > 90  || 5
        2 | [1..2)|| 0
    function Nested(p) needs (Bonus) = Bonus(p.Age, 7)
    decision Direct (Score) =
        U | Score   || r
        1 | < 10    || 1
        2 | not(20) || 2
        3 | ? > 30 and ? < 40 || 3
    decision Compared (Score, Person) =
        if Score >= 50 or Person.Age between 18 and 65 then 1 else if 70 < Score then 2 else 3
    decision Called (Score, Bonus) = Bonus(Score, 0)
    decision Named (Score, Bonus) = Bonus(by: 1, score: Score)
    decision Through (Person, Nested) = Nested(Person)
    decision Age (Person) = Person.Age
    decision Passed (Age) =
        U | Age || r
        1 | > 5 || 1
    decision Dates (Person) =
        U | Person.Since                      || r
        1 | > date("2024-02-29")              || 1
        2 | <= @"2020-01-01"                  || 2
    decision Lower (Person) =
        U | lower case(Person.Name) || r
        1 | "ann"                   || 1
    decision Half (Score) =
        U | Score / 2 || r
        1 | > 5       || 1
    decision Entry (Score) = <context><contextEntry><variable name="S"/><literalExpression>\
<text>Score</text></literalExpression></contextEntry><contextEntry><literalExpression>\
<text>S &gt; 99</text></literalExpression></contextEntry></context>
    decision Boxed (Score, Bonus) = <invocation><literalExpression><text>Bonus</text>\
</literalExpression><binding><parameter name="score"/><literalExpression><text>Score</text>\
</literalExpression></binding></invocation>
    decision Mixed (Other) = if Other = "a" or Other = 1 or Other = "b" then 1 else 2
    decision Broken (Score) = Score + > 5
""")


@pytest.mark.parametrize(
    ("decision", "path", "expected"),
    [
        ("Direct", "Score", "10, 20, 30, 40"),
        ("Compared", "Score", "50, 70"),
        ("Compared", "Person.Age", "18, 65"),
        ("Called", "Score", "1, 2, 90"),
        ("Named", "Score", "1, 2, 90"),
        ("Through", "Person.Age", "1, 2, 90"),
        ("Passed", "Person.Age", "5"),
        ("Dates", "Person.Since", '@"2020-01-01", @"2024-02-29"'),
        ("Lower", "Person.Name", '"ann"'),
        ("Half", "Score", ""),
        ("Entry", "Score", "99"),
        ("Boxed", "Score", "1, 2, 90"),
        ("Mixed", "Other", '"a", "b"'),
        ("Broken", "Score", ""),
        ("Direct", "Person.Age", ""),
        ("Direct", "Unheard", ""),
    ],
)
def test_the_constants_an_input_is_compared_with_are_found(decision, path, expected):
    found = cut_points(MODEL, path.split("."), decision=decision)
    assert ", ".join(map(to_text, found)) == expected


def test_imported_inputs_are_followed_too(tmp_path):
    from model_text import xml  # noqa: PLC0415 - for this one

    inner = "input Y : number\ndecision Z (Y) = Y > 7"
    (tmp_path / "inner.dmn").write_bytes(xml(inner, "inner", "urn:inner"))
    outer = (
        "import lib from urn:inner\n"
        "decision D (urn:inner#Z, urn:inner#Y) = if lib.Z then 1 else lib.Y > 9"
    )
    (tmp_path / "outer.dmn").write_bytes(xml(outer))
    model = dmn.load(tmp_path / "outer.dmn")
    assert list(map(str, cut_points(model, ["lib.Y"], decision="D"))) == ["7", "9"]


def test_the_end_points_of_the_loan_are_found():
    score = cut_points(LOAN, ("Applicant", "Credit Score"), decision="Routing")
    assert list(map(str, score)) == ["560", "620", "680", "740"]
    assert cut_points(LOAN, ("Applicant", "Name"), decision="Routing") == ()


def test_decisions_in_a_circle_have_an_end():
    model = load("input A\ndecision X (A, Y) = if A > 1 then Y else A\ndecision Y (X) = X")
    assert list(map(str, cut_points(model, ["A"], decision="X"))) == ["1"]
