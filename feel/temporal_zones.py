"""Time zones: the offset of a zone id, at a local date-time or at an instant, in any year.

Rule: the ids and their data are those of the tzdata package, so they are the same on every machine;
an id is looked up on its list before anything is opened, so no text ever becomes a path.
Seconds count from 1970-01-01T00:00:00, by the wall clock or in UTC.
"""

import datetime as dt
import io
import pkgutil
from functools import cache
from zoneinfo import ZoneInfo

from feel.errors import FeelFault

__all__ = ["is_zone", "offset_at_instant", "offset_at_local", "offset_in_1970"]

# The Gregorian calendar repeats after 400 years, and with it the rules of the zones. Seconds before
# the year 400 move by whole cycles to the years 400 to 799, where every zone has its local mean
# time, and those after 9599 to the years 9200 to 9599; Python's datetime holds both.
_DAY = 86_400
_CYCLE = 146_097 * _DAY
_ORDINAL_1970 = dt.date(1970, 1, 1).toordinal()
_EARLIEST = (dt.date(400, 1, 1).toordinal() - _ORDINAL_1970) * _DAY
_LATEST = (dt.date(9600, 1, 1).toordinal() - _ORDINAL_1970) * _DAY


def offset_at_local(zone: str, seconds: int) -> int:
    """Return the offset east in seconds at a local date-time.

    Where the clock is set forward or back, it is the offset from before, as in java.time.
    """
    start = dt.datetime(1970, 1, 1, tzinfo=_zone_info(zone))
    return _seconds((start + _in_python(seconds)).utcoffset())


def offset_at_instant(zone: str, seconds: int) -> int:
    """Return the offset east in seconds at an instant."""
    instant = _EPOCH + _in_python(seconds)
    return _seconds(instant.astimezone(_zone_info(zone)).utcoffset())


def is_zone(zone: str) -> bool:
    """Return whether there is a time zone with this id."""
    return zone in _zone_ids()


@cache
def offset_in_1970(zone: str) -> int:
    """Return the offset of a time that has a zone id but no date: the zone's at 1970-01-01."""
    return offset_at_local(zone, 0)


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _in_python(seconds: int) -> dt.timedelta:
    if seconds < _EARLIEST:
        seconds = _EARLIEST + (seconds - _EARLIEST) % _CYCLE
    elif seconds >= _LATEST:
        seconds = _LATEST - _CYCLE + (seconds - _LATEST) % _CYCLE
    return dt.timedelta(seconds=seconds)


def _seconds(offset: dt.timedelta | None) -> int:
    return int(offset.total_seconds()) if offset else 0


@cache
def _zone_ids() -> frozenset[str]:
    return frozenset(_data("zones").decode("ascii").split())


@cache  # as many entries as there are zones: what is no zone raises and is not kept
def _zone_info(zone: str) -> ZoneInfo:
    if zone not in _zone_ids():
        raise FeelFault(
            "INVALID_ARGUMENTS",
            f"there is no time zone '{zone[:60]}'",
            "write an id of the IANA time zone database, such as Europe/Paris or Etc/UTC",
        )
    return ZoneInfo.from_file(io.BytesIO(_data(f"zoneinfo/{zone}")), key=zone)


def _data(name: str) -> bytes:
    return pkgutil.get_data("tzdata", name) or b""
