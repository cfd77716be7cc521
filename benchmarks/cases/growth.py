"""How long one command takes in a long case and in a short one.

`remembered`: the engine carried out the command before too. `from the store`: another engine did,
so the case is read from its snapshot and the events since.
"""

from collections.abc import Callable, Iterator, Mapping
from time import perf_counter

from flow import MODEL
from report import Goal, Section
from server import emptied
from size import Size
from timing import Timing

from cmmn import CaseEngine
from cmmn.api import Case

SHORT = 10
WANTED = 2.0


def _complete(case: Case, _number: int) -> None:
    case.complete("Work")


def _set(case: Case, number: int) -> None:
    case.set({"balance": number})


def _add(case: Case, number: int) -> None:
    case.change("note", "create", f"note {number}")


_GROWS = "a note added to all before"
WAYS: dict[str, Callable[[Case, int], None]] = {
    "a task completed": _complete,
    "a value set": _set,
    _GROWS: _add,
}


def measure(size: Size, addresses: Mapping[str, str]) -> Iterator[Section]:
    """Give the times of one command in a short and in a long case, in each database."""
    for name, address in addresses.items():
        yield _in(name, emptied(name, address), size)


def _in(name: str, address: str, size: Size) -> Section:
    rows: dict[str, tuple[float | str, ...]] = {}
    goals = []
    with CaseEngine(address) as one, CaseEngine(address) as other:
        one.deploy(MODEL)
        engines = {"remembered": one}
        if address != "sqlite://":  # what is in memory is one engine's own
            engines["from the store"] = other
        for what, step in WAYS.items():
            long = _case(one, size.events, step)
            for how, engine in engines.items():
                short, grown = _times(one, engine, long, step, size)
                ratio = grown.times(short)
                label = f"{what}, {how}"
                rows[label] = (short.seconds, grown.seconds, f"x {ratio:.2f}")
                if what != _GROWS:  # there the data grows, and not the log alone
                    wanted = f"{label}: at most x {WANTED:g}"
                    goals.append(Goal(wanted, f"{ratio:.2f}", ratio <= WANTED))
    columns = (f"{SHORT} events", f"{size.events:,} events", "ratio")
    title = f"{name}: one command as the case grows"
    return Section(title, columns, rows, tuple(goals) if size.has_goals else ())


def _case(engine: CaseEngine, events: int, step: Callable[[Case, int], None]) -> Case:
    """Return a case with so many events, or a few more."""
    case = engine.create("diary")
    number = 0
    while case.version < events:
        step(case, number)
        number += 1
    return case


def _times(
    one: CaseEngine,
    other: CaseEngine,
    long: Case,
    step: Callable[[Case, int], None],
    size: Size,
) -> tuple[Timing, Timing]:
    """Return the times in short cases, a new one each time, and in one that is long.

    What the first engine did, the other one continues; they may be the same.
    """
    handle = other.case(long.id)
    short, grown = [], []
    for _ in range(size.rounds):
        cases = [_case(one, SHORT, step) for _ in range(size.commands)]
        short.append(sum(_timed(step, other, each) for each in cases) / size.commands)
        total = 0.0
        for number in range(size.commands):
            step(long, number)
            total += _timed(step, other, handle)
        grown.append(total / size.commands)
    return Timing(tuple(short)), Timing(tuple(grown))


def _timed(step: Callable[[Case, int], None], engine: CaseEngine, case: Case) -> float:
    mine = Case(engine.engine, case.id)
    begin = perf_counter()
    step(mine, 0)
    return perf_counter() - begin
