"""A report counts everything, keeps the first of each kind, and is bounded."""

from collections import Counter

import pyarrow as pa
import pytest
from model_text import load

from dmn.scoring.batch import BlockScorer
from dmn.scoring.block import Block
from dmn.scoring.plan import plan_score
from dmn.scoring.report import (
    BlockReporter,
    Outcomes,
    Report,
    RowWarning,
    RuleHits,
    WarningKind,
    faulty_rows,
)
from feel.errors import FeelWarning, Location
from feel.scope import Limits

TEXT = """
    type tA : number in [0..1000]
    input A : tA
    decision Size (A) : string =
        F | A : number || Size : string
        1 | > 100      || "big"
        2 | > 50       || "middle"
        3 | > 1000     || "never"
    decision Half (A) : number = A / 2
"""
MODEL = load(TEXT)


def report_of(*blocks, model=MODEL, decisions=()):
    plan = plan_score(model, ["A"], decisions)
    scorer = BlockScorer(plan)
    reporter = BlockReporter(scorer)
    report, first = Report(), 1
    for values in blocks:
        report.add(reporter.count(scorer.score(Block(len(values), [pa.array(values)], first))))
        first += len(values)
    return report


def test_outcomes_are_counted_over_blocks():
    report = report_of(["200", "60"], ["", "200", "1.0"])
    assert report.rows == 5
    assert report.outcomes["Size"].counts == {"big": 2, "middle": 1, "null": 2}
    assert report.outcomes["Half"].counts == {"100": 2, "30": 1, "null": 1, "0.5": 1}


def test_rules_that_never_matched_show():
    report = report_of(["200", "60"], ["70", "1"])
    assert report.rules["Size"].counts == [1, 2, 0]
    assert report.rules["Size"].unused == [3]


def test_warnings_are_counted_by_kind_with_the_first_of_each():
    report = report_of(["x"], ["y", "1", "z"])
    assert report.rows_with_warnings == 3
    assert [(kind.count, kind.first[0].line) for kind in report.commonest_warnings(1)] == [(3, 1)]
    ((code, place),) = [kind for kind in report.warnings if kind[0] == "TEXT_DOES_NOT_FIT"]
    assert (code, place) == ("TEXT_DOES_NOT_FIT", "column 'A'")
    lines = [each.line for each in report.warnings[code, place].first]
    assert lines == [1, 2, 4]
    assert str(report.warnings[code, place].first[1]).startswith("line 2 > column 'A': 'y' is not")


def test_it_says_how_rows_were_answered_and_why():
    report = report_of(["200"] * 9 + ["5000"])
    assert report.methods["Size"] == Counter({"class": 9, "row": 1})
    assert report.methods["Half"].total() == 10
    assert set(report.methods) == set(report.reasons) == {"Size", "Half"}


def test_a_row_that_reaches_a_limit_counts_as_not_evaluated():
    text = "input A : number\ndecision R (A) = for i in 1..A return i"
    report = report_of(["1", "1000"], ["1000"], model=load(text, limits=Limits(steps=50)))
    assert (report.not_evaluated, report.lines) == (2, [2, 3])
    assert [code for code, _ in report.warnings] == ["LIMIT_EXCEEDED"]


# --- bounds ---------------------------------------------------------------------------------------


def test_outcomes_that_are_too_many_are_counted_no_more(monkeypatch):
    monkeypatch.setattr("dmn.scoring.report._MOST_OUTCOMES", 3)
    report = report_of(["1", "2", "3"], ["1", "2"], ["4"], ["1"])
    assert report.outcomes["Half"] == Outcomes(Counter(), too_many=True)
    assert not report.outcomes["Size"].too_many
    assert report.to_dict()["outcomes"] == {"Size": {"null": 7}, "Half": None}


def test_of_each_kind_of_warnings_only_the_first_are_kept(monkeypatch):
    monkeypatch.setattr("dmn.scoring.report._MOST_KEPT", 2)
    report = report_of(["x"], ["y"], ["z"], decisions=["Size"])
    (kind,) = report.warnings.values()
    assert (kind.count, [each.line for each in kind.first]) == (3, [1, 2])


def test_kinds_that_are_too_many_are_counted_together(monkeypatch):
    monkeypatch.setattr("dmn.scoring.report._MOST_KINDS", 2)
    report = Report()
    for number, code in enumerate("ABCDB", start=1):
        warning = RowWarning(number, FeelWarning(code, "m", Location()))
        report.add(Report(warnings={(code, ""): WarningKind([warning], 1)}))
    found = [(kind["code"], kind["count"]) for kind in report.to_dict()["warnings"]]
    assert found == [("B", 2), ("OTHER", 2), ("A", 1)]


def test_lines_of_rows_that_were_not_evaluated_are_bounded(monkeypatch):
    monkeypatch.setattr("dmn.scoring.report._MOST_KEPT", 3)
    report = Report()
    for _ in range(3):
        report.add(Report(not_evaluated=2, lines=[1, 2]))
    assert (report.not_evaluated, report.lines) == (6, [1, 2, 1])


# --- as data --------------------------------------------------------------------------------------


def test_the_order_in_which_outcomes_come_makes_no_difference():
    one, other = report_of(["200", "60", "1"]), report_of(["1", "60", "200"])
    assert list(one.to_dict()["outcomes"]["Size"]) == ["big", "middle", "null"]
    assert list(other.to_dict()["outcomes"]["Size"]) == ["big", "middle", "null"]


def test_as_data_it_has_everything():
    report = report_of(["200", "x"])
    report.seconds, report.written = 0.5, 2
    found = report.to_dict()
    assert (found["rows"], found["rows per second"], found["seconds"]) == (2, 4, 0.5)
    assert found["rules"] == {"Size": {"ids": [None] * 3, "hits": [1, 0, 0]}}
    assert found["methods"]["Size"] == {"rows": {"class": 2}, "why": ""}
    assert found["warnings"][0]["first"][0]["line"] == 2
    assert Report().rows_per_second == 0


def test_hits_without_counts_are_all_unused():
    assert RuleHits(["a", None], [0, 0]).unused == [1, 2]


# --- rows at fault --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "rows"),
    [(["1", "2"], []), (["1", "x", "", "y"], [1, 3]), (["5000", "1"], [0])],
)
def test_rows_are_at_fault_where_their_data_is(values, rows):
    plan = plan_score(MODEL, ["A"])
    scored = BlockScorer(plan).score(Block(len(values), [pa.array(values)]))
    assert faulty_rows(plan, scored.warnings).tolist() == rows


def test_a_row_is_not_at_fault_where_a_decision_warns():
    plan = plan_score(MODEL, ["A"])
    model_warns = BlockScorer(plan).score(Block(1, [pa.array([""])]))
    assert [warning.code for _, warning in model_warns.warnings]
    assert faulty_rows(plan, model_warns.warnings).tolist() == []
