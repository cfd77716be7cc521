"""The workbench without a browser: a page run by Streamlit's AppTest on a database of the test."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from cmmn import CaseEngine

SECONDS = 30


def _script(path, name, groups):
    """Show one screen to one person, with all pages known."""
    import streamlit as st  # noqa: PLC0415 - the script is run by itself

    from ruling_workbench import session  # noqa: PLC0415 - as above
    from ruling_workbench import widgets as ui  # noqa: PLC0415 - as above
    from ruling_workbench.acting.identity import Person  # noqa: PLC0415 - as above
    from ruling_workbench.application import pages_of  # noqa: PLC0415 - as above
    from ruling_workbench.desk import open_desk  # noqa: PLC0415 - as above
    from ruling_workbench.navigation import SCREENS  # noqa: PLC0415 - as above

    st.set_page_config(layout="wide")
    desk = open_desk(Person(name, groups))
    pages = pages_of(SCREENS)
    session.name_pages({screen.path: page for screen, page in pages.items()})
    # the pages have to be known to Streamlit before anything links to them
    st.navigation(list(pages.values()), position="hidden")
    ui.said()
    next(screen for screen in SCREENS if screen.path == path).show(desk)


def screen(path, *, name="alice", groups=("claims",), **query):
    """Return a page, not run yet, for a person; RULING_DB and RULING_FILES say on what."""
    app = AppTest.from_function(_script, args=(path, name, tuple(groups)), default_timeout=SECONDS)
    for key, value in query.items():
        app.query_params[key] = str(value)
    return app


def opened(path, **given):
    """Return a page that has run, without a fault."""
    return check(screen(path, **given).run())


def check(app):
    """Return a page that ran without a fault."""
    assert not app.exception, app.exception
    return app


def texts(app):
    """Return all that can be read on a page, as it was typed."""
    kinds = ("title", "header", "subheader", "caption", "text", "code", "markdown")
    banners = ("error", "warning", "info", "success")
    found = [each.value for kind in (*kinds, *banners) for each in getattr(app, kind)]
    labels = [each.label for each in app.button]
    return "\n".join(map(typed, [*found, *labels]))


def typed(text):
    """Return what somebody typed, from what `plain` made of it."""
    from ruling_workbench.plain_text import typed as undone  # noqa: PLC0415 - loaded with the app

    return undone(str(text))


def store(folder, *examples, url=None):
    """Return an engine on a database in a folder, with examples, and its address for RULING_DB."""
    url = url or f"sqlite:///{Path(folder) / 'cases.db'}"
    engine = CaseEngine(url)
    root = Path(__file__).parents[1] / "examples"
    for name in examples:
        engine.deploy(root / name)
    return engine, url
