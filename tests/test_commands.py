"""The page on commands shows what they print."""

import doctest
import re
import shlex
from pathlib import Path

import pytest
import typer

import cmmn.cli
import cmmn.cli_options
import dmn.cli
import feel.cli

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
BLOCKS = [
    re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
]
COMMANDS = {"cmmn": cmmn.cli.main, "dmn": dmn.cli.main, "feel": feel.cli.main}


def trimmed(text):
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines()).strip("\n") + "\n"


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0][0][:40])
def test_the_commands_of_a_block_print_what_the_page_shows(capsys, tmp_path, monkeypatch, block):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("RULING_DB", raising=False)
    for command, output in block:
        program, *arguments = shlex.split(command)
        assert COMMANDS[program](arguments) == 0
        found = trimmed(capsys.readouterr().out)
        same = doctest.OutputChecker().check_output(trimmed(output), found, doctest.ELLIPSIS)
        assert same, found


@pytest.mark.parametrize("command", ["show", "check", "evaluate", "score", "tck"])
def test_every_command_on_models_is_on_the_page(command):
    assert any(f"dmn {command} " in each for block in BLOCKS for each, _ in block)


@pytest.mark.parametrize("command", typer.main.get_command(cmmn.cli_options.app).commands)
def test_every_command_on_cases_is_on_the_page(command):
    assert f"cmmn {command}" in PAGE
