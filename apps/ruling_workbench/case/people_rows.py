"""Who holds which role of a case, as rows.

The one rule: every role of the plan is there, also one that nobody holds.
"""

from cmmn import CaseView, User
from ruling_workbench.lists.outline import Outline, Row, cell

__all__ = ["people_outline"]


def people_outline(view: CaseView, user: User) -> Outline:
    """Return the roles with those who hold them."""
    mine = {user.name, *(f"group:{each}" for each in user.groups)}
    rows = [
        Row(
            (
                cell(role, "strong"),
                cell(
                    ", ".join(map(_principal, held)) or "nobody",
                    "" if held else "quiet",
                ),
                cell("you hold it" if mine & set(held) else ""),
            )
        )
        for role, held in view.roles.items()
    ]
    return Outline(("Role", "Held by", ""), tuple(rows), wide=1)


def _principal(name: str) -> str:
    return f"everyone in {name.removeprefix('group:')}" if name.startswith("group:") else name
