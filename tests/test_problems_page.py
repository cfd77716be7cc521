"""The page of problems lists every code there is, and no other."""

import ast
import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "problems.md"
SOURCES = [
    path for name in ("feel", "dmn", "cmmn") for path in (PAGE.parents[1] / name).rglob("*.py")
]
# who is told of a code, as the first argument
TOLD = frozenset(
    {
        *("FeelFault", "FeelWarning", "Problem", "NotDmnError", "XmlSourceError"),
        *("problem", "_problem", "report", "_report", "_unknown", "_width_warning"),
        *("CommandRefused", "NotAuthorized", "VersionConflict", "DeploymentRefused", "StoreError"),
        *("UnknownCaseError", "NotCmmnError", "IncidentRaised", "fail", "refuse"),
    }
)
CODE = re.compile(r"[A-Z][A-Z_]{2,}")


def codes_in(path):
    """Give every code that a source file names where it reports something."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in TOLD:
            first = [each for part in call.args[:3] for each in ast.walk(part)]
            texts = (each.value for each in first if isinstance(each, ast.Constant))
            yield from (text for text in texts if isinstance(text, str) and CODE.fullmatch(text))


def test_the_page_of_problems_lists_exactly_the_codes_there_are():
    listed = re.findall(r"^\| `([A-Z_]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted({code for path in SOURCES for code in codes_in(path)})
