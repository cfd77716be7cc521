"""The filters of a list, kept in the address: to be sent to a colleague, and come back to.

The one rule: the address and the widgets show the same; where an address was followed, the widgets
begin with it.
"""

from collections.abc import Iterable, Mapping

from ruling_workbench import session

__all__ = ["asked", "settle"]


def asked(key: str, names: Iterable[str]) -> dict[str, str]:
    """Return what the address asks for; the keys of the widgets begin with `{key} filter`.

    They are forgotten where somebody followed another address than the page itself has set.
    """
    found = {name: session.query().get(name, "") for name in names}
    if session.get(f"{key} settled") != found:
        session.forget(f"{key} filter")
        session.put(f"{key} settled", found)
    return found


def settle(key: str, chosen: Mapping[str, str | None]) -> None:
    """Let the address show what the widgets have."""
    session.put(f"{key} settled", {name: each or "" for name, each in chosen.items()})
    session.set_query(dict(chosen))
