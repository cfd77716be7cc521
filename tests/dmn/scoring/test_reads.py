"""What a decision reads is found from its texts; when in doubt, by value."""

import pytest
from model_text import load

import feel
from dmn.scoring.reads import Reader, cells_of_type, meet, overlap
from feel.feel_types import NUMBER

TYPES = """
type tScore : number in [0..100]
type tEven : number in modulo(?, 2) = 0
type tPerson : { age : number; name : string }
input A : number
input B : number
input P : tPerson
input S : tScore
input E : tEven
"""


def reads(logic, name="D"):
    compiled = load(TYPES + logic).compiled
    return Reader(compiled).reads(name)


def table(head, *rules):
    return "\n".join([f"decision D (A, B, P, S, E) = {head}", *[f"  {rule}" for rule in rules]])


OPEN = "an input entry is more than constants"
PLAIN = table("U | A | P.age || R", '1 | < 5 | - || "a"', '2 | [5..7), 9 | not(3) || "b"')


def test_clauses_that_test_constants_are_plain():
    found = reads(PLAIN)
    assert [column.variables for column in found.columns] == [(("A", ()),), (("P", ("age",)),)]
    assert all(column.is_plain and column.cells for column in found.columns)
    assert (found.by_value, found.reason) == (frozenset(), "")
    assert found.table is not None


@pytest.mark.parametrize(
    ("rule", "by_value", "variables", "reason"),
    [
        ("1 | < 5 | - || B", {("B", ())}, set(), ""),
        ("1 | < 5 | - || P.name", {("P", ("name",))}, set(), ""),
        (
            "1 | < B | - || 1",
            set(),
            {("A", ()), ("B", ())},
            "an input entry is more than constants",
        ),
        ("1 | ? > 5 | - || 1", set(), {("A", ())}, "an input entry is more than constants"),
    ],
)
def test_what_entries_read_beside_is_told_apart(rule, by_value, variables, reason):
    found = reads(table("U | A | P.age || R", rule))
    assert found.by_value == by_value
    assert variables <= set(found.columns[0].variables)
    assert found.reason == reason


def test_a_clause_that_reckons_reads_all_its_names():
    found = reads(table("U | A + B || R", "1 | < 5 || 1"))
    assert set(found.columns[0].variables) == {("A", ()), ("B", ())}
    assert not found.columns[0].is_plain
    assert found.reason == "an input clause is more than a name"


def test_any_other_logic_reads_by_value():
    found = reads("decision D (A, P) = if A > 1 then P.age else 0")
    assert found.by_value == {("A", ()), ("P", ("age",))}
    assert (found.table, found.reason) == (None, "it is no decision table")


def test_many_different_open_entries_are_not_worth_asking_each_time():
    rules = [f"{number} | > B + {number} || {number}" for number in range(1, 20)]
    found = reads(table("F | A || R", *rules))
    assert found.table is None
    assert {("A", ()), ("B", ())} <= found.by_value


def test_a_function_of_the_host_is_seen_by_its_name():
    look = feel.function("look", ["number"], lambda number: number)
    compiled = load(TYPES + "decision D (A) = look(A)\ndecision F (A) = A + 1", functions=[look])
    reader = Reader(compiled.compiled)
    assert reader.reads("D").calls_host
    assert not reader.reads("F").calls_host


def test_a_type_gives_the_cells_of_its_allowed_values():
    compiled = load(TYPES).compiled
    (unit,) = compiled.graph.units
    types = compiled.types_of(unit)
    (score, other) = cells_of_type(types.of("tScore"))
    assert (score.pieces[0].high, other.any) == (100, True)
    assert cells_of_type(types.of("tEven")) is None
    assert cells_of_type(NUMBER) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((), (), True),
        ((), ("a",), True),
        (("a",), ("a", "b"), True),
        (("a", "c"), ("a", "b"), False),
        (("a",), ("b",), False),
    ],
)
def test_paths_overlap_where_one_leads_into_the_other(one, other, expected):
    assert overlap(one, other) == overlap(other, one) == expected
    assert meet(("K", one), ("K", other)) == expected
    assert not meet(("K", one), ("L", other))
