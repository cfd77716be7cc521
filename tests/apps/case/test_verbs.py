from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from cmmn.explain import BY_HAND
from cmmn.lifecycle import LIFECYCLES, Kind, State, Transition
from feel.temporal import parse_date_time
from ruling_workbench.case.verbs import KINDS, in_local_times, sentence, state_words, verb

NOW = parse_date_time("2026-03-03T12:00:00Z")


def test_every_kind_has_words():
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_everything_that_can_be_asked_for_has_a_verb(kind):
    for transition in BY_HAND:
        assert verb(transition, kind)[0].isupper()


@pytest.mark.parametrize(
    ("transition", "kind", "said"),
    [
        (Transition.OCCUR, Kind.USER_EVENT_LISTENER, "Report"),
        (Transition.OCCUR, Kind.TIMER_EVENT_LISTENER, "Let occur"),
        (Transition.MANUAL_START, Kind.HUMAN_TASK, "Start"),
        (Transition.REENABLE, Kind.STAGE, "Enable again"),
    ],
)
def test_a_verb_is_of_the_trade(transition, kind, said):
    assert verb(transition, kind) == said


def test_a_state_has_mark_and_word():
    assert state_words(State.ACTIVE) == "● active"
    assert state_words(None) == "not there yet"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("it is active", "It is active."),
        ("It is over.", "It is over."),
        ("  why?", "Why?"),
        ("", "."),
    ],
)
def test_a_sentence_begins_and_ends_like_one(text, said):
    assert sentence(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is due at 2026-03-03T09:30:00Z.", "It is due at 10:30."),
        ("since 2026-03-01T23:30:00.123456Z", "since 2 Mar 00:30"),
        ("due 2025-12-31T12:00:00+02:00, then", "due 31 Dec 2025 11:00, then"),
        ("at 2026-03-03T09:30:00@Europe/Berlin", "at 09:30"),
        ("2026-13-03T09:30:00Z is none", "2026-13-03T09:30:00Z is none"),
        ("on 2026-03-03, P3D", "on 2026-03-03, P3D"),
    ],
)
def test_instants_in_a_text_are_told_in_the_readers_zone(text, said):
    assert in_local_times(text, ZoneInfo("Europe/Berlin"), NOW) == said


def test_a_text_without_instants_stays_as_it_is():
    assert in_local_times("nothing of that", UTC, NOW) == "nothing of that"
