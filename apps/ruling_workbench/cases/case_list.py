"""The list of cases as data: what is asked for, in words of an address, and the rows.

The one rule: an address says what is listed and nothing else; what it says wrongly is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import tzinfo

from cmmn import CaseFilter, User
from cmmn.lifecycle import State
from cmmn.store.queries import CaseRow
from feel.temporal import DateTime, add, parse_duration
from ruling_workbench.address import case_address
from ruling_workbench.case.verbs import state_words
from ruling_workbench.lists.listing import Entry, Listing
from ruling_workbench.lists.outline import Cell
from ruling_workbench.present import age, counted, due, when

__all__ = [
    "AGES",
    "DUES",
    "MINE",
    "ORDERS",
    "PARAMETERS",
    "STATES_ASKED",
    "Asked",
    "case_rows",
    "of_address",
]

_OPEN = (State.ACTIVE, State.SUSPENDED, State.FAILED)
_OVER = (State.COMPLETED, State.TERMINATED, State.CLOSED)
STATES_ASKED: Mapping[str, str] = {
    "": "Open",
    "any": "Any state",
    **{each.value: each.value.capitalize() for each in (*_OPEN, *_OVER)},
}
"""States by what an address says, with their words; the first is what is listed at first."""

AGES: Mapping[str, str] = {
    "": "Opened at any time",
    "1": "Opened in the last day",
    "7": "Opened in the last 7 days",
    "30": "Opened in the last 30 days",
    "old": "Opened before that",
}
DUES: Mapping[str, str] = {
    "": "Due at any time",
    "late": "Something is late",
    "1": "Due within a day",
    "7": "Due within 7 days",
}
ORDERS: Mapping[str, str] = {"": "Newest first", "due": "Earliest due first"}
"""Ages, due dates and orders by what an address says, with their words."""

MINE = "mine"
"""What an address says for: this person holds some role."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases somebody asks for: each as an address says it, empty for all."""

    q: str = ""
    definition: str = ""
    state: str = ""
    due: str = ""
    milestone: str = ""
    assignee: str = ""
    role: str = ""
    age: str = ""
    incident: str = ""
    order: str = ""

    @property
    def more(self) -> int:
        """How many filters are set that do not stand in the first line."""
        return sum(map(bool, (self.milestone, self.assignee, self.role, self.age, self.incident)))

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out, but for what has ended."""
        return replace(self, order="") == Asked()

    def where(self, user: User, now: DateTime) -> CaseFilter:
        """Return what the engine is asked for."""
        mine = [user.name, *(f"group:{each}" for each in user.groups)]
        return CaseFilter(
            definition=self.definition or None,
            states=_states(self.state),
            milestone=self.milestone or None,
            created_from=_before(now, self.age) if self.age not in {"", "old"} else None,
            created_before=_before(now, "30") if self.age == "old" else None,
            principals=mine if self.role else None,
            role=self.role if self.role not in {"", MINE} else None,
            text=self.q.strip() or None,
            assignee=self.assignee.strip() or None,
            due_before=_after(now, self.due) if self.due not in {"", "late"} else None,
            overdue_at=now if self.due == "late" else None,
            has_incident=bool(self.incident),
            order=self.order or "newest",
        )


PARAMETERS = tuple(each.name for each in fields(Asked))
"""The parameters of an address of the list."""


def of_address(given: Mapping[str, str]) -> Asked:
    """Return what an address asks for; a word that nobody knows asks for nothing."""
    known = {"state": STATES_ASKED, "due": DUES, "age": AGES, "order": ORDERS}
    kept = {
        name: given.get(name, "")
        for name in PARAMETERS
        if given.get(name, "") in known.get(name, {given.get(name, "")})
    }
    return Asked(**kept)


def _states(asked: str) -> Sequence[str] | None:
    if asked == "any":
        return None
    if asked:
        return (asked,)
    return tuple(each.value for each in _OPEN)


def _before(now: DateTime, days: str) -> DateTime | None:
    return _at(now, f"-P{days}D")


def _after(now: DateTime, days: str) -> DateTime | None:
    return _at(now, f"P{days}D")


def _at(now: DateTime, duration: str) -> DateTime | None:
    found = add(now, parse_duration(duration))
    return found if isinstance(found, DateTime) else None


# --- rows -----------------------------------------------------------------------------------------


def case_rows(rows: Iterable[CaseRow], now: DateTime, zone: tzinfo) -> Listing:
    """Return cases as rows: which, of what, how it is, what is to do, until when, how old."""
    columns = ("Case", "Definition", "State", "To do", "Due", "Opened", "Updated")
    return Listing(columns, tuple(_entry(row, now, zone) for row in rows), end=4)


def _entry(row: CaseRow, now: DateTime, zone: tzinfo) -> Entry:
    said = "" if State(row.state) in _OVER else due(row.due, now)
    version = "" if row.definition_version is None else f" v{row.definition_version}"
    tasks = counted(row.open_tasks, "task") if row.open_tasks else ""
    return Entry(
        name=row.id,
        cells=(
            Cell(row.business_key or row.id, "", row.id),
            Cell(f"{row.name}{version}", "", row.definition),
            Cell(state_words(State(row.state)), row.state),
            Cell(tasks),
            Cell(said, "late" if said.endswith("late") else "", when(row.due, zone, now)),
            Cell(age(row.created, now), "named", when(row.created, zone, now)),
            Cell(age(row.updated, now), "named", when(row.updated, zone, now)),
        ),
        address=case_address(row.id),
    )
