"""A sentence says why a value came out; a null leads to where it comes from; cells are marked."""

from pathlib import Path

import pytest
from model_text import load

import dmn
from dmn.why import because, cell_marks, null_cause

LOAN = dmn.load(Path(__file__).parents[2] / "examples" / "loan" / "loan.dmn")
MODEL = load("""
    type tPerson : { Income : number; Expenses : number }
    input Score : number
    input Region
    input Person
    function Bonus(score) =
        F | score || r
        1 | > 90  || 5
        2 | -     || 0
    decision Points (Score, Bonus) = Score + Bonus(Score)
    decision Offer (Points, Region) =
        U | Points    | Region          || Rate : number | Note    || Why
        1 | < 18      | -               || 0             | "minor" || the law
        2 | [18..65]  | not("x")        || 1.5           | "good"  || the best
        3 | 80, 81    | "north","south" || Points / 10   | null    ||
        4 | 100, > 65 | "x"             ||               | "old"   ||
    decision Every (Points) =
        C | Points || r
        1 | > 1    || 1
        2 | -      || 2
    decision First (Points) =
        F | Points || r default 9
        1 | > 500  || 1
        2 | > 600  || 2
    decision Best (Points) =
        P | Points || r in "b","a","c"
        1 | > 1    || "a"
        2 | > 2    || "b"
        3 | > 3    || "c"
    decision Count (Points) =
        C# | Points || r
        1  | > 500  || 1
    decision Any (Points) =
        F | Points || r
        1 | -      || 1
    decision Rest (Person) = Person.Income - Person.Expenses
    decision Level (Rest) =
        U | Rest || r
        1 | > 0  || "good"
    decision Twice (Level, Points) = Points + Rest(Level)
    decision Half (Rest) = Rest / 2
    decision Quarter (Half) = Half / 2
    decision Nothing (Region) = if Region = "x" then 1 else null
    decision Listed (Region) =
        U | Region || r
        1 | -      || null
""")


def why(decision, model=MODEL, **inputs):
    given = {"Score": 40, "Region": "north", "Person": {"Income": 10, "Expenses": 5}} | inputs
    return because(model.evaluate(given, trace=True).trace, decision)


@pytest.mark.parametrize(
    ("decision", "score", "sentence"),
    [
        ("Offer", 40, ('Offer = {Rate: 1.5, Note: "good"} because rule 2 of "Offer" matched:'
         ' Points in [18..65] and Region passes not("x")')),
        ("Offer", 5, ('Offer = {Rate: 0, Note: "minor"} because rule 1 of "Offer" matched:'
         ' Points < 18')),
        ("Offer", 80, ('Offer = {Rate: 8, Note: null} because rule 3 of "Offer" matched:'
         ' Points in 80, 81 and Region in "north","south"')),
        ("Every", 40, 'Every = [1, 2] because rule 1 (Points > 1) and rule 2 of "Every" matched'),
        ("First", 40, 'First = 9 because no rule of "First" matched, which leaves its default'),
        ("Best", 40, ('Best = "b" because rule 2 of "Best" matched: Points > 2, which comes before'
         ' rule 1 and rule 3')),
        ("Count", 40, 'Count = 0 because no rule of "Count" matched'),
        ("Any", 40, 'Any = 1 because rule 1 of "Any" matched: it has no conditions'),
        ("Points", 40, "Points = 40, from Score 40"),
        ("Rest", 40, "Rest = 5, from Person"),
    ],
)  # fmt: skip
def test_a_sentence_says_why(decision, score, sentence):
    assert why(decision, Score=score).sentence == sentence


def test_tables_on_the_way_are_told_too():
    found = why("Points", Score=95)
    assert found.others == ('"Bonus" = 5 because rule 1 of "Bonus" matched: score > 90',)
    level = because(LOAN.evaluate({"Requested Amount": 5000}, trace=True).trace, "Affordability")
    assert [each.name for each in level.tables] == ["Contingency Factor", "Level"]
    assert level.others[1].startswith('"Level" = "UNKNOWN" because rule ')


def test_what_fired_is_data():
    (table,) = why("Best").tables
    assert (table.rules, table.counting, table.conditions) == ((1, 2, 3), (2,), ("Points > 2",))
    assert (why("Offer").tables[0].annotations, table.path) == (
        ("the best",),
        ("m", "decision Best"),
    )


def test_many_rules_are_counted():
    rules = "".join(f"{n} | > {n} || {n}\n            " for n in range(9))
    model = load(f"""
        input A : number
        decision D (A) =
            C | A || r
            {rules}
    """)
    sentence = because(model.evaluate({"A": 99}, trace=True).trace, "D").sentence
    assert sentence.endswith('rule 5 (A > 4) and 4 more of "D" matched')


def test_a_decision_that_was_given_says_so_and_one_that_is_unknown_says_what_there_is():
    trace = MODEL.evaluate({"Points": 4}, decision="Every", trace=True).trace
    assert because(trace, "Points").sentence == "Points = 4, as it was given"
    with pytest.raises(KeyError, match="no decision 'Offer' was evaluated; there are: Every"):
        because(trace, "Offer")


# --- null -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "inputs", "text", "reason", "chain"),
    [
        ("Rest", {"Person": {"Income": 1}}, "Rest is null: Person.Expenses is missing",
         "missing", ("Rest", "Person.Expenses")),
        ("Rest", {"Person": {"Income": None, "Expenses": 2}},
         "Rest is null: Person.Income is null", "null", ("Rest", "Person.Income")),
        ("Half", {"Person": {"Income": 1}},
         "Half is null because Rest is null: Person.Expenses is missing",
         "missing", ("Half", "Rest", "Person.Expenses")),
        ("Quarter", {"Person": {"Income": 1}},
         "Quarter is null because Rest is null and so Half is null: Person.Expenses is missing",
         "missing", ("Quarter", "Half", "Rest", "Person.Expenses")),
        ("Points", {"Score": None}, "Points is null: Score is null", "null", ("Points", "Score")),
        ("Points", {"Score": "many"}, ('Points is null: Score was not taken: expected a number,'
         ' found string "many"'), "refused", ("Points", "Score")),
        ("Level", {"Person": {"Income": 1, "Expenses": 2}},
         'Level is null: no rule of "Level" matched', "no rule matched", ("Level",)),
        ("Level", {"Person": {"Income": 1}},
         "Level is null because Rest is null: Person.Expenses is missing", "missing",
         ("Level", "Rest", "Person.Expenses")),
        ("Nothing", {}, "Nothing is null: that is what its logic gives", "logic", ("Nothing",)),
        ("Listed", {}, 'Listed is null: that is what rule 1 of "Listed" gives', "logic",
         ("Listed",)),
        ("Twice", {}, "Twice is null: no function named 'Rest'", "warning", ("Twice",)),
    ],
)  # fmt: skip
def test_a_null_says_where_it_comes_from(decision, inputs, text, reason, chain):
    found = why(decision, **inputs)
    assert found.sentence.startswith(text)
    assert (found.null.reason, found.null.chain, found.null.origin) == (reason, chain, chain[-1])


def test_an_input_that_was_not_given_is_missing():
    trace = MODEL.evaluate({}, decision="Points", trace=True).trace
    assert null_cause(trace, "Points").text == "Points is null: Score is missing"


def test_a_value_has_no_cause_of_null():
    trace = MODEL.evaluate({"Score": 1}, decision="Points", trace=True).trace
    assert null_cause(trace, "Points") is None
    assert null_cause(trace, "Offer") is None


def test_a_cycle_of_decisions_has_an_end():
    model = load("decision A (B) = B + 1\ndecision B (A) = A + 1")
    trace = model.evaluate({}, decision="A", trace=True).trace
    assert null_cause(trace, "A").text.startswith("A is null")


def test_every_null_of_the_loan_has_a_cause():
    trace = LOAN.evaluate({"Applicant": None}, trace=True).trace
    found = {each.name: because(trace, each.name) for each in trace.decisions}
    nulls = {name: each.null.text for name, each in found.items() if each.value is None}
    assert nulls["Instalment"] == "Instalment is null: Requested Amount is missing"
    assert all(text.endswith((" is missing", " is null")) for text in nulls.values())


# --- cells ----------------------------------------------------------------------------------------


def test_the_first_cell_that_stopped_a_rule_is_marked_strongest():
    table = MODEL.evaluate({"Score": 70, "Region": "east"}, trace=True).trace
    offer = next(each for each in table.decisions if each.name == "Offer").tables[0]
    assert [(each.state, each.marks, each.stopper) for each in cell_marks(offer)] == [
        ("stopped", ("stopped", "any"), 0),
        ("stopped", ("stopped", "passed"), 0),
        ("stopped", ("stopped", "also stopped"), 0),
        ("stopped", ("passed", "stopped"), 1),
    ]


def test_a_rule_that_another_came_before_and_a_cell_without_answer_are_told_apart():
    trace = MODEL.evaluate({"Score": 95}, decision="Points", trace=True).trace
    first, second = cell_marks(trace.decisions[0].tables[0])
    assert (first.state, first.marks, first.stopper) == ("matched", ("passed",), None)
    assert (second.state, second.marks, second.stopper) == ("overtaken", ("any",), None)
    trace = MODEL.evaluate({"Score": None}, decision="Points", trace=True).trace
    first, _ = cell_marks(trace.decisions[0].tables[0])
    assert (first.state, first.marks, first.stopper) == ("stopped", ("unknown",), 0)
