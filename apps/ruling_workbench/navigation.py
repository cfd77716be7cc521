"""The pages there are: a screen, its name, and what an address calls it.

The one rule: a screen that is not finished is not here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ruling_workbench.desk import Desk
from ruling_workbench.screens import (
    batch,
    case,
    cases,
    decide,
    feel,
    home,
    metrics,
    models,
    operations,
    tasks,
    what_if,
)

__all__ = ["SCREENS", "Screen"]


@dataclass(frozen=True, slots=True)
class Screen:
    """One page; `is_hidden` for what is reached from others only."""

    path: str  # what an address calls it
    title: str
    group: str
    show: Callable[[Desk], None]
    is_hidden: bool = False


SCREENS = (
    Screen("home", "Home", "", home.show),
    Screen("tasks", "Tasks", "Cases", tasks.show),
    Screen("cases", "Cases", "Cases", cases.show),
    Screen("case", "Case", "Cases", case.show, is_hidden=True),
    Screen("decide", "Decide", "Decisions", decide.show),
    Screen("what-if", "What if", "Decisions", what_if.show),
    Screen("batch", "Batch", "Decisions", batch.show),
    Screen("models", "Models", "Decisions", models.show),
    Screen("feel", "FEEL", "Decisions", feel.show),
    Screen("operations", "Operations", "Running", operations.show),
    Screen("metrics", "Metrics", "Running", metrics.show),
)
"""All pages, in the order they stand in the bar; the first is where one begins."""
