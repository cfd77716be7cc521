"""Listing one person's tasks in a store with many cases.

The engine makes some cases; the store is filled with copies of their rows, made by the
database, with other case ids and other times. Every case has its log and all its projections.
"""

from collections.abc import Callable, Iterator, Mapping
from time import perf_counter
from typing import Any

from flow import MODEL
from report import Goal, Section
from server import POSTGRESQL, SQLITE, emptied
from size import Size
from sqlalchemy import Table, text
from timing import Timing

from cmmn import CaseEngine, User
from cmmn.store import Session, tables
from cmmn.store.queries import CaseFilter, TaskFilter

PEOPLE, GROUPS = 200, 20
WANTED = 0.05
_COPIED = (
    tables.case_log,
    tables.event,
    tables.command,
    tables.case_instance,
    tables.task,
    tables.task_candidate,
    tables.case_role,
    tables.milestone,
    tables.timer,
    tables.file_value,
    tables.case_model,
    tables.duration,
    tables.evaluation,
    tables.rule_hit,
)

_APART = 1_000_003  # microseconds between a case and its copy


def measure(size: Size, addresses: Mapping[str, str]) -> Iterator[Section]:
    """Give the times of the lists people look at, in each database that is a file or a server."""
    for name in (SQLITE, POSTGRESQL):
        if name in addresses:
            yield _in(name, emptied(name, addresses[name]), size)


def _in(name: str, address: str, size: Size) -> Section:
    with CaseEngine(address) as engine:
        begin = perf_counter()
        fill(engine, size)
        filled = perf_counter() - begin
        rounds = size.rounds * 5
        rows: dict[str, tuple[float | str, ...]] = {}
        slowest = 0.0
        for label, ask in _questions(engine).items():
            times = [_timed(ask) for _ in range(rounds + 1)][1:]
            found = Timing(tuple(each for each, _ in times))
            rows[label] = (found.seconds, max(found.rounds), str(times[0][1]))
            if label.startswith("tasks of one person"):
                slowest = max(slowest, found.seconds)
    wanted = f"one person's tasks in less than {WANTED * 1e3:g} ms"
    goals = (Goal(wanted, f"{slowest * 1e3:.1f} ms", slowest < WANTED),)
    title = f"{name}: {size.crowd:,} cases in the store, which was filled in {filled:.0f} s"
    columns = ("median", "slowest", "rows")
    return Section(title, columns, rows, goals if size.has_goals else ())


def _questions(engine: CaseEngine) -> dict[str, Callable[[], Any]]:
    person = User("p7", [f"g{number}" for number in range(3)])
    many = User("p7", [f"g{number}" for number in range(GROUPS)])
    assigned = TaskFilter(relation="assigned")
    active = CaseFilter(definition="application", states=["active"])
    return {
        "tasks of one person, in three groups": lambda: engine.tasks(person).rows,
        "tasks of one person, in twenty groups": lambda: engine.tasks(many).rows,
        "tasks of one person, assigned only": lambda: engine.tasks(person, assigned).rows,
        "tasks of one person, the tenth page": lambda: engine.tasks(person, offset=450).rows,
        "cases of a definition, active": lambda: engine.cases(active).rows,
        "figures for a monitor": lambda: [engine.stats()],
    }


def _timed(ask: Callable[[], Any]) -> tuple[float, int]:
    begin = perf_counter()
    found = ask()
    return perf_counter() - begin, len(found)


# --- many cases -----------------------------------------------------------------------------------


def fill(engine: CaseEngine, size: Size) -> None:
    """Fill a store with cases: some are made, the others are copies of them."""
    engine.deploy(MODEL)
    for number in range(size.made):
        _make(engine, number)
    with engine.engine.store.writing() as session:
        for table in _COPIED:
            _copy(session, table, size.crowd // size.made - 1)
    with engine.engine.store.writing() as session:
        session.execute(text("ANALYZE"))


def _make(engine: CaseEngine, number: int) -> None:
    """Make a case with tasks for one person and for a group, further on or less."""
    roles = {"Clerk": [f"group:g{number % GROUPS}"], "Officer": [f"p{number % PEOPLE}"]}
    case = engine.create(
        "application", {"customer": f"C-{number}"}, roles=roles, business_key=f"K-{number}"
    )
    case.assign("Identify", f"p{number % PEOPLE}")
    if number % 2:
        case.complete("Register", {"amount": number})


def _copy(session: Session, table: Table, times: int) -> None:
    """Copy all rows of a table so many times, each under another case id."""
    columns = [each.name for each in table.c if not each.autoincrement or each.name != "id"]
    if table in {tables.case_log, tables.case_instance}:
        columns = [each.name for each in table.c]
    case = "id" if "id" in columns else "case_id"
    values = {name: f't."{name}"' for name in columns}
    values[case] = f"t.\"{case}\" || '-' || n.n"
    if "created" in values:
        values["created"] = f't."created" + n.n * {_APART}'
    for name in {"command_id", "creation_id"} & values.keys():
        values[name] = "NULL"
    names = ", ".join(f'"{each}"' for each in columns)
    session.execute(
        text(
            f'INSERT INTO "{table.name}" ({names}) '  # noqa: S608 - names of our own tables
            "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :times) "
            f'SELECT {", ".join(values.values())} FROM "{table.name}" t CROSS JOIN n'
        ),
        {"times": times},
    )
