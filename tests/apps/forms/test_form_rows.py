"""Lists in forms: flat ones are tables, others JSON; both lead back to what was entered."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from item_definitions import typed_model

from dmn.input_form import entered_of, fields_of, values_of
from ruling_workbench.forms.form_rows import (
    as_date,
    columns_of,
    entered_list,
    entered_rows,
    label_of,
    list_text,
    rows_of,
)

TYPES = {
    "tKind": ("string", '"a", "b"'),
    "tRow": {"kind": ("string", '"a", "b"'), "value": "number", "ok": "boolean", "on": "date"},
    "tDeep": {"rows": "list of tRow"},
}


def field(declared):
    (found,) = fields_of(typed_model(declared, TYPES))
    return found


@pytest.mark.parametrize(
    ("declared", "columns"),
    [
        ("list<number>", ["X"]),
        ("list<tKind>", ["X"]),
        ("list<tRow>", ["kind", "value", "ok", "on"]),
        ("list<tDeep>", []),
    ],
)
def test_a_flat_list_has_columns(declared, columns):
    assert [each.name for each in columns_of(field(declared))] == columns


ENTERED = [
    ("list<number>", ["1.50", "2"], [{"X": "1.50"}, {"X": "2"}]),
    ("list<tKind>", ["a"], [{"X": "a"}]),
    ("list<boolean>", [True, False], [{"X": "Yes"}, {"X": "No"}]),
    (
        "list<tRow>",
        [{"kind": "b", "value": "1.0", "ok": None, "on": "2024-02-29"}],
        [{"kind": "b", "value": "1.0", "ok": None, "on": "2024-02-29"}],
    ),
    ("list<tRow>", None, []),
]


@pytest.mark.parametrize(("declared", "entered", "rows"), ENTERED)
def test_rows_show_what_is_entered_and_give_it_back(declared, entered, rows):
    asked = field(declared)
    assert rows_of(asked, entered) == rows
    assert entered_rows(asked, rows) == (entered or [])


@pytest.mark.parametrize(
    ("declared", "entered"),
    [("list<tRow>", "[1]"), ("list<tRow>", [{"other": "1"}]), ("list<tDeep>", [])],
)
def test_what_fits_no_table_has_no_rows(declared, entered):
    assert rows_of(field(declared), entered) is None


def test_a_row_with_nothing_in_it_is_no_item():
    rows = [{"X": None}, {"X": "3"}, {"X": float("nan")}, {"X": ""}]
    assert entered_rows(field("list<number>"), rows) == ["3"]


def test_a_date_is_entered_as_its_text():
    rows = [{"kind": None, "value": None, "ok": None, "on": dt.date(2024, 2, 29)}]
    assert entered_rows(field("list<tRow>"), rows)[0]["on"] == "2024-02-29"


@pytest.mark.parametrize(
    ("entered", "label"), [("a", "a"), ("elsewhere", "elsewhere"), (True, "True")]
)
def test_what_is_no_choice_is_shown_as_it_is(entered, label):
    assert label_of(field("tKind"), entered) == label


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-02-29", dt.date(2024, 2, 29)),
        ("2024-02-31", None),
        ("20240229", None),
        ("-0001-01-01", None),
        (None, None),
        (True, None),
    ],
)
def test_a_date_that_python_has_is_found(text, found):
    assert as_date(text) == found


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "kind": st.text(max_size=3).filter(lambda each: each.strip('"')),
                "value": st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
                "ok": st.booleans(),
            },
        ),
        min_size=1,
        max_size=3,
    )
)
def test_json_gives_back_the_same_values(rows):
    asked = field("list<tDeep>")
    entered = [{"rows": rows}]
    again = entered_list(asked, list_text(asked, entered))
    first, second = (values_of((asked,), {"X": each}).inputs for each in (entered, again))
    assert entered_of((asked,), first) == entered_of((asked,), second)


@pytest.mark.parametrize("text", ["[1", "nonsense", '1}, "y": 2', "1", '{"rows": []}'])
def test_text_that_is_no_such_json_stays_as_it_was_typed(text):
    asked = field("list<tDeep>")
    assert entered_list(asked, text) == text
    assert list_text(asked, text) == text


@pytest.mark.parametrize(
    ("text", "entered"),
    [
        ('[{"rows": [{"on": "2024-02-31"}]}]', [{"rows": [{"on": "2024-02-31"}]}]),
        ('[{"rows": [{"value": "much"}]}]', [{"rows": [{"value": "much"}]}]),
        ('[{"rows": [{"kind": "\\u0008"}]}]', [{"rows": [{"kind": "\b"}]}]),
        ('[{"rows": 1, "other": [1.50]}]', [{"rows": "1", "other": "[1.50]"}]),
    ],
)
def test_what_does_not_fit_is_entered_as_it_is_and_shown_again(text, entered):
    asked = field("list<tDeep>")
    assert entered_list(asked, text) == entered
    assert values_of((asked,), {"X": entered}).problems
    assert entered_list(asked, list_text(asked, entered)) == entered


def test_nothing_is_entered_by_nothing():
    assert entered_list(field("list<tDeep>"), "  ") is None
    assert list_text(field("list<tDeep>"), None) == ""
