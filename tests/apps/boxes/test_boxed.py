"""Every kind of boxed expression is drawn, and every text of the model is in its box."""

import pytest
from boxed_models import (
    EVERY_KIND,
    EVERYTHING,
    EXAMPLES,
    NESTED,
    boxed,
    elements,
    literal,
    logic_in,
    model_of,
    strings_in,
    texts_in,
)
from model_text import load

import dmn
from dmn.errors import NotDmnError
from ruling_workbench.boxes.boxed import RuleView, boxed_logic, evidence


def box_of(kind):
    return boxed(model_of(EVERY_KIND[kind]).definitions.decisions[0])


def named(box):
    """Return the names of a box's parts, and the text in each."""
    return [(part["name"], part["role"], part["box"]["text"]["text"]) for part in box["parts"]]


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("context", [("rate", "name", "0.2"), ("result", "result", "rate * 2")]),
        ("list", [("1", "number", "7"), ("2", "number", "8")]),
        ("invocation", [("invoke", "word", "f"), ("p", "name", "9")]),
        ("conditional", [("if", "word", "a"), ("then", "word", "b"), ("else", "word", "c")]),
        ("filter", [("filter", "word", "xs"), ("match", "word", "item > 1")]),
        ("for", [("for i in", "word", "xs"), ("return", "word", "i + 1")]),
        ("some", [("some i in", "word", "xs"), ("satisfies", "word", "i = 1")]),
        ("every", [("every i in", "word", "xs"), ("satisfies", "word", "i = 2")]),
    ],
)
def test_what_is_made_of_parts_shows_each_with_its_name(kind, parts):
    box = box_of(kind)
    assert box["kind"] == kind
    assert named(box) == parts


def test_a_literal_is_its_text():
    assert box_of("literal") == {
        "text": {"id": "#text", "text": "1 + 1", "shown": "1 + 1"},
        "kind": "literal",
    }


def test_a_relation_has_columns_and_rows():
    box = box_of("relation")
    assert box["columns"] == [["x", "number"], ["y", ""]]
    assert [[cell["text"]["text"] for cell in row] for row in box["rows"]] == [
        ["1", "2"],
        ["3", "4"],
    ]


def test_a_function_has_the_letter_of_its_kind_and_its_parameters():
    box = box_of("function")
    assert (box["letter"], box["word"]) == ("J", "Java function")
    assert box["parameters"] == [["n", "number"]]
    assert box["body"]["text"]["text"] == "n"


def test_nothing_is_said_where_there_is_no_expression():
    (element,) = load("decision D").definitions.decisions
    assert boxed(element) == {"note": "no expression", "kind": "cut"}


def test_what_is_no_feel_or_imported_says_so():
    other = "<literalExpression expressionLanguage='urn:other'><text>a</text></literalExpression>"
    feel = other.replace("urn:other", "https://www.omg.org/spec/DMN/20230324/FEEL/")
    assert boxed(model_of(other).definitions.decisions[0])["note"] == "written in urn:other"
    assert "note" not in boxed(model_of(feel).definitions.decisions[0])
    imported = (
        "<literalExpression><importedValues name='v' namespace='urn:v' importType='x'>"
        "<importedElement>e</importedElement></importedValues></literalExpression>"
    )
    box = boxed(model_of(imported).definitions.decisions[0])
    assert (box["note"], box["text"]["fixed"]) == ("imported from urn:v", True)


def test_the_name_and_type_are_on_the_tab():
    logic = boxed_logic(load("decision D : number = 1").definitions.decisions[0])
    assert (logic.name, logic.kind, logic.type) == ("D", "decision", "number")
    knowledge = load("function f(n) = n").definitions.business_knowledge_models[0]
    assert boxed_logic(knowledge).kind == "business knowledge model"


def test_each_box_has_the_steps_that_lead_to_it():
    box = boxed(model_of(NESTED).definitions.decisions[0])
    assert [part["box"]["id"] for part in box["parts"]] == [f"entry:{at}" for at in range(1, 13)]
    condition = box["parts"][7]["box"]["parts"][0]["box"]
    assert condition["text"]["id"] == "entry:8/if#text"


# --- bounds ---------------------------------------------------------------------------------------


def test_what_is_nested_too_deep_is_cut_and_says_so():
    deep = literal("1")
    for _ in range(60):
        deep = f"<list>{deep}</list>"
    box, depth = boxed(model_of(deep).definitions.decisions[0]), 0
    while box["kind"] == "list":
        box, depth = box["parts"][0]["box"], depth + 1
    assert box["note"] == "not drawn here: the expression is too large"
    assert depth == 41


def test_long_lists_and_relations_have_pages():
    many = f"<list>{''.join(literal(number) for number in range(200))}</list>"
    element = model_of(many).definitions.decisions[0]
    assert boxed(element)["page"]["said"] == "items 1 to 50 of 200; 150 hidden"
    second = boxed(element, views={"": RuleView(page=2)})
    assert second["parts"][0]["name"] == "51"
    rows = "".join(f"<row>{literal(number)}</row>" for number in range(120))
    relation = model_of(f"<relation><column name='x'/>{rows}</relation>").definitions.decisions[0]
    assert boxed(relation)["page"]["said"] == "rows 1 to 50 of 120; 70 hidden"


def test_no_more_cells_are_drawn_than_a_page_can_hold():
    columns, rows = 40, 100
    cells = "".join(literal(number) for number in range(columns))
    head = "".join(f"<column name='c{number}'/>" for number in range(columns))
    relation = f"<relation>{head}{f'<row>{cells}</row>' * rows}</relation>"
    element = model_of(f"<list>{relation * 12}</list>").definitions.decisions[0]
    views = {f"element:{number}": RuleView(size=500) for number in range(1, 13)}
    drawn = str(boxed(element, views=views)).count("'kind': 'literal'")
    assert drawn <= 10_000


# --- evidence -------------------------------------------------------------------------------------

LOAN = next(path for path in EXAMPLES if path.name == "loan.dmn")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_trace_finds_its_table_by_its_path(path):
    model = dmn.load(path)
    trace = model.evaluate({}, trace=True).trace
    found = evidence(model, trace)
    runs = 0
    for element in elements(model.definitions):
        for table in boxed_logic(element, found).tables():
            assert table.path[0] == path.name
            assert table.path[1].endswith(f" {element.name}")
            assert bool(table.said) == bool(table.runs)
            runs += table.runs
    assert runs == sum(len(decision.tables) for decision in trace.decisions)


def test_evaluations_within_one_decision_can_be_asked_for():
    text = """
        function f(n) =
            F | n || x
            1 | - || 1
        decision A (f) = f(1)
        decision B (f) = f(2) + f(3)
    """
    model = load(text)
    (element,) = model.definitions.business_knowledge_models
    trace = model.evaluate({}, trace=True).trace
    runs = {
        decision: next(
            boxed_logic(element, evidence(model, trace, decision=decision)).tables()
        ).runs
        for decision in (None, "A", "B")
    }
    assert runs == {None: 3, "A": 1, "B": 2}


def test_a_table_of_another_model_has_no_evidence():
    one, other = dmn.load(LOAN), dmn.load(LOAN)
    found = evidence(one, one.evaluate({}, trace=True).trace)
    element = next(each for each in other.definitions.decisions if each.name == "Eligibility")
    assert boxed_logic(element, found).box.runs == 0


# --- every text -----------------------------------------------------------------------------------


def _all_texts_are_in_the_box(element):
    drawn = strings_in(boxed(element, views=_Whole()))
    assert set(texts_in(logic_in(element))) <= set(drawn)


class _Whole(dict):
    """Views that show all of every box."""

    def get(self, _name, _default=None):
        return EVERYTHING[""]


@pytest.mark.parametrize("body", [*EVERY_KIND.values(), NESTED], ids=[*EVERY_KIND, "nested"])
def test_every_text_of_every_kind_is_in_its_box(body):
    _all_texts_are_in_the_box(elements(model_of(body).definitions)[0])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_text_of_the_examples_is_in_a_box(path):
    for element in elements(dmn.load(path).definitions):
        _all_texts_are_in_the_box(element)


def test_every_text_of_the_kit_is_in_a_box(tck):
    count = 0
    for path in sorted(tck.glob("compliance-level-*/**/*.dmn")):
        try:
            model = dmn.load(path)
        except NotDmnError:
            continue
        for element in elements(model.definitions):
            _all_texts_are_in_the_box(element)
            count += 1
    assert count > 1000
