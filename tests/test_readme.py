"""What the README shows in the terminal is what the commands print; its Python is doctests."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
# each command's module, so that the test needs no installed scripts
MODULES = {"feel": "feel.cli", "dmn": "dmn.cli"}


def commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for block in BLOCK.findall(text):
        for command, shown in COMMAND.findall(block):
            if shlex.split(command)[0] in MODULES:
                yield pytest.param(command, shown, id=command)


@pytest.mark.parametrize(("command", "shown"), list(commands()))
def test_a_command_prints_what_the_readme_shows(command, shown):
    name, *arguments = shlex.split(command)
    code = f"from {MODULES[name]} import main; raise SystemExit(main())"
    ran = subprocess.run(  # noqa: S603 - the README's own commands
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout + ran.stderr == shown
