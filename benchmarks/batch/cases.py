"""The cases (a) to (f): a file, a model, the ways from the one to the other, and what is wanted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from data import cents, codes, one_of, whole, write_applications, write_columns
from figures import BY_ROW, COPY, OURS, ZEN, at_least, at_most, memory_section, rows_of, section
from measure import Size, Source, measure
from memory import Footprint, available, footprint
from ours import Output, by_row, columnar, copy, framed, pandas_by_row
from peers import peers
from report import Section
from rule_tables import CATEGORIES, CODES, WIDE, many_rules, ten_rules, wide_rules
from tables import Table, dmn_xml

import dmn

CUSTOMERS = {"Age": whole(18, 90), "Income": cents(1_000, 15_000), "Category": one_of(CATEGORIES)}
SITES = {
    "North": cents(0, WIDE),
    "East": cents(0, WIDE),
    "Depth": cents(0, WIDE),
    "Code": codes(CODES),
}
PURPOSES = ("car", "home", "travel", "other")
REPEATED = {
    "Amount": whole(1_000, 61_000, 1_000),
    "Months": whole(12, 96, 12),
    "Income": whole(1_200, 7_000, 100),
    "Age": whole(18, 81),
    "Purpose": one_of(PURPOSES),
}
DISTINCT = REPEATED | {"Amount": cents(1_000, 61_000), "Income": cents(1_200, 7_000)}
APPLICATION: Mapping[str, type] = {
    "Applicant.Name": str,
    "Applicant.Age": int,
    "Applicant.Employment Status": str,
    "Applicant.Months in Employment": int,
    "Applicant.Monthly.Income": int,
    "Applicant.Monthly.Expenses": int,
    "Applicant.Monthly.Repayments": int,
    "Applicant.Credit Score": int,
    "Applicant.Bankrupt": bool,
    "Applicant.Existing Customer": bool,
    "Applicant.Purpose": str,
    "Applicant.Preferred Term": int,
    "Requested Amount": int,
}
_ALONE = "in a process of its own, above what it held after its imports"
_FEW = "ruling, ten rules"
_CHAIN = Path(__file__).with_name("chain.dmn")
_LOAN = Path(__file__).parents[2] / "examples" / "loan" / "loan.dmn"


def ten(size: Size) -> Iterator[Section]:
    """Give (a): ten rules, beside a copy and all other ways."""
    with TemporaryDirectory() as folder:
        table = ten_rules()
        source = _customers(Path(folder), size.rows)
        model, outputs = dmn.load(dmn_xml(table)), _outputs(table)
        subjects = [
            copy(),
            columnar(model),
            *framed(model),
            *peers(table),
            by_row(model, table.inputs, outputs),
            pandas_by_row(model, [*table.inputs], outputs),
        ]
        found = measure(source, subjects, [*table.outputs.values()], size)
        goals = (
            at_most(found, OURS, COPY, 2),
            at_least(found, ZEN, OURS, 15),
        )
        yield section(f"(a) {rows_of(source)}, {len(table.rules)} rules", found, goals, size)


def many(size: Size) -> Iterator[Section]:
    """Give (b): the same rows and very many rules."""
    with TemporaryDirectory() as folder:
        table = many_rules(size.large)
        source = _customers(Path(folder), size.rows)
        model, few = dmn.load(dmn_xml(table)), dmn.load(dmn_xml(ten_rules()))
        subjects = [
            copy(),
            columnar(model),
            replace(columnar(few, _FEW), compared=False),
            *peers(table, size.capped, joined=True),
            by_row(model, table.inputs, _outputs(table)),
        ]
        found = measure(source, subjects, [*table.outputs.values()], size)
        goals = (at_most(found, OURS, _FEW, 3), at_least(found, ZEN, OURS, 500))
        yield section(f"(b) {rows_of(source)}, {len(table.rules):,} rules", found, goals, size)


def chain(size: Size) -> Iterator[Section]:
    """Give (c): five decisions, one of them a division; with values that repeat and without."""
    inputs = {"Amount": float, "Months": int, "Income": float, "Age": int, "Purpose": str}
    outputs: Mapping[Output, type] = {
        ("Payment Ratio", None): float,
        ("Age Band", None): str,
        ("Risk", None): str,
        ("Rate", None): float,
        ("Offer", "Answer"): str,
        ("Offer", "Desk"): str,
    }
    model = dmn.load(_CHAIN)
    subjects = [copy(), columnar(model), by_row(model, inputs, [*outputs])]
    kinds = [int, *inputs.values()]
    with TemporaryDirectory() as folder:
        source = Source(Path(folder, "repeated.csv"), size.rows, kinds)
        write_columns(source.path, REPEATED, source.rows)
        found = measure(source, subjects, [*outputs.values()], size)
        goal = at_least(found, BY_ROW, OURS, 20)
        yield section(f"(c) {rows_of(source)}, five decisions in a chain", found, [goal], size)
        source = Source(Path(folder, "distinct.csv"), size.rows // 10, kinds)
        write_columns(source.path, DISTINCT, source.rows)
        found = measure(source, subjects, [*outputs.values()], size)
        goal = at_most(found, OURS, BY_ROW, 1.1)
        yield section(f"(c) {rows_of(source)}, and nothing repeats", found, [goal], size)


def loan(size: Size) -> Iterator[Section]:
    """Give (d): the loan example: where each application goes."""
    decision = "Routing"
    model = dmn.load(_LOAN)
    with TemporaryDirectory() as folder:
        source = Source(Path(folder, "loan.csv"), size.rows, [int, *APPLICATION.values()])
        write_applications(source.path, source.rows)
        subjects = [
            copy(),
            columnar(model, decisions=[decision]),
            by_row(model, APPLICATION, [(decision, None)], decision),
        ]
        found = measure(source, subjects, [str], size)
        yield section(f"(d) {rows_of(source)}, the loan example, {decision}", found, (), size)


def large(size: Size) -> Iterator[Section]:
    """Give (e): ten times the rows of (a), in a process of its own: memory and time."""
    with TemporaryDirectory() as folder:
        if available():
            few = _customers(Path(folder), size.rows)
            more = _customers(Path(folder), size.rows * 10)
            yield memory_section(f"(e) {_ALONE}", _alone(ten_rules(), [few, more]), size)
        else:
            print("\n(e)  skipped: this system does not tell a process's memory as Linux does")


def wide(size: Size) -> Iterator[Section]:
    """Give (f): four columns that hardly repeat: time and memory."""
    with TemporaryDirectory() as folder:
        table = wide_rules(size.wide)
        kinds = [int, *table.inputs.values()]
        source = Source(Path(folder, "sites.csv"), size.rows, kinds)
        write_columns(source.path, SITES, source.rows)
        model = dmn.load(dmn_xml(table))
        subjects = [
            copy(),
            columnar(model),
            *peers(table),
            by_row(model, table.inputs, _outputs(table)),
        ]
        found = measure(source, subjects, [*table.outputs.values()], size)
        title = f"(f) {rows_of(source)}, {len(table.rules):,} rules over four wide columns"
        goal = at_most(found, OURS, BY_ROW, 1)
        yield section(title, found, [goal], size)
        if available():
            yield memory_section(f"(f) {_ALONE}", _alone(table, [source]), size)


CASES = {"a": ten, "b": many, "c": chain, "d": loan, "e": large, "f": wide}


# --- parts of a case ------------------------------------------------------------------------------


def _customers(folder: Path, rows: int) -> Source:
    source = Source(folder / f"customers-{rows}.csv", rows, [int, int, float, str])
    write_columns(source.path, CUSTOMERS, rows)
    return source


def _outputs(table: Table) -> list[Output]:
    return [(table.name, name) for name in table.outputs]


def _alone(table: Table, sources: Sequence[Source]) -> list[tuple[Source, Footprint]]:
    """Return what each file takes in a process of its own, the table loaded as a model."""
    model = sources[0].path.with_name("model.dmn")
    model.write_bytes(dmn_xml(table))
    return [
        (each, footprint(model, each.path, each.path.with_suffix(".out.csv"))) for each in sources
    ]
