"""Processes to be killed: forked, so that they start in milliseconds with everything imported.

A forked process says what it does through a pipe, a JSON list on each line, and never comes back
into the test: whatever it raises is said as a `fault`.
"""

import json
import os
import signal
import traceback


class Forked:
    """A process that does some work with a function to say things, until it ends or is killed."""

    def __init__(self, work):
        reader, writer = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(reader)
            _end_with(work, writer)
        os.close(writer)
        self._pipe = os.fdopen(reader, encoding="utf-8")
        self._lines = []

    def wait_for(self, word):
        """Wait until it says something that begins with a word, or has ended."""
        for line in iter(self._pipe.readline, ""):
            self._lines.append(line)
            if json.loads(line)[0] == word:
                return

    def kill(self):
        """End it at once, whatever it does."""
        os.kill(self.pid, signal.SIGKILL)

    def said(self):
        """Wait for the end and return all that was said; a half line is what a kill cut off."""
        with self._pipe:
            self._lines += self._pipe.readlines()
        os.waitpid(self.pid, 0)
        found = [json.loads(each) for each in self._lines if each.endswith("\n")]
        faults = [words[1] for words in found if words[0] == "fault"]
        assert not faults, faults[0]
        return found


def _end_with(work, writer):
    def say(*words):
        os.write(writer, f"{json.dumps(words)}\n".encode())

    try:
        work(say)
    except BaseException:  # noqa: BLE001 - it must not run on as a second copy of the test
        say("fault", traceback.format_exc())
    finally:
        os._exit(0)
