import pytest

from feel.analysis import Analysis
from feel.feel_types import (
    ANY,
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    ContextType,
    FeelType,
    ListType,
)
from feel.names import KnownNames
from feel.parser import parse_expression, parse_unary_tests
from feel.static_types import ExactContext, KnownFunction, StaticScope

PERSON = ContextType({"name": STRING, "age": NUMBER})
NAMES: dict[str, FeelType] = {
    "anything": ANY,
    "Age": NUMBER,
    "Name": STRING,
    "Born": DATE,
    "Known": BOOLEAN,
    "person": PERSON,
    "people": ListType(PERSON),
    "numbers": ListType(NUMBER),
    "contexts": ListType(ANY),
    "loan": KnownFunction((NUMBER, STRING), NUMBER, ("amount", "product")),
    "lib": ExactContext({"rate": NUMBER}),
}
ELSEWHERE = {"Salary": "decision", "lib.base": "decision", "Discount": "business knowledge model"}


def analysed(text: str) -> Analysis:
    analysis = Analysis(text, elsewhere=ELSEWHERE)
    tree = parse_expression(text, KnownNames.of(NAMES))
    analysis.expression(tree, StaticScope(NAMES))
    return analysis


def found(text: str) -> list[tuple[str, str]]:
    return [(each.severity, each.code) for each in analysed(text).findings]


@pytest.mark.parametrize(
    ("text", "severity", "code"),
    [
        ("Agee + 1", "error", "NO_VARIABLE_FOUND"),
        ("? > 1", "error", "NO_VARIABLE_FOUND"),
        ("for x in numbers return y", "error", "NO_VARIABLE_FOUND"),
        ("[x, for x in numbers return x]", "error", "NO_VARIABLE_FOUND"),
        ("{a: b, b: 1}", "error", "NO_VARIABLE_FOUND"),
        ("people[agee > 18]", "warning", "NO_VARIABLE_FOUND"),
        ("Salary * 2", "error", "NOT_REQUIRED"),
        ("Discount(1)", "error", "NOT_REQUIRED"),
        ("lib.base", "error", "NOT_REQUIRED"),
        ("lib.other", "error", "NO_CONTEXT_ENTRY_FOUND"),
        ("summ(numbers)", "error", "NO_FUNCTION_FOUND"),
        ("Age(1)", "error", "NO_FUNCTION_FOUND"),
        ("floor(Age, 1, 2)", "error", "INVALID_ARGUMENTS"),
        ("floor(number: Age)", "error", "INVALID_ARGUMENTS"),
        ("floor(n: Age, n: 2)", "error", "INVALID_ARGUMENTS"),
        ("loan(1)", "error", "INVALID_ARGUMENTS"),
        ("loan(Name, Name)", "error", "INVALID_ARGUMENTS"),
        ("loan(amount: 1, kind: Name)", "error", "INVALID_ARGUMENTS"),
        ("{f: function(a) a, r: f(1, 2)}", "error", "INVALID_ARGUMENTS"),
        ("Age instance of numbr", "error", "UNKNOWN_TYPE"),
        ("Age instance of list<numbr>", "warning", "UNKNOWN_TYPE"),
        ("function(a: numbr) a", "warning", "UNKNOWN_TYPE"),
        ('@"foo"', "error", "INVALID_ARGUMENTS"),
        ('date("2024-02-31")', "error", "INVALID_ARGUMENTS"),
        ('Born = date("2024-02-31")', "warning", "INVALID_ARGUMENTS"),
        ('1 + "a"', "error", "INVALID_TYPE"),
        ("Age + Name", "error", "INVALID_TYPE"),
        ("1 / 0", "error", "INVALID_ARGUMENTS"),
        ("Age.years", "error", "NO_PROPERTY_FOUND"),
        ("Born.hour", "error", "NO_PROPERTY_FOUND"),
        ("person.agee", "warning", "NO_CONTEXT_ENTRY_FOUND"),
        ("people.agee", "warning", "NO_CONTEXT_ENTRY_FOUND"),
        ("people[1].agee", "warning", "NO_CONTEXT_ENTRY_FOUND"),
        ("{a: 1}.b", "error", "NO_CONTEXT_ENTRY_FOUND"),
        ('Age = "x"', "warning", "NOT_COMPARABLE"),
        ('Age < "x"', "error", "NOT_COMPARABLE"),
        ('Age in ("x", "y")', "warning", "NOT_COMPARABLE"),
        ('Age between "a" and 3', "warning", "NOT_COMPARABLE"),
        ('people[age = "18"]', "warning", "NOT_COMPARABLE"),
        ("if Name then 1 else 2", "warning", "INVALID_TYPE"),
        ("{a: 1, a: 2}", "error", "DUPLICATE_NAME"),
    ],
)
def test_what_is_wrong_is_found(text, severity, code):
    assert (severity, code) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Age + 1",
        "person.name + Name",
        "people[age > 18 and name = Name].name",
        "people[item.age > Age]",
        "contexts[whatever > 1]",
        "contexts.whatever",
        "anything.whatever[more].still",
        "numbers[item > 1]",
        "numbers[1] + numbers[-1]",
        "for x in numbers, y in 1..x return x + y + count(partial)",
        "some x in people satisfies x.age > 18",
        "{a: 1, b: a + 1, f: function(x) x + b, c: f(a)}",
        "loan(amount: 1, product: Name)",
        "loan(anything, [Name])",
        "Born.year + Born.weekday",
        'Age in ([1..3], > 5) or Name in (["a", "b"])',
        "Age = null",
        "null = Age",
        "is(person.name, null)",
        "count(contexts.x)",
        "if Known then Age else Name",
        "sort(numbers, function(a, b) a < b)",
        'date and time(Born, time("10:00:00")).hour',
        "lib.rate * 2",
        "Age instance of number",
        'now() > @"2024-01-01T00:00:00Z"',
        "substring(Name, 1)",
        'string join(list: people.name, delimiter: ", ")',
    ],
)
def test_nothing_is_found_where_all_is_well(text):
    assert found(text) == []


def test_a_name_gets_the_names_that_are_like_it():
    assert analysed("Agee").findings[0].hint == "did you mean Age?"


def test_a_name_from_elsewhere_says_what_to_add():
    finding = analysed("Salary").findings[0]
    assert finding.hint == "add an information requirement"
    assert "'Salary' is a decision" in finding.message


def test_a_finding_says_where_in_the_text_it_is():
    finding = analysed("Age + Agee").findings[0]
    assert (finding.location.start, finding.location.end) == (6, 10)


def test_the_names_that_stand_in_a_text_are_known_afterwards():
    assert analysed("loan(Age, people[age > 1].name[1])").mentioned == {
        "loan",
        "Age",
        "people",
        "age",
    }


@pytest.mark.parametrize(
    ("text", "tested", "expected"),
    [
        ('"a"', NUMBER, ["NOT_COMPARABLE"]),
        ('< "a"', NUMBER, ["NOT_COMPARABLE"]),
        ('["a".."b"]', NUMBER, ["NOT_COMPARABLE"]),
        ("Name", NUMBER, ["NOT_COMPARABLE"]),
        ("? > Nam", NUMBER, ["NO_VARIABLE_FOUND"]),
        ('@"foo"', DATE, ["INVALID_ARGUMENTS"]),
        ('1, [2..3], > 4, Age, numbers, ? > Age, Name = "x"', NUMBER, []),
        ('"a", "b"', ANY, []),
        ('date("2024-01-01")', DATE, []),
        ("1", ListType(NUMBER), []),
    ],
)
def test_input_entries_are_looked_at_with_the_type_of_their_input(text, tested, expected):
    analysis = Analysis(text)
    analysis.tests(parse_unary_tests(text, KnownNames.of(NAMES)), tested, StaticScope(NAMES))
    assert [each.code for each in analysis.findings] == expected


@pytest.mark.parametrize("operator", ["+", "and", "else"])
def test_chains_as_long_as_people_write_them_are_walked_in_a_loop(operator):
    part = {"+": "Age + ", "and": "Known and ", "else": "if Known then Age else "}[operator]
    assert found(part * 3000 + "Age") == []
