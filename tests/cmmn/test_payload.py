import datetime as dt
import decimal
import json
from collections import UserDict
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from strategies import natural_values
from strategies_cases import case_values

import feel
from cmmn.errors import CommandRefused, StoreError
from cmmn.payload import (
    DEEPEST,
    LARGEST,
    checked,
    dumps,
    from_json,
    loads,
    text_of,
    to_json,
    tree_of,
)
from feel.temporal import parse_date_time, parse_duration, parse_time
from feel.values import Range

HALF = "\ud800"
WRITTEN = [
    (None, "null"),
    (True, "true"),
    ("größe 🐎", '"größe 🐎"'),
    (Decimal("12.50"), '{"$number":"12.50"}'),
    (Decimal(3), '{"$number":"3"}'),
    (Decimal("1E+2"), '{"$number":"1E+2"}'),
    (Decimal("-0"), '{"$number":"-0"}'),
    (feel.Date(-5, 2, 28), '{"$date":"-0005-02-28"}'),
    (parse_time("10:00:00.1+01:00:30"), '{"$time":"10:00:00.1+01:00:30"}'),
    (parse_time("10:00:00@Etc/UTC"), '{"$time":"10:00:00@Etc/UTC"}'),
    (
        parse_date_time("999999999-12-31T23:59:59Z"),
        '{"$dateTime":"999999999-12-31T23:59:59Z"}',
    ),
    (parse_duration("-P1DT2H"), '{"$duration":"-P1DT2H"}'),
    (parse_duration("P0M"), '{"$duration":"P0M"}'),
    (parse_duration("PT0S"), '{"$duration":"PT0S"}'),
    (
        Range("a", "b", end_included=False),
        '{"$range":["a","b",true,false,null]}',
    ),
    (
        Range.unary("<", Decimal(1)),
        '{"$range":[null,{"$number":"1"},false,false,"<"]}',
    ),
    ({"b": [], "a": {}}, '{"b":[],"a":{}}'),
    ({"$number": "1"}, '{"$$number":"1"}'),
    ({"$": "x", "$$": "y"}, '{"$$":"x","$$$":"y"}'),
]


def exact(value):
    """Return what tells values apart that Python's == takes for the same."""
    if type(value) is dict:
        return dict, [(key, exact(item)) for key, item in value.items()]
    if type(value) is list:
        return list, [exact(item) for item in value]
    if type(value) is Range:
        return Range, [exact(part) for part in value._fields()]
    if type(value) is Decimal:
        return Decimal, value.as_tuple()
    return type(value), value


def nested(levels, innermost=None):
    for _ in range(levels):
        innermost = [innermost]
    return innermost


@pytest.mark.parametrize(("value", "text"), WRITTEN, ids=repr)
def test_a_value_is_written_as_canonical_text(value, text):
    assert dumps(value) == text
    assert exact(loads(text)) == exact(value)


@given(case_values())
def test_a_value_comes_back_the_same_to_the_last_digit_zone_and_key(value):
    text = dumps(value)
    assert exact(loads(text)) == exact(value)
    assert dumps(loads(text)) == text
    text.encode()


@given(case_values())
def test_what_is_written_is_plain_json(value):
    assert json.loads(dumps(value)) == to_json(value)
    assert exact(from_json(to_json(value))) == exact(value)


@given(natural_values)
def test_a_natural_value_is_refused_or_kept_for_good(value):
    try:
        kept = checked(value)
    except CommandRefused:
        return
    assert exact(loads(dumps(kept))) == exact(kept)
    assert exact(checked(kept)) == exact(kept)


def test_the_context_of_the_thread_has_no_say():
    with decimal.localcontext(decimal.Context(prec=3, capitals=0)):
        assert dumps(Decimal("1.2345E+20")) == '{"$number":"1.2345E+20"}'
        assert exact(loads('{"$number":"1.2345E+20"}')) == exact(Decimal("1.2345E+20"))


@pytest.mark.parametrize(
    ("natural", "value"),
    [
        (0.1, Decimal("0.1")),
        ((1, True), [Decimal(1), True]),
        (UserDict({1: None}), {"1": None}),
        (dt.date(2024, 2, 29), feel.Date(2024, 2, 29)),
        (np.array([[1], [2]]), [[Decimal(1)], [Decimal(2)]]),
        (np.str_("a"), "a"),
        (pd.Series(["a", 1.5]), ["a", Decimal("1.5")]),
        (Range(1, 2), Range(Decimal(1), Decimal(2))),
        ("x" * LARGEST, "x" * LARGEST),
        (nested(DEEPEST), nested(DEEPEST)),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_natural_values_become_feel_values(natural, value):
    assert exact(checked(natural)) == exact(value)


def _shared_many_times():
    value = ["x" * 10]
    for _ in range(50):
        value = [value] * 10
    return value


def _endless():
    value = {}
    value["again"] = value
    return value


@pytest.mark.parametrize(
    ("value", "path", "word"),
    [
        ({"a": [1, {"b": "x\0"}]}, "a[2].b", "NUL"),
        ({"a": {"x\0": 1}}, r"a.'x\x00'", "NUL"),
        (["x" + HALF], "[1]", "surrogate"),
        ({HALF: 1}, r"'\ud800'", "surrogate"),
        (np.str_("\0a"), "", "NUL"),
        ({"a": float("nan")}, "a", "float"),
        (Decimal("sNaN"), "", "Decimal"),
        (pd.NaT, "", "NaTType"),
        (pd.NA, "", "NAType"),
        (np.array([1.0, np.nan]), "[2]", "float64"),
        (float("inf"), "", "infinite"),
        (10**7000, "", "out of range"),
        (b"x", "", "bytes"),
        ([{1, 2}], "[1]", "set"),
        (pd.DataFrame({"a": [1]}), "", "DataFrame"),
        ({"f": feel.evaluate("function(x) x")}, "f", "function"),
        (Range("a", "\0"), "", "NUL"),
        (Range(1, 2, operator="<>"), "", "operator"),
        ({1: "a", "1": "b"}, "", "two keys"),
        ({10**7000: "a"}, "", "no text"),
        (nested(DEEPEST + 1), "[1]" * DEEPEST, "nested"),
        (_endless(), ".".join(["again"] * DEEPEST), "nested"),
        ("x" * (LARGEST + 1), "", "characters"),
        ({"x" * (LARGEST + 1): 1}, "'" + "x" * 60 + "'", "characters"),
        ([None] * (LARGEST + 1), f"[{LARGEST + 1}]", "characters"),
        (np.zeros(LARGEST + 1), "", "characters"),
        (dict.fromkeys(map(str, range(250_001))), "", "characters"),
    ],
    ids=lambda each: each[:30] if isinstance(each, str) else type(each).__name__,
)
def test_what_cannot_be_kept_is_refused_with_its_place(value, path, word):
    with pytest.raises(CommandRefused) as refused:
        checked(value, ("file", "order"))
    place = ("file", "order", path) if path else ("file", "order")
    assert (refused.value.code, refused.value.location.path) == ("INVALID_VALUE", place)
    assert word in refused.value.message
    assert refused.value.hint
    assert str(refused.value).isprintable()


def test_a_list_that_is_shared_many_times_over_is_refused_in_no_time():
    with pytest.raises(CommandRefused, match="characters"):
        checked(_shared_many_times())


def test_what_is_checked_is_a_copy():
    original = {"a": [Decimal(1)]}
    kept = checked(original)
    original["a"].append(Decimal(2))
    assert kept == {"a": [Decimal(1)]}


@pytest.mark.parametrize(
    "value",
    [1, 1.5, b"x", (1,), Decimal("NaN"), Decimal("Infinity"), "\0", "\\\0", {"\\\\\0": 1},
     [HALF], {HALF: 1}, nested(DEEPEST + 51), feel.evaluate("function(x) x")],
    ids=lambda value: ascii(value)[:30],
)  # fmt: skip
def test_what_could_not_be_read_back_is_not_written(value):
    with pytest.raises(CommandRefused) as refused:
        dumps(value)
    assert refused.value.code == "INVALID_VALUE"


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "\\\\", "\x01", "\u2028"])
def test_what_only_looks_like_a_nul_is_written(text):
    assert loads(dumps(text)) == text


def test_a_value_at_the_deepest_may_stand_inside_others_of_the_case():
    value = {"order": {"line": nested(DEEPEST)}}
    assert loads(dumps(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "nul", "NaN", "-Infinity", "1", "1.5", '{"a":1}', '"a" "b"', "[" * 100_000,
        '{"$number":1}', '{"$number":"NaN"}', '{"$number":"1_0"}', '{"$number":"1E+99999"}',
        '{"$number":" 1"}', '{"$number":"١"}', '{"$number":"1","a":null}', '{"$":"x"}',
        '{"$what":"x"}', '{"$date":"2024-02-30"}', '{"$date":null}', '{"$time":"25:00:00"}',
        '{"$time":"10:00:00@No/Where"}', '{"$dateTime":"2024"}', '{"$duration":"1D"}',
        '{"$range":"[1..2]"}', '{"$range":[1,2,true,true]}', '{"$range":["a","b",1,true,null]}',
        '{"$range":["a","b",true,true,"~"]}', "[" * 151 + "]" * 151,
        '{"$range":[' * 151 + "null" + ",null,true,true,null]}" * 151,
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_a_corrupt_text_is_a_store_error(text):
    with pytest.raises(StoreError) as fault:
        loads(text)
    assert fault.value.code == "CORRUPT_RECORD"
    assert fault.value.hint


@pytest.mark.parametrize("text", ["[NaN]", "-Infinity", "[1,]", "9" * 5_000])
def test_tree_of_reads_json_and_nothing_else(text):
    with pytest.raises(StoreError, match="no JSON"):
        tree_of(text)


def test_text_of_writes_plain_data_without_blanks_in_its_order():
    assert text_of({"b": 1, "a": ["é", None]}) == '{"b":1,"a":["é",null]}'
