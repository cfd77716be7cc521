"""The same table in zen-engine, DuckDB and polars, where they are installed, from CSV to CSV.

Each is written the way that is quickest in it and takes its table apart before the clock starts.
"""
# ruff: noqa: PLC0415 - an engine is imported only where it is installed

import csv
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from figures import ZEN
from measure import Score, Subject
from tables import Cell, Interval, Is, OneOf, Table, jdm

_DUCKDB, _POLARS = "DuckDB CASE WHEN", "polars when/then"
_JOIN = "DuckDB join"
_PACKAGES = {ZEN: "zen", _DUCKDB: "duckdb", _JOIN: "duckdb", _POLARS: "polars"}


def peers(table: Table, capped: int | None = None, *, joined: bool = False) -> list[Subject]:
    """Return those that are installed, and say which are not.

    `capped` is the most rows for polars; `joined` asks for a join with the rules as well.
    """
    makers: dict[str, Callable[[], Subject]] = {
        ZEN: lambda: Subject(ZEN, zen(table), slow=True),
        _DUCKDB: lambda: Subject(_DUCKDB, duckdb_case(table)),
        _POLARS: lambda: Subject(_POLARS, polars_when(table), rows=capped),
    }
    if joined:
        makers[_JOIN] = lambda: Subject(_JOIN, duckdb_join(table))
    missing = [name for name in makers if not find_spec(_PACKAGES[name])]
    for name in missing:
        print(f"  skipped  {name}: {_PACKAGES[name]} is not installed")
    return [make() for name, make in makers.items() if name not in missing]


# --- zen-engine -----------------------------------------------------------------------------------


def zen(table: Table) -> Score:
    """Return zen-engine over rows of the csv module, one by one or in batches, as is quicker."""
    from zen import ZenEngine

    engine = ZenEngine({"loader": {"type": "static", "content": {table.name: jdm(table)}}})

    def one_by_one(contexts: list[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
        return (engine.evaluate(table.name, each)["result"] for each in contexts)

    def at_once(contexts: list[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
        requests: Any = [{"key": table.name, "context": each} for each in contexts]
        return (each["data"]["result"] for each in engine.evaluate_batch(requests))

    def score(source: Path, target: Path) -> None:
        with source.open(newline="") as file, target.open("w", newline="") as out:
            rows, writer = csv.reader(file), csv.writer(out, lineterminator="\n")
            header = next(rows)
            columns = [(name, header.index(name), kind) for name, kind in table.inputs.items()]
            writer.writerow([*header, *table.outputs])
            while some := list(islice(rows, 10_000)):
                contexts = [{name: kind(row[i]) for name, i, kind in columns} for row in some]
                ask = _quicker(ways, contexts)
                for row, result in zip(some, ask(contexts), strict=True):
                    writer.writerow([*row, *map(result.get, table.outputs)])

    ways = [one_by_one, at_once]
    return score


def _quicker(ways: list[Callable[..., Iterator[Any]]], contexts: list[Any]) -> Callable[..., Any]:
    """Return the quicker way, found once and kept as the only one."""
    if len(ways) > 1:
        taken = {}
        for way in ways:
            start = perf_counter()
            list(way(contexts[:1_000]))
            taken[perf_counter() - start] = way
        ways[:] = [taken[min(taken)]]
    return ways[0]


# --- DuckDB ---------------------------------------------------------------------------------------


def duckdb_case(table: Table) -> Score:
    """Return one CASE that gives the rule, whose outputs are looked up in lists.

    With many rules this takes a third of the time of a CASE for each output. Texts are compared one
    by one: IN becomes a join, which is slower and does not keep the order of the rows.
    """
    import duckdb

    connection = duckdb.connect()
    whens = " ".join(
        f"WHEN {_sql_rule(table, rule.cells)} THEN {number}"
        for number, rule in enumerate(table.rules, start=1)
    )
    outputs = ", ".join(
        f"{[rule.outputs[place] for rule in table.rules]!r}[rule] AS {name}"
        for place, name in enumerate(table.outputs)
    )

    def score(source: Path, target: Path) -> None:
        connection.execute(
            f"COPY (SELECT * EXCLUDE rule, {outputs} FROM"  # noqa: S608 - own names and numbers
            f" (SELECT *, CASE {whens} END AS rule FROM read_csv('{source}')))"
            f" TO '{target}' (HEADER)"
        )

    return score


def duckdb_join(table: Table) -> Score:
    """Return a join with a table of the rules, which test an interval and a text; the first hit."""
    import duckdb

    connection = duckdb.connect()
    (number, text), columns = list(table.inputs), "n INT, low INT, high INT, text VARCHAR"
    connection.execute(f"CREATE TABLE rules ({columns}, Tier VARCHAR, Rate DOUBLE)")
    rows = [(place, *_bounds(rule.cells), *rule.outputs) for place, rule in enumerate(table.rules)]
    connection.executemany("INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?)", rows)

    def score(source: Path, target: Path) -> None:
        connection.execute(
            f"COPY (WITH data AS (SELECT * FROM read_csv('{source}')), hits AS ("  # noqa: S608 - own names
            f" SELECT Id, min(n) AS n FROM data JOIN rules ON {text} = text"
            f" AND {number} >= low AND {number} < high GROUP BY Id)"
            " SELECT data.*, Tier, Rate FROM data LEFT JOIN hits USING (Id)"
            f" LEFT JOIN rules USING (n) ORDER BY Id) TO '{target}' (HEADER)"
        )

    return score


def _bounds(cells: tuple[Cell, ...]) -> tuple[int, int, str]:
    interval, texts = cells
    if not isinstance(interval, Interval) or not isinstance(texts, OneOf):
        raise TypeError(f"expected an interval and a text, found {cells}")
    return interval.low, interval.high, texts.texts[0]


def _sql_rule(table: Table, cells: tuple[Cell, ...]) -> str:
    named = zip(table.inputs, cells, strict=True)
    return " AND ".join(_sql(name, cell) for name, cell in named if cell is not None) or "TRUE"


def _sql(name: str, cell: Interval | OneOf | Is) -> str:
    match cell:
        case Interval(low, high):
            return f"{name} >= {low} AND {name} < {high}"
        case OneOf(texts):
            return "(" + " OR ".join(f"{name} = '{each}'" for each in texts) + ")"
        case Is(value):
            return f"{name} = {value}"


# --- polars ---------------------------------------------------------------------------------------


def polars_when(table: Table) -> Score:
    """Return one `coalesce` of `when/then` that gives the rule, whose outputs are gathered.

    With few rules that is as quick as nested `when/then`; on 20,000 rows a nest of 1,000 took three
    times as long, and two of 10,000 had not ended after 100 seconds.
    """
    import polars as pl

    rules = [
        pl.when(_polars_rule(table, rule.cells)).then(pl.lit(number, pl.UInt32))
        for number, rule in enumerate(table.rules)
    ]
    gathered = [
        pl.lit(pl.Series(name, [rule.outputs[place] for rule in table.rules])).gather(
            pl.col("rule")
        )
        for place, name in enumerate(table.outputs)
    ]
    which = pl.coalesce(*rules).alias("rule")

    def score(source: Path, target: Path) -> None:
        lazy = pl.scan_csv(source).with_columns(which).with_columns(gathered)
        lazy.drop("rule").sink_csv(target)

    return score


def _polars_rule(table: Table, cells: tuple[Cell, ...]) -> Any:
    import polars as pl

    named = zip(table.inputs, cells, strict=True)
    tests = [_polars(pl.col(name), cell) for name, cell in named if cell is not None]
    return pl.all_horizontal(tests) if len(tests) != 1 else tests[0]


def _polars(column: Any, cell: Interval | OneOf | Is) -> Any:
    match cell:
        case Interval(low, high):
            return (column >= low) & (column < high)
        case OneOf((text,)):
            return column == text
        case OneOf(texts):
            return column.is_in(list(texts))
        case Is(value):
            return column == value
