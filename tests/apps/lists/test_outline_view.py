import re
from pathlib import Path

from ruling_workbench.lists import outline_view
from ruling_workbench.marks import STATES

FOLDER = Path(outline_view.__file__).parent


def test_every_look_of_a_state_is_known_to_script_and_style():
    script = (FOLDER / "outline.js").read_text(encoding="utf-8")
    style = (FOLDER / "outline.css").read_text(encoding="utf-8")
    known = set(re.findall(r'"([a-z]+)"', script.partition("const LOOKS")[2].partition(";")[0]))
    assert {look.name for look in STATES.values()} <= known
    assert all(f"td.{look.name}" in style for look in STATES.values())


def test_the_script_builds_no_markup_from_texts():
    script = (FOLDER / "outline.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", script)
