"""What `import cmmn` offers, loaded when it is first asked for: it brings the store with it."""

from cmmn.api import Case, CaseEngine, Deployed
from cmmn.case_text import event_words
from cmmn.clock import VirtualClock
from cmmn.commands import User
from cmmn.errors import (
    CommandRefused,
    DeploymentRefused,
    NotAuthorized,
    NotCmmnError,
    StoreError,
    UnknownCaseError,
    VersionConflict,
)
from cmmn.lifecycle import State, Transition
from cmmn.store.queries import CaseFilter, FileTest, TaskFilter
from cmmn.views import CaseView, TaskView
from cmmn.worker import Handler, HandlerCall, RetryPolicy, Worker

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
