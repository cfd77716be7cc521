import pytest


def test_every_subject_is_timed_in_every_round(script):
    timing = script("timing")
    loops = {"fast": lambda number: number * 1e-3, "slow": lambda number: number * 3e-3}
    times = timing.interleaved(loops, timing.Effort(rounds=4, seconds=0.01))
    assert [len(each.rounds) for each in times.values()] == [4, 4]
    assert times["slow"].times(times["fast"]) == pytest.approx(3)


def test_a_ratio_is_taken_within_each_round(script):
    timing = script("timing")
    # the machine was ten times as slow in the second round, for both
    ours, theirs = timing.Timing((1.0, 10.0, 1.0)), timing.Timing((4.0, 40.0, 4.0))
    assert theirs.times(ours) == 4


def test_the_mean_is_taken_by_round(script):
    timing = script("timing")
    found = timing.mean([timing.Timing((1.0, 2.0)), timing.Timing((3.0, 6.0))])
    assert found.rounds == (2.0, 4.0)


def test_a_loop_calls_as_often_as_it_is_told(script):
    calls = []
    assert script("timing").calling(calls.append, "x")(3) > 0
    assert calls == ["x"] * 3
