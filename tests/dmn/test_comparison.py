"""What changes between two versions over rows: counted, grouped, with examples, in sentences."""

from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from model_text import load

import dmn
from dmn.comparison import compare
from dmn.decision_test_files import read_tests
from dmn.edits import CellEdit
from dmn.table_draft import draft_of

LOAN = Path(__file__).parents[2] / "examples" / "loan"
TEXT = """
    input Age : number
    decision Risk (Age) =
        U | Age     || Risk
        1 | < 18    || "high"
        2 | [18..65]|| "low"
        3 | > 65    || "high"
    decision Price (Risk, Age) = if Risk = "low" then 1 else Age
"""
BEFORE = load(TEXT)
AFTER = load(TEXT.replace("< 18 ", "< 21 ").replace("[18..65]", "[21..65]"))


def rows(*ages):
    return [{"Age": age} for age in ages]


def test_rows_that_change_are_grouped_by_values_and_rules():
    found = compare(BEFORE, AFTER, rows(10, 18, 19, 20, 21, 70))
    assert (found.rows, found.changed, found.rows_by_decision) == (6, 3, {"Risk": 3, "Price": 3})
    risk = found.groups[0]
    assert (risk.decision, risk.before, risk.after, risk.count) == ("Risk", '"low"', '"high"', 3)
    assert (risk.rules_before, risk.rules_after, risk.examples) == ((2,), (1,), (2, 3, 4))
    assert found.sentences() == [
        "3 of 6 rows change",
        'Risk: 3 rows from "low" to "high" (rule 2 -> rule 1), as in rows 2, 3, 4',
        "Price: 1 row from 1 to 18, as in row 2",
        "Price: 1 row from 1 to 19, as in row 3",
        "Price: 1 row from 1 to 20, as in row 4",
    ]


def test_nothing_that_changes_is_said_too():
    found = compare(BEFORE, BEFORE, rows(1, 2))
    assert (found.changed, found.groups, found.sentences()) == (0, (), ["None of 2 rows changes"])


def test_only_the_decisions_asked_for_are_looked_at():
    found = compare(BEFORE, AFTER, rows(18), decisions=["Risk"])
    assert (found.decisions, [each.decision for each in found.groups]) == (("Risk",), ["Risk"])


def test_only_so_many_rows_are_looked_at_and_named():
    found = compare(BEFORE, AFTER, iter(rows(*[19] * 30)), limit=20, examples=2)
    assert (found.rows, found.is_cut, found.groups[0].examples) == (20, True, (1, 2))
    assert found.sentences()[0] == "20 of the first 20 rows change"
    assert compare(BEFORE, AFTER, rows(*[19] * 20), limit=20).is_cut is False


def test_many_changes_of_one_decision_are_not_all_told_apart():
    before = load("input A : number\ndecision D (A) = A")
    after = load("input A : number\ndecision D (A) = A + 1")
    found = compare(before, after, [{"A": n} for n in range(100)])
    assert len(found.groups) == 11
    assert (found.groups[0].count, sum(each.count for each in found.groups)) == (90, 100)
    assert found.sentences()[1] == "D: 90 rows in other ways, as in rows 11, 12, 13, 14, 15"


def test_numbers_that_differ_in_their_digits_alone_are_the_same():
    before, after = load("decision D = 1.0"), load("decision D = 1.00")
    assert compare(before, after, [{}]).changed == 0


def test_another_kind_of_value_and_null_are_changes():
    before, after = (
        load("decision D = 1\ndecision E = null"),
        load('decision D = "1"\ndecision E = 0'),
    )
    assert [str(each) for each in compare(before, after, [{}]).groups] == [
        'D: 1 row from 1 to "1"',
        "E: 1 row from null to 0",
    ]


def test_functions_are_no_change():
    model = load("decision D = {f: function(x) x}")
    assert compare(model, load("decision D = {f: function(x) x}"), [{}]).changed == 0


def test_decisions_of_one_version_alone_are_named():
    after = load(TEXT.replace("Price", "Fee"))
    found = compare(BEFORE, after, rows(1))
    assert (found.decisions, found.added, found.removed) == (("Risk",), ("Fee",), ("Price",))
    assert found.sentences()[1:] == ["Decision Fee is new", "Decision Price is gone"]


def test_warnings_that_come_and_go_are_grouped():
    broken = load(TEXT.replace("then 1", 'then 1 + "a"'))
    found = compare(BEFORE, broken, rows(20, 30, 5))
    (new,) = found.new_warnings
    assert (new.code, new.place, new.count, new.examples) == (
        "INVALID_TYPE",
        "decision Price",
        2,
        (1, 2),
    )
    assert found.gone_warnings == ()
    assert found.sentences()[-1].startswith("New warning in 2 rows: decision Price: cannot add")
    back = compare(broken, BEFORE, rows(20))
    assert back.sentences()[-1].startswith("Gone warning in 1 row: decision Price: ")


def test_both_versions_see_one_instant():
    model = load("decision D = now()")
    assert compare(model, load("decision D = now()"), [{}] * 3).changed == 0


def test_the_tests_of_the_loan_tell_what_a_draft_changes():
    model = dmn.load(LOAN / "loan.dmn")
    tests = read_tests(LOAN / "loan-test-01.xml").tests
    draft = draft_of(model, [CellEdit("Manual Review", 4, "output", 1, "false")])
    found = compare(
        model, draft.model, [test.inputs for test in tests], decisions=["Manual Review"]
    )
    assert str(found.groups[0]) == ("Manual Review: 24 rows from true to false (rule 4 -> rule 4)")
    assert found.changed == sum(each.count for each in found.groups) < found.rows == len(tests)


@given(st.lists(st.integers(0, 99), max_size=20))
def test_a_row_is_counted_exactly_where_a_value_differs(ages):
    found = compare(BEFORE, AFTER, rows(*ages))
    differing = [
        number
        for number, row in enumerate(rows(*ages), start=1)
        if dict(BEFORE.evaluate(row)) != dict(AFTER.evaluate(row))
    ]
    assert found.changed == len(differing)
    assert all(row in differing for group in found.groups for row in group.examples)
    assert found.rows_by_decision.get("Risk", 0) == len(differing)
    assert Decimal(found.rows) == len(ages)
