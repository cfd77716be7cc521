"""The temporal functions: what day it is, and where a date lies in its week, month and year.

Rule: the clock is the run's, so every `now()` of one evaluation is the same instant.
"""

from decimal import Decimal

from feel import temporal
from feel.functions.builtin import family, form
from feel.scope import Run
from feel.temporal import Date, DateTime


def _now(run: Run) -> DateTime:
    """Return the date and time of this evaluation.

    Errors: FUNCTION_INVOCATION_FAILURE where the evaluation was given no clock.
    Source: DMN 1.5, 10.3.4.11
    """
    return run.now


def _today(run: Run) -> Date:
    """Return the date of this evaluation, as the clock's own zone has it.

    Errors: FUNCTION_INVOCATION_FAILURE where the evaluation was given no clock.
    Source: DMN 1.5, 10.3.4.11
    """
    return run.now.date


def _day_of_year(date: Date | DateTime) -> Decimal:
    """Return the day of the Gregorian year, from 1 to 366.

    Source: DMN 1.5, 10.3.4.8
    """
    return temporal.day_of_year(date)


def _day_of_week(date: Date | DateTime) -> str:
    """Return the English name of the weekday, such as "Monday".

    Source: DMN 1.5, 10.3.4.8
    """
    return temporal.day_of_week(date)


def _month_of_year(date: Date | DateTime) -> str:
    """Return the English name of the month, such as "January".

    Source: DMN 1.5, 10.3.4.8
    """
    return temporal.month_of_year(date)


def _week_of_year(date: Date | DateTime) -> Decimal:
    """Return the week of the year after ISO 8601, from 1 to 53.

    Weeks start on Monday, and 4 January is in week 1; so 1 January may be in week 53.
    Source: DMN 1.5, 10.3.4.8
    """
    return temporal.week_of_year(date)


_DATE, _DATE_AND_TIME = "date: date", "date: date and time"

FUNCTIONS = family(
    ("now", form("", _now, needs_run=True)),
    ("today", form("", _today, needs_run=True)),
    ("day of year", form(_DATE, _day_of_year), form(_DATE_AND_TIME, _day_of_year)),
    ("day of week", form(_DATE, _day_of_week), form(_DATE_AND_TIME, _day_of_week)),
    ("month of year", form(_DATE, _month_of_year), form(_DATE_AND_TIME, _month_of_year)),
    ("week of year", form(_DATE, _week_of_year), form(_DATE_AND_TIME, _week_of_year)),
)
