"""The whole compatibility kit against the ledger of known failures; and that it would tell."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

import dmn
import feel
from dmn.tck import run

LEDGER = Path(__file__).parent / "known_failures.toml"
PACKAGES = [Path(package.__file__).parent for package in (feel, dmn)]


def failing(root):
    """Return the ids of the cases that fail, and how many cases there are."""
    outcomes = list(run(root))
    failures = {
        f"{outcome.folder}/{failure.file}#{failure.case}": str(failure)
        for outcome in outcomes
        for failure in outcome.failures
    }
    return failures, sum(outcome.total for outcome in outcomes)


def test_exactly_the_known_failures_fail(tck):
    known = tomllib.loads(LEDGER.read_text(encoding="utf-8"))
    failures, total = failing(tck)
    assert total > 1000
    assert {case: said for case, said in failures.items() if case not in known} == {}
    assert [case for case in known if case not in failures] == [], (
        "they pass: take them off the list"
    )
    assert all(reason.strip() for reason in known.values())


CHANGES = [
    (r'(<value xsi:type="xsd:decimal">)[^<]*', r"\g<1>123456.789"),
    (r'(<value xsi:type="xsd:string">)', r"\g<1>not "),
    (r'<value xsi:nil="true"\s*/>', '<value xsi:type="xsd:boolean">true</value>'),
    (r'(<value xsi:type="xsd:date">)[^<]*', r"\g<1>1066-10-14"),
    (r'(<value xsi:type="xsd:duration">)[^<]*', r"\g<1>P7D"),
]


@pytest.mark.parametrize(("pattern", "replacement"), CHANGES)
def test_another_expected_value_makes_a_case_fail(tck, tmp_path, pattern, replacement):
    expected = re.compile(rf"(?s)<expected>(?:(?!</expected>).)*?{pattern}")
    for path in sorted(tck.rglob("*-test-01.xml")):
        text = path.read_text(encoding="utf-8")
        found = expected.search(text)
        if found is not None:
            break
    else:
        pytest.fail("no case expects such a value")
    folder = shutil.copytree(path.parent, tmp_path / path.parent.name)
    before, total = failing(tmp_path)
    changed = text[: found.start()] + re.sub(pattern, replacement, found[0]) + text[found.end() :]
    (folder / path.name).write_text(changed, encoding="utf-8")
    after, _ = failing(tmp_path)
    assert len(after) == len(before) + 1 <= total + 1


def test_no_code_knows_the_kit(tck):
    names = {path.name for path in tck.rglob("*.dmn")} | {
        path.parent.name for path in tck.rglob("*.dmn")
    }
    names |= set(
        re.findall(r'namespace="([^"]+)"', "".join(p.read_text() for p in tck.rglob("*.dmn")))
    )
    sources = [path for package in PACKAGES for path in package.rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    standard = {name for name in names if "omg.org" in name or len(name) < 6}
    assert [name for name in sorted(names - standard) if name in text] == []
    assert not re.search(r"\b\d{4}-[a-z]{2,}", text)
