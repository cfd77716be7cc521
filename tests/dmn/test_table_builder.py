"""A table written in Python is an ordinary model: evaluated, checked, and saved as valid DMN."""

import datetime as dt
import itertools
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import dmn
import feel
from dmn.writer import write


def risk(**changes):
    table = {
        "hit_policy": "FIRST",
        "inputs": {"Age": "number", "Region": "string"},
        "outputs": {"Risk": "string"},
        "rules": [
            ["< 18", "-", '"high"'],
            ["[18..65)", '"north", "west"', '"low"'],
            ["-", "-", '"medium"'],
        ],
    }
    return dmn.table("Risk", **table | changes)


def small(hit_policy="UNIQUE", aggregation=None, type_="number", rules=(("> 0", 1), ("> 1", 2))):
    return dmn.table(
        "T",
        hit_policy=hit_policy,
        aggregation=aggregation,
        inputs={"x": "number"},
        outputs={"y": type_},
        rules=rules,
    )


def column_of(type_):
    return risk(inputs={"Age": type_}, rules=[["-", "null"]])


def variable_type(model):
    return model.definitions.decisions[0].variable.type_ref


CASES = [(17, "west", "high"), (40, "west", "low"), (40, "south", "medium"), (65, "west", "medium")]


@pytest.mark.parametrize(("age", "region", "value"), CASES)
def test_a_table_is_a_model_that_evaluates(age, region, value):
    model = risk()
    assert [each for each in model.check() if each.severity == "error"] == []
    assert model.evaluate({"Age": age, "Region": region})["Risk"] == value


def test_it_has_one_decision_and_an_input_data_for_each_input():
    model = risk()
    assert (model.decisions, model.inputs, model.name) == (["Risk"], ["Age", "Region"], "Risk")


def test_several_outputs_give_a_context():
    model = risk(
        outputs={"Risk": "string", "Fee": "number"}, rules=[["-", "-", '"high"', "Age * 2"]]
    )
    assert model.evaluate({"Age": 4, "Region": "x"})["Risk"] == {"Risk": "high", "Fee": 8}


def test_dotted_names_become_one_structured_input_data():
    model = dmn.table(
        "Fee",
        inputs={
            "Applicant.Age": "number",
            "Applicant.Home.City": "string",
            "Applicant.Pay-rates": "list<number>",
            "No. of items": "number",
        },
        outputs={"Fee": "number"},
        rules=[["> 17", '"Bonn"', "count(?) = 2", "> 0", "No. of items * Applicant.Age"]],
    )
    assert model.problems == []
    assert model.inputs == ["Applicant", "No. of items"]
    applicant = {"Age": 18, "Home": {"City": "Bonn"}, "Pay-rates": [1, 2]}
    assert model.evaluate({"Applicant": applicant, "No. of items": 2})["Fee"] == 36
    (definition,) = model.definitions.item_definitions
    assert [each.name for each in definition.item_components] == ["Age", "Home", "Pay-rates"]
    assert definition.item_components[2].is_collection


# --- hit policies --------------------------------------------------------------------------------

POLICIES = [
    ("UNIQUE", "UNIQUE", None),
    ("u", "UNIQUE", None),
    ("F", "FIRST", None),
    ("first", "FIRST", None),
    ("P", "PRIORITY", None),
    ("A", "ANY", None),
    ("C", "COLLECT", None),
    ("R", "RULE ORDER", None),
    ("rule_order", "RULE ORDER", None),
    ("RuleOrder", "RULE ORDER", None),
    ("O", "OUTPUT ORDER", None),
    (" Output Order ", "OUTPUT ORDER", None),
    ("C+", "COLLECT", "SUM"),
    ("c <", "COLLECT", "MIN"),
    ("C>", "COLLECT", "MAX"),
    ("C#", "COLLECT", "COUNT"),
    ("collect_sum", "COLLECT", "SUM"),
]


@pytest.mark.parametrize(("spelling", "policy", "aggregation"), POLICIES)
def test_a_hit_policy_is_spelled_as_in_the_standard(spelling, policy, aggregation):
    table = small(spelling).definitions.decisions[0].decision_logic
    assert (table.hit_policy, table.aggregation) == (policy, aggregation)


VALUES = [
    ("C", None, [1, 2]),
    ("COLLECT", "sum", 3),
    ("COLLECT", "<", 1),
    ("C>", None, 2),
    ("C#", "COUNT", 2),
    ("R", None, [1, 2]),
]


@pytest.mark.parametrize(("policy", "aggregation", "value"), VALUES)
def test_the_decision_has_the_type_its_hit_policy_gives(policy, aggregation, value):
    model = small(policy, aggregation)
    result = model.evaluate({"x": 5})
    assert (result["T"], result.warnings) == (value, [])
    assert variable_type(model) == ("tT" if isinstance(value, list) else "number")


def test_a_count_is_a_number_whatever_is_counted():
    model = small("C#", type_="string", rules=[["> 0", '"a"'], ["> 1", '"b"']])
    assert model.evaluate({"x": 5})["T"] == 2


def test_output_values_are_in_the_order_of_priority():
    rules = [["-", "-", '"low"'], ["> 1", "-", '"high"']]
    model = risk(hit_policy="P", outputs={"Risk": ["high", "low"]}, rules=rules)
    assert model.evaluate({"Age": 2, "Region": "x"})["Risk"] == "high"


def test_defaults_are_given_where_no_rule_matches():
    model = risk(rules=[["< 18", "-", '"high"']], defaults={"Risk": '"none"'})
    assert model.evaluate({"Age": 20, "Region": "x"})["Risk"] == "none"


# --- types and allowed values --------------------------------------------------------------------

ALLOWED = [
    ('string ["north", "south"]', "string", '"north", "south"'),
    (("string", '"north", "south"'), "string", '"north", "south"'),
    (("string", '["north", "south"]'), "string", '"north", "south"'),
    (("string", ["north", "south"]), "string", '"north", "south"'),
    (["north", "south"], "string", '"north", "south"'),
    ('["north", "south"]', "string", '"north", "south"'),
    ([1, 2.5], "number", "1, 2.5"),
    ([1, "a"], None, '1, "a"'),
    ([dt.date(2026, 1, 2)], "date", '@"2026-01-02"'),
    ("number [0..100]", "number", "[0..100]"),
    ("number > 0", "number", "> 0"),
    ("dateTime", "date and time", None),
    ("Any", None, None),
]


@pytest.mark.parametrize(("declared", "type_ref", "values"), ALLOWED)
def test_a_type_may_be_followed_by_the_values_there_are(declared, type_ref, values):
    clause = column_of(declared).definitions.decisions[0].decision_logic.inputs[0]
    assert clause.input_expression.type_ref == type_ref
    assert (clause.input_values.text if clause.input_values else None) == values


def test_a_value_that_is_not_allowed_is_refused():
    result = column_of("number [0..100]").evaluate({"Age": 101})
    assert [each.code for each in result.warnings] == ["VALUE_NOT_ALLOWED"]


LISTED = [("list<number>", [1, 2]), ("context<a: number, b: list<string>>", {"a": 1, "b": ["x"]})]


@pytest.mark.parametrize(("type_", "value"), LISTED)
@pytest.mark.parametrize("policy", ["U", "C"])
def test_generic_types_are_item_definitions_of_inputs_and_outputs(type_, value, policy):
    model = dmn.table(
        "T", hit_policy=policy, inputs={"x": type_}, outputs={"y": type_}, rules=[["-", "x"]]
    )
    result = model.evaluate({"x": value})
    assert result["T"] == (value if policy == "U" else [value])
    assert (model.problems, result.warnings) == ([], [])
    refs = [each.name for each in model.definitions.item_definitions]
    assert refs == (["tX", "tY"] if policy == "U" else ["tX", "tY", "tT"])


def test_item_definitions_of_like_names_are_told_apart():
    model = dmn.table(
        "A b", inputs={"A_b": "list"}, outputs={"y": "number"}, hit_policy="C", rules=[]
    )
    assert [each.name for each in model.definitions.item_definitions] == ["tA_b", "tA_b_2"]


# --- cells ---------------------------------------------------------------------------------------

CELLS = [
    (18, "number", "18"),
    (18.0, "number", "18"),
    (0.1, "number", "0.1"),
    (Decimal("1.50"), "number", "1.50"),
    (True, "boolean", "true"),
    (dt.date(2026, 1, 2), "date", '@"2026-01-02"'),
    (dt.datetime(2026, 1, 2, 3, 4), "date and time", '@"2026-01-02T03:04:00"'),  # noqa: DTZ001 - local
    (dt.datetime(2026, 1, 2), "date", '@"2026-01-02"'),  # noqa: DTZ001 - as data frames have it
    (dt.timedelta(days=2), "days and time duration", '@"P2D"'),
    (" 18 ", "number", "18"),
]


@pytest.mark.parametrize(("cell", "type_", "text"), CELLS)
def test_a_python_value_stands_for_itself(cell, type_, text):
    model = dmn.table("T", inputs={"x": type_}, outputs={"y": type_}, rules=[[cell, cell]])
    rule = model.definitions.decisions[0].decision_logic.rules[0]
    assert (rule.input_entries[0].text, rule.output_entries[0].text) == (text, text)
    assert model.problems == []


@pytest.mark.parametrize("cell", [None, "", "  ", float("nan")])
def test_an_empty_cell_is_any_value_in_an_input_and_null_in_an_output(cell):
    model = small(rules=[[cell, cell]])
    rule = model.definitions.decisions[0].decision_logic.rules[0]
    assert (rule.input_entries[0].text, rule.output_entries[0].text) == ("-", "null")
    assert model.evaluate({"x": 1}).warnings == []


def test_a_rule_may_be_given_by_column_name():
    model = risk(
        rules=[{"Region": '"north"', "Risk": '"high"', "Why": "cold"}], annotations=["Why", "Who"]
    )
    (rule,) = model.definitions.decisions[0].decision_logic.rules
    assert [entry.text for entry in rule.input_entries] == ["-", '"north"']
    assert [entry.text for entry in rule.annotation_entries] == ["cold", ""]


def test_annotations_may_be_left_out_at_the_end():
    model = risk(rules=[["-", "-", "null"], ["-", "-", "null", "why"]], annotations=["Why"])
    rules = model.definitions.decisions[0].decision_logic.rules
    assert [rule.annotation_entries[0].text for rule in rules] == ["", "why"]


def test_host_functions_can_be_invoked():
    twice = feel.function("twice", ["n"], lambda n: n * 2)
    model = dmn.table(
        "T", inputs={"x": "number"}, outputs={"y": "number"}, rules=[["-", "twice(x)"]],
        functions=[twice],
    )  # fmt: skip
    assert model.evaluate({"x": 2})["T"] == 4


# --- what is wrong -------------------------------------------------------------------------------

WRONG = [
    ({"hit_policy": "BEST"}, "no hit policy 'BEST'; there are: UNIQUE, FIRST, .*C#"),
    ({"aggregation": "SUM"}, "SUM needs hit policy COLLECT, not FIRST"),
    ({"hit_policy": "C", "aggregation": "AVG"}, "no aggregation 'AVG'; there are: SUM"),
    ({"hit_policy": "C+", "aggregation": "MAX"}, "aggregates by SUM, not by MAX"),
    ({"outputs": {}}, "no outputs"),
    ({"inputs": {"Age": "numbr"}}, r"input 'Age': .* no type 'numbr'; did you mean 'number'\?"),
    ({"inputs": {"Age": "list<Strin>"}}, "no type 'Strin'; did you mean 'string'.*years and"),
    ({"inputs": {"Age": "list<"}}, "input 'Age': expected a type.*'list<'"),
    ({"inputs": {"Age": 3}}, "input 'Age': expected a type.* found 3"),
    ({"inputs": {"Age": []}}, "a list of allowed values, found"),
    ({"inputs": {"Age": [object()]}}, "input 'Age': the allowed values .* no FEEL value"),
    ({"inputs": ["Age"]}, "inputs are a mapping"),
    ({"inputs": {" ": "number"}}, "an input has no name"),
    ({"inputs": {"a  b": "number", "a b": "number"}}, "two inputs have the name 'a b'"),
    ({"inputs": {"A": "context", "A.b": "number"}}, "'A' is an input of its own"),
    ({"inputs": {"A.b": "number", "A": "context"}}, "'A' is an input of its own"),
    ({"inputs": {"Risk": "number"}}, "'Risk' is the decision's name and an input's"),
    ({"annotations": "Why"}, "annotations are a list"),
    ({"annotations": ["Why", "Why"]}, "two annotations have the name 'Why'"),
    ({"rules": [["-", "-", "1"], ["-"]]}, r"rule 2: .*Age, Region, Risk \(3 cells\), found 1"),
    ({"rules": ["---"]}, "rule 1: .*found '---'"),
    ({"rules": [["-", [1], "1"]]}, "rule 1, input 'Region': a list is no literal"),
    ({"rules": [["-", "-", float("inf")]]}, "rule 1, output 'Risk': .*infinite"),
    ({"rules": [{"Aeg": "-"}]}, "rule 1: there is no column 'Aeg'; there are: Age, Region, Risk"),
    ({"defaults": {"Rsk": "1"}}, "no output 'Rsk'; there are: Risk"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), WRONG)
def test_a_wrong_argument_says_what_there_is(changes, message):
    with pytest.raises(ValueError, match=message):
        risk(**changes)


def test_a_table_needs_a_name():
    with pytest.raises(ValueError, match="needs a name"):
        dmn.table(" ", inputs={}, outputs={"y": "number"}, rules=[])


def test_a_rule_by_name_cannot_tell_an_input_from_an_output_of_that_name():
    columns = {"inputs": {"p": "number"}, "outputs": {"p": "number"}}
    assert dmn.table("T", **columns, rules=[["> 1", "p"]]).evaluate({"p": 2})["T"] == 2
    with pytest.raises(ValueError, match="several columns are named 'p'"):
        dmn.table("T", **columns, rules=[{"p": 1}])


def test_what_is_no_feel_is_a_problem_with_its_place():
    (problem,) = risk(rules=[["< 5", "-", '"x"'], [">= ,", "-", '"x"']]).problems
    assert problem.location.path == ("Risk", "decision Risk", "rule 2", "input 'Age'")


BARE = [
    (["-", "north", '"x"'], "input 'Region'", "north"),
    (["-", '"x", not north', '"x"'], "input 'Region'", "not north"),
    (["> minimum", "-", '"x"'], "input 'Age'", "minimum"),
    (["-", "-", "very high"], "output 'Risk'", "very high"),
]


@pytest.mark.parametrize(("rule", "place", "name"), BARE)
def test_a_name_that_no_input_has_is_a_problem(rule, place, name):
    (problem,) = risk(rules=[rule]).problems
    assert problem.code == "NO_VARIABLE_FOUND"
    assert problem.location.path == ("Risk", "decision Risk", "rule 1", place)
    start, end = problem.location.start, problem.location.end
    assert problem.location.text[start:end] == name
    assert f'write "{name}"' in problem.hint


@pytest.mark.parametrize("rule", [["-", "?", "Region"], ["< Age", "Region", "string(Age)"]])
def test_a_name_that_is_known_is_none(rule):
    assert risk(rules=[rule]).problems == []


# --- files ---------------------------------------------------------------------------------------


def test_a_saved_table_loads_as_an_equal_model(tmp_path):
    model = risk()
    model.save(tmp_path / "risk.dmn")
    assert dmn.load(tmp_path / "risk.dmn").definitions == model.definitions


def test_the_same_table_always_gives_the_same_file():
    assert write(risk().definitions) == write(risk().definitions)


NAMES = st.sampled_from(
    ["Age", "Pay-rate", "No. of items", "Person.Age", "Person.Home.City", "größe"]
)
TYPES = {
    "number": st.sampled_from(["1", "-2", "0.5", "3"]),
    "string": st.sampled_from(['"a"', '"b"', '"ü"']),
    "boolean": st.sampled_from(["true", "false"]),
    "date": st.sampled_from(['@"2026-01-02"', 'date("2026-02-03")']),
}
POLICY_NAMES = st.sampled_from(["U", "F", "A", "C", "R", "P", "O", "C+", "C<", "C>", "C#"])


@st.composite
def tables(draw):
    """Draw the arguments of a table, of all hit policies, with cells that match now and then."""
    inputs = draw(st.dictionaries(NAMES, st.sampled_from(sorted(TYPES)), max_size=4))
    outputs = draw(
        st.dictionaries(st.sampled_from("xyz"), st.sampled_from(sorted(TYPES)), min_size=1)
    )

    def rule():
        tests = (_tests(TYPES[each]) for each in inputs.values())
        values = (TYPES[each] | st.none() for each in outputs.values())
        return st.tuples(*tests, *values)

    declared = {name: (type_, _values(type_)) for name, type_ in outputs.items()}
    rules = draw(st.lists(rule(), max_size=5))
    policy = draw(POLICY_NAMES)
    return {"hit_policy": policy, "inputs": inputs, "outputs": declared, "rules": rules}


def _tests(literals):
    listed = st.lists(literals, min_size=1, max_size=2).map(", ".join)
    compared = st.builds("{} {}".format, st.sampled_from(["<", ">=", "!="]), literals)
    return listed | compared | listed.map("not({})".format) | st.just("-") | st.none()


def _values(type_):
    return '"b", "a", "ü"' if type_ == "string" else ""


def given_inputs(arguments, draw):
    values = {
        "number": st.integers(-3, 4),
        "string": st.sampled_from(["a", "b", "ü", "x"]),
        "boolean": st.booleans(),
        "date": st.just(dt.date(2026, 1, 2)),
    }
    inputs = {}
    for name, type_ in arguments["inputs"].items():
        *path, last = [name] if name.startswith("No.") else name.split(".")
        entries = inputs
        for part in path:
            entries = entries.setdefault(part, {})
        entries[last] = draw(values[type_] | st.none())
    return inputs


@given(tables(), st.data())
def test_a_saved_table_evaluates_as_before(arguments, data):
    model = dmn.table("T", **arguments)
    again = dmn.load(write(model.definitions))
    assert again.definitions == model.definitions
    inputs = given_inputs(arguments, data.draw)
    one, other = model.evaluate(inputs), again.evaluate(inputs)
    assert dict(one) == dict(other)
    assert [each.code for each in one.warnings] == [each.code for each in other.warnings]


@given(tables())
def test_the_diagram_has_no_overlaps_and_draws_everything(arguments):
    model = dmn.table("T", **arguments)
    (diagram,) = model.definitions.dmndi.diagrams
    inputs = len(model.definitions.input_data)
    assert (len(diagram.shapes), len(diagram.edges)) == (inputs + 1, inputs)
    for one, other in itertools.combinations([each.bounds for each in diagram.shapes], 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        below = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert beside or below


@pytest.fixture(scope="module")
def schema(schemas):
    return etree.XMLSchema(etree.parse(schemas / "dmn" / "DMN15.xsd"))


@given(tables())
def test_a_saved_table_is_valid(schema, arguments):
    model = dmn.table(
        "T",
        **arguments,
        annotations=["Why"],
        defaults={"x": 1} if "x" in arguments["outputs"] else {},
    )
    schema.assertValid(etree.fromstring(write(model.definitions)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": None}, "name: expected text, found None"),
        ({"hit_policy": None}, "hit_policy: expected text such as 'FIRST', found None"),
        ({"aggregation": 5}, "aggregation: expected text such as 'SUM', or None, found 5"),
        ({"rules": None}, "rules: expected a list of rules"),
        ({"annotations": None}, "annotations: expected a list of names, found None"),
        ({"defaults": 5}, "defaults: expected a mapping of outputs to values, or None, found 5"),
    ],
)
def test_an_argument_of_another_class_says_what_is_expected(wrong, said):
    given = {"name": "Fee", "inputs": {"Age": "number"}, "outputs": {"Fee": "number"}, "rules": []}
    arguments = given | wrong
    with pytest.raises(TypeError, match=re.escape(said)):
        dmn.table(arguments.pop("name"), **arguments)


def test_a_rule_that_is_no_row_of_cells_is_named():
    with pytest.raises(ValueError, match=r"rule 1: expected a cell for each of .*, found None"):
        dmn.table("F", inputs={"A": "number"}, outputs={"B": "number"}, rules=[None])
