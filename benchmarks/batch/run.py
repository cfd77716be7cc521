"""Batch scoring: `python benchmarks/batch/run.py [--quick] [--only a,b] [--json FILE]`.

It ends with 1 where two ways give different answers; a goal that is missed is only printed.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))  # the scripts that all benchmarks share

from cases import CASES
from engines import DisagreementError
from measure import FULL, QUICK, Size
from report import Section, print_section, setting


def main() -> int:
    """Measure, print each table as it comes, and write the JSON that was asked for."""
    parser = argparse.ArgumentParser(description="Measure batch scoring beside other ways.")
    parser.add_argument("--quick", action="store_true", help="few rows and rules, no goals")
    parser.add_argument(
        "--only", type=_letters, default=[*CASES], metavar="a,b", help="these cases"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    found = setting() | {"versions": _versions()}
    print(", ".join(f"{name} {number}" for name, number in found["versions"].items()))
    print(f"{found['machine']}; commit {found['commit']}; medians of at most {size.rounds} rounds")
    sections: list[Section] = []
    disagreements = [text for letter in options.only for text in _run(letter, size, sections)]
    if options.json:
        figures = found | {"size": asdict(size), "sections": [asdict(each) for each in sections]}
        options.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    return 1 if disagreements else 0


def _run(letter: str, size: Size, sections: list[Section]) -> Iterable[str]:
    """Print a case's tables and keep them; give what disagreed."""
    try:
        for section in CASES[letter](size):
            print_section(section)
            sys.stdout.flush()
            sections.append(section)
    except DisagreementError as error:
        print(f"\n({letter}) DIFFERENT ANSWERS  {error}")
        yield str(error)


def _letters(text: str) -> list[str]:
    letters = text.split(",")
    unknown = [each for each in letters if each not in CASES]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no case {unknown[0]}; there are {[*CASES]}")
    return letters


def _versions() -> dict[str, str]:
    packages = ("ruling", "pyarrow", "pandas", "zen-engine", "duckdb", "polars")
    return {name: number for name in packages if (number := _version(name))}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main())
