"""The application: who is there, which page is open, and what is said when something fails.

The one rule: nothing is shown to a person who may not see it; an error of ours is told in a
sentence, never as a stack of lines.
"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from cmmn import CommandRefused, DeploymentRefused, StoreError, UnknownCaseError
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.acting.identity import person
from ruling_workbench.desk import open_desk
from ruling_workbench.frame import frame
from ruling_workbench.navigation import SCREENS, Screen

__all__ = ["pages_of", "run"]

_SIDEBAR = 216  # pixels wide
_OURS = (CommandRefused, DeploymentRefused, StoreError, UnknownCaseError)


def run() -> None:
    """Show the page that the address names.

    The pages are named before it is asked who acts: the browser keeps its address only then.
    """
    st.set_page_config(page_title="Ruling", layout="wide", initial_sidebar_state=_SIDEBAR)
    pages = pages_of(SCREENS)
    groups: dict[str, list[st.Page]] = {}
    for screen, page in pages.items():
        groups.setdefault(screen.group, []).append(page)
    session.name_pages({screen.path: page for screen, page in pages.items()})
    st.navigation(groups, expanded=True).run()


def pages_of(screens: Sequence[Screen]) -> dict[Screen, st.Page]:
    """Return the pages of screens; the first is where one begins."""
    return {
        screen: st.Page(
            partial(_show, screen),
            title=screen.title,
            url_path=screen.path,
            default=screen is screens[0],
            visibility="hidden" if screen.is_hidden else "visible",
        )
        for screen in screens
    }


def _show(screen: Screen) -> None:
    """Show a screen to whoever acts; what it could not do is told, and what was entered stays."""
    frame()
    try:
        desk = open_desk(person())
        ui.said()
        screen.show(desk)
    except _OURS as error:
        ui.refused(error)
