"""Ruling from file to file, in columns and row by row, and the copy that is the measure of all.

Row by row is the leanest loop that gives the same: csv module, dict, `model.evaluate`, csv module.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
from figures import BY_ROW, COPY, OURS
from measure import Subject
from pyarrow import csv as pa_csv

import dmn
from dmn import Model, Result

Output: TypeAlias = tuple[str, str | None]
"""A decision, and one of its outputs where it has several."""

_READ: Mapping[type, Callable[[str], Any]] = {
    int: Decimal,
    float: Decimal,
    str: str,
    bool: "true".__eq__,
}


def copy() -> Subject:
    """Return pyarrow's reading and writing with default options: no decision at all."""

    def score(source: Path, target: Path) -> None:
        pa_csv.write_csv(pa_csv.read_csv(source), target)

    return Subject(COPY, score, compared=False)


def columnar(model: Model, name: str = OURS, decisions: Sequence[str] = ()) -> Subject:
    """Return `dmn.score_file` with its report and manifest."""

    def score(source: Path, target: Path) -> None:
        report = target.with_suffix(".json")
        dmn.score_file(model, source, target, decisions=decisions, report=report)

    return Subject(name, score)


def framed(model: Model) -> list[Subject]:
    """Return `dmn.score` of a pandas and of an Arrow table, with pandas' and Arrow's own files."""

    def pandas(source: Path, target: Path) -> None:
        dmn.score(model, pd.read_csv(source)).to_csv(target, index=False)

    def arrow(source: Path, target: Path) -> None:
        pa_csv.write_csv(dmn.score(model, pa_csv.read_csv(source)), target)

    return [
        Subject("ruling, pandas frame", pandas),
        Subject("ruling, Arrow table", arrow),
    ]


def by_row(
    model: Model,
    inputs: Mapping[str, type],
    outputs: Sequence[Output],
    decision: str | None = None,
) -> Subject:
    """Return `model.evaluate` for each row; dotted input names are entries of a structure."""

    def score(source: Path, target: Path) -> None:
        with source.open(newline="", encoding="utf-8") as file, target.open("w", newline="") as out:
            rows, writer = csv.reader(file), csv.writer(out, lineterminator="\n")
            header = next(rows)
            columns = [
                (name.split("."), header.index(name), _READ[kind]) for name, kind in inputs.items()
            ]
            writer.writerow([*header, *(entry or name for name, entry in outputs)])
            for row in rows:
                context: dict[str, Any] = {}
                for (*path, last), place, read in columns:
                    entries = context
                    for name in path:
                        entries = entries.setdefault(name, {})
                    entries[last] = read(row[place]) if row[place] else None
                result = model.evaluate(context, decision=decision)
                writer.writerow([*row, *_fields(result, outputs)])

    return Subject(BY_ROW, score, slow=True)


def pandas_by_row(model: Model, inputs: Sequence[str], outputs: Sequence[Output]) -> Subject:
    """Return `model.evaluate` for each record of a pandas frame."""

    def score(source: Path, target: Path) -> None:
        frame = pd.read_csv(source)
        records: list[Any] = frame[[*inputs]].to_dict("records")
        fields = [_fields(model.evaluate(each), outputs) for each in records]
        names = [entry or name for name, entry in outputs]
        frame[names] = pd.DataFrame(fields, columns=names, index=frame.index)
        frame.to_csv(target, index=False)

    return Subject("pandas, row by row", score, slow=True)


def _fields(result: Result, outputs: Sequence[Output]) -> list[Any]:
    fields = []
    for decision, entry in outputs:
        value = result[decision]
        fields.append(value if entry is None or value is None else value[entry])
    return fields
