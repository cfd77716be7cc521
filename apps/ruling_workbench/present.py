"""Values and instants as a reader sees them: short, in words, in the reader's zone.

The one rule: nothing is lost that matters; what is cut says so, what is null says null.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from feel.temporal import DateTime, Temporal, to_python
from feel.values import Value, to_text

__all__ = ["age", "counted", "due", "instant", "span", "value_text", "when", "zone_of"]

_LONGEST = 120
_GROUPED = 10**15  # numbers beyond are no amounts; their digits are left as they are
_UNITS = ((86_400, "day", "d"), (3_600, "hour", "h"), (60, "minute", "min"))


def value_text(value: Value, *, longest: int = _LONGEST) -> str:
    """Return a value for people: text without quotes, numbers in groups of three digits.

    >>> value_text("ELIGIBLE"), value_text(Decimal("250000.50")), value_text(None)
    ('ELIGIBLE', '250,000.50', 'null')
    """
    if isinstance(value, str):
        shown = value or '""'
    elif isinstance(value, Decimal) and abs(value) < _GROUPED and _is_plain(value):
        shown = f"{value:,f}"
    elif isinstance(value, Temporal):
        shown = str(value)
    else:
        shown = to_text(value)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def _is_plain(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -20 < exponent <= 0


def counted(count: int, thing: str, things: str = "") -> str:
    """Return a count with its noun: `1 case`, `1,204 cases`."""
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"


# --- instants -------------------------------------------------------------------------------------


def zone_of(name: str | None) -> tzinfo:
    """Return a zone by its name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):
        return UTC


def instant(moment: DateTime) -> datetime:
    """Return an instant of the engine as Python's, in UTC; a local one is taken as UTC."""
    found = to_python(moment)
    if not isinstance(found, datetime):  # beyond the years that Python has
        return (
            datetime.max.replace(tzinfo=UTC)
            if moment.year > 0
            else datetime.min.replace(tzinfo=UTC)
        )
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def when(moment: DateTime | None, zone: tzinfo, now: DateTime | None = None) -> str:
    """Return an instant in the reader's zone: the time alone today, the year where it is another.

    Null: an empty text.
    """
    if moment is None:
        return ""
    there = _in(moment, zone)
    today = None if now is None else _in(now, zone)
    time = f"{there:%H:%M}"
    if today is not None and there.date() == today.date():
        return time
    day = f"{there.day} {there:%b}"
    return f"{day} {time}" if today and there.year == today.year else f"{day} {there.year} {time}"


def _in(moment: DateTime, zone: tzinfo) -> datetime:
    try:
        return instant(moment).astimezone(zone)
    except OverflowError:  # at either end of Python's years
        return instant(moment)


def age(moment: DateTime | None, now: DateTime) -> str:
    """Return how long ago an instant was: `3 days ago`, `just now`. Null: an empty text."""
    if moment is None:
        return ""
    past = instant(now) - instant(moment)
    return "just now" if past < timedelta(minutes=1) else f"{span(past)} ago"


def due(moment: DateTime | None, now: DateTime) -> str:
    """Return until when something is to be done: `in 4 h`, `2 days late`. Null: an empty text."""
    if moment is None:
        return ""
    left = instant(moment) - instant(now)
    if abs(left) < timedelta(minutes=1):
        return "now"
    return f"in {span(left)}" if left > timedelta(0) else f"{span(-left)} late"


def span(length: timedelta) -> str:
    """Return a length of time in its largest unit: `3 days`, `4 h`, `12 min`, `40 s`."""
    seconds = int(length.total_seconds())
    for size, long, short in _UNITS:
        if seconds >= size:
            count = seconds // size
            return counted(count, long) if long == "day" else f"{count:,} {short}"
    return f"{seconds} s"
