"""The conversion functions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.errors import FeelFault, LimitExceeded
from feel.functions.conversion import FUNCTIONS
from feel.scope import Limits, Run
from feel.temporal import parse_temporal as at
from feel.values import Range, number_text, quoted, to_text


def number(text):
    return Decimal(text)


def numbers(*texts):
    return [Decimal(text) for text in texts]


TEMPORAL = [
    ("date", ["2017-01-01"], "2017-01-01"),
    ("date", ["-999999999-12-31"], "-999999999-12-31"),
    ("date", [at("2017-08-14T14:25:00.123456789@Asia/Dhaka")], "2017-08-14"),
    ("date", [at("2012-12-25T23:00:00-05:00")], "2012-12-25"),
    ("date", [at("2017-10-11")], "2017-10-11"),
    ("date", numbers(2017, 12, 31), "2017-12-31"),
    ("date", numbers("2017.0", 1, "1.00"), "2017-01-01"),
    ("date", numbers(-999999999, 12, 31), "-999999999-12-31"),
    ("time", ["11:22:33.123456789"], "11:22:33.123456789"),
    ("time", ["00:01:00@Europe/Paris"], "00:01:00@Europe/Paris"),
    ("time", [at("10:20:00Z")], "10:20:00Z"),
    ("time", [at("2017-08-10T10:20:00+01:00")], "10:20:00+01:00"),
    ("time", [at("2017-08-10T10:20:00@Europe/Paris")], "10:20:00@Europe/Paris"),
    ("time", [at("2017-08-10")], "00:00:00Z"),
    ("time", numbers(11, 59, 45), "11:59:45"),
    ("time", [*numbers(12, 0, 0), None], "12:00:00"),
    ("time", [*numbers(11, 59, 45), at("PT0H")], "11:59:45Z"),
    ("time", [*numbers(11, 59, 45), at("-PT2H45M55S")], "11:59:45-02:45:55"),
    ("time", [*numbers(12, 59, "1.3"), at("-PT1H")], "12:59:01.3-01:00"),
    ("time", numbers(12, 59, "59.9999999999"), "12:59:59.999999999"),
    ("date and time", ["2017-12-31T11:22:33.123456789"], "2017-12-31T11:22:33.123456789"),
    ("date and time", ["2012-12-24"], "2012-12-24T00:00:00"),
    ("date and time", [at("2017-01-01"), at("23:59:01Z")], "2017-01-01T23:59:01Z"),
    (
        "date and time",
        [at("2017-08-10T10:20:00@Europe/Paris"), at("23:59:01")],
        "2017-08-10T23:59:01",
    ),
    (
        "date and time",
        [at("2017-09-05T10:20:00-01:00"), at("09:15:30+02:00")],
        "2017-09-05T09:15:30+02:00",
    ),
    ("duration", ["P2DT100M"], "P2DT1H40M"),
    ("duration", ["-P100M"], "-P8Y4M"),
    ("years and months duration", [at("2011-12-22"), at("2013-08-24")], "P1Y8M"),
    ("years and months duration", [at("2013-08-24"), at("2011-12-22")], "-P1Y8M"),
    ("years and months duration", [at("2013-08-24"), at("2017-12-15T00:59:59")], "P4Y3M"),
    (
        "years and months duration",
        [at("2014-12-31T23:59:59Z"), at("2016-12-31T00:00:01+09:00")],
        "P2Y",
    ),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), TEMPORAL, ids=str)
def test_a_temporal_value_is_made_of(name, arguments, expected):
    result = FUNCTIONS[name].call(Run(), arguments)
    assert result == at(expected)
    assert str(result) == expected


NAMED = [
    ("date", {"from": "2012-12-25"}, at("2012-12-25")),
    ("date", {"from": at("2017-08-30T10:25:00")}, at("2017-08-30")),
    (
        "date",
        dict(zip(["year", "month", "day"], numbers(2017, 8, 30), strict=True)),
        at("2017-08-30"),
    ),
    ("time", {"from": "12:45:00"}, at("12:45:00")),
    (
        "time",
        {
            **dict(zip(["hour", "minute", "second"], numbers(11, 59, 0), strict=True)),
            "offset": at("PT2H1M"),
        },
        at("11:59:00+02:01"),
    ),
    ("date and time", {"from": "2012-12-24T23:59:00"}, at("2012-12-24T23:59:00")),
    (
        "date and time",
        {"date": at("2017-01-01"), "time": at("23:59:01")},
        at("2017-01-01T23:59:01"),
    ),
    ("duration", {"from": "PT24H"}, at("P1D")),
    ("years and months duration", {"to": at("2015-01-21"), "from": at("2016-01-21")}, at("-P1Y")),
    (
        "number",
        {"from": "1.000,01", "decimal separator": ",", "grouping separator": "."},
        number("1000.01"),
    ),
    ("string", {"from": number(1)}, "1"),
    ("range", {"from": "[1..3]"}, Range(*numbers(1, 3))),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), NAMED, ids=str)
def test_a_conversion_takes_arguments_by_the_names_of_the_standard(name, arguments, expected):
    assert FUNCTIONS[name].call_named(Run(), arguments) == expected


MISTYPED = [
    ("date", []),
    ("date", [None]),
    ("date", [None, None]),
    ("date", [number(2017), None, number(1)]),
    ("date", [number(1)]),
    ("date", [[]]),
    ("date", [at("10:00:00")]),
    ("date", numbers(2017, "8.5", 2)),
    ("date", numbers("1E+6000", 1, 1)),
    ("time", []),
    ("time", [None]),
    ("time", [number(2017)]),
    ("time", [*numbers(12, 11), None, None]),
    ("time", [None, *numbers(11, 45), at("P0D")]),
    ("time", numbers(23, 59, 60)),
    ("time", numbers(23, 59, -1)),
    ("time", numbers(23, "0.5", 1)),
    ("time", numbers(23, 59, "1E+6000")),
    ("time", [*numbers(11, 59, 45), at("P1M")]),
    ("time", [*numbers(11, 59, 45), at("PT0.5S")]),
    ("date and time", []),
    ("date and time", [None, at("23:59:01")]),
    ("date and time", [at("2017-08-10"), None]),
    ("date and time", [number(2017)]),
    ("date and time", [at("2017-08-10")]),
    ("duration", []),
    ("duration", [None]),
    ("duration", [number(2017)]),
    ("years and months duration", []),
    ("years and months duration", [at("2017-08-11"), None]),
    ("years and months duration", ["2012-12-25"]),
    ("years and months duration", [[], []]),
    ("number", []),
    ("number", [None, ".", "."]),
    ("number", [number(123), ".", "."]),
    ("number", ["1.000", "."]),
    ("number", ["1.000", ".", ",", ","]),
    ("number", ["1.000", number(123), "."]),
    ("string", []),
    ("string", ["a", "b"]),
    ("range", []),
    ("range", [None]),
    ("range", ["[1..3]", "foo"]),
    ("range", [Range(*numbers(1, 3))]),
]


@pytest.mark.parametrize(("name", "arguments"), MISTYPED, ids=str)
def test_a_conversion_fails_on_arguments_of_other_kinds(name, arguments):
    with pytest.raises(FeelFault, match=f"^{name}: "):
        FUNCTIONS[name].call(Run(), arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("number", {"from": "1", "decimal sep": ",", "grouping sep": "."}),
        ("range", {"fron": "[1..3]"}),
        ("date", {"text": "2017-01-01"}),
    ],
)
def test_a_conversion_refuses_other_names(name, arguments):
    with pytest.raises(FeelFault, match=f"^{name}: does not take the arguments named"):
        FUNCTIONS[name].call_named(Run(), arguments)


UNREADABLE = [
    ("date", [""]),
    ("date", ["2012-12-25T"]),
    ("date", ["2017-12-32"]),
    ("date", ["+2012-12-02"]),
    ("date", numbers(2017, 12, 32)),
    ("date", numbers(2017, -8, 2)),
    ("date", numbers(1000999999, 12, 1)),
    ("time", [""]),
    ("time", ["7:00:00"]),
    ("time", numbers(24, 59, 45)),
    ("time", numbers(-24, 59, 45)),
    ("time", numbers(23, 60, 45)),
    ("time", [*numbers(11, 59, 45), at("PT19H")]),
    ("date and time", ["2017-12-31T13:20:00+02:00@Europe/Paris"]),
    ("date and time", ["11:00:00"]),
    ("duration", ["P"]),
    ("duration", ["P1Y1D"]),
]


@pytest.mark.parametrize(("name", "arguments"), UNREADABLE, ids=str)
def test_a_conversion_fails_where_there_is_no_such_day_time_or_duration(name, arguments):
    with pytest.raises(FeelFault) as caught:
        FUNCTIONS[name].call(Run(), arguments)
    assert caught.value.code == "INVALID_ARGUMENTS"


NUMBERS_IN_TEXT = [
    (["-1234.50"], "-1234.50"),
    ([".5"], "0.5"),
    (["-.5"], "-0.5"),
    (["007"], "7"),
    (["1.2e3"], "1.2E+3"),
    (["12345678901234567890123456789012345"], "1234567890123456789012345678901234E+1"),
    (["1,000,000.01", ",", "."], "1000000.01"),
    (["1 000 000,01", " ", ","], "1000000.01"),
    (["1.000.000,01", ".", ","], "1000000.01"),
    (["-12,34,567", ",", None], "-1234567"),
    (["1000000.01", None, "."], "1000000.01"),
    (["1000000,01", None, ","], "1000000.01"),
    (["1,000,000.00", ",", None], "1000000.00"),
    (["1.000.000", ".", None], "1000000"),
    (["1.5", None, None], "1.5"),
]


@pytest.mark.parametrize(("arguments", "expected"), NUMBERS_IN_TEXT)
def test_number_reads_a_numeral_with_its_separators(arguments, expected):
    assert FUNCTIONS["number"].call(Run(), arguments).compare_total(number(expected)) == 0


NO_NUMBERS = [
    *[
        [text]
        for text in ["", " 1", "1 ", "+1", "1.", "1,000", "0x1", "1e", "--1", "NaN", "Infinity"]
    ],
    ["1e6145"],
    ["1e99999999999999999999"],
    ["١"],
    ["1_000"],
    ["1,000,000.01", " ", "."],
    ["1,000,000.01", ":", "."],
    ["1,000,000.01", ",", ":"],
    ["1,000,000.00", ",", ","],
    ["1,000,000.00", ".", "."],
    ["1,000,000.00", "", "."],
    ["foo,bar.001", ".", ","],
    ["1.5", None, ","],
    ["1.5.", ".", None],
    ["1,,5", ",", "."],
    [",1", ",", "."],
    ["0.1,5", ",", "."],
]


@pytest.mark.parametrize("arguments", NO_NUMBERS, ids=str)
def test_number_refuses_what_is_no_numeral_with_these_separators(arguments):
    with pytest.raises(FeelFault):
        FUNCTIONS["number"].call(Run(), arguments)


STRINGS = [
    (None, None),
    ("it's", "it's"),
    (number("1.50"), "1.50"),
    (number("1E+3"), "1000"),
    (True, "true"),
    (at("2017-12-31T11:22:33@Europe/Paris"), "2017-12-31T11:22:33@Europe/Paris"),
    (at("PT1000M"), "PT16H40M"),
    ([number(1), "a", None, at("P1D")], '[1, "a", null, @"P1D"]'),
    ({"a": {"b c": [number(1)]}}, "{a: {b c: [1]}}"),
    (Range(*numbers(1, 3), end_included=False), "[1..3)"),
]


@pytest.mark.parametrize(("value", "expected"), STRINGS, ids=str)
def test_string_gives_the_text_of_a_value(value, expected):
    assert FUNCTIONS["string"].call(Run(), [value]) == expected


LONG = "x" * 50
TOO_LONG = [
    LONG * 3,
    [LONG] * 3,
    {"a": LONG, LONG: number(1)},
    [[[None] * 20] * 20],
    [Range(LONG, LONG)] * 2,
    number("1E+100"),
    number("1E-100"),
    ["\x01" * 20],
]


@pytest.mark.parametrize("value", TOO_LONG, ids=repr)
def test_string_stops_at_the_size_limit(value):
    with pytest.raises(LimitExceeded, match="string size"):
        FUNCTIONS["string"].call(Run(Limits(string_size=100)), [value])


def test_string_does_not_build_what_is_too_long():
    item = ["x"] * 100_000
    for _ in range(3):  # a text of 5 * 10**20 characters
        item = [item] * 100_000
    with pytest.raises(LimitExceeded, match="value size"):
        FUNCTIONS["string"].call(Run(), [item])


ONE, THREE = numbers(1, 3)
DAY_1, DAY_2 = at("1970-01-01"), at("1970-01-02")
RANGES = [
    ("[1..3]", Range(ONE, THREE)),
    (" [ 1 .. 3 ] ", Range(ONE, THREE)),
    ("(1..3]", Range(ONE, THREE, start_included=False)),
    ("]1..3]", Range(ONE, THREE, start_included=False)),
    ("[1..3)", Range(ONE, THREE, end_included=False)),
    ("[1..3[", Range(ONE, THREE, end_included=False)),
    ("[1..1]", Range(ONE, ONE)),
    ("[-1.5..-.5]", Range(*numbers("-1.5", "-0.5"))),
    ("[1e1...2e2]", Range(*numbers("10", "20"))),
    ('["a".."c"]', Range("a", "c")),
    (r'["\n..\u0041\"".."\s"]', Range('\n..A"', r"\s")),
    (r'["\uD83D\uDC0E".."\U01F600"]', Range("🐎", "😀")),
    ('[@"1970-01-01"..@"1970-01-02"]', Range(DAY_1, DAY_2)),
    ('[date("1970-01-01")..date ( "1970-01-02" )]', Range(DAY_1, DAY_2)),
    ('[date("1970-01-01")..@"1970-01-02")', Range(DAY_1, DAY_2, end_included=False)),
    (
        '[date  and time("1970-01-01T00:00:00")..@"1970-01-02T00:00:00"]',
        Range(at("1970-01-01T00:00:00"), at("1970-01-02T00:00:00")),
    ),
    ('[time("00:00:00")..@"00:00:00"]', Range(at("00:00:00"), at("00:00:00"))),
    ('[duration("P1D")..@"P2D"]', Range(at("P1D"), at("P2D"))),
    ('[@"P1Y"..@"P2Y"]', Range(at("P1Y"), at("P2Y"))),
    ("(..3)", Range.unary("<", THREE)),
    ("]..3]", Range.unary("<=", THREE)),
    ("[1..)", Range.unary(">=", ONE)),
    ('( "a" .. [', Range.unary(">", "a")),
]


@pytest.mark.parametrize(("text", "expected"), RANGES)
def test_range_reads_a_literal(text, expected):
    assert FUNCTIONS["range"].call(Run(), [text]) == expected


NO_RANGES = [
    *["", " ", "1..3", "[1..3", "[1.3]", "[1..3] x", ">=10", "[]", "[..]", "(..)", "[null..null]"],
    *[
        "[..2]",
        "[1..]",
        "[1..null]",
        "[a..b]",
        "[true..true]",
        "[1+1..3]",
        "[[1]..[2]]",
        "[- 1..3]",
    ],
    *['[1.."b"]', '[@"P1D"..@"P1Y"]', '[@"1970-01-01T00:00:00"..@"1970-01-02"]'],
    *["[3..1]", '["z".."a"]', '[@"1970-01-02"..@"1970-01-01"]', '[@"P2Y"..@"P1Y"]'],
    *[
        '[@"foo"..@"foo"]',
        '[date("P1D")..date("P1D")]',
        "[@1..2]",
        "[date(1970,1,1)..date(1970,1,2)]",
    ],
    *['[date(string("1970-01-01"))..date("1970-01-02")]', '[dateandtime("1970-01-01")..)'],
    '["a"..c"]',
]


@pytest.mark.parametrize("text", NO_RANGES)
def test_range_refuses_what_is_no_range_of_literals(text):
    with pytest.raises(FeelFault):
        FUNCTIONS["range"].call(Run(), [text])


@pytest.mark.parametrize(
    "text",
    ["[" + " " * 200_000, "[" + "1" * 200_000, '["' + "\\" * 200_001, "[date" + " " * 200_000],
)
def test_range_reads_long_texts_in_one_pass(text):
    with pytest.raises(FeelFault, match="is no range"):
        FUNCTIONS["range"].call(Run(), [text])


FEEL_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3).filter(
    lambda value: abs(value.adjusted()) < 30
)


@given(FEEL_NUMBERS)
def test_number_undoes_string(value):
    text = FUNCTIONS["string"].call(Run(), [value])
    assert FUNCTIONS["number"].call(Run(), [text]) == value


@given(FEEL_NUMBERS)
def test_number_does_not_mind_how_digits_are_grouped(value):
    grouped = f"{value:,f}"
    assert FUNCTIONS["number"].call(Run(), [grouped, ",", "."]) == number(number_text(value))


@given(st.lists(st.text(), min_size=2, max_size=2), st.booleans(), st.booleans())
def test_range_undoes_string_of_a_range(points, start_included, end_included):
    start, end = sorted(points)
    value = Range(start, end, start_included=start_included, end_included=end_included)
    assert FUNCTIONS["range"].call(Run(), [to_text(value)]) == value


@given(st.text())
def test_range_of_any_text_is_a_range_or_a_fault(text):
    try:
        value = FUNCTIONS["range"].call(Run(), [f"[{text}..{quoted(text)}]"])
    except FeelFault:
        return
    assert isinstance(value, Range)
