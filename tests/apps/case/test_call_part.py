import pytest
from case_page import EXAMPLES, field, pressed, states
from workbench_app import opened, texts

from cmmn import RetryPolicy, User, Worker

ADA = User("ada")


@pytest.fixture
def claim(engine):
    engine.deploy(EXAMPLES / "claim")
    policy = {"number": "P-1", "holder": "Mira", "account": "DE-1", "excess": 10}
    given = {"policy": policy, "article": "laptop", "loss": 1200}
    case = engine.create("claim", given, roles={"Adjuster": ["ada"], "Accountant": ["ada"]})
    case.complete("check", {"covered": True, "payout": 80.5}, by=ADA)
    return case


@pytest.fixture
def failed(engine, claim):
    def transfer(_inputs, _call):
        message = "the account is closed"
        raise ValueError(message)

    Worker(engine, {"transfer": transfer}, policy=RetryPolicy(attempts=1)).work()
    assert states(claim, "pay") == ["failed"]
    return claim


def open_page(case, **query):
    return opened("case", id=case.id, name="ada", groups=(), **query)


def test_an_incident_leads_to_its_item_and_is_skipped_there(failed):
    app = open_page(failed)
    assert "the account is closed" in texts(app)
    pressed(app, "Resolve")
    assert app.query_params["item"] == "pay"
    pressed(app, "Skip")
    assert states(failed, "pay") == ["completed"]


def test_what_was_done_otherwise_is_resolved_with_its_results(failed):
    app = open_page(failed, item="pay")
    field(app, "receipt").set_value("R-7").run()
    pressed(app, "Resolve")
    assert states(failed, "pay") == ["completed"]
    assert failed.file["receipt"] == "R-7"


def test_a_call_is_tried_again(failed):
    pressed(open_page(failed, item="pay"), "Retry")
    assert states(failed, "pay") == ["active"]


def test_in_a_sandbox_a_person_answers_a_call(claim):
    version = claim.version
    app = pressed(open_page(claim), "Try from here")
    assert any("waits for the handler 'transfer'" in each.label for each in app.expander)
    field(app, "receipt").set_value("R-8").run()
    pressed(app, "Answer")
    assert "Receipt set to R-8" in texts(app)
    assert claim.version == version


def test_in_a_sandbox_a_call_can_be_let_fail(claim):
    app = pressed(open_page(claim), "Try from here")
    pressed(app, "Let it fail")
    assert "it was let fail in the sandbox" in texts(app)
    assert states(claim, "pay") == ["active"]
