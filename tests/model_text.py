"""Models for tests, written in lines instead of XML:

    import other from urn:other
    type tAge : number in [0..120]
    input Age : tAge
    function twice(n : number) : number = n * 2
    decision Risk (Age, twice) : string =
        U  | Age : number in [0..120] || Risk : string in "low","high" default "low" || Note
        1  | > 60                     || "high"                                      || old
    service Ask (Age) given (Score) -> Risk

A decision's logic is a FEEL text, a table (its hit policy and clauses, then a line for each rule),
or XML. What follows in indented lines belongs to the line before.
"""

import re
from xml.sax.saxutils import escape, quoteattr

import dmn

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
POLICIES = {
    "U": 'hitPolicy="UNIQUE"',
    "F": 'hitPolicy="FIRST"',
    "P": 'hitPolicy="PRIORITY"',
    "A": 'hitPolicy="ANY"',
    "R": 'hitPolicy="RULE ORDER"',
    "O": 'hitPolicy="OUTPUT ORDER"',
    "C": 'hitPolicy="COLLECT"',
    "C+": 'hitPolicy="COLLECT" aggregation="SUM"',
    "C<": 'hitPolicy="COLLECT" aggregation="MIN"',
    "C>": 'hitPolicy="COLLECT" aggregation="MAX"',
    "C#": 'hitPolicy="COLLECT" aggregation="COUNT"',
}
_NEEDS = {
    "input": ("informationRequirement", "requiredInput"),
    "decision": ("informationRequirement", "requiredDecision"),
    "function": ("knowledgeRequirement", "requiredKnowledge"),
    "service": ("knowledgeRequirement", "requiredKnowledge"),
}
_TAGS = {
    "input": "inputData",
    "decision": "decision",
    "function": "businessKnowledgeModel",
    "service": "decisionService",
}
_LINE = re.compile(
    r"(?P<kind>import|type|input|decision|function|service) (?P<name>[^(:=>]+?)"
    r"(?: *\((?P<needs>[^)]*)\))?(?: given \((?P<given>[^)]*)\))?(?: needs \((?P<more>[^)]*)\))?"
    r"(?: *: *(?P<type>[^=]+?))?(?: -> (?P<outputs>.*?))?(?: *=\s*(?P<logic>.*))?",
    re.DOTALL,
)
_CLAUSE = re.compile(
    r"(?P<name>[^:]*?)(?: *: *(?P<type>.*?))?(?: in (?P<values>.*?))?(?: default (?P<default>.*))?"
)


def load(text, **options):
    """Return the model of some lines."""
    return dmn.load(xml(text), **options)


def errors(model):
    """Return the problems of a model that make something null."""
    return [problem for problem in model.problems if problem.severity == "error"]


def xml(text, name="m", namespace="urn:m"):
    """Return the file of some lines."""
    return (
        f'<definitions xmlns="{NAMESPACE}" name="{name}" namespace="{namespace}" id="_">\n'
        f"{parts(text)}</definitions>"
    ).encode()


def parts(text):
    """Return the elements of some lines."""
    logical = re.split(r"\n(?=\S)", "\n" + _outdented(text).strip())
    found = [_LINE.fullmatch(line.strip()) for line in logical if line.strip()]
    kinds = {match["name"]: match["kind"] for match in found}
    order = ["import", "type", "input", "decision", "function", "service"]
    found.sort(key=lambda match: order.index(match["kind"]) if match["kind"] in order[:2] else 2)
    return "\n".join(_ELEMENTS[match["kind"]](match, kinds) for match in found) + "\n"


def _outdented(text):
    lines = text.strip("\n").splitlines()
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines)


def _names(text):
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _id(name):
    return "_" + re.sub(r"\W", "_", name)


def _typed(type_name):
    return f" typeRef={quoteattr(type_name)}" if type_name else ""


def _requirements(names, kinds):
    text = ""
    for name in names:
        outer, inner = _NEEDS[kinds.get(name, "input")]
        text += f'<{outer}><{inner} href="{_href(name)}"/></{outer}>'
    return text


def _href(name):
    """Point to a name; to one of an import as `urn:other#name`."""
    namespace, _, local = name.rpartition("#")
    return f"{namespace}#{_id(local)}"


def _import(match, _kinds):
    name, _, namespace = match["name"].partition(" from ")
    namespace = match.string.partition(" from ")[2]
    return (
        f"<import name={quoteattr('' if name == '-' else name)} namespace={quoteattr(namespace)}"
        f" importType={quoteattr(NAMESPACE)}/>"
    )


def _type(match, _kinds):
    declared, _, values = match["type"].partition(" in ")
    if match["type"].startswith("{"):
        declared, values = match["type"], ""
    base, collection = declared, ""
    if base.startswith("list of "):
        base, collection = base.removeprefix("list of "), ' isCollection="true"'
    allowed = _values("allowedValues", values)
    head = f"<itemDefinition name={quoteattr(match['name'])}{collection}>"
    if base.startswith("{"):
        inner = [_CLAUSE.fullmatch(each.strip()) for each in base.strip("{}").split(";")]
        components = "".join(
            f"<itemComponent name={quoteattr(each['name'])}>"
            f"<typeRef>{escape(each['type'])}</typeRef>"
            f"{_values('allowedValues', each['values'])}</itemComponent>"
            for each in inner
        )
        return f"{head}{components}</itemDefinition>"
    return f"{head}<typeRef>{escape(base)}</typeRef>{allowed}</itemDefinition>"


def _values(tag, text):
    return f"<{tag}><text>{escape(text)}</text></{tag}>" if text else ""


def _head(match):
    name = quoteattr(match["name"])
    return (
        f'<{_TAGS[match["kind"]]} name={name} id="{_id(match["name"])}">'
        f"<variable name={name}{_typed(match['type'])}/>"
    )


def _input(match, _kinds):
    return f"{_head(match)}</inputData>"


def _decision(match, kinds):
    needs = _requirements(_names(match["needs"]), kinds)
    return f"{_head(match)}{needs}{logic(match['logic'])}</decision>"


def _function(match, kinds):
    needs = _requirements(_names(match["more"]), kinds)
    parameters = ""
    for each in _names(match["needs"]):
        name, _, declared = (part.strip() for part in each.partition(":"))
        parameters += f"<formalParameter name={quoteattr(name)}{_typed(declared)}/>"
    body = f"<encapsulatedLogic>{parameters}{logic(match['logic'])}</encapsulatedLogic>"
    return f"{_head(match)}{body if match['logic'] else ''}{needs}</businessKnowledgeModel>"


def _service(match, _kinds):
    given = "".join(f'<inputDecision href="{_href(n)}"/>' for n in _names(match["given"]))
    inputs = "".join(f'<inputData href="{_href(n)}"/>' for n in _names(match["needs"]))
    outputs = "".join(f'<outputDecision href="{_href(n)}"/>' for n in _names(match["outputs"]))
    return f"{_head(match)}{outputs}{given}{inputs}</decisionService>"


_ELEMENTS = {
    "import": _import,
    "type": _type,
    "input": _input,
    "decision": _decision,
    "function": _function,
    "service": _service,
}


def logic(text):
    """Return the XML of a text: XML as it is, a table, or a literal expression."""
    if not text or text.startswith("<"):
        return text or ""
    first = text.split("|")[0].strip()
    if first in POLICIES and "||" in text:
        return table(text)
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(text, attributes=""):
    """Return the XML of a table."""
    head, *rows = (line.strip() for line in text.strip().splitlines() if line.strip())
    policy, inputs, outputs, notes = _row(head)
    clauses = "".join(_input_clause(each) for each in inputs if each)
    clauses += "".join(_output_clause(each, len(outputs)) for each in outputs)
    clauses += "".join(f"<annotation name={quoteattr(note)}/>" for note in notes)
    rules = "".join(_rule(*_row(row)[1:]) for row in rows)
    return f"<decisionTable {POLICIES[policy]} {attributes}>{clauses}{rules}</decisionTable>"


def _row(line):
    left, outputs, notes = ([*line.split("||"), "", ""])[:3]
    first, *inputs = (cell.strip() for cell in left.split("|"))
    inputs = [] if inputs == [""] and "| ||" in line else inputs
    return first, inputs, [cell.strip() for cell in outputs.split("|")], _cells(notes)


def _cells(text):
    return [cell.strip() for cell in text.split("|")] if text.strip() else []


def _input_clause(text):
    clause = _CLAUSE.fullmatch(text)
    return (
        f"<input><inputExpression{_typed(clause['type'])}><text>{escape(clause['name'])}</text>"
        f"</inputExpression>{_values('inputValues', clause['values'])}</input>"
    )


def _output_clause(text, count):
    clause = _CLAUSE.fullmatch(text)
    name = f" name={quoteattr(clause['name'])}" if count > 1 else ""
    default = _values("defaultOutputEntry", clause["default"])
    values = _values("outputValues", clause["values"])
    return f"<output{name}{_typed(clause['type'])}>{values}{default}</output>"


def _rule(inputs, outputs, notes):
    cells = "".join(f"<inputEntry><text>{escape(each)}</text></inputEntry>" for each in inputs)
    cells += "".join(f"<outputEntry><text>{escape(each)}</text></outputEntry>" for each in outputs)
    cells += "".join(
        f"<annotationEntry><text>{escape(each)}</text></annotationEntry>" for each in notes
    )
    return f"<rule>{cells}</rule>"
