"""What a screen works with: the engine, the person who acts, the folder of files.

The one rule: what is shared between people is kept by address and content, is bounded, and has
nothing of a person in it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from cmmn import CaseEngine, User
from ruling_workbench.acting.identity import Person

__all__ = ["Desk", "open_desk"]

_MOST_ENGINES = 8  # one is used; tests open others


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's access to one store."""

    engine: CaseEngine
    person: Person
    files: Path

    @property
    def user(self) -> User:
        """Who commands are given by."""
        return self.person.user


@st.cache_resource(max_entries=_MOST_ENGINES, show_spinner=False)
def _engine(url: str) -> CaseEngine:
    return CaseEngine(url)


def open_desk(person: Person) -> Desk:
    """Return the desk of a person on the store that the command named.

    Errors: StoreError for a database that cannot be used.
    """
    url = os.environ.get("RULING_DB", "sqlite:///ruling.db")
    files = Path(os.environ.get("RULING_FILES", "ruling.files"))
    return Desk(_engine(url), person, files)
