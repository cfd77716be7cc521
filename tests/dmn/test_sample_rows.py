"""The first rows of a file become inputs, read as scoring reads them."""

from pathlib import Path

import pytest
from model_text import load

import dmn
from dmn.columns import ColumnError
from dmn.errors import UnknownNameError
from dmn.files.table_file import TableFileError
from dmn.sample_rows import rows_of_file
from feel.temporal import Date

LOAN = Path(__file__).parents[2] / "examples" / "loan"
MODEL = load("""
    type tPerson : { Age : number; Since : date }
    input Person : tPerson
    input Other
    decision D (Person) = Person.Age
    decision E (Other) = Other
""")


def written(folder, text, name="rows.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_fields_are_typed_and_nested(tmp_path):
    path = written(tmp_path, "Person.Age,Since,D,Other\n41,2024-02-29,x,5\n,,,\n")
    found = rows_of_file(MODEL, path)
    assert found.rows == (
        {"Person": {"Age": 41, "Since": Date(2024, 2, 29)}, "Other": "5"},
        {"Person": {"Age": None, "Since": None}, "Other": None},
    )
    assert (found.lines, found.problems, found.is_cut) == ((2, 3), (), False)


def test_only_the_columns_that_decisions_need_are_asked_for(tmp_path):
    path = written(tmp_path, "Other\n1\n")
    assert rows_of_file(MODEL, path, decisions=["E"]).rows == ({"Other": "1"},)
    with pytest.raises(ColumnError, match="no column for input 'Person"):
        rows_of_file(MODEL, path)
    with pytest.raises(UnknownNameError):
        rows_of_file(MODEL, path, decisions=["F"])


def test_columns_are_mapped_by_hand(tmp_path):
    path = written(tmp_path, "what\n1\n")
    found = rows_of_file(MODEL, path, decisions=["E"], columns={"what": "Other"})
    assert found.rows == ({"Other": "1"},)


def test_only_so_many_rows_are_read(tmp_path):
    path = written(tmp_path, "Other\n" + "1\n" * 50)
    found = rows_of_file(MODEL, path, decisions=["E"], limit=20)
    assert (len(found.rows), found.is_cut) == (20, True)
    assert rows_of_file(MODEL, path, decisions=["E"], limit=50).is_cut is False


def test_a_field_that_cannot_be_read_is_null_and_said(tmp_path):
    path = written(tmp_path, "Age,Since\nold,2024-02-30\n1,2024-02-28\n")
    found = rows_of_file(MODEL, path, decisions=["D"])
    assert found.rows[0] == {"Person": {"Age": None, "Since": None}}
    assert [each[:44] for each in found.problems] == [
        "line 2: column 'Age': 'old' is not a number;",
        "line 2: column 'Since': '2024-02-30' is not ",
    ]


def test_a_row_of_another_width_is_said(tmp_path):
    path = written(tmp_path, "Age,Since\n1,2024-02-28,3\n2,2024-02-28\n")
    found = rows_of_file(MODEL, path, decisions=["D"])
    assert [row["Person"]["Age"] for row in found.rows] == [2]
    assert (found.lines, len(found.problems)) == ((3,), 1)


def test_json_lines_are_read_too(tmp_path):
    text = '{"Person": {"Age": 0.10, "Since": "2024-02-29"}}\n'
    found = rows_of_file(MODEL, written(tmp_path, text, "rows.jsonl"), decisions=["D"])
    assert str(found.rows[0]["Person"]["Age"]) == "0.10"


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(TableFileError, match="the file is empty"):
        rows_of_file(MODEL, written(tmp_path, ""))


def test_the_rows_of_the_loan_give_what_scoring_gives():
    model = dmn.load(LOAN / "loan.dmn")
    found = rows_of_file(model, LOAN / "applicants.csv", limit=60)
    expected = (LOAN / "expected.csv").read_text("utf-8").splitlines()
    assert len(found.rows) == 60 < len(expected)
    routed = [model.evaluate(row, decision="Routing").value for row in found.rows]
    assert all(value in line for value, line in zip(routed, expected[1:], strict=False))
