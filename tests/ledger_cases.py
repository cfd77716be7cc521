"""A case on which every command leaves one mark, and what has to hold of a store full of them.

`entry` has what was written, Work and Run what was completed, `charged` and Tick what workers did.
So a command that was lost, or done twice, shows.
"""

import json
from collections import Counter

import case_text
from sqlalchemy import select

from cmmn.lifecycle import State
from cmmn.store import log, measures, projections, tables

LEDGER = """
case ledger
file entry *
file charged
human Work
    repeat
subcase Errand calls errand
    entry complete Work
    repeat
process Charge calls charge
    entry create entry
    repeat
    out one > charged = if charged = null then one else charged + one
timer Tick = R5/PT1H
process Strike calls strike
    entry occur Tick
    repeat
case errand auto
human Run
    required
"""
TICKS = 5
HANDLERS = {"charge": lambda _inputs, _call: {"one": 1}, "strike": lambda _inputs, _call: {}}

_PROJECTIONS = (
    tables.case_instance,
    tables.task,
    tables.task_candidate,
    tables.case_role,
    tables.milestone,
    tables.timer,
    tables.incident,
    tables.file_value,
    tables.case_model,
    tables.duration,
    tables.evaluation,
    tables.rule_hit,
)
_MAKES = "MakeTransition"
_NOT_OF_THE_STATE = {"timer": {"run_at", "leased_by", "attempts"}, "incident": {"id"}}


def deploy(engine, folder):
    """Let a store know the ledger."""
    model = folder / "ledger.cmmn"
    model.write_bytes(case_text.xml(LEDGER))
    assert [each.problems for each in engine.deploy(model)] == [(), ()]


def some_order(engine, chance, case_id, command_id):
    """Return an order that chance chooses: what, in which case, and its command id.

    `run` ends a child case, and with it the parent's task; `drop` ends the task, and with it the
    child: so the two reach for the same two cases from both ends.
    """
    what = chance.choice(_WHAT)
    if what in {"run", "drop"}:
        errands = engine.case(case_id).items["Errand"]
        errand = next((each for each in errands if each.state is State.ACTIVE), None)
        if errand is None:
            return ["work", case_id, command_id]
        if what == "run":
            return ["run", errand.child_case, command_id]
        what = errand.id
    return [what, case_id, command_id]


_COMPLETED = {"work": "Work", "run": "Run"}
_WHAT = (*["entry"] * 6, *["work"] * 3, *["run"] * 2, "drop")


def do(engine, order, **once):
    """Carry out an order and return the case that has its mark."""
    what, case_id, command_id = order
    once["command_id"] = command_id
    if what == "create":
        return engine.create("ledger", **once).id
    case = engine.case(case_id)
    if what == "entry":
        case.change("entry", "create", command_id, **once)
    elif what in _COMPLETED:
        case.complete(_COMPLETED[what], **once)
    else:
        case.terminate(what, **once)
    return case_id


# --- what has to hold -----------------------------------------------------------------------------


def check_store(engine):
    """Find that every case is whole and every command left its mark once.

    Shape: how often each case accepted a command id.
    """
    with engine.engine.store.reading() as session:
        cases = session.execute(select(tables.case_log.c.id)).scalars().all()
        definitions = {
            row.id: row.definition for row in session.execute(select(tables.case_instance)).all()
        }
    assert set(cases) == definitions.keys()
    return Counter(
        (case_id, each)
        for case_id in cases
        for each in _check_case(engine, case_id, definitions[case_id])
    )


def _check_case(engine, case_id, definition):
    with engine.engine.store.reading() as session:
        state = log.load(session, case_id)
        done = log.commands(session, case_id)
        assert log.replay(session, case_id) == state
    _check_that_commands_follow_each_other(done, state)
    _check_projections(engine, case_id, state)
    if definition == "ledger":
        _check_marks(engine, state, done)
    return [each.command_id for each in done if each.command_id is not None]


def _check_that_commands_follow_each_other(done, state):
    at = 0
    for each in done:
        assert each.first == at + 1
        at = each.last
    assert at == state.version


def _check_marks(engine, state, done):
    targets = [json.loads(each.payload)["target"] for each in done if each.name == _MAKES]
    asked = Counter(each.partition("#")[0] for each in targets)
    written = [value for path, value in state.file.items() if path.startswith("entry[")]
    ids = [each.command_id for each in done if each.name == "ChangeFile"]
    assert sorted(written) == sorted(ids)
    ended = {item: _number(state, item, State.COMPLETED) for item in ("Work", "Charge", "Tick")}
    assert ended["Work"] == asked["Work"]
    assert _number(state, "Errand", State.TERMINATED) == asked["Errand"]
    assert int(state.file.get("charged") or 0) == ended["Charge"]
    assert _number(state, "Charge") == len(written) + 1  # and one that waits
    assert _number(state, "Errand") == ended["Work"] + 1
    assert _number(state, "Strike") == ended["Tick"] + 1
    for each in state.instances_of("Errand"):
        if each.child_case is not None:
            assert engine.case(each.child_case).state is each.state
    assert _jobs(engine, state.id) == {
        each.id: "done" if each.state is State.COMPLETED else "open"
        for each in state.instances.values()
        if each.handler is not None
    }


def _number(state, item, wanted=None):
    return sum(wanted in {None, each.state} for each in state.instances_of(item))


def _jobs(engine, case_id):
    """Return what has become of the job of each instance; each has one."""
    with engine.engine.store.reading() as session:
        query = select(tables.job).where(tables.job.c.case_id == case_id)
        rows = session.execute(query).all()
    assert len({row.instance for row in rows}) == len(rows)
    is_open = {"waiting", "leased"}
    return {row.instance: "open" if row.state in is_open else row.state for row in rows}


def _check_projections(engine, case_id, state):
    plan, _ = engine.engine.read(case_id)
    with engine.engine.store.writing() as session:
        kept = _rows(session, case_id)
        commands = log.by_command(session, case_id)
        assert projections.rebuild(session, plan, commands) == state
        measures.rebuild(session, plan, state, [each for some in commands for each in some])
        assert _rows(session, case_id) == kept


def _rows(session, case_id):
    found = {}
    for table in _PROJECTIONS:
        ignored = _NOT_OF_THE_STATE.get(table.name, ())
        columns = [each for each in table.c if each.name not in ignored]
        owner = table.c.id if table is tables.case_instance else table.c.case_id
        rows = session.execute(select(*columns).where(owner == case_id)).all()
        found[table.name] = Counter(map(tuple, rows))
    return found
