"""A text of a table is what was put there, and nothing else of the table is another."""

from hypothesis import given
from hypothesis import strategies as st
from model_text import load

from dmn.edits import CLAUSE_PARTS
from dmn.table_texts import clause_place, clause_text, entry_text, with_entry, with_header

TABLE = (
    load("""
    input Age : number
    decision D (Age) =
        U  | Age : number in [0..120] || Risk in "low","high" default "low" || Note
        1  | > 60                     || "high"                             || old
        2  | <= 60                    || "low"
""")
    .definitions.decisions[0]
    .decision_logic
)
HEADS = [(kind, part) for kind, parts in CLAUSE_PARTS.items() for part in parts]


def head_texts(table):
    return {
        (kind, part): clause_text(getattr(table, f"{kind}s")[0], kind, part) for kind, part in HEADS
    }


def test_the_texts_of_a_header():
    assert head_texts(TABLE) == {
        ("input", "expression"): "Age",
        ("input", "label"): "",
        ("input", "values"): "[0..120]",
        ("output", "name"): "",
        ("output", "label"): "",
        ("output", "values"): '"low","high"',
        ("output", "default"): '"low"',
        ("annotation", "name"): "Note",
    }


@given(st.sampled_from(HEADS), st.text(min_size=1).filter(str.strip))
def test_one_text_of_a_header_is_another_and_all_else_is_as_it_was(head, text):
    changed = with_header(TABLE, head[0], 0, head[1], text)
    assert head_texts(changed) == head_texts(TABLE) | {head: text}
    assert with_header(changed, head[0], 0, head[1], head_texts(TABLE)[head]) == TABLE


def test_what_may_be_left_out_of_a_header_is_left_out_when_it_is_blank():
    changed = TABLE
    for kind, part in HEADS:
        changed = with_header(changed, kind, 0, part, " ")
    assert changed.inputs[0].input_expression.text == " "
    assert (changed.inputs[0].input_values, changed.outputs[0].default_output_entry) == (None, None)
    assert (changed.outputs[0].name, changed.annotations[0].name) == (None, None)


def test_an_entry_is_read_and_replaced_with_what_is_missing_before_it():
    rule = TABLE.rules[1]
    assert entry_text(rule, "annotation", 0) == ""
    changed = with_entry(rule, "input", 2, "7")
    assert [each.text for each in changed.input_entries] == ["<= 60", "-", "7"]
    assert (changed.output_entries, changed.id) == (rule.output_entries, rule.id)
    assert entry_text(changed, "input", 2) == "7"


def test_a_clause_is_called_what_locations_call_it():
    places = [clause_place(TABLE, kind, 0) for kind in CLAUSE_PARTS]
    assert places == ["input 'Age'", "output", "annotation 1"]
