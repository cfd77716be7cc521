"""A store in which people, cases, files and runs have hostile texts wherever they may have any."""

import io
import time
from dataclasses import dataclass

from hostile_models import FILE, HANDLER

from cmmn import FormKey, RetryPolicy, Worker
from dmn.decision_tests import DecisionTest, test_data
from dmn.edits import CellEdit, TextEdit
from feel.conversion import from_natural
from ruling_workbench.acting.people import Person
from ruling_workbench.batch import runs
from ruling_workbench.batch.run_record import RunState, Wanted
from ruling_workbench.batch.uploads import kept
from ruling_workbench.decide.draft_edits import kept_edits
from ruling_workbench.desk import Desk

PATIENCE = 60


@dataclass(frozen=True)
class HostileStore:
    """What is in the store, to be shown."""

    person: Person
    model: str
    definition: str
    case: str
    task: str
    over: str
    run: int


def fill(engine, files, text):
    """Put everything into a store, as a person of a hostile name; `files` is the folder of runs."""
    person = Person(text("person").replace(",", ""), (text("group").replace(",", ""),))
    by = person.user
    engine.models.deploy(
        [
            (f"{FILE}.dmn", text.decisions),
            ("charts.dmn", text.charts),
            (f"{FILE}.cmmn", text.case),
        ],
        by=by,
        owner=text("owner"),
    )
    definition, model = text("case"), text("model")
    case = opened(engine, text, by)
    over = opened(engine, text, by)
    over.terminate(by=by)
    policy = RetryPolicy(attempts=1)
    Worker(engine, {HANDLER: _Fails(text)}, policy=policy).work()
    _drafts(engine, text, by, case, model)
    attached(engine, text, model)
    desk = Desk(engine, person, files)
    run = scored(desk, text, model)
    scored(desk, text, model, text.rows.replace(b"Picked", b"Other"), RunState.FAILED)
    return HostileStore(person, model, definition, case.id, f"{text('task')}#1", over.id, run)


class _Fails:
    def __init__(self, text):
        self._message = text.long("failure")

    def __call__(self, _inputs, _call):
        raise OSError(self._message)


def opened(engine, text, by):
    """Open a case in which something was set, claimed and planned."""
    case = engine.create(
        text("case"),
        {text("text"): text.long("value")},
        business_key=text("businesskey"),
        roles={text("role"): [by.name, text("holder")], text("lead"): [f"group:{by.groups[0]}"]},
        by=by,
    )
    record = {text("property"): text.long("propertyvalue")}
    case.set({text("item"): record}, by=by)
    case.claim(text("task"), by=by)
    case.delegate(text("task"), text("delegate"), by=by)
    case.assign(text("task"), by.name, by=by)
    case.plan("offer", by=by)
    return case


def _drafts(engine, text, by, case, model):
    drafts = engine.drafts
    form = drafts.open(by, FormKey.task(case.id, f"{text('task')}#1"), case.version)
    drafts.save(form, {text("asked"): text.long("drafted")})
    start = drafts.open(by, FormKey.start(text("case")), 1)
    kept_values = {"values": {text("text"): text.long("begun")}, "key": text("begunkey")}
    drafts.save(start, {**kept_values, "roles": {text("role"): [text("begunholder")]}})
    edits = [
        CellEdit("main", 1, "output", 1, f'"{text("edited")}"'),
        CellEdit("main", 2, "annotation", 1, text("editedremark")),
        CellEdit("main", text("lostrule"), "output", 1, text("lost")),
        TextEdit(text("lostelement"), text("lostedit")),
    ]
    draft = drafts.open(by, FormKey.start(f"draft of dmn {model}"), 1)
    drafts.save(draft, kept_edits(edits))


def attached(engine, text, model):
    """Keep presets and tests, one that fails."""
    inputs = from_natural({text("choice"): text("allowed"), "Age": 12, text("strange"): "?"})
    preset = test_data(DecisionTest(text("preset"), inputs, {}))
    engine.attachments.add("dmn", model, "preset", text("preset"), preset)
    for name in ("test", "othertest"):
        expected = {text("decision"): text("expected"), text("nodecision"): text("novalue")}
        test = DecisionTest(text(name), inputs, expected, text.long("testabout"))
        engine.attachments.add("dmn", model, "test", text(name), test_data(test))


def scored(desk, text, model, rows=None, state=RunState.DONE):
    """Score a table, and wait for how that ends; return the run."""
    row = desk.engine.models.get("dmn", model)
    name = f"../{text('upload')}.csv"
    upload = kept(desk.files, name, io.BytesIO(rows or text.rows))
    decisions = (text("decision"), "image")
    wanted = Wanted(
        row.key, row.version, row.sha256, row.name, name, len(text.rows), upload.path.name,
        "output.csv", "rejects.csv", decisions, {}, True, "keep",
    )  # fmt: skip
    run = runs.start(desk, wanted, upload)
    until = time.monotonic() + PATIENCE
    while (status := runs.state(desk, run)).is_live:
        assert time.monotonic() < until, status
        time.sleep(0.05)
    assert status.state is state, status
    return run.id
