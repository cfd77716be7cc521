import case_text
import pytest
from case_story import START, Story, at
from case_story import told as lines

from cmmn import commands as ask
from cmmn import events as did


@pytest.mark.parametrize(
    ("text", "commands", "expected"),
    [
        ("task A\ntask B", [], ["new A#1", "new B#1", "A#1 start", "B#1 start"]),
        ("task A\nmilestone M\n    entry complete A\nuser U", ["complete A"],
         ["A#1 complete", "M#1 occur"]),
        ("stage S\n    task A\n    milestone M\n        entry exit A\n    user U\nuser Open",
         ["terminate S"],
         ["S#1 terminate", "A#1 exit", "M#1 parentTerminate", "U#1 parentTerminate"]),
        ("stage S\n    task A\n    stage I\n        task B\nuser Open", ["suspend S"],
         ["S#1 suspend", "A#1 parentSuspend", "I#1 parentSuspend", "B#1 parentSuspend"]),
        ("stage S\n    task A\n    stage I\n        task B\nuser Open", ["suspend S", "resume S"],
         ["S#1 resume", "A#1 parentResume", "I#1 parentResume", "B#1 parentResume"]),
        ("stage S\n    task A\n    task B\nuser Open", ["suspend A", "suspend S", "resume S"],
         ["S#1 resume", "B#1 parentResume"]),
        ("task A\ntask B", ["suspend case", "reactivate case"],
         ["case reactivate", "A#1 parentResume", "B#1 parentResume"]),
        ("task A\nuser U", ["suspend case", "close case"],
         ["case close", "A#1 exit", "U#1 parentTerminate"]),
        ("task A\n    repeat if f = null\nfile f\nuser U", ["complete A"],
         ["A#1 complete", "new A#2", "A#2 start"]),
        ("task A\n    repeat if f = null\nfile f\nuser U", ["set f 1", "complete A"],
         ["A#1 complete"]),
        ("task A\n    entry create g\n    repeat\nfile g *\nuser U", ["set g 1"],
         ["g[1] create 1", "A#1 start", "new A#2"]),
        ("task A unblocked\nuser U\ntask B\n    entry complete A\n    manual", [],
         ["new A#1", "new U#1", "new B#1", "A#1 start", "A#1 complete", "B#1 enable"]),
        ("stage S auto\n    task A\n        manual\n    task B\nuser U", ["complete B"],
         ["B#1 complete", "S#1 complete", "A#1 exit"]),
        ("task A\n    exit if f = 1\nfile f\nuser U", ["set f 1"], ["f create 1", "A#1 exit"]),
        ("task A\nexit if f = 1\nfile f", ["set f 1"],
         ["f create 1", "case terminate", "A#1 exit"]),
        ("human H\n    due PT1H\n    priority 3\nuser U", [],
         ["new H#1", "new U#1", "H#1 start", "TaskScheduled"]),
        ("human H\n    due nothing\nuser U", [],
         ["new H#1", "new U#1", "H#1 start", "ConditionFailed", "TaskScheduled"]),
        ("timer T = null\nuser U", [], ["new T#1", "new U#1", "IncidentRaised"]),
        ("timer T = PT0S\nmilestone M\n    entry occur T\nuser U", [],
         ["new T#1", "new M#1", "new U#1", "TimerStarted", "T#1 occur", "M#1 occur"]),
        ("timer T = R2/PT1H\nuser U", ["timers 12:00"],
         ["T#1 occur", "new T#2", "TimerStarted", "T#2 occur"]),
        ("timer T = PT1H after complete A\ntask A\nuser U", ["complete A"],
         ["A#1 complete", "TimerStarted"]),
    ],
)  # fmt: skip
def test_a_command_leads_to_all_that_follows_in_order(text, commands, expected):
    told = Story(case_text.plan(text))
    happened = [told.when(each) for each in commands] or [told.beginning()]
    assert happened[-1] == expected


def test_what_happened_at_the_same_time_has_the_same_time():
    told = Story(case_text.plan("task A\ntask B"))
    assert {each.time for each in told.recorded} == {START}


def test_a_timer_that_was_noticed_late_occurred_at_its_own_time():
    told = Story(case_text.plan("timer T = R3/PT1H\nuser U"), "timers 13:30")
    times = [
        str(each.time)[11:16]
        for each in told.recorded
        if isinstance(each.event, did.PlanItemTransitioned)
    ]
    assert times == ["11:00", "12:00", "13:00"]


@pytest.mark.parametrize(
    "priority", ["2.5", '"high"', "null", "true", "1000001", "-1000001", "10**40", "[1]"]
)
def test_a_priority_that_is_no_whole_number_is_told_and_left_out(priority):
    text = f"human H\n    due PT1H\n    priority {priority}\nuser U"
    told = Story(case_text.plan(text))
    assert told.beginning()[2:] == ["H#1 start", "ConditionFailed", "TaskScheduled"]
    (failed,) = [
        each.event for each in told.recorded if isinstance(each.event, did.ConditionFailed)
    ]
    assert failed.instance == "H#1"
    assert "no whole number" in failed.warnings[0]
    assert told.instance("H#1").priority is None
    assert told.instance("H#1").due == at("11:00")


@pytest.mark.parametrize("priority", ["0", "3", "3.0", "-7", "1000000"])
def test_a_priority_is_a_whole_number(priority):
    told = Story(case_text.plan(f"human H\n    priority {priority}\nuser U"))
    assert told.instance("H#1").priority == float(priority)
    assert "ConditionFailed" not in told.beginning()


def chain(told, event):
    """Return what led to the last event of which something is true, told, itself last."""
    by_number = {each.sequence: each for each in told.recorded}
    number = max(each.sequence for each in told.recorded if event(each.event))
    found = []
    while number is not None:
        found.insert(0, by_number[number])
        number = by_number[number].cause
    return lines(found)


def is_told(line):
    """Return what tells whether an event is told so."""
    return lambda event: lines([did.Recorded(1, START, "system", "Test", event)]) == [line]


@pytest.mark.parametrize(
    ("text", "commands", "last", "expected"),
    [
        ("process P calls pay\nhandler pay () gives b\nuser U",
         [ask.FailJob(START, "P#1", "no"), ask.ResolveIncident(START, "P", "skip")],
         "P#1 complete", ["IncidentResolved", "P#1 complete"]),
        ("process P calls pay\nhandler pay () gives b\nuser U",
         [ask.FailJob(START, "P#1", "no"), ask.ResolveIncident(START, "P", "skip")],
         "P#1 reactivate", ["IncidentResolved", "P#1 reactivate"]),
        ("process P calls pay\nhandler pay () gives b\nuser U",
         [ask.FailJob(START, "P#1", "no"), ask.ResolveIncident(START, "P", "retry")],
         "JobRequested", ["IncidentResolved", "P#1 reactivate", "JobRequested"]),
        ("process P calls pay\nhandler pay () gives b\nuser U",
         [ask.FailJob(START, "P#1", "no"), "reactivate P"],
         "P#1 reactivate", ["IncidentResolved", "P#1 reactivate"]),
        ("process P calls pay\nhandler pay () gives b\nuser U",
         [ask.FailJob(START, "P#1", "no")],
         "P#1 fault", ["IncidentRaised", "P#1 fault"]),
        ("offer task D\nuser U", ["plan D"], "new D#1",
         ["DiscretionaryItemPlanned", "new D#1"]),
        ("offer task D\nuser U", ["plan D"], "D#1 start",
         ["DiscretionaryItemPlanned", "D#1 start"]),
        ("timer T = PT1H\nuser U", ["timers 12:00"], "T#1 occur", ["TimerStarted", "T#1 occur"]),
        ("file f\n    file k *\nuser U", ["set f 1", "f addChild k"], "f addChild f.k[1]",
         ["f.k[1] create null", "f addChild f.k[1]"]),
    ],
)  # fmt: skip
def test_what_led_to_an_event_is_known_step_by_step(text, commands, last, expected):
    told = Story(case_text.plan(text), *commands)
    assert chain(told, is_told(last))[-len(expected) :] == expected
