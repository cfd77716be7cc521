"""A complaint on a store that every page can be shown on."""

import pytest
from case_page import complaint


@pytest.fixture
def case(engine):
    return complaint(engine)
