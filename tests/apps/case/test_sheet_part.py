from case_page import labels
from workbench_app import opened, texts


def test_an_item_that_is_not_there_says_what_it_waits_for(case):
    said = texts(opened("case", id=case.id, item="compensate"))
    assert "Criterion 'the customer is right' lacks" in said
    assert "Not allowed now" not in labels(opened("case", id=case.id, item="investigate"))
