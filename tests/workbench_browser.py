"""The workbench in a real browser: servers to start, waiting until a page is still, screenshots.

A server has a process group of its own, which is ended whole; whatever a page loads, it is still
when Streamlit ran its script to the end and drew all of it.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SCREENSHOTS = ROOT / "out" / "screenshots"
PATIENCE = 60
"""So many seconds something may take that usually takes one: the machine may be busy."""

WATCHED = """(() => {
  const traffic = window.trafficOfTest = { sent: 0, received: 1, ran: 1 };
  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', () => { traffic.received = performance.now(); });
    }
    send(data) {
      traffic.sent = performance.now();
      super.send(data);
    }
  };
  new MutationObserver(changes => {
    if (changes.some(each => each.target.dataset.testScriptState !== 'notRunning')) {
      traffic.ran = performance.now();
    }
  }).observe(document, { subtree: true, attributeFilter: ['data-test-script-state'] });
})();"""
"""Notes in a page when it asked its server for something, was answered, and began to run again."""

# How much is drawn; nothing while Streamlit works, or has not done what it was asked for. Not all
# that is asked for makes it run, so after a second an answer is enough, and then patience.
_DRAWN = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const busy = '[data-stale="true"], [data-testid="stAppSkeleton"], [data-testid="stSkeleton"],'
    + '[data-testid="stSkeletonElement"], [data-testid="stSpinner"]';
  const { sent, received, ran } = window.trafficOfTest ?? { sent: 0, received: 1, ran: 1 };
  const since = performance.now() - sent;
  const is_still = app !== null
    && (ran > sent || (received > sent && since > 1000) || since > 3000)
    && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED'
    && app.querySelector(busy) === null;
  return is_still ? `${app.querySelectorAll('*').length} ${app.textContent.length}` : null;
}"""
_LOOKS = 5


@dataclass
class Server:
    """A server that was started, where it is reached, and what it says."""

    process: subprocess.Popen
    url: str
    log: Path

    def wait(self):
        """Wait until it answers; what it said is the reason if it ends before."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, f"it ended: {self.said()}"
            if answers(self.url):
                return self
            time.sleep(0.1)
        message = f"no answer from {self.url}: {self.said()}"
        raise AssertionError(message)

    def said(self):
        """Return what it printed up to now."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """End it with everything it started."""
        for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(patience)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self.process.wait(5)


def free_port():
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url):
    """Tell whether a Streamlit server is up."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310 - ours
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def start_script(script, folder, port=None, *options, environment=None):
    """Start a Streamlit script in a folder, and wait until it answers."""
    port = port or free_port()
    flags = {
        "server.headless": "true",
        "server.address": "127.0.0.1",
        "server.port": port,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    words = [f"--{name}={value}" for name, value in flags.items()]
    command = [sys.executable, "-m", "streamlit", "run", script, *words, *options]
    return _start(command, folder, port, environment)


def start_workbench(folder, database, *options, port=None, environment=None):
    """Start the command `workbench` on a database in a folder, and wait until it answers."""
    port = port or free_port()
    words = ["--db", database, "--port", port, *options]
    command = [Path(sys.executable).with_name("workbench"), *words]
    return _start(command, folder, port, environment)


def _start(command, folder, port, environment):
    log = folder / f"server-{port}.log"
    known = {name: value for name, value in os.environ.items() if not name.startswith("RULING_")}
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            [str(word) for word in command],
            cwd=folder,
            env={**known, "PYTHONUNBUFFERED": "1", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process, f"http://127.0.0.1:{port}", log)
    try:
        return server.wait()
    except BaseException:
        server.stop()
        raise


# --- pages ----------------------------------------------------------------------------------------


def open_page(page, url):
    """Open an address of the workbench and wait until it is still."""
    page.goto(url)
    wait_idle(page)
    return page


def wait_idle(page, seconds=PATIENCE):
    """Wait until a page is still: nothing runs or is stale, and as much is drawn as before."""
    until, before, same = time.monotonic() + seconds, None, 0
    while same < _LOOKS:
        drawn = page.evaluate(_DRAWN)
        same = same + 1 if drawn == before and drawn is not None else 0
        before = drawn
        assert time.monotonic() < until, f"the page is not still: {page.url}"
        page.wait_for_timeout(70)
    return page


def act_as(page, name, *groups):
    """Let a page begin as someone, as if the choice had been made in it before."""
    person = json.dumps(json.dumps({"name": name, "groups": groups}))
    page.add_init_script(
        "if (!sessionStorage.getItem('ruling.acting-as'))"
        f" sessionStorage.setItem('ruling.acting-as', {person});"
    )
    return page


def text_of(page):
    """Return the text a person sees in the page, without the sidebar; word joiners left out."""
    return page.get_by_test_id("stMain").inner_text().replace("\u2060", "")


def shot(page, name):
    """Write what is seen to `out/screenshots/`, which is not committed, and return the file."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.mouse.move(0, 0)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    return path
