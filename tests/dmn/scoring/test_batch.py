"""Blocks are scored as if the model evaluated their rows one by one; nothing is dropped in silence.

That this is so for any model and data, `test_equality.py` looks for; these are small cases.
"""

import datetime as dt
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from model_text import load
from scored_files import OFFER

import feel
from dmn.files.csv_dialect import CsvDialect
from dmn.files.csv_widths import WidthFaults
from dmn.scoring.batch import UNREAD, BlockScorer, instant_of
from dmn.scoring.block import Block
from dmn.scoring.plan import plan_score
from feel.scope import Limits

NOW = dt.datetime(2024, 2, 29, 10, tzinfo=dt.UTC)
MODEL = OFFER
HEADER = ["Applicant.Age", "Since", "loan_amount", "VIP", "Note"]


def block_of(rows, header=HEADER, first=7):
    """Return rows of texts as a block, made as wide as the header."""
    faults = WidthFaults(CsvDialect(), len(header))
    fitted = [faults.fitted(number, row, "")[0] for number, row in enumerate(rows)]
    columns = [pa.array(list(column), pa.string()) for column in zip(*fitted, strict=True)]
    return Block(
        len(rows),
        columns or [pa.array([], pa.string()) for _ in header],
        first,
        faults=faults.found,
        unread=np.array(faults.unread, np.int64),
    )


def scored(*rows, header=HEADER, decisions=("Eligibility",), model=MODEL):
    plan = plan_score(model, header, decisions)
    return BlockScorer(plan, NOW).score(block_of([list(row) for row in rows], header))


def values(block, key):
    return [block.value(key, row) for row in range(block.block.count)]


def said(block):
    return [str(warning.within(f"line {block.block.line(row)}")) for row, warning in block.warnings]


# --- values ---------------------------------------------------------------------------------------


def test_rows_are_answered_as_the_model_answers_each():
    found = scored(["20", "", "300", "", ""], ["7", "", "", "TRUE", ""], ["7", "", "", "false", ""])
    assert values(found, "Eligibility") == [
        {"ok": True, "rate": Decimal(100)},
        {"ok": True, "rate": Decimal("0.10")},
        None,
    ]


def test_a_value_keeps_the_digits_of_its_own_row():
    model = load("input A : number\ndecision R (A) = string(A)")
    found = scored(["1"], ["1.0"], ["1.00"], ["1"], header=["A"], decisions=[], model=model)
    assert values(found, "R") == ["1", "1.0", "1.00", "1"]


def test_the_rules_that_matched_are_told_for_each_row():
    found = scored(["20", "", "3", "", ""], ["7", "", "", "true", ""], ["7", "", "", "", ""])
    hits = [[list(rules) for _, rules in found.hits("Eligibility", row)] for row in range(3)]
    assert hits == [[[0]], [[1]], [[]]]


def test_a_block_without_rows_has_no_answers():
    found = scored()
    assert values(found, "Eligibility") == []
    assert found.warnings == []


def test_blocks_are_answered_alike_whatever_came_before():
    plan = plan_score(MODEL, HEADER)
    rows = [["20", "", "3", "", "a"], ["x", "", "3", "true", "b"], ["20", "", "4", "", "a"]]
    scorer = BlockScorer(plan, NOW)
    together = scorer.score(block_of(rows))
    apart = [scorer.score(block_of([row])) for row in reversed(rows)][::-1]
    for key in ("Eligibility", "Echo"):
        assert values(together, key) == [each.value(key, 0) for each in apart]
    assert [warning for _, warning in together.warnings] == [
        warning for each in apart for _, warning in each.warnings
    ]


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr("dmn.scoring.batch._MOST_REMEMBERED", 5)
    model = load("input A : number\ndecision R (A) = A + 1")
    scorer = BlockScorer(plan_score(model, ["A"]))
    for start in range(0, 100, 10):
        numbers = range(start, start + 10)
        block = block_of([[str(number)] for number in [*numbers, *numbers, *numbers]], ["A"])
        assert values(scorer.score(block), "R") == [Decimal(n + 1) for n in [*numbers] * 3]


def test_all_rows_have_one_instant():
    scorer = BlockScorer(plan_score(MODEL, HEADER, ["Echo"]))
    moments = {
        scored.value("Echo", row)[3]
        for scored in (scorer.score(block_of([["20", "", str(n), "", "a"]])) for n in range(3))
        for row in range(1)
    }
    assert moments == {scorer.now}


def test_the_instant_is_that_given_or_the_present():
    assert str(instant_of(NOW)) == "2024-02-29T10:00:00Z"
    assert instant_of(instant_of(NOW)) == instant_of(NOW)
    assert instant_of(None).date.year >= 2024


def test_host_functions_are_called_for_every_row():
    calls = []
    function = feel.function("f", ["a"], lambda value: calls.append(value) or value)
    model = load("input A : number\ndecision R (A) = f(A)", functions=[function])
    scored(["1"], ["1"], ["2"], header=["A"], decisions=[], model=model)
    assert calls == [1, 1, 2]


# --- warnings -------------------------------------------------------------------------------------


def test_text_that_does_not_fit_is_null_and_a_warning_with_line_column_and_forms():
    number_form = "digits with one point and perhaps an exponent, such as 1250.5 or -2e3"
    date_form = "yyyy-mm-dd, such as 2024-02-29"
    found = scored(["20", "", "3", "", ""], ["12,5", "31/02/2024", "1e3", "yes", ""])
    assert values(found, "Eligibility")[1] is None
    assert said(found) == [
        f"line 8 > column 'Applicant.Age': '12,5' is not a number (hint: write {number_form})",
        f"line 8 > column 'Since': '31/02/2024' is not a date (hint: write {date_form})",
        "line 8 > column 'VIP': 'yes' is not a boolean (hint: write true or false)",
    ]


def test_fields_that_are_missing_are_null_with_a_warning():
    found = scored(["20"])
    assert values(found, "Eligibility") == [{"ok": True, "rate": None}]
    assert found.warnings[0][1].code == "TOO_FEW_FIELDS"
    assert said(found)[0] == "line 7: the row has 1 field, the header 5; the others are null"


def test_a_row_with_too_many_fields_is_not_evaluated_and_its_warning_has_the_surplus():
    found = scored(["x", "", "300", "true", "a", "b", "c"], ["20", "", "3", "", ""])
    assert found.codes["Eligibility"][0] == UNREAD
    assert (found.value("Eligibility", 0), found.hits("Eligibility", 0)) == (None, ())
    assert values(found, "Eligibility")[1]["rate"] == Decimal(1)
    (warning,) = found.warnings
    assert warning[1].code == "TOO_MANY_FIELDS"
    assert "it was not evaluated, and left out is 'b', 'c'" in said(found)[0]


def test_warnings_are_in_the_order_of_rows_and_then_of_their_coming():
    found = scored(["20", "", "", "", ""], ["x", "y", "", "z", ""], ["20", "", "", "", ""], ["1"])
    assert [row for row, _ in found.warnings] == sorted(row for row, _ in found.warnings)
    codes = [warning.code for row, warning in found.warnings if row == 1]
    assert codes == ["TEXT_DOES_NOT_FIT"] * 3


@pytest.mark.parametrize("row", [["20", "", "", "", ""], ["20", "", "x", "", ""]])
def test_a_warning_that_two_decisions_share_is_given_once(row):
    found = scored(row, decisions=("Eligibility", "Echo"))
    shared = [each for _, each in found.warnings if "Eligibility" in str(each.location)]
    inputs = {"Applicant": {"Age": 20, "Since": None}, "Loan Amount": None, "Vip": None}
    alone = MODEL.evaluate(inputs | {"Note": None}, decision="Eligibility").warnings
    assert shared == list(alone) != []


def test_entries_that_have_no_column_are_named():
    model = load("""
        type tA : {a : number}
        input A : number
        decision Echo (A) : tA = {"a": A, "b": 2}
    """)
    found = scored(["1"], ["2"], header=["A"], decisions=[], model=model)
    assert values(found, "Echo")[0]["a"] == Decimal(1)
    assert [(row, warning.code) for row, warning in found.warnings] == [
        (0, "NO_COLUMN"),
        (1, "NO_COLUMN"),
    ]
    assert "Echo.b has no column" in said(found)[0]


def test_a_row_that_reaches_a_limit_has_no_values_and_the_others_have():
    model = load("input A\ndecision R (A) = for i in 1..A return i", limits=Limits(steps=50))
    plan = plan_score(model, ["A"], is_text=False)
    found = BlockScorer(plan).score(Block(3, [pa.array([2, 1000, 1])]))
    assert values(found, "R") == [[Decimal(1), Decimal(2)], None, [Decimal(1)]]
    assert [(row, warning.code) for row, warning in found.warnings] == [(1, "LIMIT_EXCEEDED")]


# --- how it was done ------------------------------------------------------------------------------


def test_it_says_how_rows_were_answered():
    model = load("""
        type tN : number in [0..100]
        input N : tN
        decision Class (N) : string =
            F | N : number || Class : string
            1 | > 60       || "high"
            2 | -          || "low"
        decision Half (N) : number = N / 2
    """)
    plan = plan_score(model, ["N"])
    scorer = BlockScorer(plan)
    scorer.score(block_of([["1"], ["2"], ["1"], ["500"]] * 5, ["N"]))
    assert scorer.methods["Class"] == {"class": 15, "row": 5}
    assert scorer.methods["Half"].total() == 20
    assert scorer.reasons["Class"] == ""
    assert scorer.reasons["Half"] != ""
