"""The list of cases: an address says which, a row says what a case is."""

from datetime import UTC

import pytest
from case_story import START, at
from hypothesis import given
from hypothesis import strategies as st

from cmmn import CaseFilter, User
from cmmn.store.queries import CaseRow
from ruling_workbench.cases.case_list import (
    AGES,
    DUES,
    ORDERS,
    PARAMETERS,
    STATES_ASKED,
    Asked,
    case_rows,
    of_address,
)

ANN = User("ann", ["claims"])
OPEN = ("active", "suspended", "failed")


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        (Asked(), {}),
        (Asked(state="any"), {"states": None}),
        (Asked(state="closed"), {"states": ("closed",)}),
        (Asked(q=" word "), {"text": "word"}),
        (Asked(definition="complaint"), {"definition": "complaint"}),
        (Asked(milestone="Resolved"), {"milestone": "Resolved"}),
        (Asked(assignee=" bob "), {"assignee": "bob"}),
        (Asked(role="mine"), {"principals": ["ann", "group:claims"]}),
        (Asked(role="Lead"), {"principals": ["ann", "group:claims"], "role": "Lead"}),
        (Asked(age="7"), {"created_from": at("2026-01-24T10:00:00Z")}),
        (Asked(age="old"), {"created_before": at("2026-01-01T10:00:00Z")}),
        (Asked(due="late"), {"overdue_at": START}),
        (Asked(due="1"), {"due_before": at("2026-02-01T10:00:00Z")}),
        (Asked(incident="yes"), {"has_incident": True}),
        (Asked(order="due"), {"order": "due"}),
    ],
)
def test_each_word_asks_the_engine(asked, where):
    assert asked.where(ANN, START) == CaseFilter(**{"states": OPEN, **where})


@given(st.dictionaries(st.sampled_from((*PARAMETERS, "start", "x")), st.text(max_size=5)))
def test_any_address_asks_for_something_the_engine_knows(given_words):
    found = of_address(given_words)
    assert found.state in STATES_ASKED
    assert (found.due in DUES, found.age in AGES, found.order in ORDERS) == (True, True, True)
    assert isinstance(found.where(ANN, START), CaseFilter)


@pytest.mark.parametrize(
    ("asked", "more", "is_all"),
    [
        (Asked(), 0, True),
        (Asked(order="due"), 0, True),
        (Asked(q="x", state="any", due="late"), 0, False),
        (Asked(age="7", role="mine", assignee="bob", milestone="M", incident="yes"), 5, False),
    ],
)
def test_what_is_asked_for_is_counted(asked, more, is_all):
    assert (asked.more, asked.is_all) == (more, is_all)


def row(**more):
    known = {
        "id": "c1", "definition": "complaint", "definition_version": 2, "sha256": "0",
        "name": "Complaint", "state": "active", "business_key": "2026-0117", "version": 3,
        "created": START, "updated": START, "ended": None, "parent": None, "due": None,
        "open_tasks": 1,
    }  # fmt: skip
    return CaseRow(**{**known, **more})


@pytest.mark.parametrize(
    ("more", "cells"),
    [
        ({}, ["2026-0117", "Complaint v2", "● active", "1 task", ""]),
        ({"business_key": None}, ["c1", "Complaint v2", "● active", "1 task", ""]),
        ({"open_tasks": 0}, ["2026-0117", "Complaint v2", "● active", "", ""]),
        ({"open_tasks": 12}, ["2026-0117", "Complaint v2", "● active", "12 tasks", ""]),
        ({"definition_version": None}, ["2026-0117", "Complaint", "● active", "1 task", ""]),
        ({"due": at("09:00")}, ["2026-0117", "Complaint v2", "● active", "1 task", "3 h late"]),
        (
            {"due": at("09:00"), "state": "completed", "open_tasks": 0},
            ["2026-0117", "Complaint v2", "✓ completed", "", ""],
        ),
    ],
)
def test_a_row_says_which_of_what_how_it_is_and_until_when(more, cells):
    (entry,) = case_rows([row(**more)], at("12:00"), UTC).entries
    assert [each.text for each in entry.cells] == [*cells, "2 h ago", "2 h ago"]
    assert (entry.name, str(entry.address)) == ("c1", "/case?id=c1")
    assert entry.cells[4].look == ("late" if cells[4] else "")
