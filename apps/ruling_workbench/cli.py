"""The `workbench` command: decisions tested and cases driven in the browser.

The one rule: what must not be served leaves with 1, what cannot be with 2; both are one line on
standard error that says what would be right.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Abort, TyperException

from ruling_workbench.server.settings import (
    DEFAULT_ADDRESS,
    DEFAULT_PORT,
    DEFAULT_URL,
    Settings,
    files_beside,
    refusal,
    sign_in,
)

if TYPE_CHECKING:
    from cmmn import CaseEngine

__all__ = ["main"]

_DONE, _REFUSED, _UNDOABLE, _INTERRUPTED = 0, 1, 2, 130

_app = typer.Typer(
    name="workbench", add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)


class _Stop(Exception):  # noqa: N818 - a way out with an exit code, not always a fault
    """Why the command ends before it began, and with what exit code."""

    def __init__(self, message: str, code: int = _UNDOABLE) -> None:
        super().__init__(message)
        self.code = code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with arguments, by default the program's own; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = typer.main.get_command(_app)(given, "workbench", standalone_mode=False)
    except TyperException as error:
        return _say(f"{error.format_message()} (hint: see workbench --help)", _UNDOABLE)
    except Abort:
        return _say("interrupted", _INTERRUPTED)
    except _Stop as stop:
        return _say(str(stop), stop.code)
    except OSError as error:
        return _say(f"{error.filename or 'the address'}: {error.strerror or error}", _UNDOABLE)
    return int(code or _DONE)


def _say(message: str, code: int) -> int:
    from dmn.terminal import plain  # noqa: PLC0415 - only what went wrong needs it

    print(f"error: {plain(' '.join(message.split()))}", file=sys.stderr)
    return code


def _tell(message: str) -> None:
    print(message, flush=True)


@_app.command()
def workbench(  # noqa: PLR0913 - the options of the command
    *,
    url: Annotated[
        str | None,
        typer.Option(
            "--db",
            envvar="RULING_DB",
            metavar="URL",
            help="sqlite:///file.db or postgresql://user@host/database; sqlite:///ruling.db "
            "without it, with the examples if it is new.",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, metavar="N", help=f"{DEFAULT_PORT} without it, or a free one."
        ),
    ] = None,
    address: Annotated[
        str,
        typer.Option(
            metavar="HOST", help="Where it listens; only this machine reaches the default."
        ),
    ] = DEFAULT_ADDRESS,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Start no worker: one runs elsewhere.")
    ] = False,
    insecure_act_as: Annotated[
        bool,
        typer.Option(
            "--insecure-act-as", help="Let anyone who reaches ADDRESS act as anyone, unproved."
        ),
    ] = False,
    files: Annotated[
        Path | None,
        typer.Option(
            envvar="RULING_FILES",
            metavar="FOLDER",
            help="Where uploads and runs are kept; beside the database without it.",
        ),
    ] = None,
) -> int:
    """Open the workbench: test decisions and drive cases in the browser.

    A worker on the same database fires timers and runs jobs beside it. Where [auth] is configured
    in .streamlit/secrets.toml, people sign in; else they say who they are, on this machine alone.

    Example: workbench --db sqlite:///cases.db
    """
    from ruling_workbench.server.serving import serve  # noqa: PLC0415 - so that help comes at once

    settings = _settings(url or DEFAULT_URL, port, address, files, is_insecure=insecure_act_as)
    _prepare(settings, is_default=url is None)
    return serve(settings, with_worker=not no_worker, tell=_tell)


def _settings(
    url: str, port: int | None, address: str, files: Path | None, *, is_insecure: bool
) -> Settings:
    """Return how it is served.

    Errors: _Stop for what must not be, or cannot be.
    """
    from ruling_workbench.server.serving import port_for  # noqa: PLC0415 - so that help comes at once

    secrets = tuple(folder / ".streamlit" / "secrets.toml" for folder in (Path.home(), Path.cwd()))
    try:
        signs_in = sign_in(secrets) is not None
    except ValueError as error:
        raise _Stop(f"{error} (hint: write it as TOML, or take it away)") from None
    asked = Settings(url, files or Path(), address, port or DEFAULT_PORT, is_insecure, signs_in)
    reason = refusal(asked)
    if reason is not None:
        raise _Stop(reason, _REFUSED)
    free = port_for(address, port, DEFAULT_PORT)
    if free is None:
        raise _Stop(f"port {port} is taken (hint: leave --port out, and a free one is found)")
    where = (files or files_beside(_database(url))).absolute()
    return Settings(url, where, address, free, is_insecure, signs_in, secrets)


def _database(url: str) -> str | None:
    """Return the file of a database; None where it is a server's.

    Errors: _Stop for a database that no other process sees.
    """
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - takes long to load
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415 - takes long to load

    try:
        address = make_url(url)
    except ArgumentError:
        return None  # the engine says what is wrong with it
    if address.get_backend_name() != "sqlite":
        return None
    if address.database in {None, "", ":memory:"}:
        raise _Stop(
            "a database in memory is no other process's (hint: name a file: sqlite:///a.db)"
        )
    return address.database


def _prepare(settings: Settings, *, is_default: bool) -> None:
    """Make the database and the folder, and put the examples into a default one that is new.

    Errors: _Stop for a database that cannot be used.
    """
    from cmmn import CaseEngine, StoreError  # noqa: PLC0415 - brings the store with it

    try:
        with CaseEngine(settings.url) as engine:
            if is_default and not engine.definitions(limit=1):
                _deploy_examples(engine)
    except StoreError as error:
        raise _Stop(str(error)) from None
    settings.files.mkdir(parents=True, exist_ok=True)


def _deploy_examples(engine: "CaseEngine") -> None:
    from ruling_workbench.server.examples import examples_into  # noqa: PLC0415 - a new database alone

    names = examples_into(engine)
    if names:
        _tell(f"{DEFAULT_URL} is new; the examples are in it: {', '.join(names)}")
