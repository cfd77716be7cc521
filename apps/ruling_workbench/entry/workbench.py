"""What Streamlit runs: the application, and nothing of its own."""

from ruling_workbench.application import run

run()
