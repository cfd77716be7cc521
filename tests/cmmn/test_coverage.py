"""The coverage table of the documentation against the schema, and against what it points to.

The one rule: a row cannot lie. What the schema has is in the table and nothing else; what a row
says is tested is in the model that the named scenarios run, inside of a case that they create.
"""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml
from lxml import etree

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "cases.md"
XSD = "{http://www.w3.org/2001/XMLSchema}"
OWN = ("CMMN11.xsd", "CMMN11CaseModel.xsd", "CMMNDI11.xsd")
BASES = ("DC.xsd", "DI.xsd")
EVENTS = {
    "PlanItemTransition": "planItemOnPart",
    "CaseFileItemTransition": "caseFileItemOnPart",
}
ABSTRACT = "abstract"
KEPT = "read and kept, not executed: "


# --- the table ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row of the table: what it is about, what is said of it, and what it points to."""

    element: str
    runs: str
    tested_by: tuple[str, ...]


def table():
    """Return the rows of the section, in order."""
    _, _, section = PAGE.read_text(encoding="utf-8").partition("\n## Coverage\n")
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [Row(a.strip("`"), b, tuple(re.findall(r"`(.+?)`", c))) for a, b, c in cells]


ROWS = table()


# --- the schema -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Schema:
    """What the schema lets a model have, each thing by the name the table gives it."""

    elements: frozenset[str]
    abstract: frozenset[str]
    attributes: frozenset[str]
    events: frozenset[str]

    def everything(self):
        return self.elements | self.attributes | self.events

    def meant_by(self, name):
        """Return what a row's name stands for: itself, or all elements with the attribute."""
        return {each for each in self.everything() if is_meant(each, name)}


def is_meant(thing, name):
    """Tell whether a row's name stands for a thing: itself, or an attribute of any element."""
    return thing == name or (name.startswith("*/") and thing.endswith(name.removeprefix("*")))


def local(name):
    """Return a qualified name without its prefix."""
    return name.rpartition(":")[2]


def attributes_of(kind, types):
    """Return the names of a type's attributes, inherited ones too."""
    found = {each.get("name") for each in kind.iter(f"{XSD}attribute")}
    for extension in kind.iter(f"{XSD}extension"):
        if local(extension.get("base")) in types:
            found |= attributes_of(types[local(extension.get("base"))], types)
    return found


def unused(declared, roots):
    """Return the elements that no model can have: of an abstract type, or in no other's content."""
    used = {
        local(each.get("ref")) for root in roots for each in root.iterfind(f".//{XSD}element[@ref]")
    }
    inner = {
        each.get("name")
        for root in roots
        for each in root.iterfind(f".//{XSD}complexType//{XSD}element[@name]")
    }
    reached = used | inner | {"definitions"}
    while more := {
        name
        for name, each, _ in declared
        if local(each.get("substitutionGroup", "")) in reached and name not in reached
    }:
        reached |= more
    return {
        name
        for name, _, kind in declared
        if name not in reached or (kind is not None and kind.get("abstract") == "true")
    }


@pytest.fixture(scope="module")
def schema(schemas):
    """Give what the schema of CMMN 1.1 has."""
    parsed = {each: etree.parse(schemas / "cmmn" / each).getroot() for each in (*OWN, *BASES)}
    own = [parsed[each] for each in OWN]
    types = {
        each.get("name"): each
        for root in parsed.values()
        for each in root.iterfind(f"{XSD}complexType")
    }
    declared = [
        (each.get("name"), each, types.get(local(each.get("type"))))
        for root in own
        for each in root.iterfind(f".//{XSD}element[@name]")
    ]
    abstract = unused(declared, list(parsed.values()))
    attributes = {
        f"{name}/@{attribute}"
        for name, _, kind in declared
        if kind is not None and name not in abstract
        for attribute in attributes_of(kind, types)
    }
    events = {
        f"{EVENTS[kind.get('name')]} {value.get('value')}"
        for root in own
        for kind in root.iterfind(f"{XSD}simpleType")
        if kind.get("name") in EVENTS
        for value in kind.iter(f"{XSD}enumeration")
    }
    names = frozenset(name for name, _, _ in declared)
    return Schema(names, frozenset(abstract), frozenset(attributes), frozenset(events))


# --- what is in a model ---------------------------------------------------------------------------


def held(path, cases):
    """Return what a model has, in some of its cases and outside of all, as the table names it."""
    found = set()
    for node in etree.parse(path).getroot().iter("{*}*"):
        around = next(node.iterancestors("{*}case"), node)
        if etree.QName(around).localname == "case" and around.get("id") not in cases:
            continue
        name = etree.QName(node).localname
        found |= {name, *(f"{name}/@{key}" for key in node.attrib if not key.startswith("{"))}
        if name == "standardEvent":
            found.add(f"{etree.QName(node.getparent()).localname} {node.text.strip()}")
    return found


@cache
def held_by_scenarios(path):
    """Return what is in the cases that a file of scenarios creates."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    steps = [step for each in content["scenarios"] for step in each["steps"]]
    created = {step["create"].get("case") for step in steps if "create" in step}
    return held(path.with_name(content["model"]), created)


@cache
def held_by_example(folder):
    """Return what is in the cases of an example, which its own script plays."""
    found = set()
    for path in folder.glob("*.cmmn"):
        cases = {each.get("id") for each in etree.parse(path).getroot().iter("{*}case")}
        found |= held(path, cases)
    return found


@cache
def held_by_test(path, name):
    """Return what a test reads: the model with everything, or the words of its own text."""
    text = path.read_text(encoding="utf-8")
    tests = {each.name: each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)}
    words = set(re.findall(r"\w+", ast.get_source_segment(text, tests[name])))
    return held(path.with_name("everything.cmmn"), {"c"}) if path.name == "test_model.py" else words


def evidence(pointer):
    """Return what the thing a row points to holds. Errors: when there is no such thing."""
    if pointer.endswith(".yaml"):
        return held_by_scenarios(ROOT / pointer)
    if pointer.startswith("examples/"):
        assert (ROOT / pointer / "run.py").is_file()
        return held_by_example(ROOT / pointer)
    path, _, name = pointer.partition("::")
    return held_by_test(ROOT / path, name)


# --- what has to hold -----------------------------------------------------------------------------


def test_everything_in_the_schema_has_exactly_one_row(schema):
    counts = Counter(each for row in ROWS for each in schema.meant_by(row.element))
    assert schema.everything() - set(counts) == set()
    assert {each: count for each, count in counts.items() if count > 1} == {}


def test_no_row_is_about_nothing(schema):
    assert [row.element for row in ROWS if not schema.meant_by(row.element)] == []


def test_abstract_is_what_no_model_can_have(schema):
    assert {row.element for row in ROWS if row.runs.startswith(ABSTRACT)} == schema.abstract


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.element)
def test_a_row_points_to_what_holds_it(row):
    for pointer in row.tested_by:
        assert any(is_meant(each, row.element) for each in evidence(pointer)), pointer


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.element)
def test_what_runs_is_in_scenarios_and_what_is_kept_is_in_tests(row):
    is_test = [pointer.startswith("tests/") and "::" in pointer for pointer in row.tested_by]
    if row.runs.startswith(ABSTRACT):
        assert row.tested_by == ()
    elif row.runs.startswith("read and kept"):
        assert row.runs.removeprefix(KEPT) not in ("", row.runs)
        assert is_test
        assert all(is_test)
    else:
        assert row.runs
        assert False in is_test


def test_a_wrong_pointer_is_noticed():
    with pytest.raises(FileNotFoundError):
        evidence("tests/cmmn/scenarios/nothing.yaml")
    with pytest.raises(KeyError):
        evidence("tests/cmmn/test_reader.py::test_nothing")
    assert "planItemOnPart disable" not in evidence("tests/cmmn/scenarios/coverage.yaml")
