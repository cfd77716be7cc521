"""How the workbench is served: flags that Streamlit knows, and whom it must not be served to."""

from pathlib import Path

import pytest
from streamlit import config

from ruling_workbench.server.settings import (
    Settings,
    environment,
    files_beside,
    flags,
    is_loopback,
    refusal,
    sign_in,
    web_address,
)

SETTINGS = Settings("sqlite:///a.db", Path("/a/files"))
EVERYWHERE = "0.0.0.0"  # noqa: S104 - it is what must be refused
ADDRESSES = {
    "127.0.0.1": True,
    "127.8.9.1": True,
    "::1": True,
    "localhost": True,
    EVERYWHERE: False,
    "::": False,
    "192.168.0.7": False,
    "example.org": False,
    "localhost.example.org": False,
    "unix:///a.sock": False,
    "": False,
    None: False,
}
FILES = {
    "/data/ruling.db": "/data/ruling.files",
    "cases.sqlite": "cases.files",
    "plain": "plain.files",
    None: "ruling.files",
}


def flag_values(settings):
    """Return the flags by name; several values of one are a list."""
    found = {}
    for word in flags(settings):
        name, value = word.removeprefix("--").split("=", 1)
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize(("address", "expected"), ADDRESSES.items())
def test_only_this_machine_reaches_a_loopback_address(address, expected):
    assert is_loopback(address) is expected


def test_every_flag_is_an_option_of_streamlit():
    known = config.get_config_options()
    assert set(flag_values(SETTINGS)) <= set(known)


def test_it_is_safe_whatever_the_folder_says():
    found = flag_values(SETTINGS)
    assert found["server.address"] == ["127.0.0.1"]
    assert found["server.port"] == ["8501"]
    assert found["browser.gatherUsageStats"] == ["false"]
    assert found["server.maxUploadSize"] == ["200"]
    assert found["server.enableXsrfProtection"] == ["true"]
    assert found["server.enableCORS"] == ["true"]
    assert found["server.enableStaticServing"] == ["false"]
    assert found["client.showErrorDetails"] == ["none"]


def test_only_names_of_this_machine_lead_to_it_where_nobody_signs_in():
    hosts = ["localhost", "127.0.0.1", "::1"]
    assert flag_values(SETTINGS)["server.allowedHosts"] == hosts
    signed_in = Settings("sqlite:///a.db", Path("a"), signs_in=True)
    accepted = Settings("sqlite:///a.db", Path("a"), address=EVERYWHERE, is_insecure=True)
    for each in (signed_in, accepted):
        assert "server.allowedHosts" not in flag_values(each)


def test_secrets_are_looked_for_where_they_were_looked_at():
    given = Settings("sqlite:///a.db", Path("a"), secrets=(Path("/a.toml"), Path("/b.toml")))
    assert flag_values(given)["secrets.files"] == ["/a.toml", "/b.toml"]


@pytest.mark.parametrize("is_insecure", [True, False])
def test_the_application_is_told_by_variables(is_insecure):
    given = Settings("sqlite:///a.db", Path("/a/files"), is_insecure=is_insecure)
    assert environment(given) == {
        "RULING_DB": "sqlite:///a.db",
        "RULING_FILES": "/a/files",
        "RULING_INSECURE_ACT_AS": "1" if is_insecure else "",
    }


@pytest.mark.parametrize(("database", "folder"), FILES.items())
def test_files_lie_beside_the_database(database, folder):
    assert files_beside(database) == Path(folder)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("::1", "http://[::1]:8501"),
        (EVERYWHERE, "http://127.0.0.1:8501"),
        ("::", "http://[::1]:8501"),
        ("a.example.org", "http://a.example.org:8501"),
    ],
)
def test_an_address_to_open_leads_to_this_machine(address, url):
    assert web_address(Settings("sqlite:///a.db", Path("a"), address=address)) == url


# --- who may choose who they are ------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", [each for each, local in ADDRESSES.items() if each and not local]
)
def test_an_address_that_others_reach_is_refused_unless_people_sign_in(address):
    given = {"url": "sqlite:///a.db", "files": Path("a"), "address": address}
    assert f"at {address} anyone" in refusal(Settings(**given))
    assert refusal(Settings(**given, signs_in=True)) is None
    assert refusal(Settings(**given, is_insecure=True)) is None


@pytest.mark.parametrize("address", [each for each, local in ADDRESSES.items() if local])
def test_an_address_of_this_machine_is_not_refused(address):
    assert refusal(Settings("sqlite:///a.db", Path("a"), address=address)) is None


def test_people_sign_in_where_a_file_of_secrets_says_how(tmp_path):
    home, here = tmp_path / "home.toml", tmp_path / "here.toml"
    assert sign_in([home, here]) is None
    home.write_text('[auth]\nclient_id = "home"\n', encoding="utf-8")
    assert sign_in([home, here]) == {"client_id": "home"}
    here.write_text("a = 1\n", encoding="utf-8")
    assert sign_in([home, here]) == {"client_id": "home"}
    here.write_text('[auth]\nclient_id = "here"\n', encoding="utf-8")
    assert sign_in([home, here]) == {"client_id": "here"}


@pytest.mark.parametrize("content", [b"[auth", b"\xff"])
def test_secrets_that_cannot_be_read_are_told(tmp_path, content):
    file = tmp_path / "secrets.toml"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"secrets\.toml: it cannot be read"):
        sign_in([file])
