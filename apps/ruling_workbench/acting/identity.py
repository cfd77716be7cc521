"""Who acts: someone who signed in, or where nobody can, whoever was chosen on this machine.

The one rule: before it is known who acts, or where that may not be chosen, nothing else is shown.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st
from streamlit.errors import StreamlitAuthError

from ruling_workbench import session
from ruling_workbench.acting import remembered
from ruling_workbench.acting.local_people import PEOPLE
from ruling_workbench.acting.people import Person, chosen, of_claims, providers
from ruling_workbench.plain_text import plain
from ruling_workbench.server.settings import INSECURE, is_loopback, may_choose

__all__ = ["ACTING", "Person", "person"]

ACTING = "ruling acting"
"""Under this, the session keeps the person who acts where nobody signs in."""

_SOMEONE_ELSE = len(PEOPLE)
_KNOWN = [each.person for each in PEOPLE]
_WHO, _NAME, _GROUPS = "acting as", "acting as name", "acting as groups"
_IS_TYPED = "ruling acting is typed"
_IN = "In the example {}. "
_CLOSED = (
    "Anyone who reaches this address could act as anyone. Start it by the command workbench, which "
    "listens on this machine alone, or configure [auth] in .streamlit/secrets.toml so that people "
    "sign in, or accept it with workbench --insecure-act-as."
)


def person() -> Person:
    """Return who acts; until that is known, ask for it, and nothing after the call is run."""
    sign_in = _sign_in()
    if sign_in is not None:
        return _signed_in(sign_in)
    address = st.get_option("server.address")
    if not may_choose(address, insecure=bool(os.environ.get(INSECURE))):
        _close(_CLOSED)
    return _acting(is_open=not is_loopback(address))


def _close(reason: str) -> NoReturn:
    st.title("This workbench is closed", anchor=False)
    st.error(plain(reason))
    st.stop()


# --- signed in ------------------------------------------------------------------------------------


def _sign_in() -> Mapping[str, Any] | None:
    """Return how people sign in; None if they do not."""
    if st.secrets.load_if_toml_exists():
        found: Mapping[str, Any] | None = st.secrets.get("auth")
        return found
    if any(Path(each).exists() for each in st.get_option("secrets.files")):
        _close("The file of secrets cannot be read, so nobody can sign in. Write it as TOML.")
    return None


def _signed_in(sign_in: Mapping[str, Any]) -> Person:
    if not st.user.get("is_logged_in", False):
        _ask_to_sign_in(sign_in)
    with st.sidebar:
        name = st.empty()
        if st.button("Sign out", key="sign out"):
            st.logout()
    try:
        found = of_claims(st.user.to_dict())
    except ValueError as error:
        st.error(plain(f"Nobody can act so: {error}."))
        st.stop()
    name.caption(plain(f"Signed in as {found.name}"), help=_groups(found))
    return found


def _groups(found: Person) -> str:
    return plain(f"in {', '.join(found.groups)}" if found.groups else "in no group")


def _ask_to_sign_in(sign_in: Mapping[str, Any]) -> NoReturn:
    st.title("Ruling", anchor=False)
    st.text("Test decisions and drive cases: sign in to begin.")
    names = providers(sign_in)
    if not names:
        st.error("No identity provider is configured: [auth] needs client_id and the like.")
    for name in names:
        label = "Sign in" if name is None else f"Sign in with {name}"
        if st.button(plain(label), key=f"sign in {name}", type="primary"):
            _redirect(name)
    st.stop()


def _redirect(name: str | None) -> None:
    try:
        st.login(name)
    except StreamlitAuthError as error:
        st.error(plain(f"Nobody can sign in: {error}"))


# --- chosen ---------------------------------------------------------------------------------------


def _acting(*, is_open: bool) -> Person:
    """Return who was chosen in this tab, at first whoever it was before the page was reloaded."""
    before = session.get(ACTING)
    if before is None:
        before = _recalled()
        session.put(ACTING, before)
        session.put(_IS_TYPED, before not in _KNOWN)
    else:
        with st.sidebar:  # where it asked before, so that nothing of the page moves
            remembered.tell(before)
    with st.sidebar:
        found = _choice(before)
        st.caption(plain(_remark(found)))
        if is_open:
            st.warning("Others reach this address, and could act as anyone.")
    if found != before:
        session.put(ACTING, found)
        st.rerun()  # so that the tab is told
    return found


def _recalled() -> Person:
    with st.sidebar:
        has_answered, before = remembered.ask()
    if not has_answered:
        st.skeleton()
        st.stop()
    return before or _KNOWN[0]


def _choice(before: Person) -> Person:
    """Show whom to act as, and return who that is.

    What the elements hold is gone on the next page: they begin with what the session keeps.
    """
    is_typed = session.get(_IS_TYPED)
    st.selectbox(
        "Acting as",
        range(_SOMEONE_ELSE + 1),
        index=_SOMEONE_ELSE if is_typed else _KNOWN.index(before),
        format_func=_label,
        key=_WHO,
        on_change=_chose,
    )
    return _someone_else(before) if is_typed else before


def _label(position: int) -> str:
    return PEOPLE[position].label if position < _SOMEONE_ELSE else "someone else"


def _chose() -> None:
    """Keep who was chosen from the list; for someone else, a name is still to come."""
    who = session.get(_WHO)
    session.put(_IS_TYPED, who == _SOMEONE_ELSE)
    if who < _SOMEONE_ELSE:
        session.put(ACTING, _KNOWN[who])


def _someone_else(before: Person) -> Person:
    is_new = before in _KNOWN
    name = st.text_input("Name", "" if is_new else before.name, key=_NAME)
    groups = "" if is_new else ", ".join(before.groups)
    groups = st.text_input("Groups", groups, key=_GROUPS, placeholder="claims, it")
    try:
        return chosen(name, groups)
    except ValueError as error:
        st.error(plain(f"{error}." if name.strip() else "Say who acts."))
        st.stop()


def _remark(found: Person) -> str:
    examples = [each.example for each in PEOPLE if each.person == found]
    return f"{_IN.format(*examples) if examples else ''}Nobody checks who you are here."
