"""Runs the steps on the connection that `upgrading.py` hands over, inside its transaction.

Rule: the lock and the commit are the caller's, so that two programs never migrate at once.
"""

from alembic import context

from cmmn.store.tables import METADATA


def _run() -> None:
    given = context.config.attributes
    context.configure(
        connection=given["connection"],
        target_metadata=METADATA,
        version_table=given["version_table"],
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "config"):  # only while Alembic runs it, not where a tool imports every file
    _run()
