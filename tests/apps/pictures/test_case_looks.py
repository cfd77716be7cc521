"""How items look in a state: the newest open instance speaks, and how many there are is said."""

from dataclasses import replace

import case_text
import pytest

from cmmn.lifecycle import State
from cmmn.state import CaseState, Instance
from ruling_workbench.marks import STATES
from ruling_workbench.pictures.case_looks import file_look, look_of

PLAN = case_text.plan("file f\nfile g *\ntask A\nmilestone M\nstage S\n    task B")
NOW = None  # no look depends on a time


def instance(item, number, state):
    name = f"{item}#{number}"
    return Instance(name, item, number, "case", state, False, NOW, NOW)


def state_of(*instances, **fields):
    found = CaseState(instances={each.id: each for each in instances}, **fields)
    by_item, still = {}, {}
    for each in instances:
        by_item[each.item] = (*by_item.get(each.item, ()), each.id)
        if each.is_open:
            still[each.item] = (*still.get(each.item, ()), each.id)
    return replace(found, by_item=by_item, open_by_item=still)


def look(item, *instances, **fields):
    return look_of(PLAN, state_of(*instances, **fields), PLAN.items[item])


def test_without_a_case_there_are_no_states():
    plain = look_of(PLAN, None, PLAN.items["A"])
    assert (plain.name, plain.tag, plain.words, plain.legend) == ("plain", "", "", None)


def test_an_item_without_an_instance_is_faint_and_has_no_mark():
    found = look("A")
    assert (found.name, found.tag, found.words) == ("absent", "", "not there yet")
    assert found.legend is None


@pytest.mark.parametrize("state", [each for each in State if each is not State.CLOSED])
def test_a_state_is_a_class_a_mark_and_a_word(state):
    found, known = look("A", instance("A", 1, state)), STATES[state]
    assert found.name == known.name
    assert found.mark == known.mark
    assert found.words == known.word
    assert found.tag in (known.mark, f"{known.mark} {known.word}")
    assert found.legend is known


def test_what_waits_has_only_its_mark_as_nearly_everything_does():
    assert look("A", instance("A", 1, State.AVAILABLE)).tag == "○"
    assert look("A", instance("A", 1, State.ENABLED)).tag == "▷ enabled"


def test_the_newest_open_instance_speaks_for_a_repeated_item():
    done, active, waits = (
        instance("A", number, state)
        for number, state in ((1, State.COMPLETED), (2, State.ACTIVE), (3, State.ENABLED))
    )
    found = look("A", done, active, waits)
    assert (found.name, found.tag) == ("enabled", "▷ enabled ×3")
    assert found.words == "enabled, 3 times, 2 open"
    assert look("A", done, active, replace(waits, state=State.TERMINATED)).tag == "● active ×3"


def test_when_none_is_open_the_newest_speaks():
    found = look("A", instance("A", 1, State.TERMINATED), instance("A", 2, State.COMPLETED))
    assert (found.tag, found.words) == ("✓ completed ×2", "completed, 2 times")


def test_a_milestone_that_was_reached_says_so():
    found = look("M", instance("M", 1, State.COMPLETED))
    assert (found.name, found.tag, found.words) == ("reached", "✓ reached", "reached")


def test_the_case_has_the_state_of_the_case():
    found = look(PLAN.root, state=State.CLOSED)
    assert (found.name, found.tag) == ("closed", "■ closed")


@pytest.mark.parametrize(
    ("path", "file", "words"),
    [
        ("f", {"f": 1}, "exists"),
        ("f", {}, "not there yet"),
        ("g", {"g[1]": 1}, "exists"),
        ("f", {"ff": 1}, "not there yet"),
    ],
)
def test_a_case_file_item_is_there_or_not(path, file, words):
    assert file_look(CaseState(file=file), PLAN.file[path]).words == words


def test_without_a_case_a_case_file_item_is_just_drawn():
    assert file_look(None, PLAN.file["f"]).name == "plain"
