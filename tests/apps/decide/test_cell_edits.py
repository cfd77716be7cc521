"""Every cell that can be seen can be edited, and what differs is marked in that cell alone."""

import pytest
from boxed_models import (
    EVERY_KIND,
    EXAMPLES,
    NESTED,
    boxed,
    cells_in,
    elements,
    logic_in,
    model_of,
)
from model_text import load

from dmn.edits import AddRule, CellEdit, HeaderEdit, RemoveRule, TextEdit
from dmn.logic_paths import element_named
from dmn.model_changes import changes
from dmn.reader import read_file
from dmn.table_draft import with_entries
from ruling_workbench.boxes.cells import text_at
from ruling_workbench.decide.cell_edits import edit_at, marks_of, rule_added, rule_removed
from ruling_workbench.decide.draft_edits import Drafted, drafted

MODEL = load("""
    input Age : number
    decision D (Age) =
        U  | Age : number || Risk in "low","high" default "low" || Note
        1  | > 60         || "high"                             || old
        2  | <= 60        || "low"                              ||
    decision Plain (Age) = Age + 1
""")
LOGIC = MODEL.definitions.decisions[0].decision_logic
CONTEXT = model_of(NESTED).definitions.decisions[0].decision_logic


def after(*edits, name="D"):
    """Return a draft, and an element as it is in it."""
    made = drafted(MODEL, edits)
    return made, element_named(made.model.definitions, name)


@pytest.mark.parametrize("body", [*EVERY_KIND.values(), NESTED], ids=[*EVERY_KIND, "nested"])
def test_every_cell_of_a_box_is_edited_and_marked(body):
    definitions = model_of(body).definitions
    element = elements(definitions)[0]
    for cell in cells_in(boxed(element)):
        _is_edited(definitions, element, cell)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_cells_of_the_examples_are_edited_and_marked(path):
    definitions = read_file(path)
    for element in elements(definitions):
        cells = list(cells_in(boxed(element)))
        for cell in cells[:: max(1, len(cells) // 7)]:
            _is_edited(definitions, element, cell)


def _is_edited(definitions, element, cell):
    name, logic = cell["id"], logic_in(element)
    draft = with_entries(definitions, [edit_at(element.name, logic, name, "anew")])
    assert not [each for each in draft.problems if each.is_lost]
    changed = element_named(draft.definitions, element.name)
    assert text_at(logic_in(changed), name) == "anew"
    found = changes(definitions, draft.definitions, draft.origins)
    assert set(marks_of(changed, Drafted(None, found, ())).edited) == {name}
    back = edit_at(element.name, logic_in(changed), name, cell.get("text", ""))
    assert changes(definitions, with_entries(draft.definitions, [back]).definitions) == ()


@pytest.mark.parametrize(
    ("cell", "edit"),
    [
        ("#rule:2:output:1", CellEdit("D", 2, "output", 1, "x")),
        ("#rule:2:annotation:1", CellEdit("D", 2, "annotation", 1, "x")),
        ("#output:1:default", HeaderEdit("D", "output", 1, "default", "x")),
        ("#input:1:expression", HeaderEdit("D", "input", 1, "expression", "x")),
        ("#rule:2", None),
        ("#rule:3:input:1", None),
        ("#rule:1:input:2", None),
        ("#text", None),
        ("entry:1#text", None),
        ("nonsense", None),
    ],
)
def test_a_cell_is_an_edit(cell, edit):
    assert edit_at("D", LOGIC, cell, "x") == edit


@pytest.mark.parametrize(
    ("cell", "edit"),
    [
        ("entry:8/then#text", TextEdit("D", "x", ("context entry 'e7'", "then"))),
        ("entry:7/body#text", TextEdit("D", "x", ("context entry 'e6'",))),
        (
            "entry:2#rule:1:input:1",
            CellEdit("D", 1, "input", 1, "x", ("context entry 'e1'",)),
        ),
        ("entry:7#text", None),
    ],
)
def test_a_cell_within_others_is_an_edit_with_the_way_to_it(cell, edit):
    assert edit_at("D", CONTEXT, cell, "x") == edit


@pytest.mark.parametrize(
    ("cell", "below", "at"),
    [
        ("#rule:1:input:1", False, 1),
        ("#rule:1:input:1", True, 2),
        ("#rule:2", True, 3),
        ("#input:1:expression", False, 1),
        ("#output:1:values", True, 3),
    ],
)
def test_a_rule_is_added_beside_a_cell_and_its_first_cell_named(cell, below, at):
    assert rule_added("D", LOGIC, cell, below=below) == (AddRule("D", at), f"#rule:{at}:input:1")


def test_a_rule_is_added_to_a_table_that_has_none():
    table = LOGIC.model_copy(update={"rules": ()})
    added = rule_added("D", table, "#output:1:values", below=True)
    assert added == (AddRule("D", 1), "#rule:1:input:1")


def test_a_rule_comes_and_goes_in_a_table_within_others():
    added = rule_added("D", CONTEXT, "entry:2#rule:1:output:1", below=True)
    path = ("context entry 'e1'",)
    assert added == (AddRule("D", 2, path=path), "entry:2#rule:2:input:1")
    assert rule_removed("D", CONTEXT, "entry:2#rule:1") == RemoveRule("D", 1, path)


@pytest.mark.parametrize("cell", ["#rule:3:input:1", "entry:1#text", "nonsense", "#text", ""])
def test_no_rule_is_added_or_removed_where_there_is_none(cell):
    logic = CONTEXT if cell == "#text" else LOGIC
    assert rule_added("D", logic, cell, below=True) is None
    assert rule_removed("D", logic, cell) is None


def test_a_header_is_in_no_rule():
    assert rule_removed("D", LOGIC, "#input:1:expression") is None


# --- marks ----------------------------------------------------------------------------------------


def test_marks_stay_with_their_rules_when_others_come_and_go():
    edit = CellEdit("D", 2, "output", 1, '"high"')
    made, element = after(edit, AddRule("D", 1), RemoveRule("D", 2))
    new = {"#rule:1:input:1", "#rule:1:output:1", "#rule:1:annotation:1"}
    assert set(marks_of(element, made).edited) == {*new, "#rule:2:output:1"}
    made, element = after(edit, RemoveRule("D", 2))
    assert set(marks_of(element, made).edited) == set()


def test_an_edit_after_a_rule_was_added_is_one_of_the_table_as_it_stands_then():
    made, element = after(AddRule("D", 1))
    edit = edit_at("D", element.decision_logic, "#rule:2:output:1", '"low"')
    made, element = after(AddRule("D", 1), edit)
    assert text_at(element.decision_logic, "#rule:2:output:1") == '"low"'
    assert "#rule:2:output:1" in marks_of(element, made).edited
    assert "#rule:3:output:1" not in marks_of(element, made).edited


def test_only_cells_of_the_element_are_marked():
    made, element = after(TextEdit("Plain", "Age +"))
    marks = marks_of(element, made, "#rule:1")
    assert (marks.edited, marks.notes, marks.selected) == (set(), {}, "#rule:1")
    made, element = after(TextEdit("Plain", "Age +"), name="Plain")
    marks = marks_of(element, made)
    assert (marks.edited, list(marks.notes)) == ({"#text"}, ["#text"])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("#rule:2:input:1", "> ("),
        ("#rule:2:output:1", "1 +"),
        ("#rule:2:output:1", "7"),
        ("#input:1:expression", "Age +"),
        ("#output:1:values", "> ("),
        ("#output:1:default", "1 +"),
    ],
)
def test_what_is_wrong_is_noted_on_its_cell(cell, text):
    made, element = after(edit_at("D", LOGIC, cell, text))
    assert cell in marks_of(element, made).notes


def test_what_is_wrong_within_others_is_noted_on_its_cell():
    edits = [
        edit_at("D", CONTEXT, "entry:8/then#text", "1 +"),
        edit_at("D", CONTEXT, "entry:2#rule:1:input:1", "> ("),
    ]
    made = drafted(model_of(NESTED), edits)
    marks = marks_of(element_named(made.model.definitions, "D"), made)
    assert {"entry:8/then#text", "entry:2#rule:1:input:1"} <= set(marks.notes)
