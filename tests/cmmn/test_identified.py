"""Everything that is drawn has an id: the one that the plan has, or a free one."""

from case_diagrams import definitions
from case_text import xml
from hypothesis import given
from strategies_plans import case_texts

from cmmn import model as m
from cmmn.identified import identified
from cmmn.reader import read


def test_items_without_ids_are_called_as_the_compiler_calls_them():
    bare = m.PlanItem(definition_ref="t", entry_criteria=(m.EntryCriterion(sentry_ref="s"),))
    plan = m.Stage(plan_items=(bare, bare), plan_item_definitions=(m.Task(id="t"),))
    model = definitions(cases=(m.Case(id="c", case_plan_model=plan),))
    found = identified(model).cases[0].case_plan_model
    assert found.id == "c_plan"
    assert [item.id for item in found.plan_items] == ["c_plan_item1", "c_plan_item2"]
    first, second = (item.entry_criteria[0].id for item in found.plan_items)
    assert first == "s_entry1"
    assert second not in ("s_entry1", None)


@given(case_texts())
def test_a_model_with_ids_on_all_that_is_drawn_is_not_changed(text):
    named = identified(read(xml(text)))
    assert identified(named) is named
