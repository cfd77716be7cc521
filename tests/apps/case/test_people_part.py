from case_page import banners, chosen, pressed
from workbench_app import opened


def test_a_role_is_given_and_taken(case):
    app = opened("case", id=case.id, tab="People")
    chosen(app, "Person or group", "bob")
    pressed(app, "Give")
    assert case.now.roles["Assessor"] == ("group:claims", "bob")
    pressed(app, "Take")
    assert case.now.roles["Assessor"] == ("group:claims",)
    chosen(app, "Role", "Lead")
    pressed(app, "Give")
    assert case.now.roles["Lead"] == ("lena",)
    assert "'alice' does not hold 'Lead'" in banners(app)
