import case_text
import pytest
from case_story import Story

from cmmn.lifecycle import FileTransition, Kind, Transition

TEXT = """
    role Clerk
    role Lead
    file order {total: decimal}
        file line *
    input amount > order
    output result < order
    human A by Clerk, Lead
        entry complete B, create line if total > 3
        entry occur T
        exit exit B via B_exit1
        repeat if total > 1
        required
        due P3D
        priority 5
        escalation Lead
        in x < order
        out y > line
        offer task E
    task B unblocked
        exit if true
        manual if false
    stage S auto
        milestone M
            entry start A
        offer task D
            offered by Lead if total > 1
    fragment F
        task G
        task H
    timer T = PT1H after complete B
    handler pay (a) gives b
    process P calls pay
        in x < order
        out y > line
        pass x > a = x
        take b > y
    subcase Q calls c
    exit complete S
"""
PLAN = case_text.plan(TEXT)


def problems(text, *changes):
    """Return the problems of a case, with changes made to its XML."""
    data = case_text.xml(text)
    for old, new in changes:
        assert old in data
        data = data.replace(old, new)
    return case_text.compiled(data)["c"].problems


def test_a_model_without_faults_has_no_problems():
    assert PLAN.problems == ()


def test_every_item_is_known_with_its_kind():
    assert {name: item.kind.value for name, item in PLAN.items.items()} == {
        "c_plan": "casePlanModel",
        "A": "humanTask",
        "B": "task",
        "S": "stage",
        "F": "planFragment",
        "T": "timerEventListener",
        "P": "processTask",
        "Q": "caseTask",
        "M": "milestone",
        "D": "task",
        "E": "task",
        "G": "task",
        "H": "task",
    }


def test_contents_are_in_the_stage_and_a_fragment_is_its_items():
    assert PLAN.stages["c_plan"].items == ("A", "B", "S", "G", "H", "T", "P", "Q")
    stage = PLAN.stages["S_def"]
    assert (stage.items, stage.auto_complete) == (("M",), True)
    assert [(offer.item, offer.roles) for offer in stage.offers] == [("D", ("Lead",))]
    assert stage.offers[0].rules[0].text == "total > 1"
    assert [offer.item for offer in PLAN.items["A"].offers] == ["E"]


def test_discretionary_items_are_marked():
    assert {name for name, item in PLAN.items.items() if item.is_discretionary} == {"D", "E"}


def test_criteria_are_bound_to_their_items():
    item = PLAN.items["A"]
    assert [each.id for each in item.entry] == ["A_entry1", "A_entry2"]
    assert [each.id for each in item.exit] == ["A_exit1"]
    parts = item.entry[0].sentry.on_parts
    assert [(part.source, part.transition) for part in parts] == [
        ("B", Transition.COMPLETE),
        ("order.line", FileTransition.CREATE),
    ]
    assert item.entry[0].sentry.if_part.text == "total > 3"
    assert item.exit[0].sentry.on_parts[0].exit_criterion == "B_exit1"
    assert [each.id for each in PLAN.items["c_plan"].exit] == ["c_plan_exit1"]


def test_who_waits_for_what_is_indexed():
    found = {
        key: [(item, criterion.id, part) for item, criterion, part in value]
        for key, value in PLAN.listeners.items()
    }
    assert found == {
        ("S", "complete"): [("c_plan", "c_plan_exit1", 0)],
        ("B", "complete"): [("A", "A_entry1", 0)],
        ("order.line", "create"): [("A", "A_entry1", 1)],
        ("T", "occur"): [("A", "A_entry2", 0)],
        ("B", "exit"): [("A", "A_exit1", 0)],
        ("A", "start"): [("M", "M_entry1", 0)],
    }
    assert PLAN.triggers == {("B", "complete"): ("T",)}
    assert [(item, criterion.id) for item, criterion in PLAN.conditional] == [
        ("A", "A_entry1"),
        ("B", "B_exit1"),
    ]


def test_rules_that_are_absent_are_none_and_those_without_a_condition_say_true():
    a, b = PLAN.items["A"], PLAN.items["B"]
    assert a.repetition.text == "total > 1"
    assert (a.required.expression, a.required.otherwise) == (None, True)
    assert a.manual_activation is None
    assert b.manual_activation.text == "false"


def test_a_task_has_its_parameters_mappings_and_dates():
    task = PLAN.items["A"].task
    assert [(each.name, each.path) for each in task.inputs] == [("x", "order")]
    assert [(each.name, each.path) for each in task.outputs] == [("y", "order.line")]
    assert (task.due.text, task.priority.text, task.escalation) == ("P3D", "5", ("Lead",))
    assert not PLAN.items["B"].task.is_blocking
    called = PLAN.items["P"].task
    assert called.reference.name == "pay"
    assert [(each.source, each.target) for each in called.into] == [("x", "a")]
    assert [(each.source, each.target) for each in called.out_of] == [("b", "y")]


def test_the_case_has_its_own_parameters_roles_and_calls():
    assert [(each.name, each.path) for each in PLAN.inputs] == [("amount", "order")]
    assert [(each.name, each.path) for each in PLAN.outputs] == [("result", "order")]
    assert PLAN.roles == ("Clerk", "Lead")
    assert PLAN.role_ids == {"r_Clerk": "Clerk", "r_Lead": "Lead"}
    assert PLAN.cases == {"c": "c"}
    assert (PLAN.root, PLAN.items["A"].roles) == ("c_plan", ("Clerk", "Lead"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'definitionRef="B_def"', b'definitionRef="Gone"', "definition 'Gone'"),
        (b'<planItemOnPart sourceRef="T"', b'<planItemOnPart sourceRef="Gone"',
         "plan item 'Gone'"),
        (b'<caseFileItemOnPart sourceRef="line"', b'<caseFileItemOnPart sourceRef="Gone"',
         "case file item 'Gone'"),
        (b'sentryRef="A_entry2_sentry"', b'sentryRef="Gone"', "sentry 'Gone'"),
        (b'performerRef="r_Clerk r_Lead"', b'performerRef="Gone"', "role 'Gone'"),
        (b'o:escalation="r_Lead"', b'o:escalation="Gone"', "role 'Gone'"),
        (b'applicabilityRuleRefs="D_rule"', b'applicabilityRuleRefs="Gone"',
         "applicability rule 'Gone'"),
        (b'name="amount" bindingRef="order"', b'name="amount" bindingRef="Gone"',
         "case file item 'Gone'"),
        (b'targetRef="pay_a"', b'targetRef="Gone"', "parameter 'Gone'"),
        (b'<planItemStartTrigger sourceRef="B"', b'<planItemStartTrigger sourceRef="Gone"',
         "plan item 'Gone'"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_a_problem_with_its_line(old, new, message):
    found = problems(TEXT, (old, new))
    assert f"there is no {message}" in [each.message for each in found]
    (first, *_) = found
    assert (first.code, first.severity) == ("DANGLING_REFERENCE", "error")
    assert first.line is not None
    assert first.hint.startswith("there are: ")


@pytest.mark.parametrize(
    "text",
    [
        "task A\n    entry if ((",
        "task A\n    repeat if 1 +",
        "user U\ntimer T = not a time ((",
        "human H\n    priority ((",
    ],
)
def test_a_text_that_is_no_feel_is_a_problem_and_the_rest_runs(text):
    (problem,) = problems(text)
    assert problem.severity == "error"
    assert problem.line is not None
    assert case_text.plan(text).stages["c_plan"].items


def test_a_timer_that_could_never_be_due_is_a_problem():
    (problem,) = problems("user U\ntimer T = R3/PT0S")
    assert problem.code == "WRONG_VALUE"


def test_what_takes_the_place_of_the_default_control_is_the_items_own():
    data = case_text.xml("task A\n    required if true\ntask B")
    control = b"<defaultControl><manualActivationRule/></defaultControl>"
    for name in (b"A", b"B"):
        old = b'<task id="' + name + b'_def" name="' + name + b'">'
        assert old in data
        data = data.replace(old, old + control)
    items = case_text.compiled(data)["c"].items
    assert items["A"].manual_activation is None
    assert items["B"].manual_activation is not None


def test_two_items_may_share_a_definition():
    data = case_text.xml("stage S\n    task A\nstage R\n    task B")
    data = data.replace(b'definitionRef="R_def"', b'definitionRef="S_def"')
    plan = case_text.compiled(data)["c"]
    assert plan.items["R"].definition == plan.items["S"].definition == "S_def"
    assert plan.stages["S_def"].items == ("A",)


def test_a_fragment_inside_a_fragment_is_its_items_too():
    plan = case_text.plan("fragment F\n    fragment G\n        task A\n    task B\ntask C")
    assert plan.stages["c_plan"].items == ("A", "B", "C")
    assert plan.items["F"].kind is Kind.PLAN_FRAGMENT


def test_an_item_with_the_case_plan_models_id_is_left_out():
    data = case_text.xml("task A\ntask B")
    assert b'<planItem id="A"' in data
    plan = case_text.compiled(data.replace(b'<planItem id="A"', b'<planItem id="c_plan"'))["c"]
    assert plan.stages["c_plan"].items == ("B",)
    assert plan.items["c_plan"].kind is Kind.CASE_PLAN
    assert set(plan.items) == {"c_plan", "B"}
    assert Story(plan).states() == ["B#1 active"]
