"""The moments of a case that can be gone back to: after each command, and what they are called.

The one rule: a moment is a version of the log; what an address names is shown, or the case as it
is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from cmmn import Step
from feel.temporal import DateTime
from ruling_workbench.present import when

__all__ = ["Moment", "moments", "nearest", "version_of"]


@dataclass(frozen=True, slots=True)
class Moment:
    """The case after a command: its version then, when, by whom, and what was asked."""

    version: int
    when: DateTime
    who: str
    words: str

    def said(self, zone: tzinfo, now: DateTime) -> str:
        """Return it as a list to choose from shows it: `v5, 3 Nov 10:02, alice: ...`."""
        return f"v{self.version}, {when(self.when, zone, now)}, {self.who}: {self.words}"

    def short(self, zone: tzinfo, now: DateTime) -> str:
        """Return it as a slider shows it: `3 Nov 10:02 alice`."""
        return f"{when(self.when, zone, now)} {self.who}"


def moments(steps: Sequence[Step]) -> list[Moment]:
    """Return the moments after commands, in order; commands that led to nothing are none."""
    found: dict[int, Moment] = {}
    for step in steps:
        line = step.command
        found[step.last] = Moment(step.last, line.when, line.who, line.words)
    return [found[version] for version in sorted(found)]


def nearest(known: Sequence[Moment], version: int) -> Moment | None:
    """Return the last moment that is not after a version; the first where all are after it."""
    before = [each for each in known if each.version <= version]
    return before[-1] if before else known[0] if known else None


def version_of(text: str | None, newest: int) -> int | None:
    """Return the version that an address names. Null: it names none, or the newest there is."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    version = int(text)
    return version if 0 < version < newest else None
