"""A page with each text in each kind of element: run by Streamlit, texts come from a file.

The one rule: every element stands in a container whose key says its kind and the text's number.
"""

import json
import sys
from functools import partial
from pathlib import Path

import streamlit as st

from ruling_workbench.plain_text import plain


def form(label, key):
    """Show a form's button."""
    with st.form(key):
        st.form_submit_button(label)


MANY = {
    "caption": lambda label, _: st.caption(label),
    "button": lambda label, key: st.button(label, key=key),
    "header": lambda label, _: st.header(label, anchor=False),
}
FEW = {
    "title": lambda label, _: st.title(label, anchor=False),
    "subheader": lambda label, _: st.subheader(label, anchor=False),
    "error": lambda label, _: st.error(label),
    "warning": lambda label, _: st.warning(label),
    "info": lambda label, _: st.info(label),
    "success": lambda label, _: st.success(label),
    "metric": lambda label, _: st.metric(label, 1),
    "metric_value": lambda label, _: st.metric("m", label),
    "metric_delta": lambda label, _: st.metric("m", 1, delta_description=label),
    "tab": lambda label, _: st.tabs([label, "other"]),
    "expander": lambda label, _: st.expander(label).text("x"),
    "popover": lambda label, key: st.popover(label, key=key).text("x"),
    "radio": lambda label, key: st.radio("r", [label, "other"], key=key, captions=[label, ""]),
    "pills": lambda label, key: st.pills("p", [label], key=key),
    "segments": lambda label, key: st.segmented_control("s", [label], key=key),
    "text_input": lambda label, key: st.text_input(label, key=key),
    "text_area": lambda label, key: st.text_area(label, key=key),
    "number": lambda label, key: st.number_input(label, key=key),
    "selectbox": lambda label, key: st.selectbox(label, [1], key=key),
    "multiselect": lambda label, key: st.multiselect(label, [1], key=key),
    "slider": lambda label, key: st.slider(label, 0, 9, key=key),
    "stops": lambda label, key: st.select_slider("s", [label, "other"], key=key),
    "checkbox": lambda label, key: st.checkbox(label, key=key),
    "toggle": lambda label, key: st.toggle(label, key=key),
    "date": lambda label, key: st.date_input(label, key=key),
    "time": lambda label, key: st.time_input(label, key=key),
    "upload": lambda label, key: st.file_uploader(label, key=key),
    "download": lambda label, key: st.download_button(label, "x", key=key),
    "link": lambda label, _: st.page_link(st.session_state["page"], label=label),
    "menu": lambda label, key: st.menu_button(label, ["x"], key=key),
    "progress": lambda label, _: st.progress(0.5, label),
    "status": lambda label, _: st.status(label, state="complete"),
    "form": form,
}


def show_all(texts, kinds):
    """Show the texts in elements of each kind."""
    for kind, show in kinds.items():
        for number, text in enumerate(texts):
            with st.container(key=f"seen-{kind}-{number}"):
                show(plain(text), f"{kind}-{number}")


def show_over(text):
    """Show a text in what lies over the page, some of it when it is asked for."""
    label = plain(text)
    st.toast(label, duration="infinite")
    st.caption("with help", help=label)
    st.menu_button("choose", [label, "x"])
    if st.button("dialog"):
        st.dialog(label)(lambda: st.text("open"))()


def main():
    """Show the page that is asked for."""
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    pages = {
        "few": partial(show_all, given["few"], FEW),
        "many": partial(show_all, given["many"], MANY),
        "over": partial(show_over, given["few"][0]),
    }
    page = st.Page(pages[st.query_params["page"]], title="plain", url_path="plain", default=True)
    st.session_state["page"] = page
    st.navigation([page], position="hidden").run()


if __name__ == "__main__":  # as Streamlit runs it
    main()
