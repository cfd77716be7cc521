import case_text
import pytest
from case_story import START, at, command

from cmmn import commands as ask
from cmmn import events as did
from cmmn.errors import CommandRefused
from cmmn.world import World

TEXT = """
    role Lead
    timer Every = R3/PT1H
    timer Once = PT90M
    human Call
        due PT2H
        escalation Lead
    process P calls pay
    user Open
"""


def world(*cases, text=TEXT):
    found = World(case_text.plans(text), START)
    for name in cases or ("c1",):
        found.create(ask.CreateCase(found.now, name, "c"))
    return found


def occurred(found):
    """Return who occurred or was escalated when, in which case."""
    kinds = (did.PlanItemTransitioned, did.TaskEscalated)
    return [
        f"{case} {each.event.instance} {str(each.time)[11:16]}"
        for case, each in found.log
        if isinstance(each.event, kinds) and each.command == "FireTimers"
    ]


def test_what_falls_due_happens_in_turn_each_at_its_own_time():
    found = world()
    found.advance(at("14:00"))
    assert occurred(found) == [
        "c1 Every#1 11:00",
        "c1 Once#1 11:30",
        "c1 Call#1 12:00",
        "c1 Every#2 12:00",
        "c1 Every#3 13:00",
    ]
    assert found.now == at("14:00")
    assert found.cases["c1"][1].time == at("13:00")


def test_time_passes_for_all_cases_together():
    found = world("c1", "c2")
    found.advance(at("11:00"))
    assert occurred(found) == ["c1 Every#1 11:00", "c2 Every#1 11:00"]


def test_nothing_happens_before_its_time():
    found = world()
    found.advance(at("10:59"))
    assert occurred(found) == []
    found.advance(at("11:00"))
    assert occurred(found) == ["c1 Every#1 11:00"]


def test_a_suspended_case_waits_and_catches_up():
    found = world()
    found.run("c1", command("suspend case"))
    found.advance(at("12:30"))
    assert occurred(found) == []
    found.run("c1", command("reactivate case", now=found.now))
    found.advance(at("12:30"))
    ended = found.cases["c1"][1].instances
    assert [str(ended[each].state) for each in ("Once#1", "Every#1")] == ["completed", "completed"]


def test_what_calls_for_a_handler_is_a_job():
    (job,) = world().jobs
    assert (job.case, job.instance, job.handler, job.is_blocking) == ("c1", "P#1", "pay", True)


def test_the_log_has_every_case_in_the_order_of_what_happened():
    found = world("c1", "c2")
    found.run("c1", command("complete Call"))
    names = [name for name, _ in found.log]
    assert names == [*sorted(names[:-1]), "c1"]


def test_nothing_is_kept_of_a_refused_command():
    found = world()
    log, jobs = list(found.log), list(found.jobs)
    with pytest.raises(CommandRefused):
        found.run("c1", command("complete Open"))
    with pytest.raises(CommandRefused):
        found.create(ask.CreateCase(START, "c2", "c", {"nothing": 1}))
    assert list(found.cases) == ["c1"]
    assert (found.log, found.jobs) == (log, jobs)
