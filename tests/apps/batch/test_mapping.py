"""Columns feed inputs: proposed by name, picked by hand, one column for one input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_text import load

from dmn.scoring.plan import plan_score
from ruling_workbench.batch.mapping import (
    Place,
    by_hand,
    chosen,
    faults,
    is_complete,
    nameable,
    places,
    said_unused,
    unused,
)

MODEL = load("""
    type tAge : number in [0..120]
    type tCity : string in "Oslo", "Rome"
    type tApplicant : {Age : tAge; City : tCity; Since : date}
    input Applicant : tApplicant
    type tTags : list of string
    input Tags : tTags
    input Note
    decision Risk (Applicant) = Applicant.Age
    decision Echo (Note, Tags) = [Note, Tags]
""")
HEADER = ["id", "AGE", "city", "Since", "tags", "Note"]


def shown(found):
    return {each.name: each.column for each in found}


@pytest.mark.parametrize(
    ("decisions", "header", "expected"),
    [
        pytest.param(
            [],
            HEADER,
            {
                "Applicant.Age": 1,
                "Applicant.City": 2,
                "Applicant.Since": 3,
                "Tags": 4,
                "Note": 5,
            },
            id="all decisions",
        ),
        pytest.param(["Echo"], HEADER, {"Tags": 4, "Note": 5}, id="one decision"),
        pytest.param(["Risk"], ["applicant"], {"Applicant": 0}, id="a structure as JSON"),
        pytest.param(["Echo"], ["n_o_t_e"], {"Tags": None, "Note": 0}, id="one is missing"),
        pytest.param(["Echo"], ["Tags", "Tags", "Note"], {"Tags": None, "Note": 2}, id="twice"),
    ],
)
def test_columns_are_proposed_by_name(decisions, header, expected):
    assert shown(places(MODEL, decisions, header)) == expected


def test_what_fits_is_said_in_a_few_words():
    found = {each.name: each.fits for each in places(MODEL, [], HEADER)}
    assert found == {
        "Applicant.Age": "number, 0 to 120",
        "Applicant.City": "Oslo, Rome",
        "Applicant.Since": "date",
        "Tags": "a list, as JSON",
        "Note": "anything",
    }


TWO = (Place(("A",), "number", 0), Place(("B",), "number", None))


@pytest.mark.parametrize(
    ("header", "picks", "expected"),
    [
        pytest.param(["a", "b"], {}, {"A": 0, "B": None}, id="as proposed"),
        pytest.param(["a", "b"], {"B": "b"}, {"A": 0, "B": 1}, id="one more"),
        pytest.param(["a", "b"], {"A": "b", "B": "a"}, {"A": 1, "B": 0}, id="exchanged"),
        pytest.param(["a", "b"], {"A": None}, {"A": None, "B": None}, id="taken away"),
        pytest.param(["a", "b"], {"B": "a"}, {"A": None, "B": 0}, id="taken from another"),
        pytest.param(["a", "b"], {"B": "b", "A": "b"}, {"A": 1, "B": None}, id="the later one"),
        pytest.param(["a", "b"], {"B": "gone"}, {"A": 0, "B": None}, id="a column that is gone"),
        pytest.param(["a", "b", "b"], {"B": "b"}, {"A": 0, "B": None}, id="a name of two"),
    ],
)
def test_what_is_picked_by_hand_counts(header, picks, expected):
    found = chosen(TWO, header, picks)
    assert shown(found) == expected
    assert is_complete(found) == (None not in expected.values())


def test_columns_are_handed_over_only_where_names_do_not_say_it():
    header = ["a", "b"]
    assert by_hand(TWO, chosen(TWO, header, {}), header) == {}
    assert by_hand(TWO, chosen(TWO, header, {"B": "b"}), header) == {"a": "A", "b": "B"}


def test_what_is_missing_is_said_in_sentences():
    header = ["x", "x", "A b", "a_B", "c"]
    proposed = places(load("input AB\ninput C\ndecision R (AB, C) = AB"), [], header)
    assert faults(proposed) == ["AB: it may be “A b” or “a_B”; choose one."]
    found = faults(chosen(proposed, header, {"AB": "c"}))
    assert found == ["C: the column “c” feeds another input; choose one."]
    (said,) = faults([Place(("Age",), "number")])
    assert said == "Age: no column has this name; choose one, or add one to the file."


def test_not_all_that_is_missing_is_said():
    found = faults([Place((f"I{number}",), "number") for number in range(40)])
    assert (len(found), found[-1]) == (13, "28 more have no column.")


def test_columns_that_nobody_reads_are_named():
    header = ["a", "b", "c"]
    assert unused(TWO, header) == ["b", "c"]
    assert said_unused(["b"]) == "1 column not read, kept in the output: “b”."
    assert said_unused([str(each) for each in range(14)]).endswith("“11” and 2 more.")
    assert said_unused([]) == ""


def test_a_name_that_two_columns_have_cannot_be_chosen():
    assert nameable(["a", "b", "a", ""]) == ["b"]


# --- laws -----------------------------------------------------------------------------------------

HEADERS = st.lists(st.sampled_from([*HEADER, "age", "Applicant.Age", "", "x=y"]), max_size=9)
NAMES = [each.name for each in places(MODEL, [], HEADER)]


@given(HEADERS, st.dictionaries(st.sampled_from(NAMES), st.sampled_from([*HEADER, "x=y", None])))
def test_no_column_ever_feeds_two_inputs(header, picks):
    found = [each.column for each in chosen(places(MODEL, [], header), header, picks)]
    used = [each for each in found if each is not None]
    assert len(used) == len(set(used))


@given(st.permutations(HEADER), st.permutations([*HEADER]))
def test_what_is_handed_over_is_what_is_read(header, order):
    proposed = places(MODEL, [], header)
    names = [each.name for each in proposed]
    mapped = chosen(proposed, header, dict(zip(names, order, strict=False)))
    plan = plan_score(MODEL, header, chosen=by_hand(proposed, mapped, header))
    assert [each.index for each in plan.inputs] == [each.column for each in mapped]
