"""A list is data: texts with looks, a name and an address for each row."""

import pytest

from ruling_workbench.address import case_address
from ruling_workbench.lists.listing import Entry, Listing, as_data, read_choice
from ruling_workbench.lists.outline import Cell

LIST = Listing(
    ("State", "Case", "Due"),
    (
        Entry("a", (Cell("●", "active", "active"), Cell("<b>A</b>"), Cell("now", "late"))),
        Entry("b", (Cell("✓"), Cell("B"), Cell("")), case_address("b c")),
    ),
    main=1,
    mark=0,
)


def test_a_list_is_given_as_it_is():
    data = as_data(LIST, "a")
    assert (data["columns"], data["main"], data["end"]) == (["State", "Case", "Due"], 1, 2)
    assert data["mark"] == 0
    first, second = data["rows"]
    assert first == {
        "name": "a",
        "cells": [["●", "active", "active"], ["<b>A</b>", "", ""], ["now", "late", ""]],
        "href": "",
        "here": True,
    }
    assert (second["href"], second["here"]) == ("case?id=b+c", False)


@pytest.mark.parametrize(("given", "found"), [("a", "a"), ("c", None), (None, None), (1, None)])
def test_only_a_row_of_the_list_is_chosen(given, found):
    assert read_choice(LIST, given) == found
