from workbench_app import opened, texts


def test_the_timeline_can_be_filtered(case):
    app = opened("case", id=case.id, tab="Timeline")
    assert "1 command" in texts(app)
    app.multiselect[0].set_value(["people"]).run()
    assert "0 commands; 1 more have none of these kinds" in texts(app)
