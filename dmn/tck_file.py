"""Test files of the DMN compatibility kit: their cases and values, read and written.

The one rule: a value that is written is the value that is read; what the format has no form for is
refused.
"""

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from dmn.xml_source import Element, parse_xml
from feel.temporal import (
    Date,
    DateTime,
    DaysAndTimeDuration,
    Time,
    YearsAndMonthsDuration,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from feel.values import Value, kind_of, to_string

__all__ = [
    "NAMESPACE",
    "TckCase",
    "TckFile",
    "child",
    "file_content",
    "new_file",
    "put_value",
    "read_tck",
    "value_of",
]

NAMESPACE = "http://www.omg.org/spec/DMN/20160719/testcase"
_SCHEMA = "http://www.w3.org/2001/XMLSchema"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_EMPTY = f'<testCases xmlns="{NAMESPACE}" xmlns:xsi="{_INSTANCE}" xmlns:xsd="{_SCHEMA}"/>'
_XSI = f"{{{_INSTANCE}}}"
_TCK = f"{{{NAMESPACE}}}"
_DOUBLE = {"INF": None, "-INF": None, "NaN": None}


@dataclass(frozen=True, slots=True)
class TckCase:
    """One case of a test file; its values are read when they are asked for, and may be faulty."""

    element: Element

    @property
    def id(self) -> str:
        """What the file calls the case."""
        return self.element.get("id") or "?"

    @property
    def name(self) -> str:
        """What people call the case."""
        return self.element.get("name") or self.id

    @property
    def description(self) -> str:
        """What the case is about, in words."""
        return " ".join((_child_text(self.element, "description") or "").split())

    @property
    def service(self) -> str | None:
        """The decision service that is invoked; None where decisions are asked for."""
        if self.element.get("type") != "decisionService":
            return None
        return self.element.get("invocableName") or ""

    def inputs(self) -> dict[str, Value]:
        """Return the inputs by name.

        Errors: FeelFault or ArithmeticError for a value that cannot be read.
        """
        nodes = self.element.findall(f"{_TCK}inputNode")
        return {node.get("name") or "": value_of(node) for node in nodes}

    def results(self) -> list[tuple[str, Element | None]]:
        """Return what is expected: names, each with the element that holds the value."""
        named = self.element.get("invocableName") or ""
        nodes = self.element.findall(f"{_TCK}resultNode")
        return [(node.get("name") or named, node.find(f"{_TCK}expected")) for node in nodes]


@dataclass(frozen=True, slots=True)
class TckFile:
    """A test file: the name of the model beside it, and its cases."""

    model_name: str
    cases: tuple[TckCase, ...]


def read_tck(content: bytes) -> TckFile:
    """Return what a test file holds.

    Errors: XmlSourceError where it is no XML.
    """
    root = parse_xml(content)
    cases = tuple(TckCase(each) for each in root.iter(f"{_TCK}testCase"))
    return TckFile(_child_text(root, "modelName") or "", cases)


def _child_text(element: Element, name: str) -> str | None:
    child = element.find(f"{_TCK}{name}")
    return None if child is None else child.text


# --- values that are read -------------------------------------------------------------------------


def value_of(element: Element | None) -> Value:
    """Return the value that a test file gives at an element (the schema's `valueType`)."""
    if element is None:
        return None
    components = element.findall(f"{_TCK}component")
    if components:
        return {each.get("name") or "": _or_nil(each) for each in components}
    listed = element.find(f"{_TCK}list")
    if listed is not None:
        if _is_nil(listed):
            return None
        return [value_of(item) for item in listed.findall(f"{_TCK}item")]
    value = element.find(f"{_TCK}value")
    return None if value is None or _is_nil(value) else _simple(value)


def _or_nil(element: Element) -> Value:
    return None if _is_nil(element) else value_of(element)


def _is_nil(element: Element) -> bool:
    return element.get(f"{_XSI}nil") in {"true", "1"}


def _simple(element: Element) -> Value:
    kind = (element.get(f"{_XSI}type") or "xsd:string").rpartition(":")[2]
    text = element.text or ""
    reader = _READERS.get(kind)
    return text if reader is None else reader(text.strip())


def _number(text: str) -> Value:
    return _DOUBLE[text] if text in _DOUBLE else Decimal(text)


_READERS = {
    "decimal": _number,
    "double": _number,
    "float": _number,
    "integer": _number,
    "int": _number,
    "long": _number,
    "boolean": lambda text: text in {"true", "1"},
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
}


# --- values that are written ----------------------------------------------------------------------


def new_file(model_name: str) -> Element:
    """Return the root of a test file without cases."""
    root = parse_xml(_EMPTY.encode())
    child(root, "modelName").text = model_name
    return root


def child(parent: Element, tag: str, **attributes: str) -> Element:
    """Return a new element within another."""
    return etree.SubElement(parent, f"{_TCK}{tag}", attributes)


def put_value(parent: Element, value: Value) -> None:
    """Write a value into an element.

    Errors: ValueError for a value the format has no form for, or text that XML cannot hold.
    """
    if type(value) is list:
        listed = child(parent, "list")
        for each in value:
            put_value(child(listed, "item"), each)
    elif type(value) is dict:
        if not value:
            raise ValueError("a context without entries has no form in a test file")
        for name, each in value.items():
            put_value(child(parent, "component", name=name), each)
    else:
        _put_simple(child(parent, "value"), value)


def _put_simple(element: Element, value: Value) -> None:
    if value is None:
        element.set(f"{_XSI}nil", "true")
        return
    kind = _WRITTEN.get(type(value))
    if kind is None:
        raise ValueError(f"a {kind_of(value)} has no form in a test file")
    element.set(f"{_XSI}type", f"xsd:{kind}")
    element.text = to_string(value)


_WRITTEN: dict[type, str] = {
    str: "string",
    Decimal: "decimal",
    bool: "boolean",
    Date: "date",
    Time: "time",
    DateTime: "dateTime",
    DaysAndTimeDuration: "duration",
    YearsAndMonthsDuration: "duration",
}


def file_content(root: Element) -> bytes:
    """Return the file, indented."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
