"""A scope limits which cases and which time are measured."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from stored_cases import StoredCase, at

from cmmn.periods import bounds
from cmmn.store import Store, tables
from cmmn.store.instants import microseconds
from cmmn.store.scope import Scope, count, counted, first_case, is_in, unit_of
from feel.temporal import parse_date_time


def read(store, function, *arguments):
    with store.reading() as session:
        return function(session, *arguments)


@pytest.mark.parametrize(
    ("scope", "number", "first"),
    [
        (Scope(), 3, 1),
        (Scope("complaint"), 2, 1),
        (Scope("other"), 1, 3),
        (Scope("none"), 0, None),
        (Scope(since=at(2)), 2, 1),
        (Scope(until=at(3)), 2, 1),
        (Scope("complaint", version=1), 0, None),
    ],
)
def test_cases_are_those_of_a_definition_and_a_time(store, scope, number, first):
    for minutes, definition in ((1, "complaint"), (2, "complaint"), (3, "other")):
        StoredCase(store, f"c{minutes}").start(time=at(minutes), definition=definition)
    assert read(store, count, scope) == number
    assert read(store, first_case, scope) == (None if first is None else microseconds(at(first)))


BERLIN = "Europe/Berlin"
FROM, LAST = microseconds(parse_date_time("2026-03-25T00:00:00Z")), 12 * 86_400 * 10**6


@given(
    st.lists(st.integers(0, LAST), max_size=20), st.sampled_from(["UTC", BERLIN, "Asia/Kathmandu"])
)
@settings(max_examples=25)
def test_what_is_counted_by_parts_is_what_each_day_has(moments, zone):
    """The clock in Berlin is put forward in this time, so a day is shorter."""
    store, found = Store(), bounds(FROM, FROM + LAST, "day", zone)
    with store.writing() as session:
        session.execute(insert(tables.case_log).values(id="c", version=1))
        for number, each in enumerate(moments):
            row = {"instance": f"i{number}", "item": "i", "name": "n", "kind": "k", "due": 0}
            session.execute(insert(tables.duration).values(case_id="c", started=FROM + each, **row))
        unit = unit_of(tables.duration.c.started, found)
        query = select(unit, func.count()).where(is_in(tables.duration.c.started, found))
        rows = session.execute(query.group_by(unit)).all()
    counts = counted(((each, "n", number) for each, number in rows), found)
    for index, day in enumerate(found):
        expected = sum(day.start <= FROM + each < day.end for each in moments)
        assert counts.get((index, "n"), 0) == expected
    store.close()
