import case_text
import pytest
from case_story import Story, create

from cmmn import events as did
from cmmn import unfolding
from cmmn.decide import decide
from cmmn.errors import CommandRefused

ROUND = """
    stage S
        repeat
        entry create f
        entry complete T
    stage T
        repeat
        entry complete S
    file f
    user Open
"""


@pytest.fixture
def few(monkeypatch):
    """Let a command lead to 200 events at most."""
    monkeypatch.setattr(unfolding, "MOST_EVENTS", 200)


def test_what_would_never_end_is_refused_and_names_the_items():
    plan = case_text.plan("task A unblocked\n    repeat\nmilestone Quiet\n    entry exit A")
    with pytest.raises(CommandRefused) as refused:
        decide(plan, None, create())
    assert refused.value.code == "ENDLESS"
    assert "10,000 events" in refused.value.message
    assert refused.value.message.endswith(": A")


def test_items_that_start_each_other_for_ever_are_all_named(few):
    del few
    told = Story(case_text.plan(ROUND))
    with pytest.raises(CommandRefused) as refused:
        told.when("set f 1")
    assert {"S", "T"} <= set(refused.value.message.rpartition(": ")[2].split(", "))
    assert told.states() == ["S#1 available", "T#1 available", "Open#1 available"]


def test_stages_are_not_entered_deeper_than_the_bound():
    lines = [f"{'    ' * depth}stage S{depth}" for depth in range(unfolding.MOST_STAGES)]
    deep = "\n".join([*lines, "    " * len(lines) + "task A"])
    assert "A#1 active" in Story(case_text.plan(deep)).states()
    one_more = "stage Outer\n" + "\n".join(f"    {line}" for line in deep.splitlines())
    with pytest.raises(CommandRefused, match="100 deep"):
        decide(case_text.plan(one_more), None, create())


def test_every_event_knows_what_led_to_it():
    told = Story(case_text.plan("task A\ntask B\n    entry complete A\nuser Open"), "complete A")
    causes = {each.sequence: each.cause for each in told.recorded}
    first = next(each for each in told.recorded if each.command == "MakeTransition")
    last = told.recorded[-1]
    assert isinstance(last.event, did.PlanItemTransitioned)
    assert last.event.instance == "B#1"
    assert last.event.criterion == "B_entry1"
    chain = [last.sequence]
    while causes[chain[-1]] is not None:
        chain.append(causes[chain[-1]])
    assert chain[-1] == first.sequence
    assert first.cause is None


def test_when_much_has_happened_the_timers_that_are_left_wait_for_another_command(few):
    del few
    told = Story(case_text.plan("timer T = R/PT1H\nuser Open"))
    due = [told.when("timers 2026-03-31T10:00:00Z") for _ in range(2)]
    assert [100 < len(each) < 120 for each in due] == [True, True]
    assert [each.count("TimerStarted") for each in due] == [34, 34]


def test_a_creation_leaves_timers_too_when_much_has_happened(few):
    del few
    plan = case_text.plan("timer T = R/2026-01-01T00:00:00Z/PT1H\nuser Open")
    told = Story(plan)
    assert 100 < len(told.recorded) < 120
    assert told.state.timers
