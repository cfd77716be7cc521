"""Columns of invented data, written as CSV: the same bytes every time, of any number of rows.

Every column of every block has a generator of its own, so a shorter file is the beginning of a
longer one. All numbers are written as decimals with two places or as integers.
"""

import csv
import runpy
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

Maker: TypeAlias = Callable[[np.random.Generator, int], Any]
"""Gives so many values of a column, as an Arrow array."""

_SEED = 20_260_101
_BLOCK = 500_000
_PLAIN = pa_csv.WriteOptions(include_header=False, quoting_style="none")
_APPLICANTS = Path(__file__).parents[2] / "examples" / "loan" / "make_applicants.py"


def whole(low: int, high: int, step: int = 1) -> Maker:
    """Return a maker of integers from `low` to below `high`."""
    return lambda chance, count: pa.array(chance.integers(low // step, high // step, count) * step)


def cents(low: int, high: int) -> Maker:
    """Return a maker of decimals with two places from `low` to below `high`, as text."""

    def make(chance: np.random.Generator, count: int) -> Any:
        units, hundredths = np.divmod(chance.integers(low * 100, high * 100, count), 100)
        places = pc.utf8_slice_codeunits(pa.array(hundredths + 100).cast(pa.string()), 1)
        return pc.binary_join_element_wise(pa.array(units).cast(pa.string()), places, ".")

    return make


def one_of(texts: Sequence[str]) -> Maker:
    """Return a maker of one of these texts."""
    choices = pa.array(texts)
    return lambda chance, count: choices.take(pa.array(chance.integers(0, len(texts), count)))


def codes(kinds: int) -> Maker:
    """Return a maker of texts of which there are so many."""

    def make(chance: np.random.Generator, count: int) -> Any:
        numbers = pa.array(chance.integers(0, kinds, count)).cast(pa.string())
        return pc.binary_join_element_wise("k", numbers, "")

    return make


def write_columns(path: Path, columns: Mapping[str, Maker], rows: int) -> None:
    """Write a file of these columns after a number for each row, `Id`."""
    with path.open("wb") as file:
        file.write((",".join(("Id", *columns)) + "\n").encode())
        for block, start in enumerate(range(0, rows, _BLOCK)):
            count = min(_BLOCK, rows - start)
            values = [pa.array(np.arange(start + 1, start + count + 1))]
            for number, make in enumerate(columns.values()):
                values.append(make(np.random.default_rng((_SEED, block, number)), count))
            pa_csv.write_csv(pa.table(values, ["Id", *columns]), file, _PLAIN)


def write_applications(path: Path, rows: int) -> None:
    """Write a file of ordinary loan applications, as the example has them."""
    example = runpy.run_path(str(_APPLICANTS))
    chance = Random(_SEED)  # noqa: S311 - invented data, nothing secret
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["Id", *example["USUAL"]])
        for number in range(1, rows + 1):
            writer.writerow([number, *example["ordinary"](chance).values()])


def head(source: Path, target: Path, rows: int) -> None:
    """Write the first rows of a file; none of its fields holds a line end."""
    with source.open("rb") as whole_file, target.open("wb") as part:
        part.writelines(islice(whole_file, rows + 1))
