"""The instant of now: by the machine's clock, or by one that is put forward by hand."""

import datetime as dt

from feel.temporal import DateTime, add, from_python, parse_date_time, parse_duration

__all__ = ["VirtualClock", "now_utc"]


def now_utc() -> DateTime:
    """Return the instant of now."""
    found = from_python(dt.datetime.now(dt.UTC))
    if not isinstance(found, DateTime):
        raise TypeError(found)
    return found


class VirtualClock:
    """A clock that stands still until it is put forward; for tests, demonstrations and sandboxes.

    >>> clock = VirtualClock("2026-01-01T09:00:00Z")
    >>> clock.advance("P1DT2H")
    >>> str(clock())
    '2026-01-02T11:00:00Z'
    """

    def __init__(self, at: str) -> None:
        self.now = parse_date_time(at)

    def __call__(self) -> DateTime:
        """Return the instant it is at."""
        return self.now

    def advance(self, duration: str) -> None:
        """Put it forward by an ISO 8601 duration."""
        later = add(self.now, parse_duration(duration))
        if isinstance(later, DateTime):
            self.now = later

    def set(self, at: str) -> None:
        """Put it to an instant."""
        self.now = parse_date_time(at)
