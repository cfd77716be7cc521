"""Scoring by columns equals every row by itself: on the kit, the examples, cases, generated models.

The comparison is in `batch_equality.py`, the models are made in `strategies_dmn.py`.
"""

import csv
import itertools
import random
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from batch_equality import NOW, Batch, differences, differences_of
from hypothesis import given
from hypothesis import strategies as st
from strategies_dmn import models, rows_of

import dmn
import feel
from dmn.field_text import field_text
from dmn.scoring.batch import BlockScorer
from dmn.scoring.block import Block
from dmn.scoring.plan import plan_score
from dmn.tck import TEST_FILE
from dmn.tck_file import NAMESPACE, value_of
from dmn.xml_source import parse_xml, read_source
from feel.conversion import from_natural
from feel.errors import FeelWarning
from feel.scope import Limits
from tests.model_text import load

EXAMPLES = Path(dmn.__file__).parents[1] / "examples"


# --- the kit and the examples ---------------------------------------------------------------------


def cases_by_model(root):
    """Give each model of a folder of test files, with the inputs of all its cases."""
    for path in sorted(root.rglob("*.xml")):
        if TEST_FILE.match(path.name):
            file = parse_xml(read_source(path))
            model = dmn.load(path.parent / file.find(f"{{{NAMESPACE}}}modelName").text)
            yield model, [_inputs(case) for case in file.iter(f"{{{NAMESPACE}}}testCase")]


def _inputs(case):
    return {node.get("name"): value_of(node) for node in case.findall(f"{{{NAMESPACE}}}inputNode")}


def blocks_of(model, cases):
    """Return all cases, again some of them several times, and their inputs mixed."""
    rows = [[case.get(name) for name in model.inputs] for case in cases]
    if not any(rows):
        return [rows[:2]]
    chance = random.Random(1)  # noqa: S311 - the same mixture each time
    often = chance.choices(rows, k=min(40, 3 * len(rows)))
    columns = list(zip(*rows, strict=True))
    mixed = [[chance.choice(column) for column in columns] for _ in range(20)]
    return [rows, often, [], mixed]


def test_every_model_of_the_kit_is_scored_by_columns_as_by_row(tck):
    total = 0
    for model, cases in cases_by_model(tck):
        blocks = blocks_of(model, cases)
        batch = Batch(model, model.inputs, blocks, in_arrow=total % 2 == 0)
        assert (model.name, differences(batch)) == (model.name, [])
        total += 1
    assert total > 100


@pytest.mark.parametrize("in_arrow", [False, True])
def test_the_examples_are_scored_by_columns_as_by_row(in_arrow):
    for model, cases in cases_by_model(EXAMPLES):
        blocks = blocks_of(model, cases)
        assert differences(Batch(model, model.inputs, blocks, in_arrow=in_arrow)) == []


@pytest.mark.parametrize("decisions", [(), ("Routing", "Eligibility")])
def test_loan_applications_are_scored_by_columns_as_by_row(decisions):
    model = dmn.load(EXAMPLES / "loan" / "loan.dmn")
    with (EXAMPLES / "loan" / "applicants.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    blocks = [rows[:300], rows[250:500], rows[:1], rows[::3]]
    assert differences(Batch(model, header, blocks, decisions, is_text=True)) == []


# --- cases ----------------------------------------------------------------------------------------

MANY_THEN_FEW = """
input A : number
input B : string
decision R (A, B) =
  U | A     | B        || R
  1 | <= 50 | -        || A
  2 | > 50  | "x"      || 2
  3 | > 50  | not("x") || 3
"""
CALLS = """
input A : number
decision D (A) =
  U | A    || R
  1 | <= 5 || "low"
  2 | > 5  || "high"
service Ask (A) -> D
decision R (A, Ask) = Ask(A)
"""
WITHIN_ITSELF = """
type tNode : { next : tNode }
input Start : tNode
decision R (Start) = Start.next
"""
STRUCTURE = """
type tInner : { x : number; y : string }
type tPerson : { age : number in [0..50]; name : string; inner : tInner }
input P : tPerson
decision R (P) =
  F | P.age | P.inner.x || R
  1 | <= 5  | > 3       || P.name
  2 | -     | 7         || P.inner
  3 | > 5   | -         || "z"
decision Whole (P) = P
decision Missing (P) = [P.age, P.nothing]
"""
FUNCTIONS = """
input A : number
decision F (A) = function(n) n + A
decision R (F, A) = F(A)
decision L (A) = if A = null then function() 1 else A
decision M (L, A) =
  U | A   | L   || M
  1 | < 3 | -   || L
  2 | -   | > 3 || 5
"""
PART_OF_A_STRUCTURE = """
type tP : { a : number; any : Any }
input P : tP
decision R (P) = P.a
"""


def nested(depth):
    """Return a list in a list, so deep."""
    value = 1
    for _ in range(depth):
        value = [value]
    return value


PEOPLE = [
    [age, name, x, y]
    for age, name, (x, y) in itertools.product(
        [1, 5, 6, 60, None, "q"], ["a", None], [(7, "u"), (3, None), (4, "u"), (None, "v")]
    )
]
JSON = [
    ['{"age": 3, "name": "a", "inner": {"x": 7, "y": "b"}}'],
    ['{"age": 300, "name": "a", "inner": {"x": 7, "y": "b"}}'],
    ['{"age": 6, "inner": {"x": 7}, "more": 1}'],
    ['{"age": 6}'],
    ["[1"],
    [""],
]
CASES = {
    "many distinct values, then few": (
        MANY_THEN_FEW, ["A", "B"], [[[n, "x"] for n in range(20)], [[60, "x"], [60, "y"]]]
    ),
    "few distinct values, then many": (
        MANY_THEN_FEW,
        ["A", "B"],
        [[[60, "x"], [60, "y"]] * 4, [[n, "xy"[n % 2]] for n in range(40, 70)], [[60, "x"]], []],
    ),
    "a service's tables": (CALLS, ["A"], [[[1], [7], [7], [None]]]),
    "a structure without columns": (WITHIN_ITSELF, [], [[[], []]]),
    "components": (STRUCTURE, ["P.age", "P.name", "P.inner.x", "y"], [PEOPLE, PEOPLE[:7]]),
    "functions as values": (FUNCTIONS, ["A"], [[[1], [2], [None], [4], [1], ["x"]] * 3] * 2),
    "a part that is too deep within the whole": (
        PART_OF_A_STRUCTURE,
        ["P.a", "P.any"],
        [[[1, 2], [1, nested(99)], [1, nested(100)], [2, nested(101)], [3, nested(102)]]],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "header", "blocks"), CASES.values(), ids=CASES)
def test_a_case_is_scored_by_columns_as_by_row(text, header, blocks):
    assert differences(Batch(load(text), header, blocks)) == []


@pytest.mark.parametrize("decisions", [(), ("R",), ("Whole",), ("Missing",), ("Missing", "R")])
def test_structures_in_json_are_scored_by_columns_as_by_row(decisions):
    batch = Batch(load(STRUCTURE), ["P"], [JSON * 4, JSON[:2]], decisions, is_text=True)
    assert differences(batch) == []


COSTLY_BORDER = """
type tA : number in (every i in 1..1000 satisfies ? > -i)
input A : tA
decision R (A) = count(for i in 1..1000 return i + A)
"""


@pytest.mark.parametrize("steps", [100, 500, 1_000, 2_500, 3_500])
def test_what_the_border_costs_counts_towards_a_rows_limit(steps):
    model = load(COSTLY_BORDER, limits=Limits(steps=steps))
    assert differences(Batch(model, ["A"], [[[1], [2], [7], [1], [None]]])) == []


def test_a_border_that_reaches_the_default_limit_is_a_warning():
    text = COSTLY_BORDER.replace("1..1000 satisfies", "1..400000, j in 1..9 satisfies")
    assert differences(Batch(load(text), ["A"], [[[1]]])) == []


def test_rows_of_a_wrong_width_keep_their_warnings_and_are_not_evaluated():
    plan = plan_score(load(MANY_THEN_FEW), ["A", "B"])
    columns = [pa.array(["1", "?", "2", "+"]), pa.array(["x", "", "y", "x"])]
    fault = FeelWarning("TOO_MANY_FIELDS", "the row has 3 fields, the header 2")
    block = Block(4, columns, faults=[(0, fault), (1, fault)], unread=np.array([1]))
    assert list(differences_of(BlockScorer(plan, NOW).score(block), plan)) == []


# --- functions of the host ------------------------------------------------------------------------


def counting(text, limits=None):
    """Return a model whose function `next` counts how often it was invoked."""
    count = itertools.count(1)
    options = {} if limits is None else {"limits": limits}
    return load(text, functions=[feel.function("next", [], lambda: next(count))], **options)


HOSTS = {
    "in an output entry": "U | A || R\n  1 | <= 5 || next()\n  2 | > 5 || next() * 100",
    "in an expression": "next()",
    "in a list": "[A, next(), next()]",
    "in an input entry": "C | A || R\n  1 | < next() || 1\n  2 | - || A",
    "beside a clause that refuses": "C | A : tA || R\n  1 | > 3 || next()\n  2 | - || 0",
    "in a loop": "for i in 1..A return next()",
}
HOST_ROWS = [[1], [1], [7], [50], [1], [None], ["x"], [7], [2], [3], [1], [True], [5]]


@pytest.mark.parametrize("logic", HOSTS.values(), ids=HOSTS)
@pytest.mark.parametrize("more", ["", "\ndecision S (A) = next()"], ids=["one", "two decisions"])
def test_a_function_of_the_host_is_invoked_for_each_row_once_and_in_order(logic, more):
    text = f"type tA : number in [0..10]\ninput A : Any\ndecision R (A) =\n  {logic}{more}"
    blocks = [HOST_ROWS, [], HOST_ROWS[::-1]]
    assert differences(Batch(counting(text), ["A"], blocks, alone=counting(text))) == []


def test_a_function_of_the_host_is_invoked_once_for_a_row_that_reaches_a_limit():
    text = """
        input A : number
        decision R (A) = next()
        decision S (R, A) = if A = 1 then sum(for i in 1..900 return i) else R
        """
    made = [counting(text, Limits(steps=500)) for _ in range(2)]
    assert differences(Batch(made[0], ["A"], [[[1], [2], [1], [2]]], alone=made[1])) == []


# --- generated models -----------------------------------------------------------------------------


def as_text(value):
    """Return a value as the field of a file."""
    return field_text(from_natural(value))


@given(st.data())
def test_generated_models_are_scored_by_columns_as_by_row(data):
    made = data.draw(models())
    blocks = data.draw(rows_of(made))
    source = data.draw(st.sampled_from(["python", "arrow", "text"]))
    if source == "text":
        blocks = [[list(map(as_text, row)) for row in rows] for rows in blocks]
    steps = data.draw(st.sampled_from([500_000] * 5 + [300, 100, 30]))
    first = made.decisions[:1]
    decisions = data.draw(st.sampled_from([(), first, made.decisions[::-1]]))
    model = load(made.text, limits=Limits(steps=steps))
    batch = Batch(
        model, list(made.header), blocks, decisions, source == "text", in_arrow=source == "arrow"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "dmn.scoring.batch._MOST_REMEMBERED", data.draw(st.sampled_from([400_000, 20, 0]))
        )
        assert differences(batch) == []


# --- that it would tell ---------------------------------------------------------------------------

WRONG = {
    "a value": lambda answers: answers.values.__setitem__(0, Decimal("1.0")),
    "hits": lambda answers: answers.hits.__setitem__(0, ()),
    "warnings": lambda answers: answers.warnings.__setitem__(0, (FeelWarning("A", "b"),)),
}


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
def test_an_answer_that_is_spoilt_is_a_difference(spoil, monkeypatch):
    model = load("input A : number\ndecision R (A) =\n  U | A || R\n  1 | > 0 || 1")
    batch = Batch(model, ["A"], [[[5]], [[5]]])
    assert differences(batch) == []
    score = BlockScorer.score

    def spoilt(scorer, block):
        score(scorer, block)
        spoil(scorer._units[0].answers)
        return score(scorer, block)

    monkeypatch.setattr(BlockScorer, "score", spoilt)
    assert differences(batch) != []
