"""A form draws a widget for each kind of field, and gives back what was entered, as exact."""

import datetime as dt
import json

import pytest
from item_definitions import typed_model, typed_xml
from streamlit.testing.v1 import AppTest
from workbench_app import texts
from workbench_parts import entry, run

from dmn.input_form import entered_of, fields_of

TYPES = {
    "tKind": ("string", '"new", "used"'),
    "tAge": ("number", "[0..120]"),
    "tPart": {"kind": "tKind", "cost": "number"},
    "tAll": {
        "name": "string",
        "kind": "tKind",
        "age": "tAge",
        "ok": "boolean",
        "day": "date",
        "hour": "time",
        "at": "date and time",
        "span": "days and time duration",
        "years": "years and months duration",
        "free": "Any",
        "inner": "tPart",
        "parts": "list of tPart",
        "deep": "list of tAllParts",
    },
    "tAllParts": {"parts": "list of tPart"},
}
WHOLE = {
    "name": "Ann",
    "kind": "used",
    "age": "34",
    "ok": False,
    "day": "2024-02-29",
    "hour": "10:20:00",
    "at": "2024-02-29T10:20:00",
    "span": "P2D",
    "years": "P1Y",
    "free": '{"a": 1}',
    "inner": {"kind": "new", "cost": "1.50"},
    "parts": [{"kind": "new", "cost": "0.10"}],
    "deep": [{"parts": [{"kind": "used", "cost": None}]}],
}


def _script(xml, entered, options):
    """Draw the components of a type as a form, and say what was entered."""
    import json  # noqa: PLC0415 - the script is run by itself

    import dmn  # noqa: PLC0415 - as above
    from dmn.input_form import EntryProblem, fields_of  # noqa: PLC0415 - as above
    from ruling_workbench import widgets as ui  # noqa: PLC0415 - as above
    from ruling_workbench.forms.forms import draw_form  # noqa: PLC0415 - as above

    (field,) = fields_of(dmn.load(xml))
    problems = [EntryProblem(tuple(path), message) for path, message in options.pop("problems", ())]
    found = draw_form(
        field.components or (field,), entered, prefix="f", problems=problems, **options
    )
    ui.code(json.dumps(found))


def form(entered, declared="tAll", **options):
    xml = typed_xml(declared, TYPES)
    return run(AppTest.from_function(_script, args=(xml, entered, options), default_timeout=30))


def found(app):
    return json.loads(app.code[0].value)


def test_what_was_entered_comes_back_as_it_is():
    assert found(form(WHOLE)) == WHOLE


def test_an_empty_form_gives_nothing():
    assert found(form({})) == {}


def test_every_kind_has_its_widget():
    app = form({})
    kinds = {
        name: type(each).__name__
        for kind in ("text_input", "text_area", "selectbox", "button_group", "date_input")
        for each in getattr(app, kind)
        if (name := each.label)
    }
    assert kinds == {
        "name": "TextInput",
        "kind": "Selectbox",
        "age (0 to 120)": "TextInput",
        "ok": "ButtonGroup",
        "day": "DateInput",
        "hour": "TextInput",
        "span": "TextInput",
        "years": "TextInput",
        "free": "TextInput",
        "cost": "TextInput",
        "deep, as JSON": "TextArea",
    }
    assert [each.label for each in app.datetime_input] == ["at"]
    assert len(app.data_editor) == 1


def test_what_is_entered_now_is_given_back():
    app = form({})
    entry(app, "text_input", "name").set_value("Bob")
    entry(app, "text_input", "age (0 to 120)").set_value("34.0")
    app.button_group(key="f field ok").set_value("Yes")
    entry(app, "date_input", "day").set_value(dt.date(2024, 2, 29))
    entry(app, "datetime_input", "at").set_value(dt.datetime(2024, 2, 29, 10, 7))  # noqa: DTZ001
    app.selectbox(key="f field kind").select("used")
    app.selectbox(key="f field inner kind").select("new")
    entry(app, "text_area", "deep, as JSON").set_value('[{"parts": [{"cost": 1.50}]}]')
    assert found(run(app)) == {
        "name": "Bob",
        "age": "34.0",
        "ok": True,
        "day": "2024-02-29",
        "at": "2024-02-29T10:07:00",
        "kind": "used",
        "inner": {"kind": "new", "cost": None},
        "deep": [{"parts": [{"cost": "1.50"}]}],
    }


def test_yes_and_no_can_be_taken_back():
    app = form({"ok": True})
    app.button_group(key="f field ok").set_value("Not given")
    assert "ok" not in found(run(app))


def test_rows_are_edited_in_a_table():
    app = form({"parts": [{"kind": "new", "cost": "0.10"}]})
    edit = {"edited_rows": {0: {"cost": "0.20"}}, "added_rows": [{"kind": "used"}, {}]}
    app.session_state["f field parts"] = {**edit, "deleted_rows": []}
    assert found(run(app))["parts"] == [
        {"kind": "new", "cost": "0.20"},
        {"kind": "used", "cost": None},
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("age", "old", "! 'old' is not a number; write digits"),
        ("age", "121", "! "),
        ("hour", "noon", "! 'noon' is not a time"),
        ("free", "1 +", "! "),
        ("day", "2024-02-31", "! '2024-02-31' is not a date"),
        ("at", "2024-02-29T10:20:00+01:00", None),
        ("kind", "broken", "! "),
        ("inner", {"cost": "much"}, "! 'much' is not a number"),
        ("parts", [{"cost": "much"}], "! parts[1].cost: 'much' is not a number"),
        ("deep", "[nonsense", "! "),
    ],
)
def test_what_is_wrong_is_said_and_stays_as_it_was_typed(name, text, said):
    app = form({name: text})
    told = [each for each in texts(app).splitlines() if each.startswith(":red[! ")]
    if said is None:
        assert told == []
    else:
        assert len(told) == 1
        assert told[0].removeprefix(":red[").startswith(said)
    entered = found(app)[name]
    assert entered == ({"kind": None, **text} if name == "inner" else _whole(text))


def _whole(text):
    return [{"kind": None, **each} for each in text] if isinstance(text, list) else text


def test_problems_of_others_stand_beside_their_fields():
    app = form({"age": "3"}, problems=[(["age"], "too young"), (["inner", "cost"], "too dear")])
    assert ":red[! too young]" in texts(app)
    assert ":red[! too dear]" in texts(app)


@pytest.mark.parametrize(
    ("options", "areas"),
    [({}, 1), ({"is_roomy": True}, 3), ({"is_roomy": True, "is_paired": True}, 3)],
)
def test_a_roomy_form_gives_texts_several_lines(options, areas):
    assert len(form({}, **options).text_area) == areas


def test_short_fields_stand_side_by_side():
    # name and kind; age and ok; day and hour ...; and the two of the group
    assert len(form({}).columns) == 2 * 6
    assert len(form({}, columns=1).columns) == 0


def test_what_is_too_deep_for_boxes_is_written():
    types = {f"t{at}": {"x": f"t{at + 1}"} for at in range(6)} | {"t6": "number"}
    deepest = "1"
    for _ in range(6):
        deepest = {"x": deepest}
    xml = typed_xml("t0", types)
    app = run(AppTest.from_function(_script, args=(xml, deepest, {}), default_timeout=30))
    (written,) = app.text_area
    assert json.loads(written.value) == {"x": 1}
    assert found(app) == deepest


def test_a_form_shown_again_begins_with_what_is_entered_then():
    (field,) = fields_of(typed_model("tAge", TYPES))
    app = form(entered_of((field,), {"X": 30}), declared="tAge")
    assert found(app) == {"X": "30"}
    entry(app, "text_input", "X (0 to 120)").set_value("31")
    assert found(run(app)) == {"X": "31"}
    assert found(run(app)) == {"X": "31"}
