"""The command: what is asked for becomes settings, what must not be served is refused."""

import socket
from pathlib import Path

import pytest

from cmmn import CaseEngine
from ruling_workbench import cli
from ruling_workbench.server import serving
from ruling_workbench.server.settings import Settings

EVERYWHERE = "0.0.0.0"  # noqa: S104 - it is what must be refused
NAMED = ("--db", "sqlite:///named.db")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in an empty folder, with nothing of this machine's own settings."""
    for name in ("RULING_DB", "RULING_FILES", "RULING_INSECURE_ACT_AS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def served(monkeypatch):
    """Give a list of what would be served: the settings, and whether with a worker."""
    seen = []

    def serve(settings, *, with_worker, tell):  # noqa: ARG001 - it tells nothing
        seen.append((settings, with_worker))
        return 0

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(serving, "port_for", lambda _address, asked, usual: asked or usual)
    return seen


def secrets(folder, text='[auth]\nclient_id = "a"\n'):
    (folder / ".streamlit").mkdir(parents=True)
    (folder / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8")


def test_without_options_it_is_a_database_here_with_the_examples(served, folder, capsys):
    assert cli.main([]) == 0
    ((settings, with_worker),) = served
    assert with_worker
    assert settings == Settings(
        "sqlite:///ruling.db",
        folder / "ruling.files",
        secrets=(
            folder / "home" / ".streamlit" / "secrets.toml",
            folder / ".streamlit" / "secrets.toml",
        ),
    )
    assert (folder / "ruling.files").is_dir()
    assert "ruling.db is new; the examples are in it: claim, complaint" in capsys.readouterr().out
    with CaseEngine("sqlite:///ruling.db") as engine:
        assert len(engine.definitions()) == 12


def test_examples_are_not_put_where_there_is_something(served, capsys):
    assert cli.main([]) == 0
    capsys.readouterr()
    assert cli.main([]) == 0
    assert len(served) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("how", ["option", "variable"])
def test_a_database_that_was_named_is_left_as_it_is(served, folder, monkeypatch, how):
    words = ["--db", "sqlite:///a/b.db"] if how == "option" else []
    monkeypatch.setenv("RULING_DB", "sqlite:///a/b.db" if how == "variable" else "")
    (folder / "a").mkdir()
    assert cli.main(words) == 0
    ((settings, _),) = served
    assert settings.url == "sqlite:///a/b.db"
    assert settings.files == folder / "a" / "b.files"
    with CaseEngine("sqlite:///a/b.db") as engine:
        assert engine.definitions() == []


@pytest.mark.parametrize("how", ["option", "variable"])
def test_files_are_kept_where_it_is_said(served, folder, monkeypatch, how):
    words = [*NAMED, *(["--files", "x/y"] if how == "option" else [])]
    monkeypatch.setenv("RULING_FILES", "x/y" if how == "variable" else "")
    assert cli.main(words) == 0
    assert served[0][0].files == folder / "x" / "y"
    assert (folder / "x" / "y").is_dir()


def test_options_are_settings(served):
    assert cli.main([*NAMED, "--port", "9001", "--address", "::1", "--no-worker"]) == 0
    ((settings, with_worker),) = served
    assert (settings.port, settings.address, with_worker) == (9001, "::1", False)


def test_people_sign_in_where_secrets_say_how(served, folder):
    secrets(folder)
    assert cli.main([*NAMED, "--address", EVERYWHERE]) == 0
    assert served[0][0].signs_in


def test_that_anyone_acts_as_anyone_can_be_accepted(served):
    assert cli.main([*NAMED, "--address", EVERYWHERE, "--insecure-act-as"]) == 0
    assert served[0][0].is_insecure


@pytest.mark.parametrize("address", [EVERYWHERE, "::", "example.org", "192.168.7.7"])
def test_an_address_that_others_reach_is_refused(served, folder, capsys, address):
    assert cli.main(["--address", address]) == 1
    assert served == []
    said = capsys.readouterr().err
    assert said.startswith(f"error: at {address} anyone who reaches this machine could act")
    assert said.count("\n") == 1
    assert list(folder.iterdir()) == []


UNDOABLE = {
    "memory": (["--db", "sqlite://"], "a database in memory is no other process's"),
    "memory by name": (["--db", "sqlite:///:memory:"], "a database in memory"),
    "no database": (["--db", "nonsense"], "the address of the database cannot be read"),
    "another database": (["--db", "mysql://a/b"], "there is no store in mysql"),
    "no folder": (["--db", "sqlite:///none/a.db"], "unable to open database file"),
    "a port that is none": (["--port", "0"], "see workbench --help"),
    "an option that is none": (["--nonsense"], "see workbench --help"),
    "a file for a folder": ([*NAMED, "--files", "file/x"], "file"),
}


@pytest.mark.parametrize(("words", "reason"), UNDOABLE.values(), ids=UNDOABLE)
def test_what_cannot_be_done_is_told_in_a_line(served, folder, capsys, words, reason):
    (folder / "file").write_text("", encoding="utf-8")
    assert cli.main(words) == 2
    assert served == []
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert reason in said
    assert said.count("\n") == 1


def test_secrets_that_cannot_be_read_are_told(served, folder, capsys):
    secrets(folder, "[auth")
    assert cli.main([]) == 2
    assert served == []
    assert "secrets.toml: it cannot be read" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli.main(["--port", str(port)]) == 2
    assert capsys.readouterr().err == (
        f"error: port {port} is taken (hint: leave --port out, and a free one is found)\n"
    )


def test_help_names_every_option(capsys):
    assert cli.main(["--help"]) == 0
    said = capsys.readouterr().out
    for option in ("--db", "--port", "--address", "--no-worker", "--insecure-act-as", "--files"):
        assert option in said
    assert Path("ruling.db").exists() is False
