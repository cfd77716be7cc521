import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from strategies_cases import commands, events, states

from cmmn import commands as ask
from cmmn import events as did
from cmmn.errors import CommandRefused, StoreError
from cmmn.lifecycle import FileTransition, State, Transition
from cmmn.recording import (
    command_to_text,
    event_from_text,
    event_to_text,
    state_from_text,
    state_to_text,
)
from cmmn.state import CaseState, Incident, Instance, RunningTimer
from feel.temporal import parse_date_time

NOON = parse_date_time("2026-01-31T12:00:00@Europe/Paris")
NOON_TEXT = '{"$dateTime":"2026-01-31T12:00:00@Europe/Paris"}'
MOVED = did.PlanItemTransitioned("A#1", Transition.START, State.AVAILABLE, State.ACTIVE)
MOVED_TEXT = (
    '{"instance":"A#1","transition":"start","before":"available","after":"active",'
    '"criterion":null,"note":""}'
)
INSTANCE = Instance("A#1", "A", 1, "case", State.ACTIVE, required=True, created=NOON, since=NOON)
STATE = CaseState(
    id="c",
    time=NOON,
    instances={
        "A#1": replace(
            INSTANCE,
            before=State.ENABLED,
            heard=frozenset({("b", 1), ("a", 2)}),
            timer=RunningTimer(NOON, "R/PT1H", None, "PT1H"),
            incident=Incident("FAILED", "no answer", NOON),
            escalated=("Lead",),
            inputs={"$who": Decimal("1.50")},
        )
    },
    by_item={"A": ("A#1",)},
    file={"order": {"line": [Decimal("1.0"), NOON]}},
)


def from_text(text, kind="PlanItemTransitioned"):
    return event_from_text(kind, did.SCHEMA, text)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (MOVED, MOVED_TEXT),
        (
            did.FileItemTransitioned("a", FileTransition.UPDATE, Decimal("12.50")),
            '{"path":"a","transition":"update","value":{"$number":"12.50"},"child":null}',
        ),
        (
            did.TimerStarted("T#1", NOON, "P1D", None),
            f'{{"instance":"T#1","due":{NOON_TEXT},"text":"P1D","left":null,"period":null}}',
        ),
        (
            did.JobRequested("P#1", "pay", {"$a": [True]}),
            '{"instance":"P#1","handler":"pay","inputs":{"$$a":[true]},"is_blocking":true}',
        ),
    ],
)
def test_an_event_is_written_as_its_fields_in_their_order(event, text):
    assert event_to_text(event) == text
    assert from_text(text, type(event).__name__) == event


def test_tuples_and_enumerations_come_back_as_what_they_were():
    event = did.ConditionFailed(("a", "b"), ("w",))
    assert from_text(event_to_text(event), "ConditionFailed").place == ("a", "b")
    assert type(from_text(MOVED_TEXT).after) is State


@given(events())
def test_an_event_survives_its_text(event):
    text = event_to_text(event)
    again = from_text(text, type(event).__name__)
    assert again == event
    assert repr(again) == repr(event)  # to which 1.0 is not 1.00, nor true 1
    assert event_to_text(again) == text


@given(states())
def test_a_state_survives_its_text(state):
    text = state_to_text(state)
    assert state_from_text(text) == state
    assert state_to_text(state_from_text(text)) == text


@given(commands())
def test_a_command_is_written_as_its_fields(command):
    tree = json.loads(command_to_text(command))
    assert list(tree)[:2] == ["at", "by"]
    assert list(tree) == list(type(command).__dataclass_fields__)


def test_a_command_has_natural_values_written_as_feel_values():
    command = ask.MakeTransition(
        NOON, "A", Transition.COMPLETE, {"n": 1, "d": dt.date(2024, 2, 29)},
        by=ask.User("alice", ("claims",)),
    )  # fmt: skip
    tree = json.loads(command_to_text(command))
    assert tree["variables"] == {"n": {"$number": "1"}, "d": {"$date": "2024-02-29"}}
    assert (tree["by"], tree["transition"]) == ({"name": "alice", "groups": ["claims"]}, "complete")


@pytest.mark.parametrize(
    ("command", "path"),
    [
        (ask.SetFile(NOON, {"a": [1, "\0"]}), ("SetFile", "values", "a[2]")),
        (ask.SetFile(NOON, None), ("SetFile", "values")),
        (ask.ChangeFile(NOON, "a", FileTransition.UPDATE, float("nan")), ("ChangeFile", "value")),
        (ask.AssignRole(NOON, 5, "p"), ("AssignRole", "role")),
        (ask.AssignRole("noon", "r", "p"), ("AssignRole", "at")),
        (ask.FireTimers(NOON, True), ("FireTimers", "most")),
        (ask.FireTimers(NOON, 2**63), ("FireTimers", "most")),
        (ask.HearChild(NOON, "A", "c", "complete"), ("HearChild", "transition")),
        (ask.CreateCase(NOON, "c", "d", roles={"Assessor": "group:a"}), ("CreateCase", "roles")),
        (ask.CreateCase(NOON, "c", "d", roles={5: ["a"]}), ("CreateCase", "roles")),
        (ask.FireTimers(NOON, by="alice"), ("FireTimers", "by")),
    ],
    ids=lambda each: ascii(each)[:60],
)
def test_a_command_that_cannot_be_kept_is_refused_with_its_place(command, path):
    with pytest.raises(CommandRefused) as refused:
        command_to_text(command)
    assert (refused.value.code, refused.value.location.path) == ("INVALID_VALUE", path)


@pytest.mark.parametrize(
    ("event", "path"),
    [
        (replace(MOVED, after="active"), ("PlanItemTransitioned", "after")),
        (replace(MOVED, note=None), ("PlanItemTransitioned", "note")),
        (
            did.FileItemTransitioned("a", FileTransition.UPDATE, 1),
            ("FileItemTransitioned", "value"),
        ),
        (did.ConditionFailed(["a"], ()), ("ConditionFailed", "place")),
        (did.PlanItemCreated("A#1", "A", 1, "case", required=1), ("PlanItemCreated", "required")),
        (did.JobRequested("A", "h", {"x": object()}), ("JobRequested", "inputs")),
    ],
    ids=lambda each: repr(each)[:60],
)
def test_an_event_that_could_not_be_read_back_is_not_written(event, path):
    with pytest.raises(CommandRefused) as refused:
        event_to_text(event)
    assert (refused.value.code, refused.value.location.path) == ("INVALID_VALUE", path)


@pytest.mark.parametrize(
    "event", [replace(MOVED, note="\0"), replace(MOVED, note="\ud800")], ids=ascii
)
def test_a_text_no_database_keeps_is_not_written(event):
    with pytest.raises(CommandRefused):
        event_to_text(event)


@pytest.mark.parametrize(
    ("kind", "text", "path"),
    [
        ("RoleAssigned", "[]", ("RoleAssigned",)),
        ("RoleAssigned", "{", ()),
        ("RoleAssigned", '{"role":"r"}', ("RoleAssigned",)),
        ("RoleAssigned", '{"role":"r","principal":null}', ("RoleAssigned", "principal")),
        ("OnPartOccurred", '{"instance":"A","criterion":"c","part":true}',
         ("OnPartOccurred", "part")),
        ("OnPartOccurred", '{"instance":"A","criterion":"c","part":1.0}',
         ("OnPartOccurred", "part")),
        ("PlanItemTransitioned", MOVED_TEXT.replace('"start"', '"run"'),
         ("PlanItemTransitioned", "transition")),
        ("PlanItemTransitioned", MOVED_TEXT.replace('"start"', "[]"),
         ("PlanItemTransitioned", "transition")),
        ("TimerStarted", '{"instance":"T","due":"2026-01-31","text":"x"}', ("TimerStarted", "due")),
        ("ConditionFailed", '{"place":{},"warnings":[]}', ("ConditionFailed", "place")),
        ("JobRequested", '{"instance":"P","handler":"h","inputs":{"$number":"1"}}',
         ("JobRequested", "inputs")),
        ("FileItemTransitioned", '{"path":"a","transition":"update","value":1}',
         ("FileItemTransitioned", "value")),
        ("PlanItemCreated",
         '{"instance":"A","item":"A","number":1,"stage":"s","required":"no"}',
         ("PlanItemCreated", "required")),
    ],
)  # fmt: skip
def test_a_corrupt_event_is_a_store_error_with_its_field(kind, text, path):
    with pytest.raises(StoreError) as fault:
        from_text(text, kind)
    assert (fault.value.code, fault.value.location.path) == ("CORRUPT_RECORD", path)


@pytest.mark.parametrize(
    ("kind", "schema", "text", "code"),
    [
        ("RoleAssigned", did.SCHEMA + 1, "{}", "NEWER_EVENT"),
        ("RoleAssigned", did.SCHEMA, '{"role":"r","principal":"p","until":1}', "NEWER_EVENT"),
        ("RoleLost", did.SCHEMA, "{}", "UNKNOWN_EVENT"),
        ("Recorded", did.SCHEMA, "{}", "UNKNOWN_EVENT"),
    ],
)
def test_an_event_of_another_release_is_a_store_error(kind, schema, text, code):
    with pytest.raises(StoreError) as fault:
        event_from_text(kind, schema, text)
    assert fault.value.code == code


def test_a_field_added_later_has_its_default_in_events_from_before():
    text = '{"instance":"A#1","transition":"start","before":"available","after":"active"}'
    assert from_text(text) == MOVED


def test_an_event_is_lifted_before_it_is_read(monkeypatch):
    def lifted(kind, schema, fields):
        assert (kind, schema) == ("ItemMoved", 0)
        return "PlanItemTransitioned", {**fields, "transition": "start"}

    monkeypatch.setattr("cmmn.recording.lift", lifted)
    text = '{"instance":"A#1","before":"available","after":"active"}'
    assert event_from_text("ItemMoved", 0, text) == MOVED


def test_a_state_comes_back_with_its_sets_tuples_and_parts():
    again = state_from_text(state_to_text(STATE))
    assert again == STATE
    assert repr(again.file) == repr(STATE.file)
    assert type(again.instances["A#1"].heard) is frozenset


def test_equal_states_give_equal_texts():
    others = (
        replace(STATE, file=MappingProxyType(STATE.file)),
        replace(STATE, heard=frozenset(())),
    )
    assert {state_to_text(each) for each in others} == {state_to_text(STATE)}


def test_a_set_is_written_in_order():
    heard = frozenset((f"c{number}", number) for number in range(9))
    tree = json.loads(state_to_text(CaseState(heard=heard)))
    assert tree["state"]["heard"] == [[f"c{number}", number] for number in range(9)]


def _changed(change):
    tree = json.loads(state_to_text(STATE))
    change(tree)
    return json.dumps(tree)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda tree: tree.update(schema=did.SCHEMA - 1), "OTHER_SNAPSHOT"),
        (lambda tree: tree["state"].pop("heard"), "OTHER_SNAPSHOT"),
        (lambda tree: tree["state"].update(more=1), "OTHER_SNAPSHOT"),
        (lambda tree: tree["state"]["instances"]["A#1"].pop("handler"), "OTHER_SNAPSHOT"),
        (lambda tree: tree["state"].update(heard=[["a"]]), "CORRUPT_RECORD"),
        (lambda tree: tree["state"].update(by_item=[]), "CORRUPT_RECORD"),
        (lambda tree: tree.update(state=[]), "CORRUPT_RECORD"),
        (lambda tree: tree.pop("state"), "CORRUPT_RECORD"),
    ],
)
def test_a_snapshot_that_is_not_whole_is_a_store_error(change, code):
    with pytest.raises(StoreError) as fault:
        state_from_text(_changed(change))
    assert fault.value.code == code
