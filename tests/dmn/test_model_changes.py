"""What differs between two versions is told entry by entry, and nothing is left out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load

import dmn
from dmn.edits import AddRule, CellEdit, HeaderEdit, RemoveRule, TextEdit
from dmn.model_changes import changes
from dmn.table_draft import with_entries

LOAN = dmn.load(Path(__file__).parents[2] / "examples" / "loan" / "loan.dmn").definitions
BEFORE = """
    type tAge : number in [0..120]
    input Age : tAge
    function twice(n : number) = n * 2
    decision Risk (Age, twice) : string =
        U  | Age  || Risk : string in "low","high" || Note
        1  | < 18 || "low"                         || young
        2  | > 18 || "high"                        ||
        3  | 18   || "high"                        ||
    decision Plain (Age) = Age + 1
"""


def said(*replacements):
    text = BEFORE
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return [str(each) for each in changes(load(BEFORE).definitions, load(text).definitions)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("< 18", "<= 18", ["Risk, rule 1, Age: < 18 became <= 18"]),
        ('"low"                 ', '"high"', ['Risk, rule 1, output: "low" became "high"']),
        ("young", "", ["Risk, rule 1, Note: young became nothing"]),
        ("Age + 1", "Age + 2", ["Plain: Age + 1 became Age + 2"]),
        ("n * 2", "n * 3", ["twice: n * 2 became n * 3"]),
        ('        2  | > 18 || "high"                        ||\n', "",
         ['Risk: rule 2 removed: > 18 || "high"']),
        ("        3  |", '        3 | 17 || "low" ||\n        4  |',
         ['Risk: rule 3 added: 17 || "low"']),
        ("U  |", "F  |", ["Risk: hit policy UNIQUE became hit policy FIRST"]),
        ("| Age  ||", "| Age + 1 ||",
         ["Risk, input Age, expression: Age became Age + 1"]),
        ("| Age  ||", "| Age : number in [0..9] ||",
         ["Risk, input Age, allowed values: nothing became [0..9]",
          "Risk, input Age, type: nothing became number"]),
        ('in "low","high"', 'in "high","low" default "low"',
         ['Risk, output, allowed values: "low","high" became "high","low"',
          'Risk, output, default: nothing became "low"']),
        ("|| Note", "|| Remark", ["Risk, annotation Note, name: Note became Remark"]),
        ("|| Note", "|| Note | Why", ["Risk: nothing became annotation Why"]),
        ("| Age  ||", "| Age | Age + 1 : number in [0..9] ||",
         ["Risk: nothing became input Age + 1 (number) in [0..9]"]),
        ("[0..120]", "[0..130]", ["tAge: number in [0..120] became number in [0..130]"]),
        ("(Age, twice) : string", "(Age, twice)",
         ["Risk: variable string became variable nothing"]),
        ("decision Risk (Age, twice)", "decision Risk (Age)",
         ["Risk: 1 knowledge requirements became 0 knowledge requirements"]),
        ("twice(n : number)", "twice(n)",
         ["twice: parameters (n: number) became parameters (n: Any)"]),
        ("    decision Plain (Age) = Age + 1\n", "", ["Plain: removed"]),
        ("decision Plain (Age) = Age + 1",
         "decision Plain (Age) = <list><literalExpression/></list>",
         ["Plain: Age + 1 became list expression"]),
        ("    input Age", "    type tNew : string\n    input Age", ["tNew: added"]),
        ("    input Age", "    input More\n    input Age", ["More: added"]),
    ],
)  # fmt: skip
def test_a_difference_is_told(old, new, told):
    assert said((old, new)) == told


def test_a_rule_is_known_by_its_id_wherever_it_stands():
    table = ("Credit Risk Category", 1)
    rules = next(d for d in LOAN.decisions if d.name == table[0]).decision_logic.rules
    first = rules[0]
    moved = with_entries(
        LOAN,
        [RemoveRule(*table), AddRule(table[0], 3)],
    ).definitions
    found = changes(LOAN, moved)
    assert [each.what for each in found] == ["rule added", "rule removed"]
    assert (found[1].rule, found[1].rule_id) == (1, first.id)
    decision = next(d for d in LOAN.decisions if d.name == table[0])
    logic = decision.decision_logic.model_copy(update={"rules": (*rules[1:], first)})
    elements = tuple(
        each.model_copy(update={"decision_logic": logic}) if each is decision else each
        for each in LOAN.drg_elements
    )
    (one,) = changes(LOAN, LOAN.model_copy(update={"drg_elements": elements}))
    assert (one.what, one.rule, one.rule_id) == ("rule moved", len(rules), first.id)
    assert str(one) == f"Credit Risk Category: rule {len(rules)} moved from 1"


def test_a_change_of_a_header_is_data():
    edit = HeaderEdit("Routing", "output", 1, "values", '"X"')
    (found,) = changes(LOAN, with_entries(LOAN, [edit]).definitions)
    assert (found.what, found.kind, found.position, found.part, found.new) == (
        "clause",
        "output",
        1,
        "values",
        '"X"',
    )


def test_a_draft_knows_which_rules_without_ids_are_the_same():
    before = load(BEFORE).definitions
    edits = [
        CellEdit("Risk", 1, "input", 1, "<= 18"),
        AddRule("Risk", 1, ["0"], ['"low"']),
        RemoveRule("Risk", 3),
        CellEdit("Risk", 3, "output", 1, '"low"'),
    ]
    draft = with_entries(before, edits)
    assert [str(each) for each in changes(before, draft.definitions, draft.origins)] == [
        "Risk, rule 2, Age: < 18 became <= 18",
        'Risk, rule 3, output: "high" became "low"',
        'Risk: rule 1 added: 0 || "low"',
        'Risk: rule 2 removed: > 18 || "high"',
    ]


def test_of_two_entries_with_one_name_each_is_told():
    text = """decision D = <context>
        <contextEntry><variable name="a"/><literalExpression><text>1</text></literalExpression>
        </contextEntry><contextEntry><variable name="a"/><literalExpression><text>2</text>
        </literalExpression></contextEntry></context>"""
    texts = text, text.replace(">1<", ">3<").replace(">2<", ">4<")
    assert [str(each) for each in changes(*(load(each).definitions for each in texts))] == [
        "D > context entry 'a': 1 became 3",
        "D > context entry 'a' (2): 2 became 4",
    ]


def test_a_change_is_data():
    after = with_entries(LOAN, [CellEdit("Routing", 2, "output", 1, '"X"')]).definitions
    (found,) = changes(LOAN, after)
    assert (found.element, found.what, found.rule, found.kind, found.position) == (
        "Routing",
        "cell",
        2,
        "output",
        1,
    )
    assert (found.rule_id, found.new) == ("routing_rule_2", '"X"')


edits = st.lists(
    st.builds(
        CellEdit,
        st.sampled_from([each.name for each in LOAN.decisions]),
        st.integers(1, 6),
        st.sampled_from(["input", "output", "annotation"]),
        st.integers(1, 2),
        st.sampled_from(["1", "> 5", '"a"']),
    )
    | st.builds(RemoveRule, st.sampled_from(["Routing", "Product"]), st.integers(1, 5))
    | st.builds(AddRule, st.just("Routing"), st.integers(1, 5), st.just(("1",)))
    | st.builds(TextEdit, st.sampled_from(["Debt Ratio", "Term in Months"]), st.just("1"))
    | st.builds(
        HeaderEdit,
        st.just("Routing"),
        st.sampled_from(["input", "output", "annotation"]),
        st.just(1),
        st.sampled_from(["expression", "label", "name", "values", "default"]),
        st.sampled_from(["", "x"]),
    ),
    max_size=3,
)


@given(edits)
def test_there_is_a_difference_exactly_where_the_models_differ(made):
    after = with_entries(LOAN, made).definitions
    assert bool(changes(LOAN, after)) is (after != LOAN)


@given(edits)
def test_what_a_draft_tells_of_rules_with_ids_is_what_is_found_out(made):
    draft = with_entries(LOAN, made)
    assert changes(LOAN, draft.definitions, draft.origins) == changes(LOAN, draft.definitions)


@given(edits)
def test_edits_of_cells_are_the_changes(made):
    cells = {
        (each.element, each.rule, each.kind, each.position): each.text
        for each in made
        if isinstance(each, CellEdit)
    }
    kept = [CellEdit(*place, text) for place, text in cells.items()]
    after = with_entries(LOAN, kept)
    wrong = {each.edit for each in after.problems if each.problem.code == "NO_SUCH_CELL"}
    told = {
        (each.element, each.rule, each.kind, each.position): each.new
        for each in changes(LOAN, after.definitions)
    }
    made_of = {place: text for place, text in cells.items() if CellEdit(*place, text) not in wrong}
    assert told.items() <= made_of.items()
