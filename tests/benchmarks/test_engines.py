import pytest

TABLES = {"terms": (), "prices": (200,)}


@pytest.fixture(params=TABLES)
def table(script, request):
    return getattr(script("tables"), request.param)(*TABLES[request.param])


@pytest.mark.parametrize(("package", "maker"), [("zen", "zen"), ("SpiffWorkflow", "spiff")])
def test_another_engine_gives_our_answers(script, table, package, maker):
    pytest.importorskip(package, reason=f"{package} is not installed: pip install ruling[bench]")
    engines, competitors = script("engines"), script("competitors")
    ours, theirs = engines.ruling(table), getattr(competitors, maker)(table)
    for inputs in table.questions.values():
        assert theirs.answer(inputs) == ours.answer(inputs) != {}


def test_plain_python_gives_our_answers_for_every_rule(script):
    tables, engines, single = script("tables"), script("engines"), script("single")
    table = tables.terms()
    ours = engines.ruling(table)
    hit = set()
    for score in (540, 650, 801):
        for product in ("car", "van", "home", "land"):
            for member in (True, False):
                inputs = {"Score": score, "Product": product, "Member": member}
                found = single.plain_python(inputs)
                assert found == ours.answer(inputs)
                hit.add(found["Tier"])
    assert len(hit) == len(table.rules)


def test_engines_that_disagree_are_not_measured(script):
    engines = script("engines")
    one = engines.Engine("one", lambda _inputs: {"Rate": 1.0}, dict)
    two = engines.Engine("two", lambda _inputs: {"Rate": 2.0}, dict)
    with pytest.raises(engines.DisagreementError, match=r"q: one gives .*1\.0.* two gives .*2\.0"):
        engines.check_agreement([one, two], {"q": {}})


def test_an_engine_that_answers_nothing_is_not_measured(script):
    engines = script("engines")
    silent = engines.Engine("silent", lambda _inputs: {}, dict)
    with pytest.raises(engines.DisagreementError, match="silent gives nothing"):
        engines.check_agreement([silent], {"q": {}})
