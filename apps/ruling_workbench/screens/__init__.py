"""The pages of the workbench, one file each: `show(desk)`.

The one rule: a screen uses `widgets` and the components, never Streamlit, and works out nothing
that could be worked out without it.
"""
