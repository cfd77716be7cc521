import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn.file_types import UNTYPED, fitting
from feel.conversion import from_natural
from feel.temporal import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)

KINDS = {
    "string": "text",
    "gYear": "text",
    "anyURI": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "decimal": "a number",
    "double": "a number",
    "float": "a number",
    "date": "a date",
    "time": "a time",
    "dateTime": "a dateTime",
    "duration": "a duration",
}
FITS = [
    ("string", "x", "x"),
    ("string", "", ""),
    ("QName", "a:b", "a:b"),
    ("boolean", True, True),
    ("integer", 3, 3),
    ("integer", 3.0, 3),
    ("integer", -(10**30), -(10**30)),
    ("decimal", 3.5, 3.5),
    ("float", 3, 3),
    ("date", "2026-01-31", parse_date("2026-01-31")),
    ("date", " 2026-01-31 ", parse_date("2026-01-31")),
    ("date", parse_date("2026-01-31"), parse_date("2026-01-31")),
    ("time", "10:00:00Z", parse_time("10:00:00Z")),
    ("dateTime", "2026-01-31T10:00:00Z", parse_date_time("2026-01-31T10:00:00Z")),
    ("dateTime", "2026-01-31", parse_date_time("2026-01-31T00:00:00")),  # FEEL reads it so
    ("duration", "P1DT2H", parse_duration("P1DT2H")),
    ("duration", "P1Y", parse_duration("P1Y")),
]
UNFIT = [
    ("string", 1),
    ("string", True),
    ("string", ["x"]),
    ("gYear", 2026),
    ("boolean", "true"),
    ("boolean", 1),
    ("integer", 3.5),
    ("integer", "3"),
    ("integer", True),
    ("decimal", "3.5"),
    ("decimal", False),
    ("double", {}),
    ("date", "31.1.2026"),
    ("date", "2026-02-30"),
    ("date", 2026),
    ("date", parse_date_time("2026-01-31T10:00:00Z")),
    ("time", "25:00:00"),
    ("dateTime", parse_date("2026-01-31")),
    ("duration", "1 day"),
    ("duration", 5),
    ("duration", ""),
]


@pytest.mark.parametrize(("type_name", "value", "expected"), FITS)
def test_a_value_that_fits_is_what_its_type_has(type_name, value, expected):
    found = fitting(from_natural(value), type_name)
    assert found == expected
    assert fitting(found, type_name) == found


@pytest.mark.parametrize(("type_name", "value"), UNFIT)
def test_a_value_that_does_not_fit_is_refused_and_told_what_would(type_name, value):
    with pytest.raises(ValueError, match=f"^expected is {KINDS[type_name]}"):
        fitting(from_natural(value), type_name)


@pytest.mark.parametrize("type_name", [*KINDS, UNTYPED, "nonsense"])
def test_null_fits_every_type(type_name):
    assert fitting(None, type_name) is None


@given(st.sampled_from([UNTYPED, "", "Money"]), st.text() | st.booleans() | st.integers())
def test_everything_is_of_a_type_that_says_nothing(type_name, value):
    value = from_natural(value)
    assert fitting(value, type_name) is value


@given(st.sampled_from(["date", "time", "dateTime", "duration"]), st.text())
def test_text_becomes_the_value_it_stands_for_or_is_refused(type_name, text):
    try:
        found = fitting(text, type_name)
    except ValueError:
        return
    assert not isinstance(found, str)
