"""Who acts, in real browsers: chosen in a tab, kept by it, refused where anyone could choose."""

import json

import pytest
from itsdangerous import URLSafeTimedSerializer
from workbench_browser import act_as, open_page, text_of, wait_idle

SHOWN = """
import streamlit as st
from ruling_workbench.acting.identity import person

st.text(f"I am {person()}")
"""
PAGES = """
import streamlit as st
from ruling_workbench.acting.identity import person

pages = [
    st.Page(lambda: st.text(f"0 I am {person()}"), title="zero", url_path="zero"),
    st.Page(lambda: st.text(f"1 I am {person()}"), title="one", url_path="one"),
]
st.navigation(pages).run()
"""
ALICE = "I am Person(name='alice', groups=('claims',), is_local=True)"
BOB = "I am Person(name='bob', groups=(), is_local=True)"
ZOE = "I am Person(name='zoë *x*', groups=('a', 'b c'), is_local=True)"


def bar(page):
    return page.get_by_test_id("stSidebar").inner_text().replace("\u2060", "")


def choose(page, beginning):
    page.get_by_role("combobox", name="Acting as").click()
    page.get_by_role("option").filter(has_text=beginning).click()
    wait_idle(page)


def act_as_zoe(page):
    choose(page, "someone else")
    assert "I am" not in text_of(page)
    page.get_by_label("Name").fill("zoë *x*")
    page.get_by_label("Name").press("Enter")
    wait_idle(page)
    page.get_by_label("Groups").fill("a, b c")
    page.get_by_label("Groups").press("Enter")
    wait_idle(page)


def test_the_choice_of_a_tab_is_kept_when_it_is_loaded_again(start_script, page, shot):
    open_page(page, start_script(SHOWN).url)
    assert text_of(page) == ALICE
    choose(page, "bob")
    assert text_of(page) == BOB
    page.reload()
    wait_idle(page)
    assert text_of(page) == BOB
    act_as_zoe(page)
    shot(page, "acting-as")
    assert text_of(page) == ZOE
    page.reload()
    wait_idle(page)
    assert text_of(page) == ZOE
    assert "?" not in page.url
    assert "#" not in page.url


def test_the_choice_is_kept_from_page_to_page(start_script, page):
    open_page(page, start_script(PAGES).url)
    for name, shown in (("bob", BOB), ("alice", ALICE)):
        choose(page, name)
        for link in (1, 0):
            page.get_by_test_id("stSidebarNavLink").nth(link).click()
            wait_idle(page)
            assert text_of(page) == f"{link} {shown}"
    act_as_zoe(page)
    for link in (1, 0):
        page.get_by_test_id("stSidebarNavLink").nth(link).click()
        wait_idle(page)
        assert text_of(page) == f"{link} {ZOE}"


def test_another_tab_is_somebody_else(start_script, new_page):
    url = start_script(SHOWN).url
    one, other = act_as(new_page(), "bob"), new_page()
    assert text_of(open_page(one, url)) == BOB
    assert text_of(open_page(other, url)) == ALICE


def test_what_a_tab_kept_is_looked_at(start_script, new_page):
    url = start_script(SHOWN).url
    for kept in ("{", '{"name": ["bob"]}', "null"):
        page = new_page()
        page.add_init_script(f"sessionStorage.setItem('ruling.acting-as', {json.dumps(kept)})")
        assert text_of(open_page(page, url)) == ALICE, kept


# --- signing in -----------------------------------------------------------------------------------

SIGNED_WITH = "a secret of this test, long enough"
SECRETS = f"""
[auth]
redirect_uri = "http://127.0.0.1/oauth2callback"
cookie_secret = "{SIGNED_WITH}"
client_id = "ruling"
client_secret = "none"
server_metadata_url = "http://127.0.0.1:1/.well-known/openid-configuration"
"""


@pytest.fixture
def secrets(tmp_path):
    """Give a function that writes the secrets that a server in the test's folder has."""

    def write(text):
        folder = tmp_path / ".streamlit"
        folder.mkdir()
        (folder / "secrets.toml").write_text(text, encoding="utf-8")

    return write


def sign_in(page, url, **claims):
    """Give a page the cookie that Streamlit gives whoever the identity provider vouches for."""
    told = json.dumps({"origin": url, "is_logged_in": True, **claims})
    name = "_streamlit_user"
    value = URLSafeTimedSerializer(SIGNED_WITH, salt=name).dumps(told)
    page.context.add_cookies([{"name": name, "value": value, "url": url}])


def test_nothing_is_shown_before_someone_signed_in(secrets, start_script, page, shot):
    secrets(SECRETS)
    open_page(page, start_script(SHOWN).url)
    shot(page, "sign-in")
    assert "I am" not in text_of(page)
    assert page.get_by_text("Acting as").count() == 0
    assert page.get_by_role("button", name="Sign in").count() == 1


def test_who_signed_in_acts_until_they_sign_out(secrets, start_script, page, shot):
    secrets(SECRETS)
    url = start_script(SHOWN).url
    sign_in(page, url, email="ann_b@example.org", groups=["claims", "it"], sub="7")
    open_page(page, url)
    shot(page, "signed-in")
    assert text_of(page) == (
        "I am Person(name='ann_b@example.org', groups=('claims', 'it'), is_local=False)"
    )
    assert "Signed in as ann_b@example.org" in page.get_by_test_id(
        "stSidebar"
    ).inner_text().replace("\u2060", "")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    wait_idle(page)
    assert "I am" not in text_of(page)


def test_claims_that_name_nobody_are_told_and_can_be_left(secrets, start_script, page):
    secrets(SECRETS)
    url = start_script(SHOWN).url
    sign_in(page, url, preferred_username="system")
    open_page(page, url)
    assert "'system' cannot be the name of a person" in text_of(page)
    assert "I am" not in text_of(page)
    assert page.get_by_role("button", name="Sign out").count() == 1


def test_secrets_that_cannot_be_read_close_the_workbench(secrets, start_script, page):
    secrets("[auth")
    open_page(page, start_script(SHOWN).url)
    assert "The file of secrets cannot be read" in text_of(page)
    assert "I am" not in text_of(page)


# --- an address that others reach -----------------------------------------------------------------


EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - it is what must be refused


@pytest.mark.parametrize("address", [EVERY_ADDRESS, ""])
def test_nothing_is_shown_where_others_could_choose_who_they_are(start_script, page, shot, address):
    open_page(page, start_script(SHOWN, "--server.address", address).url)
    shot(page, "closed")
    assert "This workbench is closed" in text_of(page)
    assert "I am" not in text_of(page)


def test_that_danger_can_be_accepted_by_name(start_script, page, shot):
    accepted = {"RULING_INSECURE_ACT_AS": "1"}
    server = start_script(SHOWN, "--server.address", EVERY_ADDRESS, environment=accepted)
    open_page(page, server.url)
    shot(page, "open-to-others")
    assert text_of(page) == ALICE
    assert "Others reach this address" in bar(page)
