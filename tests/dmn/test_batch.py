"""Rows are scored as if the model evaluated them one by one; nothing is dropped in silence."""

import csv
import datetime as dt
import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dmn
from dmn.batch import Report, Row, plan_score, score_rows
from dmn.columns import ColumnError
from dmn.csv_dialect import CsvDialect
from dmn.csv_file import score_file
from dmn.errors import UnknownNameError
from dmn.field_text import field_text
from feel.scope import Limits
from feel.temporal import from_python

LOAN = """
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="loan" namespace="urn:loan">
  <itemDefinition name="tApplicant">
    <itemComponent name="Age"><typeRef>number</typeRef></itemComponent>
    <itemComponent name="Since"><typeRef>date</typeRef></itemComponent>
  </itemDefinition>
  <inputData id="i1" name="Applicant"><variable name="Applicant" typeRef="tApplicant"/></inputData>
  <inputData id="i2" name="Loan Amount"><variable name="Loan Amount" typeRef="number"/></inputData>
  <inputData id="i3" name="Vip"><variable name="Vip" typeRef="boolean"/></inputData>
  <inputData id="i4" name="Note"><variable name="Note" typeRef="string"/></inputData>
  <decision id="d1" name="Eligibility">
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <informationRequirement><requiredInput href="#i2"/></informationRequirement>
    <informationRequirement><requiredInput href="#i3"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input><inputExpression><text>Applicant.Age</text></inputExpression></input>
      <input><inputExpression><text>Vip</text></inputExpression></input>
      <output name="ok" typeRef="boolean"/><output name="rate" typeRef="number"/>
      <rule><inputEntry><text>&gt;= 18</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <outputEntry><text>true</text></outputEntry>
        <outputEntry><text>Loan Amount / 3</text></outputEntry></rule>
      <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>true</text></inputEntry>
        <outputEntry><text>true</text></outputEntry><outputEntry><text>0.10</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <decision id="d2" name="Echo">
    <informationRequirement><requiredDecision href="#d1"/></informationRequirement>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <informationRequirement><requiredInput href="#i4"/></informationRequirement>
    <literalExpression>
      <text>[Note, Applicant.Since, Eligibility.rate, now()]</text>
    </literalExpression>
  </decision>
</definitions>
"""
MODEL = dmn.load(LOAN.encode())
HEADER = ["Applicant.Age", "Since", "loan_amount", "VIP", "Note"]
NOW = dt.datetime(2024, 2, 29, 10, tzinfo=dt.UTC)

numbers = st.decimals(-(10**9), 10**9, places=3, allow_nan=False)
rows_of_values = st.lists(
    st.tuples(
        st.none() | st.integers(0, 99) | numbers,
        st.none() | st.dates().map(from_python),
        st.none() | numbers,
        st.none() | st.booleans(),
        st.none() | st.text(st.characters(codec="utf-8"), min_size=1),
    ),
    max_size=5,
)


def inputs_of(age, since, amount, vip, note):
    applicant = {"Age": age, "Since": since}
    return {"Applicant": applicant, "Loan Amount": amount, "Vip": vip, "Note": note}


def text_of(value):
    return str(value) if type(value) is int else field_text(value)


def expected_outputs(values):
    result = MODEL.evaluate(inputs_of(*values), now=NOW)
    eligibility = result["Eligibility"] or {"ok": None, "rate": None}
    return [*map(field_text, eligibility.values()), field_text(result["Echo"])]


@given(
    rows_of_values,
    st.builds(
        CsvDialect,
        st.just("utf-8"),
        st.sampled_from([b"", b"\xef\xbb\xbf"]),
        st.sampled_from(",;\t"),
        st.sampled_from(["\n", "\r\n"]),
    ),
    st.sampled_from([[], ["Echo", "Eligibility"]]),
)
def test_what_is_written_is_what_evaluating_row_by_row_gives(
    tmp_path_factory, rows, dialect, chosen
):
    folder = tmp_path_factory.mktemp("law")
    texts = [[text_of(value) for value in row] for row in rows]
    source, target = folder / "in.csv", folder / "out.csv"
    source.write_bytes(dialect.mark + "".join(map(dialect.line, [HEADER, *texts])).encode())
    score_file(MODEL, source, target, decisions=chosen and ["Eligibility", "Echo"], now=NOW)
    text = io.StringIO(dialect.decoded(target.read_bytes()), newline="")
    written = list(csv.reader(text, strict=True, delimiter=dialect.separator))
    assert written[0] == [*HEADER, "Eligibility.ok", "Eligibility.rate", "Echo"]
    assert written[1:] == [
        [*text, *expected_outputs(values)] for text, values in zip(texts, rows, strict=True)
    ]


def scored(*rows, header=HEADER, decisions=("Eligibility",)):
    plan = plan_score(MODEL, header, decisions)
    return list(score_rows(plan, [Row(7, row) for row in rows], now=NOW))


def test_text_that_does_not_fit_is_null_and_a_warning_with_line_column_and_forms():
    number_form = "digits with one point and perhaps an exponent, such as 1250.5 or -2e3"
    date_form = "yyyy-mm-dd, such as 2024-02-29"
    (row,) = scored(["12,5", "31/02/2024", "1e3", "yes", ""])
    assert row.fields == ["12,5", "31/02/2024", "1e3", "yes", "", "", ""]
    assert [str(warning) for warning in row.warnings] == [
        f"line 7 > column 'Applicant.Age': '12,5' is not a number (hint: write {number_form})",
        f"line 7 > column 'Since': '31/02/2024' is not a date (hint: write {date_form})",
        "line 7 > column 'VIP': 'yes' is not a boolean (hint: write true or false)",
    ]


def test_fields_that_are_missing_are_null_with_a_warning():
    (row,) = scored(["20"])
    assert row.fields == ["20", "", "", "", "", "true", ""]
    assert row.warnings[0].warning.code == "TOO_FEW_FIELDS"
    assert "2 fields" not in str(row.warnings[0])
    assert "the row has 1 field, the header 5; the others are null" in str(row.warnings[0])


def test_a_row_with_too_many_fields_is_not_evaluated_and_its_warning_has_the_surplus():
    (row,) = scored(["20", "", "300", "true", "a", "b", "c"])
    assert row.fields == ["20", "", "300", "true", "a", "", ""]
    assert row.values == {}
    (warning,) = row.warnings
    assert warning.warning.code == "TOO_MANY_FIELDS"
    assert "it was not evaluated, and left out is 'b', 'c'" in str(warning)


def test_a_long_surplus_is_cut():
    (row,) = scored(["20", "", "300", "true", "a", "b" * 10_000])
    assert "bbb..." in str(row.warnings[0])
    assert len(str(row.warnings[0])) < 1_000


def test_an_input_that_no_chosen_decision_needs_may_be_missing():
    (row,) = scored(["20", "", "300", "true"], header=HEADER[:4])
    assert row.fields[-2:] == ["true", "100"]
    with pytest.raises(ColumnError, match="no column for input 'Note'"):
        plan_score(MODEL, HEADER[:4], ["Echo"])


def test_a_decision_that_does_not_exist_is_refused_before_anything_is_read():
    with pytest.raises(UnknownNameError, match="did you mean 'Echo'"):
        plan_score(MODEL, [], ["Ecco"])


def test_a_warning_that_two_decisions_share_is_given_once():
    (row,) = scored(["20", "", "", "", ""], decisions=("Eligibility", "Echo"))
    shared = [each for each in row.warnings if "Eligibility" in str(each.warning.location)]
    alone = MODEL.evaluate(inputs_of(20, None, None, None, None), decision="Eligibility").warnings
    assert len(shared) == len(alone) > 0


def test_rows_are_scored_as_they_come():
    plan = plan_score(MODEL, HEADER)
    endless = (Row(line, ["20", "", "3", "", "a"]) for line in itertools.count(2))
    first = next(score_rows(plan, endless))
    assert first.fields[-3:-1] == ["true", "1"]


def test_all_rows_have_one_instant():
    plan = plan_score(MODEL, HEADER, ["Echo"])
    moments = {row.values["Echo"][3] for row in score_rows(plan, [Row(2, [])] * 50)}
    assert len(moments) == 1


def test_entries_that_have_no_column_are_named():
    untyped = LOAN.replace("[Note, Applicant.Since, Eligibility.rate, now()]", '{"a": 1, "b": 2}')
    typed = untyped.replace('name="Echo">', 'name="Echo"><variable name="Echo" typeRef="tA"/>')
    type_a = (
        '<itemDefinition name="tA"><itemComponent name="a"/></itemDefinition><inputData id="i1"'
    )
    model = dmn.load(typed.replace('<inputData id="i1"', type_a).encode())
    plan = plan_score(model, HEADER, ["Echo"])
    (row,) = score_rows(plan, [Row(2, ["20", "", "1", "", ""])])
    assert row.fields[-1] == "1"
    assert "Echo.b has no column" in str(row.warnings[-1])


def test_the_report_counts_outcomes_and_the_commonest_warnings():
    report = Report()
    for row in scored(["20", "", "3"], ["old", "", "3"], ["age", "", "3"], ["1", "x", "3", "", ""]):
        report.add(row)
    assert (report.rows, report.rows_with_warnings) == (4, 4)
    assert report.outcomes["Eligibility"] == {'{"ok": true, "rate": 1}': 1, "null": 3}
    kinds = [(kind.count, kind.first.warning.code) for kind in report.commonest_warnings(2)]
    assert kinds == [(3, "TOO_FEW_FIELDS"), (2, "TEXT_DOES_NOT_FIT")]


def test_the_report_names_rows_that_were_not_evaluated():
    report = Report()
    for row in scored(["20", "", "3", "", ""], [""] * 6, header=HEADER):
        report.add(row)
    assert (report.rows, report.not_evaluated, report.lines) == (2, 1, [7])


def test_a_row_that_reaches_a_limit_counts_as_not_evaluated():
    model = dmn.load(LOAN.encode(), limits=Limits(steps=1))
    report = Report()
    for row in score_rows(plan_score(model, HEADER), [Row(4, ["20", "", "3", "", "a"])], now=NOW):
        report.add(row)
    assert [kind.first.warning.code for kind in report.warnings.values()] == ["LIMIT_EXCEEDED"]
    assert (report.not_evaluated, report.lines) == (1, [4])


def test_the_report_is_bounded(monkeypatch):
    monkeypatch.setattr("dmn.batch._MOST_OUTCOMES", 2)
    report = Report()
    for row in scored(*([str(20), "", str(amount), "", ""] for amount in range(5))):
        report.add(row)
    assert len(report.outcomes["Eligibility"]) == 2
    assert report.other_outcomes["Eligibility"] == 3
