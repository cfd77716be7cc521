"""Step 0002: what is measured of cases, forms that were begun, and columns that lists show.

Rule: as they were with that step; what they are today is in `tables.py`. What rows from before can
say in SQL is filled here; the rest is folded from the logs by who is asked to.
"""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Table, Text, text

revision = "0002"
down_revision = "0001"

_NEVER = 2**63 - 1

_TABLES = MetaData()

Table("case_log", _TABLES, Column("id", Text, primary_key=True))  # of step 0001; others point at it


def _case() -> Column[str]:
    return Column("case_id", Text, ForeignKey("case_log.id"), primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _instant(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _later_text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


_NEW = (
    Table(
        "case_model",
        _TABLES,
        _case(),
        Column("key", Text, primary_key=True),
        _text("sha256"),
        Index("case_by_model", "key", "sha256", "case_id"),
    ),
    Table(
        "duration",
        _TABLES,
        _case(),
        Column("instance", Text, primary_key=True),
        _text("item"),
        _text("name"),
        _text("kind"),
        _instant("started"),
        Column("ended", BigInteger),
        _instant("due"),
        Index("duration_by_end", "kind", "ended"),
        Index("duration_by_due", "due"),
    ),
    Table(
        "evaluation",
        _TABLES,
        _case(),
        Column("sequence", Integer, primary_key=True),
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
    ),
    Table(
        "rule_hit",
        _TABLES,
        _case(),
        Column("sequence", Integer, primary_key=True),
        Column("logic", Text, primary_key=True),
        Column("rule", Text, primary_key=True),
        _text("model"),
        _text("sha256"),
        Column("times", Integer, nullable=False),
        _instant("time"),
        Index("rule_hit_by_model", "model", "time"),
        Index("rule_hit_by_time", "time"),
    ),
    Table(
        "form_draft",
        _TABLES,
        Column("place", Text, primary_key=True),
        Column("version", Integer, primary_key=True),
        _text("person"),
        _text("case_id"),
        _text("form"),
        _text("command_id"),
        _text("payload"),
        Column("carried_from", Integer),
        _instant("created"),
        _instant("updated"),
        Index("draft_of_person", "person", "updated"),
        Index("draft_by_age", "updated"),
    ),
)

_COLUMNS: tuple[tuple[str, Column[str] | Column[int]], ...] = (
    ("case_instance", Column("due", BigInteger, nullable=False, server_default=str(_NEVER))),
    ("case_instance", Column("open_tasks", Integer, nullable=False, server_default="0")),
    ("case_instance", Column("projection", Integer, nullable=False, server_default="1")),
    ("timer", _later_text("item")),
    ("timer", _later_text("name")),
    ("incident", _later_text("name")),
    ("definition", _later_text("changed_by")),
    ("definition", Column("changed", BigInteger, nullable=False, server_default="0")),
)

_INDEXES = (
    ("case_by_due", "case_instance", ["due", "created", "id"]),
    ("case_by_end", "case_instance", ["ended"]),
    ("case_by_version", "case_instance", ["definition", "definition_version", "state"]),
    ("case_by_projection", "case_instance", ["projection", "id"]),
    ("timer_by_due", "timer", ["due", "case_id", "instance"]),
    ("attachment_by_type", "attachment", ["type", "id"]),
)

_FILLS = (
    """
    UPDATE case_instance SET
        due = COALESCE(
            (
                SELECT MIN(task.due) FROM task
                WHERE task.case_id = case_instance.id AND task.state IN ('enabled', 'active')
            ),
            9223372036854775807
        ),
        open_tasks = (
            SELECT COUNT(*) FROM task
            WHERE task.case_id = case_instance.id AND task.state IN ('enabled', 'active')
        )
    """,
    "UPDATE definition SET changed_by = deployed_by, changed = deployed_at",
    # an instance is its item, '#' and a number
    """
    UPDATE timer SET item = substr(
        rtrim(instance, '0123456789'), 1, length(rtrim(instance, '0123456789')) - 1
    )
    """,
)


def upgrade() -> None:
    """Make the tables, columns and indexes, and fill what can be filled."""
    _TABLES.create_all(op.get_bind(), tables=_NEW, checkfirst=False)
    for table, column in _COLUMNS:
        op.add_column(table, column)
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)
    for statement in _FILLS:
        op.execute(text(statement))
