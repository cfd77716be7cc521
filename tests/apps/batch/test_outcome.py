"""A report as what is shown of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scored_files import scored

from ruling_workbench.batch.outcome import (
    Outcome,
    Table,
    manifest,
    outcome_bars,
    read_report,
)

AGES = "Age,Name\n61,A\n30,B\nold,C\n130,D\n30,E\n"


@pytest.fixture
def report(tmp_path):
    scored(tmp_path, AGES, report="report.json")
    return read_report(tmp_path / "report.json")


def test_figures_are_those_of_the_run(report):
    assert (report.rows, report.written, report.faulty, report.warned) == (5, 5, 2, 2)


def test_outcomes_come_by_decision_the_commonest_first(report):
    assert report.outcomes[0] == Outcome("Risk", (("low", 2), ("null", 2), ("high", 1)))


def test_rules_are_counted_in_the_order_of_the_table(report):
    assert report.tables == (Table("Risk", (1, 2)),)


def test_what_was_wrong_is_said_without_what_stands_beside_it(report):
    found = next(each for each in report.faults if each.code == "TEXT_DOES_NOT_FIT")
    assert (found.count, found.first[0][0]) == (1, 4)
    assert found.example.startswith("'old' is not a number")
    assert report.lines == {4, 5}


def test_what_it_was_made_with_can_be_kept(report):
    assert json.loads(manifest(report))["decisions"] == ["Risk", "Twice"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rows": 1}', "null", "[" * 100_000])
def test_what_is_no_report_is_none(tmp_path, text):
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    assert read_report(path) is None
    assert read_report(tmp_path / "none.json") is None


def test_outcomes_may_be_too_many_to_count(tmp_path):
    scored(tmp_path, "Age,Name\n" + "1,x\n" * 3, report="report.json")
    path = tmp_path / "report.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    found["outcomes"]["Risk"] = None
    path.write_text(json.dumps(found), encoding="utf-8")
    assert read_report(path).outcomes[0] == Outcome("Risk", None)


def test_rules_that_matched_most_stand_in_their_order():
    table = Table("T", (0, 5, 1, 9, 0))
    assert table.commonest(2) == [(2, 5), (4, 9)]
    assert table.unused == 2


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 9)), max_size=40))
def test_bars_count_all_rows(counts):
    bars = outcome_bars(counts)
    assert sum(count for _, count in bars) == sum(count for _, count in counts)
    assert len(bars) <= 13
