import case_text
import pytest

from cmmn.case_index import CaseIndex, Surroundings, refs
from cmmn.reader import read

TEXT = """
case c
    role Clerk
    role Boss
    file order {total: decimal, my id: string}
        file line *
    input start > order
    handler pay (amount) gives receipt
    human A
        in form < order
        out answer > order
        entry complete B
        offer task Deep
            offered if order.total > 1
    stage S
        milestone M
            entry exit A
        stage Inner
            task I
        offer task Extra
            offered if true
    process B calls pay
case other
    file secret
"""


def index(text=TEXT, surroundings=None):
    definitions = read(case_text.xml(text))
    return CaseIndex(definitions, definitions.cases[0], "m.cmmn", surroundings or Surroundings({}))


@pytest.fixture
def found():
    return index()


def the_problem(found):
    (problem,) = found.problems
    return problem


def test_definitions_sentries_and_rules_are_known_at_every_depth(found):
    assert set(found.plan_item_definitions) == {
        f"{each}_def" for each in ("A", "B", "Deep", "S", "M", "Inner", "I", "Extra")
    }
    assert set(found.sentries) == {"A_entry1_sentry", "M_entry1_sentry"}
    assert set(found.rules) == {"Deep_rule", "Extra_rule"}
    assert found.root_id == "c_plan"


def test_names_are_those_expressions_may_use(found):
    expected = {"order", "line", "total", "my id", "start", "form", "answer", "amount", "receipt"}
    assert set(found.names) == expected
    assert len(found.names) == len(expected)


def test_parameters_are_known_by_id_in_every_model():
    other = read(case_text.xml("case called\n    input given"))
    parameters = index(surroundings=Surroundings({}, [other])).parameters
    assert parameters["pay_amount"] == "amount"
    assert parameters["c_start"] == "start"
    assert parameters["called_given"] == "given"


def test_roles_are_found_by_id_and_a_missing_one_is_kept_for_nobody(found):
    assert found.role_names("r_Clerk  r_Boss", (), 1) == ("Clerk", "Boss")
    assert found.role_names(None, (), 1) == found.role_names("", (), 1) == ()
    assert found.problems == []
    assert found.role_names("r_Clerk nobody", ("task A",), 7) == ("Clerk", "nobody")
    problem = the_problem(found)
    assert (problem.code, problem.line) == ("DANGLING_REFERENCE", 7)
    assert problem.message == "there is no role 'nobody'"
    assert problem.hint == "there are: r_Boss, r_Clerk"
    assert problem.location.path == ("m.cmmn", "task A")


def test_a_case_file_item_is_found_by_id(found):
    assert found.file_path("line", (), 1) == "order.line"
    assert found.file_path(None, (), 1) is None
    assert found.problems == []
    assert found.file_path("secret", ("task A",), 3) is None
    assert the_problem(found).hint == "there are: line, order"


# --- expressions ----------------------------------------------------------------------------------


def text_condition(found, text, language=None):
    return found.text_condition(text, language, ("task A",), 5)


def test_an_expression_is_compiled_with_the_names_of_the_case(found):
    condition = text_condition(found, 'my id = "x" and order.total > 3')
    assert condition.expression is not None
    assert found.problems == []


def test_an_expression_that_is_no_feel_is_a_problem_with_its_line(found):
    condition = text_condition(found, "1 +")
    assert (condition.expression, condition.otherwise) == (None, None)
    problem = the_problem(found)
    assert problem.line == 5
    assert problem.location.path[:2] == ("m.cmmn", "task A")


def test_an_expression_in_another_language_says_nothing(found):
    condition = text_condition(found, "a && b", "http://java")
    assert (condition.expression, condition.otherwise) == (None, None)
    assert found.problems == []


def test_a_condition_that_is_not_written_is_true(found):
    assert found.condition(None, (), 1).otherwise is True
    item = found.case.case_plan_model.plan_items[0]
    assert found.rule(item.item_control, "required", ()) is None


def test_a_context_that_is_not_there_is_a_problem(found):
    condition = found.condition(None, ("task A",), 4, "nothing")
    assert condition.context is None
    assert the_problem(found).message == "there is no case file item 'nothing'"
    assert found.condition(None, (), 4, "line").context == "order.line"


# --- times ----------------------------------------------------------------------------------------


def time(found, text):
    return found.time(text, None, ("timer T",), 9)


@pytest.mark.parametrize("text", ["PT1H", "P2W", "R3/PT1H", "2026-01-31T10:00:00Z", " P1M "])
def test_a_time_of_iso_8601_is_no_feel(found, text):
    condition = time(found, text)
    assert (condition.text, condition.expression) == (text, None)
    assert found.problems == []


@pytest.mark.parametrize("text", ['duration("PT1H")', "order.total", "now() + my id"])
def test_every_other_time_is_feel(found, text):
    assert time(found, text).expression is not None
    assert found.problems == []


@pytest.mark.parametrize("text", ["1 +", "2026-02-30T10:00:00Z", "R3/"])
def test_what_is_neither_is_a_problem_with_its_line(found, text):
    assert time(found, text).expression is None
    assert the_problem(found).line == 9


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, ()), ("", ()), ("  ", ()), ("a", ("a",)), (" a\n b\ta ", ("a", "b", "a"))],
)
def test_references_are_separated_by_blanks(text, expected):
    assert refs(text) == expected
