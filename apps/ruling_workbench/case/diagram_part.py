"""The diagram of a case, coloured by state, and the list of its items beside it for the keyboard.

The one rule: the address says which item is chosen, whoever chose it and how.
"""

from collections.abc import Collection

from cmmn.model import Definitions
from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.case.address_choice import address_choice
from ruling_workbench.case.item_sheet import item_choices
from ruling_workbench.case.seat import Seat
from ruling_workbench.pictures.case_picture import case_scene
from ruling_workbench.pictures.picture import picture

__all__ = ["show_diagram"]


def show_diagram(
    seat: Seat, definitions: Definitions, version: int | None, changed: Collection[str]
) -> None:
    """Show the diagram; what is clicked becomes the item of the address."""
    view = seat.view
    chosen = session.query().get("item")
    scene = case_scene(definitions, view.plan, view.snapshot, changed=changed)
    clicked = picture(
        scene,
        key=f"diagram {view.snapshot.definition} {version}",
        label=f"Diagram of {view.plan.name}",
        selected=chosen,
    )
    if clicked is not None and clicked != chosen:
        _choose(seat, clicked)
        ui.rerun()
    address_choice("Item", item_choices(view), name="item", empty="choose an item")


def _choose(seat: Seat, node: str) -> None:
    """Show a node of the diagram: an item of the plan, or an item of the case file."""
    if node in seat.view.plan.items:
        session.set_query({"item": node})
        return
    path = next((each.path for each in seat.view.plan.file.values() if each.id == node), None)
    if path is not None:
        session.set_query({"tab": "File", "file": path})
