from case_page import EXAMPLES

from cmmn import CaseEngine, User
from ruling_workbench.case.change_rows import change_outline, changed_items

ROLES = {"Assessor": ["group:claims"], "Handler": ["bob"], "Lead": ["lena"]}


def compared():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        case = engine.create("complaint", {"customer": "C", "amount": 120}, roles=ROLES)
        before = case.version
        case.complete("assess", {"severity": "high"})
        case.claim("investigate", by=User("bob"))
        case.assign_role("Lead", "sue")
        case.change("earlier", "create", 2)
        middle = case.version
        case.change("earlier", "delete")
        case.suspend()
        return case.compare(before, middle), case.compare(middle), case.compare(middle, middle)


def test_what_changed_is_told_with_before_and_after():
    first, second, nothing = compared()
    rows = [[each.text for each in row.cells] for row in change_outline(first).rows]
    assert ["Assess the complaint", "● active", "✓ completed"] in rows
    assert ["Investigate", "-", "● active"] in rows
    assert ["severity", "medium", "high"] in rows
    assert ["earlier", "not set", "2"] in rows
    assert ["Investigate", "nobody", "bob"] in rows
    assert ["Lead", "lena", "lena, sue"] in rows
    later = [[each.text for each in row.cells] for row in change_outline(second).rows]
    assert later[0] == ["The case", "● active", "‖ suspended"]
    assert ["earlier", "2", "gone"] in later
    assert change_outline(nothing).rows == ()


def test_changed_items_are_those_with_another_state_or_new_ones():
    first, _, nothing = compared()
    assert {"assess", "respond", "investigation", "investigate"} <= changed_items(first)
    assert "compensate" not in changed_items(first)
    assert changed_items(nothing) == frozenset()
