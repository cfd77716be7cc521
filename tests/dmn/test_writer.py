"""What is written is valid DMN 1.5 and reads back as the same model."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from dmn.layout import with_diagram
from dmn.model import (
    DMNDI,
    FEEL_LANGUAGE,
    ChildExpression,
    Color,
    Conditional,
    Context,
    ContextEntry,
    Decision,
    DecisionRule,
    DecisionTable,
    Definitions,
    DMNDiagram,
    DMNStyle,
    ImportedValues,
    InformationItem,
    InputClause,
    InputData,
    ItemDefinition,
    ListExpression,
    LiteralExpression,
    OutputClause,
    RuleAnnotation,
    RuleAnnotationClause,
    UnaryTests,
)
from dmn.reader import read
from dmn.writer import write
from feel.names import normalised

DIALECTS = sorted((Path(__file__).parent / "dialects").glob("*.dmn"))


def kit():
    """Return the models of the compatibility kit, none when RULING_TCK does not say where it is."""
    root = os.environ.get("RULING_TCK")
    return sorted(Path(root).glob("compliance-level-*/*/*.dmn")) if root else []


@pytest.fixture(scope="module")
def schema():
    folder = os.environ.get("RULING_SCHEMAS")
    if not folder:
        pytest.skip("RULING_SCHEMAS does not name the folder with dmn/DMN15.xsd")
    return etree.XMLSchema(etree.parse(Path(folder) / "dmn" / "DMN15.xsd"))


def of(*elements, **fields):
    return Definitions(name="m", namespace="urn:m", drg_elements=elements, **fields)


FILES = [pytest.param(path, id=path.name) for path in [*DIALECTS, *kit()]]


@pytest.mark.skipif(
    not kit(), reason="RULING_TCK does not name the folder of the compatibility kit"
)
def test_the_kit_is_among_the_files():
    assert len(kit()) >= 150


@pytest.mark.parametrize("path", FILES)
def test_reading_what_was_written_gives_an_equal_model(path):
    model = read(path.read_bytes(), path.name)
    written = write(model)
    again = read(written, path.name)
    assert again == model
    assert write(again) == written
    assert again.dialect == "1.5"


@pytest.mark.parametrize("path", FILES)
def test_what_is_written_is_valid(path, schema):
    schema.assertValid(etree.fromstring(write(read(path.read_bytes()))))


@pytest.mark.parametrize("path", FILES)
def test_a_layout_is_valid_and_reads_back(path, schema):
    bare = read(path.read_bytes()).model_copy(update={"dmndi": None})
    laid_out = with_diagram(bare)
    written = write(laid_out)
    schema.assertValid(etree.fromstring(written))
    assert read(written) == laid_out


def test_the_form_is_indented_and_leaves_defaults_out():
    table = DecisionTable(
        inputs=(InputClause(input_expression=LiteralExpression("age"), label="Age"),),
        outputs=(OutputClause(name="fee", type_ref="number"),),
        annotations=(RuleAnnotationClause(name="Why"),),
        rules=(
            DecisionRule(
                (UnaryTests(">= 18"),), (LiteralExpression("5"),), (RuleAnnotation("adult"),)
            ),
        ),
    )
    assert write(of(Decision(name="Fee", id="_1", decision_logic=table))).decode() == (
        """\
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
  <decision id="_1" name="Fee">
    <decisionTable>
      <input label="Age">
        <inputExpression>
          <text>age</text>
        </inputExpression>
      </input>
      <output name="fee" typeRef="number"/>
      <annotation name="Why"/>
      <rule>
        <inputEntry>
          <text>&gt;= 18</text>
        </inputEntry>
        <outputEntry>
          <text>5</text>
        </outputEntry>
        <annotationEntry>
          <text>adult</text>
        </annotationEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""
    )


ODD_MODELS = [
    pytest.param(of(foreign_attributes=(("{urn:v}a", '<"&\n'),)), id="vendor without prefix"),
    pytest.param(
        of(
            foreign_attributes=(("{urn:v}a", "1"), ("{urn:w}a", "2")),
            prefixes=(("ns1", "urn:w"), ("dmndi", "urn:v")),
        ),
        id="prefixes that are taken",
    ),
    pytest.param(
        of(foreign_attributes=(("{http://www.w3.org/XML/1998/namespace}lang", "de"),)),
        id="the prefix xml",
    ),
    pytest.param(of(Decision(name="d", description="a\r\n\tb", label="a\r\n\tb")), id="line ends"),
    pytest.param(of(Decision(name="", description="", question="")), id="empty texts"),
    pytest.param(of(dmndi=DMNDI()), id="empty diagram interchange"),
    pytest.param(
        of(
            dmndi=DMNDI(
                diagrams=(DMNDiagram(resolution=0.1, name="a"),),
                styles=(DMNStyle(font_size=1e-7, fill_color=Color(red=0, green=1, blue=255)),),
            )
        ),
        id="numbers",
    ),
    pytest.param(
        of(
            item_definitions=(
                ItemDefinition(
                    name="t",
                    type_ref="number",
                    type_constraint=UnaryTests("> 0", expression_language=FEEL_LANGUAGE),
                ),
            )
        ),
        id="type constraint",
    ),
    pytest.param(
        of(
            Decision(
                name="d",
                decision_logic=LiteralExpression(
                    imported_values=ImportedValues(
                        name="i", namespace="u", import_type="t", imported_element="e"
                    )
                ),
            )
        ),
        id="imported values",
    ),
]


@pytest.mark.parametrize("model", ODD_MODELS)
def test_odd_models_read_back_equal(model):
    assert read(write(model)) == model


@pytest.mark.parametrize("model", ODD_MODELS)
def test_odd_models_are_valid(model, schema):
    schema.assertValid(etree.fromstring(write(model)))


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ufffe", "\ud800"])
def test_a_character_that_xml_cannot_hold_is_refused(character):
    with pytest.raises(ValueError, match=f"U\\+{ord(character):04X}"):
        write(of(InputData(name=f"a{character}")))


WORDS = st.text(
    st.one_of(
        st.sampled_from("\t\n\r<>&\"' ]é"),
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]),
    ),
    max_size=12,
)
NAMES = WORDS.map(normalised)  # a reader of names takes white space as FEEL does
TYPES = st.none() | st.sampled_from(["number", "tLoan", "people.tPerson", "days and time duration"])
LITERALS = st.builds(
    LiteralExpression, text=st.none() | WORDS, label=st.none() | WORDS, type_ref=TYPES
)
ITEMS = st.builds(InformationItem, name=NAMES, type_ref=TYPES, description=st.none() | WORDS)
TABLES = st.builds(
    DecisionTable,
    outputs=st.lists(st.builds(OutputClause, name=NAMES, type_ref=TYPES), max_size=2),
    rules=st.lists(
        st.builds(
            DecisionRule,
            input_entries=st.lists(st.builds(UnaryTests, WORDS), max_size=2).map(tuple),
            output_entries=st.lists(LITERALS, max_size=2).map(tuple),
            description=st.none() | WORDS,
        ),
        max_size=3,
    ),
    hit_policy=st.sampled_from(["UNIQUE", "COLLECT", "RULE ORDER"]),
    aggregation=st.sampled_from([None, "SUM", "MAX"]),
)


def boxed(expressions):
    part = st.builds(ChildExpression, value=expressions)
    entry = st.builds(ContextEntry, variable=st.none() | ITEMS, value=expressions)
    return (
        st.builds(Context, context_entries=st.lists(entry, max_size=3))
        | st.builds(ListExpression, elements=st.lists(expressions, max_size=3))
        | st.builds(Conditional, if_=part, then=part, else_=part)
    )


EXPRESSIONS = st.recursive(LITERALS | TABLES, boxed, max_leaves=6)


@given(st.lists(st.builds(Decision, name=NAMES, decision_logic=EXPRESSIONS), max_size=3))
def test_any_decisions_read_back_equal(decisions):
    model = of(*decisions)
    again = read(write(model))
    assert again == model
    assert again.problems == ()
