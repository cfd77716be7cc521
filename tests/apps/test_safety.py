"""Who may call Streamlit, and with what: held by looking at the sources."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "apps" / "ruling_workbench"
FILES = {path.relative_to(ROOT).as_posix(): path for path in sorted(ROOT.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}

# what reaches Streamlit: its elements, its session, its pages, its sign-in, and our components
SHELL = {
    "application.py",
    "boxes/boxed_view.py",
    "server/child.py",
    "desk.py",
    "lists/facts_view.py",
    "frame.py",
    "acting/identity.py",
    "lists/listing_view.py",
    "lists/outline_view.py",
    "pictures/picture.py",
    "acting/remembered.py",
    "session.py",
    "widgets/act.py",
    "widgets/enter.py",
    "widgets/lists.py",
    "widgets/place.py",
    "widgets/read.py",
}
MARKDOWN = {"write", "markdown", "html", "latex", "write_stream", "magic", "iframe", "json"}
PLAIN_ALREADY = {"text", "code"}  # elements that render no Markdown
LABELLED = {"label", "help", "placeholder", "body", "options"}


def streamlit_calls(tree):
    """Give every call of Streamlit: its name and the call."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        parts = []
        while isinstance(function, ast.Attribute):
            parts.append(function.attr)
            function = function.value
        if isinstance(function, ast.Name) and function.id == "st" and parts:
            yield parts[0], node


def imports_streamlit(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        if any(name.split(".")[0] == "streamlit" for name in names):
            return True
    return False


@pytest.mark.parametrize("name", sorted(FILES))
def test_streamlit_is_reached_by_the_shell_only(name):
    assert imports_streamlit(TREES[name]) == (name in SHELL)


def test_every_file_of_the_shell_is_there():
    assert set(FILES) >= SHELL


@pytest.mark.parametrize("name", sorted(FILES))
def test_nothing_renders_markdown_or_html_of_its_own(name):
    tree = TREES[name]
    called = {
        function
        for function, call in streamlit_calls(tree)
        if not (function == "markdown" and call.args and is_in_red(call.args[0]))
    }
    assert called & MARKDOWN == set()
    keywords = {
        each.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for each in node.keywords
    }
    assert keywords & {"unsafe_allow_html", "unsafe_allow_javascript"} == set()


def is_in_red(node):
    """Tell whether a text is what `in_red` made plain: captions would be too pale for it."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "in_red"


def is_plain(node):
    """Tell whether a text given to Streamlit is a constant, or what `plain` made of one."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.IfExp):
        return is_plain(node.body) and is_plain(node.orelse)
    if isinstance(node, ast.BoolOp):
        return all(map(is_plain, node.values))
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        return is_plain(node.elt)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"plain", "tooltip"} or (
            node.func.id == "list" and is_plain(node.args[0])
        )
    return False


LABELS_FIRST = {
    "title", "header", "subheader", "caption", "toast", "metric", "expander", "popover", "spinner",
    "dialog", "button", "form_submit_button", "menu_button", "download_button", "file_uploader",
    "selectbox", "multiselect", "segmented_control", "pills", "radio", "text_input", "text_area",
    "number_input", "slider", "select_slider", "checkbox", "toggle", "date_input", "time_input",
    "datetime_input", "tabs", "error", "warning", "info", "success", "progress_text", "badge",
    "link_button",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SHELL))
def test_every_label_passes_plain(name):
    wrong = []
    for function, call in streamlit_calls(TREES[name]):
        given = [each.value for each in call.keywords if each.arg in {"help", "label"}]
        if function in LABELS_FIRST and call.args:
            given.append(call.args[0])
        if function == "progress":
            given += call.args[1:2]
        wrong += [(function, ast.unparse(each)) for each in given if not is_plain(each)]
    assert wrong == []


def test_the_test_of_labels_can_fail():
    tree = ast.parse("st.button(name)\nst.caption(f'{x}')\nst.tabs([plain(a) for a in b])")
    calls = list(streamlit_calls(tree))
    assert [is_plain(call.args[0]) for _, call in calls] == [False, False, True]
