"""Columns meet inputs by name; what is missing or ambiguous is said before anything is done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dmn
from dmn.columns import (
    ColumnError,
    check_headers,
    map_inputs,
    match_columns,
    output_columns,
    unplaced,
)
from feel.feel_types import ANY, DATE, NUMBER, STRING, ContextType, ListType, NamedType

ADDRESS = ContextType({"City": STRING, "Zip Code": STRING})
APPLICANT = ContextType({"Age": NUMBER, "Since": DATE, "Address": ADDRESS})
NODE = NamedType("Node")
NODE.resolved = ContextType({"Value": NUMBER, "Next": NODE})


def mapped(header, inputs):
    return {".".join(each.path): each.header for each in map_inputs(header, inputs)}


@pytest.mark.parametrize(
    ("header", "inputs", "expected"),
    [
        pytest.param(["Age"], {"Age": NUMBER}, {"Age": "Age"}, id="exactly"),
        pytest.param(
            ["id", "loan_AMOUNT"],
            {"Loan Amount": NUMBER},
            {"Loan Amount": "loan_AMOUNT"},
            id="nearly",
        ),
        pytest.param(["age", "Age"], {"Age": NUMBER}, {"Age": "Age"}, id="exactly comes first"),
        pytest.param(
            ["Applicant.Age", "Since", "applicant.address.city", "ZIPCODE"],
            {"Applicant": APPLICANT},
            {
                "Applicant.Age": "Applicant.Age",
                "Applicant.Since": "Since",
                "Applicant.Address.City": "applicant.address.city",
                "Applicant.Address.Zip Code": "ZIPCODE",
            },
            id="into a structure",
        ),
        pytest.param(
            ["applicant"], {"Applicant": APPLICANT}, {"Applicant": "applicant"}, id="as JSON"
        ),
        pytest.param(
            ["Age", "Since", "applicant.address"],
            {"Applicant": APPLICANT},
            {
                "Applicant.Age": "Age",
                "Applicant.Since": "Since",
                "Applicant.Address": "applicant.address",
            },
            id="a part as JSON",
        ),
        pytest.param(
            ["Age", "Zip.Age"],
            {"Age": NUMBER, "Zip": ContextType({"Age": NUMBER})},
            {"Age": "Age", "Zip.Age": "Zip.Age"},
            id="an input and a component of one name",
        ),
        pytest.param(["tags"], {"Tags": ListType(STRING)}, {"Tags": "tags"}, id="a list"),
        pytest.param(["Value"], {"N": NODE}, {"N.Value": "Value"}, id="a type within itself"),
        pytest.param(["x"], {}, {}, id="nothing needed"),
    ],
)
def test_columns_meet_inputs_by_name(header, inputs, expected):
    assert mapped(header, inputs) == expected


@pytest.mark.parametrize(
    ("header", "inputs", "message"),
    [
        pytest.param(
            ["Agge", "x"],
            {"Age": NUMBER},
            "no column for input 'Age', did you mean 'Agge'? (hint: the columns are: 'Agge', 'x'",
            id="missing",
        ),
        pytest.param([], {"Age": NUMBER}, "the columns are: none", id="no columns"),
        pytest.param(
            ["A", "B"],
            {"X": ANY, "Y": ANY},
            "no column for input 'X'; no column for input 'Y' (hint: the columns are: 'A', 'B'",
            id="all at once",
        ),
        pytest.param(
            ["age", "AGE"],
            {"Age": NUMBER},
            "ambiguous column for input 'Age': 'age' or 'AGE'; name it 'Age'",
            id="two columns for an input",
        ),
        pytest.param(
            ["Age", "Age", "x"],
            {"Age": NUMBER},
            "2 columns for input 'Age' are named 'Age'",
            id="twice",
        ),
        pytest.param(
            ["loan_amount"],
            {"Loan Amount": NUMBER, "LoanAmount": NUMBER},
            "'loan_amount', which may also be for 'Loan Amount' and 'LoanAmount'",
            id="two inputs for a column",
        ),
        pytest.param(
            ["Age"],
            {"A": ContextType({"Age": NUMBER}), "B": ContextType({"Age": NUMBER})},
            "ambiguous column for input 'A.Age': 'Age', which may also be for 'A.Age' and 'B.Age'",
            id="a component of two inputs",
        ),
    ],
)
def test_what_is_missing_or_ambiguous_lists_the_candidates(header, inputs, message):
    with pytest.raises(ColumnError) as raised:
        map_inputs(header, inputs)
    assert message in str(raised.value)


# --- outputs -------------------------------------------------------------------------------------

CLAUSES = '<output name="ok" typeRef="boolean"/><output name="rate" typeRef="number"/>'
ENTRY = "<contextEntry>{}<literalExpression><text>1</text></literalExpression></contextEntry>"


def named(name):
    return ENTRY.format(f'<variable name="{name}"/>')


NAMED = named("x")
UNNAMED = ENTRY.format("")
INNER = f"<context>{named('c')}</context>"


def columns_of(logic, type_ref=""):
    variable = f'<variable name="D"{type_ref}/>'
    data = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="m">'
        '<itemDefinition name="tPair"><itemComponent name="a"/><itemComponent name="b"/>'
        f'</itemDefinition><decision name="D">{variable}{logic}</decision></definitions>'
    )
    return [each.header for each in output_columns(dmn.load(data.encode()), "D")[1]]


@pytest.mark.parametrize(
    ("logic", "type_ref", "headers"),
    [
        pytest.param(
            "<literalExpression><text>1</text></literalExpression>", "", ["D"], id="literal"
        ),
        pytest.param(
            "<literalExpression><text>1</text></literalExpression>",
            ' typeRef="tPair"',
            ["D.a", "D.b"],
            id="a structured type",
        ),
        pytest.param(
            f'<decisionTable hitPolicy="FIRST">{CLAUSES}</decisionTable>',
            "",
            ["D.ok", "D.rate"],
            id="several outputs",
        ),
        pytest.param(
            f'<decisionTable hitPolicy="COLLECT">{CLAUSES}</decisionTable>',
            "",
            ["D"],
            id="a list of several outputs",
        ),
        pytest.param(
            '<decisionTable><output name="ok"/></decisionTable>', "", ["D"], id="one output"
        ),
        pytest.param(
            f'<context>{NAMED}<contextEntry><variable name="y"/>{INNER}</contextEntry></context>',
            "",
            ["D.x", "D.y.c"],
            id="contexts in contexts",
        ),
        pytest.param(
            f"<context>{NAMED}{UNNAMED}</context>", "", ["D"], id="a context with a result"
        ),
        pytest.param("", "", ["D"], id="no logic"),
    ],
)
def test_a_decision_has_a_column_for_each_output_or_entry(logic, type_ref, headers):
    assert columns_of(logic, type_ref) == headers


def test_a_header_that_would_stand_twice_is_refused():
    with pytest.raises(ColumnError, match="more than one column 'x'"):
        check_headers(["x", "y", "x"], [])


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (None, []),
        ({"a": 1, "b": {"c": 2}}, []),
        ({"a": 1, "z": 2, "b": {"c": 2, "d": 3}}, ["D.z", "D.b.d"]),
        ([1], ["D"]),
    ],
)
def test_what_has_no_column_is_named(value, left):
    assert list(unplaced(value, {"a": None, "b": {"c": None}}, "D")) == left


# --- what matches by name alone -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param([], {"Age": None, "At.City": None, "At.Zip": None}, id="nothing"),
        pytest.param(["AGE", "zip"], {"Age": 0, "At.City": None, "At.Zip": 1}, id="some"),
        pytest.param(["Age", "At"], {"Age": 0, "At": 1}, id="a structure as one"),
        pytest.param(["a ge", "AGE"], {"Age": None, "At.City": None, "At.Zip": None}, id="rivals"),
    ],
)
def test_what_is_missing_stands_beside_what_matches(header, expected):
    inputs = {"Age": NUMBER, "At": ContextType({"City": STRING, "Zip": STRING})}
    assert {each.name: each.index for each in match_columns(header, inputs)} == expected


def test_columns_that_nothing_tells_apart_are_named():
    (found,) = match_columns(["a ge", "AGE"], {"Age": NUMBER})
    assert found.rivals == ("a ge", "AGE")


NAMES = st.sampled_from(["Age", "age", "A_ge", "Name", "NAME", "At.Age", "at.age", "At", ""])
TYPES = st.sampled_from([NUMBER, ContextType({"Age": NUMBER, "Name": STRING})])
INPUTS = st.dictionaries(st.sampled_from(["Age", "Name", "At", "age"]), TYPES)


@given(st.lists(NAMES, max_size=8), INPUTS)
def test_no_column_feeds_two_places(header, inputs):
    found = [each.index for each in match_columns(header, inputs) if each.index is not None]
    assert len(found) == len(set(found))


@given(st.lists(NAMES, max_size=8), INPUTS)
def test_a_whole_match_is_what_is_read(header, inputs):
    matches = match_columns(header, inputs)
    if any(each.index is None for each in matches):
        with pytest.raises(ColumnError):
            map_inputs(header, inputs)
    else:
        read = [(each.path, each.index) for each in map_inputs(header, inputs)]
        assert read == [(each.path, each.index) for each in matches]
