"""Logs that earlier releases wrote replay to the states they gave, for ever."""

import json
from pathlib import Path

import pytest
from golden_logs import outline

from cmmn.events import Recorded
from cmmn.evolve import replay
from cmmn.recording import event_from_text
from feel.temporal import parse_date_time

LOGS = sorted((Path(__file__).parent / "golden").glob("*/*.jsonl"))


def recorded(line):
    event = event_from_text(line["kind"], line["schema"], json.dumps(line["payload"]))
    time = parse_date_time(line["time"])
    return Recorded(line["sequence"], time, line["by"], line["command"], event, line["cause"])


def test_there_are_logs_of_every_release_with_cases():
    assert {path.parent.name for path in LOGS} >= {"0.3"}


@pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_log_replays_to_the_state_it_gave(path):
    *lines, last = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert outline(replay(map(recorded, lines))) == last["state"]


@pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_log_cut_anywhere_replays(path):
    *lines, _ = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    events = [recorded(each) for each in lines]
    whole = replay(events)
    for at in range(1, len(events), 7):
        assert replay(events[at:], replay(events[:at])) == whole
