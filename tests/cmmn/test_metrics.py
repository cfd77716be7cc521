"""The measures of an engine are by the days of its zone, and name what nobody reached."""

import pytest
from deployed_cases import write

from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.store.scope import Scope
from feel.temporal import parse_date_time

TEXT = """
case c
    file grade
    human A
        due PT2H
    stage S
        human Inner
    milestone M
        entry complete A
    milestone Never
        entry complete Inner
    decision D calls Grade
        out Grade > grade
"""
GRADE = 'decision Grade : string = "low"'


@pytest.fixture(params=["memory", "postgres"])
def url(request, new_url):
    """Give an empty database; the store itself is tested in a file as well."""
    return new_url(request.param)


@pytest.fixture
def clock():
    return VirtualClock("2026-03-02T22:30:00Z")


@pytest.fixture
def engine(clock, tmp_path, url):
    with CaseEngine(url, clock=clock, zone="Europe/Berlin") as engine:
        engine.deploy(write(tmp_path, TEXT, grade=GRADE))
        yield engine


@pytest.fixture
def three(engine, clock):
    """A case before midnight in Berlin, and two after it; one of these ends."""
    engine.create("c")
    clock.advance("PT1H")
    engine.create("c").complete("A")
    case = engine.create("c").complete("A")
    clock.advance("PT3H")
    case.terminate()
    return engine


def test_cases_are_counted_by_the_days_of_the_zone(three):
    found = three.metrics.flow()
    assert [(each.opened, each.closed, each.open_at_end) for each in found] == [
        (1, 0, 1),
        (2, 1, 2),
    ]
    assert [str(each.start) for each in found] == ["2026-03-01T23:00:00Z", "2026-03-02T23:00:00Z"]
    (week,) = three.metrics.flow(step="week")
    assert (week.opened, week.closed) == (3, 1)


def test_the_time_that_is_asked_for_is_what_is_counted(three):
    since, until = map(parse_date_time, ("2026-03-01T00:00:00Z", "2026-03-02T23:30:00Z"))
    found = three.metrics.flow(Scope(since=since, until=until))
    assert [each.opened for each in found] == [0, 1, 0]
    assert three.metrics.flow(Scope("c", since=since), "month")[0].opened == 3
    with pytest.raises(ValueError, match="day, week, month"):
        three.metrics.flow(step="year")


def test_times_shares_and_decisions_are_those_of_the_cases(three):
    assert three.metrics.cycle_times().p50 == 3 * 3_600
    (stage,) = three.metrics.times()
    assert (stage.definition, stage.item, stage.median) == ("c", "S", 3 * 3_600.0)
    assert {each.item for each in three.metrics.times(kinds=["humanTask"])} == {"A", "Inner"}
    (late,) = three.metrics.lateness()
    assert (late.item, late.due, late.late) == ("A", 3, 1)
    (decision,) = three.metrics.decisions()
    assert (decision.model, decision.decision, decision.count) == ("grade", "Grade", 3)
    outcomes = three.metrics.outcomes("Grade")
    assert (outcomes.outcomes, [each.counts for each in outcomes.buckets]) == (
        ('"low"',),
        [(1,), (2,)],
    )
    assert three.metrics.rule_hits().rows == ()


def test_a_milestone_that_no_case_reached_is_told_of_a_definition(three):
    assert [(each.item, each.reached, each.cases) for each in three.metrics.milestones()] == [
        ("M", 2, 3)
    ]
    found = three.metrics.milestones(Scope("c"))
    assert [(each.item, each.reached, each.cases) for each in found] == [
        ("M", 2, 3),
        ("Never", 0, 3),
    ]
    assert (found[1].share, found[1].median) == (0.0, None)
    assert three.metrics.milestones(Scope("nobody")) == ()


def test_nobody_reached_anything_where_there_are_no_cases(engine):
    assert engine.metrics.flow() == ()
    assert engine.metrics.outcomes("Grade").buckets == ()
    assert engine.metrics.cycle_times().count == 0
    found = engine.metrics.milestones(Scope("c"))
    assert [(each.item, each.cases, each.share) for each in found] == [
        ("M", 0, 0.0),
        ("Never", 0, 0.0),
    ]


def test_what_was_made_anew_measures_the_same(three):
    def measured():
        faces = three.metrics
        return (faces.flow(), faces.cycle_times(), faces.times(), faces.lateness(),
                faces.milestones(), faces.decisions(), faces.outcomes("Grade"))  # fmt: skip

    before = measured()
    three.operations.rebuild_projections()
    assert measured() == before
