"""The tables of the store: the log is the truth, the rest of a case is a projection of it.

Rule: instants are microseconds (`instants.py`), payloads are JSON text, and every column that a
query searches by has an index. A change here needs a migration; a test compares the two.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from cmmn.store.instants import NEVER

__all__ = [
    "METADATA",
    "attachment",
    "case_instance",
    "case_log",
    "case_model",
    "case_role",
    "command",
    "definition",
    "duration",
    "evaluation",
    "event",
    "file_value",
    "form_draft",
    "incident",
    "job",
    "milestone",
    "rule_hit",
    "snapshot",
    "task",
    "task_candidate",
    "timer",
]

METADATA = MetaData()
"""All tables."""

_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up INTEGER only


def _case() -> Column[str]:
    return Column("case_id", Text, ForeignKey("case_log.id"), primary_key=True)


def _id() -> Column[int]:
    return Column("id", _NUMBER, primary_key=True, autoincrement=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _instant(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _later_text(name: str) -> Column[str]:
    """Return a column that came later; rows from before have nothing in it."""
    return Column(name, Text, nullable=False, server_default="")


# --- the log: never changed, except that a case's version counts up -------------------------------

case_log = Table(
    "case_log",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
)

event = Table(
    "event",
    METADATA,
    _case(),
    Column("sequence", Integer, primary_key=True),
    _text("kind"),
    Column("schema", Integer, nullable=False),
    _text("time"),
    _text("by"),
    _text("command"),
    Column("cause", Integer),
    _text("payload"),
)

command = Table(
    "command",
    METADATA,
    _id(),
    Column("case_id", Text, ForeignKey("case_log.id"), nullable=False),
    Column("first", Integer, nullable=False),  # of its events; after `last` where there are none
    Column("last", Integer, nullable=False),
    _text("name"),
    _text("payload"),
    _text("time"),
    _text("by"),
    Column("command_id", Text),
    Column("creation_id", Text),  # the command id of one that created a case
    _text("result"),
    Index("command_of_case", "case_id", "first"),
    Index("command_once", "case_id", "command_id", unique=True),
    Index("creation_once", "creation_id", unique=True),
)

snapshot = Table(
    "snapshot",
    METADATA,
    _case(),
    Column("version", Integer, nullable=False),
    _text("payload"),
)

# --- projections of the log -----------------------------------------------------------------------

case_instance = Table(
    "case_instance",
    METADATA,
    Column("id", Text, ForeignKey("case_log.id"), primary_key=True),
    _text("definition"),
    Column("definition_version", Integer),
    _text("sha256"),
    _text("name"),
    _text("state"),
    Column("business_key", Text),
    Column("version", Integer, nullable=False),
    _instant("created"),
    _instant("updated"),
    Column("ended", BigInteger),
    Column("parent", Text),
    _text("words"),  # what a search for any text looks at, in one case
    # of its tasks at hand: when the first is due, NEVER where none is; and how many there are
    Column("due", BigInteger, nullable=False, server_default=str(NEVER)),
    Column("open_tasks", Integer, nullable=False, server_default="0"),
    # the step whose rows it has; one of an earlier step lacks those that came later
    Column("projection", Integer, nullable=False, server_default="1"),
    Index("case_by_age", "created", "id"),
    Index("case_by_definition", "definition", "created", "id"),
    Index("case_by_definition_and_state", "definition", "state", "created", "id"),
    Index("case_by_state", "state", "created", "id"),
    Index("case_by_key", "business_key", postgresql_using="hash"),  # as long as it likes to be
    Index("case_by_parent", "parent"),
    Index("case_by_due", "due", "created", "id"),
    Index("case_by_end", "ended"),
    Index("case_by_version", "definition", "definition_version", "state"),
    Index("case_by_projection", "projection", "id"),
)

task = Table(
    "task",
    METADATA,
    _case(),
    Column("instance", Text, primary_key=True),
    _text("item"),
    _text("name"),
    _text("kind"),
    _text("state"),
    Column("assignee", Text),
    Column("owner", Text),
    _instant("due"),  # NEVER where there is none, as in follow_up
    _instant("follow_up"),
    Column("priority", BigInteger),
    _instant("created"),
    Column("escalated", Integer, nullable=False),
    Index("task_by_due", "due", "created", "case_id", "instance"),
)

task_candidate = Table(
    "task_candidate",
    METADATA,
    Column("relation", Text, primary_key=True),  # 'assigned', 'offered' or 'role'
    Column("principal", Text, primary_key=True),
    _instant("due"),
    _instant("created"),
    _case(),
    Column("instance", Text, primary_key=True),
    Index("candidate_in_order", "relation", "principal", "due", "created", "case_id", "instance"),
    Index("candidate_of_task", "case_id", "instance"),
)

case_role = Table(
    "case_role",
    METADATA,
    _case(),
    Column("role", Text, primary_key=True),
    Column("principal", Text, primary_key=True),
    Index("role_by_principal", "principal", "role", "case_id"),
)

milestone = Table(
    "milestone",
    METADATA,
    _case(),
    Column("instance", Text, primary_key=True),
    _text("item"),
    _text("name"),
    Column("number", Integer, nullable=False),
    _instant("reached"),
    Index("milestone_by_item", "item", "case_id"),
    Index("milestone_by_name", "name", "case_id"),
)

timer = Table(
    "timer",
    METADATA,
    _case(),
    Column("instance", Text, primary_key=True),
    _text("kind"),  # 'timer' of a listener, 'escalation' of a task that will be overdue
    _instant("due"),
    _instant("run_at"),  # when it may be taken: `due`, or the end of its lease
    Column("leased_by", Text),
    Column("attempts", Integer, nullable=False),
    _later_text("item"),
    _later_text("name"),
    Index("timer_by_time", "run_at"),
    Index("timer_by_due", "due", "case_id", "instance"),
)

incident = Table(
    "incident",
    METADATA,
    _id(),
    Column("case_id", Text, ForeignKey("case_log.id"), nullable=False),
    _text("instance"),
    _text("item"),
    _text("code"),
    _text("message"),
    _instant("since"),
    Column("resolved", BigInteger),
    _later_text("name"),
    Index("incident_of_case", "case_id", "instance"),
    Index("incident_by_age", "resolved", "since"),
)

file_value = Table(
    "file_value",
    METADATA,
    _case(),
    Column("path", Text, primary_key=True),
    Column("place", Integer, primary_key=True),  # 0, 1, ...: a path may have many values
    _text("kind"),
    _text("value"),
    Column("number", Double),
    Index("value_by_text", "path", "kind", "value", "case_id"),
    Index("value_by_number", "path", "kind", "number", "case_id"),
)

# --- projections that are measured: written from the events, not from the state ------------------

case_model = Table(
    "case_model",
    METADATA,
    _case(),
    Column("key", Text, primary_key=True),  # of a decision model the case is bound to
    _text("sha256"),
    Index("case_by_model", "key", "sha256", "case_id"),
)

duration = Table(
    "duration",
    METADATA,
    _case(),
    Column("instance", Text, primary_key=True),  # of a stage or a task that has begun
    _text("item"),
    _text("name"),
    _text("kind"),
    _instant("started"),
    Column("ended", BigInteger),
    _instant("due"),  # NEVER where there is none
    Index("duration_by_end", "kind", "ended"),
    Index("duration_by_due", "due"),
)

evaluation = Table(
    "evaluation",
    METADATA,
    _case(),
    Column("sequence", Integer, primary_key=True),  # of the event
    _text("instance"),
    _text("item"),
    _text("name"),
    _text("model"),
    _text("sha256"),
    _text("decision"),
    _text("outcome"),
    _instant("time"),
    Index("evaluation_by_decision", "decision", "time"),
    Index("evaluation_by_time", "time"),
)

rule_hit = Table(
    "rule_hit",
    METADATA,
    _case(),
    Column("sequence", Integer, primary_key=True),
    Column("logic", Text, primary_key=True),  # the decision or function the table is the logic of
    Column("rule", Text, primary_key=True),
    _text("model"),
    _text("sha256"),
    Column("times", Integer, nullable=False),
    _instant("time"),
    Index("rule_hit_by_model", "model", "time"),
    Index("rule_hit_by_time", "time"),
)

# --- work to be done by a worker ------------------------------------------------------------------

job = Table(
    "job",
    METADATA,
    _id(),
    _text("kind"),
    Column("case_id", Text, ForeignKey("case_log.id"), nullable=False),
    _text("instance"),
    _text("handler"),
    _text("payload"),
    _text("state"),
    Column("attempts", Integer, nullable=False),
    _instant("run_at"),  # when it may be taken; while leased, the end of the lease
    Column("leased_by", Text),
    _text("error"),
    _instant("created"),
    Index("job_of_case", "case_id", "instance"),
    Index("job_by_state", "state", "created"),
    Index(
        "job_by_time",
        "run_at",
        sqlite_where=text("state IN ('waiting', 'leased')"),
        postgresql_where=text("state IN ('waiting', 'leased')"),
    ),
)

# --- definitions and what belongs to them ---------------------------------------------------------

definition = Table(
    "definition",
    METADATA,
    Column("kind", Text, primary_key=True),  # 'cmmn' or 'dmn'
    Column("key", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    _text("sha256"),
    _text("name"),
    _text("owner"),
    _text("deployment"),
    _text("deployed_by"),
    _instant("deployed_at"),
    _text("state"),
    _text("file_name"),
    Column("content", LargeBinary, nullable=False),
    _later_text("changed_by"),  # who gave it its state, and when
    Column("changed", BigInteger, nullable=False, server_default="0"),
    Index("definition_by_hash", "sha256"),
    Index("definition_of_deployment", "deployment"),
)

attachment = Table(
    "attachment",
    METADATA,
    _id(),
    _text("kind"),
    _text("key"),
    _text("type"),
    _text("name"),
    _text("payload"),
    _instant("created"),
    Index("attachment_of_definition", "kind", "key", "type", "name"),
    Index("attachment_by_type", "type", "id"),
)

# --- what people have begun -----------------------------------------------------------------------

form_draft = Table(
    "form_draft",
    METADATA,
    Column("place", Text, primary_key=True),  # the hash of person, case and form: names may be long
    Column("version", Integer, primary_key=True),
    _text("person"),
    _text("case_id"),  # empty for a form that belongs to no case
    _text("form"),
    _text("command_id"),
    _text("payload"),
    Column("carried_from", Integer),
    _instant("created"),
    _instant("updated"),
    Index("draft_of_person", "person", "updated"),
    Index("draft_by_age", "updated"),
)
