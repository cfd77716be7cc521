"""A page with boxed expressions, and what was done to them: `?show=loan&of=Eligibility`."""

from pathlib import Path

import streamlit as st
from model_text import load
from plain_texts import NASTY

import dmn
from dmn.logic_paths import element_named
from dmn.table_draft import with_entries
from ruling_workbench.boxes.boxed import Marks, boxed_logic, evidence, turned
from ruling_workbench.boxes.boxed_view import boxed_view
from ruling_workbench.decide.cell_edits import edit_at
from ruling_workbench.decide.draft_edits import logic_of

ROOT = Path(__file__).parents[3]
PLAIN = """
    input n : number
    decision D (n) : string =
        U  | n : number in [0..100] || D : string in "low","high" default "low" || Note
        1  | < 10                   || "low"                                    || few
        2  | [10..20]               || "middle"                                 ||
        3  | > 20                   || "high"                                   || many
"""
APPLICANT = {
    "Name": "Marta Lindqvist",
    "Age": 41,
    "Employment Status": "Employed",
    "Months in Employment": 84,
    "Monthly": {"Income": 5000, "Expenses": 1900, "Repayments": 250},
    "Credit Score": 705,
    "Bankrupt": False,
    "Existing Customer": True,
    "Purpose": "Home",
    "Preferred Term": None,
}


def large():
    """Return a table of a thousand rules."""
    rows = "\n".join(
        f"  {number} | [{number}..{number + 1}) | - || {number % 7} || rule {number}"
        for number in range(1, 1001)
    )
    head = '  F | n : number | Region in "North","South" || Price : number || Note'
    return f"input n : number\ninput Region : string\ndecision D (n, Region) =\n{head}\n{rows}"


def nasty():
    """Return a model with a nasty text in every place there is."""
    text = NASTY[0].replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    literal = f"<literalExpression><text>{text}</text></literalExpression>"
    clause = f'<input label="{text}"><inputExpression typeRef="{text}"><text>{text}</text>'
    table = (
        f'<decisionTable outputLabel="{text}">{clause}</inputExpression><inputValues><text>{text}'
        f'</text></inputValues></input><output name="{text}" typeRef="{text}"/>'
        f'<annotation name="{text}"/><rule><description>{text}</description><inputEntry><text>'
        f"{text}</text></inputEntry><outputEntry><text>{text}</text></outputEntry>"
        f"<annotationEntry><text>{text}</text></annotationEntry></rule></decisionTable>"
    )
    logic = (
        f'<context><contextEntry><variable name="{text}" typeRef="{text}"/>{table}</contextEntry>'
        f'<contextEntry><variable name="r"/><relation><column name="{text}"/><row>{literal}</row>'
        f'</relation></contextEntry><contextEntry><variable name="i"/><invocation>{literal}'
        f'<binding><parameter name="{text}"/>{literal}</binding></invocation></contextEntry>'
        f"<contextEntry>{literal}</contextEntry></context>"
    )
    return load(f"decision D : number =\n  {logic}")


@st.cache_resource
def opened(name):
    """Return a model, and the inputs of the run that is shown."""
    if name == "loan":
        inputs = {"Applicant": APPLICANT, "Requested Amount": 250000}
        return dmn.load(ROOT / "examples/loan/loan.dmn"), inputs
    if name == "large":
        return load(large()), {"n": 777, "Region": "North"}
    return (nasty(), {}) if name == "nasty" else (load(PLAIN), {"n": 15})


def main():
    """Show the logic that the address names."""
    st.set_page_config(layout="wide")
    query = st.query_params
    model, inputs = opened(query.get("show", "plain"))
    trace = model.evaluate(inputs, trace=True).trace if "traced" in query else None
    for element in model.definitions.drg_elements:
        if element.name in query.get_all("of") and hasattr(element, "variable"):
            found = evidence(model, trace, hits=hits(model))
            shown(model.definitions, element, found, editable="edit" in query)


def hits(model):
    """Return made-up counts of hits, where they are asked for."""
    if "hits" not in st.query_params:
        return None
    paths = [each.path for each in model.compiled.texts.tables.values()]
    return {path: {1: 120, 2: 4311, 3: 17, 5: 980} for path in paths}


def shown(definitions, element, found, *, editable):
    """Show one element, and put an edit into it."""
    views = st.session_state.setdefault(f"views {element.name}", {})
    edits = st.session_state.setdefault(f"edits {element.name}", {})
    made = [edit_at(element.name, logic_of(element), *each) for each in edits.items()]
    element = element_named(with_entries(definitions, made).definitions, element.name)
    marks = Marks(edited=edits, notes={cell: "is no FEEL" for cell in edits if edits[cell] == "<<"})
    event = boxed_view(
        boxed_logic(element, found, views=views, marks=marks),
        key=f"box {element.name}",
        label=f"Logic of {element.name}",
        editable=editable,
    )
    if event is None:
        return
    if event.kind == "edit":
        edits[event.target] = event.text
        st.rerun()
    elif event.kind in ("page", "run"):
        st.session_state[f"views {element.name}"] = turned(views, event)
        st.rerun()
    st.text(f"chosen: {event.target}")


main()
