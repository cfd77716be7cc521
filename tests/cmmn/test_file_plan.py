import case_text
import pytest

from cmmn.file_plan import FilePlan, dangling
from cmmn.plan import FileItem
from cmmn.reader import read

TEXT = """
    file order ! {total: decimal, note: string}
        file line *
            file tag ?
    file mail + to order, line
    file name
    task A
"""


def file_plan(*changes):
    """Return the plan of the case file, with changes made to the XML."""
    data = case_text.xml(TEXT)
    for old, new in changes:
        assert old in data
        data = data.replace(old, new)
    definitions = read(data)
    items = definitions.cases[0].case_file_model.case_file_items
    return FilePlan(items, definitions.case_file_item_definitions, "m")


def test_items_are_known_by_path_with_their_parents_and_children():
    items = file_plan().items
    assert list(items) == ["order", "order.line", "order.line.tag", "mail", "name"]
    assert items["order.line"] == FileItem(
        "line", "line", "order.line", "order", ("order.line.tag",), True, False, {},
        multiplicity="ZeroOrMore",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "is_many", "is_needed"),
    [
        ("order", False, True),
        ("order.line", True, False),
        ("order.line.tag", False, False),
        ("mail", True, True),
        ("name", False, False),
    ],
)
def test_multiplicity_says_how_often_an_item_occurs(path, is_many, is_needed):
    item = file_plan().items[path]
    assert (item.is_many, item.is_needed) == (is_many, is_needed)


def test_a_definition_gives_the_properties_with_their_types():
    assert file_plan().items["order"].properties == {"total": "decimal", "note": "string"}
    assert file_plan().items["name"].properties == {}


def test_ids_lead_to_paths():
    found = file_plan((b'id="tag"', b'id="t9"'))
    assert found.ids["t9"] == "order.line.tag"


def test_signs_that_paths_are_made_of_are_written_otherwise():
    found = file_plan((b'name="tag"', b'name="a.b[1]"'))
    item = found.items[found.ids["tag"]]
    assert (item.name, item.path) == ("a.b[1]", "order.line.a%2Eb%5B1%5D")


def test_references_lead_to_paths_from_either_end():
    found = file_plan((b'id="name" name="name"', b'id="name" name="name" sourceRef="order"'))
    assert found.items["mail"].targets == ("order", "order.line")
    assert found.items["order"].targets == ("name",)
    assert found.problems == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b'targetRefs="order line"', b'targetRefs="nothing line"', "case file item 'nothing'"),
        (b'id="name" name="name"', b'id="name" name="name" sourceRef="gone"',
         "case file item 'gone'"),
        (b'definitionRef="order_type"', b'definitionRef="gone"',
         "case file item definition 'gone'"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_is_a_problem_and_left_out(old, new, what):
    (problem,) = file_plan((old, new)).problems
    assert problem.code == "DANGLING_REFERENCE"
    assert problem.message == f"there is no {what}"
    assert problem.line is not None


def test_a_dangling_reference_says_what_there_is():
    problem = dangling("role", "R", ("m",), 3, ["b", "", "a"])
    assert (problem.hint, problem.line, problem.severity) == ("there are: a, b", 3, "error")
    assert dangling("role", "R", ("m",), None, []).hint == "there are: none"
