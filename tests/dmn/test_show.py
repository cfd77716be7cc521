"""A model is drawn with all that is in it, as it is written."""

import pytest
from rich.console import Console

import dmn
from dmn.show import draw
from dmn.show_boxed import MOST_RULES

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
HEAD = f'<definitions xmlns="{NAMESPACE}" name="m" namespace="urn:m">'


def drawn(body, width=100):
    model = dmn.load(f"{HEAD}{body}</definitions>".encode())
    console = Console(width=width, markup=False, highlight=False, emoji=False, color_system=None)
    with console.capture() as capture:
        for part in draw(model, width):
            console.print(part)
    return capture.get()


def literal(text):
    return f"<literalExpression><text>{text}</text></literalExpression>"


def decision(logic, attributes='name="D"'):
    return drawn(f"<decision {attributes}>{logic}</decision>")


def table(inputs=1, rules=1, attributes=""):
    clause = "<input><inputExpression typeRef='number'><text>in{}</text></inputExpression></input>"
    rule = (
        f"<rule>{'<inputEntry><text>&lt; {0}</text></inputEntry>' * inputs}"
        "<outputEntry><text>{0}</text></outputEntry>"
        "<annotationEntry><text>note {0}</text></annotationEntry></rule>"
    )
    return (
        f"<decisionTable {attributes}>{''.join(map(clause.format, range(inputs)))}"
        "<output name='out' typeRef='string'><outputValues><text>1, 2</text></outputValues>"
        f"<defaultOutputEntry><text>7</text></defaultOutputEntry></output><annotation name='why'/>"
        f"{''.join(map(rule.format, range(1, rules + 1)))}</decisionTable>"
    )


@pytest.mark.parametrize(
    ("attributes", "letter"),
    [
        ("", "U"),
        ('hitPolicy="FIRST"', "F"),
        ('hitPolicy="RULE ORDER"', "R"),
        ('hitPolicy="COLLECT"', "C"),
        ('hitPolicy="COLLECT" aggregation="SUM"', "C+"),
        ('hitPolicy="COLLECT" aggregation="COUNT"', "C#"),
    ],
)
def test_a_table_has_its_hit_policy_letter(attributes, letter):
    assert f"┃ {letter} ┃" in decision(table(attributes=attributes))


def test_a_table_has_clauses_types_rules_annotations_and_default():
    text = decision(table())
    parts = ("in0", "number", "→ out", "1, 2", "why", "│ 1 │ < 1", "note 1", "default: out = 7")
    for part in parts:
        assert part in text


def test_of_a_large_table_the_first_rules_are_drawn_and_the_others_counted():
    text = decision(table(rules=MOST_RULES + 3))
    assert f"│ {MOST_RULES} │" in text
    assert f"│ {MOST_RULES + 1} │" not in text
    assert "... 3 more rules" in text


@pytest.mark.parametrize("width", [40, 80])
def test_a_wide_table_stays_within_the_terminal_and_keeps_every_clause(width):
    text = drawn(f'<decision name="D">{table(inputs=30)}</decision>', width)
    assert max(map(len, text.splitlines())) <= width
    for number in range(30):
        assert f"in{number} " in text


def iterator(word):
    return f"<in>{literal('[1, 2]')}</in><{word}>{literal('x &gt; 1')}</{word}>"


CONTEXT = (
    '<context><contextEntry><variable name="a" typeRef="number"/>'
    f"{literal('1')}</contextEntry><contextEntry>{literal('a')}</contextEntry></context>"
)
RELATION = (
    '<relation><column name="x"/><column name="y"/>'
    f"<row>{literal('1')}{literal('2')}</row></relation>"
)
INVOCATION = (
    f'<invocation>{literal("f")}<binding><parameter name="p"/>{literal("3")}</binding></invocation>'
)
FUNCTION = (
    '<functionDefinition><formalParameter name="p" typeRef="number"/>'
    f"{literal('p')}</functionDefinition>"
)
CONDITIONAL = (
    f"<conditional><if>{literal('c')}</if><then>{literal('1')}</then>"
    f"<else>{literal('2')}</else></conditional>"
)


@pytest.mark.parametrize(
    ("logic", "parts"),
    [
        (literal("1 + [red]"), ["1 + [red]"]),
        (
            CONTEXT,
            ["│ a: number │ 1 │", "│ result    │ a │"],
        ),
        (
            RELATION,
            ["┃ x ┃ y ┃", "│ 1 │ 2 │"],
        ),
        (f"<list>{literal('1')}{literal('2')}</list>", ["│ 1 │", "│ 2 │"]),
        (
            INVOCATION,
            ["│ invoke │ f │", "│ p      │ 3 │"],
        ),
        (
            FUNCTION,
            ["function (p: number)", "\n  p"],
        ),
        (
            CONDITIONAL,
            ["│ if   │ c │", "│ then │ 1 │", "│ else │ 2 │"],
        ),
        (
            f'<for iteratorVariable="x">{iterator("return")}</for>',
            ["│ for x in │ [1, 2] │", "│ return   │ x > 1  │"],
        ),
        (
            f'<some iteratorVariable="x">{iterator("satisfies")}</some>',
            ["│ some x in │ [1, 2] │", "│ satisfies │ x > 1  │"],
        ),
        (
            f'<every iteratorVariable="x">{iterator("satisfies")}</every>',
            ["│ every x in │ [1, 2] │"],
        ),
        (f"<filter>{iterator('match')}</filter>", ["│ filter │ [1, 2] │"]),
        ("", ["no expression"]),
    ],
    ids=[
        *("literal", "context", "relation", "list", "invocation", "function", "conditional"),
        *("for", "some", "every", "filter", "none"),
    ],
)
def test_a_boxed_expression_is_readable(logic, parts):
    text = decision(logic)
    for part in parts:
        assert part in text


MODEL = f"""
<itemDefinition name="tRisk"><typeRef>string</typeRef>
  <allowedValues><text>"low", "high"</text></allowedValues></itemDefinition>
<itemDefinition name="tPerson" isCollection="true">
  <itemComponent name="Risk"><typeRef>tRisk</typeRef></itemComponent></itemDefinition>
<inputData id="i" name="Risk"><variable name="Risk" typeRef="tRisk"/></inputData>
<decision id="a" name="A">
  <informationRequirement><requiredDecision href="#b"/></informationRequirement>
  <informationRequirement><requiredDecision href="#c"/></informationRequirement>{literal("B")}
</decision>
<decision id="b" name="B">
  <informationRequirement><requiredInput href="#i"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>{literal("f(1)")}
</decision>
<decision id="c" name="C">
  <informationRequirement><requiredDecision href="#b"/></informationRequirement>{literal("B")}
</decision>
<businessKnowledgeModel id="f" name="f"><encapsulatedLogic>
  <formalParameter name="n" typeRef="number"/>{literal("n + 1")}</encapsulatedLogic>
</businessKnowledgeModel>
<decisionService name="S"><outputDecision href="#b"/><inputData href="#i"/></decisionService>
"""


@pytest.mark.parametrize(
    "part",
    [
        'Risk    tRisk   "low", "high"',
        "tPerson   list of context",
        "  Risk    tRisk",
        "A\n├── B\n│   ├── Risk (input)\n│   └── f (business knowledge model)\n",
        "└── C\n    └── B (above)",
        "S         Risk    B",
        "  (n: number)\n",
        "n + 1",
        "3 decisions, 1 input, 1 business knowledge model, 1 decision service",
    ],
)
def test_a_model_is_drawn_with_inputs_types_requirements_services_and_functions(part):
    text = drawn(MODEL)
    assert part in "\n".join(line.rstrip() for line in text.splitlines())


def test_a_cycle_of_requirements_is_drawn_once():
    text = drawn(
        '<decision id="a" name="A"><informationRequirement><requiredDecision href="#b"/>'
        '</informationRequirement></decision><decision id="b" name="B"><informationRequirement>'
        '<requiredDecision href="#a"/></informationRequirement></decision>'
    )
    assert "A\n└── B\n    └── A (above)" in text


def test_control_characters_are_shown_and_not_obeyed():
    assert "\x9b" not in decision(literal("&#155;31m"))
    assert r"\x9b31m" in decision(literal("&#155;31m"))


def test_a_table_within_a_context_keeps_its_policy_and_rule_numbers():
    within = (
        f"<context><contextEntry><variable name='an entry'/>{table(2, 3)}</contextEntry></context>"
    )
    lines = drawn(f"<decision name='D'>{within}</decision>", width=60).splitlines()
    assert max(map(len, lines)) <= 60
    assert any("┃ U ┃ number" in line for line in lines)
    assert any("│ 3 │ < 3" in line for line in lines)


def test_an_expression_is_drawn_without_the_indentation_of_the_file():
    text = decision(literal("a +\n          max(b,\n            c)"))
    assert "\n  a +" in text
    assert "\n  max(b," in text
    assert "\n    c)" in text


def test_a_label_stands_above_the_expression_it_is_for():
    labelled = table().replace("<input>", "<input label='Age in years'>")
    header = decision(labelled).split("━╇")[0]
    assert "Age in years" in header
    assert "in0" in header


def test_a_default_has_the_name_of_its_output():
    unnamed = table().replace(" name='out'", " label='Days'")
    assert "default: Days = 7" in decision(unnamed)


def test_where_there_is_little_room_an_entry_stands_under_its_name():
    inner = literal("a long text")
    for name in ("one of the names", "two of the names", "three of the names"):
        inner = f"<context><contextEntry><variable name='{name}'/>{inner}</contextEntry></context>"
    lines = [
        line.strip("│ ")
        for line in drawn(f"<decision name='D'>{inner}</decision>", 60).splitlines()
    ]
    assert lines.index("a long text") == lines.index("one of the names") + 1
