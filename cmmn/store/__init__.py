"""The store: event log, projections, definitions and jobs in one database.

Rule: what belongs together is written in one session, and is there as a whole or not at all.
"""

from cmmn.store.connection import Conflict, Session, Store

__all__ = ["Conflict", "Session", "Store"]
