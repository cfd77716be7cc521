"""The tables a decision can reach: its own, those within it, and those of what it invokes."""

from model_text import load

from dmn.scoring.tables import tables_of

TABLE = """
    F | {0} : number || {1} : string
    1 | > 1          || "a"
    2 | -            || "b"
"""


def labels(model, decision):
    return [table.label for table in tables_of(model.compiled, decision)]


def test_a_decision_that_is_a_table_has_its_name():
    model = load(f"input A : number\ndecision R (A) : string = {TABLE.format('A', 'R')}")
    (found,) = tables_of(model.compiled, "R")
    assert (found.decision, found.label, found.rule_ids) == ("R", "R", [None, None])


def test_a_decision_has_the_tables_of_functions_it_can_invoke_over_others():
    model = load(f"""
input A : number
function inner(n : number) : string = {TABLE.format("n", "r")}
function outer(n : number) needs (inner) : string = inner(n)
function other(n : number) : string = {TABLE.format("n", "r")}
decision R (A, outer) : string = outer(A)
""")
    assert [label.split(" > ")[0] for label in labels(model, "R")] == ["R"]
    assert len(labels(model, "R")) == 1
    assert "inner" in labels(model, "R")[0]


def test_a_decision_that_is_no_table_has_none_not_even_those_it_requires():
    model = load(f"""
input A : number
decision T (A) : string = {TABLE.format("A", "T")}
decision R (T) : string = T + "!"
""")
    assert labels(model, "R") == []
    assert labels(model, "T") == ["T"]
