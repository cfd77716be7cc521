"""How the workbench is served: what was asked for, as flags and variables of the server's process.

The one rule: every setting that matters is a flag, so that no file in the folder the command is
started in decides who reaches the application or what it may do.
"""

import ipaddress
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = [
    "DEFAULT_ADDRESS",
    "DEFAULT_PORT",
    "DEFAULT_URL",
    "INSECURE",
    "Settings",
    "environment",
    "files_beside",
    "flags",
    "is_loopback",
    "may_choose",
    "refusal",
    "sign_in",
    "web_address",
]

DEFAULT_ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8501
DEFAULT_URL = "sqlite:///ruling.db"
INSECURE = "RULING_INSECURE_ACT_AS"
"""The variable that says that people may choose who they are at any address."""

_MOST_MEGABYTES = 200
_SERVED = {
    "global.developmentMode": "false",
    "server.headless": "true",
    "server.baseUrlPath": "",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "server.maxUploadSize": _MOST_MEGABYTES,
    "server.enableCORS": "true",
    "server.enableXsrfProtection": "true",
    "server.enableStaticServing": "false",
    "server.enableAgentApi": "false",
    "server.trustedUserHeaders": "{}",
    "browser.gatherUsageStats": "false",
    "runner.magicEnabled": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "logger.level": "warning",
    "logger.hideWelcomeMessage": "true",
}
_THEME = {
    "theme.font": "sans-serif",
    "theme.baseFontSize": 15,
    "theme.headingFontSizes": ["1.6rem", "1.25rem", "1.1rem", "1rem", "1rem", "1rem"],
    "theme.headingFontWeights": [600] * 6,
    "theme.baseRadius": "0.3rem",
    "theme.showSidebarBorder": "true",
    "theme.light.primaryColor": "#2563eb",
    "theme.light.linkColor": "#1d4ed8",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f3f5f8",
    "theme.light.textColor": "#1b2430",
    "theme.light.borderColor": "#d5dbe3",
    "theme.dark.primaryColor": "#3b76f0",
    "theme.dark.linkColor": "#93c5fd",
    "theme.dark.backgroundColor": "#10151c",
    "theme.dark.secondaryBackgroundColor": "#1a212b",
    "theme.dark.textColor": "#e4e9f0",
    "theme.dark.borderColor": "#333d4a",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked for; `signs_in` if people prove who they are to an identity provider."""

    url: str
    files: Path
    address: str = DEFAULT_ADDRESS
    port: int = DEFAULT_PORT
    is_insecure: bool = False
    signs_in: bool = False
    secrets: tuple[Path, ...] = ()


def flags(settings: Settings) -> list[str]:
    """Return the flags of the server."""
    own: dict[str, Any] = {"server.address": settings.address, "server.port": settings.port}
    words = [f"--{name}={_word(value)}" for name, value in {**_SERVED, **_THEME, **own}.items()]
    words += [f"--secrets.files={path}" for path in settings.secrets]
    if is_loopback(settings.address) and not settings.signs_in:
        # a page of a stranger whose name was made to lead here gets no answer
        words += [f"--server.allowedHosts={name}" for name in ("localhost", "127.0.0.1", "::1")]
    return words


def _word(value: Any) -> str:
    return json.dumps(value) if isinstance(value, list) else str(value)


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables that the application reads."""
    return {
        "RULING_DB": settings.url,
        "RULING_FILES": str(settings.files),
        INSECURE: "1" if settings.is_insecure else "",
    }


def files_beside(database: str | None) -> Path:
    """Return where files are kept for a database: beside that of SQLite, else here.

    >>> print(files_beside("/data/ruling.db"), files_beside(None))
    /data/ruling.files ruling.files
    """
    return Path(database or "ruling").with_suffix(".files")


def web_address(settings: Settings) -> str:
    """Return what is opened in a browser on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.address, settings.address)  # noqa: S104 - no binding
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


# --- who may choose who they are ------------------------------------------------------------------


def is_loopback(address: str | None) -> bool:
    """Tell whether only this machine reaches an address; none at all means every address.

    >>> [is_loopback(each) for each in ("127.0.0.1", "localhost", "::1", "192.168.0.7", "")]
    [True, True, True, False, False]
    """
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def may_choose(address: str | None, *, insecure: bool) -> bool:
    """Tell whether people may say who they are without proof, at the address of the server."""
    return insecure or is_loopback(address)


def refusal(settings: Settings) -> str | None:
    """Say why this must not be served, and what would be right; None if it may be."""
    if settings.signs_in or may_choose(settings.address, insecure=settings.is_insecure):
        return None
    return (
        f"at {settings.address} anyone who reaches this machine could act as anyone (hint: "
        "configure [auth] in .streamlit/secrets.toml so that people sign in, leave --address out, "
        "or accept it with --insecure-act-as)"
    )


def sign_in(files: Sequence[Path]) -> Mapping[str, Any] | None:
    """Return how people sign in, from files of secrets of which the last counts; None if not.

    Errors: ValueError for a file that is there and cannot be read.
    """
    found = None
    for path in files:
        try:
            secrets = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise ValueError(f"{path}: it cannot be read: {error}") from None
        found = secrets.get("auth", found)
    return found
