"""The command as it runs: what it starts ends with it, and no file around it decides anything."""

import http.client
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from workbench_browser import PATIENCE, answers, open_page, text_of

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


def children(pid):
    """Return the processes that a process started, by what they do."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            words = (folder / "cmdline").read_text().split("\0")
        except (OSError, IndexError):
            continue  # no process, or one that has just ended
        if parent == pid and "ruling_workbench.server.child" in words:
            found[words[words.index("ruling_workbench.server.child") + 1]] = int(folder.name)
    return found


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_for(holds):
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)


@pytest.fixture
def running(start_workbench):
    """Give a workbench with its server and its worker."""
    server = start_workbench()
    wait_for(lambda: len(children(server.process.pid)) == 2)
    return server


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_whatever_ends_it_ends_its_server_and_its_worker(running, number):
    begun = children(running.process.pid)
    assert set(begun) == {"streamlit", "cmmn"}
    os.kill(running.process.pid, number)
    running.process.wait(PATIENCE)
    wait_for(lambda: not any(map(is_alive, begun.values())))
    assert not answers(running.url)
    assert running.process.returncode == (-9 if number == signal.SIGKILL else 0)
    assert "Traceback" not in running.said()


def test_it_ends_with_its_server_and_says_so(running):
    begun = children(running.process.pid)
    os.kill(begun["streamlit"], signal.SIGKILL)
    assert running.process.wait(PATIENCE) == 1
    assert "the server ended with code -9" in running.said()
    assert not is_alive(begun["cmmn"])


def test_a_worker_that_is_killed_is_started_again(running):
    killed = children(running.process.pid)["cmmn"]
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: children(running.process.pid).get("cmmn", killed) != killed)
    assert "the worker ended with code -9; it is started again in 1 s" in running.said()


def test_without_a_worker_there_is_none(start_workbench, page):
    server = start_workbench("--no-worker")
    open_page(page, server.url)
    assert set(children(server.process.pid)) == {"streamlit"}


def test_a_folder_with_settings_of_its_own_decides_nothing(start_workbench, page, tmp_path):
    folder = tmp_path / ".streamlit"
    folder.mkdir()
    (folder / "config.toml").write_text(
        '[server]\naddress = "0.0.0.0"\nport = 1\nbaseUrlPath = "a"\nenableCORS = false\n'
        'enableXsrfProtection = false\n[client]\ntoolbarMode = "developer"\n'
        "[browser]\ngatherUsageStats = true\n",
        encoding="utf-8",
    )
    (tmp_path / "streamlit.py").write_text("raise SystemExit(7)", encoding="utf-8")
    server = start_workbench()
    left = []
    page.on("request", lambda request: left.append(request.url))
    open_page(page, server.url)
    assert text_of(page)
    assert [url for url in left if not url.startswith((server.url, "data:", "blob:"))] == []


def answer_to(url, host, origin):
    """Return how a server answers a page that would talk to it."""
    port = int(url.rsplit(":", 1)[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {
        "Host": f"{host}:{port}",
        "Origin": f"http://{origin}:{port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    connection.request("GET", "/_stcore/stream", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_page_of_a_stranger_gets_no_answer(start_workbench):
    url = start_workbench("--no-worker").url
    here, stranger = "127.0.0.1", "stranger.example"
    assert answer_to(url, here, here) == 101
    assert answer_to(url, here, stranger) == 403
    assert answer_to(url, stranger, stranger) == 403  # a name that was made to lead here
