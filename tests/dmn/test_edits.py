"""An edit is what it was after it was kept as plain data, and nothing else is taken for one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.edits import (
    CLAUSE_PARTS,
    AddRule,
    CellEdit,
    HeaderEdit,
    RemoveRule,
    TextEdit,
    edit_data,
    edit_of,
)

texts = st.text(max_size=5)
paths = st.lists(texts, max_size=2).map(tuple)
numbers = st.integers(0, 9)
kinds = st.sampled_from(list(CLAUSE_PARTS))
parts = st.sampled_from(["expression", "label", "name", "values", "default"])
edits = (
    st.builds(CellEdit, texts, numbers | texts, kinds, numbers, texts, paths)
    | st.builds(TextEdit, texts, texts, paths)
    | st.builds(HeaderEdit, texts, kinds, numbers, parts, texts, paths)
    | st.builds(AddRule, texts, numbers, paths, paths, paths, paths)
    | st.builds(RemoveRule, texts, numbers | texts, paths)
)


@given(edits)
def test_an_edit_survives_json(edit):
    assert edit_of(json.loads(json.dumps(edit_data(edit)))) == edit


def test_plain_data_holds_no_more_than_there_is():
    assert edit_data(RemoveRule("D", 3)) == {"edit": "remove rule", "element": "D", "rule": 3}
    assert edit_data(CellEdit("D", 1, "input", 2, "", ("if",))) == {
        "edit": "cell",
        "element": "D",
        "rule": 1,
        "kind": "input",
        "position": 2,
        "text": "",
        "path": ["if"],
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "'edit' is one of cell, text, header, add rule, remove rule, not None"),
        ("cell", "'edit' is one of"),
        (["D", "#text", "1"], "'edit' is one of"),
        ({"edit": ["cell"]}, r"'edit' is one of .* not \['cell'\]"),
        ({"edit": "text", "element": "D"}, "an edit of this kind needs text"),
        ({"edit": "text", "element": 1, "text": ""}, "has no 'element' like 1"),
        ({"edit": "text", "element": "D", "text": "", "rule": 1}, "has no 'rule' like 1"),
        ({"edit": "text", "element": "D", "text": "", "path": "if"}, "has no 'path' like 'if'"),
        ({"edit": "remove rule", "element": "D", "rule": True}, "has no 'rule' like True"),
        ({"edit": "add rule", "element": "D", "at": 1, "inputs": [1]}, "has no 'inputs' like"),
        (
            edit_data(HeaderEdit("D", "input", 1, "values", "")) | {"kind": "row"},
            "has no 'kind' like 'row'",
        ),
    ],
)
def test_what_is_no_edit_says_why(data, message):
    with pytest.raises(ValueError, match=message):
        edit_of(data)
