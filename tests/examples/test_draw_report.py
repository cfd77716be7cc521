"""What a report says is drawn: the outcomes and rules that fit, a note on the others."""

import importlib.util
import json
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import dmn

LOAN = Path(__file__).parents[2] / "examples" / "loan"


@pytest.fixture(scope="module")
def drawer():
    spec = importlib.util.spec_from_file_location("draw_report", LOAN / "draw_report.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for it
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scored")
    model, target = dmn.load(LOAN / "loan.dmn"), folder / "scored.csv"
    report = folder / "report.json"
    dmn.score_file(
        model, LOAN / "applicants.csv", target, decisions=["Routing", "Instalment"], report=report
    )
    return report


def report_of(outcomes=None, rules=None):
    return {
        "rows": 1000,
        "outcomes": outcomes or {},
        "rules": {name: {"ids": [None] * len(hits), "hits": hits} for name, hits in rules.items()}
        if rules
        else {},
    }


def texts_of(drawer, report, folder):
    """Return the texts of the drawing, as SVG has them."""
    drawer.save(report, folder / "drawing.svg")
    root = ET.fromstring((folder / "drawing.svg").read_bytes())  # noqa: S314 - our own
    return [
        "".join(each.itertext()).strip() for each in root.iter("{http://www.w3.org/2000/svg}text")
    ]


@pytest.fixture
def run(drawer, monkeypatch):
    def run(report, target):
        monkeypatch.setattr(sys, "argv", ["draw_report.py", str(report), "-o", str(target)])
        drawer.main()

    return run


# --- what a panel shows ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "bars", "note"),
    [
        ({"no": 250, "yes": 750}, ["yes 750  75.0%", "no 250  25.0%"], ""),
        ({"": 1}, ["(empty) 1  0.1%"], ""),
        ({}, [], "no outcome"),
        (None, [], "too many different outcomes to count"),
    ],
)
def test_outcomes_are_drawn_the_commonest_first(drawer, counts, bars, note):
    panel = drawer.outcome_panel("Answer", counts, 1000)
    assert [f"{bar.name} {bar.figures}" for bar in panel.bars] == bars
    assert panel.note == note


def test_rare_outcomes_are_drawn_together(drawer):
    panel = drawer.outcome_panel("Answer", {f"{n}": 100 - n for n in range(20)}, 2000)
    assert len(panel.bars) == drawer.MOST_OUTCOMES + 1
    assert panel.bars[-1].name == "all others"
    assert sum(bar.count for bar in panel.bars) == sum(range(81, 101))
    assert panel.note == "the others are 8 different outcomes"


@pytest.mark.parametrize(
    ("hits", "figures", "note"),
    [
        ([1200, 3], ["1,200", "3"], ""),
        ([0, 7, 0], ["never", "7", "never"], "never hit: 2 of 3"),
        ([], [], "no rules"),
    ],
)
def test_rules_are_drawn_in_order_and_those_never_hit_are_marked(drawer, hits, figures, note):
    panel = drawer.rule_panel("Table", hits)
    assert [bar.name for bar in panel.bars] == [f"rule {n + 1}" for n in range(len(hits))]
    assert [bar.figures for bar in panel.bars] == figures
    assert [bar.colour == drawer.NEVER for bar in panel.bars] == [hit == 0 for hit in hits]
    assert panel.note == note


def test_of_a_long_table_the_rules_hit_most_are_drawn(drawer):
    panel = drawer.rule_panel("Table", [n % 50 for n in range(400)])
    assert len(panel.bars) == drawer.MOST_RULES
    assert min(bar.count for bar in panel.bars) == 46
    numbers = [int(bar.name.removeprefix("rule ")) for bar in panel.bars]
    assert numbers == sorted(numbers)
    assert panel.note == "the 25 hit most of 400 rules; never hit: 8 of 400"


# --- the drawing ----------------------------------------------------------------------------------


def test_the_drawing_says_all_that_the_report_says(drawer, scored, tmp_path):
    report = json.loads(scored.read_text(encoding="utf-8"))
    texts = texts_of(drawer, report, tmp_path)
    assert "applicants.csv scored by loan.dmn" in texts
    assert any(text.startswith("1,000 rows, 25 of them with warnings, ") for text in texts)
    assert {"Outcomes", "Rules hit", *report["outcomes"], *report["rules"]} <= set(texts)
    assert set(report["outcomes"]["Routing"]) <= set(texts)
    assert {f"{hit:,}" for table in report["rules"].values() for hit in table["hits"]} <= set(texts)


def test_what_is_never_hit_is_said_in_words(drawer, tmp_path):
    texts = texts_of(drawer, report_of(rules={"Table": [3, 0]}), tmp_path)
    assert "\N{MULTIPLICATION SIGN} never" in texts


@pytest.mark.parametrize(
    ("outcome", "drawn"),
    [
        ("$5 to $10", "$5 to $10"),
        ("two\n lines", "two lines"),
        ("an outcome that goes on and on", "an outcome that goes on…"),
        ("<b> & \\frac", "<b> & \\frac"),
    ],
)
def test_an_outcome_is_drawn_as_one_line_of_what_it_is(drawer, tmp_path, outcome, drawn):
    assert drawn in texts_of(drawer, report_of({"Answer": {outcome: 1000}}), tmp_path)


def test_of_many_tables_the_first_are_drawn(drawer, tmp_path):
    report = report_of(rules={f"Table {n}": [1] for n in range(1, 41)})
    texts = texts_of(drawer, report, tmp_path)
    assert "Rules hit (the first 30; 10 more)" in texts
    assert "Table 30" in texts
    assert "Table 31" not in texts


def test_no_two_panels_stand_on_each_other(drawer):
    panels = [drawer.rule_panel(f"Table {n}", [1] * (n % 7 + 1)) for n in range(20)]
    placed, height = drawer._place(panels)
    for column in range(drawer.COLUMNS):
        spans = [(top, top + panel.height) for panel, at, top in placed if at == column]
        assert all(end < start for (_, end), (start, _) in pairwise(spans))
        assert spans[-1][1] <= height
    assert [panel for panel, _, _ in placed] == panels


@pytest.mark.parametrize("report", [report_of(), report_of({"Answer": None}, {"Table": []})])
def test_a_report_of_nothing_is_drawn_too(drawer, tmp_path, report):
    drawer.save(report, tmp_path / "nothing.png")
    assert (tmp_path / "nothing.png").read_bytes().startswith(b"\x89PNG")


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "begin"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml")])
def test_the_name_decides_what_is_written_and_the_same_is_written_again(
    run, scored, tmp_path, name, begin
):
    target = tmp_path / name
    run(scored, target)
    first = target.read_bytes()
    run(scored, target)
    assert first.startswith(begin)
    assert target.read_bytes() == first


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"rows": 1, "outcomes": [], "rules": {}}',
    ],
)
def test_what_is_no_report_is_refused(run, capsys, tmp_path, text):
    report = tmp_path / "report.json"
    report.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match="2"):
        run(report, tmp_path / "a.png")
    assert "not a report" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [report]


@pytest.mark.parametrize(
    ("target", "said"), [("a.pdf", "ends in .png or .svg"), ("a.png", "No such file")]
)
def test_files_that_cannot_be_are_refused(run, capsys, tmp_path, target, said):
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path / "missing.json", tmp_path / target)
    assert said in capsys.readouterr().err
