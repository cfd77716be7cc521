"""FEEL: an expression, the names it sees, what it gives and why; the built-in functions.

The one rule: what is typed here is evaluated under limits, is kept for this session only, and is
never in the address; that names an example at most.
"""

from functools import partial
from typing import Literal

from ruling_workbench import session
from ruling_workbench import widgets as ui
from ruling_workbench.desk import Desk
from ruling_workbench.language.feel_desk import Answer, Fault, answered
from ruling_workbench.language.feel_examples import FUNCTIONS, LANGUAGE, Example
from ruling_workbench.language.feel_functions import FunctionDoc, documented, found_functions

__all__ = ["show"]

_TEXT, _CONTEXT, _VALUE, _TESTS = "feel text", "feel context", "feel value", "feel tests"
_EXAMPLE, _PICKED, _SHOWN = "feel example", "feel example picked", "feel example shown"
_KEPT = "feel kept"
_MOST_FOUND = 100


def show(_desk: Desk) -> None:
    """Show the playground, and the functions beside it."""
    ui.title("FEEL")
    _follow_address()
    left, right = ui.columns([3, 2])
    with left:
        answer = _asked()
        _answered(answer)
    with right:
        _functions()


# --- examples -------------------------------------------------------------------------------------


def _example(name: str | None) -> Example | None:
    if name is None:
        return None
    return Example(FUNCTIONS[name]) if name in FUNCTIONS else LANGUAGE.get(name)


def _follow_address() -> None:
    """Begin with the example that the address names, or go on with what was typed before."""
    name = session.query().get("example")
    if name != session.get(_SHOWN) and _example(name) is not None:
        _offer(str(name))
    elif session.get(_SHOWN) is None:
        _offer(next(iter(LANGUAGE)))
    elif session.get(_TEXT) is None:  # another page was open, and the fields are new
        _put(session.get(_KEPT))


def _offer(name: str) -> None:
    """Begin with an example, and show it as the one that is chosen."""
    chosen = name if name in LANGUAGE else None
    session.put(_EXAMPLE, chosen)
    session.put(_PICKED, chosen)
    _begin_with(name)


def _put(typed: tuple[str, str, str, bool]) -> None:
    for key, value in zip((_TEXT, _CONTEXT, _VALUE, _TESTS), typed, strict=True):
        session.put(key, value)


def _begin_with(name: str) -> None:
    """Put an example where the reader types."""
    example = _example(name)
    if example is not None:
        _put((example.text, example.context, example.value, bool(example.value)))
        session.put(_SHOWN, name)


def _choose() -> None:
    """Show the examples there are; one that is chosen now is put where the reader types."""
    name = ui.choice("Example", list(LANGUAGE), key=_EXAMPLE, empty="begin with an example")
    if name != session.get(_PICKED):
        session.put(_PICKED, name)
        if name is not None:
            _begin_with(name)
            session.set_query({"example": name})


def _tried(name: str) -> None:
    _offer(name)
    session.set_query({"example": name})


# --- the playground -------------------------------------------------------------------------------


def _asked() -> Answer:
    """Show what is asked, and return what it gives."""
    beside, switched = ui.columns([3, 2], top=False)
    with beside:
        _choose()
    with switched:
        is_tests = ui.switch(
            "Unary tests",
            key=_TESTS,
            help_="Read the text as an input entry of a decision table does, and test a value",
        )
    label = "Unary tests" if is_tests else "Expression"
    text = ui.area(label, key=_TEXT, height=110, help_="Ctrl+Enter evaluates it")
    tested: str | None = None
    if is_tests:
        tested = ui.field("Input value ?", key=_VALUE, hint='a FEEL expression, such as 70 or "x"')
    context = ui.area(
        "Context",
        key=_CONTEXT,
        height=110,
        hint='names with values, as JSON or FEEL: {"rate": 0.2}',
    )
    session.put(_KEPT, (text, context, tested or "", is_tests))
    return answered(text, context, tested)


def _answered(answer: Answer) -> None:
    """Show a value with its type, what went wrong, and the tree of the text."""
    if answer.value is not None:
        ui.heading(f"Value of type {answer.type}", small=True)
        ui.code(answer.value)
    for fault in answer.faults:
        _fault(fault, "error")
    for fault in answer.warnings:
        _fault(fault, "warning")
    if answer.tree is not None:
        tree, written = ui.tabs(["Syntax tree", "As FEEL writes it"])
        with tree:
            ui.code(str(answer.tree), wraps=False)
        with written:
            ui.code(answer.printed)
    elif not answer.faults:
        ui.text("Type an expression, or begin with an example.")


def _fault(fault: Fault, tone: Literal["error", "warning"]) -> None:
    place = f"{fault.where}: " if fault.where else ""
    hint = f" Hint: {fault.hint}" if fault.hint else ""
    ui.banner(tone, f"{place}{fault.message}.{hint}")
    if fault.excerpt:
        ui.code(fault.excerpt, wraps=False)


# --- the functions --------------------------------------------------------------------------------


def _functions() -> None:
    """Show the built-in functions, and what is documented of the one that is chosen."""
    ui.heading("Built-in functions", small=True)
    words, kind = ui.columns([3, 2])
    with words:
        wanted = ui.field("Search", key="feel search", hint="a word of the name or the description")
    with kind:
        families = list(dict.fromkeys(each.family for each in documented()))
        family = ui.choice("Family", families, key="feel family", empty="all")
    found = found_functions(wanted, family)
    if not found:
        ui.text("No function has these words. Take one away to find more.")
        return
    ui.caption(f"{len(found)} of {len(documented())} functions")
    rows = [{"Function": each.name, "What it does": each.said} for each in found[:_MOST_FOUND]]
    at = ui.records(
        rows, key="feel functions", label="Built-in functions", selectable=True, height=320
    )
    is_named = len(found) == 1 or found[0].name == wanted.strip().casefold()
    shown = found[at] if at is not None else found[0] if is_named else None
    if shown is not None:
        _function(shown)
    else:
        ui.caption("Select a function to read about it.")


def _function(shown: FunctionDoc) -> None:
    with ui.container(border=True):
        ui.heading(shown.name, small=True)
        for signatures, said in shown.forms:
            ui.code(signatures)
            ui.text(said)
        example = FUNCTIONS.get(shown.name)
        if example is not None:
            ui.caption("Example")
            ui.code(example)
            ui.button("Try it", key=f"feel try {shown.name}", on_click=partial(_tried, shown.name))
