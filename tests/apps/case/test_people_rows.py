from case_page import EXAMPLES

from cmmn import CaseEngine, User
from ruling_workbench.case.people_rows import people_outline


def test_every_role_is_there_with_who_holds_it():
    with CaseEngine() as engine:
        engine.deploy(EXAMPLES / "complaint")
        roles = {"Assessor": ["group:claims"], "Handler": ["bob", "lena"]}
        case = engine.create("complaint", {"customer": "C", "amount": 120}, roles=roles)
        found = people_outline(case.now, User("alice", ["claims"]))
        assert [[each.text for each in row.cells] for row in found.rows] == [
            ["Assessor", "everyone in claims", "you hold it"],
            ["Handler", "bob, lena", ""],
            ["Lead", "nobody", ""],
        ]
