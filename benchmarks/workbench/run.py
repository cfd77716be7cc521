"""How long a page of the workbench takes: `python benchmarks/workbench/run.py [--quick]`.

A page is run as Streamlit runs it, without a browser: opened for the first time on a store with
many cases, then run again as a click does.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.append(str(Path(__file__).parents[1]))  # the scripts that all benchmarks share
sys.path.append(str(Path(__file__).parents[1] / "cases"))  # a store with many cases
sys.path.append(str(Path(__file__).parents[2] / "tests"))  # a page without a browser

import crowd
import size as sizes
from report import Goal, Section, print_section, setting
from workbench_app import check, opened

import dmn
from cmmn import CaseEngine

WANTED = 1.0
EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True, slots=True)
class Amount:
    """Cases in the store, rules of the large table, clicks on each page."""

    cases: int
    made: int
    rules: int
    clicks: int
    has_goals: bool = True


FULL = Amount(cases=10_000, made=500, rules=1_000, clicks=7)
QUICK = Amount(cases=500, made=50, rules=200, clicks=2, has_goals=False)


def large_table(rules: int) -> bytes:
    """Return a model with one table of so many rules."""
    rows = [[f"[{n}..{n + 1})", '"a"' if n % 2 else '"b"', f"{n * 7 % 100}"] for n in range(rules)]
    inputs = {"Amount": "number", "Kind": "string"}
    model = dmn.table(
        "Prices", hit_policy="FIRST", inputs=inputs, outputs={"Price": "number"}, rules=rows
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "prices.dmn"
        model.save(path)
        return path.read_bytes()


def fill(engine: CaseEngine, amount: Amount) -> str:
    """Fill a store, and return the id of one of its cases."""
    crowd.fill(engine, sizes.Size(0, 0, 0, 0, crowd=amount.cases, made=amount.made))
    engine.deploy(*(path for path in EXAMPLES.iterdir() if path.is_dir()))
    engine.models.deploy([("prices.dmn", large_table(amount.rules))])
    case = engine.create("complaint", {"customer": "C-17", "amount": 120}, business_key="2026-0117")
    return case.id


def pages(case: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Give what is opened: what it is called, the screen, and the parameters of its address."""
    yield "Home", "home", {}
    yield "Tasks", "tasks", {}
    yield "Cases", "cases", {}
    yield "Case", "case", {"id": case}
    yield "Decide, loan", "decide", {"model": "Loan origination"}
    yield "Decide, large table", "decide", {"model": "Prices"}
    yield "What if, loan", "what-if", {"model": "Loan origination", "decision": "Eligibility"}
    yield "Batch", "batch", {}
    yield "Models", "models", {}
    yield "FEEL", "feel", {}
    yield "Operations", "operations", {}
    yield "Metrics", "metrics", {}


def measure(amount: Amount, folder: Path) -> Section:
    """Return how long each page takes."""
    url = f"sqlite:///{folder / 'crowd.db'}"
    os.environ |= {"RULING_DB": url, "RULING_FILES": str(folder / "files")}
    with CaseEngine(url) as engine:
        case = fill(engine, amount)
    rows: dict[str, tuple[float | str, ...]] = {}
    for label, screen, query in pages(case):
        begin = perf_counter()
        app = opened(screen, name="p7", groups=("g1", "g2"), **query)
        first = perf_counter() - begin
        clicks = []
        for _ in range(amount.clicks):
            begin = perf_counter()
            app.run()
            clicks.append(perf_counter() - begin)
        check(app)
        rows[label] = (first, median(clicks), max(clicks))
    slowest = max(rows, key=lambda label: rows[label][1])
    took = float(rows[slowest][1])
    goal = Goal("a click in less than 1 s", f"{took:.2f} s ({slowest})", took < WANTED)
    title = f"{amount.cases:,} cases, a table of {amount.rules:,} rules, SQLite"
    columns = ("opened first", "a click", "slowest")
    return Section(title, columns, rows, (goal,) if amount.has_goals else ())


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description="Measure the pages of the workbench.")
    parser.add_argument("--quick", action="store_true", help="few cases and clicks, no goals")
    amount = QUICK if parser.parse_args().quick else FULL
    found = setting()
    print(f"{found['machine']}; commit {found['commit']}; medians of {amount.clicks} clicks")
    with TemporaryDirectory() as folder:
        print_section(measure(amount, Path(folder)))


if __name__ == "__main__":
    main()
