"""A manifest says what a run was made with: the same for the same model, however it is written."""

import datetime as dt
import json
from importlib.metadata import version

import pytest
from model_text import load, xml

import dmn
import feel
from dmn.scoring.batch import instant_of
from dmn.scoring.manifest import manifest_of
from dmn.scoring.plan import plan_score

TEXT = """
    input A : number
    decision Twice (A) : number = A * 2
"""


def manifest(model, **options):
    now = instant_of(dt.datetime(2024, 2, 29, 10, tzinfo=dt.UTC))
    plan = plan_score(model, ["id", "x"], ["Twice"], chosen={"x": "A"})
    return manifest_of(plan, now, options)


def test_it_says_what_a_run_needs_to_be_made_again():
    found = manifest(load(TEXT), explain=True)
    assert json.loads(json.dumps(found)) == found
    assert found["model"] == "m"
    assert found["now"] == "2024-02-29T10:00:00Z"
    assert (found["decisions"], found["columns"]) == (["Twice"], {"A": "x"})
    assert found["options"] == {"explain": True}
    assert found["versions"]["ruling"] == version("ruling")
    assert set(found["versions"]) == {"python", "ruling", "numpy", "pyarrow", "tzdata"}
    assert found["host functions"] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b">\n<", b">\n\n   <"),
        lambda data: b"<!-- other --> " + data,
        lambda data: data.replace(b' name="m" namespace="urn:m"', b' namespace="urn:m"  name="m"'),
    ],
)
def test_the_layout_of_a_model_makes_no_difference(change):
    changed = change(xml(TEXT))
    assert changed != xml(TEXT)
    assert manifest(dmn.load(changed))["model sha256"] == manifest(load(TEXT))["model sha256"]


def test_another_rule_makes_a_difference():
    other = load(TEXT.replace("* 2", "* 3"))
    assert manifest(other)["model sha256"] != manifest(load(TEXT))["model sha256"]


def test_host_functions_are_named():
    functions = [feel.function(name, ["x"], abs) for name in ("g", "f")]
    assert manifest(load(TEXT, functions=functions))["host functions"] == ["f", "g"]
