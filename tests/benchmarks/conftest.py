import importlib
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def script(monkeypatch):
    """Import a benchmark by its name: they are scripts, found beside each other."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module
