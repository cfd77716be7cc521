"""A table in a CSV file or a data frame: the header row says what is what."""

import csv
import datetime as dt
import io
import subprocess
import sys
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest

import dmn

RISK = '''\
FIRST,Age: number,"Region: string [""north"",""south"",""west""]",-> Risk: string,# Reason
1,< 18,-,"""high""",too young
2,[18..65),"""north"", ""west""","""low""",
3,-,-,"""medium""",otherwise
'''


def separated_by(delimiter):
    """Return the table as a spreadsheet saves it where lists are separated by something else."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(csv.reader(io.StringIO(RISK)))
    return text.getvalue()


def from_text(folder, text, name="risk.csv", encoding="utf-8", **options):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return dmn.table_from(path, **options)


def logic(model):
    return model.definitions.decisions[0].decision_logic


def types(model):
    return [clause.input_expression.type_ref for clause in logic(model).inputs]


def entries(model):
    return [
        [entry.text for entry in (*rule.input_entries, *rule.output_entries)]
        for rule in logic(model).rules
    ]


def test_a_csv_file_is_a_table(tmp_path):
    model = from_text(tmp_path, RISK)
    assert (model.problems, model.decisions, model.inputs) == ([], ["risk"], ["Age", "Region"])
    assert logic(model).hit_policy == "FIRST"
    assert logic(model).inputs[1].input_values.text == '"north","south","west"'
    assert model.evaluate({"Age": 40, "Region": "west"})["risk"] == "low"
    assert [rule.annotation_entries[0].text for rule in logic(model).rules] == [
        "too young", "", "otherwise"
    ]  # fmt: skip


def test_a_str_is_a_path_and_the_name_may_be_given(tmp_path):
    (tmp_path / "risk.csv").write_text(RISK, encoding="utf-8")
    assert dmn.table_from(str(tmp_path / "risk.csv"), name="Credit Risk").decisions == [
        "Credit Risk"
    ]


AS_SAVED = [
    pytest.param(RISK, "utf-8-sig", id="byte order mark"),
    pytest.param(RISK.replace("\n", "\r\n"), "utf-8", id="line ends of Windows"),
    pytest.param(RISK.replace("\n", "\r"), "utf-8", id="line ends of old Macs"),
    pytest.param(separated_by("\t"), "utf-16", id="Excel's Unicode text"),
    pytest.param("\n\n" + RISK + ",,,,\n,,,,\n\n", "utf-8", id="blank rows"),
    pytest.param(RISK + "4,,,,\n", "utf-8", id="a row with a rule number only"),
    pytest.param(RISK.replace("\n", ",,\n"), "utf-8", id="blank columns"),
    pytest.param(separated_by(";"), "utf-8", id="semicolons"),
    pytest.param(separated_by(";").replace("Reason", "Why, in a word, or two, so, so"), "utf-8",
                 id="commas in a header"),
    pytest.param(RISK.replace("-> ", "→").replace("# ", "// "), "utf-8", id="other marks"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), AS_SAVED)
def test_however_a_spreadsheet_saves_it_the_table_is_the_same(tmp_path, text, encoding):
    model = from_text(tmp_path, text, encoding=encoding)
    assert model.problems == []
    assert len(logic(model).rules) == 3
    assert logic(model).hit_policy == "FIRST"
    for age, value in ((17, "high"), (40, "low"), (70, "medium")):
        assert model.evaluate({"Age": age, "Region": "west"})["risk"] == value


def test_a_quoted_cell_may_have_several_lines(tmp_path):
    model = from_text(tmp_path, 'Age: number,-> y: number\n"< 18,\r\n> 65",1\n')
    assert entries(model) == [["< 18,\n> 65", "1"]]
    assert model.evaluate({"Age": 66})["risk"] == 1


# --- the hit policy ------------------------------------------------------------------------------

FIRST_COLUMNS = [
    pytest.param("C+", ["1", "2"], "COLLECT", ["x"], id="letters over rule numbers"),
    pytest.param("rule order", ["", ""], "RULE ORDER", ["x"], id="a name over nothing"),
    pytest.param("", ["1", "2"], "UNIQUE", ["x"], id="rule numbers under nothing"),
    pytest.param("", ["", ""], "UNIQUE", ["x"], id="nothing"),
    pytest.param("Priority", ["> 1", "2"], "UNIQUE", ["Priority", "x"], id="an input's tests"),
    pytest.param("Priority: number", ["1", "2"], "UNIQUE", ["Priority", "x"], id="a type"),
    pytest.param("Age", ["1", "2"], "UNIQUE", ["Age", "x"], id="another name"),
]


@pytest.mark.parametrize(("header", "cells", "policy", "inputs"), FIRST_COLUMNS)
def test_the_first_column_has_the_hit_policy_over_rule_numbers(
    tmp_path, header, cells, policy, inputs
):
    rows = "".join(f"{cell},> {n},{n}\n" for n, cell in enumerate(cells))
    model = from_text(tmp_path, f"{header},x: number,-> y: number\n{rows}")
    assert (logic(model).hit_policy, model.inputs) == (policy, inputs)
    assert len(logic(model).rules) == 2


def test_a_hit_policy_may_be_given_beside(tmp_path):
    model = from_text(tmp_path, "x: number,-> y: number\n> 1,2\n> 2,3\n", hit_policy="C+")
    assert model.evaluate({"x": 5})["risk"] == 5


# --- types ---------------------------------------------------------------------------------------

INFERRED = [
    (["< 18", "[18..65)", "-", "not(3)", "null"], "number"),
    (['"north", "west"', ""], "string"),
    (['"a\\"b"'], "string"),
    (["true"], "boolean"),
    (['> @"2026-01-02"'], "date"),
    (["-1", "< -2"], "number"),
    (["1", '"one"'], None),
    (["1", "f(x)"], None),
    (["1", "x * 2"], None),
    (["-"], None),
    ([], None),
    (["1", ">= ,"], "number"),
    (['@"nothing"'], None),
]


@pytest.mark.parametrize(("cells", "type_"), INFERRED)
def test_a_type_that_is_not_given_is_that_of_all_cells(cells, type_):
    frame = pd.DataFrame({"x": pd.Series(cells, dtype=object), "-> y: number": 1})
    assert types(dmn.table_from(frame)) == [type_]


def test_the_type_of_an_output_is_inferred_from_literals_only(tmp_path):
    model = from_text(tmp_path, "x,-> a,-> b: ,-> c\n> 1,1,1,\n2,2,x,\n")
    assert [each.type_ref for each in logic(model).outputs] == ["number", None, None]


# --- problems ------------------------------------------------------------------------------------


def test_a_string_that_lost_its_quotes_is_a_problem_that_says_how_to_write_it(tmp_path):
    (problem,) = from_text(tmp_path, 'x: string,-> y: string\n"north","""a"""\n').problems
    path = ("risk.csv", "decision risk", "rule 1", "input 'x'")
    assert (problem.code, problem.location.path) == ("NO_VARIABLE_FOUND", path)
    assert '"""north"""' in problem.hint


def test_what_is_no_feel_is_a_problem_in_the_file(tmp_path):
    (problem,) = from_text(tmp_path, "x: number,-> y: number\n1,1\n>,2\n").problems
    assert str(problem.location).startswith("risk.csv > decision risk > rule 2 > input 'x'")


def test_a_decimal_comma_is_warned_of(tmp_path):
    model = from_text(tmp_path, 'x: number;s: string;-> y: number\n< 0,5;"""a1,2""";1\n')
    (problem,) = model.problems
    assert (problem.code, problem.severity) == ("DECIMAL_COMMA", "warning")
    assert problem.location.path[-2:] == ("rule 1", "input 'x'")
    assert "0.5" in problem.hint


@pytest.mark.parametrize("text", ['x: number,-> y: number\n"1,2",1\n', "x;-> y\n1, 2;1\n"])
def test_two_values_are_no_decimal_comma(tmp_path, text):
    assert from_text(tmp_path, text).problems == []


WRONG = [
    ("", "risk.csv is empty"),
    (" \n,,\n", "risk.csv is empty"),
    ("x: number,y: number\n1,2\n", "no outputs"),
    ("x: number,,-> y\n1,2,3\n", "column 2 has no header; write 'Age: number'"),
    ("x: number,-> y\n1,2,3\n", "column 3 has no header"),
    ("x,-> : number\n1,2\n", "'-> : number' gives the output no name"),
    ("x,x,-> y\n1,2,3\n", "two inputs have the name 'x'"),
    ("x: numbr,-> y\n1,2\n", "did you mean 'number'"),
    ("risk,-> y\n1,2\n", "'risk' is the decision's name and an input's"),
    ("x," + "y" * 200_000, "risk.csv is no CSV file: field larger"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_file_that_is_not_understood_says_what_is_wrong(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        from_text(tmp_path, text)


def test_another_encoding_is_refused(tmp_path):
    with pytest.raises(ValueError, match="save it as 'CSV UTF-8'"):
        from_text(tmp_path, "größe,-> y\n1,2\n", encoding="cp1252")


def test_a_file_that_is_not_there_is_the_systems_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        dmn.table_from(tmp_path / "none.csv")


# --- data frames ---------------------------------------------------------------------------------


def test_a_data_frame_is_a_table_of_values_and_texts():
    frame = pd.DataFrame(
        {
            "F": [1, 2, 3],
            "Age: number": [18, "> 65", None],
            "Since: date": pd.to_datetime(["2026-01-02", None, None]),
            "Rate": [0.5, float("nan"), float("nan")],
            "-> Fee: number": [1.0, 2.5, 3],
            "# Why": ["a", None, 7],
        }
    )
    model = dmn.table_from(frame)
    assert (model.problems, model.decisions, types(model)) == (
        [],
        ["Fee"],
        ["number", "date", "number"],
    )
    assert entries(model) == [
        ["18", '@"2026-01-02"', "0.5", "1"],
        ["> 65", "-", "-", "2.5"],
        ["-", "-", "-", "3"],
    ]
    assert [rule.annotation_entries[0].text for rule in logic(model).rules] == ["a", "", "7"]
    inputs = {"Age": 18, "Since": dt.date(2026, 1, 2), "Rate": Decimal("0.5")}
    assert model.evaluate(inputs)["Fee"] == 1


def test_a_frame_read_from_a_sheet_with_blanks_is_the_same():
    frame = pd.DataFrame(
        {"Unnamed: 0": [1.0, None], "x": [1, None], "Unnamed: 2": [None, None], "-> y": [2, None]}
    )
    assert entries(dmn.table_from(frame)) == [["1", "2"]]


def test_a_frame_of_several_outputs_needs_a_name():
    frame = pd.DataFrame({"x": [1], "-> y": [1], "-> z": [1]})
    with pytest.raises(ValueError, match="give the table a name=; it has several outputs: y, z"):
        dmn.table_from(frame)
    assert dmn.table_from(frame, name="T").evaluate({"x": 1})["T"] == {"y": 1, "z": 1}


def test_a_frame_without_rows_is_a_table_without_rules():
    assert (
        logic(dmn.table_from(pd.DataFrame(columns=["U", "x: number", "-> y: number"]))).rules == ()
    )


class Polars:
    """What is used of a polars data frame."""

    columns = ("x", "-> y")

    def rows(self):
        return [("> 1", 2)]


def test_polars_and_plain_rows_are_taken_by_their_own_methods():
    plain = SimpleNamespace(columns=["x", "-> y"], rows=[["> 1", 2]])
    assert entries(dmn.table_from(Polars())) == entries(dmn.table_from(plain)) == [["> 1", "2"]]


def test_pyarrow_is_taken_by_its_own_methods():
    pyarrow = pytest.importorskip("pyarrow")
    frame = pyarrow.table({"x": ["> 1", None], "-> y": [2, 3]})
    assert entries(dmn.table_from(frame)) == [["> 1", "2"], ["-", "3"]]


@pytest.mark.parametrize("source", [3, None, [["x"]], {"x": 1}])
def test_another_source_is_refused(source):
    with pytest.raises(
        ValueError, match="expected the path of a CSV file, or a data frame; found a"
    ):
        dmn.table_from(source)


@pytest.mark.parametrize("header", ["x", "x: string"])
def test_a_cell_that_is_no_literal_is_refused_with_its_place(header):
    frame = pd.DataFrame({header: [1, [2]], "-> y": [1, 2]})
    with pytest.raises(ValueError, match="rule 2, input 'x': a list is no literal"):
        dmn.table_from(frame)


def test_pandas_is_not_loaded_by_dmn():
    code = "import sys, dmn; print({'pandas', 'numpy'} & set(sys.modules))"
    done = subprocess.check_output([sys.executable, "-c", code], text=True)  # noqa: S603 - the code above
    assert done == "set()\n"
