"""A form is made of the types alone: kinds, choices, limits, components, hints."""

from pathlib import Path

import pytest
from item_definitions import typed_model
from model_text import load, xml

import dmn
from dmn.errors import UnknownNameError
from dmn.form_fields import Choice, field_at, fields_of, leaves_of
from feel.temporal import parse_temporal

EXAMPLES = Path(__file__).parents[2] / "examples"
LOAN = dmn.load(EXAMPLES / "loan" / "loan.dmn")


def field(declared, **types):
    (found,) = fields_of(typed_model(declared, types))
    return found


@pytest.mark.parametrize(
    ("declared", "kind", "text"),
    [
        ("string", "text", "string"),
        ("number", "number", "number"),
        ("boolean", "boolean", "boolean"),
        ("date", "date", "date"),
        ("time", "time", "time"),
        ("date and time", "date and time", "date and time"),
        ("dateTime", "date and time", "date and time"),
        ("days and time duration", "days and time duration", "days and time duration"),
        ("yearMonthDuration", "years and months duration", "years and months duration"),
        ("Any", "any", ""),
        ("", "any", ""),
        ("context", "any", "context"),
        ("range<number>", "any", "range<number>"),
        ("unheard of", "any", "unheard of"),
    ],
)
def test_a_type_has_its_kind_of_field(declared, kind, text):
    found = field(declared)
    assert (found.kind, found.type_text, found.is_list) == (kind, text, False)


@pytest.mark.parametrize(
    ("declared", "kind", "text", "item"),
    [
        ("list<number>", "number", "list of number", "number"),
        ("list", "any", "list of Any", ""),
        ("list<list<number>>", "any", "list of list<number>", "list<number>"),
        ("tNames", "text", "list of string", "string"),
        ("tAlias", "text", "list of string", "string"),
        ("list<tName>", "text", "list of tName", "tName"),
    ],
)
def test_a_list_is_a_field_of_one_item(declared, kind, text, item):
    found = field(declared, tNames="list of string", tAlias="tNames", tName="string")
    assert (found.kind, found.type_text, found.is_list) == (kind, text, True)
    assert (found.item.kind, found.item.is_list, found.item.type.name) == (
        kind,
        False,
        item or "Any",
    )


@pytest.mark.parametrize(
    ("base", "allowed", "limits", "hint"),
    [
        ("number", "[0..120]", "0 to 120", ""),
        ("number", "(0..120)", "more than 0 and less than 120", ""),
        ("number", "[0..1)", "at least 0 and less than 1", ""),
        ("number", ">= 0", "at least 0", ""),
        ("number", "> -1.50", "more than -1.50", ""),
        ("number", "<= 5, null", "at most 5", ""),
        ("number", "< 5", "less than 5", ""),
        ("number", "1, [3..5]", "", "1, [3..5]"),
        ("number", "not(5)", "", "not(5)"),
        ("number", "!= 5", "", "!= 5"),
        ("number", "modulo(?, 2) = 0", "", "modulo(?, 2) = 0"),
        ("number", '> "x"', "", '> "x"'),
        ("number", "-", "", ""),
        ("number", "??", "", "??"),
        ("string", "string length(?) > 3", "", "string length(?) > 3"),
        ("string", '["a".."c"]', "", '["a".."c"]'),
        ("date", '> @"2024-02-29"', "after 2024-02-29", ""),
        ("date", '>= date("2024-02-29")', "not before 2024-02-29", ""),
        ("date", '> date("2024-02-31")', "", '> date("2024-02-31")'),
        ("date", "<= today()", "", "<= today()"),
        ("date and time", '< @"2024-02-29T10:00:00Z"', "before 2024-02-29T10:00:00Z", ""),
        ("days and time duration", '[duration("PT0S")..@"P1D"]', "PT0S to P1D", ""),
    ],
)
def test_limits_are_read_and_all_else_is_a_hint(base, allowed, limits, hint):
    found = field("tX", tX=(base, allowed))
    assert (found.limits_text, found.hint, found.choices) == (limits, hint, ())


@pytest.mark.parametrize(
    ("base", "allowed", "values"),
    [
        ("string", '"a", "b c", null, "a"', ["a", "b c"]),
        ("number", "1, 2.50, = 3", ["1", "2.50", "3"]),
        ("number", "1, 1.0", ["1"]),
        ("boolean", "true", ["true"]),
        ("date", '@"2024-02-29", date("2024-03-01")', ["2024-02-29", "2024-03-01"]),
        ("time", '@"10:00:00Z"', ["10:00:00Z"]),
    ],
)
def test_listed_values_are_choices(base, allowed, values):
    found = field("tX", tX=(base, allowed))
    assert [each.label for each in found.choices] == values
    assert (found.limits_text, found.hint) == ("", "")


def test_a_choice_says_what_it_is_in_feel_and_for_people():
    text = field("tX", tX=("string", '"a b"'))
    assert text.choices == (Choice("a b", '"a b"', "a b", "a b"),)
    untyped = field("tX", tX=("Any", '"a b", @"P1Y", true'))
    assert [each.entered for each in untyped.choices] == ['"a b"', '@"P1Y"', True]
    assert untyped.choices[1].value == parse_temporal("P1Y")


def test_the_types_behind_a_name_all_have_their_say():
    narrow = field("tB", tA=("string", '"a", "b", "c"'), tB=("tA", '"c", "b", "d"'))
    assert [each.value for each in narrow.choices] == ["c", "b"]
    tight = field("tB", tA=("number", "[0..10]"), tB=("tA", "(0..20)", ">= 2"))
    assert tight.limits_text == "2 to 10"
    tight = field("tB", tA=("number", "[0..10]"), tB=("tA", "(0..10)"))
    assert tight.limits_text == "more than 0 and less than 10"
    chosen = field("tB", tA=("number", "1, 2, 3"), tB=("tA", "odd(?)"))
    assert [each.value for each in chosen.choices] == [1, 3]


def test_a_constraint_is_about_the_whole_and_allowed_values_of_a_collection_about_its_items():
    found = field("tX", tX=("list of number", "[0..5]", "count(?) < 3"))
    assert (found.limits_text, found.hint) == ("0 to 5", "count(?) < 3")
    alias = field("tY", tX=("list of number", "[0..5]"), tY=("tX", "count(?) < 3", "[1] in ?"))
    assert (alias.limits_text, alias.hint) == ("0 to 5", "count(?) < 3; [1] in ?")


def test_components_are_fields_within_a_field():
    owner = field(
        "tOwner",
        tDog={"name": "string", "size": "tSize"},
        tSize=("string", '"small", "large"'),
        tOwner={"dogs": "list of tDog", "age": ("number", "> 0"), "at": {"city": "string"}},
    )
    assert (owner.kind, [each.name for each in owner.components]) == (
        "context",
        ["dogs", "age", "at"],
    )
    dogs, age, at = owner.components
    assert (dogs.kind, dogs.is_list, dogs.type_text) == ("context", True, "list of tDog")
    assert (age.type_text, age.limits_text, at.type_text) == ("number", "more than 0", "context")
    assert [each.path for each in leaves_of([owner])] == [
        ("X", "dogs", "name"),
        ("X", "dogs", "size"),
        ("X", "age"),
        ("X", "at", "city"),
    ]
    assert field_at([owner], ("X", "dogs", 3, "size")).type_text == "tSize"
    assert field_at([owner], ("X", "cats")) is None


def test_a_type_within_itself_and_types_without_end_are_bounded():
    tree = field("tTree", tTree={"value": "number", "below": "list of tTree"})
    below = tree.components[1]
    assert (below.kind, below.is_list, below.components) == ("any", True, ())
    doubled = {f"t{n}": {"a": f"t{n + 1}", "b": f"t{n + 1}"} for n in range(25)}
    wide = field("t0", **doubled, t25="number")
    assert len(list(leaves_of([wide]))) < 3_000


def test_only_what_a_decision_needs_is_asked_for():
    model = load("""
        import other from urn:other
        input A : number
        input B
        input C
        decision D (A) = A
        decision E (D, B) = D
        decision F (C) = C
        service S (B) given (D) -> E
    """)
    names = {name: [each.name for each in fields_of(model, name)] for name in model.decisions}
    assert names == {"D": ["A"], "E": ["A", "B"], "F": ["C"]}
    assert [each.name for each in fields_of(model)] == ["A", "B", "C"]
    assert [each.name for each in fields_of(model, service="S")] == ["B", "D"]
    with pytest.raises(UnknownNameError, match="no decision 'd'"):
        fields_of(model, "d")
    with pytest.raises(UnknownNameError, match="no decision service 'T'"):
        fields_of(model, service="T")


def test_imported_types_and_inputs_have_their_fields(tmp_path):
    inner = 'type tX : string in "a", "b"\ninput Y : tX\ndecision Z (Y) = Y'
    (tmp_path / "inner.dmn").write_bytes(xml(inner, "inner", "urn:inner"))
    outer = "import in from urn:inner\ninput X : in.tX\ndecision D (X, urn:inner#Z) = in.Z"
    (tmp_path / "outer.dmn").write_bytes(xml(outer))
    found = fields_of(dmn.load(tmp_path / "outer.dmn"), "D")
    assert [(each.name, each.type_text) for each in found] == [("X", "tX"), ("in.Y", "tX")]
    assert [each.value for one in found for each in one.choices] == ["a", "b", "a", "b"]


def test_the_loan_has_a_form_with_words_for_people():
    applicant, amount = fields_of(LOAN, "Routing")
    age = field_at([applicant], ("Applicant", "Age"))
    assert (age.limits_text, age.description) == ("0 to 120", "Completed years.")
    purpose = field_at([applicant], ("Applicant", "Purpose"))
    assert (purpose.kind, purpose.type_text, len(purpose.choices)) == ("text", "tPurpose", 5)
    assert (amount.kind, amount.limits_text) == ("number", "more than 0")
    assert amount.description.startswith("The sum to be paid out")
