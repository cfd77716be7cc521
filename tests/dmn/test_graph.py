"""The requirements graph: order, cycles, references, imports; long chains cost what they must."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import xml

from dmn.graph import Graph, cycles
from dmn.reader import read


def graph(text, **others):
    models = {
        f"urn:{name}": read(xml(other, name, f"urn:{name}")) for name, other in others.items()
    }
    return Graph(read(xml(text)), "m.dmn", models.get)


DIAMOND = """
    input x
    decision a (b, c) = b
    decision b (d) = d
    decision c (d, x) = d
    decision d (x) = x
"""


@pytest.mark.parametrize(
    ("targets", "given", "order"),
    [
        (["a"], [], ["d", "b", "c", "a"]),
        (["b"], [], ["d", "b"]),
        (["d", "a"], [], ["d", "b", "c", "a"]),
        (["a"], ["d"], ["b", "c", "a"]),
        (["a"], ["b", "c"], ["a"]),
        (["a"], ["a"], []),
        ([], [], []),
    ],
)
def test_decisions_come_after_what_they_require(targets, given, order):
    assert graph(DIAMOND).order(targets, frozenset(given)) == order


@pytest.mark.parametrize(
    ("requires", "found"),
    [
        ({"a": [], "b": ["a"]}, []),
        ({"a": ["a"]}, [["a"]]),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, [["a", "b", "c"]]),
        ({"a": ["b"], "b": ["a", "c"], "c": ["d"], "d": ["c"]}, [["c", "d"], ["a", "b"]]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
    ],
)
def test_each_cycle_is_found_once(requires, found):
    assert cycles(requires) == found


@given(st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=8, max_size=8))
def test_exactly_what_leads_back_to_itself_is_in_a_cycle(edges):
    requires = {str(key): list(map(str, targets)) for key, targets in enumerate(edges)}

    def reached(key):
        seen, todo = set(), list(requires[key])
        while todo:
            each = todo.pop()
            if each not in seen:
                seen.add(each)
                todo += requires[each]
        return seen

    found = cycles(requires)
    in_cycles = [key for cycle in found for key in cycle]
    assert sorted(in_cycles) == [key for key in requires if key in reached(key)]
    for cycle in found:
        assert all(set(cycle) <= reached(key) for key in cycle)


def test_a_cycle_names_its_decisions_in_each_of_them():
    found = graph("decision a (b) = b\ndecision b (c) = c\ndecision c (a) = a\ndecision d (a) = a")
    assert [str(each) for each in found.problems] == [
        f"m.dmn > decision {name}: requires itself: a -> b -> c -> a" for name in "abc"
    ]
    assert sorted(found.order(["d"])) == ["a", "b", "c", "d"]


def test_a_dangling_reference_is_a_problem_at_the_element():
    found = graph("decision a (b, c) = b\ndecision c = 1\n")
    (problem,) = found.problems
    assert problem.code == "DANGLING_REFERENCE"
    assert str(problem).startswith(
        "m.dmn > decision a: requires input data '#_b', which does not exist"
    )
    assert problem.line == 2
    assert found.nodes["a"].fault is problem
    assert [each.key for each in found.nodes["a"].requires] == ["c"]


def test_a_name_that_is_given_twice_is_a_problem_and_both_are_kept():
    found = graph("input a\ndecision a = 1")
    assert [each.code for each in found.problems] == ["DUPLICATE_NAME"]
    assert list(found.nodes) == ["a", "a#1"]


def test_two_requirements_of_the_same_name_are_a_problem():
    data = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"
        name="m" namespace="n">
    <inputData name="a" id="i"/><decision name="a" id="d"/><decision name="b" id="b">
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <informationRequirement><requiredDecision href="#d"/></informationRequirement></decision>
    </definitions>"""
    found = Graph(read(data), "m", lambda _: None)
    assert [str(each).partition(" (")[0] for each in found.problems] == [
        "m > decision a: the name 'a' is given twice",
        "m > decision b: requires two elements named 'a'",
    ]
    assert found.nodes["b"].fault is found.problems[1]


def test_imports_are_keyed_by_their_names_and_one_model_by_two_routes_is_one():
    found = graph(
        "import one from urn:b\nimport two from urn:c\ndecision x (urn:c#deep) = 1",
        b="import inner from urn:c\ninput x",
        c="input deep",
    )
    assert list(found.nodes) == ["x", "one.x", "one.inner.deep"]
    assert [unit.name for unit in found.units] == ["m.dmn", "b", "c"]
    (requirement,) = found.nodes["x"].requires
    assert (requirement.key, requirement.import_name) == ("one.inner.deep", "two")
    assert found.problems == []


def test_models_may_import_each_other():
    found = graph("import b from urn:b\ninput x", b="import back from urn:m\ninput y")
    assert list(found.nodes) == ["x", "b.y"]
    assert found.units[1].imports["back"] is found.main


def test_an_import_without_a_name_joins_its_importer():
    found = graph("import - from urn:b\ndecision x (urn:b#y) = y", b="input y")
    assert list(found.nodes) == ["x", "y"]
    assert found.nodes["x"].requires[0].import_name is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import b from urn:nowhere", "import b: no model with namespace 'urn:nowhere' is at hand"),
        ("import b from urn:b\nimport b from urn:c", "import b: the name 'b' is given twice"),
    ],
)
def test_an_import_that_cannot_be_is_a_problem(text, message):
    found = graph(text, b="input x", c="input y")
    assert [message in str(each) for each in found.problems] == [True]


def test_long_chains_are_ordered_and_searched_without_recursion_in_linear_time():
    count = 20_000
    requires = {str(n): [str(n + 1)] for n in range(count)} | {str(count): ["0"]}
    started = time.perf_counter()
    (cycle,) = cycles(requires)
    assert len(cycle) == count + 1
    assert time.perf_counter() - started < 2  # quadratic would be minutes


def test_a_long_chain_of_imports_is_followed_up_to_a_bound():
    others = {f"b{n}": f"import next from urn:b{n + 1}\ninput x{n}" for n in range(1200)}
    found = graph("import next from urn:b0", **others)
    assert len(found.units) == 1000
    assert [each.code for each in found.problems] == ["IMPORT_NOT_FOUND"]
