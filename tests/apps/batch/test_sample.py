"""A file to begin with is one that can be scored as it is."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st
from model_text import load

from feel.conversion import from_natural
from ruling_workbench.batch.mapping import is_complete, places
from ruling_workbench.batch.sample import sample_csv

MODEL = load("""
    type tApplicant : {Age : number; Name : string}
    type tTags : list of string
    input Applicant : tApplicant
    input Tags : tTags
    decision Risk (Applicant, Tags) = Applicant.Age
""")
PLACES = places(MODEL, [], ())


def rows(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_every_input_has_a_column_and_every_row_a_line():
    inputs = from_natural({"Applicant": {"Age": 41, "Name": 'A, "B"'}, "Tags": ["x", "y"]})
    assert rows(sample_csv(PLACES, [inputs, {}, {"Applicant": None}])) == [
        ["Applicant.Age", "Applicant.Name", "Tags"],
        ["41", 'A, "B"', '["x", "y"]'],
        ["", "", ""],
        ["", "", ""],
    ]


@given(st.lists(st.fixed_dictionaries({"Tags": st.lists(st.text(max_size=3), max_size=2)})))
def test_its_columns_are_found_by_name(inputs):
    found = rows(sample_csv(PLACES, [from_natural(each) for each in inputs]))
    assert is_complete(places(MODEL, [], found[0]))
    assert len(found) == len(inputs) + 1
