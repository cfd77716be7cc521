"""How far a run is, in a line."""

import pytest

from ruling_workbench.batch.one_run import said_progress
from ruling_workbench.batch.run_record import Progress, RunState, Status

HALF = Progress(54_000, 0.543, 13_400, 12.4, is_done=False)


@pytest.mark.parametrize(
    ("state", "progress", "expected"),
    [
        pytest.param("starting", None, "○ starting", id="nothing said yet"),
        pytest.param(
            "running",
            Progress(0, 0.0, 0, None, is_done=False),
            "● running · 0 rows · 0%",
            id="begun",
        ),
        pytest.param(
            "running",
            HALF,
            "● running · 54,000 rows · 54% · 13,400 rows/s · about 12 s left",
            id="half",
        ),
        pytest.param(
            "running",
            Progress(1, None, 9, None, is_done=False),
            "● running · 1 row · 9 rows/s",
            id="no end in sight",
        ),
        pytest.param(
            "cancelling",
            HALF,
            "● cancelling · 54,000 rows · 54% · 13,400 rows/s · about 12 s left",
            id="being cancelled",
        ),
    ],
)
def test_it_says_what_is_known(state, progress, expected):
    assert said_progress(Status(RunState(state), progress)) == expected
