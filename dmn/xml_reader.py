"""A tree of XML elements -> a metamodel; whatever can be read is read, and the rest reported.

The one rule: what a class looks like in XML is in `xml_fields.py`, so this walk is the same for
every standard. What one standard asks beyond it, its reader says by overriding. References are not
followed.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, ClassVar, Literal, cast, get_args, get_origin

from lxml import etree

from dmn.dialects import respell
from dmn.xml_fields import Form, XmlClass, XmlField, xml_class
from dmn.xml_source import (
    Element,
    XmlSourceError,
    line_of,
    parse_xml,
    raw_xml,
    read_source,
    text_of,
)
from feel.errors import Location, Problem
from feel.names import normalised

__all__ = ["MAX_PROBLEMS", "Lift", "Standard", "XmlReader", "an_element", "bytes_of", "root_of"]

MAX_PROBLEMS = 100
"""So many problems of one code are listed."""

Lift = Callable[[Any, str, Element], Any]
"""A method of a reader: a value as the file has it, and its element -> the value of the model."""

_MOST_DECLARED = 10_000_000  # declarations of prefixes are looked at, all in all
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Standard:
    """How the files of a standard are told from others, and how others are refused.

    `family_of` gives the prefix that stands for a namespace in `xml_fields.py`; None for a
    stranger's. `refusal` makes the exception, of code, message, location and hint.
    """

    supported: str
    dialect_of: Callable[[str], str | None]
    family_of: Callable[[str], str | None]
    is_standard: Callable[[str], bool]
    refusal: Callable[[str, str, Location, str], Exception]


def root_of(data: bytes, name: str, standard: Standard) -> Element:
    """Return the root of the tree in the bytes, which is the standard's `definitions`.

    Errors: the standard's refusal of anything else; says what was found instead.
    """
    try:
        root = parse_xml(data)
        _check_root(root, standard)
    except XmlSourceError as error:
        raise _refused(error, name, standard) from None
    return root


def _check_root(root: Element, standard: Standard) -> None:
    found = etree.QName(root)
    if found.localname != "definitions" or standard.dialect_of(found.namespace or "") is None:
        namespace = f"namespace '{found.namespace}'" if found.namespace else "no namespace"
        message = f"the root element is '{found.localname}' in {namespace}"
        raise XmlSourceError("UNSUPPORTED_ROOT", message)


def bytes_of(path: Path, standard: Standard) -> bytes:
    """Return what is in a file.

    Errors: the standard's refusal of what is no file or too large; OSError without a file.
    """
    try:
        return read_source(path)
    except XmlSourceError as error:
        raise _refused(error, path.name or str(path), standard) from None


def _refused(error: XmlSourceError, name: str, standard: Standard) -> Exception:
    path = (name,) if error.line is None else (name, f"line {error.line}")
    hint = error.hint or f"supported is {standard.supported}"
    return standard.refusal(error.code, error.message, Location(path), hint)


class XmlReader:
    """One walk over one document; collects problems and what vendors added on the way."""

    lifted: ClassVar[Mapping[str, Lift]] = {}
    """What is done with the values of attributes and text elements of these names."""
    # white space in FEEL's names counts as one blank, so a name is read as FEEL texts write it
    names: ClassVar[frozenset[str]] = frozenset({"name"})
    opaque: ClassVar[frozenset[type[Any]]] = frozenset()
    """Classes whose elements are not walked into."""
    own_namespaces: ClassVar[frozenset[str]] = frozenset()
    """Namespaces of foreign attributes that do have an effect."""

    def __init__(self, root: Element, name: str, standard: Standard) -> None:
        self.root = root
        self.name = name
        self.standard = standard
        self.problems: list[Problem] = []
        self.counts: Counter[str] = Counter()
        self.vendors: dict[str, tuple[int, int | None]] = {}
        self.prefixes = {p: u for p, u in root.nsmap.items() if p and not standard.is_standard(u)}
        self.declared = 0
        self.keys: dict[str, str | None] = {}

    def document(self, cls: type[Any]) -> dict[str, Any]:
        """Return what the constructor of the root's class takes, dialect and problems included."""
        values = self.values(cls, self.root)
        self._report_vendors()
        self._report_more()
        return {
            **values,
            "dialect": self.standard.dialect_of(etree.QName(self.root).namespace or ""),
            "prefixes": tuple(sorted(self.prefixes.items())),
            "problems": tuple(sorted(self.problems, key=_line_in_file)),
        }

    def key(self, tag: str) -> str | None:
        """Return the tag as `xml_fields.py` names it, or None if no part of the standard is."""
        if tag not in self.keys:
            namespace, _, local = tag.removeprefix("{").rpartition("}")
            family = self.standard.family_of(namespace)
            self.keys[tag] = None if family is None else family + local
        return self.keys[tag]

    def values(self, cls: type[Any], element: Element) -> dict[str, Any]:
        """Return what the class's constructor takes."""
        form = xml_class(cls)
        values: dict[str, Any] = {"line": element.sourceline}
        for tag, text in cast("list[tuple[str, str]]", element.items()):
            self._attribute(form, element, tag, text, values)
        if cls not in self.opaque:
            for child in element:
                self._child(form, child, values)
        for name in form.many:
            if name in values:
                values[name] = tuple(values[name])
        if form.extension in values:
            values[form.extension] = "\n".join(values[form.extension])
        for field in form.required:
            if field.name not in values:
                values[field.name] = self.missing(field, element)
        self.finish(cls, element, values)
        return values

    def finish(self, cls: type[Any], element: Element, values: dict[str, Any]) -> None:
        """Check or complete the values of an element whose parts have all been read."""

    def _attribute(
        self, form: XmlClass, element: Element, tag: str, text: str, values: dict[str, Any]
    ) -> None:
        if tag.startswith("{"):
            self._foreign_attribute(form, element, tag, text, values)
            return
        field = form.attributes.get(tag)
        text_field = form.children.get(tag)
        if text_field is not None and text_field.form is Form.TEXT:
            self._misplaced(tag, "an element", element)
            self._set_text(text_field, text, element, values)
        elif field is None:
            self.unknown_attribute(tag, element, form.attributes)
        else:
            self._set(field, text, element, values)

    def unknown_attribute(self, tag: str, element: Element, known: Collection[str]) -> None:
        """Report an attribute that an element does not have."""
        message = f"'{tag}' is no attribute of {an_element(element)}"
        hint = f"it has: {', '.join(known) or 'none'}"
        self.report("UNKNOWN_ATTRIBUTE", message, element, hint, "warning")

    def _set(self, field: XmlField, text: str, element: Element, values: dict[str, Any]) -> None:
        value = self._scalar(field, text, element)
        if value is not None:
            values[field.name] = value

    def _scalar(self, field: XmlField, text: str, element: Element) -> Any:
        lift = self.lifted.get(field.tag)
        if lift is not None:
            return lift(self, text, element)
        if field.tag in self.names:
            return normalised(text)
        if field.scalar is str:
            return text
        if not text.strip():
            return None
        if get_origin(field.scalar) is Literal:
            return self.enumerated(field, text, element)
        try:
            return _TRUTH[text.strip().lower()] if field.scalar is bool else field.scalar(text)
        except (KeyError, ValueError):
            kind = "true or false" if field.scalar is bool else "a number"
            self._wrong_value(field, text, element, f"expected is {kind}")
            return None

    def _set_text(
        self, field: XmlField, text: str, element: Element, values: dict[str, Any]
    ) -> None:
        lift = self.lifted.get(field.tag)
        if lift is not None:
            value = lift(self, text, element)
        elif get_origin(field.scalar) is Literal:
            value = self.enumerated(field, text.strip(), element)
        else:
            value = text
        if field.many:
            values.setdefault(field.name, []).append(value)
        else:
            values[field.name] = value

    def enumerated(self, field: XmlField, text: str, element: Element) -> str | None:
        """Return the value of an enumeration that the text means; None if there is none."""
        allowed = get_args(field.scalar)
        value = respell(text, allowed)
        if value is None:
            self._wrong_value(field, text, element, "expected is one of: " + ", ".join(allowed))
        elif value != text:
            message = f"{field.tag} '{text}' is read as '{value}'"
            self.report("RESPELLED", message, element, f"write '{value}'", "info")
        return value

    def _wrong_value(self, field: XmlField, text: str, element: Element, hint: str) -> None:
        place = f"the element '{field.tag}'"
        if field.form is Form.ATTRIBUTE:
            place = f"the attribute '{field.tag}' of {an_element(element)}"
        self.report("WRONG_VALUE", f"'{text}' is no value for {place}", element, hint)

    def qualified_name(self, text: str, element: Element) -> str:
        """Return the name as it is, and remember what its prefix stands for."""
        prefix, colon, _ = text.partition(":")
        if colon:
            declared = self.prefixes_at(element)
            if prefix in declared:
                self.prefixes.setdefault(prefix, declared[prefix])
        return text

    def prefixes_at(self, element: Element) -> Mapping[str | None, str]:
        """Return the prefixes declared where an element is; of very many, none."""
        if self.declared > _MOST_DECLARED:
            return {}
        found = element.nsmap
        self.declared += len(found)
        return found

    def _foreign_attribute(
        self, form: XmlClass, element: Element, tag: str, text: str, values: dict[str, Any]
    ) -> None:
        namespace, _, _ = tag.removeprefix("{").rpartition("}")
        if namespace == _XSI:
            return
        if namespace not in self.own_namespaces:
            self._count_vendor(namespace, element)
        if form.has_foreign_attributes:
            values.setdefault("foreign_attributes", []).append((tag, text))
        self.understand(form, element, tag, text, values)

    def understand(
        self, form: XmlClass, element: Element, tag: str, text: str, values: dict[str, Any]
    ) -> None:
        """Use or report a foreign attribute, `{namespace}name`, whose meaning is known."""

    def _child(self, form: XmlClass, child: Element, values: dict[str, Any]) -> None:
        key = self.key(child.tag)
        field = form.children.get(key) if key is not None else None
        if field is None or key is None:
            self._stranger(form, child, key, values)
        elif field.form is Form.RAW:
            for extension in child:
                self._extension(field.name, extension, values)
        elif field.name in values and not field.many:
            message = f"{an_element(child)} stands where one was read already; this one is ignored"
            self.report("DUPLICATE_ELEMENT", message, child, "remove one of them")
        elif field.form is Form.TEXT:
            self._set_text(field, text_of(child), child, values)
        else:
            cls = field.classes[key]
            value = cls(**self.values(cls, child))
            if field.many:
                values.setdefault(field.name, []).append(value)
            else:
                values[field.name] = value

    def _stranger(
        self, form: XmlClass, child: Element, key: str | None, values: dict[str, Any]
    ) -> None:
        if key is None:
            self._extension(form.extension, child, values)
            return
        if key in form.attributes:
            self._misplaced(key, "an attribute", child)
            self._set(form.attributes[key], text_of(child), child, values)
            return
        parent = child.getparent()
        known = ", ".join(form.children) or "no elements"
        message = f"'{key}' is no element of {an_element(child if parent is None else parent)}"
        self.report("UNKNOWN_ELEMENT", message, child, f"it has: {known}")

    def _misplaced(self, tag: str, form: str, element: Element) -> None:
        message = f"'{tag}' is read, but has another form"
        self.report("RESPELLED", message, element, f"write it as {form}", "info")

    def _extension(self, name: str | None, element: Element, values: dict[str, Any]) -> None:
        self._count_vendor(etree.QName(element).namespace or "", element)
        if name is not None:
            values.setdefault(name, []).append(raw_xml(element))

    def missing(self, field: XmlField, element: Element) -> Any:
        """Report what the class cannot do without, and return what stands in for it."""
        owner = an_element(element)
        if field.form is Form.ATTRIBUTE:
            message = f"{owner} needs the attribute '{field.tag}'"
            self.report("MISSING_ATTRIBUTE", message, element, "add it")
        else:
            wanted = f"the element '{field.tag}'" if len(field.classes) == 1 else "an expression"
            self.report("MISSING_ELEMENT", f"{owner} needs {wanted}", element, "add it")
        return _blank(field)

    def _count_vendor(self, namespace: str, element: Element) -> None:
        if namespace not in self.vendors:
            self.counts["VENDOR_EXTENSION"] += 1
            if self.counts["VENDOR_EXTENSION"] > MAX_PROBLEMS:
                return
        if namespace not in self.vendors and namespace not in self.prefixes.values():
            prefixes = self.prefixes_at(element)
            declared = [p for p, uri in prefixes.items() if p and uri == namespace]
            self.prefixes.update(dict.fromkeys(declared[:1], namespace))
        count, line = self.vendors.get(namespace, (0, line_of(element)))
        self.vendors[namespace] = (count + 1, line)

    def _report_vendors(self) -> None:
        for namespace, (count, line) in self.vendors.items():
            message = f"extensions of '{namespace}' ({count}) are kept and have no effect"
            place = Location((self.name,))
            self.problems.append(Problem("VENDOR_EXTENSION", message, place, "", "info", line))

    def _report_more(self) -> None:
        for code, count in self.counts.items():
            if count > MAX_PROBLEMS:
                message = f"{count - MAX_PROBLEMS} more problems {code} are not listed"
                self.problems.append(Problem(code, message, Location((self.name,))))

    def report(
        self,
        code: str,
        message: str,
        element: Element,
        hint: str = "",
        severity: str = "error",
    ) -> None:
        """Add a problem; of very many of a kind, only how many there are."""
        self.counts[code] += 1
        if self.counts[code] <= MAX_PROBLEMS:
            place = Location((self.name, *_path(element)))
            line = line_of(element)
            self.problems.append(Problem(code, message, place, hint, severity, line))


def an_element(element: Element) -> str:
    """Return what an element is in words: `an input entry`."""
    words = _words(element)
    if words == "definitions":
        return "the definitions"
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def _blank(field: XmlField) -> Any:
    """Return the least that can stand where something required is missing."""
    if field.form is Form.ATTRIBUTE:
        return field.scalar()
    cls = next(iter(field.classes.values()))
    return cls(**{inner.name: _blank(inner) for inner in xml_class(cls).required})


def _line_in_file(problem: Problem) -> float:
    return inf if problem.line is None else problem.line


def _path(element: Element) -> tuple[str, ...]:
    """Return the way from the root, root excluded: `decision Eligibility`, `rule 3`."""
    upwards = [_step(step) for step in (element, *element.iterancestors())]
    return tuple(reversed(upwards[:-1]))


def _step(element: Element) -> str:
    name = normalised(element.get("name", ""))
    if name:
        return f"{_words(element)} {name}"
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    alone = not before and next(element.itersiblings(element.tag), None) is None
    return _words(element) if alone else f"{_words(element)} {before + 1}"


def _words(element: Element) -> str:
    """Return the element's name in words: `inputEntry` -> `input entry`."""
    return re.sub(r"(?<=[a-z])([A-Z])", r" \1", etree.QName(element).localname).lower()
