"""How the tables came to be, step by step: run by Alembic when a store is opened.

Rule: a step that was released is never edited; a change is a further step.
"""
