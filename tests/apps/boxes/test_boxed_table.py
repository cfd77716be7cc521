"""A decision table as data: its clauses and rules as written, and what a run made of each cell."""

import pytest
from boxed_models import EVERYTHING, boxed
from hypothesis import given
from hypothesis import strategies as st
from model_text import load, table

from ruling_workbench.boxes.boxed import Marks, RuleView, boxed_logic, evidence
from ruling_workbench.boxes.boxed_table import shown_text, table_said

SCORED = """
    input Affordability : string
    input Score : number
    decision Eligibility (Affordability, Score) : string =
        U  | Affordability : string in "poor","good" | Score : number || Eligibility : string
        1  | "poor"                                  | -              || "DECLINED"
        2  | "fair"                                  | < 620          || "DECLINED"
        3  | "good"                                  | [620..700]     || "ELIGIBLE"
        4  | "good"                                  | > 700          || "AUTO"
"""


def drawn(text=SCORED, given_values=None, *, view=None, **more):
    """Return the table of a model's last decision, after a run where there are values."""
    model = load(text)
    element = model.definitions.decisions[-1]
    trace = None if given_values is None else model.evaluate(given_values, trace=True).trace
    found = evidence(model, trace, hits=more.pop("hits", None))
    views = EVERYTHING if view is None else {"": view}
    return boxed_logic(element, found, views=views, **more).box


def test_the_clauses_stand_as_the_model_has_them():
    box = drawn(
        "decision D =\n  O | a : number in [0..9] || x : number in 2,1 default 0 | y || Note\n"
        "  1 | > 3 || 1 | 2 || why"
    )
    (given_clause,), (first, second), (note,) = box.inputs, box.outputs, box.annotations
    assert (given_clause.expression.text, given_clause.type) == ("a", "number")
    assert given_clause.values.text == "[0..9]"
    assert (first.said, first.values.text, first.default.text) == ("x", "2,1", "0")
    assert (second.said, second.values, second.default) == ("y", None, None)
    assert (note.text, box.policy, box.corner) == ("Note", "OUTPUT ORDER", "O")
    (rule,) = box.rules
    texts = [each.text for each in (*rule.inputs, *rule.outputs, *rule.annotations)]
    assert (rule.number, texts) == (1, ["> 3", "1", "2", "why"])


@pytest.mark.parametrize(
    ("policy", "corner"),
    [("U", "U"), ("A", "A"), ("P", "P"), ("F", "F"), ("R", "R"), ("O", "O"), ("C", "C")]
    + [(f"C{sign}", f"C{sign}") for sign in "+<>#"],
)
def test_the_corner_has_the_letter_of_the_hit_policy(policy, corner):
    assert drawn(f"decision D =\n  {policy} | a || x in 1\n  1 | 1 || 1").corner == corner


def test_without_a_run_no_cell_has_an_outcome():
    box = drawn()
    assert {each.tested for rule in box.rules for each in rule.inputs} == {""}
    assert {rule.state for rule in box.rules} == {""}
    assert (box.runs, box.said, box.value, box.inputs[0].value) == (0, "", None, None)


def test_each_cell_has_its_outcome_and_the_first_that_stopped_is_marked():
    box = drawn(given_values={"Affordability": "good", "Score": 680})
    assert [[each.tested for each in rule.inputs] for rule in box.rules] == [
        ["failed", "any"],
        ["failed", "failed"],
        ["passed", "passed"],
        ["passed", "failed"],
    ]
    assert [[each.stopper for each in rule.inputs] for rule in box.rules] == [
        [True, False],
        [True, False],
        [False, False],
        [False, True],
    ]
    assert [rule.state for rule in box.rules] == ["stopped", "stopped", "fired", "stopped"]
    assert [rule.said for rule in box.rules] == [
        "stopped by Affordability",
        "stopped by Affordability",
        "fired",
        "stopped by Score",
    ]


def test_the_values_of_the_run_are_in_the_header():
    box = drawn(given_values={"Affordability": "good", "Score": 680})
    assert [clause.value for clause in box.inputs] == ['"good"', "680"]
    assert (box.value, box.said, box.run, box.runs) == ('"ELIGIBLE"', "Rule 3 fired.", 1, 1)


def test_what_cannot_be_told_is_neither_passed_nor_failed():
    box = drawn(given_values={"Affordability": "good"})
    assert [rule.inputs[1].tested for rule in box.rules] == ["any", "unknown", "unknown", "unknown"]
    assert box.rules[2].inputs[1].stopper
    assert box.inputs[1].value == "null"


@pytest.mark.parametrize(
    ("policy", "rules", "said"),
    [
        ("U", ["< 1 || 1"], "No rule matched."),
        ("U", ["< 9 || 1"], "Rule 1 fired."),
        ("U", ["< 9 || 1", "> 1 || 2"], "Rules 1 and 2 match together, which UNIQUE forbids."),
        ("F", ["< 9 || 1", "> 1 || 2"], "Rule 1 fired."),
        ("P", ["< 9 || 1", "> 1 || 2"], "Rules 1 and 2 match; rule 2 wins by its priority."),
        ("C", ["< 9 || 1", "> 1 || 2", "5 || 3"], "Rules 1, 2 and 3 fired."),
        ("C", ["- || 1"] * 14, f"Rules {', '.join(map(str, range(1, 13)))} and 2 more fired."),
    ],
)
def test_a_run_is_told_in_a_sentence(policy, rules, said):
    rows = "\n".join(f"  {number} | {rule}" for number, rule in enumerate(rules, start=1))
    model = load(f"input n : number\ndecision D (n) =\n  {policy} | n || x in 2,1\n{rows}")
    trace = model.evaluate({"n": 5}, trace=True).trace.decisions[0].tables[0]
    assert table_said(trace) == said


def test_hits_stand_beside_their_rules():
    path = load(SCORED).compiled.texts.tables.values()
    (place,) = (each.path for each in path)
    box = drawn(hits={place: {1: 3, 3: 40}})
    assert [rule.hits for rule in box.rules] == [3, 0, 40, 0]
    assert box.most_hits == 40
    assert [rule.hits for rule in drawn(hits={}).rules] == [0, 0, 0, 0]
    assert [rule.hits for rule in drawn().rules] == [None] * 4


def test_marks_are_on_their_cells_only():
    marks = Marks(
        edited={"#rule:1:input:1"}, notes={"#rule:2:output:1": "no FEEL"}, selected="#rule:3"
    )
    box = drawn(marks=marks)
    assert [rule.inputs[0].edited for rule in box.rules] == [True, False, False, False]
    assert [rule.outputs[0].note for rule in box.rules] == ["", "no FEEL", "", ""]
    assert [rule.chosen for rule in box.rules] == [False, False, True, False]


def test_of_several_evaluations_one_is_shown():
    text = """
        function grade(n : number) : string =
            F | n : number || grade
            1 | < 5        || "low"
            2 | -          || "high"
        decision D (grade) = for n in [1, 9] return grade(n)
    """
    model = load(text)
    (element,) = model.definitions.business_knowledge_models
    found = evidence(model, model.evaluate({}, trace=True).trace)
    first, second = (
        next(boxed_logic(element, found, views={"body": RuleView(run=run)}).tables())
        for run in (1, 2)
    )
    assert (first.inputs[0].value, first.run, first.runs) == ("1", 1, 2)
    assert (second.inputs[0].value, second.run, second.runs) == ("9", 2, 2)
    assert [rule.state for rule in second.rules] == ["stopped", "fired"]


def test_a_run_that_is_not_there_is_the_nearest_one():
    values = {"Affordability": "good", "Score": 680}
    assert drawn(given_values=values, view=RuleView(run=99)).run == 1
    assert drawn(given_values=values, view=RuleView(run=-3)).run == 1


def test_a_rule_of_another_shape_shows_all_its_entries():
    body = table("U | a || x || n\n1 | 1 || 2 || 3")
    extra = "<inputEntry><text>7</text></inputEntry>"
    body = body.replace("<outputEntry>", f"{extra}<outputEntry>", 1)
    box = drawn(f"decision D =\n  {body}")
    assert [each.text for each in box.rules[0].inputs] == ["1", "7"]
    assert [clause.said for clause in box.inputs] == ["a", "no clause"]
    assert box.rules[0].inputs[1].fixed
    short = "decision D =\n  U | a | b || x\n  1 | 1 || 2"
    assert [each.text for each in drawn(short).rules[0].inputs] == ["1", ""]


@given(st.text())
def test_a_text_is_shown_without_its_margins_only(text):
    assert shown_text(text).split() == text.split()


def test_a_table_of_a_thousand_rules_gives_one_page():
    rows = "\n".join(f"  {number} | {number} || {number}" for number in range(1, 1001))
    model = load(f"decision D =\n  F | n || x\n{rows}")
    box = boxed(model.definitions.decisions[0])
    assert len(box["rules"]) == 50
    assert box["page"]["said"] == "rules 1 to 50 of 1,000; 950 hidden"
