"""Edits change what they name and nothing else, and say what is wrong where it is."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load, xml

import dmn
from dmn import Model
from dmn.edits import AddRule, CellEdit, HeaderEdit, RemoveRule, TextEdit
from dmn.logic_paths import element_named, logic_at
from dmn.table_draft import draft_of, with_definitions, with_entries

LOAN = dmn.load(Path(__file__).parents[2] / "examples" / "loan" / "loan.dmn")
MODEL = load("""
    input Age : number
    input days in weekend : number
    function twice(n) = n * 2
    decision Risk (Age, twice, days in weekend) =
        U  | Age  | days in weekend || Risk : string || Note
        1  | < 18 | -               || "low"         || young
        2  | > 18 | 2               || "high"
    decision Plain (Age) = Age + 1
""")


def rules(draft, name="Risk"):
    return [
        [each.text for group in (rule.input_entries, rule.output_entries) for each in group]
        for rule in element_named(draft.definitions, name).decision_logic.rules
    ]


def edit(*edits):
    return with_entries(MODEL.definitions, edits)


def test_an_entry_is_changed_and_nothing_else():
    draft = edit(CellEdit("Risk", 1, "input", 1, "<= 18"))
    assert draft.problems == ()
    assert rules(draft) == [["<= 18", "-", '"low"'], ["> 18", "2", '"high"']]
    assert edit(CellEdit("Risk", 1, "input", 1, "< 18")).definitions == MODEL.definitions


def test_outputs_annotations_and_texts_are_changed():
    draft = edit(
        CellEdit("_Risk", 2, "output", 1, '"top"'),
        CellEdit("Risk", 2, "annotation", 1, "no FEEL [ here"),
        TextEdit("Plain", "Age + 2"),
        TextEdit("twice", "n * 3"),
    )
    assert draft.problems == ()
    rule = element_named(draft.definitions, "Risk").decision_logic.rules[1]
    assert (rule.output_entries[0].text, rule.annotation_entries[0].text) == (
        '"top"',
        "no FEEL [ here",
    )
    assert element_named(draft.definitions, "Plain").decision_logic.text == "Age + 2"
    assert element_named(draft.definitions, "twice").encapsulated_logic.body.text == "n * 3"


def test_texts_of_a_header_are_changed():
    draft = edit(
        HeaderEdit("Risk", "input", 1, "expression", "Age + 1"),
        HeaderEdit("Risk", "input", 2, "values", "[0..2]"),
        HeaderEdit("Risk", "output", 1, "default", '"low"'),
        HeaderEdit("Risk", "annotation", 1, "name", "no FEEL [ here"),
    )
    assert draft.problems == ()
    table = element_named(draft.definitions, "Risk").decision_logic
    assert table.inputs[0].input_expression.text == "Age + 1"
    assert (table.inputs[1].input_values.text, table.annotations[0].name) == (
        "[0..2]",
        "no FEEL [ here",
    )
    assert table.outputs[0].default_output_entry.text == '"low"'
    assert rules(draft) == rules(edit())


def test_rules_come_and_go():
    draft = edit(AddRule("Risk", 2, ["18"], ['"even"']), RemoveRule("Risk", 1))
    assert draft.problems == ()
    assert rules(draft) == [["18", "-", '"even"'], ["> 18", "2", '"high"']]


def test_what_is_wrong_is_told_where_it_stands_when_all_edits_are_made():
    bad = CellEdit("Risk", 1, "input", 1, "> (")
    gone = CellEdit("Risk", 3, "input", 1, "< (")
    edits = [bad, AddRule("Risk", 1), gone, RemoveRule("Risk", 3)]
    edits += [HeaderEdit("Risk", "input", 1, "label", "Years")]
    draft = edit(*edits)
    (problem,) = draft.problems
    assert str(problem).startswith("m > decision Risk > rule 2 > input 'Years', column 4: ")
    assert (problem.edit, problem.number) == (bad, 0)
    assert draft.origins == {("decision Risk",): (None, 0)}


def test_a_text_that_was_replaced_again_is_not_told():
    assert edit(TextEdit("Plain", "Age +"), TextEdit("_Plain", "Age")).problems == ()


def test_a_name_that_an_edit_gives_may_be_used_by_another():
    draft = edit(
        HeaderEdit("Risk", "output", 1, "name", "level of risk"),
        TextEdit("Plain", "Risk.level of risk"),
    )
    assert draft.problems == ()


def test_what_is_not_in_feel_is_not_read_as_feel():
    logic = '<literalExpression expressionLanguage="urn:python"><text>1</text></literalExpression>'
    model = load(f"decision D = {logic}")
    assert with_entries(model.definitions, [TextEdit("D", "lambda: ((")]).problems == ()


def test_a_table_inside_an_expression_and_a_rule_by_its_id():
    path = ("context entry 'Level'",)
    decision = element_named(LOAN.definitions, "Affordability")
    rule = logic_at(decision, path).rules[3]
    drafts = [
        with_entries(LOAN.definitions, [CellEdit(decision.id, known, "input", 2, "-", path)])
        for known in (4, rule.id)
    ]
    assert drafts[0] == drafts[1]
    changed = logic_at(element_named(drafts[0].definitions, "Affordability"), path).rules
    assert [each.text for each in changed[3].input_entries][1] == "-"
    assert changed[:3] == logic_at(decision, path).rules[:3]


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (CellEdit("Risk", 2, "input", 1, "> ("),
         "m > decision Risk > rule 2 > input 'Age', column 4: expected a value after '('"),
        (CellEdit("Risk", 1, "output", 1, '"low'), "m > decision Risk > rule 1 > output, "),
        (TextEdit("Plain", "Age +"), "m > decision Plain, column 6: expected a value after '+'"),
        (AddRule("Risk", 1, ["[1.."]), "m > decision Risk > rule 1 > input 'Age'"),
        (HeaderEdit("Risk", "input", 1, "expression", "Age +"),
         "m > decision Risk > input 'Age +', column 6"),
        (HeaderEdit("Risk", "output", 1, "values", "> ("), "m > decision Risk > output, column 4"),
        (HeaderEdit("Risk", "output", 1, "default", "1 +"),
         "m > decision Risk > default > output, column 4"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_feel_is_put_in_and_reported_at_its_place(one, text):
    draft = edit(CellEdit("Risk", 1, "input", 1, "1"), one)
    (problem,) = draft.problems
    assert str(problem).startswith(text)
    assert (problem.edit, problem.number) == (one, 1)
    assert draft.definitions != MODEL.definitions


@pytest.mark.parametrize("text", ["days in weekend", "days in weekend + 1", "-", "", "not(1, 2)"])
def test_names_that_only_the_model_knows_are_read(text):
    assert edit(CellEdit("Risk", 1, "input", 2, text)).problems == ()


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (CellEdit("Risky", 1, "input", 1, "1"),
         "m: there is no decision or business knowledge model 'Risky' (hint: there are: "),
        (CellEdit("Risk", 3, "input", 1, "1"), "m > decision Risk: there is no rule 3 (hint: "),
        (CellEdit("Risk", "r9", "input", 1, "1"), "m > decision Risk: there is no rule with the"),
        (CellEdit("Risk", 0, "input", 1, "1"), "m > decision Risk: there is no rule 0"),
        (CellEdit("Risk", 1, "input", 3, "1"), "m > decision Risk: there is no input 3 (hint: the"),
        (CellEdit("Plain", 1, "input", 1, "1"),
         "m > decision Plain: there is no decision table (hint: there is: none)"),
        (CellEdit("Risk", 1, "input", 1, "1", ("result",)),
         "m > decision Risk > result: there is no logic (hint: there is: its own)"),
        (TextEdit("Risk", "1"), "m > decision Risk: there is no literal expression"),
        (AddRule("Risk", 4), "m > decision Risk: no rule can be added as number 4 (hint: 1 to 3"),
        (AddRule("Risk", 1, ["1", "2", "3"]), "m > decision Risk: there are no 3 input entries"),
        (RemoveRule("Risk", 3), "m > decision Risk: there is no rule 3"),
        (HeaderEdit("Risk", "input", 3, "label", "1"), "m > decision Risk: there is no input 3"),
        (HeaderEdit("Risk", "input", 1, "default", "1"),
         "m > decision Risk: the header of an input has no 'default' (hint: it has: expression, "),
        (HeaderEdit("Plain", "input", 1, "label", "1"), "m > decision Plain: there is no decision"),
    ],
)  # fmt: skip
def test_an_edit_of_what_does_not_exist_is_left_out_and_says_what_does(one, text):
    draft = edit(one)
    assert [str(each)[: len(text)] for each in draft.problems] == [text]
    assert draft.problems[0].is_lost
    assert draft.problems[0].problem.code == "NO_SUCH_CELL"
    assert draft.definitions == MODEL.definitions


def test_values_that_are_imported_are_not_changed_here():
    logic = (
        "<literalExpression><importedValues name='v' namespace='urn:v' importType='x'>"
        "<importedElement>e</importedElement></importedValues></literalExpression>"
    )
    model = load(f"decision D = {logic}")
    draft = with_entries(model.definitions, [TextEdit("D", "1")])
    assert str(draft.problems[0]) == (
        "m > decision D: its text is imported from urn:v (hint: change it there)"
    )
    assert draft.definitions == model.definitions


cells = st.builds(
    CellEdit,
    st.sampled_from(["Risk", "Plain"]),
    st.integers(0, 3),
    st.sampled_from(["input", "output", "annotation"]),
    st.integers(0, 3),
    st.text(max_size=8),
)
others = (
    st.builds(TextEdit, st.just("Plain"), st.text(max_size=8))
    | st.builds(AddRule, st.just("Risk"), st.integers(0, 4), st.lists(st.text(max_size=3)))
    | st.builds(RemoveRule, st.just("Risk"), st.integers(0, 3))
    | st.builds(
        HeaderEdit,
        st.just("Risk"),
        st.sampled_from(["input", "output", "annotation"]),
        st.integers(0, 3),
        st.sampled_from(["expression", "label", "name", "values", "default"]),
        st.text(max_size=8),
    )
)


@given(st.lists(cells | others, max_size=4))
def test_whatever_is_edited_nothing_fails_and_a_draft_without_problems_is_one_that_evaluates(edits):
    draft = draft_of(MODEL, edits)
    assert all(each.problem.location.path[0] == "m" for each in draft.problems)
    draft.model.evaluate({"Age": 20, "days in weekend": 2})


# --- compiled -------------------------------------------------------------------------------------


def test_a_draft_is_compiled_and_says_what_is_new():
    draft = draft_of(MODEL, [CellEdit("Risk", 2, "output", 1, "5")])
    assert (draft.problems, len(draft.new_problems)) == ((), 1)
    assert str(draft.new_problems[0]).startswith("m > decision Risk > rule 2 > output: ")
    assert draft.model.name == MODEL.name
    plain = draft_of(MODEL, [TextEdit("Plain", "Age + 2")])
    assert plain.new_problems == ()
    assert plain.model.evaluate({"Age": 1}, decision="Plain").value == Decimal(3)


def test_what_was_wrong_before_is_not_new_when_it_stands_elsewhere():
    model = load("""
        input A : number
        decision D (A) : string =
            U  | A : number || R : string
            1  | "x"        || "low"
            2  | > 1        || 5
            3  | > 1        || "low"
    """)
    assert len(model.problems) == 3
    draft = draft_of(model, [AddRule("D", 1, ["0"], ['"low"']), RemoveRule("D", 2)])
    assert (draft.problems, draft.new_problems) == ((), ())
    assert draft.model.problems != []
    again = draft_of(model, [AddRule("D", 1, ["0"], ["7"])])
    (new,) = again.new_problems
    assert str(new.location) == "m > decision D > rule 1 > output"


def test_a_problem_of_an_edit_is_the_one_that_compiling_finds():
    edits = [
        CellEdit("Risk", 1, "input", 1, "> ("),
        CellEdit("Risk", 1, "output", 1, "1 +"),
        HeaderEdit("Risk", "output", 1, "values", "> ("),
        HeaderEdit("Risk", "output", 1, "default", "1 +"),
        HeaderEdit("Risk", "input", 2, "expression", "Age +"),
        TextEdit("Plain", "Age +"),
    ]
    named = Model(MODEL.definitions, "some.dmn")
    draft = draft_of(named, edits)
    assert len(draft.problems) == len(edits)
    found = {(each.message, each.location) for each in draft.new_problems}
    assert {(each.problem.message, each.problem.location) for each in draft.problems} <= found


def test_a_draft_keeps_imports_limits_and_functions(tmp_path):
    inner = "decision Student's age = 5"
    (tmp_path / "inner.dmn").write_bytes(xml(inner, "inner", "urn:inner"))
    outer = "import lib from urn:inner\ndecision D (urn:inner#Student's age) = lib.Student's age"
    (tmp_path / "outer.dmn").write_bytes(xml(outer))
    model = dmn.load(tmp_path / "outer.dmn")
    draft = draft_of(model, [TextEdit("D", "lib.Student's age + 1")])
    assert (draft.problems, draft.new_problems) == ((), ())
    assert draft.model.evaluate({}, decision="D").value == 6
    again = with_definitions(draft.model, draft.definitions)
    assert again.sha256 == draft.model.sha256
    assert again.compiled.limits is model.compiled.limits


def test_a_draft_of_a_large_table_is_made_at_once():
    inputs = "".join(
        f"{n} | [{n}..{n + 1}) | {n % 7} || {n} || note {n}\n            " for n in range(1000)
    )
    model = load(f"""
        input A : number
        input B : number
        decision D (A, B) =
            F | A : number | B : number || R : number || N
            {inputs}
    """)
    draft = draft_of(model, [CellEdit("D", 500, "output", 1, "-1")])
    assert draft.problems == draft.new_problems == ()
    assert draft.model.evaluate({"A": 499.5, "B": 499 % 7}).value == -1
