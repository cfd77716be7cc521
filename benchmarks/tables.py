"""The tables that are measured, each in the form every engine takes.

A rule is written once, as cells; FEEL and Python texts come from the same cell, so that all engines
answer the same question. The Python texts are what SpiffWorkflow expects where DMN says FEEL.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

Inputs: TypeAlias = Mapping[str, Any]
NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_TYPES = {int: "number", float: "number", str: "string", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from `low` to below `high`."""

    low: int
    high: int

    @property
    def feel(self) -> str:
        """The cell in FEEL, which is how zen-engine writes it too."""
        return f"[{self.low}..{self.high})"

    @property
    def python(self) -> str:
        """The cell in Python, `?` being the value."""
        return f"{self.low} <= ? < {self.high}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of these texts."""

    texts: tuple[str, ...]

    @property
    def feel(self) -> str:
        """The cell in FEEL, which is how zen-engine writes it too."""
        return ", ".join(map(json.dumps, self.texts))

    @property
    def python(self) -> str:
        """The cell in Python, `?` being the value."""
        return f"? in {self.texts!r}"


@dataclass(frozen=True, slots=True)
class Is:
    """One truth value."""

    value: bool

    @property
    def feel(self) -> str:
        """The cell in FEEL, which is how zen-engine writes it too."""
        return "true" if self.value else "false"

    @property
    def python(self) -> str:
        """The cell in Python, `?` being the value."""
        return f"? is {self.value}"


Cell: TypeAlias = Interval | OneOf | Is | None  # None: any value
Output: TypeAlias = str | float


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a cell for each input, a value for each output."""

    cells: tuple[Cell, ...]
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One decision table, with the inputs it is asked about."""

    name: str
    hit_policy: str
    inputs: Mapping[str, type]
    outputs: Mapping[str, type]
    rules: Sequence[Rule]
    questions: Mapping[str, Inputs]


# --- the two tables -------------------------------------------------------------------------------


def terms() -> Table:
    """Return the table of ten rules: a score, a product and a membership give a tier and a rate."""
    low, middle, high = Interval(300, 620), Interval(620, 720), Interval(720, 851)
    vehicle, building = OneOf(("car", "van")), OneOf(("home", "land"))
    conditions: list[tuple[Cell, ...]] = [
        (low, vehicle, Is(False)),
        (low, vehicle, Is(True)),
        (low, building, None),
        (middle, vehicle, Is(False)),
        (middle, vehicle, Is(True)),
        (middle, building, Is(False)),
        (middle, building, Is(True)),
        (high, vehicle, None),
        (high, building, Is(False)),
        (high, building, Is(True)),
    ]
    return Table(
        "Terms",
        "UNIQUE",
        {"Score": int, "Product": str, "Member": bool},
        {"Tier": str, "Rate": float},
        [
            Rule(cells, (f"tier {number}", number / 4))
            for number, cells in enumerate(conditions, start=1)
        ],
        {
            "rule 1": {"Score": 540, "Product": "van", "Member": False},
            "rule 5": {"Score": 700, "Product": "car", "Member": True},
            "rule 10": {"Score": 801, "Product": "land", "Member": True},
        },
    )


def prices(rules: int = 10_000) -> Table:
    """Return a table of many rules: a weight and one of ten categories give a price, first hit.

    The intervals overlap, so that the hit policy decides; the questions hit early, half way, late.
    """
    places = {"early": rules // 100, "middle": rules // 2, "late": rules - 1 - rules // 100}
    return Table(
        "Price",
        "FIRST",
        {"Weight": int, "Category": str},
        {"Amount": float},
        [Rule(_price_cells(number), (number + 0.5,)) for number in range(rules)],
        {
            name: {"Weight": 10 * (number // 10) + 7, "Category": f"c{number % 10}"}
            for name, number in places.items()
        },
    )


def _price_cells(number: int) -> tuple[Cell, ...]:
    low = 10 * (number // 10)
    return Interval(low, low + 15), OneOf((f"c{number % 10}",))


# --- DMN, for Ruling and for SpiffWorkflow --------------------------------------------------------


def in_feel(cell: Cell) -> str:
    """Return a cell's text as DMN says it."""
    return "-" if cell is None else cell.feel


def in_python(cell: Cell) -> str:
    """Return a cell's text as SpiffWorkflow reads it."""
    return "-" if cell is None else cell.python


def dmn_xml(
    table: Table, text_of: Callable[[Cell], str] = in_feel, hit_policy: str | None = None
) -> bytes:
    """Return the table as a DMN file, with the ids a modelling tool gives to everything."""
    return "\n".join(_lines(table, text_of, hit_policy or table.hit_policy)).encode()


def _lines(table: Table, text_of: Callable[[Cell], str], hit_policy: str) -> Iterator[str]:
    yield f'<definitions xmlns="{NAMESPACE}" name="{table.name}" id="model" namespace="urn:bench">'
    for number, (name, kind) in enumerate(table.inputs.items()):
        yield f'  <inputData id="data_{number}" name="{name}">'
        yield f'    <variable id="variable_{number}" name="{name}" typeRef="{_TYPES[kind]}"/>'
        yield "  </inputData>"
    yield f'  <decision id="decision" name="{table.name}">'
    for number in range(len(table.inputs)):
        yield f'    <informationRequirement id="requirement_{number}">'
        yield f'      <requiredInput href="#data_{number}"/>'
        yield "    </informationRequirement>"
    yield f'    <decisionTable id="table" hitPolicy="{hit_policy}">'
    for number, (name, kind) in enumerate(table.inputs.items()):
        yield f'      <input id="input_{number}" label="{name}">'
        yield f'        <inputExpression id="expression_{number}" typeRef="{_TYPES[kind]}">'
        yield f"          <text>{name}</text>"
        yield "        </inputExpression>"
        yield "      </input>"
    for number, (name, kind) in enumerate(table.outputs.items()):
        yield f'      <output id="output_{number}" name="{name}" typeRef="{_TYPES[kind]}"/>'
    for number, rule in enumerate(table.rules):
        yield from _rule_lines(number, rule, text_of)
    yield "    </decisionTable>"
    yield "  </decision>"
    yield "</definitions>"


def _rule_lines(number: int, rule: Rule, text_of: Callable[[Cell], str]) -> Iterator[str]:
    yield f'      <rule id="rule_{number}">'
    for column, cell in enumerate(rule.cells):
        yield f'        <inputEntry id="test_{number}_{column}">'
        yield f"          <text>{escape(text_of(cell))}</text>"
        yield "        </inputEntry>"
    for column, value in enumerate(rule.outputs):
        yield f'        <outputEntry id="value_{number}_{column}">'
        yield f"          <text>{escape(json.dumps(value))}</text>"
        yield "        </outputEntry>"
    yield "      </rule>"


# --- JDM, for zen-engine --------------------------------------------------------------------------


def jdm(table: Table) -> dict[str, Any]:
    """Return the table as zen-engine's decision content."""
    inputs = [{"id": f"i{n}", "name": name, "field": name} for n, name in enumerate(table.inputs)]
    outputs = [{"id": f"o{n}", "name": name, "field": name} for n, name in enumerate(table.outputs)]
    content = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": outputs,
        "rules": [_jdm_rule(number, rule) for number, rule in enumerate(table.rules)],
    }
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
        ],
    }


def _jdm_rule(number: int, rule: Rule) -> dict[str, str]:
    tests = {f"i{n}": cell.feel if cell else "" for n, cell in enumerate(rule.cells)}
    values = {f"o{n}": json.dumps(value) for n, value in enumerate(rule.outputs)}
    return {"_id": f"rule_{number}", **tests, **values}
