"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Rounds, cases and commands in each; events of a long case; cases in the store, and made."""

    rounds: int
    cases: int
    commands: int
    events: int
    crowd: int
    made: int
    has_goals: bool = True


FULL = Size(rounds=9, cases=10, commands=20, events=1_000, crowd=100_000, made=1_000)
QUICK = Size(rounds=3, cases=2, commands=5, events=100, crowd=1_000, made=50, has_goals=False)
