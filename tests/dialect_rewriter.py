"""Rewrites a DMN 1.5 file into the form of an older version, if it says nothing that is newer."""

import re

from lxml import etree

from dmn.dialects import DMN
from dmn.model import FEEL_LANGUAGE

DATES = {"1.1": "20151101", "1.2": "20180521", "1.3": "20191111", "1.4": "20211108"}
MODEL = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
}
FEEL = {
    "1.1": "http://www.omg.org/spec/FEEL/20140401",
    "1.2": "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/FEEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/FEEL/",
}
DIAGRAM = {
    "1.1": "http://www.omg.org/spec/DMN/20180521/DMNDI/",
    "1.2": "http://www.omg.org/spec/DMN/20180521/DMNDI/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "1.4": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
}
NEW = {
    "1.2": [
        "d:annotation",
        "d:annotationEntry",
        "d:decisionService/d:variable",
        "d:functionDefinition[@kind != 'FEEL']",
        "d:encapsulatedLogic[@kind != 'FEEL']",
    ],
    "1.3": [
        "d:functionItem",
        "d:group",
        "d:inputEntry[@typeRef]",
        "d:inputValues[@typeRef]",
        "d:outputValues[@typeRef]",
        "d:allowedValues[@typeRef]",
        "*[@sourceElement or @targetElement]",
    ],
    "1.4": ["d:conditional", "d:for", "d:some", "d:every", "d:filter"],
    "1.5": ["d:typeConstraint", "*[@useAlternativeInputDataShape]"],
}
BUILT_IN = {
    "date and time": "dateTime",
    "days and time duration": "dayTimeDuration",
    "years and months duration": "yearMonthDuration",
    **{name: name for name in ("Any", "boolean", "date", "number", "string", "time")},
}


def rewrite(data, version):
    """Return a DMN 1.5 file in an older version's form, None if it says what that cannot say."""
    root = etree.fromstring(data)
    newer = [path for since, paths in NEW.items() if since > version for path in paths]
    if any(root.xpath(f"boolean(.//{path})", namespaces={"d": DMN}) for path in newer):
        return None
    text = etree.tostring(root).decode() if version != "1.1" else _in_the_form_of_1_1(root)
    if text is None:
        return None
    replaced = text.replace(DMN, MODEL[version]).replace(FEEL_LANGUAGE, FEEL[version])
    return replaced.replace(
        "https://www.omg.org/spec/DMN/20230324/DMNDI/", DIAGRAM[version]
    ).encode()


def _in_the_form_of_1_1(root):
    """No diagram, qualified type names, imports known by prefix; None if a name cannot be so."""
    for diagram in root.xpath("*[local-name() = 'DMNDI']"):
        root.remove(diagram)
    imports = {
        each.attrib.pop("name"): each.get("namespace") for each in root.iter(f"{{{DMN}}}import")
    }
    own = {each.get("name") for each in root.iter(f"{{{DMN}}}itemDefinition")}
    names = [*root.xpath("//@typeRef"), *root.xpath("//*[local-name() = 'typeRef']/text()")]
    qualified = {str(name): _qualified(str(name), own, imports) for name in names}
    local_names = [name.partition(":")[2] for name in qualified.values()]
    if not all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in [*local_names, *imports]):
        return None
    for element in root.iter(f"{{{DMN}}}*"):
        if element.get("typeRef"):
            element.set("typeRef", qualified[element.get("typeRef")])
        if element.tag == f"{{{DMN}}}typeRef":
            element.text = qualified[element.text]
    etree.cleanup_namespaces(root)  # a second prefix for an import would be a second name
    prefixes = {"feel11": FEEL["1.1"], "own": root.get("namespace"), **imports}
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in prefixes.items())
    return re.sub(
        r"(<(?:\w+:)?definitions)\b", rf"\1{declared}", etree.tostring(root).decode(), count=1
    )


def _qualified(name, own, imports):
    prefix, _, local = name.partition(".")
    if name in own:
        return f"own:{name}"
    if name in BUILT_IN or name in BUILT_IN.values():
        return f"feel11:{BUILT_IN.get(name, name)}"
    return f"{prefix}:{local}" if prefix in imports else f":{name}"
