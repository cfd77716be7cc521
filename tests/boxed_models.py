"""Models with every kind of boxed expression, and every text in one, for the tests of boxes."""

from dataclasses import fields, is_dataclass
from pathlib import Path

from model_text import load, table

from dmn.model import BusinessKnowledgeModel, Decision, DecisionRule, Import, Node, UnaryTests
from ruling_workbench.boxes.boxed import RuleView, boxed_logic
from ruling_workbench.boxes.boxes import as_data

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").rglob("*.dmn"))


def literal(text):
    return f"<literalExpression><text>{text}</text></literalExpression>"


EVERY_KIND = {
    "literal": literal("1 + 1"),
    "table": table("U | a : number in [0..9] || out in 1,2 default 3 || why\n1 | > 2 || 1 || no"),
    "context": (
        f"<context><contextEntry><variable name='rate' typeRef='number'/>{literal('0.2')}"
        f"</contextEntry><contextEntry>{literal('rate * 2')}</contextEntry></context>"
    ),
    "relation": (
        "<relation><column name='x' typeRef='number'/><column name='y'/>"
        f"<row>{literal('1')}{literal('2')}</row><row>{literal('3')}{literal('4')}</row></relation>"
    ),
    "list": f"<list>{literal('7')}{literal('8')}</list>",
    "invocation": (
        f"<invocation>{literal('f')}<binding><parameter name='p' typeRef='string'/>"
        f"{literal('9')}</binding></invocation>"
    ),
    "function": (
        "<functionDefinition kind='Java'><formalParameter name='n' typeRef='number'/>"
        f"{literal('n')}</functionDefinition>"
    ),
    "conditional": (
        f"<conditional><if>{literal('a')}</if><then>{literal('b')}</then>"
        f"<else>{literal('c')}</else></conditional>"
    ),
    "filter": f"<filter><in>{literal('xs')}</in><match>{literal('item > 1')}</match></filter>",
    "for": (
        f"<for iteratorVariable='i'><in>{literal('xs')}</in><return>{literal('i + 1')}</return>"
        "</for>"
    ),
    "some": (
        f"<some iteratorVariable='i'><in>{literal('xs')}</in>"
        f"<satisfies>{literal('i = 1')}</satisfies></some>"
    ),
    "every": (
        f"<every iteratorVariable='i'><in>{literal('xs')}</in>"
        f"<satisfies>{literal('i = 2')}</satisfies></every>"
    ),
}
NESTED = (
    "<context>"
    + "".join(
        f"<contextEntry><variable name='e{at}'/>{inner}</contextEntry>"
        for at, inner in enumerate(EVERY_KIND.values())
    )
    + "</context>"
)


def model_of(body, extra=""):
    """Return a model with one decision `D`, whose logic is given as XML."""
    lines = "\n".join(f"  {line}" for line in body.splitlines())
    return load(f"{extra}\ndecision D =\n{lines}")


def elements(definitions):
    """Give what has logic."""
    kinds = (Decision, BusinessKnowledgeModel)
    return [each for each in definitions.drg_elements if isinstance(each, kinds)]


def logic_in(element):
    return element.decision_logic if isinstance(element, Decision) else element.encapsulated_logic


def boxed(element, *given, **more):
    """Return the box of an element as data, all its rules on one page."""
    return as_data(boxed_logic(element, *given, **more).box)


def texts_in(node, *, is_entry=False):
    """Give every text of an expression that a person is to see: texts, names, types.

    An entry of a table has the type of its clause, whatever it says itself.
    """
    if isinstance(node, (tuple, list)):
        for each in node:
            yield from texts_in(each, is_entry=is_entry)
    elif isinstance(node, Import):
        yield node.namespace
    elif isinstance(node, Node) or is_dataclass(node):
        is_entry = is_entry or isinstance(node, (DecisionRule, UnaryTests))
        names = (
            type(node).model_fields if isinstance(node, Node) else [f.name for f in fields(node)]
        )
        for name in names:
            value = getattr(node, name)
            if name in {"text", "name"} or (name == "type_ref" and not is_entry):
                yield from [value] if value else []
            elif not isinstance(value, str):
                yield from texts_in(value, is_entry=is_entry or name == "default_output_entry")


def strings_in(data):
    """Give every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for each in data.values():
            yield from strings_in(each)
    elif isinstance(data, list):
        for each in data:
            yield from strings_in(each)


def cells_in(data):
    """Give every cell of a box that has a name and can be edited."""
    if isinstance(data, dict):
        if "#" in str(data.get("id", "")) and "shown" in data and not data.get("fixed"):
            yield data
        for each in data.values():
            yield from cells_in(each)
    elif isinstance(data, list):
        for each in data:
            yield from cells_in(each)


EVERYTHING = {"": RuleView(size=500)}
