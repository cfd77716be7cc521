"""The model -> DMN 1.5 XML: indented, and the same bytes for the same model.

The one rule: what is written is what `reader.py` reads back as an equal model. What a class looks
like in XML is in `xml_fields.py`; what equals the schema's default is left out. No id is invented.
"""

import re
from collections.abc import Iterator
from typing import Any

from dmn.dialects import DC, DI, DMN, DMNDI
from dmn.model import Definitions
from dmn.xml_fields import Form, XmlField, tag_of, xml_class

__all__ = ["write"]

_DIAGRAM = {"dmndi": DMNDI, "dc": DC, "di": DI}
_XML = "http://www.w3.org/XML/1998/namespace"
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}
_TEXT_TABLE = str.maketrans(_IN_TEXT)
_ATTRIBUTE_TABLE = str.maketrans(_IN_ATTRIBUTE)


def write(definitions: Definitions) -> bytes:
    """Return the model as a file of DMN 1.5.

    Errors: ValueError for a character that XML cannot hold.
    """
    text = "\n".join(_Writer(definitions).lines()) + "\n"
    illegal = _ILLEGAL.search(text)
    if illegal:
        code = f"U+{ord(illegal[0]):04X}"
        raise ValueError(f"the model holds the character {code}, which XML cannot write")
    return text.encode()


class _Writer:
    """One document being written; knows which prefix stands for which vendor."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.diagram = _DIAGRAM if definitions.dmndi is not None else {}
        self.vendors = {
            uri: prefix for prefix, uri in definitions.prefixes if prefix not in _DIAGRAM
        }
        self.body: list[str] = []

    def lines(self) -> Iterator[str]:
        """Give the document's lines; the prefixes are known only once all else is written."""
        self._children(self.definitions, "  ")
        attributes = "".join(self._attributes(self.definitions))
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield f"<definitions{''.join(self._declarations())}{attributes}>"
        yield from self.body
        yield "</definitions>"

    def _declarations(self) -> Iterator[str]:
        yield f' xmlns="{DMN}"'
        vendors = {prefix: uri for uri, prefix in self.vendors.items() if uri != _XML}
        for prefix, uri in (*self.diagram.items(), *sorted(vendors.items())):
            yield f' xmlns:{prefix}="{_attribute(uri)}"'

    def _attributes(self, value: Any) -> Iterator[str]:
        form = xml_class(type(value))
        for tag, field in form.attributes.items():
            content = getattr(value, field.name)
            if field.required or content != field.default:
                yield f' {tag}="{_attribute(_scalar(content))}"'
        if form.has_foreign_attributes:
            for name, text in value.foreign_attributes:
                yield f' {self._foreign(name)}="{_attribute(text)}"'

    def _foreign(self, name: str) -> str:
        """Return `prefix:name` for `{namespace}name`."""
        namespace, _, local = name.removeprefix("{").rpartition("}")
        if namespace == _XML:
            return f"xml:{local}"
        taken = {*self.vendors.values(), *_DIAGRAM}
        free = (f"ns{n}" for n in range(1, len(taken) + 2))
        prefix = self.vendors.setdefault(namespace, next(p for p in free if p not in taken))
        return f"{prefix}:{local}"

    def _element(self, tag: str, value: Any, indent: str) -> None:
        start = f"{indent}<{tag}{''.join(self._attributes(value))}"
        place = len(self.body)
        self.body.append(start + ">")
        self._children(value, indent + "  ")
        if len(self.body) == place + 1:
            self.body[place] = start + "/>"
        else:
            self.body.append(f"{indent}</{tag}>")

    def _children(self, value: Any, indent: str) -> None:
        for field in xml_class(type(value)).ordered_children:
            content = getattr(value, field.name)
            if content is None:
                continue
            if field.form is Form.TEXT:
                self.body.append(f"{indent}<{field.tag}>{_text(content)}</{field.tag}>")
            elif field.form is Form.RAW:
                self.body += [f"{indent}<{field.tag}>", content, f"{indent}</{field.tag}>"]
            else:
                for child in content if field.many else (content,):
                    self._element(_tag(field, child), child, indent)


def _tag(field: XmlField, value: Any) -> str:
    return field.tag if len(field.classes) == 1 else tag_of(type(value))


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def _text(text: str) -> str:
    return text.translate(_TEXT_TABLE)


def _attribute(text: str) -> str:
    return text.translate(_ATTRIBUTE_TABLE)
