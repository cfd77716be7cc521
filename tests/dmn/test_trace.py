"""A trace, and how it reads: an auditor should see why each rule fired or did not."""

from model_text import load

LOAN = load("""
    input Age : number
    input Score : number
    input Region
    function Bonus(score) =
        F | score || r
        1 | > 90  || 5
        2 | -     || 0
    decision Points (Score, Bonus) = Score + Bonus(Score)
    decision Offer (Age, Points, Region) =
        U | Age      | Points    | Region          || Rate : number | Note    || Why      | Since
        1 | < 18     | -         | -               || 0             | "minor" || the law  | 1990
        2 | [18..65] | > 90      | not("x")        || 1.5           | "good"  || the best
        3 | [18..65] | 80, 81    | "north","south" || Points / 10   | null    ||
        4 | > 65     | ? < Age   | -               ||               | "old"
""")

GOOD = """\
Points = 96
  from Score = 91
  table in m > business knowledge model Bonus, hit policy FIRST: score = 91
    + rule 1 fired: score is > 90 -> 5
    - rule 2 stopped: another rule came first

Offer = {Rate: 1.5, Note: "good"}
  from Age = 30, Points = 96, Region = "north"
  table in m > decision Offer, hit policy UNIQUE: Age = 30, Points = 96, Region = "north"
    - rule 1 stopped: Age is not < 18
    + rule 2 fired: Age is [18..65] and Points is > 90 and Region passes not("x") -> \
Rate = 1.5, Note = "good"  (the best)
    - rule 3 stopped: Points is not 80, 81
    - rule 4 stopped: Age is not > 65; Points does not pass ? < Age"""

POOR = """\
! m > input data Score: input 'Score' was not given (hint: null is used)
! m: no input data 'Scroe' (hint: did you mean 'Score'? there are: Age, Score, Region)

Points = null
  from Score = null
  table in m > business knowledge model Bonus, hit policy FIRST: score = null
    - rule 1 stopped: score cannot be tested by > 90
    + rule 2 fired: it has no conditions -> 0
  ! m > decision Points, column 1: cannot add null and number 0
        Score + Bonus(Score)
        ^^^^^^^^^^^^^^^^^^^^

Offer = null
  from Age = 70, Points = null, Region = "east"
  table in m > decision Offer, hit policy UNIQUE: Age = 70, Points = null, Region = "east"
    - rule 1 stopped: Age is not < 18
    - rule 2 stopped: Age is not [18..65]; Points cannot be tested by > 90
    - rule 3 stopped: Age is not [18..65]; Points is not 80, 81; Region is not "north","south"
    - rule 4 stopped: Points cannot be tested by ? < Age
    no rule matched: null
  ! m > decision Offer > rule 4 > input 'Points', column 1: cannot compare null with number 70
        ? < Age
        ^^^^^^^"""


def test_an_explanation_says_why_each_rule_fired_or_did_not():
    result = LOAN.evaluate({"Age": 30, "Score": 91, "Region": "north"}, trace=True)
    assert result.explain() == GOOD


def test_an_explanation_says_where_null_comes_from():
    result = LOAN.evaluate({"Age": 70, "Scroe": 91, "Region": "east"}, trace=True)
    assert result.explain() == POOR


def test_a_trace_is_data_too():
    trace = LOAN.evaluate({"Age": 30, "Score": 91, "Region": "north"}, trace=True).trace
    assert trace.inputs == {"Age": 30, "Score": 91, "Region": "north"}
    assert [each.name for each in trace.decisions] == ["Points", "Offer"]
    (bonus,), (offer,) = (each.tables for each in trace.decisions)
    assert (bonus.matched, bonus.value, offer.matched) == ((1,), 5, (2,))
    assert offer.inputs == {"Age": 30, "Points": 96, "Region": "north"}
    assert offer.rules[1].annotations == ("the best",)
    assert offer.rules[0].annotations == ("the law", "1990")
    assert [entry.passed for entry in offer.rules[2].entries] == [True, False, True]


def test_a_value_that_is_long_is_cut():
    model = load("input x\ndecision D (x) = count(x)")
    text = model.evaluate({"x": list(range(100))}, trace=True).explain()
    assert max(map(len, text.splitlines())) < 120
    assert "..." in text


def test_columns_of_the_same_name_are_told_apart():
    model = load("input x\ndecision D (x) =\n    U | x | x || r\n    1 | > 1 | < 5 || 1")
    (table,) = model.evaluate({"x": 7}, trace=True).trace.decisions[0].tables
    assert list(table.inputs) == ["x (input 1)", "x (input 2)"]
    assert [entry.passed for entry in table.rules[0].entries] == [True, False]


def test_a_limit_that_is_reached_is_told_with_what_came_before():
    model = load("function f(n) = f(n)\ndecision A = 1\ndecision D (A, f) = f(1)")
    text = model.evaluate({}, trace=True).explain()
    assert text.startswith("! m: the limit 'invocation depth' of 1000 was reached")
    assert "A = 1" in text


def test_without_being_asked_for_there_is_no_trace():
    assert LOAN.evaluate({}).trace is None
