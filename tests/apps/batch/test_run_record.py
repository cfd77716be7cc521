"""The state of a run is told from what is left of it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.temporal import parse_date_time
from ruling_workbench.batch.run_record import (
    Progress,
    Run,
    RunState,
    Seen,
    Wanted,
    payload_of,
    run_of,
    status,
    words,
)

NOW = parse_date_time("2026-01-02T03:04:05Z")
WANTED = Wanted("loan", 3, "ab" * 32, "Loan", "my file.csv", 12, "input.csv", "output.csv")
RUN = Run(7, WANTED, "alice", NOW, "0123456789abcdef", 4711, "boot 42")

BEGUN = '{"rows": 0, "share": 0.0, "rows per second": 0, "seconds left": null}'
HALF = '{"rows": 50, "share": 0.5, "rows per second": 10, "seconds left": 5.0}'
ALL = '{"rows": 99, "share": 1.0, "rows per second": 9, "seconds left": 0.0, "done": true}'


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(Seen(is_alive=True), "starting", id="nothing said yet"),
        pytest.param(Seen(is_alive=True, said=BEGUN), "running", id="begun"),
        pytest.param(Seen(is_alive=True, said=f"{BEGUN}\n{HALF}\n"), "running", id="half"),
        pytest.param(Seen(is_alive=True, said=HALF, cancelled_by="bob"), "cancelling", id="ending"),
        pytest.param(Seen(is_alive=True, said=ALL, has_output=True), "done", id="about to end"),
        pytest.param(Seen(said=f"{HALF}\n{ALL}", has_output=True), "done", id="done"),
        pytest.param(
            Seen(said=ALL, has_output=True, cancelled_by="bob"), "done", id="done before the end"
        ),
        pytest.param(Seen(said=HALF, cancelled_by="bob"), "cancelled", id="cancelled"),
        pytest.param(
            Seen(said=f"{HALF}\ndmn: interrupted", cancelled_by="bob"), "cancelled", id="asked"
        ),
        pytest.param(Seen(said=f"{HALF}\ndmn: no room"), "failed", id="failed"),
        pytest.param(Seen(said="dmn: no such column"), "failed", id="failed at once"),
        pytest.param(Seen(said=HALF), "lost", id="killed"),
        pytest.param(Seen(said=f'{HALF}\n{{"rows": 5'), "lost", id="killed in a line"),
        pytest.param(Seen(), "lost", id="killed at once"),
        pytest.param(Seen(has_folder=False, is_alive=True), "lost", id="no files"),
        pytest.param(Seen(said=ALL), "lost", id="its output is gone"),
    ],
)
def test_a_state_is_told_from_what_is_left(seen, expected):
    found = status(RUN, seen)
    assert found.state == expected
    assert found.is_live == (expected in {"starting", "running", "cancelling"})
    assert bool(found.message) == (expected in {"failed", "cancelled", "lost"})


def test_how_far_it_is_is_what_was_said_last():
    found = status(RUN, Seen(is_alive=True, said=f"{BEGUN}\n{HALF}\n"))
    assert found.progress == Progress(50, 0.5, 10, 5.0, is_done=False)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("dmn: input.csv: it is empty", "my file.csv: it is empty", id="its own name"),
        pytest.param("dmn: no input.csv", "no input.csv", id="elsewhere as it is"),
        pytest.param("Traceback:\n  one\nValueError: no", "ValueError: no", id="a fault of ours"),
    ],
)
def test_what_went_wrong_is_said_in_a_sentence(said, expected):
    assert status(RUN, Seen(said=said)).message == expected


def test_every_state_has_a_mark():
    assert all(state.mark for state in RunState)


LINES = st.sampled_from(
    [BEGUN, HALF, ALL, "dmn: no", "{", "[]", "null", '{"rows": 1e999}', '{"rows": "x"}', "", "9"]
)


@given(st.lists(LINES), st.booleans(), st.booleans(), st.sampled_from(["", "bob"]))
def test_whatever_was_said_there_is_a_state(lines, is_alive, has_output, by):
    found = status(RUN, Seen(True, is_alive, "\n".join(lines), has_output, by))
    assert found.is_live or found.state in set(RunState)
    assert not (found.is_live and not is_alive)


# --- as it is kept --------------------------------------------------------------------------------

NAMES = st.text(max_size=5)
WANTS = st.builds(
    replace,
    st.just(WANTED),
    input=NAMES,
    model=NAMES,
    decisions=st.lists(NAMES).map(tuple),
    columns=st.dictionaries(NAMES, NAMES),
    explain=st.booleans(),
    on_error=st.sampled_from(["keep", "drop", "fail"]),
    rejects=st.sampled_from(["", "rejects.csv", "rejects.csv.gz"]),
)


@given(WANTS, NAMES)
def test_a_run_is_kept_and_found_again(wanted, by):
    run = replace(RUN, wanted=wanted, by=by)
    kept = json.loads(json.dumps(payload_of(run)))
    assert run_of(run.id, wanted.key, run.created, kept) == run


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"folder": "../0123456789ab"}, id="a folder elsewhere"),
        pytest.param({"folder": "/etc"}, id="a folder of the system"),
        pytest.param({"folder": None}, id="no folder"),
        pytest.param({"files": {"source": "../x.csv", "target": "output.csv"}}, id="a file"),
        pytest.param({"files": None}, id="no files"),
        pytest.param({"on error": "explode"}, id="another fate"),
        pytest.param({"process": {"pid": "x", "born": ""}}, id="no number"),
        pytest.param({"columns": []}, id="no columns"),
    ],
)
def test_what_is_no_run_of_ours_is_none(change):
    assert run_of(7, "loan", NOW, payload_of(RUN) | change) is None
    assert run_of(7, "loan", NOW, {}) is None


# --- what is run ----------------------------------------------------------------------------------


def test_the_words_are_those_of_the_command():
    found = " ".join(words(WANTED, "model.dmn", "report.json"))
    assert found == (
        "score model.dmn input.csv -o output.csv --report report.json "
        "--progress json --on-error keep"
    )


def test_names_are_no_options():
    wanted = replace(
        WANTED,
        decisions=("--help", "Risk"),
        columns={"--now": "A", "a=b": "B"},
        explain=True,
        on_error="drop",
        rejects="rejects.csv",
    )
    assert words(wanted, "m.dmn", "r.json")[10:] == [
        "drop",
        "--explain",
        "--rejects",
        "rejects.csv",
        "--decision=--help",
        "--decision=Risk",
        "--map=--now=A",
        "--map=a=b=B",
    ]
