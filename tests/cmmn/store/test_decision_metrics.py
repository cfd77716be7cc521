"""Decisions in cases are counted by outcome and by rule."""

import pytest
from sqlalchemy import insert
from stored_cases import T0, StoredCase, at, begun

from cmmn import events as e
from cmmn.periods import Bounds
from cmmn.store import decision_metrics, tables
from cmmn.store.decision_metrics import DecisionCount, RuleHits
from cmmn.store.instants import microseconds
from cmmn.store.scope import Scope

HOURS = [Bounds(microseconds(at(60 * each)), microseconds(at(60 * each + 60))) for each in range(2)]


def read(store, function, *arguments):
    with store.reading() as session:
        return function(session, *arguments)


def answer(outcome, rules=None, model="severity", decision="Severity", sha256="s2"):
    return e.DecisionEvaluated("pay#1", model, sha256, decision, {}, {"x": outcome}, rules or {})


@pytest.fixture
def answered(store):
    """Three outcomes in an hour, one in the next, one of another model, one of other cases."""
    case = StoredCase(store, "a").start(*begun("pay"))
    case.write(answer("high", {"T": ["1", "2"]}), answer("low", {"T": ["3"]}), time=at(5))
    case.write(answer("high", {"T": ["1"]}, sha256="s1"), time=at(50))
    case.write(answer("high", {"T": ["1"]}), time=at(70))
    case.write(answer("x", model="price"), time=at(71))
    other = StoredCase(store, "b").start(*begun("pay"), definition="other")
    other.write(answer("none", {"U": ["1", "1"]}), time=at(80))
    kept = {"content": b"", "deployment": "d", "deployed_at": 0, "changed": 0, "changed_by": ""}
    kept |= {"deployed_by": "", "owner": "", "file_name": "", "name": "", "state": "active"}
    with store.writing() as session:
        for version, sha256 in ((1, "s2"), (2, "old"), (3, "s2")):
            row = {"kind": "dmn", "key": "severity", "version": version, "sha256": sha256}
            session.execute(insert(tables.definition).values(row | kept))
    return store


def test_decisions_are_listed_the_commonest_first(answered):
    assert read(answered, decision_metrics.decisions, Scope()) == (
        DecisionCount("severity", "Severity", 5, at(80)),
        DecisionCount("price", "Severity", 1, at(71)),
    )
    scope = Scope("complaint", until=at(50))
    assert read(answered, decision_metrics.decisions, scope) == (
        DecisionCount("severity", "Severity", 2, at(5)),
    )


def outcomes(store, *arguments):
    found = read(store, decision_metrics.outcomes, *arguments)
    return found.outcomes, [each.counts for each in found.buckets]


@pytest.mark.parametrize(
    ("model", "scope", "expected"),
    [
        ("severity", Scope(), (('"high"', '"low"', '"none"'), [(2, 1, 0), (1, 0, 1)])),
        ("price", Scope(), (('"x"',), [(0,), (1,)])),
        ("severity", Scope("other"), (('"none"',), [(0,), (1,)])),
        ("severity", Scope(since=at(6), until=at(71)), (('"high"',), [(1,), (1,)])),
        ("nobody", Scope(), ((), [])),
    ],
)
def test_outcomes_are_counted_over_time(answered, model, scope, expected):
    assert outcomes(answered, "Severity", model, scope, HOURS) == expected


def test_rare_outcomes_are_counted_together(store):
    case = StoredCase(store).start(*begun("pay"))
    for number in range(10):
        case.write(*[answer(f"v{number}")] * (10 - number))
    names, counts = outcomes(store, "Severity", None, Scope(), HOURS)
    assert names == (*(f'"v{number}"' for number in range(8)), None)
    assert counts == [(10, 9, 8, 7, 6, 5, 4, 3, 3), (0,) * 9]
    assert outcomes(store, "Severity", None, Scope(), []) == ((), [])


def hits(store, model=None, scope=None, limit=9, offset=0):
    return read(store, decision_metrics.rule_hits, model, scope or Scope(), limit, offset)


def test_rules_are_listed_by_how_often_they_matched(answered):
    found = hits(answered)
    assert found.rows[0] == RuleHits("severity", "s2", 3, "T", "1", 2, at(70))
    assert [
        (each.sha256, each.version, each.table, each.rule, each.hits) for each in found.rows
    ] == [
        ("s2", 3, "T", "1", 2),
        ("s2", 3, "U", "1", 2),
        ("s1", None, "T", "1", 1),
        ("s2", 3, "T", "2", 1),
        ("s2", 3, "T", "3", 1),
    ]
    assert hits(answered, limit=1).has_more
    assert [each.rule for each in hits(answered, limit=1, offset=4).rows] == ["3"]
    assert hits(answered, "price").rows == ()
    scope = Scope("complaint", since=at(6))
    assert [each.sha256 for each in hits(answered, "severity", scope).rows] == ["s1", "s2"]


def test_a_store_without_decisions_has_none(store):
    StoredCase(store).start(time=T0)
    assert read(store, decision_metrics.decisions, Scope()) == ()
    assert hits(store).rows == ()
