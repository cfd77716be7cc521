"""Boxes become plain data that loses nothing but what is empty."""

import json

import pytest
from boxed_models import EVERY_KIND, NESTED, boxed, model_of

from ruling_workbench.boxes.boxed import boxed_logic
from ruling_workbench.boxes.boxes import CutBox, as_data
from ruling_workbench.boxes.rule_pages import RulePage


def test_what_is_empty_makes_no_entry_but_nought_does():
    page = RulePage((), 1, 1, 0, 0)
    assert as_data(page) == {
        "page": 1, "pages": 1, "found": 0, "total": 0, "noun": "rules", "said": "0 rules",
    }  # fmt: skip
    assert as_data(CutBox("", "why")) == {"note": "why", "kind": "cut"}
    assert as_data([0, "", None]) == [0, "", None]


@pytest.mark.parametrize("body", [*EVERY_KIND.values(), NESTED])
def test_every_box_is_json(body):
    data = boxed(model_of(body).definitions.decisions[0])
    assert json.loads(json.dumps(data)) == data


def test_tables_are_found_at_any_depth_in_order():
    logic = boxed_logic(model_of(f"<list>{NESTED}{NESTED}</list>").definitions.decisions[0])
    assert [each.id for each in logic.tables()] == ["element:1/entry:2", "element:2/entry:2"]
    assert (
        list(boxed_logic(model_of(EVERY_KIND["relation"]).definitions.decisions[0]).tables()) == []
    )
