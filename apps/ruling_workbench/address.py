"""Addresses to send to a colleague: of a model, a decision, a case, a task, a moment.

The one rule: an address names what is shown and nothing else; it carries no secret, no value that
somebody typed, and grants nothing.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

__all__ = ["Address", "case_address", "model_address", "screen_address", "task_address"]


@dataclass(frozen=True, slots=True)
class Address:
    """A screen, and the parameters that say what it shows."""

    screen: str
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Return it as the browser shows it, from the root of the application."""
        return f"/{self.screen}" + (f"?{urlencode(self.parameters)}" if self.parameters else "")


def screen_address(screen: str, **parameters: str | int | None) -> Address:
    """Return the address of a screen; parameters without a value are left out."""
    given = tuple((name, str(value)) for name, value in parameters.items() if value is not None)
    return Address(screen, given)


def case_address(case_id: str, *, version: int | None = None, item: str | None = None) -> Address:
    """Return the address of a case, as it was after so many events, or of an item in it."""
    return screen_address("case", id=case_id, version=version, item=item)


def task_address(case_id: str, instance: str) -> Address:
    """Return the address of a task of a case."""
    return screen_address("tasks", case=case_id, task=instance)


def model_address(
    key: str, *, version: int | None = None, decision: str | None = None, screen: str = "decide"
) -> Address:
    """Return the address of a decision model, and of a decision in it."""
    return screen_address(screen, model=key, version=version, decision=decision)
