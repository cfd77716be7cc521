"""The first rows say what the whole file will say of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scored_files import LOAN, packed, parquet, scored

from dmn.columns import ColumnError
from dmn.errors import UnknownNameError
from dmn.files.table_file import TableFileError
from dmn.scoring.first_rows import score_first_rows

BAD = "Age,Name\n61,Ann\nold,Bob\n130,Cy\n3\n"


def written(path, data):
    path.write_bytes(packed(path.name, data.encode() if isinstance(data, str) else data))
    return path


@pytest.mark.parametrize(
    ("name", "data", "lines"),
    [
        pytest.param("in.csv", "Age,Name\n61,A\nold,B\n130,C\n", (3, 4), id="CSV"),
        pytest.param("in.csv.gz", "Age,Name\n61,A\nold,B\n130,C\n", (3, 4), id="packed"),
        pytest.param(
            "in.jsonl",
            '{"Age": 61, "Name": ""}\n{"Age": "old", "Name": ""}\n{"Age": 130, "Name": ""}\n',
            (2, 3),
            id="JSON lines",
        ),
        pytest.param(
            "in.parquet",
            parquet(Age=["61", "old", "130"], Name=["A", "B", "C"]),
            (2, 3),
            id="Parquet",
        ),
    ],
)
def test_what_does_not_fit_is_told_by_line(tmp_path, name, data, lines):
    found = score_first_rows(LOAN, written(tmp_path / name, data))
    told = {each.line: each.warning.code for each in reversed(found.warnings)}
    codes = ("TEXT_DOES_NOT_FIT", "VALUE_NOT_ALLOWED")
    assert told == dict(zip(lines, codes, strict=True))
    assert (found.count, found.faulty) == (3, lines)


def test_no_more_rows_are_looked_at_than_asked(tmp_path):
    source = written(tmp_path / "in.csv", "Age,Name\n" + "old,Ann\n" * 9)
    found = score_first_rows(LOAN, source, limit=3)
    assert (found.count, found.faulty) == (3, (2, 3, 4))


def test_rows_of_another_width_are_at_fault(tmp_path):
    source = written(tmp_path / "in.csv", BAD)
    assert score_first_rows(LOAN, source).faulty == (3, 4, 5)
    assert score_first_rows(LOAN, source, limit=1).faulty == ()


def test_columns_may_be_chosen(tmp_path):
    source = written(tmp_path / "in.csv", "years,Name\n61,Ann\n")
    found = score_first_rows(LOAN, source, columns={"years": "Age"}, decisions=["Risk"])
    assert [(each.header, each.path) for each in found.plan.inputs] == [("years", ("Age",))]


@pytest.mark.parametrize(
    ("text", "more", "error", "part"),
    [
        pytest.param("", {}, TableFileError, "empty", id="empty"),
        pytest.param("Name\nAnn\n", {}, ColumnError, "no column for input 'Age'", id="missing"),
        pytest.param("Age,Risk\n1,a\n", {}, ColumnError, "more than one", id="an output's name"),
        pytest.param(
            "Age,Name\n1,a\n", {"decisions": ["No"]}, UnknownNameError, "No", id="no decision"
        ),
    ],
)
def test_what_cannot_be_scored_is_refused(tmp_path, text, more, error, part):
    with pytest.raises(error, match=part):
        score_first_rows(LOAN, written(tmp_path / "in.csv", text), **more)


def test_a_column_of_rules_must_have_a_name_of_its_own(tmp_path):
    source = written(tmp_path / "in.csv", "Age,Name,Risk.rules\n1,Ann,x\n")
    assert score_first_rows(LOAN, source).count == 1
    with pytest.raises(ColumnError, match=r"Risk\.rules"):
        score_first_rows(LOAN, source, explain=True)


FIELDS = st.sampled_from(["1", "61", "121", "old", "", "-0", "1,2"])


@given(st.lists(FIELDS, min_size=1, max_size=20))
def test_they_say_what_the_whole_file_says(tmp_path_factory, ages):
    folder = tmp_path_factory.mktemp("first")
    report = scored(folder, "Age,Name\n" + "".join(f"{age},x\n" for age in ages))
    told = {str(each) for kind in report.warnings.values() for each in kind.first}
    found = score_first_rows(LOAN, folder / "in.csv", limit=len(ages))
    assert {str(each) for each in found.warnings} == told
    assert len(found.faulty) == report.rejected
