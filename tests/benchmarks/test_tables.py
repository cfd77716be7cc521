import pytest
from lxml import etree

import dmn

SMALL = {"terms": (), "prices": (200,)}


@pytest.fixture(params=SMALL)
def table(script, request):
    return getattr(script("tables"), request.param)(*SMALL[request.param])


def test_a_table_is_a_model_without_problems(script, table):
    assert dmn.load(script("tables").dmn_xml(table)).problems == []


def test_every_format_has_every_rule(script, table):
    tables = script("tables")
    root = etree.fromstring(tables.dmn_xml(table))
    in_dmn = root.findall(f".//{{{tables.NAMESPACE}}}rule")
    in_jdm = tables.jdm(table)["nodes"][1]["content"]["rules"]
    assert len(in_dmn) == len(in_jdm) == len(table.rules)


@pytest.mark.parametrize(
    ("cell", "feel", "python"),
    [
        (("Interval", 1, 5), "[1..5)", "1 <= ? < 5"),
        (("OneOf", ("a", "b")), '"a", "b"', "? in ('a', 'b')"),
        (("Is", True), "true", "? is True"),
    ],
)
def test_a_cell_reads_in_feel_and_in_python(script, cell, feel, python):
    tables = script("tables")
    kind, *arguments = cell
    made = getattr(tables, kind)(*arguments)
    assert (tables.in_feel(made), tables.in_python(made)) == (feel, python)


def test_the_questions_of_the_large_table_hit_the_rule_they_are_named_for(script):
    tables, engines = script("tables"), script("engines")
    engine = engines.ruling(tables.prices(200))
    answers = [engine.answer(inputs) for inputs in tables.prices(200).questions.values()]
    assert answers == [{"Amount": 2.5}, {"Amount": 100.5}, {"Amount": 197.5}]
