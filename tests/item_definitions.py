"""Models for tests of types, from data: `{"tX": ("list of number", "> 0")}`, components in a dict.

A type is its `typeRef` or its components; allowed values and a type constraint may follow.
"""

from xml.sax.saxutils import escape, quoteattr

import dmn
from tests.model_text import NAMESPACE


def typed_model(declared, types):
    """Return a model with one decision D that gives its one input X, of a declared type."""
    return dmn.load(typed_xml(declared, types))


def typed_xml(declared, types):
    """Return the file of such a model."""
    definitions = "".join(_item("itemDefinition", name, *_parts(t)) for name, t in types.items())
    reference = f" typeRef={quoteattr(declared)}" if declared else ""
    return (
        f'<definitions xmlns="{NAMESPACE}" name="m" namespace="urn:m">{definitions}'
        f'<inputData name="X" id="_X"><variable name="X"{reference}/></inputData>'
        '<decision name="D" id="_D"><variable name="D"/><informationRequirement>'
        '<requiredInput href="#_X"/></informationRequirement>'
        "<literalExpression><text>X</text></literalExpression></decision></definitions>"
    ).encode()


def _parts(given):
    return given if isinstance(given, tuple) else (given,)


def _item(tag, name, base, allowed="", constraint=""):
    collection = ""
    if isinstance(base, list):
        (base,), collection = base, ' isCollection="true"'
    elif isinstance(base, str) and base.startswith("list of "):
        base, collection = base.removeprefix("list of "), ' isCollection="true"'
    if isinstance(base, dict):
        parts = (_item("itemComponent", each, *_parts(t)) for each, t in base.items())
        inner = "".join(parts)
        return f"<{tag} name={quoteattr(name)}{collection}>{inner}</{tag}>"
    return (
        f"<{tag} name={quoteattr(name)}{collection}><typeRef>{escape(base)}</typeRef>"
        f"{_tests('allowedValues', allowed)}{_tests('typeConstraint', constraint)}</{tag}>"
    )


def _tests(tag, text):
    return f"<{tag}><text>{escape(text)}</text></{tag}>" if text else ""
