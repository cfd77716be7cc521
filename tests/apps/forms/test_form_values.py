"""Forms of cases: types as kinds of fields, and what is entered as variables that fit."""

from decimal import Decimal
from pathlib import Path

import case_text
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import numbers, temporal_values, texts

from cmmn.reader import read
from dmn.input_form import entered_of, leaves_of
from feel.temporal import parse_temporal
from ruling_workbench.forms.form_values import (
    case_problems,
    case_values,
    changed,
    descriptions_of,
    entered_values,
    file_field,
    start_form,
    task_fields,
    typed,
)

COMPLAINT = Path(__file__).parents[3] / "examples" / "complaint" / "complaint.cmmn"
ORDER = """
file order {total: decimal, count: integer, paid: boolean, at: dateTime, day: date, hour: time,
 within: duration, note: string, other: Unspecified}
file free
file lines * {name: string}
    file part *
human A
    out order > order
    out free > free
    out lines > lines
    out unbound
""".replace(",\n", ",")


def fields():
    plan = case_text.plan(ORDER)
    return task_fields(plan, plan.items["A"])


def test_a_type_has_its_kind_of_field():
    kinds = {each.name: each.kind for each in leaves_of(fields())}
    assert kinds == {
        "total": "number",
        "count": "number",
        "paid": "boolean",
        "at": "date and time",
        "day": "date",
        "hour": "time",
        "within": "days and time duration",
        "note": "text",
        "other": "any",
        "free": "any",
        "name": "text",
        "part": "any",
        "unbound": "any",
    }


def test_what_may_occur_many_times_is_a_list_with_its_children():
    order, free, lines, unbound = fields()
    assert [each.is_list for each in (order, free, lines, unbound)] == [False, False, True, False]
    assert [(each.name, each.is_list, each.path) for each in lines.components] == [
        ("name", False, ("lines", "name")),
        ("part", True, ("lines", "part")),
    ]


def test_an_item_of_the_case_file_has_a_field_of_its_own():
    plan = case_text.plan(ORDER)
    found = file_field(plan, plan.file["order"])
    assert (found.name, found.path, found.is_list) == ("order", ("order",), False)
    assert found == fields()[0]
    assert file_field(plan, plan.file["lines"]).is_list


def test_the_words_of_the_model_come_with_its_items():
    definitions = read(COMPLAINT.read_bytes(), "complaint.cmmn")
    words = descriptions_of(definitions)
    assert words["severity"].startswith("low, medium or high.")
    assert words["response"] == "What the rules say is due to the customer."
    assert "description" in words


def test_a_start_asks_for_what_no_task_fills_in():
    plan = case_text.plan(
        "file a !\nfile b\nfile c\n    file d\nhuman A\n    out x > b\n    out y > c"
    )
    form = start_form(plan, {"a": "First."})
    assert [each.name for each in form.asked] == ["a"]
    assert [each.name for each in form.later] == ["b", "c"]
    assert (form.needed, form.asked[0].description) == ({"a"}, "First.")


def test_a_start_asks_for_its_parameters_where_there_are_some():
    form = start_form(case_text.plan("file order !\nfile b\ninput amount > order\nhuman A"))
    assert [each.name for each in form.asked] == ["amount"]
    assert [each.name for each in form.later] == ["b"]
    assert form.needed == {"amount", "order"}


@pytest.mark.parametrize(
    ("text", "feel"),
    [
        ("", ""),
        ("  ", ""),
        ("12.50", "12.50"),
        ("true", "true"),
        ("[1, 2]", "[1, 2]"),
        ("Lost at the depot", '"Lost at the depot"'),
        ('"quoted"', '"quoted"'),
        ("1 + 1", '"1 + 1"'),
        ('say "hello"', '"say \\"hello\\""'),
        ('@"2024-02-29"', '@"2024-02-29"'),
        ('@"2024-02-31"', '@"2024-02-31"'),
    ],
)
def test_what_is_typed_without_a_type_is_a_literal_or_text(text, feel):
    assert typed(text) == feel


@given(st.none() | st.booleans() | numbers | texts | temporal_values)
def test_what_is_shown_reads_back_as_it_was(value):
    asked = fields()[1:2]
    shown = entered_values(asked, {"free": value})
    assert shown["free"] is None or isinstance(shown["free"], (str, bool))
    kept = {name: each for name, each in shown.items() if each is not None}
    assert case_values(asked, kept).inputs.get("free") == value


@given(texts.filter(str.strip))
def test_a_text_is_shown_without_quotes_where_it_can_be_typed_so(text):
    read = case_values(fields()[1:2], {"free": text}).inputs.get("free")
    shown = entered_values(fields()[1:2], {"free": text})["free"]
    assert (shown == text) == (read == text)


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"total": "3,50"}, "order.total: '3,50' is not a number"),
        ({"count": "1.5"}, "order.count: this is no integer; expected is a whole number"),
        ({"within": "soon"}, "order.within: this is no duration; expected is a duration"),
        ({"day": "2024-02-31"}, "order.day: '2024-02-31' is not a date"),
        ({"other": '@"2024-02-31"'}, "order.other: "),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(entered, said):
    (found,) = case_problems(fields(), {"order": entered})
    assert str(found).startswith(said)


def test_what_fits_is_exact():
    entered = {
        "order": {"total": "3.50", "count": "3", "within": "P1Y", "note": "x", "other": "0.10"},
        "free": "12.50",
        "lines": [{"name": "a", "part": ["1", "two"]}],
    }
    found = case_values(fields(), entered)
    assert found.problems == ()
    assert found.inputs["order"]["total"].as_tuple() == Decimal("3.50").as_tuple()
    assert found.inputs["order"]["other"].as_tuple() == Decimal("0.10").as_tuple()
    assert found.inputs["order"]["within"] == "P1Y"
    assert found.inputs["lines"] == [{"name": "a", "part": [1, "two"]}]


def test_a_duration_is_shown_as_it_is_typed():
    shown = entered_of(fields(), {"order": {"within": parse_temporal("P2D")}})
    assert shown["order"]["within"] == "P2D"


@pytest.mark.parametrize(
    ("entered", "before", "found"),
    [
        ({"a": "1"}, {"a": "1"}, {}),
        ({"a": "2"}, {"a": "1"}, {"a": "2"}),
        ({"a": None}, {"a": ""}, {}),
        ({"a": None}, {"a": "1"}, {"a": None}),
        ({"a": {"b": None}}, {"a": None}, {}),
        ({"a": False}, {"a": None}, {"a": False}),
        ({"a": []}, {}, {}),
    ],
)
def test_what_was_left_as_it_was_is_not_changed(entered, before, found):
    assert changed(entered, before) == found
