"""What `import cmmn` offers, loaded when it is first asked for: it brings the store with it."""

from cmmn.api import Case, CaseEngine
from cmmn.attachments import Attached
from cmmn.case_text import event_words
from cmmn.clock import VirtualClock
from cmmn.commands import User
from cmmn.difference import Difference, FileChange, ItemChange, PeopleChange
from cmmn.drafts import Draft, FormKey
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
from cmmn.repository import Check, Checked, Deployed
from cmmn.sandbox import Sandbox
from cmmn.store.catalogue import ModelFilter, ModelRow
from cmmn.store.decision_metrics import DecisionCount, OutcomeBucket, Outcomes, RuleHits
from cmmn.store.definitions import Definition
from cmmn.store.metrics import Flow, ItemTime, Lateness, Percentiles, Reach
from cmmn.store.operations import IncidentRow, JobRow, Stats, TimerRow
from cmmn.store.queries import CaseFilter, CaseRow, FileTest, Page, TaskFilter, TaskRow, Total
from cmmn.store.scope import Scope
from cmmn.timeline import LINE_KINDS, Asked, DecisionLine, Line, Step, Timeline
from cmmn.views import CaseView, TaskView
from cmmn.worker import Handler, HandlerCall, RetryPolicy, Worker

__all__ = [
    "LINE_KINDS",
    "Asked",
    "Attached",
    "Case",
    "CaseEngine",
    "CaseFilter",
    "CaseRow",
    "CaseView",
    "Check",
    "Checked",
    "CommandRefused",
    "DecisionCount",
    "DecisionLine",
    "Definition",
    "Deployed",
    "DeploymentRefused",
    "Difference",
    "Draft",
    "FileChange",
    "FileTest",
    "Flow",
    "FormKey",
    "Handler",
    "HandlerCall",
    "IncidentRow",
    "ItemChange",
    "ItemTime",
    "JobRow",
    "Lateness",
    "Line",
    "ModelFilter",
    "ModelRow",
    "NotAuthorized",
    "NotCmmnError",
    "OutcomeBucket",
    "Outcomes",
    "Page",
    "PeopleChange",
    "Percentiles",
    "Reach",
    "RetryPolicy",
    "RuleHits",
    "Sandbox",
    "Scope",
    "State",
    "Stats",
    "Step",
    "StoreError",
    "TaskFilter",
    "TaskRow",
    "TaskView",
    "Timeline",
    "TimerRow",
    "Total",
    "Transition",
    "UnknownCaseError",
    "User",
    "VersionConflict",
    "VirtualClock",
    "Worker",
    "event_words",
]
