"""A form that was begun is there again, with the command id it was first shown with."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from deployed_cases import write
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cmmn.api import CaseEngine
from cmmn.clock import VirtualClock
from cmmn.commands import User
from cmmn.drafts import KEPT_DAYS, Draft, FormKey
from cmmn.errors import CommandRefused

TEXT = "case c\n    file amount\n    human A"
ANN = User("ann", groups=["claims"])


@pytest.fixture(params=["memory", "postgres"])
def url(request, new_url):
    """Give an empty database; the store itself is tested in a file as well."""
    return new_url(request.param)


@pytest.fixture
def clock():
    return VirtualClock("2026-01-31T10:00:00Z")


@pytest.fixture
def engine(clock, tmp_path, url):
    with CaseEngine(url, clock=clock) as engine:
        engine.deploy(write(tmp_path / "models", TEXT))
        yield engine


@pytest.fixture
def form(engine):
    return FormKey.task(engine.create("c").id, "A#1")


def test_a_draft_is_the_same_until_it_is_answered(engine, form):
    first = engine.drafts.open(ANN, form, 3)
    assert (first.person, first.form, first.version, first.values) == ("ann", form, 3, {})
    assert (first.carried_from, first.accepted, len(first.command_id)) == (None, None, 32)
    saved = engine.drafts.save(first, {"amount": "1.50", "lines": [1, None]})
    assert engine.drafts.open("ann", form, 3) == saved
    assert (saved.command_id, saved.values["lines"]) == (first.command_id, [1, None])
    engine.drafts.answered(saved)
    again = engine.drafts.open(ANN, form, 3)
    assert again.values == {}
    assert again.command_id != first.command_id


def test_each_person_and_each_form_has_its_own(engine, form):
    keys = [form, FormKey.case(form.case_id, "A#1"), FormKey.start("c"), FormKey.start("task A#1")]
    people = ["ann", "bob"]
    drafts = [engine.drafts.open(who, key, 1) for who in people for key in keys]
    assert len({each.command_id for each in drafts}) == 8
    assert [engine.drafts.open(each.person, each.form, 1) for each in drafts] == drafts


def test_what_was_typed_comes_along_to_another_version(engine, form, clock):
    old = engine.drafts.save(engine.drafts.open(ANN, form, 3), {"amount": "1"})
    clock.advance("PT1H")
    moved = engine.drafts.open(ANN, form, 5)
    assert (moved.values, moved.carried_from, moved.version) == ({"amount": "1"}, 3, 5)
    assert moved.command_id != old.command_id
    assert engine.drafts.open(ANN, form, 5) == moved
    assert engine.drafts.save(moved, {"amount": "2"}).carried_from == 3
    assert engine.drafts.open(ANN, form, 3) == old, "a page that still shows it keeps its own"
    engine.drafts.answered(moved)
    assert engine.drafts.open(ANN, form, 3).values == {}


def test_nothing_typed_is_nothing_carried(engine, form):
    engine.drafts.open(ANN, form, 3)
    assert engine.drafts.open(ANN, form, 4).carried_from is None


def test_a_form_that_was_sent_without_an_answer_says_so(engine, form):
    draft = engine.drafts.save(engine.drafts.open(ANN, form, 3), {"amount": "1"})
    case = engine.case(form.case_id).set({"amount": 1}, command_id=draft.command_id)
    assert engine.drafts.open(ANN, form, 3).accepted == case.id
    moved = engine.drafts.open(ANN, form, case.version)
    assert (moved.values, moved.carried_from, moved.accepted) == ({}, None, None)


def test_a_start_form_names_the_case_it_became(engine):
    draft = engine.drafts.open(ANN, FormKey.start("c"), 1)
    assert draft.accepted is None
    case = engine.create("c", command_id=draft.command_id)
    assert engine.drafts.open(ANN, FormKey.start("c"), 1).accepted == case.id


def test_a_draft_that_was_answered_elsewhere_is_not_lost(engine, form):
    draft = engine.drafts.open(ANN, form, 3)
    engine.drafts.answered(draft)
    engine.drafts.save(draft, {"amount": "9"})
    assert engine.drafts.open(ANN, form, 3).values == {"amount": "9"}


def test_what_a_person_has_begun_is_listed_the_newest_first(engine, form, clock):
    for number, key in enumerate((form, FormKey.start("c"), FormKey.start("d"))):
        clock.advance("PT1M")
        draft = engine.drafts.open(ANN, key, 1)
        if number:
            engine.drafts.save(draft, {"n": number})
    engine.drafts.save(engine.drafts.open("bob", form, 1), {"n": 0})
    page = engine.drafts.of(ANN, limit=1)
    assert [each.values for each in page.rows] == [{"n": 2}]
    assert page.has_more
    assert [each.values for each in engine.drafts.of("ann", offset=1).rows] == [{"n": 1}]


def test_drafts_that_nobody_touches_are_dropped(engine, form, clock):
    old = engine.drafts.save(engine.drafts.open(ANN, form, 3), {"amount": "1"})
    clock.advance(f"P{KEPT_DAYS}D")
    other = engine.drafts.open(ANN, FormKey.start("c"), 1)
    engine.drafts.save(other, {"x": 1})
    assert engine.drafts.open(ANN, form, 3) == old
    clock.advance("PT1S")
    engine.drafts.save(other, {"x": 2})
    assert engine.drafts.open(ANN, form, 3).values == {}


def test_many_old_drafts_are_dropped_a_few_at_a_time(engine, form, clock):
    for version in range(150):
        engine.drafts.open("bob", FormKey.start(f"d{version}"), 1)
    clock.advance("P31D")
    draft = engine.drafts.save(engine.drafts.open(ANN, form, 1), {"x": 1})
    with engine.engine.store.reading() as session:
        left = session.exec_driver_sql("SELECT count(*) FROM form_draft").scalar()
    assert left == 51
    engine.drafts.save(draft, {"x": 2})
    assert engine.drafts.open(ANN, form, 1).values == {"x": 2}


@pytest.mark.parametrize(
    ("person", "form", "version"),
    [
        ("", FormKey.start("c"), 1),
        ("x" * 501, FormKey.start("c"), 1),
        ("ann", FormKey.start("x\ny"), 1),
        ("ann", FormKey.task("x" * 501, "A"), 1),
        ("ann", FormKey.start("c"), -1),
        ("ann", FormKey.start("c"), 2**31),
    ],
)
def test_names_that_cannot_be_kept_are_refused(engine, person, form, version):
    with pytest.raises(CommandRefused) as refused:
        engine.drafts.open(person, form, version)
    assert refused.value.code == "INVALID_VALUE"


def test_values_that_cannot_be_kept_are_refused(engine, form):
    draft = engine.drafts.open(ANN, form, 1)
    for values in ({"x": object()}, {"x": "y" * 1_000_000}):
        with pytest.raises(CommandRefused, match="values"):
            engine.drafts.save(draft, values)
    assert engine.drafts.open(ANN, form, 1) == draft


def test_two_windows_that_open_a_form_at_once_get_one_draft(engine, form):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: engine.drafts.open(ANN, form, 3), range(16)))
    assert len({each.command_id for each in found}) == 1


class Typing(RuleBasedStateMachine):
    """What a person typed last is what is shown, whatever versions and answers come between."""

    def __init__(self):
        super().__init__()
        self.engine = CaseEngine(clock=VirtualClock("2026-01-31T10:00:00Z"))
        self.version, self.typed, self.ids = 1, {}, set()
        self.draft: Draft | None = None

    def teardown(self):
        self.engine.close()

    @rule()
    def show(self):
        before, self.draft = (
            self.draft,
            self.engine.drafts.open("ann", FormKey.start("c"), self.version),
        )
        if before is not None and before.version == self.version:
            assert self.draft.command_id == before.command_id

    @rule(value=st.integers(1, 9))
    def type(self, value):
        self.show()
        self.typed = {"x": value}
        self.draft = self.engine.drafts.save(self.draft, self.typed)

    @rule()
    def deploy(self):
        self.version += 1

    @rule()
    def answer(self):
        self.show()
        assert self.draft.command_id not in self.ids, "no form is sent twice"
        self.ids.add(self.draft.command_id)
        self.engine.drafts.answered(self.draft)
        self.draft, self.typed = None, {}

    @invariant()
    def what_was_typed_is_shown(self):
        if self.draft is not None:
            assert (
                self.engine.drafts.open("ann", FormKey.start("c"), self.version).values
                == self.typed
            )


TestTyping = Typing.TestCase
TestTyping.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
