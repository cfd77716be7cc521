from case_page import chosen
from workbench_app import opened, texts


def test_a_decision_gives_its_reasons(case):
    app = opened("case", id=case.id, tab="Decisions")
    asked = next(each for each in app.selectbox if each.label == "Decision")
    chosen(app, "Decision", asked.options[0].partition(":")[0])
    assert "because rule 3" in texts(app)
    said = texts(opened("case", id=case.id, tab="Timeline", decision=app.query_params["decision"]))
    assert "because rule 3" in said
