"""The conversion functions: temporal values, numbers, strings and ranges out of other values.

Rule: a text is what it should be, to the letter, or it is an error; nothing is guessed. The texts
of temporal values are read by `feel.temporal`; `range` has a reader of its own here, since it takes
only literals, and the functions do not know the parser.
Source: DMN 1.5, 10.3.4.1
"""

import re
from collections.abc import Callable
from decimal import Decimal

from feel import temporal
from feel.errors import FeelFault
from feel.functions.builtin import family, form, wrong
from feel.ranges import make_range
from feel.scope import Run
from feel.temporal import (
    NANOSECONDS,
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
)
from feel.values import NUMBERS, Range, Value, compare, described, finite, string_value, to_string


def _date_from_text(text: str) -> Date:
    """Return the date written as `2017-03-31`.

    Errors: any other text, and a day the calendar does not have.
    """
    return temporal.parse_date(text)


def _date_of(date_time: DateTime) -> Date:
    """Return the date of a date and time, without its time and zone; a date stays as it is."""
    return date_time.date


def _date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> Date:
    """Return the date of that year, month and day.

    Errors: a part that is not whole, and a day the calendar does not have.
    """
    return Date(*(_whole("date", part) for part in (year, month, day)))


def _time_from_text(text: str) -> Time:
    """Return the time written as `10:20:00`.

    An offset, `Z`, or a zone id after `@` may follow; without them the time is local.
    Errors: any other text, and an unknown zone.
    """
    return temporal.parse_time(text)


def _time_itself(time: Time) -> Time:
    """Return the time as it is."""
    return time


def _time_of(date_time: DateTime) -> Time:
    """Return the time of a date and time, with its offset or zone; a date's is midnight UTC."""
    return date_time.time


def _time_of_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: DaysAndTimeDuration | None = None
) -> Time:
    """Return the time of that hour, minute and second, local or with an offset.

    Units: `second` may have decimals, of which nine are kept.
    Null: without an offset, or with null, the time is local.
    Errors: a part out of range, and an offset of more than 18 hours or not of whole seconds.
    """
    if not 0 <= second < 60:
        raise wrong("time", f"there is no second {described(second)}", "give 0 up to below 60")
    nanoseconds = int(NUMBERS.multiply(second, Decimal(NANOSECONDS)))
    return Time(
        _whole("time", hour),
        _whole("time", minute),
        *divmod(nanoseconds, NANOSECONDS),
        _offset(offset),
    )


def _offset(offset: DaysAndTimeDuration | None) -> int | None:
    if offset is None:
        return None
    seconds, fraction = divmod(offset.nanoseconds, NANOSECONDS)
    if fraction:
        raise wrong("time", f"the offset {offset} has a fraction of a second", "give whole seconds")
    return seconds


def _whole(function: str, number: Decimal) -> int:
    # the magnitude first: Python refuses to print integers of thousands of digits
    if number.copy_abs() < _TOO_LARGE and number == NUMBERS.to_integral_value(number):
        return int(number)
    raise wrong(function, f"{described(number)} is no part of a {function}", "give a whole number")


_TOO_LARGE = Decimal(10**10)  # beyond the years of the standard, and everything else is smaller


def _date_time_from_text(text: str) -> DateTime:
    """Return the date and time written as `2017-03-31T10:20:00`; a date alone is its midnight.

    An offset, `Z`, or a zone id after `@` may follow; without them the time is local.
    Errors: any other text, a day the calendar does not have, and an unknown zone.
    """
    return temporal.parse_date_time(text)


def _date_time_of_parts(date: Date, time: Time) -> DateTime:
    """Return the date and the time together, with the offset or zone of the time."""
    return DateTime(date, time)


def _date_time_with_time(date: DateTime, time: Time) -> DateTime:
    """Return the date of a date and time with another time, and the offset or zone of that."""
    return DateTime(date.date, time)


def _duration_from_text(text: str) -> temporal.Duration:
    """Return the duration written as `P1DT2H3M4S`, or as `P1Y2M`: of either kind, but not of both.

    Errors: any other text.
    """
    return temporal.parse_duration(text)


def _years_and_months_duration(start: DateTime, end: DateTime) -> YearsAndMonthsDuration:
    """Return the whole months between two dates, negative where the second lies first.

    Of a date and time only the date counts.
    """
    return temporal.years_and_months_between(start.date, end.date)


_GROUPING_SEPARATORS = (None, " ", ",", ".")
_DECIMAL_SEPARATORS = (None, ",", ".")


def _number_from_text(text: str) -> Decimal:
    """Return the number that the text writes as FEEL does: `-1234.5`, `.5`, `1.2e3`.

    Errors: any other text.
    """
    return _number_from_grouped_text(text, None, None)


def _number_from_grouped_text(text: str, grouping: str | None, point: str | None) -> Decimal:
    """Return the number in a text that has separators of its own.

    Null: without a grouping separator there are no groups; without a decimal separator it is `.`,
    unless that is the grouping separator: then the number is whole.
    Errors: a grouping separator other than space, comma and period, a decimal separator other than
    comma and period, both the same, and a text that is no number written with them.
    """
    if grouping not in _GROUPING_SEPARATORS or point not in _DECIMAL_SEPARATORS:
        raise wrong(
            "number",
            f"cannot separate by {described(grouping)} and {described(point)}",
            'group by " ", "," or ".", and separate decimals by "," or "."',
        )
    if point is not None and grouping == point:
        raise wrong("number", f"{described(point)} cannot separate both groups and decimals")
    point = point or ("." if grouping != "." else None)
    if not re.fullmatch(_numeral(grouping, point), text):
        raise wrong("number", f"{described(text)} is no number", 'write it as in "-1234.5"')
    numeral = text.replace(grouping, "") if grouping else text
    return _number(numeral.replace(point, ".") if point else numeral)


def _numeral(grouping: str | None = None, point: str | None = ".") -> str:
    """Return the pattern of a numeral; groups may have any length, as lakhs and myriads do."""
    groups = f"(?:{re.escape(grouping)}[0-9]+)*" if grouping else ""
    whole = f"[0-9]+{groups}"
    decimals = f"{re.escape(point)}[0-9]+" if point else ""
    digits = f"(?:{whole}(?:{decimals})?|{decimals})" if point else whole
    return f"-?{digits}(?:[eE][+-]?[0-9]+)?"


def _number(numeral: str) -> Decimal:
    return finite(NUMBERS.create_decimal(numeral))


def _string_from(run: Run, value: Value) -> str | None:
    """Return the value as text: a string as it is, temporal values bare, the rest as in FEEL.

    Null: null gives null.
    """
    run.weigh(value)
    if type(value) in _COMPOSED:
        run.step(2)
    _check_text_size(run, value)
    text = to_string(value)
    run.check_string_size(len(text or ""))
    return text


_COMPOSED = frozenset({list, dict, Range})


def _check_text_size(run: Run, value: Value) -> None:
    """Stop before a text is made that is too long: a list may hold one string a million times."""
    size, waiting = 0, [value]
    while waiting:
        item = waiting.pop()
        size += _least_length(item)
        run.check_string_size(size)
        if type(item) is list:
            waiting.extend(item)
        elif type(item) is dict:
            waiting.extend(item)
            waiting.extend(item.values())
        elif type(item) is Range:
            waiting.extend((item.start, item.end))


def _least_length(value: Value) -> int:
    if type(value) is str:
        return len(value)
    if type(value) is list or type(value) is dict:
        return 1 + 2 * len(value)
    if type(value) is Decimal:
        return abs(value.adjusted()) + 1
    return 1


_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_CONSTRUCTOR = r"(?:date\s++and\s++time|date|time|duration)\s*+\(\s*+"
_END_POINT = rf"{_numeral()}|@?{_QUOTED}|{_CONSTRUCTOR}{_QUOTED}\s*+\)"
# possessive, so that no text takes more than one pass
_RANGE = re.compile(
    r"\s*+(?P<opening>[\[(\]])\s*+"
    rf"(?:(?P<start>{_END_POINT})\s*+)?+\.\.\s*+"
    rf"(?:(?P<end>{_END_POINT})\s*+)?+"
    r"(?P<closing>[\])\[])\s*+",
    re.DOTALL,
)
_LITERAL = re.compile(r'(?P<reader>[^"(]*)\(?\s*(?P<text>".*")\s*\)?', re.DOTALL)


def _range_from_text(text: str) -> Range:
    """Return the range written as `[1..10]` or `(@"2024-01-01"..@"2024-12-31"]`.

    End points are literals: numbers, strings, `@"..."`, and `date("...")` or its like. On an open
    side the end point may be left out: `[18..)` is everything from 18 on.
    Errors: any other text, end points of different kinds, and a start after the end.
    """
    literal = _RANGE.fullmatch(text)
    if literal is None:
        raise _no_range(text, "it is not written as a range of literals")
    start, end = _end_point(literal["start"]), _end_point(literal["end"])
    start_included, end_included = literal["opening"] == "[", literal["closing"] == "]"
    if start is None or end is None:
        return _half_open(text, start, end, start_included, end_included)
    result = make_range(start, end, start_included=start_included, end_included=end_included)
    if compare(start, end) > 0:
        raise _no_range(text, "it starts after its end")
    return result


def _half_open(
    text: str, start: Value, end: Value, start_included: bool, end_included: bool
) -> Range:
    if start is None and end is not None and not start_included:
        return Range.unary("<=" if end_included else "<", end)
    if end is None and start is not None and not end_included:
        return Range.unary(">=" if start_included else ">", start)
    raise _no_range(text, "an end point is missing, which one open side allows")


def _no_range(text: str, reason: str) -> FeelFault:
    return wrong("range", f"{described(text)} is no range: {reason}", 'write it as in "[1..10]"')


def _end_point(literal: str | None) -> Value:
    if literal is None:
        return None
    parts = _LITERAL.fullmatch(literal)
    if parts is None:
        return _number(literal)
    read = _READERS[" ".join(parts["reader"].split())]
    return read(string_value(parts["text"]))


_READERS: dict[str, Callable[[str], Value]] = {
    "": str,
    "@": temporal.parse_temporal,
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_date_time,
    "duration": temporal.parse_duration,
}


_ZONED = 5  # the offset of a zone at that time is looked up

FUNCTIONS = family(
    (
        "date",
        form("from: string", _date_from_text),
        form("from: date and time", _date_of),
        form("year: number, month: number, day: number", _date_of_parts),
    ),
    (
        "time",
        form("from: string", _time_from_text),
        form("from: time", _time_itself),
        form("from: date and time", _time_of),
        form(
            "hour: number, minute: number, second: number, offset?: days and time duration|null",
            _time_of_parts,
        ),
    ),
    (
        "date and time",
        form("from: string", _date_time_from_text, steps=_ZONED),
        form("date: date, time: time", _date_time_of_parts, steps=_ZONED),
        form("date: date and time, time: time", _date_time_with_time, steps=_ZONED),
    ),
    ("duration", form("from: string", _duration_from_text)),
    (
        "years and months duration",
        form("from: date and time, to: date and time", _years_and_months_duration, steps=3),
    ),
    (
        "number",
        form("from: string", _number_from_text),
        form(
            "from: string, grouping separator: string|null, decimal separator: string|null",
            _number_from_grouped_text,
        ),
    ),
    ("string", form("from: Any", _string_from, needs_run=True)),
    ("range", form("from: string", _range_from_text)),
)
