"""Record batches are scored as a stream, anywhere, with one schema and nothing lost in silence."""

import datetime as dt
import pickle
import warnings
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from itertools import count, islice
from multiprocessing import get_context

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load, xml
from strategies import finite_numbers, plain_numbers, texts

import dmn
from dmn.columns import ColumnError
from dmn.field_text import field_text
from dmn.scoring.arrow_values import natural_values
from dmn.scoring.record_batches import plan
from dmn.scoring.row_tally import ScoreWarning
from feel import function
from feel.temporal import Date
from feel.values import NUMBERS

WIDE = pa.decimal256(76, 42)
MODEL = load("""
    type tTerm : {name : string; months : number}
    type tTerms : list of tTerm
    input Age : number
    input Name : string
    input Since : date
    decision Class (Age) : string =
        F | Age : number || Class : string
        1 | < 18         || "young"
        2 | -            || "old"
    decision Fee (Age) : number =
        U | Age : number || Fee : number default 0.125
        1 | > 60         || 10.5
        2 | [18..60]     || 20
    decision Fees (Age) =
        C | Age : number || Fees : number
        1 | > 60         || 10.5
        2 | > 18         || 2
    decision Sum (Age) : number =
        C+ | Age : number || Sum : number
        1  | > 60         || 10.5
        2  | > 18         || 2
    decision Offer (Age) =
        U | Age : number || ok : boolean | rate : number | note
        1 | < 18         || false        | null          | "no"
        2 | >= 18        || true         | Age / 3       | Age
    decision Share (Age) : number = Age / 3
    decision Power (Age) : number = 10 ** Age
    decision Start (Since) : date = Since
    decision Day (Since) : date = @"999999999-01-01"
    decision Adult (Age) : boolean = Age >= 18
    decision Length (Name) : days and time duration =
        duration("P" + string(string length(Name)) + "D")
    decision Terms (Name, Age) : tTerms = [{name: Name, months: Age}]
    decision Anything (Name, Age) = if Age > 18 then Age else [Name]
""")
TYPES = {
    "Class": [pa.string()],
    "Fee": [pa.decimal128(38, 3)],
    "Fees": [pa.list_(pa.decimal128(38, 1))],
    "Sum": [WIDE],
    "Offer": [pa.bool_(), WIDE, pa.string()],
    "Share": [WIDE],
    "Power": [WIDE],
    "Start": [pa.date32()],
    "Day": [pa.date32()],
    "Adult": [pa.bool_()],
    "Length": [pa.string()],
    "Terms": [pa.list_(pa.struct([("name", pa.string()), ("months", WIDE)]))],
    "Anything": [pa.string()],
}
SCHEMA = pa.schema(
    [("Age", pa.int64()), ("Name", pa.string()), ("Since", pa.date32()), ("note", pa.binary())],
    metadata={"kept": "yes"},
)
ROWS = [
    {"Age": age, "Name": name, "Since": day, "note": b"x"}
    for age, name, day in [
        (17, "Ann", dt.date(2024, 2, 29)),
        (40, None, None),
        (61, "é", dt.date(1, 1, 1)),
        (None, "", dt.date(2024, 2, 29)),
    ]
]
BATCHES = [pa.RecordBatch.from_pylist(rows, SCHEMA) for rows in (ROWS[:3], [], ROWS[3:], ROWS * 2)]


def scored(model, source, batches, decisions=(), **options):
    """Return the batches of a plan where what rows warn of is of no concern."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ScoreWarning)
        return list(plan(model, source, decisions, **options).score_batches(batches))


@pytest.mark.parametrize("decision", TYPES)
def test_the_types_are_known_before_the_first_row(decision):
    found = plan(MODEL, SCHEMA, decision).schema
    assert found.types[len(SCHEMA) :] == TYPES[decision]
    assert [found.field(name) for name in SCHEMA.names] == list(SCHEMA)
    assert found.metadata == {b"kept": b"yes"}


def test_what_comes_out_is_what_comes_in_and_what_the_rows_give_one_by_one():
    found = scored(MODEL, SCHEMA, BATCHES)
    schema = plan(MODEL, SCHEMA).schema
    assert [batch.num_rows for batch in found] == [3, 0, 1, 8]
    for before, batch in zip(BATCHES, found, strict=True):
        batch.validate(full=True)
        assert batch.schema.equals(schema, check_metadata=True)
        assert batch.select(SCHEMA.names).equals(before)
        for row in batch.to_pylist():
            result = MODEL.evaluate({name: row[name] for name in ("Age", "Name", "Since")})
            offer = result["Offer"] or {}
            assert row["Fee"] == result["Fee"]
            assert row["Offer.rate"] == offer.get("rate")
            assert row["Offer.note"] == as_text(offer.get("note"))
            assert row["Anything"] == as_text(result["Anything"])
            assert row["Terms"] == result["Terms"]
            assert row["Class"] == result["Class"]


def as_text(value):
    return None if value is None else field_text(value)


@given(st.lists(plain_numbers | finite_numbers | st.none(), min_size=1, max_size=5), st.data())
def test_a_number_is_exact_or_null_with_a_warning(numbers, data):
    model = load("input N : number\ndecision Same (N) : number = N")
    batch = pa.record_batch({"N": [None if n is None else str(n) for n in numbers]})
    cut = data.draw(st.integers(0, len(numbers)))
    batches = [batch.slice(0, cut), batch.slice(cut)]
    found = pa.Table.from_batches(scored(model, batch.schema, batches, warnings="wrong"))
    for number, same, wrong in zip(numbers, *map(natural_values, found.columns[1:]), strict=True):
        if same is None and number is not None:
            assert wrong[0].startswith("column 'Same': ")
            assert "does not fit decimal256(76, 42) (hint: score the whole frame" in wrong[0]
            assert (
                max(
                    NUMBERS.normalize(number).adjusted() + 1,
                    -NUMBERS.normalize(number).as_tuple().exponent,
                )
                > 38
            )
        else:
            assert (same, wrong) == (number, [])


@given(st.lists(texts, max_size=4))
def test_a_string_stays_a_string(values):
    model = load("input S\ndecision Same (S) : string = S")
    values = [value.encode(errors="ignore").decode() for value in values]
    batch = pa.record_batch({"S": pa.array(values, pa.string())})
    (found,) = scored(model, batch.schema, [batch])
    assert found["Same"].to_pylist() == values


def test_a_date_beyond_arrow_is_null_with_a_warning():
    with pytest.warns(ScoreWarning, match="3 of 3 rows had warnings, first: row 1: column 'Day'"):
        found = list(plan(MODEL, SCHEMA, "Day").score_batches(BATCHES[:1]))
    assert found[0]["Day"].to_pylist() == [None] * 3
    assert Date(999_999_999, 1, 1).key > 2**31


def test_a_context_with_more_than_its_type_says_is_null_with_a_warning():
    model = load("""
        type tPart : {a : number}
        type tParts : list of tPart
        input A : number
        decision Parts (A) : tParts = [if A > 1 then {a: A, b: A} else {a: A}]
    """)
    batch = pa.record_batch({"A": [1, 2]})
    (found,) = scored(model, batch.schema, [batch], warnings="wrong")
    assert found["Parts"].to_pylist() == [[{"a": Decimal(1)}], None]
    assert [len(each) for each in found["wrong"].to_pylist()] == [0, 1]
    assert 'column \'Parts\': [{"a": 2, "b": 2}] does not fit' in found["wrong"][1].as_py()[0]


CONSTANTS = [
    (": number =\n  U | A : number || X : number\n  1 | 1 || 10", pa.decimal128(38, 0)),
    (": number =\n  U | A : number || X : number\n  1 | 1 || 10**50", pa.string()),
    (": number =\n  U | A : number || X : number\n  1 | 1 || A", WIDE),
    (": number =\n  U | A : number || X : number default A\n  1 | 1 || 1", WIDE),
    (": number =\n  C> | A : number || X : number\n  1 | 1 || 1", WIDE),
    ("=\n  U | A : number || X\n  1 | 1 || true\n  2 | 2 || 1.5", pa.string()),
    ("=\n  U | A : number || X\n  1 | 1 || null", pa.string()),
    ('=\n  U | A : number || X\n  1 | 1 || @"2024-02-29"', pa.date32()),
    ("=\n  U | A : number || X : date\n  1 | 1 || null", pa.date32()),
    ("=\n  C | A : number || X : boolean\n  1 | 1 || A > 1", pa.list_(pa.bool_())),
    (": number =\n  C | A : number || X\n  1 | 1 || 5\n  2 | 1 || 6.5", WIDE),
    (": string =\n  U | A : number || X\n  1 | 1 || 5", pa.string()),
    ("=\n  U | A : number || X\n  1 | 1 || ((", pa.string()),
    ("=\n  C | A : number || X : number | Y\n  1 | 1 || 5 | 6", pa.string()),
]  # fmt: skip


@pytest.mark.parametrize(("logic", "kind"), CONSTANTS)
def test_a_table_of_constants_has_the_type_of_these(logic, kind):
    model = load(f"input A : number\ndecision X (A) {logic}")
    batch = pa.record_batch({"A": [1, 2, None]})
    (found,) = scored(model, batch.schema, [batch], warnings="wrong")
    assert found["X"].type == kind
    assert not any("does not fit" in each for row in found["wrong"].to_pylist() for each in row)


# --- the stream -----------------------------------------------------------------------------------


def test_one_batch_goes_out_for_each_that_comes_in():
    taken = []
    endless = (taken.append(number) or BATCHES[0] for number in count())
    given_back = plan(MODEL, SCHEMA, "Class").score_batches(endless)
    assert len(list(islice(given_back, 3))) == 3
    assert taken == [0, 1, 2]


def test_of_names_alone_the_schema_is_that_of_the_batches():
    found = plan(MODEL, SCHEMA.names, "Class")
    assert found.schema is None
    (batch,) = found.score_batches(BATCHES[:1])
    assert batch.schema.equals(plan(MODEL, SCHEMA, "Class").schema, check_metadata=True)


def test_warnings_are_a_column_on_demand():
    rows = pa.record_batch({"Age": ["1", "x", "1e39"]})
    (batch,) = plan(MODEL, rows.schema, ["Share"], warnings="wrong").score_batches([rows])
    first, second, third = batch["wrong"].to_pylist()
    assert first == []
    assert second[0].startswith("column 'Age': 'x' is not a number (hint: write digits")
    assert third[0].startswith("column 'Share': 333333")
    assert batch.schema.field("wrong").type == pa.list_(pa.string())


def test_without_that_column_one_warning_counts_the_rows_of_all_batches():
    rows = pa.record_batch({"Age": ["1", "x"]})
    with pytest.warns(ScoreWarning) as caught:
        list(plan(MODEL, rows.schema, "Class").score_batches([rows.slice(0, 1), rows, rows]))
    (only,) = caught
    assert str(only.message).startswith("2 of 5 rows had warnings, first: row 3: column 'Age': ")
    assert only.filename == __file__


def test_the_first_warning_is_that_of_the_first_row():
    rows = pa.record_batch({"Age": ["1e39", "x"]})
    with pytest.warns(ScoreWarning, match="2 of 2 rows had warnings, first: row 1: column 'Share'"):
        list(plan(MODEL, rows.schema, "Share").score_batches([rows]))


def test_what_explains_the_outcomes_is_added_on_demand():
    (batch, *_) = scored(MODEL, SCHEMA, BATCHES, ["Fee"], explain=True)
    assert batch.schema.field("Fee.rules").type == pa.list_(pa.decimal128(38, 0))
    assert batch["Fee.rules"].to_pylist() == [[], [2], [1]]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (["Age", "Fee"], "more than one column 'Fee'"),
        (["Age", "wrong"], "more than one column 'wrong'"),
        (["Old"], "no column for input 'Age'"),
    ],
)
def test_columns_that_do_not_fit_are_refused_before_the_start(source, message):
    with pytest.raises(ColumnError, match=message):
        plan(MODEL, source, "Fee", warnings="wrong")


@pytest.mark.parametrize("source", [SCHEMA, SCHEMA.names])
def test_a_batch_with_other_columns_is_refused(source):
    other = BATCHES[0].select(["Name", "Age", "Since", "note"])
    with pytest.raises(ColumnError, match="a batch has other columns than planned: Name: string, "):
        list(plan(MODEL, source, "Class").score_batches([other]))


def test_a_batch_with_other_types_is_refused_where_these_were_given():
    other = pa.RecordBatch.from_pylist(ROWS, SCHEMA.set(0, pa.field("Age", pa.float64())))
    with pytest.raises(ColumnError, match=r"Age: double, .*the plan is for: Age: int64, "):
        list(plan(MODEL, SCHEMA, "Class").score_batches([other]))
    assert len(scored(MODEL, SCHEMA.names, [other], "Class")) == 1


# --- elsewhere ------------------------------------------------------------------------------------


def twice(number):
    """Return what a host function of the tests gives."""
    return number * 2


def score_share(a_plan, batches):
    """Return what a plan gives for some batches, as a worker elsewhere does."""
    return list(a_plan.score_batches(batches))


@pytest.fixture
def imported(tmp_path):
    (tmp_path / "other.dmn").write_bytes(
        xml("input A : number\ndecision Half (A) : number = A / 2", "other", "urn:other")
    )
    main = "import o from urn:other\ndecision Whole (urn:other#Half) : number = twice(o.Half)"
    path = tmp_path / "main.dmn"
    path.write_bytes(xml(main))
    return dmn.load(path, functions=[function("twice", ["n"], twice)])


def test_a_plan_gives_the_same_in_other_processes(imported):
    schema = pa.schema([("A", pa.float64())])
    batches = [
        pa.record_batch({"A": [float(number) / 8 for number in range(start, start + 50)]})
        for start in range(0, 200, 50)
    ]
    whole = plan(imported, schema, "Whole", columns={"A": "o.A"}, explain=True)
    expected = list(whole.score_batches(batches))
    assert expected[0]["Whole"].to_pylist() == [Decimal(n) / 8 for n in range(50)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(score_share, [whole] * 2, [batches[:1], batches[1:]]))
    assert [batch for part in found for batch in part] == expected


def test_a_copy_keeps_the_instant_and_all_choices():
    model = load("input A\ndecision When (A) : string = string(now())")
    original = plan(model, ["B", "x"], columns={"x": "A"}, warnings="wrong")
    copy = pickle.loads(pickle.dumps(original))  # noqa: S301 - our own
    batch = pa.record_batch({"B": [1], "x": [2]})
    assert list(copy.score_batches([batch])) == list(original.score_batches([batch]))
    assert (copy.now, copy.warnings) == (original.now, "wrong")
    assert copy.added == original.added
