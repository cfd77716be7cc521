"""Who acts, by Streamlit's AppTest; `browser/test_identity.py` has what a browser keeps."""

import pytest
from streamlit.errors import StreamlitMissingAuthlibError
from streamlit.testing.v1 import AppTest

from ruling_workbench.acting import identity
from ruling_workbench.acting.local_people import PEOPLE
from ruling_workbench.acting.people import Person
from ruling_workbench.server.settings import INSECURE

ZOE = Person("zoë", ("a",))


def _shown():
    import streamlit as st  # noqa: PLC0415 - the script is run by itself

    from ruling_workbench.acting.identity import person  # noqa: PLC0415 - as above

    st.text(f"I am {person().name}")


def seen(app):
    """Return what stands on a page, as text."""
    kinds = (app.title, app.text, app.error, app.warning, app.caption)
    return "\n".join(each.value for kind in kinds for each in kind)


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setenv(INSECURE, "1")
    made = AppTest.from_function(_shown)
    made.session_state[identity.ACTING] = PEOPLE[0].person
    made.session_state["ruling acting is typed"] = False
    return made


def test_without_an_address_every_machine_could_choose_and_nothing_is_shown(app, monkeypatch):
    monkeypatch.delenv(INSECURE)
    said = seen(app.run())
    assert said.startswith("This workbench is closed\nAnyone who reaches this address")
    assert "workbench" in said


def test_whoever_was_chosen_acts(app):
    app.run()
    assert "I am alice" in seen(app)
    assert "Others reach this address" in seen(app)
    app.selectbox[0].set_value(1).run()
    assert "I am bob" in seen(app)
    assert app.session_state[identity.ACTING] == PEOPLE[1].person


def test_someone_else_needs_a_name_that_can_be_one(app):
    app.run().selectbox[0].set_value(len(PEOPLE)).run()
    assert "I am" not in seen(app)
    assert "Say who acts." in seen(app)
    app.text_input[0].set_value("system").run()
    assert "I am" not in seen(app)
    assert "'system' cannot be the name of a person" in seen(app)
    app.text_input[0].set_value(" zoë ").run()
    app.text_input[1].set_value("a, ,a").run()
    assert "I am zoë" in seen(app)
    assert app.session_state[identity.ACTING] == ZOE


def test_until_the_tab_has_answered_nothing_is_shown(app):
    del app.session_state[identity.ACTING]
    assert "I am" not in seen(app.run())


@pytest.mark.parametrize(
    ("auth", "labels"),
    [
        ({"client_id": "a"}, ["Sign in"]),
        (
            {"company": {"client_id": "a"}, "b_*c*": {}},
            ["Sign in with company", r"Sign in with b\_\*c\*"],
        ),
        ({"cookie_secret": "a"}, []),
    ],
)
def test_where_people_sign_in_nobody_is_chosen(app, auth, labels):
    app.secrets["auth"] = auth
    app.run()
    assert "I am" not in seen(app)
    assert [each.label for each in app.button] == labels
    assert len(app.selectbox) == 0
    assert bool(app.error) is not bool(labels)


def test_what_keeps_people_from_signing_in_is_told(app, monkeypatch):
    def login(_provider):
        raise StreamlitMissingAuthlibError

    monkeypatch.setattr(identity.st, "login", login)
    app.secrets["auth"] = {"client_id": "a"}
    app.run().button[0].click().run()
    assert "Nobody can sign in: " in seen(app)
    assert "Authlib" in seen(app)
