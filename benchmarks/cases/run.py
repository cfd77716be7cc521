"""The case engine: `python benchmarks/cases/run.py [--quick] [--only a,b] [--json FILE]`."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

sys.path.append(str(Path(__file__).parents[1]))  # the scripts that all benchmarks share

import crowd
import flow
import growth
from report import Section, print_section, setting
from server import POSTGRESQL, databases
from size import FULL, QUICK, Size

Measure: TypeAlias = Callable[[Size, Mapping[str, str]], Iterable[Section]]
MEASURES: dict[str, Measure] = {
    "flow": flow.measure,
    "growth": growth.measure,
    "crowd": crowd.measure,
}


def main() -> None:
    """Measure, print each table as it comes, and write the JSON that was asked for."""
    parser = argparse.ArgumentParser(description="Measure the case engine.")
    parser.add_argument("--quick", action="store_true", help="few cases and rounds, no goals")
    parser.add_argument("--only", type=_names, default=[*MEASURES], metavar="a,b")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    found = setting()
    found["versions"] |= {name: version(name) for name in ("sqlalchemy", "psycopg")}
    print(", ".join(f"{name} {number}" for name, number in found["versions"].items()))
    print(f"{found['machine']}; commit {found['commit']}; medians of {size.rounds} rounds")
    sections = []
    with databases() as addresses:
        if POSTGRESQL not in addresses:
            print("PostgreSQL is not measured: there is no server, and no RULING_POSTGRES")
        for name in options.only:
            for section in MEASURES[name](size, addresses):
                print_section(section)
                sys.stdout.flush()
                sections.append(section)
    if options.json:
        figures = found | {"size": asdict(size), "sections": [asdict(each) for each in sections]}
        options.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [each for each in names if each not in MEASURES]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]}; there are {[*MEASURES]}")
    return names


if __name__ == "__main__":
    main()
