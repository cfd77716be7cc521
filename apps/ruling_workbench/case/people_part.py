"""Who holds which role of a case, given and taken.

The one rule: who may give a role is the engine's to say.
"""

from typing import Any

from cmmn.case_commands import CaseCommands
from ruling_workbench import widgets as ui
from ruling_workbench.case.orders import give
from ruling_workbench.case.people_rows import people_outline
from ruling_workbench.case.seat import Seat
from ruling_workbench.lists.outline_view import outline_view

__all__ = ["show_people"]


def show_people(seat: Seat) -> None:
    """Show the roles, and what gives and takes them."""
    roles = list(seat.view.roles)
    if not roles:
        ui.caption("This case has no roles: everybody may do everything in it.")
        return
    outline_view(people_outline(seat.view, seat.desk.user), key=f"{seat.key} people", label="Roles")
    if seat.is_past:
        return
    ui.caption("Whoever holds a role can give it to others, and take it back.")
    role_box, who_box, press = ui.columns([3, 4, 3], top=False)
    with role_box:
        role = ui.choice("Role", roles, key=f"{seat.key} role")
    with who_box:
        known = sorted({each for held in seat.view.roles.values() for each in held})
        who = ui.combo(
            "Person or group",
            known,
            key=f"{seat.key} principal",
            help_="The name of a person, or group: and the name of a group.",
            empty="a name, or group:claims",
        )
    with press, ui.container(flow=True, key=f"{seat.key} role buttons"):
        gives = ui.button("Give", key=f"{seat.key} give role", primary=True)
        takes = ui.button("Take", key=f"{seat.key} take role")
    if gives or takes:
        _change(seat, role or "", who.strip(), gives=gives)


def _change(seat: Seat, role: str, who: str, *, gives: bool) -> None:
    """Give or take a role."""
    if not who:
        ui.problem("Name a person, or a group as group: and its name.")
        return

    def do(driver: CaseCommands, **once: Any) -> None:
        change = driver.assign_role if gives else driver.unassign_role
        change(role, who, **once)

    give(seat, f"{'give' if gives else 'take'} {role} {who}", do)
    ui.rerun()
