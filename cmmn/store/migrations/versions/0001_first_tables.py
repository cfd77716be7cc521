"""Step 0001: the first tables.

Rule: as they were with that step; what they are today is in `tables.py`.
"""

from alembic import op
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

revision = "0001"
down_revision = None

_TABLES = MetaData()

_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up INTEGER only


def _case() -> Column[str]:
    return Column("case_id", Text, ForeignKey("case_log.id"), primary_key=True)


def _id() -> Column[int]:
    return Column("id", _NUMBER, primary_key=True, autoincrement=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _instant(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


# --- the log: never changed, except that a case's version counts up -------------------------------

Table(
    "case_log",
    _TABLES,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
)

Table(
    "event",
    _TABLES,
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

Table(
    "command",
    _TABLES,
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

Table(
    "snapshot",
    _TABLES,
    _case(),
    Column("version", Integer, nullable=False),
    _text("payload"),
)

# --- projections of the log -----------------------------------------------------------------------

Table(
    "case_instance",
    _TABLES,
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
    Index("case_by_age", "created", "id"),
    Index("case_by_definition", "definition", "created", "id"),
    Index("case_by_definition_and_state", "definition", "state", "created", "id"),
    Index("case_by_state", "state", "created", "id"),
    Index("case_by_key", "business_key", postgresql_using="hash"),  # as long as it likes to be
    Index("case_by_parent", "parent"),
)

Table(
    "task",
    _TABLES,
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

Table(
    "task_candidate",
    _TABLES,
    Column("relation", Text, primary_key=True),  # 'assigned', 'offered' or 'role'
    Column("principal", Text, primary_key=True),
    _instant("due"),
    _instant("created"),
    _case(),
    Column("instance", Text, primary_key=True),
    Index("candidate_in_order", "relation", "principal", "due", "created", "case_id", "instance"),
    Index("candidate_of_task", "case_id", "instance"),
)

Table(
    "case_role",
    _TABLES,
    _case(),
    Column("role", Text, primary_key=True),
    Column("principal", Text, primary_key=True),
    Index("role_by_principal", "principal", "role", "case_id"),
)

Table(
    "milestone",
    _TABLES,
    _case(),
    Column("instance", Text, primary_key=True),
    _text("item"),
    _text("name"),
    Column("number", Integer, nullable=False),
    _instant("reached"),
    Index("milestone_by_item", "item", "case_id"),
    Index("milestone_by_name", "name", "case_id"),
)

Table(
    "timer",
    _TABLES,
    _case(),
    Column("instance", Text, primary_key=True),
    _text("kind"),  # 'timer' of a listener, 'escalation' of a task that will be overdue
    _instant("due"),
    _instant("run_at"),  # when it may be taken: `due`, or the end of its lease
    Column("leased_by", Text),
    Column("attempts", Integer, nullable=False),
    Index("timer_by_time", "run_at"),
)

Table(
    "incident",
    _TABLES,
    _id(),
    Column("case_id", Text, ForeignKey("case_log.id"), nullable=False),
    _text("instance"),
    _text("item"),
    _text("code"),
    _text("message"),
    _instant("since"),
    Column("resolved", BigInteger),
    Index("incident_of_case", "case_id", "instance"),
    Index("incident_by_age", "resolved", "since"),
)

Table(
    "file_value",
    _TABLES,
    _case(),
    Column("path", Text, primary_key=True),
    Column("place", Integer, primary_key=True),  # 0, 1, ...: a path may have many values
    _text("kind"),
    _text("value"),
    Column("number", Double),
    Index("value_by_text", "path", "kind", "value", "case_id"),
    Index("value_by_number", "path", "kind", "number", "case_id"),
)

# --- work to be done by a worker ------------------------------------------------------------------

Table(
    "job",
    _TABLES,
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

Table(
    "definition",
    _TABLES,
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
    Index("definition_by_hash", "sha256"),
    Index("definition_of_deployment", "deployment"),
)

Table(
    "attachment",
    _TABLES,
    _id(),
    _text("kind"),
    _text("key"),
    _text("type"),
    _text("name"),
    _text("payload"),
    _instant("created"),
    Index("attachment_of_definition", "kind", "key", "type", "name"),
)


def upgrade() -> None:
    """Make the tables."""
    _TABLES.create_all(op.get_bind(), checkfirst=False)
