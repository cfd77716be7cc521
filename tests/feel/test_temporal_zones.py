import datetime as dt

import pytest

from feel.errors import FeelFault
from feel.temporal_zones import offset_at_instant, offset_at_local, offset_in_1970

DAY = 86_400
CYCLE = 146_097 * DAY  # 400 years


def seconds(*fields):
    instant = dt.datetime(*fields, tzinfo=dt.UTC)
    return (instant - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("zone", "local", "offset"),
    [
        ("Etc/UTC", (2020, 1, 1), 0),
        ("Europe/Paris", (2018, 2, 8), 3600),
        ("Europe/Paris", (2018, 10, 8), 7200),
        ("Australia/Melbourne", (2021, 1, 12, 10), 11 * 3600),
        ("America/New_York", (2021, 1, 12, 10), -5 * 3600),
        ("Asia/Kathmandu", (2021, 1, 1), 20700),
        ("Europe/Paris", (1850, 1, 1), 561),  # local mean time
    ],
)
def test_a_zone_has_an_offset_at_a_local_date_time(zone, local, offset):
    assert offset_at_local(zone, seconds(*local)) == offset
    assert offset_at_instant(zone, seconds(*local) - offset) == offset


def test_the_offset_from_before_holds_where_the_clock_is_set_forward():
    assert offset_at_local("Europe/Paris", seconds(2021, 3, 28, 2, 30)) == 3600


def test_the_offset_from_before_holds_where_the_clock_is_set_back():
    assert offset_at_local("Europe/Paris", seconds(2021, 10, 31, 2, 30)) == 7200


def test_an_instant_tells_both_passes_of_the_hour_apart():
    before = seconds(2021, 10, 31, 0, 30)
    assert offset_at_instant("Europe/Paris", before) == 7200
    assert offset_at_instant("Europe/Paris", before + 3600) == 3600


@pytest.mark.parametrize("cycles", [20, 2_499_990])
@pytest.mark.parametrize(("month", "offset"), [(1, 3600), (7, 7200)])
def test_later_years_repeat_the_rules_of_today(cycles, month, offset):
    local = seconds(2021, month, 1) + cycles * CYCLE
    assert offset_at_local("Europe/Paris", local) == offset
    assert offset_at_instant("Europe/Paris", local) == offset


@pytest.mark.parametrize("cycles", [-4, -5, -6, -2_499_990])
@pytest.mark.parametrize("month", [1, 7])
def test_earlier_years_have_local_mean_time(cycles, month):
    local = seconds(2021, month, 1) + cycles * CYCLE
    assert offset_at_local("Europe/Paris", local) == 561
    assert offset_at_instant("Europe/Paris", local) == 561


@pytest.mark.parametrize("year", [400, 9600])
@pytest.mark.parametrize("beside", [-DAY, -1, 0, 1, DAY])
def test_no_seam_shows_where_years_move_by_a_cycle(year, beside):
    local = seconds(year, 1, 1) + beside
    expected = 561 if year == 400 else 3600
    assert offset_at_local("Europe/Paris", local) == expected
    assert offset_at_instant("Europe/Paris", local) == expected


def test_a_time_without_a_date_has_the_offset_of_1970():
    assert offset_in_1970("Europe/London") == 3600  # summer time all year from 1968 to 1971
    assert offset_in_1970("Europe/Paris") == 3600


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "xyz/abc",
        "Europe",
        "europe/paris",
        "Europe/Paris ",
        "/etc/localtime",
        "../zones",
        "Europe/../Europe/Paris",
        "posix/Europe/Paris",
        "right/Europe/Paris",
        "+01:00",
        "Zürich",
        "\0",
    ],
)
def test_only_ids_of_the_database_are_zones(zone):
    with pytest.raises(FeelFault, match="there is no time zone") as fault:
        offset_in_1970(zone)
    assert "Europe/Paris" in fault.value.hint
