"""A process is known by its number and its birth."""

import os
import subprocess
import sys

import pytest

from ruling_workbench.batch import processes
from ruling_workbench.batch.processes import ask_to_end, born, is_alive, kill

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def sleeping():
    process = subprocess.Popen(SLEEP, start_new_session=True)  # noqa: S603 - our own
    yield process
    process.kill()
    process.wait()


def test_a_process_is_alive_until_it_ends(sleeping):
    birth = born(sleeping.pid)
    assert is_alive(sleeping.pid, birth)
    ask_to_end(sleeping.pid, birth)
    assert sleeping.wait(10) != 0
    assert not is_alive(sleeping.pid, birth)
    assert born(sleeping.pid) is None


def test_one_that_ended_is_dead_though_nobody_waited_for_it(sleeping):
    birth = born(sleeping.pid)
    kill(sleeping.pid, birth)
    os.waitid(os.P_PID, sleeping.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(sleeping.pid, birth)


def test_another_of_the_same_number_is_left_alone(sleeping):
    kill(sleeping.pid, "another birth")
    kill(sleeping.pid, "")
    assert sleeping.poll() is None
    assert not is_alive(sleeping.pid, "another birth")


@pytest.mark.parametrize("pid", [0, -1, 2**30])
def test_a_number_that_nobody_has_is_nobody(pid):
    assert not is_alive(pid, "boot 1")
    assert born(2**30) is None


def test_the_system_s_list_tells_the_same_where_there_is_no_proc(sleeping, monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "_BOOT", tmp_path / "none")
    birth = born(sleeping.pid)
    assert birth
    assert is_alive(sleeping.pid, birth)
    assert born(2**30) is None
    sleeping.kill()
    os.waitid(os.P_PID, sleeping.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(sleeping.pid, birth)
