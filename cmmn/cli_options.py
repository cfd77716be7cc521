"""The options that the commands of `cmmn` share, and how a function becomes a command.

The one rule: what takes long to load is loaded when a command runs, so that help comes at once.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, cast

import typer

if TYPE_CHECKING:
    from cmmn.cli_desk import Desk

__all__ = [
    "AS_JSON",
    "MOST",
    "CaseName",
    "ItemName",
    "ItemOrCase",
    "Limit",
    "Offset",
    "Texts",
    "Values",
    "ValuesFile",
    "app",
    "asks",
    "at_desk",
    "commands",
    "creates",
]

MOST = 2**31 - 1
"""The largest number of a version, and of what is left out before a list."""

app = typer.Typer(
    name="cmmn",
    help="""Run CMMN cases and keep them in a database.

    CASE is the id of a case, or its business key where only one case has it. ITEM is an item's id,
    its name where only one has it, or one instance such as assess#2.

    A value name=value is FEEL where it is a FEEL literal: a number, true, false, null, "a text", a
    list, a context, or @"2026-01-31" and the like. Otherwise it is text; --text forces that.

    Example: cmmn deploy examples/complaint""",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help="A case's id, or its business key if it is alone.")
]
ItemName = Annotated[
    str, typer.Argument(metavar="ITEM", help="An item's id or name, or an instance: assess#2.")
]
ItemOrCase = Annotated[
    str,
    typer.Argument(
        metavar="ITEM", help="An item's id or name, or an instance; left out, it is the case."
    ),
]
Values = Annotated[
    list[str] | None,
    typer.Option("--var", metavar="NAME=VALUE", help="A value, FEEL or text; more than once, too."),
]
Texts = Annotated[
    list[str] | None,
    typer.Option("--text", metavar="NAME=TEXT", help="A value that is text, whatever it is like."),
]
ValuesFile = Annotated[
    str | None,
    typer.Option("--vars", metavar="FILE.json|JSON", help="Values by name, as JSON."),
]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="How many are listed.")]
Offset = Annotated[int, typer.Option(min=0, max=MOST, help="How many are left out before them.")]

AS_JSON = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
_ABOUT = {
    "url": Annotated[
        str,
        typer.Option(
            "--db",
            envvar="RULING_DB",
            metavar="URL",
            help="sqlite:///file.db or postgresql://user@host/database.",
        ),
    ],
    "user": Annotated[
        str | None,
        typer.Option("--as", metavar="USER", help="Who asks; without it, the host program."),
    ],
    "groups": Annotated[
        list[str] | None,
        typer.Option("--group", metavar="NAME", help="A group USER is in; more than once, too."),
    ],
    "as_json": AS_JSON,
}
_ONCE = {
    "command_id": Annotated[
        str | None,
        typer.Option("--command-id", metavar="ID", help="The same id again changes nothing."),
    ],
}
_AT_VERSION = {
    "expected_version": Annotated[
        int | None,
        typer.Option(
            "--expected-version",
            min=0,
            max=MOST,
            metavar="N",
            help="Refuse it if the case has moved on.",
        ),
    ],
}
_DEFAULTS = {"url": "sqlite:///ruling.db", "as_json": False}
_Own = ParamSpec("_Own")
_Work = Callable[Concatenate["Desk", _Own], int]


def at_desk(options: Mapping[str, Any]) -> Callable[[_Work[_Own]], _Work[_Own]]:
    """Return what makes a function a command that takes these options besides its own."""
    shared = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=_DEFAULTS.get(name), annotation=kind
        )
        for name, kind in options.items()
    ]

    def add(work: _Work[_Own]) -> _Work[_Own]:
        own = list(inspect.signature(work).parameters.values())[1:]

        @functools.wraps(work)
        def command(**given: Any) -> int:
            from cmmn.cli_desk import Desk  # noqa: PLC0415 - brings the engine and its database

            with Desk(**{name: given.pop(name) for name in options}) as desk:
                code: int = cast("Any", work)(desk, **given)
            return code

        made = cast("Any", command)
        made.__signature__ = inspect.Signature([*own, *shared])
        made.__annotations__ = {each.name: each.annotation for each in [*own, *shared]}
        app.command(work.__name__.strip("_"))(made)
        return work

    return add


asks = at_desk(_ABOUT)
"""Makes a command of what only looks."""

creates = at_desk({**_ABOUT, **_ONCE})
"""Makes a command of what creates a case."""

commands = at_desk({**_ABOUT, **_ONCE, **_AT_VERSION})
"""Makes a command of what changes a case."""
