from decimal import Decimal

import case_text
import pytest
from case_story import START, Story

from cmmn.conditions import Reading, holds

PLAN = case_text.plan("""
    file f
    file g *
    file h {total: decimal}
    user Open
    task A
        entry if f > 1
""")
WRITTEN = PLAN.items["A"].entry[0].sentry.if_part


def reading(plan=PLAN, **values):
    story = Story(plan, variables=values)
    return Reading(plan, story.state, START)


def rule(text):
    """Return the condition of a rule, in a case file of f, g and h."""
    lines = f"file f\nfile g *\nfile h {{total: decimal}}\ntask A\n    manual {text}"
    return case_text.plan(lines).items["A"].manual_activation


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("if f > 1", {"f": 2}, True),
        ("if f > 1", {"f": 1}, False),
        ("if f > 1", {}, None),
        ("if f > 1", {"f": "x"}, None),
        ("if count(g) = 2", {"g": [1, 2]}, True),
        ("if g = []", {}, True),
        ("if h.total", {"h": {"total": 3}}, Decimal(3)),
        ("if h = null", {}, True),
        ('if now() = date and time("2026-01-31T10:00:00Z")', {}, True),
        ("", {}, True),
        ("if ((", {}, None),
    ],
)
def test_an_expression_sees_the_case_file_and_the_time(text, values, expected):
    assert reading(**values).value(rule(text)) == expected


@pytest.mark.parametrize(
    ("text", "absent", "expected"),
    [
        (None, True, True),
        (None, False, False),
        ("", False, True),
        ("if true", False, True),
        ("if f", True, False),
        ("if ((", True, False),
        ("if 1", True, False),
    ],
)
def test_a_rule_holds_where_it_is_true_and_nothing_else(text, absent, expected):
    condition = None if text is None else rule(text)
    assert holds(reading(), condition, absent=absent) is expected


def test_names_of_the_place_come_before_those_of_the_case_file():
    assert reading(f=5).value(WRITTEN, {"f": 0}) is False
    assert reading(f=5).value(WRITTEN) is True


def test_warnings_say_where_the_expression_stands():
    found = []
    assert reading(f="x").value(WRITTEN, None, found) is None
    assert [each.location.path for each in found] == [("m", "sentry A_entry1_sentry", "if part")]


def test_the_properties_of_the_context_item_are_names_themselves():
    text = case_text.xml("file h {total: decimal}\ntask A\n    manual if total > 2").decode()
    text = text.replace("<manualActivationRule>", '<manualActivationRule contextRef="h">')
    plan = case_text.compiled(text.encode())["c"]
    manual = plan.items["A"].manual_activation
    assert manual.context == "h"
    assert reading(plan, h={"total": 3}).value(manual) is True
    assert reading(plan, h={"total": 1}).value(manual) is False
    assert reading(plan).value(manual) is None


def test_the_names_are_worked_out_once():
    one = reading(f=1)
    assert one.names is one.names
    assert one.names == {"f": 1, "g": [], "h": None}


def test_the_context_of_an_expression_is_its_own_item_though_another_has_the_name():
    text = "file note\nfile order\n    file inner\nuser Open\ntask A\n    entry if k = 2"
    data = case_text.xml(text).replace(b'id="inner" name="inner"', b'id="inner" name="note"')
    assert b"<ifPart>" in data
    data = data.replace(b"<ifPart>", b'<ifPart contextRef="inner">')
    plan = case_text.compiled(data)["c"]
    condition = plan.items["A"].entry[0].sentry.if_part
    inner = {"note": {"k": 1}, "order": {"note": {"k": 2}}}
    assert reading(plan, **inner).value(condition) is True
    outer = {"note": {"k": 2}, "order": {"note": {"k": 1}}}
    assert reading(plan, **outer).value(condition) is False
