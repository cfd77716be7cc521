"""The index of one column; that tables equal a scan of cells is in test_decision_table.py."""

import tracemalloc
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import feel
from dmn import rule_index
from dmn.rule_index import Cell, Column, Piece, bits_of, cell_of, rules_in
from feel.parser import parse_unary_tests


def cell(text):
    return cell_of(parse_unary_tests(text))


def passes(text, value):
    return feel.evaluate_unary_tests(text, value) is True


def column(*texts):
    return Column([cell(text) for text in texts], lambda rule, value: passes(texts[rule], value))


def found_rules(column, value):
    return list(rules_in(column.find(value), len(column.cells)))


@given(st.sets(st.integers(0, 300)), st.integers(301, 310))
def test_bits_and_rules_are_the_same_thing_and_the_first_rule_is_highest(rules, count):
    bits = bits_of(rules, count)
    assert list(rules_in(bits, count)) == sorted(rules)
    assert bits == sum(1 << (count - 1 - rule) for rule in rules)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-", Cell((), any=True)),
        ("5", Cell((Piece("=", Decimal(5)),))),
        ("-5", Cell((Piece("=", Decimal(-5)),))),
        ('< "b"', Cell((Piece("<", "b"),))),
        ("(1..2], 7", Cell((Piece("(]", Decimal(1), Decimal(2)), Piece("=", Decimal(7))))),
        ("not(true)", Cell((Piece("=", True),), negated=True)),
        ("null, < 6", Cell((Piece("=", None), Piece("<", Decimal(6))))),
        ('@"P1Y"', Cell((Piece("=", feel.evaluate('@"P1Y"')),))),
    ],
)
def test_a_cell_of_constants_is_read(text, expected):
    assert cell(text) == expected


@pytest.mark.parametrize(
    "text",
    ["x", "? > 1", "< x", "[1..x]", "!= null", "1, > null", '[1.."a"]', "[null..1]", '@"10:00:00"',
     '@"no"', '@"2024-01-01T10:00:00"', "[1, 2]", "-true", "> true", '-"a"', "1 + 1", "5, not(2)"],
)  # fmt: skip
def test_a_cell_that_must_be_asked_is_open(text):
    assert cell(text) is None
    assert column("1", "2", text).open == 0b001


@pytest.mark.parametrize(
    ("texts", "value", "rules"),
    [
        (["< 5", "5", "> 5", "-", "not(5)"], Decimal(5), [1, 3]),
        (["< 5", "5", "> 5", "-", "not(5)"], Decimal("4.9"), [0, 3, 4]),
        (["< 5", "5", "> 5", "-", "not(5)"], "a", [3, 4]),
        (["< 5", "?", "not(x)"], Decimal(9), [1, 2]),
        (["true", "false", "not(true)"], True, [0]),
        (["null", "not(null)", "null, < 6"], Decimal(5), [1, 2]),
        (["null", "not(null)", "null, < 6"], None, [0, 2]),
        (["null", "not(null)", "null, < 6"], "a", [1]),
        (["null", "not(null)", "null, < 6"], [None], [1]),
        (["[1]", "1", "-"], [1], [0, 2]),
        (["1", "< 2"], [1], []),
        (["1", "2"], Decimal("1.00"), [0]),
        ([], Decimal(1), []),
    ],
)
def test_a_value_finds_its_rules(texts, value, rules):
    found = column(*texts)
    assert found_rules(found, value) == rules
    assert found_rules(found, value) == rules  # and again by what is kept


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=30),
    st.lists(st.integers(-1, 41), max_size=5),
    st.integers(1, 7),
)
def test_a_sparse_column_finds_what_a_full_one_does(ranges, values, stride):
    texts = [f"[{start}..{end})" for start, end in ranges]
    full = column(*texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule_index, "_MOST_BYTES", 0)
        patch.setattr(rule_index, "_STRIDE", stride)
        sparse = column(*texts)
        for value in map(Decimal, values):
            expected = [n for n, (start, end) in enumerate(ranges) if start <= value < end]
            assert found_rules(sparse, value) == found_rules(full, value) == expected


def test_a_large_column_finds_integers_as_it_finds_numbers(monkeypatch):
    texts = [f"[{n}..{n + 3})" for n in range(0, 300, 2)] + ["4.5", "> 7", "-"]
    small, large = column(*texts), column(*texts)
    of_small = small.natural_finder(int)
    monkeypatch.setattr(rule_index, "_MOST_BYTES", 100)
    of_large = large.natural_finder(int)
    for value in (*range(-3, 310), 10**34, -(10**34), 10**40):
        assert of_small(value) == of_large(value)


def test_integers_take_no_bit_sets_of_their_own_in_a_large_column(monkeypatch):
    monkeypatch.setattr(rule_index, "_MOST_BYTES", 100)
    large = column(*(f"[{n}..{n + 1})" for n in range(10_000)))
    tracemalloc.start()
    find = large.natural_finder(int)
    assert list(rules_in(find(7), 10_000)) == [7]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000 * 10_000 // 8  # what a bit set for each integer would take
