"""A case of twenty plan items from its creation to its completion: commands a second."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter

from report import Section
from server import emptied
from size import Size
from timing import Timing

from cmmn import CaseEngine, User
from cmmn.lifecycle import State

MODEL = Path(__file__).with_name("cases.cmmn")
CLERK, OFFICER = User("clara", ["clerks"]), User("otto", ["officers"])
ROLES = {"Clerk": ["group:clerks"], "Officer": ["group:officers"]}
STEPS: tuple[tuple[User, str, Mapping[str, object]], ...] = (
    (CLERK, "Register", {"amount": 6_000}),
    (CLERK, "Identify", {}),
    (CLERK, "Collect", {}),
    (OFFICER, "Credit", {"score": 650}),
    (OFFICER, "Value", {}),
    (OFFICER, "Fraud", {}),
    (OFFICER, "Propose", {"approved": True}),
    (OFFICER, "Approve", {}),
    (CLERK, "Contract", {}),
    (CLERK, "Pay", {}),
)
COMMANDS = 1 + 2 * len(STEPS)  # the creation; a claim and a completion for each task


def measure(size: Size, addresses: Mapping[str, str]) -> Iterator[Section]:
    """Give the commands a second in each database; all take turns."""
    engines = {name: CaseEngine(emptied(name, each)) for name, each in addresses.items()}
    rounds: dict[str, list[float]] = {name: [] for name in engines}
    for engine in engines.values():
        engine.deploy(MODEL)
        start_to_end(engine)
    for _ in range(size.rounds):
        for name, engine in engines.items():
            begin = perf_counter()
            for _ in range(size.cases):
                start_to_end(engine)
            rounds[name].append((perf_counter() - begin) / size.cases)
    times = {name: Timing(tuple(each)) for name, each in rounds.items()}
    first = next(iter(times.values()))
    rows: dict[str, tuple[float | str, ...]] = {
        name: (
            each.seconds,
            each.seconds / COMMANDS,
            f"{COMMANDS / each.seconds:,.0f}",
            f"x {each.times(first):.2f}",
        )
        for name, each in times.items()
    }
    columns = ("case", "command", "commands/s", "ratio")
    yield Section(f"20 plan items, {COMMANDS} commands from start to end", columns, rows)
    for engine in engines.values():
        engine.close()


def start_to_end(engine: CaseEngine) -> None:
    """Create a case and do its tasks, each claimed first, until it is complete."""
    case = engine.create("application", {"customer": "C-17"}, roles=ROLES, by=CLERK)
    for person, task, outputs in STEPS:
        case.claim(task, by=person)
        case.complete(task, outputs, by=person)
    if case.state is not State.COMPLETED:
        raise AssertionError(f"the case is {case.state}")
