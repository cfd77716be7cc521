"""The `cmmn` command: deploy definitions, and create, show, work on and explain cases.

The one rule: what a case refuses leaves with 1, what cannot be asked for with 2; both are one line
on standard error that says what would be right.
"""

import os
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.exceptions import Abort, TyperException

from cmmn.cli_options import (
    AS_JSON,
    MOST,
    CaseName,
    ItemName,
    ItemOrCase,
    Limit,
    Offset,
    Texts,
    Values,
    ValuesFile,
    app,
    asks,
    at_desk,
    commands,
    creates,
)
from cmmn.lifecycle import State, Transition

if TYPE_CHECKING:
    from cmmn.cli_desk import Desk

_DONE, _REFUSED, _UNDOABLE, _INTERRUPTED = 0, 1, 2, 130


@app.callback(invoke_without_command=True)
def _options(
    *, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    if version:
        print(f"ruling {metadata.version('ruling')}")
        raise typer.Exit


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with arguments, by default the program's own; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not all(map(_is_text, given)):
        return _say("an argument is not UTF-8 (hint: write it as UTF-8)", _UNDOABLE)
    try:
        code = typer.main.get_command(app)(given or ["--help"], "cmmn", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader has seen enough; nothing must be left to write when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _REFUSED
    except TyperException as error:
        return _say(f"{error.format_message()} (hint: see cmmn --help)", _UNDOABLE)
    except Abort:
        return _say("interrupted", _INTERRUPTED)
    except OSError as error:
        return _say(f"{error.filename or 'a file'}: {error.strerror or error}", _UNDOABLE)
    except Exception as error:
        code = _code_of(error)
        if code is None:
            raise
        return _say(str(error), code)
    return int(code or _DONE)


def _is_text(argument: str) -> bool:
    """Tell whether an argument is text; bytes that are none come as halves of surrogate pairs."""
    return not any("\ud800" <= each <= "\udfff" for each in argument)


def _code_of(error: Exception) -> int | None:
    """Return the exit code of what was refused or cannot be done; None for what is our fault."""
    from cmmn import errors  # noqa: PLC0415 - only what went wrong needs it
    from cmmn.cli_values import Refusal  # noqa: PLC0415 - only what went wrong needs it

    if isinstance(error, (errors.CommandRefused, errors.DeploymentRefused)):
        return _REFUSED
    undoable = (Refusal, errors.UnknownCaseError, errors.StoreError, errors.NotCmmnError)
    return _UNDOABLE if isinstance(error, undoable) else None


def _say(message: str, code: int) -> int:
    from dmn.terminal import plain  # noqa: PLC0415 - only what went wrong needs it

    print(f"error: {plain(' '.join(message.split()))}", file=sys.stderr)
    return code


# --- definitions ---------------------------------------------------------------------------------

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATHS", help=".cmmn and .dmn files, and folders of them.")
]


@asks
def deploy(desk: "Desk", paths: Paths) -> int:
    """Store the models of files and folders together, all or nothing.

    Equal content is no new version. What is wrong inside a model is listed and does not stop it.

    Example: cmmn deploy examples/complaint
    """
    return desk.deploy(paths)


@at_desk({"as_json": AS_JSON})
def check(desk: "Desk", paths: Paths) -> int:
    """List everything that is wrong with definitions, as they are; no database is used.

    Exit code 1 if any of it is an error.

    Example: cmmn check examples/complaint
    """
    return desk.check(paths)


@at_desk({})
def scenario(
    desk: "Desk",
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Scenario files, or one file.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the outcome here, too.")
    ] = None,
) -> int:
    """Run the scenarios of a folder, in memory; each step that fails is named.

    Exit code 0 if there are scenarios and all pass.

    Example: cmmn scenario tests/cmmn/scenarios --json outcome.json
    """
    return desk.scenarios(folder, json_file)


# --- cases ---------------------------------------------------------------------------------------


@creates
def create(  # noqa: PLR0913 - the options of the command
    desk: "Desk",
    definition: Annotated[str, typer.Argument(metavar="KEY", help="The key of a definition.")],
    *,
    var: Values = None,
    text: Texts = None,
    given: ValuesFile = None,
    key: Annotated[
        str | None, typer.Option(metavar="KEY", help="What the case is called outside.")
    ] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(metavar="ROLE=WHO,...", help="Who holds a role: people and group:NAME."),
    ] = None,
    zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Where its months are counted.")
    ] = None,
    version: Annotated[
        int | None,
        typer.Option("--of-version", min=1, max=MOST, metavar="N", help="Not the newest one."),
    ] = None,
) -> int:
    """Create a case of the newest active version of a definition.

    Example: cmmn create complaint --key 2026-0117 --var customer=C-17 --var amount=120
    """
    values = desk.values(var, text, given)
    return desk.create(definition, values, role or (), business_key=key, zone=zone, version=version)


@asks
def list_(  # noqa: PLR0913 - the options of the command
    desk: "Desk",
    *,
    definition: Annotated[str | None, typer.Option(metavar="KEY", help="Of a definition.")] = None,
    state: Annotated[
        list[State] | None, typer.Option(help="In a state; more than once, too.")
    ] = None,
    key: Annotated[str | None, typer.Option(metavar="KEY", help="With this business key.")] = None,
    milestone: Annotated[
        str | None, typer.Option(metavar="ITEM", help="That reached a milestone.")
    ] = None,
    holder: Annotated[
        list[str] | None,
        typer.Option(metavar="WHO", help="In which a person, or group:NAME, holds a role."),
    ] = None,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="And holds this one.")] = None,
    file: Annotated[
        list[str] | None,
        typer.Option(metavar="TEST", help="With a case file value, such as 'amount>=100'."),
    ] = None,
    find: Annotated[
        str | None, typer.Option(metavar="TEXT", help="With a text in id, name, key or case file.")
    ] = None,
    created_from: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Such as 2026-01-31.")
    ] = None,
    created_before: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="In UTC where it has no offset.")
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> int:
    """List cases, the newest first; all that is asked for has to hold.

    Example: cmmn list --definition complaint --state active --file 'amount>=100'
    """
    return desk.list_cases(
        file or (),
        (created_from, created_before),
        (limit, offset),
        definition=definition,
        states=state,
        business_key=key,
        milestone=milestone,
        principals=holder,
        role=role,
        text=find,
    )


@asks
def show(
    desk: "Desk",
    case: CaseName,
    *,
    at: Annotated[
        int | None,
        typer.Option(min=1, max=MOST, metavar="VERSION", help="As it was after so many events."),
    ] = None,
) -> int:
    """Draw a case: its plan items as a tree, milestones, case file, what may be planned, roles.

    Example: cmmn show 2026-0117
    """
    return desk.show(case, at)


@asks
def tasks(  # noqa: PLR0913 - the options of the command
    desk: "Desk",
    case: Annotated[
        str | None, typer.Argument(metavar="CASE", help="One case, with the forms of its tasks.")
    ] = None,
    *,
    mine: Annotated[bool, typer.Option("--mine", help="Those that USER has, or may take.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Those that should be done.")] = False,
    limit: Limit = 50,
    offset: Offset = 0,
) -> int:
    """List what is there to do: in all cases, what is due first comes first, or in one.

    Example: cmmn tasks --mine --as alice --group claims
    """
    return desk.tasks(case, (limit, offset), mine=mine, overdue=overdue)


@asks
def history(
    desk: "Desk",
    case: CaseName,
    *,
    after: Annotated[
        int, typer.Option(min=0, max=MOST, metavar="VERSION", help="Only what came later.")
    ] = 0,
    limit: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="How many are listed; all without it.")
    ] = None,
) -> int:
    """List what happened in a case, in order: when, by whom, and because of what.

    Example: cmmn history 2026-0117 --limit 20
    """
    return desk.history(case, after, limit)


@asks
def explain(desk: "Desk", case: CaseName, item: ItemOrCase = "case") -> int:
    """Say why an item, or the case, is as it is, and what would make it move.

    Example: cmmn explain 2026-0117 compensate
    """
    return desk.explain(case, item)


# --- what can be done ----------------------------------------------------------------------------


@commands
def complete(  # noqa: PLR0913 - the options of the command
    desk: "Desk",
    case: CaseName,
    item: ItemOrCase = "case",
    *,
    var: Values = None,
    text: Texts = None,
    given: ValuesFile = None,
) -> int:
    """Complete a task with its outputs, or a stage or the case by hand.

    Example: cmmn complete 2026-0117 assess --var severity=high --as alice
    """
    values = desk.values(var, text, given)
    return desk.act(case, lambda it: it.complete(item, values, by=desk.by, **desk.once))


def _add_transition(name: str, transition: Transition, meaning: str, example: str) -> None:
    """Add a command that lets an item, or the case, make a transition."""

    def move(desk: "Desk", case: CaseName, item: ItemOrCase = "case") -> int:
        return desk.act(case, lambda it: it.make(item, transition, by=desk.by, **desk.once))

    move.__name__ = name
    move.__doc__ = f"{meaning}\n\nExample: cmmn {name} 2026-0117{example}"
    commands(move)


_add_transition(
    "start", Transition.MANUAL_START, "Start an item that waits to be started.", " answer"
)
_add_transition(
    "occur", Transition.OCCUR, "Let an event listener or a milestone occur.", " withdraw"
)
_add_transition("disable", Transition.DISABLE, "Put an item aside that could start.", " answer")
_add_transition("reenable", Transition.REENABLE, "Take up again what was put aside.", " answer")
_add_transition("suspend", Transition.SUSPEND, "Suspend an item and what is in it.", " answer")
_add_transition("resume", Transition.RESUME, "Take up a suspended item.", " answer")
_add_transition("terminate", Transition.TERMINATE, "End an item and what is in it.", " answer")
_add_transition(
    "reactivate", Transition.REACTIVATE, "Take up a failed item, or a case that has ended.", ""
)


@commands
def close(desk: "Desk", case: CaseName) -> int:
    """Close a case for ever.

    Example: cmmn close 2026-0117
    """
    return desk.act(case, lambda it: it.close(by=desk.by, **desk.once))


@commands
def set_(
    desk: "Desk",
    case: CaseName,
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME=VALUE...", help="Case file items, by name or path."),
    ] = None,
    *,
    text: Texts = None,
    given: ValuesFile = None,
) -> int:
    """Create or update case file items, all together.

    Example: cmmn set 2026-0117 amount=180 description='broken on arrival'
    """
    return desk.set(case, desk.values(values, text, given))


@commands
def plan(
    desk: "Desk",
    case: CaseName,
    item: ItemName,
    *,
    holder: Annotated[
        str | None,
        typer.Option("--in", metavar="HOLDER", help="The stage or task, where there are several."),
    ] = None,
) -> int:
    """Plan a discretionary item.

    Example: cmmn plan 2026-0117 call --as alice --group claims
    """
    return desk.act(case, lambda it: it.plan(item, holder, by=desk.by, **desk.once))


@commands
def claim(desk: "Desk", case: CaseName, item: ItemName) -> int:
    """Take a task for oneself; --as says who that is.

    Example: cmmn claim 2026-0117 assess --as alice --group claims
    """
    person = desk.person
    return desk.act(case, lambda it: it.claim(item, by=person, **desk.once))


Person = Annotated[str, typer.Argument(metavar="PERSON", help="Who gets it.")]


@commands
def assign(desk: "Desk", case: CaseName, item: ItemName, to: Person) -> int:
    """Give a task to someone.

    Example: cmmn assign 2026-0117 assess bob
    """
    return desk.act(case, lambda it: it.assign(item, to, by=desk.by, **desk.once))


@commands
def delegate(desk: "Desk", case: CaseName, item: ItemName, to: Person) -> int:
    """Let someone else do a task; released, it comes back.

    Example: cmmn delegate 2026-0117 assess bob --as alice
    """
    return desk.act(case, lambda it: it.delegate(item, to, by=desk.by, **desk.once))


@commands
def release(desk: "Desk", case: CaseName, item: ItemName) -> int:
    """Give a task back: to its owner after a delegation, else to all who may do it.

    Example: cmmn release 2026-0117 assess --as alice
    """
    return desk.act(case, lambda it: it.release(item, by=desk.by, **desk.once))


@commands
def resolve(  # noqa: PLR0913 - the options of the command
    desk: "Desk",
    case: CaseName,
    item: ItemName,
    *,
    how: Annotated[
        Literal["retry", "skip", "resolve"],
        typer.Option(help="Try it again, leave it out, or give what it should have given."),
    ],
    var: Values = None,
    text: Texts = None,
    given: ValuesFile = None,
) -> int:
    """Deal with an incident: retry, skip, or resolve it with outputs.

    Example: cmmn resolve 2026-0117 propose --how resolve --var severity=low
    """
    values = desk.values(var, text, given)
    return desk.act(
        case, lambda it: it.resolve_incident(item, how, values, by=desk.by, **desk.once)
    )


# --- what runs beside ----------------------------------------------------------------------------


@asks
def worker(
    desk: "Desk",
    *,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
) -> int:
    """Fire timers that are due and escalate overdue tasks, until Ctrl-C or a signal ends it.

    Process tasks wait for handlers of a host program; this command has none, and leaves them.
    What is begun is finished first; exit code 0.

    Example: cmmn worker --once
    """
    return desk.work(once=once)


@asks
def stats(desk: "Desk") -> int:
    """Print what a monitor polls: open cases, overdue tasks, due timers, incidents, jobs.

    Example: cmmn stats --json
    """
    return desk.stats()


if __name__ == "__main__":
    sys.exit(main())
