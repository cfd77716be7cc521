"""Cells as text: what was typed stays, other values are as `dmn score` writes them."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from ruling_workbench.batch.cell_text import cell_texts


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        pytest.param(["a", "", None], ["a", "", ""], id="text"),
        pytest.param([Decimal("1.50"), True, False], ["1.50", "true", "false"], id="values"),
        pytest.param([[1, "a"], {"b": None}], ['[1, "a"]', '{"b": null}'], id="nested"),
        pytest.param([dt.date(2024, 2, 29)], ["2024-02-29"], id="a date"),
        pytest.param([float("inf")], ["inf"], id="no value of FEEL"),
        pytest.param(["\ud800x", "ü"], ["\\ud800x", "ü"], id="half a letter"),
        pytest.param(pa.array([1, None], pa.int64()), ["1", ""], id="numbers of Arrow"),
        pytest.param(pa.array(["x", None]), ["x", ""], id="text of Arrow"),
        pytest.param(pa.array([0.1, float("nan")]), ["0.1", ""], id="floats of Arrow"),
    ],
)
def test_a_cell_is_text(column, expected):
    assert cell_texts(column) == expected
