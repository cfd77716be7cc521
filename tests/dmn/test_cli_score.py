"""`dmn score` as its user meets it: what it shows and writes, and what is left when it is ended."""

import json
import os
import signal
import subprocess
import sys
import time

import model_text
import pyarrow.parquet as pq
import pytest

from dmn.cli import main

MODEL = """
    input Age : number
    input Since : date
    decision Eligible (Age) : string =
        U  | Age : number || Eligible : string
        1  | >= 18        || "[red]yes[/red]"
        2  | [0..18)      || "no"
        3  | < 0          || "unborn"
    decision Year (Since) : number = Since.year
    decision Slow (Age) : number = count(for i in 1..300 return i * Age)
"""
MANY = "id,AGE\n1,42\n2,42\n3,old\n"
ELIGIBLE = ("--decision", "Eligible")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Give the current folder, with a model and rows, one of them at fault."""
    (tmp_path / "loan.dmn").write_bytes(model_text.xml(MODEL))
    (tmp_path / "many.csv").write_text(MANY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def score(capsys, *options, source="many.csv", target="out.csv"):
    code = main(["score", "loan.dmn", source, "-o", target, *options])
    return code, *capsys.readouterr()


def words(text):
    """Return a text with single blanks."""
    return " ".join(text.split())


# --- what it shows and writes --------------------------------------------------------------------


def test_the_mapping_is_shown_then_what_came_of_it(capsys, folder):
    code, out, err = score(capsys, *ELIGIBLE)
    assert (code, err) == (0, "")  # there is no progress where there is no terminal
    assert (folder / "out.csv").read_text(encoding="utf-8") == (
        "id,AGE,Eligible\n1,42,[red]yes[/red]\n2,42,[red]yes[/red]\n3,old,\n"
    )
    mapping, report = out.split("added: Eligible")
    assert "many.csv: UTF-8, separated by commas" in mapping
    assert "AGE Age number" in words(mapping)
    assert "not read: id" in mapping
    assert "3 rows in" in report
    assert "Eligible [red]yes[/red] 2 66.7% null 1 33.3%" in words(report)
    assert "Eligible 3 2-3 1:2" in words(report)
    assert "1 row with data at fault, kept\n" in report
    assert "1 row with warnings" in report
    assert "1 x TEXT_DOES_NOT_FIT, first in line 4 > column 'AGE': 'old' is not a number" in report


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1\n2;3\n", "1 row was not evaluated, at line 3\n"),
        ("1;2\n2;3\n3\n\n4;5\n", "3 rows were not evaluated, at lines 2, 3 and 6\n"),
        (
            "1;2\n" * 12,
            "12 rows were not evaluated, at lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more\n",
        ),
    ],
)
def test_rows_that_were_not_evaluated_are_named(capsys, folder, rows, said):
    header = "Age,a\n"
    text = (header + rows.replace(";", ",b,")).replace(",", ";")
    (folder / "many.csv").write_text(text, encoding="utf-8")
    _, out, _ = score(capsys, *ELIGIBLE)
    assert said in out
    lines = (folder / "out.csv").read_text(encoding="utf-8").splitlines()
    assert {line.count(";") for line in lines} == {2}


WRITTEN = [
    pytest.param((), MANY.count("\n"), "1 row with data at fault, kept\n", id="keep"),
    pytest.param(("--on-error", "drop"), 3, "1 row with data at fault, left out\n", id="drop"),
    pytest.param(
        ("--rejects", "bad.csv"),
        4,
        "1 row with data at fault, kept, and written to bad.csv\n",
        id="keep and write",
    ),
    pytest.param(
        ("--rejects", "bad.csv", "--on-error", "drop"),
        3,
        "1 row with data at fault, left out, and written to bad.csv\n",
        id="drop and write",
    ),
]


@pytest.mark.parametrize(("options", "lines", "said"), WRITTEN)
def test_rows_at_fault_go_where_they_are_told_to(capsys, folder, options, lines, said):
    code, out, _ = score(capsys, *ELIGIBLE, *options)
    assert code == 0
    assert said in out
    assert ("2 of them written to out.csv" in out) is ("drop" in options)
    assert (folder / "out.csv").read_text(encoding="utf-8").count("\n") == lines
    if "--rejects" in options:
        header, row = (folder / "bad.csv").read_text(encoding="utf-8").splitlines()
        assert header == "id,AGE,line,reasons"
        assert row.startswith("3,old,4,")
        assert "'old' is not a number" in row


def test_a_run_that_is_to_fail_names_the_first_row_at_fault(capsys, folder):
    (folder / "out.csv").write_text("before", encoding="utf-8")
    code, _, err = score(capsys, *ELIGIBLE, "--on-error", "fail")
    assert code == 2
    assert err.startswith("dmn: line 4 > column 'AGE': 'old' is not a number")
    assert err.count("\n") == 1
    assert (folder / "out.csv").read_text(encoding="utf-8") == "before"


def test_columns_are_mapped_by_hand(capsys, folder):
    (folder / "many.csv").write_text("a=b,Day\n17,2024-02-29\n", encoding="utf-8")
    code, out, _ = score(
        capsys, "--map", "a=b=Age", "--map", "Day= Since", *ELIGIBLE, "--decision", "Year"
    )
    assert code == 0
    assert "a=b Age number Day Since date" in words(out)
    assert (folder / "out.csv").read_text(encoding="utf-8").endswith("17,2024-02-29,no,2024\n")


def test_the_rules_that_matched_are_added(capsys, folder):
    _, out, _ = score(capsys, *ELIGIBLE, "--explain")
    assert "added: Eligible, Eligible.rules\n" in out
    header, first, *_ = (folder / "out.csv").read_text(encoding="utf-8").splitlines()
    assert header == "id,AGE,Eligible,Eligible.rules"
    assert first == "1,42,[red]yes[/red],[1]"


def test_a_report_is_written_and_said_to_be(capsys, folder):
    _, out, _ = score(capsys, *ELIGIBLE, "--report", "report.json", "--now", "2024-02-29T10:00:00Z")
    assert out.endswith("report written to report.json\n")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["rows"] == 3
    assert report["outcomes"]["Eligible"] == {"[red]yes[/red]": 2, "null": 1}
    assert report["manifest"]["now"] == "2024-02-29T10:00:00Z"


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl", ".parquet", ".csv.gz"])
def test_the_name_says_what_is_written(capsys, folder, ending):
    code, out, _ = score(capsys, *ELIGIBLE, target=f"out{ending}")
    assert code == 0
    assert f"written to out{ending}" in out
    begins = {".tsv": b"id\t", ".jsonl": b'{"id"', ".parquet": b"PAR1", ".csv.gz": b"\x1f\x8b"}
    assert (folder / f"out{ending}").read_bytes().startswith(begins.get(ending, b"id,AGE"))
    if ending == ".parquet":
        assert pq.read_table(folder / "out.parquet").column_names == ["id", "AGE", "Eligible"]


def test_an_encoding_is_told(capsys, folder):
    (folder / "many.csv").write_bytes("Größe,Age\ngroß,20\n".encode("cp1252"))
    code, out, _ = score(capsys, *ELIGIBLE, "--encoding", "cp1252")
    assert code == 0
    assert "not read: Größe" in out
    assert (folder / "out.csv").read_bytes().startswith("Größe".encode("cp1252"))


def test_the_input_may_be_the_output(capsys, folder):
    assert score(capsys, *ELIGIBLE, target="many.csv")[0] == 0
    assert (folder / "many.csv").read_text(encoding="utf-8").startswith("id,AGE,Eligible\n1,42,[r")


def test_workers_write_the_same(capsys, folder):
    rows = "".join(f"{number},{number % 90}\n" for number in range(1_000))
    (folder / "many.csv").write_text(f"id,Age\n{rows}", encoding="utf-8")
    assert score(capsys, *ELIGIBLE, target="one.csv")[0] == 0
    assert score(capsys, *ELIGIBLE, "--workers", "2", target="two.csv")[0] == 0
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()


# --- what cannot be done -------------------------------------------------------------------------

REFUSED = [
    (("--map", "x"), ["--map: 'x' does not say what feeds what", "--map 'AGE=Applicant.Age'"]),
    (("--map", "AGE="), ["--map: 'AGE=' does not say what feeds what"]),
    (("--map", "AGE=Age", "--map", "AGE=Since"), ["--map: column 'AGE' is mapped twice"]),
    (("--map", "Agge=Age"), ["no column is named 'Agge'", "the columns are: 'id', 'AGE'"]),
    (("--map", "AGE=Years"), ["no input 'Years'", "the inputs are: 'Age'"]),
    (("--on-error", "foo"), ["'--on-error': 'foo' is not one of 'keep', 'drop', 'fail'"]),
    (("--progress", "foo"), ["'--progress': 'foo' is not one of 'bar', 'json', 'none'"]),
    (("--workers", "0"), ["'--workers'", "greater than or equal to 1"]),
    (("--workers", "two"), ["'--workers'", "a valid integer"]),
    (("--encoding", "klingon"), ["there is no encoding 'klingon'", "utf-8"]),
    (("--now", "noon"), ["--now: 'noon' is no date"]),
    (("--decision", "Year"), ["no column for input 'Since'", "'id', 'AGE'"]),
    (("--decision", "Elligible"), ["no decision 'Elligible'", "did you mean 'Eligible'?"]),
    (("--rejects", "many.csv"), ["many.csv: it would replace the input"]),
    (("--report", "./many.csv"), ["many.csv: it would replace the input"]),
    (("--rejects", "loan.dmn"), ["loan.dmn: it would replace the model"]),
    (("--report", "out.csv"), ["two of the files to write are the same"]),
    (("--report", "no/r.json"), ["there is no folder 'no'"]),
    (("--rejects", "no/r.csv"), ["there is no folder 'no'"]),
    (("--rejects", "r.parquet"), ["rejected rows are written as text", ".jsonl"]),
]


@pytest.mark.parametrize(("options", "parts"), REFUSED, ids=" ".join)
def test_what_cannot_be_done_is_one_line_and_nothing_is_written(capsys, folder, options, parts):
    before = sorted(folder.iterdir())
    code, out, err = score(capsys, *ELIGIBLE, *options)
    assert (code, out) == (2, "")
    assert err.startswith("dmn: ")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err
    assert sorted(folder.iterdir()) == before


def test_an_ambiguous_column_is_refused_with_its_candidates(capsys, folder):
    (folder / "many.csv").write_text("age,AGE\n1,2\n", encoding="utf-8")
    code, _, err = score(capsys, *ELIGIBLE)
    assert code == 2
    assert "ambiguous column for input 'Age': 'age' or 'AGE'" in err


# --- how far it is -------------------------------------------------------------------------------


def test_programs_are_told_how_far_it_is_in_json_lines(capsys):
    code, _, err = score(capsys, *ELIGIBLE, "--progress", "json")
    first, *_, last = (json.loads(line) for line in err.splitlines())
    assert code == 0
    assert first == {"rows": 0, "share": 0.0, "rows per second": 0, "seconds left": None}
    assert last.pop("rows per second") > 0
    assert last == {"rows": 3, "share": 1.0, "seconds left": 0.0, "done": True}


def test_nobody_is_told_that_all_is_done_when_it_is_not(capsys):
    code, _, err = score(capsys, *ELIGIBLE, "--progress", "json", "--on-error", "fail")
    lines = err.splitlines()
    assert code == 2
    assert not any("done" in json.loads(line) for line in lines[:-1])
    assert lines[-1].startswith("dmn: line 4")


@pytest.mark.parametrize(("kind", "is_shown"), [("bar", True), ("none", False)])
def test_a_terminal_has_a_bar_with_rows_and_rate(capsys, monkeypatch, kind, is_shown):
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    _, _, err = score(capsys, *ELIGIBLE, "--progress", kind)
    assert ("100%" in err) is is_shown
    assert ("3 rows, " in err) is is_shown


def test_a_long_name_leaves_room_for_the_bar(capsys, folder, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    name = f"{'n' * 100}.csv"
    (folder / name).write_text(MANY, encoding="utf-8")
    _, _, err = score(capsys, *ELIGIBLE, source=name)
    assert "n" * 23 + "…" in err
    assert "3 rows, " in err


# --- when it is ended ----------------------------------------------------------------------------


@pytest.fixture
def started(folder):
    """Give what starts a score that takes long, and waits until it writes."""
    rows = "".join(f"{number},{number}\n" for number in range(50_000))
    (folder / "many.csv").write_text(f"id,Age\n{rows}", encoding="utf-8")
    (folder / "out.csv").write_text("before", encoding="utf-8")
    running = []

    def start(*options):
        arguments = ["score", "loan.dmn", "many.csv", "-o", "out.csv", "--decision", "Slow"]
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "dmn.cli", *arguments, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        while not any(folder.glob(".out.csv.*")):
            assert process.poll() is None
            time.sleep(0.01)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stderr.close()


ENDED = [
    pytest.param("SIGINT", (), 130, id="Ctrl-C"),
    pytest.param("SIGINT", ("--workers", "2"), 130, id="Ctrl-C with workers"),
    pytest.param("SIGTERM", (), 143, id="a request to end"),
    pytest.param("SIGHUP", (), 129, id="a terminal that is closed"),
]


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
@pytest.mark.parametrize(("name", "options", "code"), ENDED)
def test_a_score_that_is_ended_says_so_and_leaves_all_as_it_was(
    folder, started, name, options, code
):
    before = sorted(folder.iterdir())
    process = started(*options)
    process.send_signal(getattr(signal, name))
    _, err = process.communicate()
    assert process.returncode == code
    assert "dmn: interrupted; out.csv is as it was" in err.splitlines()
    assert (folder / "out.csv").read_text(encoding="utf-8") == "before"
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one", "workers"])
def test_a_score_that_is_killed_leaves_the_old_file(folder, started, options):
    process = started(*options)
    process.kill()
    process.communicate()
    assert process.returncode != 0
    assert (folder / "out.csv").read_text(encoding="utf-8") == "before"


def test_an_interrupt_outside_a_terminal_is_one_too(capsys, folder, monkeypatch):
    def interrupt(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("dmn.cli_score.score_file", interrupt)
    before = sorted(folder.iterdir())
    code, _, err = score(capsys, *ELIGIBLE)
    assert (code, err) == (130, "dmn: interrupted; out.csv is as it was\n")
    assert sorted(folder.iterdir()) == before


def test_signals_mean_what_they_meant_when_it_is_done(capsys):
    assert score(capsys, *ELIGIBLE)[0] == 0
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


@pytest.mark.parametrize("command", [["check", "loan.dmn"], ["show", "loan.dmn"]])
def test_other_commands_do_without_what_only_scoring_needs(command):
    code = (
        "import sys; from dmn.cli import main; main(sys.argv[1:])\n"
        "print({'numpy', 'pandas', 'pyarrow'} & set(sys.modules))"
    )
    run = [sys.executable, "-c", code, *command]
    found = subprocess.run(run, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert found.stdout.endswith("set()\n")


@pytest.mark.skipif(os.name == "nt", reason="there is no such file")
def test_rows_on_standard_output_are_not_mixed_with_what_is_shown():
    arguments = ["score", "loan.dmn", "many.csv", "-o", "/dev/stdout", *ELIGIBLE]
    run = [sys.executable, "-m", "dmn.cli", *arguments]
    found = subprocess.run(run, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert found.stdout == "id,AGE,Eligible\n1,42,[red]yes[/red]\n2,42,[red]yes[/red]\n3,old,\n"
    assert "3 rows in" in found.stderr
