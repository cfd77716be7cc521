from decimal import Decimal

import case_text
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmmn.case_file import (
    bare,
    changes,
    context,
    file_item,
    item_value,
    own_value,
    path_words,
    segment,
    written,
)
from cmmn.errors import CommandRefused
from cmmn.events import FileItemTransitioned
from cmmn.lifecycle import FileTransition

PLAN = case_text.plan("""
    file name
    file order {total: decimal, note: string}
        file line *
            file tag *
        file address ?
    file mail + to order
    file one ! {total: decimal}
    task A
""")


def shown(events):
    return [
        f"{each.path} {each.transition}"
        + (f" {each.child}" if each.child else "")
        + ("" if each.value is None or each.child else f" {_plain(each.value)}")
        for each in events
    ]


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return int(value) if isinstance(value, Decimal) else value


def after(file, events):
    """Return a case file after transitions."""
    file = dict(file)
    for each in events:
        if each.transition in ("create", "update", "replace"):
            file[each.path] = each.value
        elif each.transition == "delete":
            del file[each.path]
    return file


def filled(*values):
    """Return a case file that was written several times."""
    file = {}
    for each in values:
        file = after(file, written(PLAN, file, each))
    return file


def change(file, *asked, references=None):
    """Return the transitions of a change: of a path, a transition, and a value and a child."""
    path, transition, *more = asked
    change_of_item = FileItemTransitioned(path, FileTransition(transition), *more)
    return changes(PLAN, file, references or {}, change_of_item)


# --- paths --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [("f", "f"), ("g[12].k[3]", "g.k"), ("g.k", "g.k"), ("g[x]", "g[x]"), ("g[1]", "g")],
)
def test_a_path_without_positions_is_the_item(path, expected):
    assert bare(path) == expected


@given(st.lists(st.text(max_size=5), min_size=1, max_size=3))
def test_names_stay_apart_in_a_path(names):
    path = ".".join(map(segment, names))
    assert len(path.split(".")) == len(names)
    assert bare(path) == path


@given(st.lists(st.text(max_size=5), min_size=1, max_size=3))
def test_people_read_the_names_of_a_path_as_they_are(names):
    assert path_words(".".join(map(segment, names))) == ".".join(names)


@given(st.text(max_size=5), st.text(max_size=5))
def test_two_names_never_become_one(one, other):
    assert (segment(one) == segment(other)) is (one == other)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("order", "order"),
        ("order.line", "order.line"),
        ("line", "order.line"),
        ("order.line[2]", "order.line"),
        ("order.line[2].tag[1]", "order.line.tag"),
        ("tag", "order.line.tag"),
    ],
)
def test_an_item_is_known_by_path_unique_name_and_id(name, path):
    assert file_item(PLAN, name).path == path


@pytest.mark.parametrize("name", ["nothing", "order.nothing", "", "line.order"])
def test_what_is_no_item_is_refused_with_what_there_is(name):
    with pytest.raises(CommandRefused, match=r"order\.line") as refused:
        file_item(PLAN, name)
    assert refused.value.code == "NO_SUCH_FILE_ITEM"


def test_a_name_that_two_items_have_is_ambiguous():
    plan = case_text.compiled(
        case_text.xml("file a\n    file x\nfile b\n    file y\ntask A")
        .replace(b'name="y"', b'name="x"')
        .replace(b'id="x"', b'id="x1"')
    )["c"]
    with pytest.raises(CommandRefused, match="ambiguous"):
        file_item(plan, "x")
    assert file_item(plan, "y").path == "b.x"


# --- writing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "values", "expected"),
    [
        ([], {"name": 1}, ["name create 1"]),
        ([{"name": 1}], {"name": 2}, ["name update 2"]),
        ([{"name": 1}], {"name": None}, ["name update"]),
        ([], {"order": {"total": 3}}, ["order create {'total': 3}"]),
        ([], {"order": {"total": 3, "address": "x"}},
         ["order create {'total': 3}", "order.address create x",
          "order addChild order.address"]),
        ([], {"address": "x"},
         ["order create {}", "order.address create x", "order addChild order.address"]),
        ([], {"mail": [1, 2]}, ["mail[1] create 1", "mail[2] create 2"]),
        ([], {"mail": 1}, ["mail[1] create 1"]),
        ([{"mail": [1, 2, 3]}], {"mail": [4]},
         ["mail[1] update 4", "mail[2] delete", "mail[3] delete"]),
        ([{"mail": [1, 2]}], {"mail[2]": 5}, ["mail[2] update 5"]),
        ([{"order": {"line": [1]}}], {"order": {"total": 2}}, ["order update {'total': 2}"]),
        ([{"order": {"line": [1]}}], {"line": [2, 3]},
         ["order.line[1] update 2", "order.line[2] create 3", "order addChild order.line[2]"]),
        ([{"order": {"line": [1, 2]}}], {"tag": "x"},
         ["order.line[2].tag[1] create x", "order.line[2] addChild order.line[2].tag[1]"]),
    ],
)  # fmt: skip
def test_writing_creates_what_is_new_and_updates_the_rest(before, values, expected):
    assert shown(written(PLAN, filled(*before), values)) == expected


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        ([], ("name", "create", 1), ["name create 1"]),
        ([{"name": 1}], ("name", "replace", 2), ["name replace 2"]),
        ([{"name": 1}], ("name", "delete"), ["name delete"]),
        ([], ("mail", "create", 1), ["mail[1] create 1"]),
        ([{"mail": [1, 2]}], ("mail", "create", 3), ["mail[3] create 3"]),
        ([{"mail": [1, 2]}], ("mail", "delete"), ["mail[2] delete"]),
        ([{"mail": [1, 2]}], ("mail[1]", "delete"), ["mail[1] delete"]),
        ([{"mail": [1, 2]}], ("mail", "update", 3), ["mail[2] update 3"]),
        ([{"order": {"line": [1], "address": "x"}}], ("order", "delete"),
         ["order.address delete", "order.line[1] delete", "order delete"]),
        ([{"order": {}}], ("order", "addChild", 1, "line"),
         ["order.line[1] create 1", "order addChild order.line[1]"]),
        ([{"order": {"line": [1, 2]}}], ("order", "removeChild", None, "line"),
         ["order.line[2] delete", "order removeChild order.line[2]"]),
        ([{"order": {"line": [1, 2]}}], ("order", "removeChild", None, "order.line[1]"),
         ["order.line[1] delete", "order removeChild order.line[1]"]),
        ([{"order": {}, "mail": 1}], ("mail", "addReference", None, "order"),
         ["mail[1] addReference order"]),
    ],
)  # fmt: skip
def test_one_change_of_one_item_is_its_own_transitions(before, asked, expected):
    assert shown(change(filled(*before), *asked)) == expected


def test_positions_stay_while_an_instance_exists_and_are_not_used_twice_in_between():
    file = filled({"mail": [1, 2, 3]})
    file = after(file, change(file, "mail[2]", "delete"))
    assert list(file) == ["mail[1]", "mail[3]"]
    assert shown(change(file, "mail", "create", 4)) == ["mail[4] create 4"]


@pytest.mark.parametrize(
    ("before", "asked", "code"),
    [
        ([{"name": 1, "order": {}}], ("order", "create", {}), "MULTIPLICITY"),
        ([], ("name", "update", 1), "NO_SUCH_FILE_ITEM"),
        ([], ("name", "delete"), "NO_SUCH_FILE_ITEM"),
        ([{"one": {}}], ("one", "delete"), "MULTIPLICITY"),
        ([{"mail": 1}], ("mail", "delete"), "MULTIPLICITY"),
        ([{"order": {}}], ("order", "addChild", 1, "nothing"), "NO_SUCH_FILE_ITEM"),
        ([{"order": {}}], ("order", "addChild", 1, None), "NO_SUCH_FILE_ITEM"),
        ([{"order": {}}], ("order", "removeChild", None, "line"), "NO_SUCH_FILE_ITEM"),
        ([{"mail": 1}], ("mail", "addReference", None, "order"), "NO_SUCH_FILE_ITEM"),
        ([{"mail": 1, "name": 1}], ("mail", "addReference", None, "name"), "NO_SUCH_FILE_ITEM"),
        ([{"mail": 1, "order": {}}], ("mail", "removeReference", None, "order"), "NOT_ALLOWED"),
        ([], ("name", "create", float), "INVALID_VALUE"),
        ([], ("one", "create", [1]), "INVALID_VALUE"),
        ([], ("one", "create", {"total": "x"}), "INVALID_VALUE"),
    ],
)
def test_what_the_lifecycle_does_not_allow_is_refused(before, asked, code):
    with pytest.raises(CommandRefused) as refused:
        change(filled(*before), *asked)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("before", "values", "code"),
    [
        ([], {"nothing": 1}, "NO_SUCH_FILE_ITEM"),
        ([{"mail": 1}], {"mail": []}, "MULTIPLICITY"),
        ([], {"tag": 1}, "NO_PARENT"),
        ([], {"order": 7}, "INVALID_VALUE"),
    ],
)
def test_what_cannot_be_written_is_refused(before, values, code):
    with pytest.raises(CommandRefused) as refused:
        written(PLAN, filled(*before), values)
    assert refused.value.code == code


def test_a_reference_is_there_once():
    file = filled({"mail": 1, "order": {}})
    held = {"mail[1]": ("order",)}
    with pytest.raises(CommandRefused, match="already"):
        change(file, "mail", "addReference", None, "order", references=held)
    assert shown(change(file, "mail", "removeReference", None, "order", references=held)) == [
        "mail[1] removeReference order"
    ]


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "name", "expected"),
    [
        ([], "name", None),
        ([], "mail", []),
        ([{"name": 1}], "name", 1),
        ([{"mail": [1, 2]}], "mail", [1, 2]),
        ([{"order": {"total": 3, "line": [1, 2]}}], "order", {"total": 3, "line": [1, 2]}),
        ([{"order": {"total": 3, "line": [1, 2]}}], "line", [1, 2]),
        ([{"order": {}}], "order", {"line": []}),
        ([{"order": {}}], "address", None),
        ([{"order": {"address": "x"}}], "address", "x"),
        ([{"order": {"line": [1, 2]}}, {"tag": ["x", "y"]}], "tag", ["x", "y"]),
        ([], "order", None),
    ],
)
def test_expressions_see_items_by_name_with_what_is_in_them(values, name, expected):
    assert context(PLAN, filled(*values))[name] == expected


@pytest.mark.parametrize(
    ("values", "name", "expected"),
    [
        ([{"order": {"total": 3, "line": [1, 2]}}], "order", {"total": 3}),
        ([{"order": {"line": [1, 2]}}], "line", [1, 2]),
        ([{"order": {"line": [1, 2]}}], "order.line[2]", 2),
        ([{"order": {"address": "x"}}], "address", "x"),
        ([{"order": {}}], "address", None),
        ([], "mail", []),
        ([], "name", None),
    ],
)
def test_an_own_value_leaves_the_children_out(values, name, expected):
    assert own_value(PLAN, filled(*values), name) == expected


NUMBERS = st.integers(-(10**33), 10**33)  # beyond 34 digits FEEL rounds
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "name": NUMBERS,
        "mail": st.lists(NUMBERS, min_size=1, max_size=3),
        "order": st.fixed_dictionaries(
            {"line": st.lists(NUMBERS, max_size=3)},
            optional={"total": NUMBERS, "address": st.text("ab", max_size=2)},
        ),
    },
)


@given(st.lists(ENTRIES, max_size=3), ENTRIES)
def test_what_was_written_is_read_again(before, values):
    seen = context(PLAN, filled(*before, values))
    for name, value in values.items():
        if name == "order":
            assert {key: seen[name][key] for key in value} == value
        else:
            assert seen[name] == value


@given(st.lists(ENTRIES, max_size=4))
def test_a_child_never_stands_without_its_parent(writes):
    file = filled(*writes)
    assert all("." not in path or path.rpartition(".")[0] in file for path in file)


def renamed(text, old, new):
    """Return the plan of some lines in which one item has another name; its id stays."""
    data = case_text.xml(text)
    found = f'id="{old}" name="{old}"'.encode()
    assert found in data
    return case_text.compiled(data.replace(found, f'id="{old}" name="{new}"'.encode()))["c"]


def test_an_item_is_read_by_its_place_though_another_has_its_name():
    plan = renamed("file note\nfile order\n    file inner\ntask A", "inner", "note")
    file = {}
    for each in written(plan, {}, {"note": 1, "order": {"note": 2}}):
        file = after(file, [each])
    assert item_value(plan, file, plan.file["note"]) == 1
    assert item_value(plan, file, plan.file["order.note"]) == 2


@pytest.mark.parametrize(
    ("before", "path"),
    [
        ([], "name[1]"),
        ([{"name": 1}], "name[1]"),
        ([{"name": 1}], "name[3]"),
        ([{"mail": 1}], "mail[0]"),
        ([{"mail": 1}], "mail[01]"),
        ([{"mail": 1}], "mail[-1]"),
        ([{"mail": 1}], "mail[]"),
        ([{"mail": [1, 2]}], "mail[1][2]"),
        ([{"mail": [1]}], "mail[1][1]"),
        ([{"mail": 1}], "mail[3]"),
        ([{"mail": 1}], "mail[999999999]"),
        ([{"mail": 1}], "mail[9999999999]"),
        ([{"mail": 1}], "mail[\u0661]"),
        ([{"mail": 1}], "mail[\uff11]"),
        ([{"mail": 1}], "mail[\u00b2]"),
        ([{"order": {"line": [1]}}], "order[1]"),
        ([{"order": {"line": [1]}}], "order[1].line[1]"),
        ([{"order": {"line": [1]}}], "order.line[3]"),
        ([{"order": {"line": [1]}}], "order.line[3].tag[1]"),
        ([{"order": {"line": [1]}}], "order.line[1].tag[2]"),
    ],
)
def test_a_position_that_is_no_place_of_the_item_is_refused(before, path):
    file = filled(*before)
    with pytest.raises(CommandRefused) as refused:
        written(PLAN, file, {path: 7})
    assert refused.value.code == "NO_SUCH_FILE_ITEM"
    for transition in ("create", "update", "delete"):
        with pytest.raises(CommandRefused) as refused:
            change(file, path, transition, 7)
        assert refused.value.code == "NO_SUCH_FILE_ITEM"


def test_the_next_position_is_a_place():
    assert shown(written(PLAN, filled({"mail": [1, 2]}), {"mail[3]": 7})) == ["mail[3] create 7"]


@pytest.mark.parametrize("name", ["a[1]", "a.b", "[1]", "50%"])
def test_an_item_may_be_named_like_a_path(name):
    plan = renamed("file a *\nfile x\ntask A", "x", name)
    (created,) = written(plan, {}, {name: 5})
    file = {created.path: created.value}
    assert bare(created.path) == created.path
    assert file_item(plan, name).name == name
    assert context(plan, file)[name] == item_value(plan, file, file_item(plan, name)) == 5
    assert shown(written(plan, file, {name: 6})) == [f"{created.path} update 6"]
