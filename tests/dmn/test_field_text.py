"""Fields and JSON become values exactly, and what does not fit says what does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.field_text import field_reader, field_text, from_json, parse_json
from feel.errors import FeelFault
from feel.feel_types import (
    ANY,
    ANY_RANGE,
    BUILT_IN_TYPES,
    DATE,
    NUMBER,
    STRING,
    ContextType,
    ListType,
)
from feel.temporal import parse_date
from feel.values import to_text

READ = [
    ("number", "12.50", "12.50"),
    ("number", " -2e3\t", "-2000"),
    ("number", "+.5", "0.5"),
    ("number", "1234567890123456789012345678901234", "1234567890123456789012345678901234"),
    ("boolean", " TRUE ", "true"),
    ("boolean", "false", "false"),
    ("date", "2024-02-29", '@"2024-02-29"'),
    ("time", "10:20:00+01:00", '@"10:20:00+01:00"'),
    ("date and time", "2024-02-29T10:20:00@Europe/Paris", '@"2024-02-29T10:20:00@Europe/Paris"'),
    ("days and time duration", "P1DT2H", '@"P1DT2H"'),
    ("years and months duration", "P14M", '@"P1Y2M"'),
    ("string", " padded ", '" padded "'),
    ("string", "   ", '"   "'),
    ("Any", "12", '"12"'),
    ("list", '[1, 0.10, "a"]', '[1, 0.10, "a"]'),
    ("context", '{"a": 1}', "{a: 1}"),
]


@pytest.mark.parametrize(("type_name", "text", "value"), READ)
def test_a_field_is_read_as_its_type(type_name, text, value):
    assert to_text(field_reader(BUILT_IN_TYPES[type_name]).read(text)) == value


@pytest.mark.parametrize("type_name", BUILT_IN_TYPES)
def test_an_empty_field_is_null_whatever_its_type(type_name):
    assert field_reader(BUILT_IN_TYPES[type_name]).read("") is None


@pytest.mark.parametrize("type_name", ["number", "boolean", "date", "list"])
def test_a_blank_field_is_null_unless_it_is_a_string(type_name):
    assert field_reader(BUILT_IN_TYPES[type_name]).read(" \t ") is None


@pytest.mark.parametrize(
    ("type_name", "text", "accepted"),
    [
        ("number", "12,5", "digits with one point"),
        ("number", "1_000", "digits with one point"),
        ("number", "١٢", "digits with one point"),
        ("number", "1.2.3", "digits with one point"),
        ("number", ".", "digits with one point"),
        ("number", "NaN", "digits with one point"),
        ("number", "1e7000", "digits with one point"),
        ("number", "1e99999999999999999999", "digits with one point"),
        ("boolean", "yes", "true or false"),
        ("boolean", "1", "true or false"),
        ("date", "31/02/2024", "yyyy-mm-dd"),
        ("date", "2023-02-29", "yyyy-mm-dd"),
        ("days and time duration", "P1Y", "P1DT2H3M4S"),
        ("years and months duration", "P1D", "P1Y2M"),
        ("list", '{"a": 1}', "JSON"),
        ("context", "{", "JSON"),
        ("range", "[1..2]", "nothing"),
    ],
)
def test_text_that_does_not_fit_says_which_forms_do(type_name, text, accepted):
    with pytest.raises(FeelFault) as raised:
        field_reader(BUILT_IN_TYPES[type_name]).read(text)
    assert raised.value.code == "TEXT_DOES_NOT_FIT"
    assert text in raised.value.message
    assert accepted in raised.value.hint


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=6) | st.integers(-(10**33), 10**33)
)
def test_a_number_survives_being_written_and_read(number):
    value = Decimal(number)
    if len(value.as_tuple().digits) <= 34:
        assert str(field_reader(NUMBER).read(field_text(value))) == field_text(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (Decimal("1E+40"), "1" + "0" * 40),
        (Decimal("0.10"), "0.10"),
        ("a,b", "a,b"),
        (parse_date("2024-02-29"), "2024-02-29"),
        ([Decimal("0.10"), None, "é"], '[0.10, null, "é"]'),
        ({"a": {"b": False}}, '{"a": {"b": false}}'),
    ],
)
def test_a_value_is_written_as_plain_text_and_lists_as_json(value, text):
    assert field_text(value) == text


def test_json_numbers_are_exact():
    read = parse_json('{"a": 0.1, "b": 12345678901234567890.123456789}')
    assert read == {"a": Decimal("0.1"), "b": Decimal("12345678901234567890.123456789")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n "b" 2}', "line 2, column 6: Expecting ':' delimiter"),
        ('{"a": NaN}', "NaN is no JSON value"),
        ('{"a": 1, "a": 2}', "the name 'a' is given twice"),
        ('{"a": 1e99999999999999999999}', "a number is out of range"),
        ("[" * 100_000, "the values are nested too deep"),
    ],
    ids=["syntax", "NaN", "twice", "range", "depth"],
)
def test_what_is_no_json_says_where_and_why(text, message):
    with pytest.raises(FeelFault) as raised:
        parse_json(text)
    assert message in raised.value.message


APPLICANT = ContextType({"Since": DATE, "Name": STRING, "Days": ListType(DATE)})


@pytest.mark.parametrize(
    ("value", "feel_type", "typed"),
    [
        ("2024-02-29", DATE, '@"2024-02-29"'),
        ("2024-02-30", DATE, '"2024-02-30"'),
        ("2024-02-29", STRING, '"2024-02-29"'),
        ("2024-02-29", ANY, '"2024-02-29"'),
        ("2024-02-29", ANY_RANGE, '"2024-02-29"'),
        ("2024-02-29", ListType(DATE), '@"2024-02-29"'),
        (["2024-02-29"], ListType(DATE), '[@"2024-02-29"]'),
        ({"Since": "2024-02-29", "Name": "A"}, APPLICANT, '{Since: @"2024-02-29", Name: "A"}'),
        ({"Days": ["2024-02-29"]}, APPLICANT, '{Days: [@"2024-02-29"]}'),
        ([{"Since": "2024-02-29"}], ListType(APPLICANT), '[{Since: @"2024-02-29"}]'),
    ],
)
def test_strings_in_json_become_what_the_type_wants(value, feel_type, typed):
    assert to_text(from_json(value, feel_type)) == typed
