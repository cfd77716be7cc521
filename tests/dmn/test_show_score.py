"""What came of a run fits on a screen or two: what is long is cut, and nothing is said wrongly."""

import io
from collections import Counter

import model_text
import pytest
from rich.console import Console

from dmn.scoring.plan import plan_score
from dmn.scoring.report import Outcomes, Report, RowWarning, RuleHits, WarningKind
from dmn.show_score import draw_plan, draw_report
from feel.errors import FeelWarning, Location

CHAIN = "input Age : number\n" + "".join(
    f"decision D{number} ({f'D{number - 1}' if number else 'Age'}) = 1\n" for number in range(9)
)


@pytest.fixture(scope="module")
def model():
    """Give a model of nine decisions, each of which requires the one before."""
    return model_text.load(CHAIN)


def text(parts, width=80):
    out = Console(file=io.StringIO(), width=width)
    for part in parts:
        out.print(part)
    drawn = out.file.getvalue()
    assert max(map(len, drawn.splitlines())) <= width
    return drawn


def report_text(model, *, chosen=(), fate="kept", **fields):
    report = Report(**{"rows": 100, "written": 100, "seconds": 0.5} | fields)
    return " ".join(text(draw_report(report, model, chosen, "out.csv", fate)).split())


def outcomes(**counts):
    return Outcomes(Counter(counts))


# --- before --------------------------------------------------------------------------------------


def test_long_lists_of_columns_are_cut(model):
    header = ["Age", *(f"c{number}" for number in range(40))]
    drawn = " ".join(
        text(draw_plan(plan_score(model, header), "in.csv: ...", explain=False)).split()
    )
    assert "c0, c1" in drawn
    assert "c29 and 10 more" in drawn
    assert drawn.endswith("added: D0, D1, D2, D3, D4, D5, D6, D7, D8")


def test_names_are_shown_as_they_are(model):
    drawn = text(draw_plan(plan_score(model, ["Age", "[red]\x1b"]), "x", explain=False))
    assert "not read: [red]\\x1b\n" in drawn


# --- outcomes ------------------------------------------------------------------------------------

SUMMARIES = [
    ({}, "100 rows in 0.5 s (200/s), written to out.csv"),
    ({"written": 98}, "100 rows in 0.5 s (200/s), 98 of them written to out.csv"),
    ({"rows": 1, "written": 1}, "1 row in 0.5 s (2/s), written to out.csv"),
    ({"rows": 0, "written": 0, "seconds": 0.0}, "0 rows in 0.0 s (0/s), written to out.csv"),
]


@pytest.mark.parametrize(("fields", "said"), SUMMARIES)
def test_the_first_line_sums_up(model, fields, said):
    assert report_text(model, **fields).startswith(said)


SHOWN = [
    (outcomes(a=60, b=40), "D8 a 60 60.0% b 40 40.0%"),
    (outcomes(a=30, b=20, c=15, d=13, e=12, f=6, g=4), "e 12 12.0% 2 others 10 10.0%"),
    (outcomes(b=50, a=50), "D8 a 50 50.0% b 50 50.0%"),
    (Outcomes(Counter(), too_many=True), "D8 more than 1,000 different ones"),
    (outcomes(**{"x" * 500: 100}), "…"),
]


@pytest.mark.parametrize(("found", "said"), SHOWN)
def test_the_commonest_outcomes_are_shown(model, found, said):
    assert said in report_text(model, outcomes={"D8": found})


SHARES = [(1, 10_000, "<0.1%"), (9_999, 10_000, ">99.9%"), (5, 5, "100.0%")]


@pytest.mark.parametrize(("count", "rows", "share"), SHARES)
def test_a_share_is_never_more_or_less_than_it_is(model, count, rows, share):
    found = {"D8": outcomes(a=count)}
    assert f"a {count:,} {share}" in report_text(model, rows=rows, outcomes=found)


def shown_decisions(drawn):
    return [word for word in drawn.split() if word.startswith("D") and word[1:].isdigit()]


FEW = {f"D{number}": outcomes(x=100) for number in range(6)}
MANY = {f"D{number}": outcomes(x=100) for number in range(9)}


@pytest.mark.parametrize(
    ("found", "chosen", "shown"),
    [
        pytest.param(FEW, (), list(FEW), id="few are all shown"),
        pytest.param(MANY, (), ["D8"], id="of many, those that no other requires"),
        pytest.param(MANY, tuple(MANY), list(MANY), id="all that were chosen"),
    ],
)
def test_the_decisions_that_were_asked_for_are_shown(model, found, chosen, shown):
    drawn = report_text(model, outcomes=found, chosen=chosen)
    assert shown_decisions(drawn) == shown
    assert ("and 8 more decisions: --decision NAME" in drawn) is (shown == ["D8"])


# --- rules ---------------------------------------------------------------------------------------

NEVER = [
    ([1, 1], "T 2 1:1 2:1"),
    ([0, 0, 0], "T 3 all"),
    ([5, 0, 0, 7], "T 4 2-3 1:5 4:7"),
    ([0, 5, 0, 7, 0], "T 5 1, 3, 5 2:5 4:7"),
    ([1_000_000, 0], "T 2 2 1:1,000,000"),
    ([0] * 12 + [5, 9, 9], "T 15 1-12 14:9 15:9 13:5"),
    (list(range(1, 14)), "T 13 13:13 12:12 11:11 10:10 9:9 and 8 more"),
]


@pytest.mark.parametrize(("counts", "said"), NEVER)
def test_rules_that_were_never_hit_are_named(model, counts, said):
    hits = RuleHits([None] * len(counts), counts)
    assert said in report_text(model, rules={"T": hits})


def test_of_many_rules_never_hit_some_are_named(model):
    drawn = report_text(model, rules={"T": RuleHits([None] * 40, [0, 1] * 20)})
    assert "and 12 more" in drawn


def test_of_many_tables_some_are_shown(model):
    rules = {f"T{number}": RuleHits([None], [1]) for number in range(25)}
    drawn = report_text(model, rules=rules)
    assert "T19" in drawn
    assert "T20" not in drawn
    assert "and 5 more tables: --report FILE has all" in drawn


# --- how, and what is wrong ----------------------------------------------------------------------


def test_how_rows_were_answered_is_shown_with_the_reason(model):
    drawn = report_text(
        model,
        methods={"D1": Counter({"class": 100}), "D2": Counter({"tuple": 75, "row": 25})},
        reasons={"D1": "", "D2": "it is no decision table"},
    )
    assert "D1 100.0% D2 75.0% 25.0% it is no decision table" in drawn


def test_warnings_are_told_by_kind_the_commonest_first(model):
    kinds = {}
    for number in range(12):
        warning = FeelWarning(f"CODE_{number}", "wrong", Location(("column 'a'",)), None)
        kinds[f"CODE_{number}", "a"] = WarningKind([RowWarning(number + 2, warning)], number + 1)
    drawn = report_text(model, warnings=kinds, rows_with_warnings=78)
    assert "78 rows with warnings 12 x CODE_11, first in line 13 > column 'a': wrong" in drawn
    assert drawn.endswith("and 2 more kinds")


def test_rows_at_fault_are_told_with_what_became_of_them(model):
    drawn = report_text(model, rejected=2, fate="left out", not_evaluated=2, lines=[4, 7])
    assert "2 rows were not evaluated, at lines 4 and 7" in drawn
    assert "2 rows with data at fault, left out" in drawn
