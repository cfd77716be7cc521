"""How cases go: how many, how long, how late, what was reached and what was decided.

The one rule: days, weeks and months are those of the engine's zone; everything is asked of the
projections, so an earlier release's cases count once their rows were made anew.
"""

from collections.abc import Iterable, Sequence

from cmmn.engine import Engine
from cmmn.errors import UnknownCaseError
from cmmn.lifecycle import Kind
from cmmn.periods import MOST, Bounds, bounds
from cmmn.store import Session, decision_metrics, metrics
from cmmn.store.decision_metrics import DecisionCount, Outcomes, RuleHits
from cmmn.store.instants import microseconds
from cmmn.store.metrics import Flow, ItemTime, Lateness, Percentiles, Reach
from cmmn.store.paging import Page
from cmmn.store.scope import Scope, count, first_case

__all__ = ["Metrics"]

_UNASKED = 60  # so many days, weeks or months where nobody says since when


class Metrics:
    """The measures of an engine's cases."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def flow(self, scope: Scope | None = None, step: str = "day") -> tuple[Flow, ...]:
        """Return how many cases were created, ended and open, by day, week or month."""
        scope = scope or Scope()
        with self._engine.store.reading() as session:
            return metrics.flow(session, scope, self._bounds(session, scope, step))

    def cycle_times(self, scope: Scope | None = None) -> Percentiles:
        """Return how long the cases took that ended in the time, in seconds."""
        with self._engine.store.reading() as session:
            return metrics.cycle_times(session, scope or Scope())

    def times(
        self, scope: Scope | None = None, kinds: Sequence[str] = (Kind.STAGE.value,)
    ) -> tuple[ItemTime, ...]:
        """Return how long the stages, or tasks of some kinds, took that ended in the time."""
        with self._engine.store.reading() as session:
            return metrics.times(session, scope or Scope(), kinds)

    def lateness(self, scope: Scope | None = None) -> tuple[Lateness, ...]:
        """Return how many of the tasks that were due in the time were late, or still are."""
        with self._engine.store.reading() as session:
            return metrics.lateness(session, scope or Scope(), self._engine.clock())

    def milestones(self, scope: Scope | None = None) -> tuple[Reach, ...]:
        """Return in how many of the cases created in the time each milestone was reached.

        Of one definition, also those that no case has reached.
        """
        scope = scope or Scope()
        with self._engine.store.reading() as session:
            found = metrics.milestones(session, scope)
            if scope.definition is None:
                return found
            cases = found[0].cases if found else count(session, scope)
            known = {each.item for each in found}
            return (*found, *self._unreached(session, scope, known, cases))

    def _unreached(
        self, session: Session, scope: Scope, known: Iterable[str], cases: int
    ) -> list[Reach]:
        try:
            row = self._engine.definition_in(session, scope.definition or "", scope.version)
        except UnknownCaseError:
            return []
        plan = self._engine.library.plan_for_new(session, row)
        return [
            Reach(row.key, item.id, item.name, cases, 0, 0.0, None)
            for item in plan.items.values()
            if item.kind is Kind.MILESTONE and item.id not in known
        ]

    def decisions(self, scope: Scope | None = None) -> tuple[DecisionCount, ...]:
        """Return which decisions were evaluated in the time, the commonest first."""
        with self._engine.store.reading() as session:
            return decision_metrics.decisions(session, scope or Scope())

    def outcomes(
        self,
        decision: str,
        model: str | None = None,
        scope: Scope | None = None,
        step: str = "day",
    ) -> Outcomes:
        """Return what a decision answered, by day, week or month."""
        scope = scope or Scope()
        with self._engine.store.reading() as session:
            found = self._bounds(session, scope, step)
            return decision_metrics.outcomes(session, decision, model, scope, found)

    def rule_hits(
        self,
        model: str | None = None,
        scope: Scope | None = None,
        *,
        limit: int = 200,
        offset: int = 0,
    ) -> Page[RuleHits]:
        """Return a page of the rules that matched in the time, the commonest first."""
        with self._engine.store.reading() as session:
            return decision_metrics.rule_hits(session, model, scope or Scope(), limit, offset)

    def _bounds(self, session: Session, scope: Scope, step: str) -> list[Bounds]:
        """Return the times to count by; none where there is no case."""
        now = microseconds(self._engine.clock())
        last = now if scope.until is None else min(now, microseconds(scope.until) - 1)
        if scope.since is not None:
            return bounds(microseconds(scope.since), last, step, self._engine.zone, MOST)
        first = first_case(session, scope)
        if first is None:
            return []
        return bounds(first, last, step, self._engine.zone, _UNASKED)
