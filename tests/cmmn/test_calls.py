import case_text
import model_text
import pytest
from case_story import START, Story

from cmmn import events as did
from cmmn.calls import answer_of, call_inputs, case_outputs, outputs_of, parameter_values, reference
from cmmn.conditions import Reading
from cmmn.errors import CommandRefused

DECISIONS = model_text.load("""
    input Age : number
    decision Risk (Age) : string = if Age > 60 then "high" else "low"
    decision Both (Age) = {level: Age, label: "x"}
    decision Broken (Age) = Age + "x"
    decision Nothing = null
    service Ask (Age) -> Risk
""")
TEXT = """
    file Age
    file level
    file lines *
    input start > Age = start + 1
    output end < level
    output none
    task Plain
    human H
        in x < Age
        in y < Age = y * 2
        in free
        out level > level
        out twice > level = twice * 2
        out nowhere
    handler pay (a, b) gives c, d
    process P calls pay
        in x < Age
        out y > level
        pass x > a = x + 1
        pass x > b
        take c > y = c * 10
    process Q calls ="pa" + "y"
    process None calls =null
    decision Risk1 calls Risk
    decision Ask1 calls Ask
        out level > level
    decision Both1 calls Both
        out level > level
        out label > lines
    decision Broken1 calls Broken
    decision Nothing1 calls Nothing
        out level > level
    decision Unknown calls nobody
    user Open
"""
PLAN = case_text.plan(TEXT, m=DECISIONS)


def reading(**values):
    return Reading(PLAN, Story(PLAN, variables={"Age": 30, **values}).state, START)


def outputs(item, given, *, lenient=False):
    return outputs_of(PLAN, reading(), PLAN.items[item], given, lenient=lenient)


def answer(item, age=30):
    found = PLAN.items[item]
    return answer_of(reading(Age=age), found, PLAN.decisions[found.task.reference.name])


def test_inputs_are_what_the_case_file_has_refined():
    inputs = parameter_values(reading(), PLAN.items["H"].task.inputs)
    assert inputs == {"x": 30, "y": 60, "free": None}


def test_an_input_of_an_item_that_does_not_exist_is_null():
    state = Story(PLAN).state
    inputs = PLAN.items["H"].task.inputs
    assert parameter_values(Reading(PLAN, state, START), inputs[:1]) == {"x": None}


@pytest.mark.parametrize(
    ("item", "expected"),
    [("Plain", {}), ("H", {"x": 30, "y": 60, "free": None}), ("P", {"a": 31, "b": 30})],
)
def test_what_is_called_gets_the_inputs_by_its_own_names(item, expected):
    assert call_inputs(reading(), PLAN.items[item]) == expected


def test_a_case_hands_back_its_outputs():
    state = Story(PLAN, "set level 3").state
    assert case_outputs(Reading(PLAN, state, START), PLAN.outputs) == {"end": 3, "none": None}


@pytest.mark.parametrize(
    ("item", "given", "expected"),
    [
        ("Plain", {}, {}),
        ("Plain", {"level": 2}, {"level": 2}),
        ("Plain", {"lines[1]": 2}, {"lines[1]": 2}),
        ("H", {"level": 2}, {"level": 2}),
        ("H", {"twice": 2}, {"level": 4}),
        ("H", {"nowhere": 2}, {}),
        ("P", {"c": 2}, {"level": 20}),
        ("P", {"y": 2}, {"level": 2}),
    ],
)
def test_what_a_task_gives_is_written_where_its_outputs_are_bound(item, given, expected):
    assert outputs(item, given) == expected


def test_a_name_that_is_no_output_is_refused_by_hand_and_left_out_of_an_answer():
    with pytest.raises(CommandRefused, match="level") as refused:
        outputs("H", {"nothing": 1})
    assert refused.value.code == "NO_SUCH_OUTPUT"
    assert outputs("P", {"nothing": 1, "c": 1}, lenient=True) == {"level": 10}


@pytest.mark.parametrize(
    ("item", "expected"),
    [("Plain", None), ("H", None), ("P", "pay"), ("Q", "pay"), ("None", None)],
)
def test_a_task_calls_what_it_names_or_what_an_expression_names(item, expected):
    assert reference(reading(), PLAN.items[item]) == expected


@pytest.mark.parametrize(
    ("item", "age", "expected"),
    [
        ("Risk1", 30, {"Risk": "low"}),
        ("Risk1", 70, {"Risk": "high"}),
        ("Ask1", 70, {"level": "high"}),
        ("Both1", 30, {"level": 30, "label": "x"}),
        ("Nothing1", 30, {"level": None}),
    ],
)
def test_a_decision_answers_by_the_names_the_task_knows(item, age, expected):
    found = answer(item, age)
    assert (found.outputs, found.failed) == (expected, "")
    assert found.sha256 == "1" * 64


def test_a_decision_that_answers_null_with_a_warning_has_failed():
    found = answer("Broken1")
    assert found.failed.startswith("decision 'Broken' answered null: ")
    assert found.warnings


def test_decision_tasks_decide_complete_and_fail_by_themselves():
    states = Story(PLAN, variables={"Age": 70}).states()
    assert [each for each in states if "1#1" in each] == [
        "Risk1#1 completed",
        "Ask1#1 completed",
        "Both1#1 completed",
        "Broken1#1 failed",
        "Nothing1#1 completed",
    ]
    assert "Unknown#1 active" in states


def test_the_log_has_what_a_decision_was_asked_and_what_it_answered():
    recorded = Story(PLAN, variables={"Age": 70}).recorded
    found = [each.event for each in recorded if isinstance(each.event, did.DecisionEvaluated)]
    assert [(each.instance, each.decision) for each in found] == [
        ("Risk1#1", "Risk"),
        ("Ask1#1", "Ask"),
        ("Both1#1", "Both"),
        ("Broken1#1", "Broken"),
        ("Nothing1#1", "Nothing"),
    ]
    assert found[0].inputs == {"Age": 70}
    assert found[0].outputs == {"Risk": "high"}


def test_an_input_of_the_case_is_refined_before_it_is_written():
    refined = Story(PLAN, variables={"start": 1}).state.file
    assert refined == Story(PLAN, variables={"Age": 2}).state.file


def test_a_parameter_is_bound_to_its_own_item_though_another_has_the_name():
    text = """
        file note
        file order
            file inner
        file note2
        output found < inner
        human H
            in x < inner
            out y > inner
            out z > note
    """
    data = case_text.xml(text).replace(b'id="inner" name="inner"', b'id="inner" name="note"')
    plan = case_text.compiled(data)["c"]
    told = Story(plan, variables={"note": 1, "order": {"note": 2}})
    found = Reading(plan, told.state, START)
    assert parameter_values(found, plan.items["H"].task.inputs) == {"x": 2}
    assert call_inputs(found, plan.items["H"]) == {"x": 2}
    assert case_outputs(found, plan.outputs) == {"found": 2}
