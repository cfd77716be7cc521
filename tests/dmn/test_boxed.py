"""Boxed expressions of every kind, typed at each level, and one in another."""

from xml.sax.saxutils import quoteattr

import pytest
from model_text import errors, load, logic

import feel
from feel.values import to_text


def lit(text, type_ref=""):
    typed = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return logic(text).replace("<literalExpression", f"<literalExpression{typed}", 1)


def context(*entries, type_ref=""):
    """Make a context of (name, XML) or (name, type, XML); an entry of XML alone is the result."""
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    inner = ""
    for entry in entries:
        *variable, value = entry if isinstance(entry, tuple) else (entry,)
        declared = f' typeRef="{variable[1]}"' if len(variable) > 1 else ""
        name = f'<variable name="{variable[0]}"{declared}/>' if variable else ""
        inner += f"<contextEntry>{name}{value}</contextEntry>"
    return f"<context{typed}>{inner}</context>"


def items(*values):
    return f"<list>{''.join(values)}</list>"


def relation(columns, *rows):
    head = "".join(f'<column name="{name}"/>' for name in columns)
    body = "".join(f"<row>{''.join(row)}</row>" for row in rows)
    return f"<relation>{head}{body}</relation>"


def invocation(function, **arguments):
    bindings = "".join(
        f'<binding><parameter name="{name}"/>{value}</binding>' for name, value in arguments.items()
    )
    return f"<invocation>{lit(function)}{bindings}</invocation>"


def function(parameters, body, kind="FEEL"):
    formal = "".join(f'<formalParameter name="{name}"/>' for name in parameters)
    return f'<functionDefinition kind="{kind}">{formal}{body}</functionDefinition>'


def condition(if_, then, else_):
    return f"<conditional><if>{if_}</if><then>{then}</then><else>{else_}</else></conditional>"


def iterator(tag, variable, source, last, body):
    return f'<{tag} iteratorVariable="{variable}"><in>{source}</in><{last}>{body}</{last}></{tag}>'


def filtered(source, match):
    return f"<filter><in>{source}</in><match>{match}</match></filter>"


def evaluated(xml, x="5"):
    model = load(f"""
        type tAge : number in [0..120]
        input x
        function twice(n : number) : number = n * 2
        decision D (x, twice) = {xml}
    """)
    return model, model.evaluate({"x": feel.evaluate(x)})


JAVA = context(
    ("class", lit('"java.lang.Math"')), ("method signature", lit('"max(double,double)"'))
)
TABLE = "U | k || r\n1 | > 3 || k + 1"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (lit("x + 1"), "6"),
        (lit(""), "null"),
        (lit("[x]", "number"), "5"),
        (lit("x", "list<number>"), "[5]"),
        (context(("a", lit("x")), ("b", lit("a + 1"))), "{a: 5, b: 6}"),
        (context(("a", lit("x")), lit("a * 10")), "50"),
        (context(("a", "number", lit("[x]")), lit("a")), "5"),
        (context(("a", context(("b", lit("x")))), lit("a.b")), "5"),
        (context(("my name", lit("x")), lit("my name + 1")), "6"),
        (context(("x", lit("x + 1")), lit("x")), "6"),
        (context(), "{}"),
        (items(lit("1"), context(("a", lit("x"))), items()), "[1, {a: 5}, []]"),
        (relation(["a", "b c"], [lit("1"), lit("x")], [lit("3"), lit("null")]),
         "[{a: 1, b c: 5}, {a: 3, b c: null}]"),
        (relation(["a"]), "[]"),
        (invocation("twice", n=lit("x")), "10"),
        (invocation("twice", n=context(("a", lit("x")), lit("a + 1"))), "12"),
        (context(("f", function(["n"], lit("n + x"))), invocation("f", n=lit("1"))), "6"),
        (context(("f", function(["n"], function(["m"], lit("n + m")))), lit("f(1)(2)")), "3"),
        (context(("f", function(["k"], logic(TABLE))), lit("f(x)")), "6"),
        (context(("f", function(["a", "b"], JAVA, "Java")), lit("f(x, 9)")), "9"),
        (context(("k", lit("x")), ("r", logic(TABLE)), lit("r")), "6"),
        (condition(lit("x > 3"), lit('"big"'), lit('"small"')), '"big"'),
        (condition(lit("null"), lit("1"), lit("2")), "2"),
        (condition(lit("false"), lit("1 + nothing"), lit("2")), "2"),
        (iterator("for", "i", lit("[1, 2, x]"), "return", lit("i * 2")), "[2, 4, 10]"),
        (iterator("for", "i", lit("[7, 8, 9]"), "return", lit("count(partial)")), "[0, 1, 2]"),
        (iterator("for", "i", lit("x"), "return", lit("i")), "[5]"),
        (iterator("for", "i", items(lit("1"), lit("2")), "return",
                  iterator("for", "j", lit("[i, x]"), "return", lit("i * j"))),
                  "[[1, 5], [4, 10]]"),
        (iterator("some", "i", lit("[1, x]"), "satisfies", lit("i > 3")), "true"),
        (iterator("some", "i", lit("[]"), "satisfies", lit("i > 3")), "false"),
        (iterator("every", "i", lit("[1, x]"), "satisfies", lit("i > 3")), "false"),
        (iterator("every", "i", lit("[]"), "satisfies", lit("i > 3")), "true"),
        (filtered(lit("[1, 5, x]"), lit("item > 3")), "[5, 5]"),
        (filtered(lit("[1, 5, x]"), lit("2")), "5"),
        (filtered(relation(["a"], [lit("1")], [lit("x")]), lit("a = x")), "[{a: 5}]"),
    ],
)  # fmt: skip
def test_a_boxed_expression_gives(xml, expected):
    model, result = evaluated(xml)
    assert errors(model) == [] or "nothing" in xml
    assert to_text(result["D"]) == to_text(feel.evaluate(expected))
    assert result.warnings == []


D = "m > decision D"


@pytest.mark.parametrize(
    ("xml", "expected", "warning"),
    [
        (lit('"a"', "number"), "null", f'INVALID_TYPE {D}: expected a number, found string "a"'),
        (context(("a", "number", lit('"a"')), ("b", lit("a"))), "{a: null, b: null}",
         f"INVALID_TYPE {D} > context entry 'a': expected a number"),
        (context(("a", lit('1 + "x"'))), "{a: null}",
         f"INVALID_TYPE {D} > context entry 'a', column 1: cannot add number 1 and string"),
        (context(("a", context(lit("nothing")))), "{a: null}",
         f"NO_VARIABLE_FOUND {D} > context entry 'a' > result, column 1"),
        (items(lit("1"), lit("x()")), "[1, null]", f"NO_FUNCTION_FOUND {D} > item 2, column 1"),
        (relation(["a"], [lit("1")], [lit("-null")]), "[{a: 1}, {a: null}]",
         f"INVALID_TYPE {D} > row 2, column 'a', column 1"),
        (invocation("twice", m=lit("x")), "null",
         f"INVALID_ARGUMENTS {D}: twice does not take the arguments named m (hint: twice(n"),
        (invocation("twice"), "null",
         f"INVALID_ARGUMENTS {D}: twice does not take the arguments named none"),
        (invocation("twice", n=lit('"a"')), "null",
         f"INVALID_ARGUMENTS {D}: twice: 'n': expected a number, found string \"a\""),
        (invocation("x", n=lit("1")), "null", f"NO_FUNCTION_FOUND {D}: number 5 is no function"),
        (condition(lit("x"), lit("1"), lit("2")), "null",
         f"INVALID_TYPE {D}: 'if' expects a boolean, not number 5"),
        (iterator("some", "i", lit("[1]"), "satisfies", lit("i")), "null", f"INVALID_TYPE {D}"),
        (iterator("every", "i", lit("[1]"), "satisfies", lit("i.y > 1")), "null",
         f"NO_PROPERTY_FOUND {D} > satisfies"),
        (filtered(lit("[1]"), lit('"a"')), "null", f"INVALID_TYPE {D}"),
        (function(["a"], context(("document", lit('"x.pmml"')), ("model", lit('"y"'))), "PMML"),
         "null",
         f"NO_FUNCTION_FOUND {D}: an external function of this kind is not executed: pmml"),
        (function(["a"], context(("class", lit('"java.lang.System"')),
                                 ("method signature", lit('"exit(int)"'))), "Java"), "null",
         f"NO_FUNCTION_FOUND {D}"),
        (lit("x", "tMissing"), "null", f"UNKNOWN_TYPE {D}: there is no type 'tMissing'"),
    ],
)  # fmt: skip
def test_a_fault_is_null_where_it_is_with_a_warning_that_says_where(xml, expected, warning):
    _, result = evaluated(xml)
    assert to_text(result["D"]) == to_text(feel.evaluate(expected))
    code, _, said = warning.partition(" ")
    found = result.warnings[0]
    assert (found.code, str(found).startswith(said)) == (code, True), str(found)
    assert len(result.warnings) == 1 or code in {"NO_PROPERTY_FOUND", "INVALID_TYPE"}


@pytest.mark.parametrize(
    ("xml", "code", "message"),
    [
        (context(("a", lit("1")), ("a", lit("2"))), "DUPLICATE_NAME",
         "the context has two entries 'a'"),
        ('<literalExpression expressionLanguage="http://www.ecma.org/js"><text>1</text></literalExpression>',
         "LANGUAGE", "expressions in http://www.ecma.org/js are not executed"),
        (lit("1 +"), "SYNTAX", "expected a value after '+'"),
        (items(lit("1"), lit("2 +")), "SYNTAX", f"{D} > item 2, column 4"),
        (function(["a"], context(), "PMML"), "PMML", "recognised but not executed"),
        (relation(["a", "b"], [lit("1")]), "ROW_SHAPE",
         "row 1: the row has 1 cells, the relation 2"),
    ],
)  # fmt: skip
def test_what_is_wrong_as_it_stands_is_a_problem_and_null(xml, code, message):
    model, result = evaluated(xml)
    found = errors(model)[0]
    assert (found.code, message in str(found)) == (code, True), str(found)
    assert found.line == 5
    assert result["D"] is None or result["D"] == [1, None]
    assert [each.code for each in result.warnings] == [
        "NO_FUNCTION_FOUND" if code == "PMML" else code
    ]


def test_types_convert_at_each_level_from_the_inside_out():
    model = load(f"""
        function one() : number = {context(("a", lit("[1]")), lit("a"))}
        function f() : list<number> = {lit("1", "number")}
        decision D (one, f) : list<number> = {items(invocation("one"))}
        decision E (f) : number = {lit("f()", "list<number>")}
    """)
    result = model.evaluate({})
    assert (result["D"], result["E"]) == ([1], 1)
    assert result.warnings == []
