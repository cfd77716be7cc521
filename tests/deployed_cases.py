"""Models written in lines, as files to deploy, and every row of a store to compare."""

import case_text
import model_text
from sqlalchemy import select

from cmmn.store.tables import METADATA


def write(folder, text, name="m", **decisions):
    """Return a folder with a case model, and decision models by name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.cmmn").write_bytes(case_text.xml(text))
    for key, lines in decisions.items():
        write_decisions(folder, key, lines)
    return folder


def write_decisions(folder, key, lines):
    """Return the file of a decision model."""
    path = folder / f"{key}.dmn"
    path.write_bytes(model_text.xml(lines, key, f"urn:{key}"))
    return path


def rows(engine):
    """Return every row of every table, by table."""
    with engine.engine.store.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table)).all()))
            for table in METADATA.sorted_tables
        }
