"""The page on commands shows what they print."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

import dmn.cli
import feel.cli

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
SHOWN = [
    pytest.param(command, output, id=command[:40])
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
COMMANDS = {"dmn": dmn.cli.main, "feel": feel.cli.main}


def trimmed(text):
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()).strip("\n") + "\n"


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_a_command_prints_what_the_page_shows(capsys, tmp_path, monkeypatch, command, output):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    program, *arguments = shlex.split(command)
    assert COMMANDS[program](arguments) == 0
    found = trimmed(capsys.readouterr().out)
    same = doctest.OutputChecker().check_output(trimmed(output), found, doctest.ELLIPSIS)
    assert same, found


@pytest.mark.parametrize("command", ["show", "check", "evaluate", "score", "tck"])
def test_every_command_is_on_the_page(command):
    assert any(f"dmn {command} " in each.values[0] for each in SHOWN)
