"""Writes invented applications, the same bytes every time: applicants.csv, or a file of any size.

applicants.csv has three parts: one application at and beside every threshold of the model, one for
every oddity that real files have, and ordinary applications for the rest. A file of any size holds
ordinary ones, of which a few are odd. A field that is not known is empty.
"""

import argparse
import csv
import io
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SEED = 20_260_101
APPLICATIONS = 1_000
TARGET = Path(__file__).with_name("applicants.csv")

Application: TypeAlias = dict[str, str]
Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

# an eligible application, from which those of the first two parts deviate in one point
USUAL: Application = {
    "Applicant.Name": "Marta Lindqvist",
    "Applicant.Age": "41",
    "Applicant.Employment Status": "Employed",
    "Applicant.Months in Employment": "84",
    "Applicant.Monthly.Income": "5000",
    "Applicant.Monthly.Expenses": "1900",
    "Applicant.Monthly.Repayments": "250",
    "Applicant.Credit Score": "705",
    "Applicant.Bankrupt": "false",
    "Applicant.Existing Customer": "true",
    "Applicant.Purpose": "Home",
    "Applicant.Preferred Term": "",
    "Requested Amount": "250000",
}
HEADERS = ["Application Id", *USUAL]

# values between bars, by field
THRESHOLDS: Mapping[str, str] = {
    "Applicant.Age": "0|17|18|24|25|34|35|45|46|54|55|65|66|70|71|120",
    "Applicant.Months in Employment": "0|5|6|11|12|35|36|59|60",
    "Applicant.Credit Score": "300|559|560|619|620|679|680|739|740|850",
    # 656.35 and 1106.35 make the debt ratio 0.36 and 0.45
    "Applicant.Monthly.Repayments": "0|656.35|656.60|656.85|1106.35|1106.85",
    # with 3320.4375 the limit is the instalment
    "Applicant.Monthly.Expenses": "0|3320.43|3320.4375|3320.45|4750|4750.01",
    "Applicant.Preferred Term": "1|59|60|61|408|409|419|420|421",
    "Requested Amount": "49999.99|50000|100000|100000.01|500000|500000.01|800000|800000.01",
}
AMOUNTS_BY_PURPOSE: Mapping[str, str] = {
    "Home": "500000|500000.01|800000|800000.01",
    "Other": "999.99|1000|24999.99|25000|50000|50000.01|200000|200000.01",
    "Car": "4999|5000|80000|80001",
    "Home Improvement": "50000|50001",
    "Debt Consolidation": "50000|50001",
    "": "50000|50001",
}
PAIRS: tuple[Application, ...] = tuple(
    {"Applicant.Existing Customer": existing, "Applicant.Employment Status": status}
    | {"Applicant.Months in Employment": months, "Applicant.Credit Score": score}
    for existing in ("true", "false")
    for status in ("Self-employed", "Retired", "Student", "Unemployed")
    for months in ("23", "24")
    for score in ("", "600", "650", "760")
)
ODDITIES: Mapping[str, str] = {
    "Applicant.Name": '|Müller, Jürgen|Aoife "Effie" O\'Neill|Anna\nMaria Lang|李小龍'
    "|  Zoë  |=1+1|null|NaN",
    "Applicant.Age": "|forty|-1|121|41.5|041| 41 |4 1",
    "Applicant.Employment Status": "| |Self employed|SELF-EMPLOYED| employed |full-time|Part time"
    "|Freelancer|Pensioner|student|angestellt|Employed.",
    "Applicant.Months in Employment": "|-6|seven years",
    "Applicant.Monthly.Income": "|0|-100|n/a|5000.00|5e3|5,000|0.01|€ 5000",
    "Applicant.Monthly.Expenses": "|-1|unknown",
    "Applicant.Monthly.Repayments": "|-0.01|250 EUR",
    "Applicant.Credit Score": "|299|851|0|700.5",
    "Applicant.Bankrupt": "|true",
    "Applicant.Existing Customer": "|false",
    "Applicant.Purpose": "|Holiday|home",
    "Applicant.Preferred Term": "0|-12|365.25|ten years",
    "Requested Amount": "|0|-250000|250,000|2.5E5|+250000| 250000 |0.01",
}

FIRST_NAMES = ("Ana", "Björn", "Chloé", "Dmitri", "Eszter", "Fátima", "Günther", "Hiro", "Ines")
LAST_NAMES = ("Álvarez", "Brown", "Çelik", "Da Silva", "Østergaard", "O'Brien", "Weiß", "Łukasik")
STATUSES = (
    *("Employed",) * 9,
    *("Self-employed", "self employed", "Retired", "RETIRED", "Student", "Unemployed", "employed"),
)
PURPOSES = ("Home", "Home", "Home", "Home Improvement", "Car", "Car", "Debt Consolidation", "Other")
AMOUNTS = {
    "Home": (80_000, 5_000, 80),
    "Home Improvement": (5_000, 2_500, 40),
    "Car": (4_000, 1_000, 50),
    "Debt Consolidation": (2_000, 1_500, 40),
    "Other": (500, 500, 80),
}
TERMS = ("", "", "12", "24", "36", "48", "60", "120", "180", "240", "300", "360")


def applications() -> Iterator[Application]:
    """Yield the applications of all three parts, numbered."""
    fixed = [*at_thresholds(), *odd()]
    chance = random.Random(SEED)  # noqa: S311 - invented data, nothing secret
    rest = (ordinary(chance) for _ in range(APPLICATIONS - len(fixed)))
    for number, application in enumerate([*fixed, *rest], start=1):
        yield {"Application Id": f"A{number:04}"} | application


def at_thresholds() -> Iterator[Application]:
    """Yield applications at and beside every threshold."""
    yield from _deviating(THRESHOLDS)
    for purpose, amounts in AMOUNTS_BY_PURPOSE.items():
        for amount in amounts.split("|"):
            rich = USUAL | {"Applicant.Monthly.Income": "12000"}
            yield rich | {"Applicant.Purpose": purpose, "Requested Amount": amount}
    yield from (USUAL | pair for pair in PAIRS)


def odd() -> Iterator[Application]:
    """Yield applications with one oddity each, and one with nothing at all."""
    yield from _deviating(ODDITIES)
    yield dict.fromkeys(USUAL, "")


def _deviating(values: Mapping[str, str]) -> Iterator[Application]:
    for field, texts in values.items():
        yield from (USUAL | {field: text} for text in texts.split("|"))


def ordinary(chance: random.Random) -> Application:
    """Return an application as most are; now and then something is missing."""
    purpose = _one_of(PURPOSES, chance)
    least, step, steps = AMOUNTS[purpose]
    income = 1_100 + 50 * _below(40, chance) + 100 * _below(45, chance)
    application = {
        "Applicant.Name": f"{_one_of(FIRST_NAMES, chance)} {_one_of(LAST_NAMES, chance)}",
        "Applicant.Age": str(19 + _below(30, chance) + _below(28, chance)),
        "Applicant.Employment Status": _one_of(STATUSES, chance),
        "Applicant.Months in Employment": str(_below(60, chance) + _below(120, chance)),
        "Applicant.Monthly.Income": str(income),
        "Applicant.Monthly.Expenses": str(income * (25 + _below(35, chance)) // 100),
        "Applicant.Monthly.Repayments": str(10 * max(0, _below(70, chance) - 30)),
        "Applicant.Credit Score": str(520 + _below(170, chance) + _below(160, chance)),
        "Applicant.Bankrupt": "true" if _below(40, chance) == 0 else "false",
        "Applicant.Existing Customer": _one_of(("true", "false"), chance),
        "Applicant.Purpose": purpose,
        "Applicant.Preferred Term": _one_of(TERMS, chance),
        "Requested Amount": str(least + step * _below(steps, chance)),
    }
    return {field: "" if _below(90, chance) == 0 else text for field, text in application.items()}


def _below(limit: int, chance: random.Random) -> int:
    return int(chance.random() * limit)  # random() alone is the same in every version of Python


def _one_of(choices: tuple[str, ...], chance: random.Random) -> str:
    return choices[_below(len(choices), chance)]


def csv_text() -> str:
    """Return the file's text."""
    target = io.StringIO()
    writer = csv.DictWriter(target, HEADERS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(applications())
    return target.getvalue()


# --- a file of any size ---------------------------------------------------------------------------

BLOCK = 100_000
ENDINGS = (".csv", ".csv.gz", ".csv.zst", ".parquet")
# of so many fields, how many are empty and how many odd
FIELDS, EMPTY, ODD = 10_000, 110, 20
# by employment status: the youngest, years above that, the usual income, whether at work
LIVES: Mapping[str, tuple[int, int, int, int]] = {
    "employed": (19, 47, 3_400, 1),
    "self-employed": (23, 48, 3_900, 1),
    "retired": (60, 30, 2_200, 0),
    "student": (18, 12, 1_100, 0),
    "unemployed": (19, 45, 1_250, 0),
}
SCHEMA = pa.schema([(header, pa.string()) for header in HEADERS])


def blocks(rows: int) -> Iterator[pa.Table]:
    """Yield so many applications as texts; fewer of them are the beginning of more."""
    for number, start in enumerate(range(0, rows, BLOCK)):
        dice = Dice(number)
        ids = pc.utf8_lpad(_texts(np.arange(start + 1, start + BLOCK + 1)), 7, "0")
        fields = people(dice) | wishes(dice)
        columns = [_soiled(fields[field], ODDITIES[field], dice) for field in USUAL]
        block = [pc.binary_join_element_wise("A", ids, ""), *columns]
        yield pa.table(block, schema=SCHEMA).slice(0, rows - start)


class Dice:
    """Whole numbers by chance for one block, the same with every version of numpy."""

    def __init__(self, block: int) -> None:
        self._bits = np.random.PCG64((SEED, block))  # whose raw bits numpy promises never to change

    def below(self, limit: int | Numbers) -> Numbers:
        """Return numbers from 0 to below the limit, which may be another for each row."""
        numbers: Numbers = (self._bits.random_raw(BLOCK) >> np.uint64(33)).astype(np.int64)
        return numbers * limit >> 31

    def skewed(self, limit: int | Numbers) -> Numbers:
        """Return numbers of which small ones are more common."""
        return np.minimum(self.below(limit), self.below(limit))

    def one_of(self, choices: tuple[str, ...]) -> Any:
        """Return one of the texts for each row."""
        return pa.array(choices).take(pa.array(self.below(len(choices))))


def people(dice: Dice) -> dict[str, Any]:
    """Return what is told of the applicants: age, work, money and credit hang together."""
    kinds = dice.below(len(STATUSES))
    lives = np.array([LIVES[status.lower().replace(" ", "-")] for status in STATUSES], np.int64)
    youngest, years, usual, at_work = lives[kinds].T
    age = youngest + (dice.below(years) + dice.below(years)) // 2
    wealth = dice.below(40) * dice.below(40) * dice.below(40) // 400  # few are rich
    income = usual * (55 + dice.below(60) + wealth) // 1_000 * 10
    bankrupt = (dice.below(40) == 0).astype(np.int64)
    score = 520 + dice.below(170) + dice.below(160) - 120 * bankrupt
    flags = pa.array(["false", "true"])
    names = pc.binary_join_element_wise(dice.one_of(FIRST_NAMES), dice.one_of(LAST_NAMES), " ")
    return {
        "Applicant.Name": names,
        "Applicant.Age": _texts(age),
        "Applicant.Employment Status": pa.array(STATUSES).take(pa.array(kinds)),
        "Applicant.Months in Employment": _texts(at_work * dice.skewed(12 * (age - 17))),
        "Applicant.Monthly.Income": _texts(income),
        "Applicant.Monthly.Expenses": _texts(income * (25 + dice.below(35)) // 100),
        "Applicant.Monthly.Repayments": _texts(10 * np.maximum(0, dice.below(70) - 30)),
        "Applicant.Credit Score": _texts(score),
        "Applicant.Bankrupt": flags.take(pa.array(bankrupt)),
        "Applicant.Existing Customer": dice.one_of(("true", "false")),
    }


def wishes(dice: Dice) -> dict[str, Any]:
    """Return what the applicants ask for."""
    kinds = dice.below(len(PURPOSES))
    least, step, steps = np.array([AMOUNTS[each] for each in PURPOSES], np.int64)[kinds].T
    return {
        "Applicant.Purpose": pa.array(PURPOSES).take(pa.array(kinds)),
        "Applicant.Preferred Term": dice.one_of(TERMS),
        "Requested Amount": _texts(least + step * dice.skewed(steps)),
    }


def _texts(numbers: Numbers) -> Any:
    return pa.array(numbers).cast(pa.string())


def _soiled(column: Any, oddities: str, dice: Dice) -> Any:
    chance = dice.below(FIELDS)
    odd = dice.one_of(tuple(oddities.split("|")))
    column = pc.if_else(pa.array(chance < ODD), odd, column)
    empty = pc.or_(pa.array(chance >= FIELDS - EMPTY), pc.equal(column, ""))
    return pc.if_else(empty, pa.scalar(None, pa.string()), column)


def write(path: Path, rows: int) -> None:
    """Write so many applications as CSV, perhaps packed, or as Parquet: its name decides."""
    if path.suffix == ".parquet":
        with pq.ParquetWriter(path, SCHEMA) as parquet:
            for block in blocks(rows):
                parquet.write_table(block)
        return
    with io.TextIOWrapper(pa.output_stream(str(path)), "utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADERS)
        for block in blocks(rows):
            columns = (each.to_numpy().tolist() for each in block.columns)
            writer.writerows(zip(*columns, strict=True))


def main() -> None:
    """Write applicants.csv, or so many applications into the file named."""
    parser = argparse.ArgumentParser(description="Write invented loan applications.")
    parser.add_argument("rows", nargs="?", type=int, help="how many; applicants.csv without")
    parser.add_argument("target", nargs="?", type=Path, default=Path("applicants.csv"))
    asked = parser.parse_args()
    if asked.rows is None:
        TARGET.write_bytes(csv_text().encode())
        print(f"{APPLICATIONS:,} applications in {TARGET}")
        return
    if asked.rows < 0 or not asked.target.name.endswith(ENDINGS):
        parser.error(f"rows must not be negative, and the file's name ends in {', '.join(ENDINGS)}")
    write(asked.target, asked.rows)
    print(f"{asked.rows:,} applications in {asked.target}")


if __name__ == "__main__":
    main()
