"""The decision tables that rows are scored with, each in the form every engine takes.

What an engine is given is made from the same cells; the file `chain.dmn` holds the chain.
"""

from random import Random

from tables import Cell, Interval, OneOf, Rule, Table

CATEGORIES = tuple(f"c{number}" for number in range(10))
_INPUTS = {"Age": int, "Income": float, "Category": str}
_OUTPUTS = {"Tier": str, "Rate": float}


def ten_rules() -> Table:
    """Return the table of ten rules, first hit: age, income and category give tier and rate."""
    conditions: list[tuple[Cell, ...]] = [
        (Interval(18, 21), None, None),
        (Interval(21, 30), Interval(1000, 2500), OneOf(CATEGORIES[:3])),
        (Interval(21, 30), Interval(2000, 6000), None),
        (None, Interval(14000, 15000), OneOf(CATEGORIES[4:6])),
        (Interval(30, 50), Interval(1000, 4000), OneOf(CATEGORIES[2:8])),
        (Interval(30, 50), Interval(4000, 9000), OneOf(CATEGORIES[:5])),
        (Interval(40, 65), Interval(6500, 13000), None),
        (Interval(50, 75), Interval(1000, 5000), OneOf(CATEGORIES[5:])),
        (None, Interval(9000, 15000), OneOf(CATEGORIES[1:9])),
        (Interval(60, 90), None, OneOf(CATEGORIES[:1])),
    ]
    return _table("Terms", _INPUTS, conditions)


def many_rules(count: int) -> Table:
    """Return a table of many rules, first hit: overlapping intervals of income, by category."""
    steps = count // len(CATEGORIES)
    step = max(1, 14_000 // steps)
    conditions: list[tuple[Cell, ...]] = [
        (Interval(low, low + step * 3 // 2), OneOf((category,)))
        for place in range(steps)
        for shift, category in enumerate(CATEGORIES)
        for low in [1000 + step * place + shift]
    ]
    return _table("Terms", {"Income": float, "Category": str}, conditions)


WIDE = 1_000_000
CODES = 1_000_000


def wide_rules(count: int) -> Table:
    """Return a table over three numbers and a text, each of which hardly repeats."""
    chance = Random(count)  # noqa: S311 - invented data, nothing secret

    def part() -> Interval:
        low = chance.randrange(WIDE * 9 // 10)
        return Interval(low, low + WIDE // 10)

    def cells(number: int) -> tuple[Cell, ...]:
        if number % 4 == 0:
            some = tuple(f"k{chance.randrange(CODES)}" for _ in range(20))
            return (None, None, None, OneOf(some))
        return (part(), part(), part(), None)

    inputs = {"North": float, "East": float, "Depth": float, "Code": str}
    return _table("Site", inputs, [cells(number) for number in range(count)])


def _table(name: str, inputs: dict[str, type], conditions: list[tuple[Cell, ...]]) -> Table:
    rules = [
        Rule(cells, (f"tier {number}", number / 4))
        for number, cells in enumerate(conditions, start=1)
    ]
    return Table(name, "FIRST", inputs, _OUTPUTS, rules, {})
