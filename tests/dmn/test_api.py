"""The front door: what is no DMN is refused, what is DMN loads; one model serves many threads."""

import datetime as dt
import decimal
import multiprocessing
import os
import pickle
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from types import MappingProxyType

import pytest
from model_text import NAMESPACE, errors, load, xml

import dmn
import feel
from dmn.xml_source import MAX_BYTES

SIMPLE = xml("input x\ndecision D (x) = x + 1")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty (0 bytes)"),
        (b"Age,Risk\n18,low\n", "the file is no XML; it begins with 'Age,Risk"),
        (b"PK\x03\x04", "the file is no XML"),
        (b"<definitions", "the file is no well-formed XML"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
         "BPMN/20100524/MODEL"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a/>', "<!DOCTYPE"),
        (b"<html/>", "the root element is 'html' in no namespace"),
        pytest.param(b"<" * (MAX_BYTES + 1), "at most 67,108,864 are read", id="too large"),
    ],
)  # fmt: skip
def test_what_is_no_dmn_is_refused_with_what_it_is(tmp_path, data, said):
    path = tmp_path / "loan.dmn"
    path.write_bytes(data)
    for source in (data, path, str(path)):
        with pytest.raises(dmn.NotDmnError) as refusal:
            dmn.load(source)
        assert said in str(refusal.value)
        assert str(refusal.value).startswith("model" if source is data else "loan.dmn")


def test_a_file_that_is_not_there_is_pythons_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        dmn.load(tmp_path / "none.dmn")


def test_a_model_says_what_it_has():
    model = load(
        "input x\nfunction f(n) = n\ndecision D (x) = x\ndecision E = 1\nservice s (x) -> D"
    )
    assert (model.inputs, model.decisions, model.services) == (["x"], ["D", "E"], ["s"])
    assert repr(model) == "<dmn model m: 2 decisions>"
    assert errors(model) == []
    assert model.check() == model.problems


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"decision": "d"}, "m: no decision 'd' (hint: there are: D, Else)"),
        ({"decision": "Ese"}, "did you mean 'Else'?"),
        ({"decision": "s"}, "no decision 's'"),
        ({"service": "D"}, "m: no decision service 'D' (hint: there are: s)"),
    ],
)
def test_to_ask_for_what_is_not_there_is_an_error_that_says_what_is(asked, said):
    model = load("decision D = 1\ndecision Else = 2\nservice s () -> D")
    with pytest.raises(dmn.UnknownNameError) as error:
        model.evaluate({}, **asked)
    assert said in str(error.value)


def test_only_what_is_asked_for_is_evaluated():
    model = load("decision A = 1\ndecision B (A) = A + 1\ndecision C = 1 / 0")
    result = model.evaluate({}, decision="B")
    assert (list(result), result.warnings) == (["A", "B"], [])


def test_names_that_the_model_does_not_know_are_seen_but_warned_of():
    result = load("decision D = Age + 1").evaluate({"Age": 1})
    assert result.value == 2
    assert [each.code for each in result.warnings] == ["UNKNOWN_INPUT"]


def test_now_is_given():
    moment = dt.datetime(2024, 2, 29, 10, tzinfo=dt.UTC)
    model = load("decision D = [string(today()), now() = now()]")
    assert model.evaluate({}, now=moment).value == ["2024-02-29", True]


def test_host_functions_are_known_to_all_logic():
    model = load(
        'input x\ndecision D (x) =\n    U | shout(x) || r\n    1 | "HI" || shout("yes")',
        functions=[feel.function("shout", ["text"], str.upper)],
    )
    assert errors(model) == []
    assert model.evaluate({"x": "hi"}).value == "YES"


def test_a_host_function_cannot_change_the_models_constants():
    model = load(
        "decision A = {a: [1, 2]}\ndecision D (A) = [clear(A.a), clear([3])]",
        functions=[feel.function("clear", ["items"], lambda items: items.clear())],
    )
    for _ in range(2):
        assert model.evaluate({})["A"] == {"a": [1, 2]}


def test_what_a_host_function_raises_is_a_warning():
    model = load("decision D = fail()", functions=[feel.function("fail", [], lambda: 1 / 0)])
    result = model.evaluate({})
    assert (result.value, result.warnings[0].code) == (None, "FUNCTION_INVOCATION_FAILURE")
    assert "ZeroDivisionError" in result.warnings[0].message


def test_a_service_has_a_trace_too():
    model = load("input x\ndecision D (x) = x + 1\nservice s (x) -> D")
    result = model.evaluate({"x": 1}, service="s", trace=True)
    assert result.explain() == "D = 2\n  from x = 1"
    assert result.trace.inputs == {"x": 1}


def test_a_saved_model_is_the_same_model(tmp_path):
    model = dmn.load(SIMPLE)
    model.save(tmp_path / "saved.dmn")
    assert dmn.load(tmp_path / "saved.dmn").definitions == model.definitions


# --- files and folders --------------------------------------------------------------------------


def write(folder, **models):
    for name, text in models.items():
        data = text if isinstance(text, bytes) else xml(text, name, f"urn:{name}")
        (folder / f"{name}.dmn").write_bytes(data)
    return folder


USER = "import lib from urn:lib\ndecision D (urn:lib#E) = lib.E + 1"


def test_a_file_finds_what_it_imports_beside_it_and_a_folder_its_main_model(tmp_path):
    write(tmp_path, main=USER, lib="decision E = 1", other=b"not DMN at all", also="decision X = 1")
    model = dmn.load(tmp_path / "main.dmn")
    assert (model.name, errors(model), model.evaluate({}, decision="D").value) == (
        "main.dmn",
        [],
        2,
    )
    (tmp_path / "other.dmn").unlink()
    (tmp_path / "also.dmn").unlink()
    assert dmn.load(tmp_path).evaluate({}, decision="D").value == 2


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ({}, "found no .dmn file"),
        ({"a": "decision D = 1", "b": "decision D = 1"}, "found a.dmn, b.dmn"),
        ({"a": "import b from urn:b", "b": "import a from urn:a"}, "found a.dmn, b.dmn"),
        ({"a": "decision D = 1", "b": b"<html/>"}, "b.dmn: not DMN: the root element is 'html'"),
    ],
)
def test_a_folder_without_one_main_model_is_refused(tmp_path, models, said):
    with pytest.raises(dmn.NotDmnError) as refusal:
        dmn.load(write(tmp_path, **models))
    assert said in str(refusal.value)


def test_a_sibling_that_is_no_dmn_or_faulty_is_told_only_where_it_is_needed(tmp_path):
    write(tmp_path, main=USER, lib="decision E = 1 +", zip=b"PK")
    model = dmn.load(tmp_path / "main.dmn")
    assert [each.location.path[0] for each in errors(model)] == ["lib"]
    assert model.evaluate({})["D"] is None
    write(tmp_path, lib=b"PK")
    model = dmn.load(tmp_path / "main.dmn")
    assert "IMPORT_NOT_FOUND" in {each.code for each in model.problems}


@pytest.mark.parametrize(
    "location",
    ["../secret.dmn", "/etc/passwd", "http://example.org/secret.dmn", "file:///secret.dmn"],
)
def test_a_location_is_never_opened(tmp_path, location):
    inner = tmp_path / "inner"
    inner.mkdir()
    write(tmp_path, secret="decision E = 1")  # noqa: S106 - a file's name
    main = f"""<definitions xmlns="{NAMESPACE}" name="m" namespace="urn:m">
        <import name="secret" namespace="urn:secret" importType="{NAMESPACE}"
            locationURI="{location}"/>
        </definitions>"""
    write(inner, main=main.encode())
    for source in (inner, inner / "main.dmn"):
        model = dmn.load(source)
        assert "IMPORT_NOT_FOUND" in {each.code for each in model.problems}


def test_bytes_have_no_siblings():
    model = dmn.load(xml(USER))
    assert "IMPORT_NOT_FOUND" in {each.code for each in model.problems}


# --- one model, many evaluations ----------------------------------------------------------------

SHARED = """
    type tAge : number in [0..120]
    input x : tAge
    input y
    function f(n) = if n <= 0 then 0 else n + f(n - 1)
    decision T (x, y) =
        F | x     | y               || r          | s
        1 | > 60  | -               || [1, 2]     | x
        2 | < 9   | "a", "b"        || {a: 1}     | f(x)
        3 | -     | ? = x           || "same"     | 0
        4 | -     | [1, 2], > 5     || "others"   | 1 / 3
    decision U (T, f) = [T, f(30), for i in 1..5 return i * 2]
"""


def test_one_model_gives_the_same_from_many_threads():
    cases = [{"x": x, "y": y} for x in range(-1, 125, 3) for y in ("a", None, x, [1], 7.5, True)]
    expected = [dict(load(SHARED).evaluate(case)) for case in cases]
    shared = load(SHARED)
    with ThreadPoolExecutor(8) as pool:
        runs = [
            pool.submit(lambda: [dict(shared.evaluate(case)) for case in cases]) for _ in range(8)
        ]
        traced = pool.submit(lambda: [dict(shared.evaluate(case, trace=True)) for case in cases])
    assert all(run.result() == expected for run in (*runs, traced))


def test_pythons_decimal_context_neither_matters_nor_is_touched():
    model = load("decision D = 1 / 3")
    with decimal.localcontext(prec=3) as context:
        context.clear_flags()
        assert len(str(model.evaluate({}).value)) == len("0.") + 34
        assert not any(context.flags.values())
        assert context.prec == 3


# --- where a model is loaded, and from what -----------------------------------------------------


def test_what_is_no_file_beside_a_model_is_passed_over(tmp_path):
    write(tmp_path, main=USER)
    (tmp_path / "folder.dmn").mkdir()
    os.mkfifo(tmp_path / "pipe.dmn")
    (tmp_path / "zero.dmn").symlink_to("/dev/zero")
    for source in (tmp_path, tmp_path / "main.dmn"):
        assert dmn.load(source).name == "main.dmn"
    for name, code in (("pipe.dmn", "NOT_A_FILE"), ("zero.dmn", "NOT_A_FILE")):
        with pytest.raises(dmn.NotDmnError) as refusal:
            dmn.load(tmp_path / name)
        assert refusal.value.code == code


def deeper(levels, call):
    return call() if levels == 0 else deeper(levels - 1, call)


def test_a_model_loads_however_deep_the_caller_is():
    nested = "<context><contextEntry>" * 60 + "1" + "</contextEntry></context>" * 60
    text = nested.replace("1", "<literalExpression><text>1</text></literalExpression>")
    data = xml(f"input x\ndecision D (x) = {text}")
    outcomes = []

    def attempt():
        try:
            model = dmn.load(data)
            outcomes.append([problem.code for problem in model.problems])
        except dmn.NotDmnError as error:
            outcomes.append(error.code)

    def attempts():
        for room in (900, 500, 200, 100, 50):
            deeper(sys.getrecursionlimit() - room, attempt)

    thread = threading.Thread(target=attempts)  # whose stack is as deep as it says
    thread.start()
    thread.join()
    assert outcomes == [[problem.code for problem in dmn.load(data).problems]] * 5


def test_a_stack_that_has_no_room_left_is_said_to_be_full():
    data = xml("input x\ndecision D (x) = x + 1")
    codes = set()

    def attempts():
        for room in range(40, 14, -1):
            try:
                deeper(sys.getrecursionlimit() - room, lambda: dmn.load(data))
            except dmn.NotDmnError as error:
                codes.add(error.code)

    thread = threading.Thread(target=attempts)
    thread.start()
    thread.join()
    assert codes == {"TOO_DEEP"}


# --- other processes ----------------------------------------------------------------------------


def doubled(number):
    return number * 2


def evaluated(model, inputs):
    return model.evaluate(inputs, trace=True)


def test_a_model_goes_to_another_process_and_its_results_come_back(tmp_path):
    write(tmp_path, main=f"{USER}\ninput x\ndecision F (x) = x + 1", lib="decision E = 1")
    model = dmn.load(
        tmp_path / "main.dmn",
        limits=feel.Limits(steps=500),
        functions=[feel.function("doubled", ["n"], doubled)],
    )
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - made here
    assert (again.name, again.decisions, again.inputs) == (
        model.name,
        model.decisions,
        model.inputs,
    )
    assert again.problems == model.problems
    assert again.definitions == model.definitions
    inputs = dict.fromkeys(model.inputs, 7)
    expected = evaluated(model, inputs)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        result = pool.submit(evaluated, model, inputs).result()
    assert dict(result) == dict(expected)
    assert result.explain() == expected.explain()
    assert result.warnings == expected.warnings


def test_a_models_host_functions_and_limits_go_with_it():
    text = "input x\ndecision D (x) = doubled(x)\ndecision E = count(for i in 1..99 return i)"
    model = load(
        text,
        limits=feel.Limits(steps=50),
        functions=[feel.function("doubled", ["n"], doubled)],
    )
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - made here
    assert again.evaluate({"x": 4}, decision="D").value == 8
    assert again.evaluate({"x": 4}, decision="E").warnings[0].code == "LIMIT_EXCEEDED"


# --- inputs that are none -----------------------------------------------------------------------


class Frame:
    columns = ("x",)

    def to_dict(self, _orient):
        return [{"x": 1}]


class Series:
    def to_dict(self):
        return {"x": 1}


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (None, "inputs: expected a mapping of names to values, found NoneType; give"),
        ([1], "inputs: expected a mapping of names to values, found list; give"),
        ("x", "inputs: expected a mapping of names to values, found str; give"),
        ({1: 2}, "inputs: a name is a str, found 1; give"),
        ({"x": 1, None: 2}, "inputs: a name is a str, found None; give"),
        (Frame(), "inputs: one row at a time, not a Frame; use for row in df.to_dict('records')"),
        (Series(), "inputs: one row at a time, not a Series; use series.to_dict()"),
    ],
)
@pytest.mark.parametrize("asked", [{}, {"trace": True}, {"decision": "D"}, {"service": "S"}])
def test_inputs_that_are_no_mapping_of_names_say_what_to_give(inputs, asked, said):
    text = "input x\ndecision D (x) =\n    U | x || r\n    1 | 1 || 2\nservice S (x) -> D"
    model = load(text)
    with pytest.raises(TypeError) as refusal:
        model.evaluate(inputs, **asked)
    assert said in str(refusal.value)
    assert model.evaluate({"x": 1}, **asked).value == 2


def test_a_decision_asked_for_by_no_name_is_one_there_is_not():
    with pytest.raises(dmn.UnknownNameError, match="no decision '5'"):
        load("decision D = 1").evaluate({}, decision=5)


def test_any_mapping_of_inputs_gives_what_a_dict_does():
    cases = [{"x": x, "y": y} for x in (-1, 5, 61, 7.5, None, "a") for y in ("a", None, [1], True)]
    as_dicts, as_mappings = load(SHARED), load(SHARED)
    for case in (*cases, *cases):  # the second time a plain table takes its shortcut
        for asked in ({}, {"decision": "T"}):
            result = as_dicts.evaluate(case, **asked)
            other = as_mappings.evaluate(MappingProxyType(case), **asked)
            assert dict(result) == dict(other)
            assert result.warnings == other.warnings
