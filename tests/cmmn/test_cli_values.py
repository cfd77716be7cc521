"""What is typed is FEEL where it is a literal, and text where it is not; it is never evaluated."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn.cli_values import Refusal, file_test, roles_of, values_of
from feel.temporal import parse_date, parse_duration
from feel.values import to_text

VALUES = [
    ("1", Decimal(1)),
    ("-1.50", Decimal("-1.50")),
    ("true", True),
    ("null", None),
    ('"1"', "1"),
    ('[1, "a"]', [Decimal(1), "a"]),
    ("{a: 1}", {"a": Decimal(1)}),
    ('@"2026-01-31"', parse_date("2026-01-31")),
    ('@"P1D"', parse_duration("P1D")),
    ("C-17", "C-17"),
    ("2026-01-31", "2026-01-31"),
    ("1 + 1", "1 + 1"),
    ("today()", "today()"),
    ("[today()]", "[today()]"),
    ("-high", "-high"),
    ("[1..2]", "[1..2]"),
    ("a=b", "a=b"),
    ("it's", "it's"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "value"), VALUES, ids=repr)
def test_a_value_is_feel_where_it_is_a_literal(typed, value):
    assert values_of([f"x={typed}"]) == {"x": value}
    assert values_of([], [f"x={typed}"]) == {"x": typed}


def test_values_that_are_named_go_before_those_of_the_file(tmp_path):
    file = tmp_path / "vars.json"
    file.write_text('{"a": 1.50, "b": "x"}', encoding="utf-8")
    assert values_of(["b=2"], (), str(file)) == {"a": Decimal("1.50"), "b": Decimal(2)}


def test_a_role_may_be_given_to_many():
    given = ["Lead=ann", "Assessor=bob, group:claims", "Lead=eve"]
    assert roles_of(given) == {"Lead": ["ann", "eve"], "Assessor": ["bob", "group:claims"]}
    with pytest.raises(Refusal, match="'Lead' does not say"):
        roles_of(["Lead"])


def test_a_test_of_the_case_file_has_path_operator_and_value():
    found = file_test("order.amount >= 1.5")
    assert (found.path, found.operator, found.value) == ("order.amount", ">=", Decimal("1.5"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.decimals(-999, 999, places=2),
        lambda inner: st.lists(inner, max_size=3),
    )
)
def test_every_value_that_feel_can_write_down_can_be_typed(value):
    assert values_of([f"x={to_text(value)}"]) == {"x": value}
