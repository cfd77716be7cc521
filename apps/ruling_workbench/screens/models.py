"""Models: the definitions of decisions and cases there are; take some in, give some out, retire.

The one rule: nothing is stored before its check was shown.
"""

from typing import Any, Literal

from cmmn import Check, ModelFilter, ModelRow
from feel.errors import Problem
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.address import model_address, screen_address
from ruling_workbench.desk import Desk
from ruling_workbench.lists.paging import PAGE, pager
from ruling_workbench.present import age, counted, when, zone_of

__all__ = ["show"]

_KINDS = {"all": None, "decisions": "dmn", "cases": "cmmn"}
_STATES = ("any state", "active", "draft", "retired")
_MOST_PROBLEMS = 50
_MARKS = {"active": "● active", "draft": "○ draft", "retired": "✕ retired"}


def show(desk: Desk) -> None:
    """Show the catalogue, one of its models, and where models are uploaded."""
    ui.title("Models")
    where = _filter()
    page = pager("models", where)
    found = desk.engine.models.list(where, limit=PAGE, offset=page.offset)
    if found.rows:
        _catalogue(desk, list(found.rows))
        total = str(desk.engine.models.count(where))
        page.show(len(found.rows), has_more=found.has_more, total=total, things="models")
    else:
        ui.text("No model is like that. Upload .dmn and .cmmn files below.")
    _upload(desk)


def _filter() -> ModelFilter:
    kind_box, state_box, text_box, all_box = ui.columns([3, 2, 3, 2], top=False)
    with kind_box:
        kind = ui.scale("Kind", list(_KINDS), key="models kind", value="all", hide_label=True)
    with state_box:
        state = ui.choice("State", _STATES, key="models state", hide_label=True)
    with text_box:
        text = ui.field("Search", key="models text", hint="name, key or file", hide_label=True)
    with all_box:
        is_latest = not ui.switch("All versions", key="models versions")
    return ModelFilter(
        kind=_KINDS[kind or "all"],
        state=None if state == _STATES[0] else state,
        text=text.strip() or None,
        is_latest=is_latest,
    )


def _catalogue(desk: Desk, models: list[ModelRow]) -> None:
    now, zone = desk.engine.now, zone_of(session.zone())
    counts = desk.engine.attachments.counts()
    rows = [
        {
            "Name": each.name,
            "Kind": "decisions" if each.kind == "dmn" else "case",
            "Key": each.key,
            "Version": each.version,
            "State": _MARKS[each.state],
            "Owner": each.owner,
            "Tests": counts.get((each.kind, each.key), {}).get("test", 0),
            "Running": each.running,
            "Changed": f"{age(each.changed, now)}, {when(each.changed, zone, now)}",
            "By": each.changed_by,
        }
        for each in models
    ]
    chosen = ui.records(rows, key="model list", label="Models", selectable=True)
    asked = session.query()
    value = next(
        (each for each in models if (each.kind, each.key) == (asked.get("kind"), asked.get("key"))),
        None,
    )
    row = ui.choice(
        "Model",
        models,
        key=f"model choice {chosen}",
        label_of=lambda each: f"{each.name} {each.version} ({each.kind})",
        value=value if chosen is None else models[chosen],
        empty="select a row, or choose here",
    )
    if row is not None:
        session.set_query({"kind": row.kind, "key": row.key})
        _model(desk, row)


def _model(desk: Desk, row: ModelRow) -> None:
    with ui.container(border=True, key="one model"):
        ui.heading(f"{row.name}, version {row.version}", small=True)
        ui.caption(
            f"{row.file_name}, deployed by {row.deployed_by}; content {row.sha256[:12]}; "
            f"{counted(row.running, 'open case')} of this version, {row.running_all} of all"
        )
        with ui.container(flow=True, key="model ways"):
            _ways(desk, row)
        _found(desk.engine.models.problems(row.kind, row.key, row.version))


def _ways(desk: Desk, row: ModelRow) -> None:
    if row.kind == "dmn":
        ui.link("Decide", model_address(row.key, version=row.version))
    else:
        ui.link("Its cases", screen_address("cases", definition=row.key))
    mark = f"{row.kind} {row.key} {row.version}"
    models = desk.engine.models
    ui.download(
        "Download",
        lambda: models.get(row.kind, row.key, row.version).content or b"",
        file_name=row.file_name,
        key=f"download {mark}",
        mime="application/xml",
    )
    if row.state != "active" and ui.button("Activate", key=f"activate {mark}"):
        models.activate(row.kind, row.key, row.version, by=desk.user)
        session.say("success", f"{row.name} {row.version} is active; new cases may use it.")
        ui.rerun()
    if row.state != "retired" and ui.button("Retire", key=f"retire {mark}"):
        models.retire(row.kind, row.key, row.version, by=desk.user)
        session.say("success", f"{row.name} {row.version} is retired; running cases keep it.")
        ui.rerun()


def _found(problems: tuple[Problem, ...]) -> None:
    if not problems:
        ui.caption("The check found nothing wrong.")
        return
    with ui.expander(f"The check says: {counted(len(problems), 'finding')}"):
        for problem in problems[:_MOST_PROBLEMS]:
            ui.code(str(problem))
        if len(problems) > _MOST_PROBLEMS:
            ui.caption(f"{len(problems) - _MOST_PROBLEMS} more are not shown")


# --- taking models in -----------------------------------------------------------------------------


def _upload(desk: Desk) -> None:
    """Show where files are given, what the check says of them, and then how to store them."""
    ui.heading("Upload", small=True)
    turn = session.keep("upload turn", 0)
    files = ui.upload(
        "Models to check, all of one deployment together",
        key=f"upload {turn}",
        types=["dmn", "cmmn"],
        many=True,
    )
    if not files:
        return
    given = [(str(each.name), bytes(each.getvalue())) for each in files]
    check = desk.engine.models.check(given)
    _report(check)
    if not check.is_deployable:
        return
    with ui.container(flow=True, key="upload ways"):
        if ui.button("Deploy", key=f"deploy {turn}", primary=True):
            _deploy(desk, given, "active")
        if ui.button("Keep as draft", key=f"draft {turn}"):
            _deploy(desk, given, "draft")


def _report(check: Check) -> None:
    for problem in check.problems[:_MOST_PROBLEMS]:
        ui.banner("error", str(problem))
    rows: list[dict[str, Any]] = [
        {
            "Name": each.name,
            "Kind": "decisions" if each.kind == "dmn" else "case",
            "Key": each.key,
            "Version": f"{each.version} (new)" if each.is_new else f"{each.version} (is there)",
            "Findings": len(each.problems),
        }
        for each in check.models
    ]
    if rows:
        ui.records(rows, key="checked", label="What would be stored")
    for each in check.models:
        if each.problems:
            with ui.expander(f"{each.name}: {counted(len(each.problems), 'finding')}"):
                for problem in each.problems[:_MOST_PROBLEMS]:
                    ui.code(str(problem))


def _deploy(desk: Desk, given: list[tuple[str, bytes]], state: Literal["active", "draft"]) -> None:
    stored = desk.engine.models.deploy(given, by=desk.user, state=state)
    new = [f"{each.name} {each.version}" for each in stored if each.is_new]
    told = f"Stored as {state}: {', '.join(new)}." if new else "All of it was there already."
    session.say("success", told)
    session.put("upload turn", session.keep("upload turn", 0) + 1)
    ui.rerun()
