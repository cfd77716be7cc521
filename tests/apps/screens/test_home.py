"""Home: what waits for a person, and what is wrong."""

from workbench_app import opened, texts, typed

from cmmn import User

NASTY = "[y](javascript:alert(1)) :red[z] <b>"


def test_an_empty_store_says_what_would_fill_it(engine):
    said = texts(opened("home"))
    assert "Nothing waits for you." in said
    assert "There are no cases yet." in said
    assert "No file was scored yet." in said
    assert engine.cases().rows == ()


def test_what_waits_for_a_person_is_listed_and_for_another_not(engine):
    given = {"customer": "C-17", "amount": 120}
    engine.create("complaint", given, business_key=NASTY, roles={"Assessor": ["alice"]})
    mine = opened("home")
    links = [typed(each.label) for each in mine.get("page_link")]
    assert "Assess the complaint" in links
    assert f"Complaint {NASTY}" in links
    others = opened("home", name="bob", groups=())
    assert "Assess the complaint" not in [typed(each.label) for each in others.get("page_link")]
    assert engine.count_tasks(User("alice")).number == 1


def test_a_model_with_problems_is_listed(engine):
    content = engine.models.get("dmn", "Severity").content
    engine.models.deploy([("severity.dmn", content.replace(b'"low"', b'"low'))])
    links = [typed(each.label) for each in opened("home").get("page_link")]
    assert any(each.startswith("Severity: ") for each in links)
