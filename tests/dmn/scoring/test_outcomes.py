"""What a scored block adds to its rows, each value taken from its answer once."""

from decimal import Decimal

import pyarrow as pa
import pytest
from model_text import load

from dmn.columns import ColumnError
from dmn.scoring.batch import BlockScorer
from dmn.scoring.block import Block
from dmn.scoring.outcomes import outcome_columns
from dmn.scoring.plan import plan_score

MODEL = load("""
    type tBoth : {n : number; s : string}
    input A : number
    decision Both (A) : tBoth = {n: A, s: string(A)}
    decision Two (A) =
        R | A : number || x : number | y : string
        1 | > 1        || A          | "big"
        2 | > 0        || 0          | "some"
""")


def columns_of(values, decisions=(), **options):
    """Return the header and the values by row of all columns that are added."""
    plan = plan_score(MODEL, ["A"], decisions)
    scored = BlockScorer(plan).score(Block(len(values), [pa.array(values)]))
    found = {}
    for column in outcome_columns(plan, **options):
        outcome = column.of(scored)
        found[column.header] = [
            None if code < 0 else outcome.values[code] for code in outcome.codes.tolist()
        ]
    return found


def test_a_context_has_a_column_for_each_entry_and_a_list_has_one():
    assert columns_of(["1.0", ""]) == {
        "Both.n": [Decimal("1.0"), None],
        "Both.s": ["1.0", None],
        "Two": [[{"x": Decimal(0), "y": "some"}], []],
    }


def test_the_rules_that_matched_are_told_where_they_are_asked_for():
    found = columns_of(["2", "1", "-1"], ["Two"], explain=True)
    assert found["Two.rules"] == [[1, 2], [2], []]
    assert "Two.rule ids" not in found


def test_rules_with_ids_are_told_by_these_as_well():
    model = load("input A : number\ndecision T (A) = " + _TABLE)
    plan = plan_score(model, ["A"])
    assert [column.header for column in outcome_columns(plan, explain=True)] == [
        "T",
        "T.rules",
        "T.rule ids",
    ]
    scored = BlockScorer(plan).score(Block(2, [pa.array(["1", "-1"])]))
    outcome = outcome_columns(plan, explain=True)[2].of(scored)
    assert [outcome.values[code] for code in outcome.codes.tolist()] == [["first"], []]


_TABLE = (
    '<decisionTable hitPolicy="FIRST"><input><inputExpression><text>A</text></inputExpression>'
    '</input><output/><rule id="first"><inputEntry><text>&gt; 0</text></inputEntry><outputEntry>'
    "<text>1</text></outputEntry></rule></decisionTable>"
)


def test_a_header_that_would_stand_twice_is_refused():
    plan = plan_score(MODEL, ["A", "Two.rules"])
    assert outcome_columns(plan)
    with pytest.raises(ColumnError, match=r"more than one column 'Two\.rules'"):
        outcome_columns(plan, explain=True)


def test_values_are_taken_from_each_answer_once():
    plan = plan_score(MODEL, ["A"], ["Two"])
    (column,) = outcome_columns(plan)
    taken = []
    take = column.take

    def counted(answers, number):
        taken.append(number)
        return take(answers, number)

    column.take = counted
    scorer = BlockScorer(plan)
    for _ in range(3):
        column.of(scorer.score(Block(4, [pa.array(["2", "2", "1", "2"])])))
    assert sorted(taken) == [0, 1]
