"""A cell's name leads to its text, and to the place that `dmn` knows it by."""

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
from hypothesis import given
from hypothesis import strategies as st
from model_text import load

from dmn.logic_paths import logic_at
from dmn.reader import read_file
from ruling_workbench.boxes.cells import (
    Cell,
    cell_id,
    cell_of,
    child_at,
    path_at,
    said_cell,
    steps_at,
    text_at,
)

TABLE = """
    input Age : number
    decision D (Age) =
        U  | Age : number in [0..120] || Risk in "low","high" default "low" || Note
        1  | > 60                     || "high"                              || old
        2  | <= 60                    || "low"                               ||
"""


def decision(text=TABLE):
    return load(text).definitions.decisions[0].decision_logic


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("#text", Cell(())),
        ("#rule:4", Cell((), 4)),
        ("#rule:4:input:2", Cell((), 4, "input", 2)),
        ("entry:2/body#rule:1:annotation:3", Cell(("entry:2", "body"), 1, "annotation", 3)),
        ("row:2:7#text", Cell(("row:2:7",))),
        ("#output:1:default", Cell((), None, "output", 1, "default")),
        ("#input:1:values", Cell((), None, "input", 1, "values")),
    ],
)
def test_a_name_is_taken_apart(name, cell):
    assert cell_of(name) == cell


@pytest.mark.parametrize(
    "name",
    [
        "",
        "#",
        "text",
        "#rule:0",
        "#rule:4:input",
        "#rule:-1:input:1",
        "#input:1:default",
        "#output:1:expression",
        "elsewhere#text",
        "/#text",
        "body//body#text",
        "#text#text",
        "body/" * 200 + "body#text",
        "#rule:99999999999:input:1",
        "x" * 10_000,
    ],
)
def test_what_names_no_cell_is_none(name):
    assert cell_of(name) is None
    assert text_at(decision(), name) is None
    assert said_cell(decision(), name) == ""


@given(st.text())
def test_no_text_makes_it_fail(name):
    cell = cell_of(name)
    assert cell is None or isinstance(cell, Cell)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("#rule:1:input:1", "> 60"),
        ("#rule:2:output:1", '"low"'),
        ("#rule:1:annotation:1", "old"),
        ("#rule:2:annotation:1", ""),
        ("#input:1:expression", "Age"),
        ("#input:1:values", "[0..120]"),
        ("#input:1:label", ""),
        ("#output:1:values", '"low","high"'),
        ("#output:1:default", '"low"'),
        ("#rule:3:input:1", None),
        ("#rule:1:input:2", None),
        ("#text", None),
        ("body#text", None),
        ("if#text", None),
    ],
)
def test_the_text_of_a_cell(name, text):
    assert text_at(decision(), name) == text


@pytest.mark.parametrize("body", [*EVERY_KIND.values(), NESTED], ids=[*EVERY_KIND, "nested"])
def test_every_cell_of_a_box_is_found(body):
    _holds_of_all_cells(elements(model_of(body).definitions)[0])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_cell_of_the_examples_is_found(path):
    for element in elements(read_file(path)):
        _holds_of_all_cells(element)


def _holds_of_all_cells(element):
    logic, cells = logic_in(element), list(cells_in(boxed(element)))
    assert cells
    names = [cell["id"] for cell in cells]
    assert len(set(names)) == len(names)
    for cell in cells:
        assert text_at(logic, cell["id"]) == cell.get("text", "")
        assert said_cell(logic, cell["id"])
        steps = cell_of(cell["id"]).steps
        path = path_at(logic, steps)
        assert logic_at(element, path) is child_at(logic, steps)
        assert steps_at(logic, path) == steps


def test_a_missing_entry_has_no_text():
    logic = decision("decision D =\n  U | a | b || x\n  1 | 1 || 2")
    assert text_at(logic, "#rule:1:input:2") == ""


def test_entries_of_one_name_are_different_places():
    entry = "<contextEntry><variable name='a'/><literalExpression/></contextEntry>"
    logic = model_of(f"<context>{entry}{entry}</context>").definitions.decisions[0].decision_logic
    paths = [path_at(logic, (f"entry:{number}",)) for number in (1, 2)]
    assert paths == [("context entry 'a'",), ("context entry 'a' (2)",)]
    assert [steps_at(logic, path) for path in paths] == [("entry:1",), ("entry:2",)]


def test_values_that_are_imported_have_no_text_here():
    body = (
        "<literalExpression><importedValues name='v' namespace='urn:v' importType='x'>"
        "<importedElement>e</importedElement></importedValues></literalExpression>"
    )
    assert text_at(model_of(body).definitions.decisions[0].decision_logic, "#text") is None


def test_steps_that_lead_nowhere_find_nothing():
    logic = decision()
    assert child_at(logic, ("entry:1",)) is None
    assert child_at(logic, ()) is logic
    assert child_at(None, ()) is None
    assert path_at(logic, ("body",)) is None
    assert (path_at(logic, ()), steps_at(logic, ())) == ((), ())
    assert steps_at(logic, ("result",)) is None


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("table", "#rule:1:input:1", "rule 1, input 'a'"),
        ("table", "#rule:1:output:1", "rule 1, output"),
        ("table", "#rule:1:annotation:1", "rule 1, annotation 'why'"),
        ("table", "#rule:1", "rule 1"),
        ("table", "#output:1:default", "output, its default"),
        ("table", "#input:1:values", "input 'a', its values"),
        ("table", "#input:1:expression", "input 'a', expression"),
        ("literal", "#text", "the expression"),
        ("context", "entry:1#text", "rate"),
        ("context", "entry:2#text", "result"),
        ("relation", "row:2:1#text", "row 2, column 'x'"),
        ("list", "element:2#text", "item 2"),
        ("invocation", "binding:1#text", "argument 'p'"),
        ("invocation", "called#text", "the function"),
        ("conditional", "if#text", "the condition"),
        ("conditional", "then#text", "then"),
        ("for", "in#text", "the collection"),
        ("some", "in#text", "the collection"),
    ],
)
def test_a_cell_is_said_for_people(kind, name, said):
    logic = model_of(EVERY_KIND[kind]).definitions.decisions[0].decision_logic
    assert said_cell(logic, name) == said


def test_a_cell_within_others_is_said_with_the_way_to_it():
    logic = model_of(NESTED).definitions.decisions[0].decision_logic
    assert said_cell(logic, "entry:2#rule:1:input:1") == "e1 > rule 1, input 'a'"


def test_a_name_is_put_together_as_it_is_read():
    name = cell_id(("entry:2", "body"), "rule", 1, "input", 3)
    assert name == "entry:2/body#rule:1:input:3"
    assert cell_of(name) == Cell(("entry:2", "body"), 1, "input", 3)
