"""A frame comes back as it was, with what evaluating it row by row gives at its end."""

import datetime as dt
import enum
import subprocess
import sys
import warnings
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load
from strategies import natural_values

from dmn.columns import ColumnError
from dmn.errors import UnknownNameError
from dmn.scoring.arrow_values import identity_key
from dmn.scoring.frame_kinds import frame_of
from dmn.scoring.frames import score
from dmn.scoring.row_tally import ScoreWarning
from feel.temporal import YearsAndMonthsDuration, to_python
from feel.values import Range

ECHO = load("""
    input X
    input N : number
    decision Same (X) = X
    decision Shown (X) : string = string(X)
    decision Class (N) : string =
        F | N : number || Class : string
        1 | < 0        || "below"
        2 | [0..0.3)   || "low"
        3 | >= 0.3     || "high"
    decision Share (N) : number = N / 3
""")
LOAN = load("""
    type tApplicant : {Age : number; Since : date}
    input Applicant : tApplicant
    input Amount : number
    decision Offer (Applicant, Amount) =
        F | Applicant.Age : number | Amount : number || ok : boolean | rate : number
        1 | >= 18                  | <= 1000         || true         | 0.10
        2 | >= 18                  | -               || true         | Amount / 3
        3 | < 18                   | -               || false        | null
    decision Terms (Applicant, Offer) = [Applicant.Since, Offer.rate, {age: Applicant.Age}]
""")


def quietly(model, data, *arguments, **options):
    """Return the frame with outcomes where what rows warn of is of no concern."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ScoreWarning)
        return score(model, data, *arguments, **options)


def natural(value):
    """Return what a frame of Python objects has for a value."""
    if type(value) is list:
        return [natural(item) for item in value]
    if type(value) is dict:
        return {name: natural(item) for name, item in value.items()}
    if type(value) in {Range, YearsAndMonthsDuration}:
        return str(value)
    if value is None or type(value) in {str, bool, Decimal}:
        return value
    found = to_python(value)
    return str(value) if found is value else found


def items(series):
    """Give the values of a series as they are; None where one is missing."""
    for place in range(len(series)):
        value = series.iloc[place]
        is_missing = value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124 - NaN
        yield None if is_missing else bool(value) if isinstance(value, np.bool) else value


# --- every kind of column -------------------------------------------------------------------------


class Colour(str, enum.Enum):  # noqa: UP042 - it is no StrEnum: its text is not its value
    RED = "red"


NOON = pd.Timestamp(2024, 10, 27, 0, 30, 0, 123456)
PARIS = ZoneInfo("Europe/Paris")
INSTANTS = pd.Series(pd.to_datetime([NOON, None, NOON + dt.timedelta(hours=1)])).dt.tz_localize(
    "UTC"
)
COLUMNS = {
    "int64": pd.Series([1, -2, 2**62]),
    "uint8": pd.Series([1, 255], dtype="uint8"),
    "float64": pd.Series([0.1 + 0.2, 0.3, np.nan, np.inf, -np.inf, -0.0, 1e300, 5e-324]),
    "float32": pd.Series([0.1, 0.3, 1 / 3, np.nan, np.inf], dtype="float32"),
    "float16": pd.Series([0.1, 0.3, np.nan], dtype="float16"),
    "longdouble": pd.Series(np.array(["0.1", "0.3"], dtype=np.longdouble)),
    "big-endian": pd.Series(np.array([0.1, 3], dtype=">f8")),
    "bool": pd.Series([True, False]),
    "complex": pd.Series([1j, 2]),
    **{
        f"datetime64[{unit}]": pd.Series([NOON, pd.NaT]).astype(f"datetime64[{unit}]")
        for unit in ("s", "ms", "us", "ns")
    },
    "nanoseconds": pd.Series(pd.to_datetime(["2024-01-01T10:00:00.123456789"])),
    "UTC": INSTANTS,
    "zone": INSTANTS.dt.tz_convert(PARIS),
    "zone called UTC": INSTANTS.dt.tz_convert(ZoneInfo("UTC")),
    "offset": INSTANTS.dt.tz_convert(dt.timezone(dt.timedelta(hours=-3, minutes=30))),
    "offset in seconds": INSTANTS.dt.tz_convert(dt.timezone(dt.timedelta(seconds=3601))),
    "zone without an id": INSTANTS.dt.tz_convert("dateutil/Europe/Paris"),
    "timedelta64": pd.Series(pd.to_timedelta(["1D", None, "00:00:00.000000001"])),
    "str": pd.Series(["a", None, "", " 1", "1.0"], dtype="str"),
    "string": pd.Series(["a", None, "é"], dtype="string"),
    "string in Python": pd.Series(["a", None, "\ud800"], dtype=pd.StringDtype("python")),
    "string objects": pd.Series(["a", None, np.nan, pd.NA, "1"], dtype=object),
    "half a pair": pd.Series(["a", "\ud800"], dtype=object),
    "string subclass": pd.Series([Colour.RED, "red"], dtype=object),
    "no objects": pd.Series([None, None], dtype=object),
    "mixed objects": pd.Series(
        [1, 1.0, True, "1", Decimal("1.00"), Decimal(1), None, np.nan, pd.NA, b"x", object],
        dtype=object,
    ),
    "dates": pd.Series([dt.date(2024, 2, 29), dt.time(10, tzinfo=PARIS), NOON], dtype=object),
    "containers": pd.Series([[1, 1.0], {"a": [dt.date(2024, 2, 29)]}, (), np.array([1.5])]),
    "FEEL values": pd.Series([YearsAndMonthsDuration(14), Range(Decimal(1), Decimal(2))]),
    "Int64": pd.Series([1, None, 2**63 - 1], dtype="Int64"),
    "Float32": pd.Series([0.1, None], dtype="Float32"),
    "boolean": pd.Series([True, None], dtype="boolean"),
    "categories": pd.Series(["a", None, "b", "a"], dtype="category"),
    "categories of numbers": pd.Series([0.1, np.nan, 0.3], dtype="category"),
    "categories of objects": pd.Series([1, "1", None, Decimal("1.50")], dtype="category"),
    "categories of intervals": pd.Series(pd.cut([1, 5], [0, 3, 6])),
    "categories of dates": pd.Series([NOON, pd.NaT], dtype="category"),
    "period": pd.Series(pd.period_range("2024-01", periods=2, freq="M")),
    "interval": pd.Series(pd.interval_range(0, 2)),
    "sparse": pd.Series(pd.arrays.SparseArray([0.0, 0.1, np.nan])),
    "Arrow's decimal": pd.Series(
        [Decimal("0.10"), None], dtype=pd.ArrowDtype(pa.decimal128(38, 2))
    ),
    "Arrow's float": pd.Series([0.1, None], dtype=pd.ArrowDtype(pa.float64())),
    "Arrow's list": pd.Series([[1, None], None], dtype=pd.ArrowDtype(pa.list_(pa.int64()))),
    "Arrow's struct": pd.Series(
        [{"a": 1}], dtype=pd.ArrowDtype(pa.struct([("a", pa.int64())]))
    ),
}  # fmt: skip


@pytest.mark.parametrize("series", COLUMNS.values(), ids=COLUMNS)
def test_a_column_of_pandas_gives_what_its_values_give_one_by_one(series):
    scored = quietly(ECHO, pd.DataFrame({"X": series}), ["Same", "Shown"])
    for decision in ("Same", "Shown"):
        rows = [ECHO.evaluate({"X": each}, decision=decision) for each in items(series)]
        expected = [natural(row[decision]) for row in rows]
        assert list(map(identity_key, items(scored[decision]))) == list(map(identity_key, expected))


@pytest.mark.parametrize("name", [name for name in COLUMNS if COLUMNS[name].dtype.kind in "iufcO"])
def test_numbers_are_told_apart_as_they_are_one_by_one(name):
    series = COLUMNS[name][[not isinstance(each, str) for each in COLUMNS[name]]]
    scored = quietly(ECHO, pd.DataFrame({"N": series}), ["Class", "Share"])
    for decision in ("Class", "Share"):
        rows = [ECHO.evaluate({"N": each}, decision=decision) for each in items(series)]
        assert list(items(scored[decision])) == [row[decision] for row in rows]


@given(st.lists(natural_values.filter(identity_key), max_size=8))
def test_objects_stay_exact(values):
    frame = pd.DataFrame({"X": pd.Series(values, dtype=object), "N": 1})
    expected = [natural(ECHO.evaluate({"X": each})["Same"]) for each in values]
    scored = quietly(ECHO, frame, ["Same"])["Same"]
    assert list(map(identity_key, items(scored))) == list(map(identity_key, expected))


@pytest.mark.parametrize(
    "series",
    [
        pl.Series([0.1 + 0.2, None, float("nan"), float("inf")]),
        pl.Series([0.1, 0.3], dtype=pl.Float32),
        pl.Series([1, 2**100, None], dtype=pl.Int128),
        pl.Series(["a", None, "1"]),
        pl.Series(["a", None], dtype=pl.Categorical),
        pl.Series(["a", None], dtype=pl.Enum(["b", "a"])),
        pl.Series([Decimal("0.10"), None]),
        pl.Series([dt.date(2024, 2, 29), None]),
        pl.Series([dt.time(10)]),
        pl.Series([dt.timedelta(1, 2, 3)]),
        pl.Series([dt.datetime.fromisoformat("2024-02-29T10:00")]),
        pl.Series([[1, None], None]),
        pl.Series([{"a": "x"}, {"a": None}]),
        pl.Series([b"x"]),
        pl.Series([None, None]),
        pl.Series([Decimal(1), "1", None], dtype=pl.Object),
    ],
    ids=lambda series: str(series.dtype),
)
def test_a_column_of_polars_gives_what_its_values_give_one_by_one(series):
    # of a short float Python has only a longer one
    values = series.to_numpy() if series.dtype == pl.Float32 else series.to_list()
    scored = quietly(ECHO, series.alias("X").to_frame(), "Shown")
    expected = [ECHO.evaluate({"X": each}, decision="Shown")["Shown"] for each in values]
    assert scored["Shown"].to_list() == expected


ARROW = {
    "chunks": pa.chunked_array([[1], [], [2, None]]),
    "short floats": pa.chunked_array([pa.array([0.1, None, float("nan")], pa.float32())]),
    "no chunks": pa.chunked_array([], pa.int64()),
    "dictionary": pa.chunked_array([pa.array(["a", None, "a"]).dictionary_encode()]),
    "runs": pa.chunked_array([pa.RunEndEncodedArray.from_arrays([2, 3], [1, 2])]),
    "structs": pa.chunked_array([[{"a": [1, None]}], [None]]),
    "views": pa.chunked_array([pa.array(["a", None], pa.string_view())]),
    "years beyond FEEL": pa.chunked_array([pa.array([2**62], pa.timestamp("s"))]),
}


@pytest.mark.parametrize("column", ARROW.values(), ids=ARROW)
def test_a_column_of_arrow_gives_what_its_values_give_one_by_one(column):
    table = pa.table({"X": column}, metadata={"kept": "yes"})
    is_beyond = pa.types.is_timestamp(column.type)
    values = [None] if is_beyond else column.to_pylist()
    if column.type == pa.float32():  # of which Python has only a longer one
        values = column.to_numpy()
    scored = quietly(ECHO, table, "Shown")
    expected = [ECHO.evaluate({"X": each}, decision="Shown")["Shown"] for each in values]
    assert scored["Shown"].to_pylist() == expected
    assert scored.drop_columns("Shown").schema.equals(table.schema, check_metadata=True)
    assert str(scored["X"]) == str(column)


# --- what comes back ------------------------------------------------------------------------------

PEOPLE = {
    "Applicant.Age": [20, 17, 60, None],
    "Since": [dt.date(2024, 2, 29), None, dt.date(1, 1, 1), None],
    "amount": [1000.0, 5.0, 2000.5, 1.0],
}
RECORDS = [dict(zip(PEOPLE, row, strict=True)) for row in zip(*PEOPLE.values(), strict=True)]
OUTPUTS = ["Offer.ok", "Offer.rate", "Terms"]
RATES = ["0.10", "None", "666.8333333333333333333333333333333", "None"]
INDEXES = {
    "labels that stand twice": pd.Index(["b", "a", "b", "a"], name="who"),
    "missing labels": pd.Index([1.0, np.nan, np.nan, 2.0]),
    "several levels": pd.MultiIndex.from_product([["a", "b"], [2, 2]], names=["x", None]),
    "times": pd.date_range("2024-01-01", periods=4, tz="UTC"),
}


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_a_frame_of_pandas_keeps_its_index_and_its_columns(index):
    frame = pd.DataFrame({**PEOPLE, "note": pd.Categorical(list("abca")), 7: [[], {}, 1, None]})
    frame.index = index
    frame.columns.name = "field"
    frame.attrs["source"] = "form"
    before = frame.copy(deep=True)
    scored = quietly(LOAN, frame)
    assert list(scored.columns) == [*frame.columns, *OUTPUTS]
    pd.testing.assert_frame_equal(scored[list(frame.columns)], before)
    pd.testing.assert_frame_equal(frame, before)
    assert scored.index.identical(index)
    assert all(a is b for a, b in zip(scored[7], frame[7], strict=True))
    assert (scored.attrs, scored.columns.name) == ({"source": "form"}, "field")


def test_in_pandas_numbers_are_decimals_and_the_rest_what_python_has():
    scored = quietly(LOAN, pd.DataFrame(PEOPLE))
    assert [str(scored[name].dtype) for name in OUTPUTS] == ["boolean", "object", "object"]
    assert list(map(str, scored["Offer.rate"])) == RATES
    assert scored["Terms"][0] == [dt.date(2024, 2, 29), Decimal("0.10"), {"age": Decimal(20)}]
    assert quietly(ECHO, pd.DataFrame({"N": [1, None]}), "Class")["Class"].dtype == "str"
    assert score(ECHO, pd.DataFrame({"N": [1]}), "Class")["Class"].dtype == "str"
    assert quietly(LOAN, pd.DataFrame(PEOPLE)[:2], "Offer")["Offer.ok"].dtype == bool


def test_where_pandas_has_no_values_to_go_by_the_model_tells_the_type():
    model = load("""
        input A : number
        decision Text (A) : string = null
        decision Flag (A) : boolean = null
        decision Any (A) = null
    """)
    expected = ["float64", "str", "boolean", "object"]
    assert list(map(str, score(model, pd.DataFrame({"A": [1.0]})).dtypes)) == expected
    expected[2] = "bool"
    assert list(map(str, score(model, pd.DataFrame({"A": [1.0]})[:0]).dtypes)) == expected


def test_categories_stay_codes_and_strings_go_to_arrow():
    frame = frame_of(pd.DataFrame({name: COLUMNS[name] for name in ("categories", "str")}))
    assert [pa.types.is_dictionary(frame.column(place, 0, 4).type) for place in (0, 1)] == [
        True,
        False,
    ]
    objects = frame_of(COLUMNS["string objects"].to_frame())
    assert objects.column(0, 1, 5).equals(pa.array([None, None, None, "1"]))


def test_a_list_in_a_row_is_its_own():
    scored = quietly(LOAN, pd.DataFrame([RECORDS[0]] * 2), "Terms")
    first, second = scored["Terms"]
    assert first == second
    first[2]["age"] = None
    assert first != second


def test_all_kinds_give_the_same():
    expected = quietly(LOAN, RECORDS)
    assert [list(row) for row in expected] == [[*PEOPLE, *OUTPUTS]] * 4
    lists = quietly(LOAN, PEOPLE)
    assert [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)] == (
        expected
    )
    table = quietly(LOAN, pa.table(PEOPLE))
    assert table["Offer.ok"].to_pylist() == [row["Offer.ok"] for row in expected]
    assert table["Offer.rate"].to_pylist() == [row["Offer.rate"] for row in expected]
    batch = quietly(LOAN, pa.record_batch(PEOPLE))
    assert isinstance(batch, pa.RecordBatch)
    assert pa.Table.from_batches([batch]).equals(table)
    polars = quietly(LOAN, pl.DataFrame(PEOPLE))
    assert polars.drop(OUTPUTS).equals(pl.DataFrame(PEOPLE))
    assert polars["Offer.ok"].to_list() == table["Offer.ok"].to_pylist()
    assert quietly(LOAN, pl.LazyFrame(PEOPLE)).equals(polars)


def test_in_arrow_a_column_has_the_narrowest_type_for_all_its_values():
    schema = quietly(LOAN, pa.table(PEOPLE), "Offer").schema
    assert schema.types[-2:] == [pa.bool_(), pa.decimal128(38, 31)]
    narrow = quietly(LOAN, pa.table(PEOPLE).slice(0, 2), "Offer").schema
    assert narrow.field("Offer.rate").type == pa.decimal128(38, 2)


def test_a_number_too_wide_for_polars_is_text():
    scored = score(ECHO, pl.DataFrame({"N": ["1e30", "1"]}), "Share")
    assert scored["Share"].to_list() == ["3" * 30 + ".3333", "0." + "3" * 34]


@pytest.mark.parametrize("make", [pd.DataFrame, pa.table, pl.DataFrame, dict])
def test_a_frame_without_rows_gets_its_columns(make):
    scored = score(LOAN, make({name: [] for name in PEOPLE}))
    header = scored if make is dict else getattr(scored, "column_names", None) or scored.columns
    assert list(header) == [*PEOPLE, *OUTPUTS]


def test_where_nothing_is_read_rows_still_count():
    model = load("decision One = 1")
    assert list(score(model, pd.DataFrame(index=["a", "b"]))["One"]) == [1, 1]
    assert score(model, [{}, {}]) == [{"One": 1}] * 2
    assert score(model, []) == []
    assert score(model, {}) == {"One": []}


def test_rows_are_scored_in_blocks(monkeypatch):
    frame = {**PEOPLE, "amount": ["1000", "5", "2000.5", "much"]}
    tables = [pa.table(frame), pd.DataFrame(frame)]
    table, pandas = (quietly(LOAN, each) for each in tables)
    monkeypatch.setattr("dmn.scoring.frames._ROWS", 3)
    with pytest.warns(
        ScoreWarning, match="1 of 4 rows had warnings, first: row 4: column 'amount'"
    ):
        assert score(LOAN, tables[0]).equals(table)
    pd.testing.assert_frame_equal(quietly(LOAN, tables[1]), pandas)


def test_what_explains_the_outcomes_is_added_on_demand():
    scored = quietly(LOAN, pd.DataFrame(PEOPLE), "Offer", explain=True)
    assert list(scored["Offer.rules"]) == [[1], [3], [2], []]


# --- how columns meet inputs ----------------------------------------------------------------------


def test_a_structured_input_is_one_column_of_structs_or_several():
    nested = pa.array([{"Age": 20, "Since": dt.date(2024, 2, 29)}, None])
    frames = [
        pa.table({"Applicant": nested, "Amount": [10, 10]}),
        pd.DataFrame({"Applicant": nested.to_pylist(), "Amount": [10, 10]}),
        pl.DataFrame({"Applicant": nested.to_pylist(), "Amount": [10, 10]}),
        pa.table({"Age": [20, None], "Since": nested.field("Since"), "Amount": [10, 10]}),
    ]
    found = [list(quietly(LOAN, frame, "Offer")["Offer.ok"]) for frame in frames]
    assert [[as_python(each) for each in column] for column in found] == [[True, None]] * 4


def as_python(value):
    value = value.as_py() if isinstance(value, pa.Scalar) else value
    return None if value is pd.NA else value


def test_text_is_read_as_what_the_model_says():
    frame = pd.DataFrame({"age": ["20", " 17 "], "since": "2024-02-29", "Amount": ["1e3", "5.0"]})
    scored = quietly(LOAN, frame)
    assert list(scored["Offer.ok"]) == [True, False]
    assert scored["Terms"][0][0] == dt.date(2024, 2, 29)
    assert scored["Amount"].tolist() == ["1e3", "5.0"]


def test_columns_are_mapped_by_hand():
    frame = pd.DataFrame({"n": [1], "m": [-1]})
    assert score(ECHO, frame, "Class", columns={"n": "N"})["Class"].tolist() == ["high"]
    assert score(ECHO, frame, "Class", columns={"m": "N"})["Class"].tolist() == ["below"]


def test_names_that_are_not_read_may_stand_twice_and_labels_be_no_strings():
    frame = pd.DataFrame([[1, 2, -1, 3, 4]], columns=["a", "a", "N", 0, ("b", "c")])
    scored = score(ECHO, frame, "Class")
    assert list(scored.columns) == [*frame.columns, "Class"]
    assert scored["Class"].tolist() == ["below"]
    table = pa.Table.from_arrays([pa.array([1])] * 3, ["a", "a", "N"])
    assert score(ECHO, table, "Class").column_names == ["a", "a", "N", "Class"]


REFUSED = [
    (["N", "N"], "Class", {}, "2 columns for input 'N' are named 'N'"),
    (["n", "n"], "Class", {"n": "N"}, "more than one column is named 'n'"),
    (["n", "n"], "Class", {}, "2 columns for input 'N' are named 'n'"),
    (["N", "Class"], "Class", {}, "more than one column 'Class'"),
    ([7, ("N", "")], "Class", {}, r"no column for input 'N'.*no input: 7, \('N', ''\)"),
    (["M"], "Class", {}, "no column for input 'N'.*the columns are: 'M'"),
]


@pytest.mark.parametrize(("labels", "decision", "columns", "message"), REFUSED)
def test_columns_that_do_not_meet_inputs_are_refused(labels, decision, columns, message):
    frame = pd.DataFrame([[1] * len(labels)])
    frame.columns = pd.Index(labels, tupleize_cols=False)
    with pytest.raises(ColumnError, match=message):
        score(ECHO, frame, decision, columns=columns)


def test_what_is_no_frame_or_no_decision_is_refused():
    with pytest.raises(TypeError, match=r"a Series is no frame .*give a DataFrame"):
        score(ECHO, pd.Series([1]))
    with pytest.raises(ValueError, match=r"different lengths: \[1, 2\]"):
        score(ECHO, {"X": [1], "N": [1, 2]})
    with pytest.raises(UnknownNameError, match="did you mean 'Class'"):
        score(ECHO, pd.DataFrame({"N": [1]}), "Clas")


# --- what is said ---------------------------------------------------------------------------------


def test_one_warning_tells_how_many_rows_had_some_and_the_first():
    frame = pd.DataFrame({"N": ["1", "x\ny", "2", "z"]})
    with pytest.warns(ScoreWarning) as caught:
        scored = score(ECHO, frame, "Class")
    assert scored["Class"].isna().tolist() == [False, True, False, True]
    (only,) = caught
    start = "2 of 4 rows had warnings, first: row 2: column 'N': 'x y' is not a number (hint: "
    assert str(only.message).startswith(start)
    assert only.filename == __file__


def test_polars_is_left_alone_where_no_frame_is_its_own():
    program = (
        "import sys, dmn, dmn.scoring.frames, pandas;"
        "model = dmn.table('B', outputs={'B': 'number'}, inputs={'A': 'number'}, rules=[[1, 2]]);"
        "assert dmn.scoring.frames.score(model, pandas.DataFrame({'A': [1]}))['B'][0] == 2;"
        "assert 'polars' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own program
