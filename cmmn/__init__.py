"""Cases: CMMN 1.0 and 1.1 models, run, kept and explained.

Everything is loaded when it is first asked for: the store brings SQLAlchemy with it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cmmn.public import (
        Case,
        CaseEngine,
        CaseFilter,
        CaseView,
        CommandRefused,
        Deployed,
        DeploymentRefused,
        FileTest,
        Handler,
        HandlerCall,
        NotAuthorized,
        NotCmmnError,
        RetryPolicy,
        State,
        StoreError,
        TaskFilter,
        TaskView,
        Transition,
        UnknownCaseError,
        User,
        VersionConflict,
        VirtualClock,
        Worker,
        event_words,
    )

__all__ = [
    "Case",
    "CaseEngine",
    "CaseFilter",
    "CaseView",
    "CommandRefused",
    "Deployed",
    "DeploymentRefused",
    "FileTest",
    "Handler",
    "HandlerCall",
    "NotAuthorized",
    "NotCmmnError",
    "RetryPolicy",
    "State",
    "StoreError",
    "TaskFilter",
    "TaskView",
    "Transition",
    "UnknownCaseError",
    "User",
    "VersionConflict",
    "VirtualClock",
    "Worker",
    "event_words",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from cmmn import public  # noqa: PLC0415 - it brings the store with it

        return getattr(public, name)
    message = f"module 'cmmn' has no attribute '{name}'"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return __all__
