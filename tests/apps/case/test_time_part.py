from case_page import ALICE, labels, pressed
from workbench_app import opened, texts

from ruling_workbench.screens import case as screen


def test_an_earlier_moment_is_shown_and_nothing_can_be_changed_there(case):
    before = case.version
    case.complete("assess", {"severity": "high"}, by=ALICE)
    app = opened("case", id=case.id, version=before)
    said = texts(app)
    assert "nothing can be changed here" in said
    assert "Assess the complaint" in said
    assert not {"Open", "Plan", "Report", "Suspend", "Set"} & set(labels(app))
    pressed(app, "Back to now")
    assert "version" not in app.query_params
    assert "nothing can be changed here" not in texts(app)


def test_the_slider_moves_through_the_commands_and_says_so_in_the_address(case):
    first = case.version
    case.complete("assess", {"severity": "high"}, by=ALICE)
    app = opened("case", id=case.id)
    assert app.select_slider[0].value == str(case.version)
    app.select_slider[0].set_value(str(first)).run()
    assert not app.exception, app.exception
    assert app.query_params["version"] == str(first)
    assert "nothing can be changed here" in texts(app)


def test_two_moments_are_compared(case):
    before = case.version
    case.complete("assess", {"severity": "high"}, by=ALICE)
    app = opened("case", id=case.id, **{"with": before})
    assert f"Between version {before} and version {case.version}" in texts(app)


def test_there_is_a_way_to_moments_before_those_of_the_slider(case, monkeypatch):
    monkeypatch.setattr(screen, "_MOST_STEPS", 3)
    for number in range(6):
        case.set({"earlier": number}, by=ALICE)
    app = opened("case", id=case.id)
    assert len(app.select_slider[0].options) == 3
    first = case.version - 2
    pressed(app, "Earlier moments")
    assert app.query_params["version"] == str(first - 1)
    assert [app.select_slider[0].value, len(app.select_slider[0].options)] == [str(first - 1), 4]
    pressed(app, "Earlier moments")
    pressed(app, "Back to now")
    assert "version" not in app.query_params
