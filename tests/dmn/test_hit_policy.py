"""Hit policies alone, over outputs that are numbers; decision_tables.txt has them in tables."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.hit_policy import hit_policy
from feel.errors import FeelFault
from feel.scope import Run, Scope


class Outputs:
    """A table whose rule n gives values[n]; the best is the smallest."""

    def __init__(self, values):
        self.values = values
        self.asked = []

    def output(self, rule, _scope):
        self.asked.append(rule)
        return self.values[rule]

    def rank(self, value, _scope):
        return (value,)


def combined(name, aggregation, matched, values):
    outputs = Outputs([Decimal(value) for value in values])
    return hit_policy(name, aggregation).combine(matched, outputs, Scope({}, None, Run()))


VALUES = [30, 10, 20, 10, 30]


@pytest.mark.parametrize(
    ("name", "aggregation", "matched", "expected"),
    [
        ("UNIQUE", None, [2], 20),
        ("FIRST", None, [2, 3], 20),
        ("ANY", None, [1, 3], 10),
        ("ANY", None, [2], 20),
        ("PRIORITY", None, [0, 2, 4], 20),
        ("RULE ORDER", None, [0, 1, 2], [30, 10, 20]),
        ("OUTPUT ORDER", None, [0, 1, 2], [10, 20, 30]),
        ("COLLECT", None, [0, 1, 3], [30, 10, 10]),
        ("COLLECT", "SUM", [0, 1, 3], 50),
        ("COLLECT", "MIN", [0, 1, 2], 10),
        ("COLLECT", "MAX", [1, 2], 20),
        ("COLLECT", "COUNT", [0, 4], 2),
        ("UNIQUE", "SUM", [2], 20),
    ],
)
def test_the_outputs_of_the_matches_become_one_value(name, aggregation, matched, expected):
    assert combined(name, aggregation, matched, VALUES) == expected


@pytest.mark.parametrize(
    ("name", "matched", "said"),
    [
        ("UNIQUE", [0, 4], "rules 1, 5 match together under hit policy UNIQUE"),
        ("ANY", [1, 3, 2], "rules 2 and 3 match with different outputs (10 and 20)"),
    ],
)
def test_a_violation_names_the_rules_and_says_what_would_be_right(name, matched, said):
    with pytest.raises(FeelFault) as fault:
        combined(name, None, matched, VALUES)
    assert said in fault.value.message
    assert "or choose" in fault.value.hint


@pytest.mark.parametrize(
    ("name", "aggregation", "nothing"),
    [
        ("UNIQUE", None, None), ("FIRST", None, None), ("ANY", None, None), ("PRIORITY", None,
         None),
        ("RULE ORDER", None, []), ("OUTPUT ORDER", None, []), ("COLLECT", None, []),
        ("COLLECT", "SUM", None), ("COLLECT", "MIN", None), ("COLLECT", "MAX", None),
        ("COLLECT", "COUNT", 0),
    ],
)  # fmt: skip
def test_without_a_match_each_policy_has_its_nothing(name, aggregation, nothing):
    assert hit_policy(name, aggregation).nothing == nothing


def test_first_asks_one_rule_only():
    outputs = Outputs([1, 2, 3])
    hit_policy("FIRST", None).combine([1, 2], outputs, Scope({}, None, Run()))
    assert outputs.asked == [1]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_priority_is_the_head_of_output_order_and_both_keep_table_order_in_ties(values):
    rules = range(len(values))
    in_order = combined("OUTPUT ORDER", None, rules, values)
    assert in_order == sorted(values)
    assert combined("PRIORITY", None, rules, values) == in_order[0]
    assert combined("RULE ORDER", None, rules, values) == values
