"""Logic is found where warnings and traces say it is, and replaced there alone."""

from pathlib import Path

import pytest
from model_text import load

import dmn
from dmn.logic_paths import (
    all_logic,
    element_named,
    logic_at,
    parts_of,
    place_of,
    with_logic,
)
from dmn.model import (
    BusinessKnowledgeModel,
    DecisionTable,
    FunctionDefinition,
    LiteralExpression,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = "<literalExpression><text>{}</text></literalExpression>"
TABLE = (
    "<decisionTable><input><inputExpression><text>A</text></inputExpression></input><output/>"
    "<rule><inputEntry><text>{}</text></inputEntry><outputEntry><text>1</text></outputEntry>"
    "</rule></decisionTable>"
)


def entry(name, logic):
    variable = f'<variable name="{name}"/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def part(tag, logic):
    return f"<{tag}>{logic}</{tag}>"


CONDITIONAL = (
    "<conditional>"
    + part("if", TEXT.format("true"))
    + part("then", TABLE.format(1))
    + part("else", TABLE.format(2))
    + "</conditional>"
)
LIST = f"<list>{TABLE.format(3)}{CONDITIONAL}</list>"
RELATION = (
    f'<relation><column name="a"/><column name="b"/><row>{TEXT.format(1)}{TABLE.format(4)}</row>'
    f"<row>{TABLE.format(5)}{TEXT.format(2)}</row></relation>"
)
ITERATIONS = "".join(
    entry(
        tag,
        f"<{tag}{variable}>{part('in', TABLE.format(6))}{part(last, TABLE.format(7))}</{tag}>",
    )
    for tag, variable, last in (
        ("for", ' iteratorVariable="i"', "return"),
        ("some", ' iteratorVariable="i"', "satisfies"),
        ("every", ' iteratorVariable="i"', "satisfies"),
        ("filter", "", "match"),
    )
)
FUNCTION = f'<functionDefinition><formalParameter name="p"/>{TABLE.format(8)}</functionDefinition>'
INVOCATION = (
    f'<invocation>{FUNCTION}<binding><parameter name="p"/>{TABLE.format(9)}</binding></invocation>'
)
EVERYTHING = load(
    "input A : number\n"
    "decision D (A) = <context>"
    + entry("list", LIST)
    + entry("relation", RELATION)
    + ITERATIONS
    + entry("call", INVOCATION)
    + entry("", TABLE.format(10))
    + f"</context>\nfunction F(x) = {TABLE.format(11).replace('A', 'x')}\ndecision Z"
)


@pytest.mark.parametrize(
    "model",
    [
        EVERYTHING,
        *(dmn.load(EXAMPLES / each / f"{each}.dmn") for each in ("loan", "triage")),
    ],
    ids=["everything", "loan", "triage"],
)
def test_a_table_is_where_its_traces_say_it_is(model):
    places = {node.place: node.element for node in model.compiled.graph.nodes.values()}
    tables = model.compiled.texts.tables.values()
    assert tables
    for table in tables:
        assert logic_at(places[table.path[:2]], table.path[2:]) is table.table


def test_every_piece_of_logic_is_given_with_its_path():
    decision = EVERYTHING.definitions.decisions[0]
    found = dict(all_logic(decision))
    assert [logic_at(decision, path) for path in found] == list(found.values())
    assert sum(isinstance(each, DecisionTable) for each in found.values()) == 16
    assert ("context entry 'list'", "item 2", "else") in found
    assert list(all_logic(EVERYTHING.definitions.decisions[1])) == []


def test_parts_stand_in_the_words_of_locations():
    decision = EVERYTHING.definitions.decisions[0]
    words = {place for _, logic in all_logic(decision) for place, _ in parts_of(logic)}
    assert words == {
        *(f"context entry '{each}'" for each in ("list", "relation", "for", "some", "every")),
        *("context entry 'filter'", "context entry 'call'", "result", "item 1", "item 2"),
        *("if", "then", "else", "in", "return", "satisfies", "match", "function", "argument 'p'"),
        *(f"row {row}, column '{column}'" for row in (1, 2) for column in "ab"),
    }


def test_places_that_have_the_same_words_are_numbered():
    entries = entry("a", TEXT.format(1)) + entry("a", LIST) + entry("", "<list/>") * 2
    row = f"<row>{TEXT.format(1)}{TEXT.format(2)}{TEXT.format(3)}</row>"
    columns = '<column name="c"/><column name="c"/>'
    model = load(
        f"decision D = <context>{entries}</context>\n"
        f"decision R = <relation>{columns}{row}</relation>"
    )
    decisions = model.definitions.decisions
    places = [[path for path, _ in all_logic(each) if len(path) == 1] for each in decisions]
    assert places == [
        [
            ("context entry 'a'",),
            ("context entry 'a' (2)",),
            ("result",),
            ("result (2)",),
        ],
        [("row 1, column 'c'",), ("row 1, column 'c' (2)",), ("row 1, column 3",)],
    ]
    for decision in decisions:
        found = dict(all_logic(decision))
        assert [logic_at(decision, path) for path in found] == list(found.values())


def test_a_part_that_is_a_function_is_given_whole_and_found_by_its_body():
    decision = EVERYTHING.definitions.decisions[0]
    called = dict(parts_of(logic_at(decision, ("context entry 'call'",))))["function"]
    assert isinstance(called, FunctionDefinition)
    assert logic_at(decision, ("context entry 'call'", "function")) is called.body


def test_one_piece_is_replaced_and_all_else_stays():
    definitions = EVERYTHING.definitions
    decision = definitions.decisions[0]
    for path, logic in all_logic(decision):
        if not isinstance(logic, DecisionTable):
            continue
        new = LiteralExpression("new")
        changed = element_named(with_logic(definitions, decision, path, lambda _, n=new: n), "D")
        before, after = dict(all_logic(decision)), dict(all_logic(changed))
        assert after[path] is new
        same = {each for each in before if path[: len(each)] != each and each[: len(path)] != path}
        assert {each for each in same if after[each] is not before[each]} == set()


def test_what_does_not_exist_is_none_or_an_error():
    definitions = EVERYTHING.definitions
    decision, empty = definitions.decisions
    assert logic_at(decision, ("result", "then")) is None
    assert logic_at(empty) is None
    with pytest.raises(LookupError, match="item 9"):
        with_logic(definitions, decision, ("item 9",), lambda logic: logic)


def test_an_element_is_known_by_its_id_or_its_name():
    definitions = EVERYTHING.definitions
    assert element_named(definitions, "D") is element_named(definitions, "_D")
    assert isinstance(element_named(definitions, "F"), BusinessKnowledgeModel)
    assert element_named(definitions, "A") is None
    assert place_of(element_named(definitions, "F")) == "business knowledge model F"
