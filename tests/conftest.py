"""Where the conformance kit and the schemas are, and how long Hypothesis searches."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("search", **_UNHURRIED)
settings.register_profile("ci", max_examples=100, derandomize=True, **_UNHURRIED)
settings.register_profile("brief", max_examples=40, derandomize=True, **_UNHURRIED)
settings.load_profile(
    os.environ.get("RULING_HYPOTHESIS") or ("ci" if os.environ.get("CI") else "search")
)


def _folder(variable):
    path = os.environ.get(variable)
    if not path:
        reason = f"{variable} does not say where it is"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    if not Path(path).is_dir():
        pytest.fail(f"{variable} names no folder: {path}")
    return Path(path)


@pytest.fixture(scope="session")
def tck():
    """Give the folder of the DMN compatibility kit."""
    return _folder("RULING_TCK")


@pytest.fixture(scope="session")
def schemas():
    """Give the folder of the DMN schemas."""
    return _folder("RULING_SCHEMAS")
