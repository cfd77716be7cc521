"""States have marks and words, each their own, and colours that can be read."""

import pytest
from contrast import DARK, LIGHT, contrast

from cmmn.lifecycle import State
from ruling_workbench.marks import ABSENT, DECISIONS, STATES, Outcome

LOOKS = {each.name: each for each in (*STATES.values(), ABSENT, *DECISIONS.values())}


def test_contrast_is_measured_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_colour_can_be_read_on_every_ground(look):
    assert min(contrast(look.light, ground) for ground in LIGHT) >= 4.5
    assert min(contrast(look.dark, ground) for ground in DARK) >= 4.5


def test_every_state_and_outcome_has_a_look():
    assert set(STATES) == set(State)
    assert set(DECISIONS) == set(Outcome)


@pytest.mark.parametrize("table", [STATES, DECISIONS], ids=["states", "decisions"])
def test_no_two_looks_of_a_table_share_a_mark_or_a_word(table):
    for field in ("name", "mark", "word"):
        assert len({getattr(look, field) for look in table.values()}) == len(table)


def test_the_states_of_plan_items_are_marked_as_everywhere():
    marks = {state.value: look.mark for state, look in STATES.items()}
    assert marks == {
        "available": "○", "enabled": "▷", "active": "●", "disabled": "⊘", "suspended": "‖",
        "failed": "!", "completed": "✓", "terminated": "✕", "closed": "■",
    }  # fmt: skip
