"""Writes applicants.csv: 1,000 invented applications, the same bytes every time.

Three parts: one application at and beside every threshold of the model, one for every oddity that
real files have, and ordinary applications for the rest. A field that is not known is empty.
"""

import csv
import io
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

SEED = 20_260_101
APPLICATIONS = 1_000
TARGET = Path(__file__).with_name("applicants.csv")

Application = dict[str, str]

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


if __name__ == "__main__":
    TARGET.write_bytes(csv_text().encode())
    print(f"{APPLICATIONS:,} applications in {TARGET}")
