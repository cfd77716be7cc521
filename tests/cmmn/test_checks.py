"""What a definition's check finds: each fault in the smallest model that has it, and no other."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn.case_index import Surroundings
from cmmn.checks import check, check_definitions
from cmmn.compiler import compile_case
from cmmn.reach import Reach, cycles
from cmmn.reader import read, read_file

HEAD = '<definitions xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL" targetNamespace="urn:m">'
NONE = Surroundings({})


def definitions_of(body, *, file="", roles=""):
    text = f"""{HEAD}<caseFileItemDefinition id="any"/><case id="c" name="C">
    <caseFileModel>{file}</caseFileModel>
    <casePlanModel id="plan" name="C">{body}</casePlanModel>
    <caseRoles>{roles}</caseRoles></case></definitions>"""
    definitions = read(text.encode(), "m.cmmn")
    assert definitions.problems == ()
    return definitions


def plan_of(body, **parts):
    definitions = definitions_of(body, **parts)
    return compile_case(definitions, definitions.cases[0], "m.cmmn", NONE)


def item(name, definition="task", *, on=(), condition=None, control=""):
    """Return a plan item and its sentry; `on` are `source transition`."""
    on_parts = "".join(map(on_part, on))
    if_part = "" if condition is None else f"<ifPart><condition>{condition}</condition></ifPart>"
    control = f"<itemControl>{control}</itemControl>" if control else ""
    if not on and condition is None:
        return f'<planItem id="{name}" definitionRef="{definition}">{control}</planItem>'
    return (
        f'<planItem id="{name}" definitionRef="{definition}">{control}'
        f'<entryCriterion id="{name}_in" sentryRef="{name}_sentry"/></planItem>'
        f'<sentry id="{name}_sentry">{on_parts}{if_part}</sentry>'
    )


def on_part(text):
    source, transition, *criterion = text.split()
    extra = f'exitCriterionRef="{criterion[0]}"' if criterion else ""
    return (
        f'<planItemOnPart sourceRef="{source}" {extra}>'
        f"<standardEvent>{transition}</standardEvent></planItemOnPart>"
    )


def model(*items, rest=""):
    """Return plan items, sentries and definitions in the order of the schema."""
    parts = "".join(items)
    found = parts.replace("</planItem><sentry", "</planItem>\n<sentry")
    pieces = [piece for line in found.split("\n") for piece in _pieces(line)]
    ordered = sorted(pieces, key=lambda piece: piece.startswith("<sentry"))
    kinds = '<humanTask id="task"/><milestone id="milestone"/><userEventListener id="event"/>'
    return (
        "".join(ordered)
        + (rest if "planningTable" in rest else "")
        + kinds
        + ("" if "planningTable" in rest else rest)
    )


def _pieces(text):
    for end in ("</planItem>", "</sentry>"):
        text = text.replace(end, end + "\0")
    return [piece for piece in text.split("\0") if piece]


REQUIRED = "<requiredRule/>"
STAGE = '<stage id="stage"><planItem id="in" definitionRef="inner"/><humanTask id="inner"/></stage>'
WAITING = (
    '<stage id="stage"><planItem id="in" definitionRef="inner">'
    '<itemControl><requiredRule/></itemControl><entryCriterion id="in_in" sentryRef="in_s"/>'
    '</planItem><sentry id="in_s"><planItemOnPart sourceRef="S">'
    "<standardEvent>complete</standardEvent></planItemOnPart></sentry>"
    '<humanTask id="inner"/></stage>'
)
REPEATING = '<task id="quick" isBlocking="false"/>'
AMOUNT = '<caseFileItem id="f" name="amount" definitionRef="any"/>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(model(item("A"), item("B", on=["A complete"])), [], id="nothing wrong"),
        pytest.param(
            model(
                item("M", "milestone", on=["A complete"]), item("A"), item("B", on=["M complete"])
            ),
            [
                ("error", "NEVER_SATISFIED", "'M' is a milestone, which never makes 'complete'"),
                ("warning", "UNREACHABLE", "it can never begin"),
            ],
            id="complete of a milestone",
        ),
        pytest.param(
            model(item("A"), item("B", on=["A occur"])),
            [
                ("error", "NEVER_SATISFIED", "'A' is a humanTask, which never makes 'occur'"),
                ("warning", "UNREACHABLE", "it can never begin"),
            ],
            id="occur of a task",
        ),
        pytest.param(
            model(item("A"), item("B", on=["A manualStart"])),
            [
                ("warning", "NEVER_SATISFIED", "'A' starts by itself"),
                ("warning", "UNREACHABLE", "no entry criterion can be satisfied"),
            ],
            id="manual start without a rule",
        ),
        pytest.param(
            model(item("A", control="<manualActivationRule/>"), item("B", on=["A start"])),
            [
                ("warning", "NEVER_SATISFIED", "'A' is always started by hand"),
                ("warning", "UNREACHABLE", "no entry criterion can be satisfied"),
            ],
            id="start of what is always started by hand",
        ),
        pytest.param(
            model(item("A"), item("B", on=["A exit elsewhere"])),
            [
                ("error", "NEVER_SATISFIED", "'elsewhere' is no exit criterion of 'A'"),
                ("warning", "UNREACHABLE", "no entry criterion can be satisfied"),
            ],
            id="an exit criterion of nothing",
        ),
        pytest.param(
            model(item("A", condition="1 &gt; 2")),
            [
                ("warning", "NEVER_SATISFIED", "'1 > 2' is always false"),
                ("warning", "UNREACHABLE", "no entry criterion can be satisfied"),
            ],
            id="an if-part that is always false",
        ),
        pytest.param(
            model(item("A", condition="1 &lt; 2")), [], id="an if-part that is always true"
        ),
        pytest.param(
            model(
                '<planItem id="A" definitionRef="task"><entryCriterion id="x" sentryRef="s"/>'
                '</planItem><sentry id="s"/>'
            ),
            [("error", "EMPTY_SENTRY", "neither on-part nor if-part")],
            id="a sentry of nothing",
        ),
        pytest.param(
            model(item("A", on=["B complete"]), item("B", on=["A complete"])),
            [("warning", "CYCLE", "'A' > 'B' > 'A'")],
            id="a cycle",
        ),
        pytest.param(
            model(item("A", on=["A complete"])), [("warning", "CYCLE", "'A' > 'A'")], id="itself"
        ),
        pytest.param(
            model(item("A", on=["B complete"]), item("B", on=["A create"])), [], id="no cycle"
        ),
        pytest.param(
            model(
                item("A", on=["B complete"], control=REQUIRED),
                item("B", on=["A complete"], control=REQUIRED),
                item("D", on=["A complete"]),
            ),
            [
                ("error", "REQUIRED_CYCLE", "required items wait for each other: 'A' > 'B' > 'A'"),
                ("warning", "UNREACHABLE", "it waits for 'A'"),
            ],
            id="a cycle of required items, and what waits for it",
        ),
        pytest.param(
            model(item("S", "stage"), rest=WAITING),
            [("error", "REQUIRED_CYCLE", "'in' > 'in'")],
            id="a required item that waits for its own stage's completion",
        ),
        pytest.param(
            model(item("S", "stage", on=["in complete"]), rest=STAGE),
            [("warning", "CYCLE", "'S' > 'in' > 'S'")],
            id="a stage that waits for what is in it",
        ),
        pytest.param(
            model(item("S", "stage", on=["E complete"]), item("E", "event"), rest=STAGE),
            [
                ("error", "NEVER_SATISFIED", "'E' is a userEventListener"),
                ("warning", "UNREACHABLE", "it can never begin nor can what is in it"),
            ],
            id="a stage that never begins is told once",
        ),
        pytest.param(
            model(item("A"), rest=STAGE),
            [("warning", "UNUSED_STAGE", "no plan item uses 'stage'")],
            id="a stage that nothing uses",
        ),
        pytest.param(
            model(
                item("S", "stage"),
                rest='<stage id="stage"><planItem id="S2" definitionRef="stage"/></stage>',
            ),
            [("error", "RECURSIVE_STAGE", "'stage' > 'stage'")],
            id="a stage in itself",
        ),
        pytest.param(
            model(item("M", "milestone")),
            [("warning", "NO_CRITERION", "reached at once")],
            id="a milestone without criteria",
        ),
        pytest.param(
            model(item("A", "quick", control="<repetitionRule/>"), rest=REPEATING),
            [("error", "ENDLESS_REPETITION", "repeats without waiting")],
            id="an endless repetition",
        ),
        pytest.param(
            model(
                item("A", "quick", control="<repetitionRule/>", on=["B complete"]),
                item("B"),
                rest=REPEATING,
            ),
            [],
            id="a repetition that waits",
        ),
        pytest.param(
            model(item("A", "call"), rest='<caseTask id="call" caseRef="nowhere"/>'),
            [("warning", "UNKNOWN_CASE", "it calls the case 'nowhere'")],
            id="a case that nobody has",
        ),
        pytest.param(
            model(item("A", "call"), rest='<decisionTask id="call" decisionRef="nowhere"/>'),
            [("warning", "UNKNOWN_DECISION", "it calls the decision 'nowhere'")],
            id="a decision that nobody has",
        ),
        pytest.param(
            model(item("A", "call"), rest='<processTask id="call" processRef="nowhere"/>'),
            [("warning", "UNKNOWN_PROCESS", "it calls the process 'nowhere'")],
            id="a process that nobody has",
        ),
        pytest.param(
            model(
                item("T", "timer"),
                item("M", "milestone", on=["T occur"]),
                rest='<timerEventListener id="timer"><timerExpression>P1D</timerExpression>'
                '<planItemStartTrigger sourceRef="M"><standardEvent>occur</standardEvent>'
                "</planItemStartTrigger></timerEventListener>",
            ),
            [("warning", "CYCLE", "'T' > 'M' > 'T'")],
            id="a timer that waits for what waits for it",
        ),
        pytest.param(
            model(
                rest='<planningTable><discretionaryItem id="D" definitionRef="task" '
                'applicabilityRuleRefs="r"/><applicabilityRule id="r"><condition>false</condition>'
                "</applicabilityRule></planningTable>"
            ),
            [("warning", "UNREACHABLE", "can never be planned")],
            id="a discretionary item that is never offered",
        ),
    ],
)
def test_a_fault_is_found_and_nothing_else(body, expected):
    found = check(plan_of(body), handlers=())
    assert [(each.severity, each.code) for each in found] == [each[:2] for each in expected]
    for problem, (_, _, text) in zip(found, expected, strict=True):
        assert text in problem.message
        assert problem.hint
        assert problem.location.path[1:]


def test_a_timer_without_expression_is_never_due():
    body = model(item("T", "timer"), rest='<timerEventListener id="timer"/>')
    found = {each.code: each for each in check(plan_of(body))}
    assert found["TIMER_WITHOUT_EXPRESSION"].severity == "error"
    assert "it is never due" in found["TIMER_WITHOUT_EXPRESSION"].message


def test_a_problem_has_the_line_of_its_item():
    found = check(plan_of("\n\n" + model(item("A", on=["A complete"]))))
    assert [each.line for each in found] == [5]


def test_processes_are_not_looked_for_where_handlers_are_unknown():
    body = model(item("A", "call"), rest='<processTask id="call" processRef="book"/>')
    assert check(plan_of(body)) == []
    assert check(plan_of(body), handlers=["book"]) == []


# --- expressions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "code", "hint"),
    [
        ("amont &gt; 1", "NO_VARIABLE_FOUND", "amount"),
        ("input &gt; 1", "NO_VARIABLE_FOUND", "a parameter of 'A'"),
        ("amount &gt; 1", None, ""),
        ("some x in [1, 2] satisfies x = amount", None, ""),
    ],
)
def test_names_that_the_case_file_does_not_have_are_found(condition, code, hint):
    rest = '<humanTask id="asked"><input id="i" name="input"/></humanTask>'
    body = model(item("A", "asked", condition=condition), rest=rest)
    found = check(plan_of(body, file=AMOUNT))
    assert [each.code for each in found] == ([code] if code else [])
    assert all(hint in each.hint for each in found)
    assert all(each.line and each.location.path[0] == "m.cmmn" for each in found)


def test_a_parameters_refinement_sees_the_parameter():
    rest = (
        '<humanTask id="asked"><input id="i" name="input" bindingRef="f">'
        "<bindingRefinement>input + amount</bindingRefinement></input></humanTask>"
    )
    assert check(plan_of(model(item("A", "asked"), rest=rest), file=AMOUNT)) == []


def test_a_name_of_several_case_file_items_is_told():
    order = '<caseFileItem id="g" name="order" definitionRef="any">'
    file = f"{order}<children>{AMOUNT}</children></caseFileItem>" + AMOUNT.replace('"f"', '"h"')
    (found,) = check(plan_of(model(item("A")), file=file))
    assert (found.severity, found.code) == ("info", "AMBIGUOUS_NAME")
    assert "order.amount" in found.hint


# --- roles ----------------------------------------------------------------------------------------


def test_roles_that_nothing_uses_and_roles_that_are_not_there_are_told():
    rest = '<humanTask id="asked" performerRef="clerk"/><humanTask id="other" performerRef="boss"/>'
    body = model(item("A", "asked"), item("B", "other"), rest=rest)
    roles = '<role id="clerk" name="Clerk"/><role id="guest" name="Guest"/>'
    found = {(each.severity, each.code): each.message for each in check(plan_of(body, roles=roles))}
    assert "'boss'" in found["error", "DANGLING_REFERENCE"]
    assert "'Guest'" in found["info", "UNUSED_ROLE"]
    assert len(found) == 2


# --- the file -------------------------------------------------------------------------------------


def test_ids_and_names_given_twice_are_found():
    definitions = definitions_of(model(item("A"), item("A")), file=AMOUNT + AMOUNT)
    found = check_definitions(definitions, "m.cmmn")
    assert sorted((each.code, each.message) for each in found) == [
        ("DUPLICATE_ID", "the id 'A' is given 2 times"),
        ("DUPLICATE_ID", "the id 'f' is given 2 times"),
        ("DUPLICATE_NAME", "the case file item 'amount' is defined twice in the same place"),
    ]


# --- laws -----------------------------------------------------------------------------------------

NODES = "abcdef"
GRAPHS = st.dictionaries(st.sampled_from(NODES), st.lists(st.sampled_from(NODES), max_size=4))


@given(GRAPHS)
def test_a_cycle_is_a_way_round_and_every_node_on_some_way_round_is_in_a_group(graph):
    def reachable(start):
        found, todo = set(), [start]
        while todo:
            for each in graph.get(todo.pop(), ()):
                if each in graph and each not in found:
                    found.add(each)
                    todo.append(each)
        return found

    found = cycles(graph)
    for way in found:
        assert all(after in graph[node] for node, after in zip(way, way[1:] + way[:1], strict=True))
    circular = {node for node in graph if node in reachable(node)}
    assert {
        node for way in found for start in way for node in reachable(start) & circular
    } >= circular
    assert {node for way in found for node in way} <= circular


def test_a_long_chain_is_worked_out_in_a_moment():
    count = 2_000
    items = [item(f"A{n}", on=[f"A{n + 1} complete"]) for n in range(count)]
    plan = plan_of(model(*items, item(f"A{count}")))
    assert Reach(plan).live == set(plan.items)
    assert check(plan) == []


# --- the kit --------------------------------------------------------------------------------------


def kit():
    root = os.environ.get("RULING_CMMN")
    return sorted(Path(root).glob("*.cmmn")) if root else []


@pytest.mark.skipif(not kit(), reason="RULING_CMMN does not name the folder of the scenarios")
def test_no_scenarios_model_has_an_error_and_one_has_a_cycle():
    cyclic = []
    for path in kit():
        definitions = read_file(path)
        assert check_definitions(definitions, path.name) == []
        for case in definitions.cases:
            found = check(compile_case(definitions, case, path.name, NONE))
            assert [each for each in found if each.severity == "error"] == [], path
            cyclic += [path.stem for each in found if each.code == "CYCLE"]
    assert cyclic == ["sentry-cycle"]
