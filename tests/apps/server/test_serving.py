"""Ports, and the worker beside the server: when it is started again, and when no more."""

import socket

import pytest

from ruling_workbench.server.serving import PAUSES, Beside, is_free, port_for


class Ended:
    """A process that ends when it is told to."""

    def __init__(self):
        self.returncode = None

    def poll(self):
        return self.returncode


@pytest.fixture
def listening():
    """Give a port that somebody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_that_somebody_listens_on_is_not_free(listening):
    assert not is_free("127.0.0.1", listening)


def test_a_port_that_was_asked_for_is_taken_or_refused(listening):
    free = port_for("127.0.0.1", None, listening)
    assert port_for("127.0.0.1", free, listening) == free
    assert port_for("127.0.0.1", listening, free) is None


def test_without_a_wish_it_is_the_usual_port_or_a_free_one(listening):
    free = port_for("127.0.0.1", None, listening)
    assert free not in {None, listening}
    assert port_for("127.0.0.1", None, free) == free


def test_an_address_that_this_machine_does_not_have_is_told():
    with pytest.raises(OSError, match="assign"):
        is_free("192.0.2.1", 8501)  # kept for documentation


# --- the worker -----------------------------------------------------------------------------------


class Watched:
    """A worker watched under a clock that the test moves."""

    def __init__(self):
        self.now, self.started, self.told = 0.0, [], []
        self.beside = Beside(self._begin, self.told.append, lambda: self.now)

    def _begin(self):
        self.started.append(Ended())
        return self.started[-1]

    def end_after(self, seconds):
        """Let it run for so long, end, and see that it has ended."""
        self.now += seconds
        self.started[-1].returncode = 3
        self.beside.look()

    def wait(self, seconds):
        """Look after so many seconds."""
        self.now += seconds
        self.beside.look()


def test_a_worker_is_started_once_and_left_alone():
    watched = Watched()
    for _ in range(5):
        watched.wait(100)
    assert len(watched.started) == 1
    assert watched.told == []


def test_a_worker_that_ended_is_started_again_after_a_pause():
    watched = Watched()
    watched.wait(0)
    watched.end_after(1)
    assert watched.told == ["the worker ended with code 3; it is started again in 1 s"]
    watched.wait(PAUSES[0] / 2)
    assert len(watched.started) == 1
    watched.wait(PAUSES[0] / 2)
    assert len(watched.started) == 2


def test_a_worker_that_keeps_ending_is_given_up_and_that_is_told():
    watched = Watched()
    watched.wait(0)
    for pause in PAUSES:
        watched.end_after(1)
        watched.wait(pause)
    assert len(watched.started) == len(PAUSES) + 1
    watched.end_after(1)
    watched.wait(10_000)
    assert len(watched.started) == len(PAUSES) + 1
    assert watched.told[-1] == "the worker ended again with code 3; without it no timer fires"


def test_a_worker_that_ran_for_long_is_new_again():
    watched = Watched()
    watched.wait(0)
    for _ in range(3 * len(PAUSES)):
        watched.end_after(60)
        watched.wait(PAUSES[0])
    assert len(watched.started) == 3 * len(PAUSES) + 1
