"""Addresses: what they say, and what they never carry."""

import pytest

from ruling_workbench.address import (
    case_address,
    model_address,
    screen_address,
    task_address,
)

ADDRESSES = [
    (screen_address("home"), "/home"),
    (case_address("c1"), "/case?id=c1"),
    (case_address("c1", version=7, item="assess#1"), "/case?id=c1&version=7&item=assess%231"),
    (task_address("c1", "assess#1"), "/tasks?case=c1&task=assess%231"),
    (model_address("Loan & co", version=2), "/decide?model=Loan+%26+co&version=2"),
    (model_address("Loan", decision="A=B", screen="what-if"), "/what-if?model=Loan&decision=A%3DB"),
]


@pytest.mark.parametrize(("address", "text"), ADDRESSES)
def test_an_address_is_a_path_with_its_parameters(address, text):
    assert str(address) == text
