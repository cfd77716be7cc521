"""How CMMN 1.0 spells what CMMN 1.1 spells otherwise, and which namespaces are the standard's.

The one rule: a tree of CMMN 1.0 is rewritten in place as CMMN 1.1 says the same, so the reader
knows one version only. Elements made on the way carry the line of what they were made of.
"""

import re
from collections.abc import Callable, Mapping

from lxml import etree

from cmmn.model import Dialect
from dmn.dialects import lift_import_type as lift_decision_type
from dmn.dialects import lift_language as lift_feel
from dmn.xml_source import Element, text_of

__all__ = [
    "CMMN",
    "OURS",
    "SUPPORTED",
    "criterion_id",
    "dialect_of",
    "family_of",
    "is_standard",
    "lift",
    "lift_default_language",
    "lift_import_type",
    "lift_language",
]

CMMN = "http://www.omg.org/spec/CMMN/20151109/MODEL"
OURS = "urn:ruling:cmmn"
"""The namespace of what Ruling adds to human tasks."""
SUPPORTED = "CMMN 1.0 and 1.1, with a root element 'definitions' in a namespace such as " + CMMN

_VERSIONS: dict[str, Dialect] = {"20131201": "1.0", "20151109": "1.1"}
_MODEL = re.compile(r"(?i)https?://www\.omg\.org/spec/CMMN/(\d{8})/MODEL/?")
_DIAGRAM = re.compile(r"(?i)https?://www\.omg\.org/spec/(?:CMMN|DD)/\d{8}/(CMMNDI|DI|DC)/?")
_MOST_MADE = 100_000  # characters of the ids that are made for one item
_XPATH = re.compile(r"(?i)https?://www\.w3\.org/(?:1999|TR)/xpath/?")


def dialect_of(namespace: str) -> Dialect | None:
    """Return the version whose model namespace this is."""
    match = _MODEL.fullmatch(namespace)
    return _VERSIONS.get(match[1]) if match else None


def family_of(namespace: str) -> str | None:
    """Return the prefix that stands for it in the metamodel's tags; None for a stranger's."""
    if dialect_of(namespace):
        return ""
    match = _DIAGRAM.fullmatch(namespace)
    return f"{match[1].lower()}:" if match else None


def is_standard(namespace: str) -> bool:
    """Tell whether the standard owns the namespace."""
    return family_of(namespace) is not None


def lift_language(uri: str) -> str:
    """Return FEEL's URI for FEEL by any name, and any other language as it is.

    >>> lift_language("http://www.omg.org/spec/FEEL/20140401")
    'https://www.omg.org/spec/DMN/20230324/FEEL/'
    """
    return lift_feel(uri.strip())


def lift_default_language(uri: str) -> str:
    """Return the language of the definitions; the schema's default, XPath, says nothing."""
    return "" if _XPATH.fullmatch(uri.strip()) else lift_language(uri)


def lift_import_type(uri: str) -> str:
    """Return the newest namespace for that of any version of CMMN or DMN; others as they are."""
    uri = uri.strip()
    return CMMN if dialect_of(uri) else lift_decision_type(uri)


def criterion_id(item: str, kind: str, sentry: str) -> str:
    """Return the id of the criterion that stands for a sentry named at an item in CMMN 1.0.

    >>> criterion_id("Assess", "exit", "Withdrawn")
    'Assess_exit_Withdrawn'
    """
    return "_".join(filter(None, (item, kind, sentry)))


def lift(root: Element) -> None:
    """Rewrite a tree of CMMN 1.0 as one of CMMN 1.1; what vendors added stays as it is."""
    for element in list(root.iter(_tag(root, "*"))):
        local = etree.QName(element).localname
        if local in _RENAMED:
            element.tag = _tag(element, _RENAMED[local])
        _lift_description(element)
        if local in _LIFTED:
            _LIFTED[local](element)


def _tag(element: Element, local: str) -> str:
    """Return the qualified name of a neighbour of an element."""
    return f"{{{etree.QName(element).namespace}}}{local}"


def _made_of(element: Element, local: str) -> Element:
    made = etree.Element(_tag(element, local))
    made.sourceline = element.sourceline
    return made


def _lift_description(element: Element) -> None:
    text = element.attrib.pop("description", "")
    if text:
        documentation = _made_of(element, "documentation")
        documentation.text = str(text)
        element.insert(0, documentation)


def _lift_case(case: Element) -> None:
    """Put the case's roles, each a `caseRoles` of its own, into one."""
    found = case.findall(_tag(case, "caseRoles"))
    roles = [each for each in found if each.find(_tag(each, "role")) is None]
    if not roles:
        return
    container = _made_of(roles[0], "caseRoles")
    roles[0].addprevious(container)
    for role in roles:
        role.tag = _tag(role, "role")
        container.append(role)


def _lift_criteria(item: Element) -> None:
    """Make a criterion of each sentry that an item names; of absurdly many, none."""
    owner = item.get("id", "").strip()
    for kind in ("entry", "exit"):
        sentries = item.get(f"{kind}CriteriaRefs", "").split()
        if len(sentries) * max(len(owner), 10) > _MOST_MADE:
            continue
        item.attrib.pop(f"{kind}CriteriaRefs", "")
        for sentry in dict.fromkeys(sentries):
            criterion = _made_of(item, f"{kind}Criterion")
            criterion.set("id", criterion_id(owner, kind, sentry))
            criterion.set("sentryRef", sentry)
            item.append(criterion)


def _lift_on_part(on_part: Element) -> None:
    """Name the exit criterion made of the sentry that an on-part names."""
    sentry = str(on_part.attrib.pop("sentryRef", "")).strip()
    if sentry:
        source = on_part.get("sourceRef", "").strip()
        on_part.set("exitCriterionRef", criterion_id(source, "exit", sentry))


def _lift_file_item(item: Element) -> None:
    sources = item.attrib.pop("sourceRefs", "")
    if sources and "sourceRef" not in item.attrib:
        item.set("sourceRef", str(sources))


def _lift_human_task(task: Element) -> None:
    """Put several planning tables, where only one may be now, into one."""
    tables = task.findall(_tag(task, "planningTable"))
    if len(tables) > 1:
        container = _made_of(tables[0], "planningTable")
        tables[0].addprevious(container)
        container.extend(tables)


def _lift_expression(expression: Element) -> None:
    """Take the text out of the element it stood in."""
    body = expression.find(_tag(expression, "body"))
    if body is not None:
        expression.text = text_of(body)
        expression.remove(body)


_RENAMED = {
    "event": "eventListener",
    "userEvent": "userEventListener",
    "timerEvent": "timerEventListener",
    "inputs": "input",
    "outputs": "output",
}
_LIFTED: Mapping[str, Callable[[Element], None]] = {
    "case": _lift_case,
    "casePlanModel": _lift_criteria,
    "stage": _lift_criteria,
    "planItem": _lift_criteria,
    "discretionaryItem": _lift_criteria,
    "planItemOnPart": _lift_on_part,
    "caseFileItem": _lift_file_item,
    "humanTask": _lift_human_task,
    "condition": _lift_expression,
    "bindingRefinement": _lift_expression,
    "transformation": _lift_expression,
    "timerExpression": _lift_expression,
    "caseRefExpression": _lift_expression,
    "processRefExpression": _lift_expression,
}
