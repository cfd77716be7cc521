"""Models of the compatibility kit, written as older versions write them, give the same results."""

import shutil
import tomllib
from pathlib import Path

import pytest
from dialect_rewriter import DATES, rewrite

from dmn.tck import run

LEDGER = tomllib.loads((Path(__file__).parent / "known_failures.toml").read_text(encoding="utf-8"))


def rewritten(folder, version):
    """Return the models of a folder in an older form by name, or None if one cannot be so."""
    models = {path.name: rewrite(path.read_bytes(), version) for path in folder.glob("*.dmn")}
    return None if None in models.values() else models


@pytest.mark.parametrize("version", DATES)
def test_a_model_in_an_older_form_passes_its_cases(tck, tmp_path, version):
    for folder in sorted({path.parent for path in tck.rglob("*.dmn")}):
        models = rewritten(folder, version)
        if models is None:
            continue
        copy = tmp_path / folder.relative_to(tck)
        copy.mkdir(parents=True)
        for name, data in models.items():
            (copy / name).write_bytes(data)
        for path in folder.glob("*.xml"):
            shutil.copy(path, copy)
    outcomes = list(run(tmp_path))
    assert len(outcomes) > 100
    assert sum(outcome.total for outcome in outcomes) > 1500
    failures = [
        f"{outcome.folder}: {failure}"
        for outcome in outcomes
        for failure in outcome.failures
        if f"{outcome.folder}/{failure.file}#{failure.case}" not in LEDGER
    ]
    assert failures == []
