"""Edits of a model: kept as data, put into it, told in sentences; one that fits nothing is told."""

import json

import pytest
from model_text import load

import dmn
from dmn.edits import AddRule, CellEdit, RemoveRule, TextEdit
from dmn.layout import with_diagram
from dmn.model import DecisionTable
from ruling_workbench.decide.draft_edits import (
    drafted,
    edits_of,
    kept_edits,
    known_as,
    logic_of,
    said_lost,
    with_edit,
)

MODEL = dmn.load("examples/loan/loan.dmn")
ELEMENT = next(each for each in MODEL.definitions.drg_elements if each.name == "Eligibility")
EDIT = CellEdit(ELEMENT.id, 3, "output", 1, '"INELIGIBLE"')
OTHER = CellEdit(ELEMENT.id, 1, "output", 1, '"REFER"')


def rules_of(model):
    decisions = model.definitions.decisions
    return next(each for each in decisions if each.id == ELEMENT.id).decision_logic.rules


def test_an_edit_is_in_the_draft_and_not_in_the_model():
    made = drafted(MODEL, [EDIT])
    assert rules_of(made.model)[2].output_entries[0].text == '"INELIGIBLE"'
    assert rules_of(MODEL)[2].output_entries[0].text == '"REFER"'
    assert (made.problems, made.lost) == ((), ())


def test_what_differs_is_told_with_its_place_and_both_texts():
    made = drafted(MODEL, [EDIT, AddRule(ELEMENT.id, 2), RemoveRule(ELEMENT.id, 1)])
    assert [str(each) for each in made.changes] == [
        'Eligibility, rule 3, Eligibility: "REFER" became "INELIGIBLE"',
        "Eligibility: rule 1 added: - | - | - | - || nothing",
        'Eligibility: rule 1 removed: - | - | - | - || "ELIGIBLE"',
    ]


def test_edits_that_come_out_at_what_was_there_are_no_difference():
    made = drafted(MODEL, [EDIT, CellEdit(ELEMENT.id, 3, "output", 1, '"REFER"')])
    assert made.changes == ()
    assert made.model.definitions == MODEL.definitions


def test_what_is_wrong_with_an_edit_is_told_once_where_it_stands():
    edits = [CellEdit(ELEMENT.id, 3, "input", 3, ">="), AddRule(ELEMENT.id, 1)]
    problems = drafted(MODEL, edits).problems
    (problem,) = (each for each in problems if "'>='" in each.message)
    assert problem.location.path[:3] == ("loan.dmn", "decision Eligibility", "rule 4")


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            CellEdit(ELEMENT.id, 99, "output", 1, "7"),
            "Edit 1 (7) fits nothing any more and is left out. loan.dmn > decision Eligibility: ",
        ),
        (
            RemoveRule(ELEMENT.id, 99),
            "Edit 1 fits nothing any more and is left out. loan.dmn > decision Eligibility:",
        ),
        (
            TextEdit("nobody", ""),
            "Edit 1 (nothing) fits nothing any more and is left out. loan.dmn: there is no",
        ),
    ],
)
def test_an_edit_that_fits_nothing_is_told_and_the_others_are_made(edit, told):
    made = drafted(MODEL, [edit, EDIT])
    assert [each.edit for each in made.lost] == [edit]
    assert said_lost(made.lost[0]).startswith(told)
    assert made.model.definitions == drafted(MODEL, [EDIT]).model.definitions
    assert made.problems == ()


def test_a_later_edit_of_a_cell_takes_the_place_of_an_earlier_one():
    again = CellEdit(ELEMENT.id, 3, "output", 1, '"ELIGIBLE"')
    assert with_edit([EDIT, OTHER], again) == (OTHER, again)


@pytest.mark.parametrize("between", [AddRule(ELEMENT.id, 1), RemoveRule(ELEMENT.id, 2)])
def test_it_does_not_where_rules_came_or_went_in_between(between):
    again = CellEdit(ELEMENT.id, 3, "output", 1, '"ELIGIBLE"')
    assert with_edit([EDIT, between], again) == (EDIT, between, again)
    elsewhere = AddRule("another", 1)
    assert with_edit([EDIT, elsewhere], again) == (elsewhere, again)


def test_rules_that_come_and_go_are_all_kept():
    rule = RemoveRule(ELEMENT.id, 1)
    assert with_edit(with_edit([EDIT], rule), rule) == (EDIT, rule, rule)


def test_edits_survive_being_kept_as_plain_data():
    edits = (EDIT, AddRule(ELEMENT.id, 2, ("1",)), RemoveRule(ELEMENT.id, 4))
    assert edits_of(json.loads(json.dumps(kept_edits(edits)))) == edits
    assert edits_of({}) == ()


def test_what_is_no_edit_is_left_out():
    good = kept_edits([EDIT])["edits"]
    assert edits_of({"edits": [["Eligibility", "#text", "1"], *good, None]}) == (EDIT,)
    assert edits_of({"edits": "nonsense"}) == ()


def test_an_element_without_an_id_is_known_by_its_name():
    text = "<decision name='D'><literalExpression><text>1</text></literalExpression></decision>"
    model = dmn.load(
        f"<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m'"
        f" namespace='urn:m'>{text}</definitions>".encode()
    )
    (drawn,) = with_diagram(model.definitions).decisions
    assert drawn.id is not None
    known = known_as(model.definitions, drawn)
    assert known == "D"
    made = drafted(model, [TextEdit(known, "2")])
    assert [str(each) for each in made.changes] == ["D: 1 became 2"]
    assert made.model.definitions.decisions[0].id is None
    assert known_as(MODEL.definitions, ELEMENT) == ELEMENT.id


def test_the_logic_of_a_decision_and_of_a_function():
    model = load("function twice(n) = n * 2\ndecision D (twice) = twice(2)").definitions
    assert logic_of(model.decisions[0]).text == "twice(2)"
    assert logic_of(model.business_knowledge_models[0]).body.text == "n * 2"
    assert isinstance(logic_of(ELEMENT), DecisionTable)
