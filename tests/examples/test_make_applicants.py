"""A file of any number of applications is made the same each time, and is as real files are."""

import csv
import gzip
import importlib.util
import io
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import dmn

LOAN = Path(__file__).parents[2] / "examples" / "loan"
ROWS = 3_000


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_applicants", LOAN / "make_applicants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(maker, tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "applicants.csv"
    maker.write(path, ROWS)
    return path


@pytest.fixture(scope="module")
def applications(made):
    with made.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(maker, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["make_applicants.py", *map(str, arguments)])
    maker.main()


# --- one file, any size, any format ---------------------------------------------------------------


def test_the_columns_are_those_of_the_small_file(applications):
    with (LOAN / "applicants.csv").open(encoding="utf-8", newline="") as file:
        assert list(applications[0]) == next(csv.reader(file))
    assert len(applications) == ROWS


def test_no_two_applications_have_the_same_number(applications):
    ids = [each["Application Id"] for each in applications]
    assert (ids[0], ids[-1]) == ("A0000001", "A0003000")
    assert len(set(ids)) == ROWS


def test_the_first_application_is_always_the_same(applications):
    assert ",".join(applications[0].values()) == (
        "A0000001,Hiro Brown,45,Employed,142,5130,2616,0,632,false,true,Home,36,110000"
    )


@pytest.mark.parametrize("rows", [0, 1, 999])
def test_a_shorter_file_is_the_beginning_of_a_longer_one(maker, made, tmp_path, rows):
    maker.write(tmp_path / "short.csv", rows)
    short = (tmp_path / "short.csv").read_bytes()
    assert made.read_bytes().startswith(short)
    with io.StringIO(short.decode(), newline="") as file:
        assert len(list(csv.DictReader(file))) == rows


def test_a_block_is_unlike_the_one_before(maker, monkeypatch):
    monkeypatch.setattr(maker, "BLOCK", 100)
    first, second, rest = (each.drop(["Application Id"]) for each in maker.blocks(250))
    assert (first.num_rows, second.num_rows, rest.num_rows) == (100, 100, 50)
    assert first != second


def test_packed_csv_holds_the_same(maker, made, tmp_path):
    maker.write(tmp_path / "applicants.csv.gz", ROWS)
    assert gzip.decompress((tmp_path / "applicants.csv.gz").read_bytes()) == made.read_bytes()


def test_parquet_holds_the_same_with_null_for_what_is_empty(maker, applications, tmp_path):
    maker.write(tmp_path / "applicants.parquet", ROWS)
    found = pq.read_table(tmp_path / "applicants.parquet").to_pylist()
    assert [{name: text or "" for name, text in row.items()} for row in found] == applications
    assert "" not in {text for row in found for text in row.values()}


# --- what they are like ---------------------------------------------------------------------------


def test_a_few_fields_are_empty_or_odd(maker, applications):
    always_filled = [each for each in maker.USUAL if each != "Applicant.Preferred Term"]
    empty = sum(not row[field] for row in applications for field in always_filled)
    scores = [row["Applicant.Credit Score"] for row in applications]
    assert 0.005 < empty / (ROWS * len(always_filled)) < 0.02
    assert {"299", "851", "700.5"} & set(scores)


def test_age_work_and_income_hang_together(applications):
    incomes, ages = Counter(), Counter()
    for row in applications:
        status, income, age = (
            row[f"Applicant.{name}"] for name in ("Employment Status", "Monthly.Income", "Age")
        )
        if income.isdecimal() and age.isdecimal():
            incomes[status] += int(income)
            ages[status] += int(age)
    counts = Counter(row["Applicant.Employment Status"] for row in applications)
    means = {status: incomes[status] / counts[status] for status in ("Employed", "Student")}
    assert means["Employed"] > 2 * means["Student"]
    assert ages["Retired"] / counts["Retired"] > ages["Student"] / counts["Student"] + 40


def test_all_are_of_age_and_none_asks_for_more_than_half_a_million(applications):
    ages = [row["Applicant.Age"] for row in applications]
    amounts = [row["Requested Amount"] for row in applications]
    assert min(int(age) for age in ages if age.isdecimal()) == 18
    assert max(int(amount) for amount in amounts if amount.isdecimal()) <= 500_000


def test_scored_they_have_every_outcome_and_some_warnings(made, tmp_path):
    model = dmn.load(LOAN / "loan.dmn")
    report = dmn.score_file(model, made, tmp_path / "scored.csv", decisions=["Routing"])
    assert set(report.to_dict()["outcomes"]["Routing"]) == {
        *("DECLINE", "AUTOMATIC APPROVAL", "UNDERWRITER", "SENIOR UNDERWRITER"),
        "REQUEST INFORMATION",
    }
    assert 0.005 < report.rows_with_warnings / ROWS < 0.02


# --- the command ----------------------------------------------------------------------------------


def test_the_command_says_what_it_wrote(maker, monkeypatch, capsys, tmp_path):
    run(maker, monkeypatch, 12, tmp_path / "some.csv")
    assert capsys.readouterr().out == f"12 applications in {tmp_path / 'some.csv'}\n"
    assert (tmp_path / "some.csv").read_bytes().startswith(b"Application Id,Applicant.Name,")


def test_without_a_number_the_small_file_is_written(maker, monkeypatch, tmp_path):
    monkeypatch.setattr(maker, "TARGET", tmp_path / "applicants.csv")
    run(maker, monkeypatch)
    assert (tmp_path / "applicants.csv").read_bytes() == (LOAN / "applicants.csv").read_bytes()


@pytest.mark.parametrize(
    ("rows", "name"),
    [("many", "some.csv"), ("-1", "some.csv"), ("5", "some.xlsx"), ("5", "some.gz")],
)
def test_what_cannot_be_made_is_refused(maker, monkeypatch, tmp_path, rows, name):
    with pytest.raises(SystemExit, match="2"):
        run(maker, monkeypatch, rows, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
