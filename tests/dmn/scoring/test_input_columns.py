"""A column is read by value or by class; what does not fit or is outside is known by row."""

from decimal import Decimal

import pyarrow as pa
import pytest
from model_text import load

from dmn.scoring.block import Block
from dmn.scoring.plan import plan_score
from dmn.scoring.wiring import Wiring

BY_CLASS = """
type tAge : number in [0..120]
input Age : tAge
decision D (Age) =
  U | Age || R
  1 | < 18 || "minor"
  2 | >= 18 || "adult"
"""
BY_VALUE = "type tAge : number in [0..120]\ninput Age : tAge\ndecision D (Age) = Age + 1"


def read(text, values, *, is_text=True):
    plan = plan_score(load(text), ["Age"], is_text=is_text)
    (reader,) = Wiring(plan).readers
    return reader.read(Block(len(values), [pa.array(values) if is_text else values]))


def by_row(coded):
    return [coded.values[code] for code in coded.codes]


def test_a_column_that_tables_test_is_read_by_class():
    found = read(BY_CLASS, ["17", "3", "", "18", "40.5"])
    codes = found.by_class.codes.tolist()
    assert found.by_value is None
    assert codes[0] == codes[1]
    assert codes[3] != codes[4]  # 18 is an end point
    assert len(set(codes)) == 4
    assert by_row(found.by_class)[2] is None


def test_any_other_column_is_read_by_value():
    found = read(BY_VALUE, ["17", "17.0", "", "17"])
    assert found.by_class is None
    assert list(map(str, by_row(found.by_value))) == ["17", "17.0", "None", "17"]


@pytest.mark.parametrize("text", [BY_CLASS, BY_VALUE])
def test_text_that_does_not_fit_is_null_with_a_warning_for_its_rows(text):
    found = read(text, ["x", "1", "x", "12,5"])
    faults = {warning.message: rows.tolist() for rows, warning in found.faults}
    assert faults == {"'x' is not a number": [0, 2], "'12,5' is not a number": [3]}
    coded = found.by_class or found.by_value
    assert [value is None for value in by_row(coded)] == [True, False, True, True]


@pytest.mark.parametrize("text", [BY_CLASS, BY_VALUE])
@pytest.mark.parametrize("is_text", [True, False])
def test_values_that_are_not_allowed_are_outside(text, is_text):
    values = ["-1", "0", "120", "121", "1e9"]
    if not is_text:
        values = [Decimal(value) for value in values]
    assert read(text, values, is_text=is_text).outside.tolist() == [0, 3, 4]


def test_a_class_met_among_objects_is_not_thought_to_be_inside_later():
    plan = plan_score(load(BY_CLASS), ["Age"], is_text=False)
    (reader,) = Wiring(plan).readers
    assert reader.read(Block(2, [[Decimal(130), None]])).outside.tolist() == [0]
    assert reader.read(Block(2, [pa.array([131.5, 5.0])])).outside.tolist() == [0]
