"""DMN 1.1 to 1.5 XML -> the model; whatever can be read is read, and the rest reported.

The one rule: what a class of the model looks like in XML is in `xml_fields.py`, how older versions
and tools spell it is in `dialects.py`; here is only the walk. References are not followed.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from math import inf
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_origin

from lxml import etree

from dmn.dialects import (
    SUPPORTED,
    TypeNames,
    dialect_of,
    family_of,
    is_standard,
    lift_import_type,
    lift_language,
    respell,
)
from dmn.errors import NotDmnError
from dmn.model import (
    FEEL_LANGUAGE,
    AuthorityRequirement,
    Definitions,
    InformationRequirement,
)
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

__all__ = ["MAX_PROBLEMS", "read", "read_file"]

MAX_PROBLEMS = 100
"""So many problems of one code are listed."""

_MOST_DECLARED = 10_000_000  # declarations of prefixes are looked at, all in all
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CAMUNDA_INPUT_VARIABLE = "{http://camunda.org/schema/1.0/dmn}inputVariable"
_NOTHING_TO_AGGREGATE = {"collect", "list", "none"}


def read(data: bytes, name: str = "model") -> Definitions:
    """Return the model in the bytes; what is wrong with it is in its `problems`, by line.

    Errors: NotDmnError when there is no DMN to read; says what was found instead.
    """
    try:
        root = parse_xml(data)
    except XmlSourceError as error:
        raise _not_dmn(error, name) from None
    qualified = etree.QName(root)
    if qualified.localname != "definitions" or dialect_of(qualified.namespace or "") is None:
        raise _unsupported_root(qualified, name)
    return _Reader(root, name).definitions()


def read_file(path: Path) -> Definitions:
    """Return the model in a file.

    Errors: as `read`, and NotDmnError for what is no file or too large; OSError without a file.
    """
    try:
        data = read_source(path)
    except XmlSourceError as error:
        raise _not_dmn(error, path.name or str(path)) from None
    return read(data, path.name)


def _not_dmn(error: XmlSourceError, name: str) -> NotDmnError:
    path = (name,) if error.line is None else (name, f"line {error.line}")
    hint = error.hint or f"supported is {SUPPORTED}"
    return NotDmnError(error.code, error.message, Location(path), hint)


def _unsupported_root(found: etree.QName, name: str) -> NotDmnError:
    namespace = f"namespace '{found.namespace}'" if found.namespace else "no namespace"
    message = f"the root element is '{found.localname}' in {namespace}"
    return NotDmnError("UNSUPPORTED_ROOT", message, Location((name,)), f"supported is {SUPPORTED}")


class _Reader:
    """One walk over one document; collects problems and what vendors added on the way."""

    def __init__(self, root: Element, name: str) -> None:
        self.root = root
        self.name = name
        self.problems: list[Problem] = []
        self.counts: Counter[str] = Counter()
        self.vendors: dict[str, tuple[int, int | None]] = {}
        self.prefixes = {p: u for p, u in root.nsmap.items() if p and not is_standard(u)}
        self.declared = 0
        self.keys: dict[str, str | None] = {}
        self.types = TypeNames(root.get("namespace", ""), self._own_types(), self._import_names())

    def definitions(self) -> Definitions:
        """Return the whole model."""
        values = self._values(Definitions, self.root)
        self._report_vendors()
        self._report_more()
        return Definitions(
            **values,
            dialect=dialect_of(etree.QName(self.root).namespace or "") or "1.5",
            prefixes=tuple(sorted(self.prefixes.items())),
            problems=tuple(sorted(self.problems, key=_line_in_file)),
        )

    def _own_types(self) -> set[str]:
        tops = (child for child in self.root if self._key(child.tag) == "itemDefinition")
        return {normalised(child.get("name", "")) for child in tops}

    def _import_names(self) -> dict[str, str]:
        """Return the name of each imported namespace; in DMN 1.1 it is the namespace's prefix."""
        declared = {uri: prefix for prefix, uri in self.root.nsmap.items() if prefix}
        names = {}
        for child in self.root:
            if self._key(child.tag) == "import":
                uri = child.get("namespace", "")
                last = uri.rstrip("/").rpartition("/")[2]
                names[uri] = normalised(child.get("name", "")) or declared.get(uri) or last
        return names

    def _key(self, tag: str) -> str | None:
        """Return the tag as `xml_fields.py` names it, or None if no part of the standard is."""
        if tag not in self.keys:
            namespace, _, local = tag.removeprefix("{").rpartition("}")
            family = family_of(namespace)
            self.keys[tag] = None if family is None else family + local
        return self.keys[tag]

    def _values(self, cls: type[Any], element: Element) -> dict[str, Any]:
        """Return what the class's constructor takes."""
        form = xml_class(cls)
        values: dict[str, Any] = {"line": element.sourceline}
        for tag, text in cast("list[tuple[str, str]]", element.items()):
            self._attribute(form, element, tag, text, values)
        for child in element:
            self._child(form, child, values)
        for name in form.many:
            if name in values:
                values[name] = tuple(values[name])
        if form.extension in values:
            values[form.extension] = "\n".join(values[form.extension])
        for field in form.required:
            if field.name not in values:
                values[field.name] = self._missing(field, element)
        if cls in _EXACTLY_ONE:
            self._exactly_one(element, values, _EXACTLY_ONE[cls])
        return values

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
            values[text_field.name] = self.lift_type(text, element) if tag == "typeRef" else text
            return
        if field is None:
            known = ", ".join(form.attributes)
            message = f"'{tag}' is no attribute of {_a(element)}"
            self._report("UNKNOWN_ATTRIBUTE", message, element, f"it has: {known}", "warning")
            return
        self._set(field, text, element, values)

    def _set(self, field: XmlField, text: str, element: Element, values: dict[str, Any]) -> None:
        value = self._scalar(field, text, element)
        if value is not None:
            values[field.name] = value

    def _scalar(self, field: XmlField, text: str, element: Element) -> Any:
        lift = _LIFTED.get(field.tag)
        if lift is not None:
            return lift(self, text, element)
        if field.tag in _NAMES:
            return normalised(text)
        if field.scalar is str:
            return text
        if not text.strip():
            return None
        if get_origin(field.scalar) is Literal:
            return self._enumerated(field, text, element)
        try:
            return _TRUTH[text.strip().lower()] if field.scalar is bool else field.scalar(text)
        except (KeyError, ValueError):
            kind = "true or false" if field.scalar is bool else "a number"
            self._wrong_value(field, text, element, f"expected is {kind}")
            return None

    def _enumerated(self, field: XmlField, text: str, element: Element) -> str | None:
        if field.tag == "aggregation" and text.strip().lower() in _NOTHING_TO_AGGREGATE:
            return None
        allowed = get_args(field.scalar)
        value = respell(text, allowed)
        if value is None:
            self._wrong_value(field, text, element, "expected is one of: " + ", ".join(allowed))
        elif value != text:
            message = f"{field.tag} '{text}' is read as '{value}'"
            self._report("RESPELLED", message, element, f"write '{value}'", "info")
        return value

    def _wrong_value(self, field: XmlField, text: str, element: Element, hint: str) -> None:
        message = f"'{text}' is no value for the attribute '{field.tag}' of {_a(element)}"
        self._report("WRONG_VALUE", message, element, hint)

    def lift_type(self, text: str, element: Element) -> str | None:
        """Return a type reference as DMN 1.5 writes it."""
        prefixes = self._prefixes_at(element) if ":" in text else {}
        name, doubt = self.types.lift(text, prefixes)
        if doubt:
            self._report("TYPE_REF_LIFTED", doubt, element, f"it is read as '{name}'", "warning")
        return name or None

    def lift_language(self, text: str, element: Element) -> str | None:
        """Return a language as DMN 1.5 writes it."""
        language = lift_language(text.strip())
        if language not in ("", FEEL_LANGUAGE):
            message = f"the language '{language}' cannot be executed"
            self._report("UNSUPPORTED_LANGUAGE", message, element, "write it in FEEL", "warning")
        return language or None

    def lift_import_type(self, text: str, _: Element) -> str:
        """Return an import type as DMN 1.5 writes it."""
        return lift_import_type(text.strip())

    def qualified_name(self, text: str, element: Element) -> str:
        """Return the name as it is, and remember what its prefix stands for."""
        prefix, colon, _ = text.partition(":")
        if colon:
            declared = self._prefixes_at(element)
            if prefix in declared:
                self.prefixes.setdefault(prefix, declared[prefix])
        return text

    def _prefixes_at(self, element: Element) -> Mapping[str | None, str]:
        """Return the prefixes declared where an element is; of very many, none."""
        if self.declared > _MOST_DECLARED:
            return {}
        found = element.nsmap
        self.declared += len(found)
        return found

    def _foreign_attribute(
        self, form: XmlClass, element: Element, tag: str, text: str, values: dict[str, Any]
    ) -> None:
        namespace, _, name = tag.removeprefix("{").rpartition("}")
        if namespace == _XSI:
            return
        self._count_vendor(namespace, element)
        if form.has_foreign_attributes:
            values.setdefault("foreign_attributes", []).append((tag, text))
        if name == "kind" and "kind" in form.attributes and "kind" not in values:
            # DMN 1.1 knows FEEL functions only; Drools says what others are.
            values["kind"] = respell(text, get_args(form.attributes["kind"].scalar)) or "FEEL"
        if tag == _CAMUNDA_INPUT_VARIABLE:
            message = f"the input value's name '{text}' is Camunda's and not known in the entries"
            self._report("VENDOR_LOGIC", message, element, "write ? in the entries", "warning")

    def _child(self, form: XmlClass, child: Element, values: dict[str, Any]) -> None:
        key = self._key(child.tag)
        field = form.children.get(key) if key is not None else None
        if field is None or key is None:
            self._stranger(form, child, key, values)
        elif field.form is Form.RAW:
            for extension in child:
                self._extension(field.name, extension, values)
        elif field.name in values and not field.many:
            message = f"{_a(child)} stands where one was read already; this one is ignored"
            self._report("DUPLICATE_ELEMENT", message, child, "remove one of them")
        elif field.form is Form.TEXT:
            text = text_of(child)
            values[field.name] = self.lift_type(text, child) if key == "typeRef" else text
        else:
            cls = field.classes[key]
            value = cls(**self._values(cls, child))
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
        message = f"'{key}' is no element of {_a(child if parent is None else parent)}"
        self._report("UNKNOWN_ELEMENT", message, child, f"it has: {known}")

    def _misplaced(self, tag: str, form: str, element: Element) -> None:
        message = f"'{tag}' is read, but has another form"
        self._report("RESPELLED", message, element, f"write it as {form}", "info")

    def _extension(self, name: str | None, element: Element, values: dict[str, Any]) -> None:
        self._count_vendor(etree.QName(element).namespace or "", element)
        if name is not None:
            values.setdefault(name, []).append(raw_xml(element))

    def _missing(self, field: XmlField, element: Element) -> Any:
        """Report what the class cannot do without, and return what stands in for it."""
        parent = element.getparent()
        tag = etree.QName(element).localname
        if field.tag == "name" and tag == "import":
            return self.types.imports.get(element.get("namespace", ""), "")
        owner = "" if parent is None else normalised(parent.get("name", ""))
        if field.tag == "name" and tag == "variable" and owner:
            message = f"the variable has no name and is read as '{owner}'"
            self._report("MISSING_ATTRIBUTE", message, element, f"write name='{owner}'", "warning")
            return owner
        if field.form is Form.ATTRIBUTE:
            message = f"{_a(element)} needs the attribute '{field.tag}'"
            self._report("MISSING_ATTRIBUTE", message, element, "add it")
        else:
            wanted = f"the element '{field.tag}'" if len(field.classes) == 1 else "an expression"
            self._report("MISSING_ELEMENT", f"{_a(element)} needs {wanted}", element, "add it")
        return _blank(field)

    def _exactly_one(
        self, element: Element, values: dict[str, Any], names: tuple[str, ...]
    ) -> None:
        if sum(name in values for name in names) != 1:
            wanted = ", ".join(names)
            message = f"{_a(element)} needs exactly one reference"
            self._report("WRONG_REFERENCES", message, element, f"expected is one of: {wanted}")

    def _count_vendor(self, namespace: str, element: Element) -> None:
        if namespace not in self.vendors:
            self.counts["VENDOR_EXTENSION"] += 1
            if self.counts["VENDOR_EXTENSION"] > MAX_PROBLEMS:
                return
        if namespace not in self.vendors and namespace not in self.prefixes.values():
            prefixes = self._prefixes_at(element)
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

    def _report(
        self,
        code: str,
        message: str,
        element: Element,
        hint: str = "",
        severity: str = "error",
    ) -> None:
        self.counts[code] += 1
        if self.counts[code] <= MAX_PROBLEMS:
            place = Location((self.name, *_path(element)))
            line = line_of(element)
            self.problems.append(Problem(code, message, place, hint, severity, line))


_Lift = Callable[[_Reader, str, Element], Any]
# white space in FEEL's names counts as one blank, so a name is read as FEEL texts write it
_NAMES = frozenset({"name", "iteratorVariable"})
_LIFTED: dict[str, _Lift] = {
    "typeRef": _Reader.lift_type,
    "outputTypeRef": _Reader.lift_type,
    "expressionLanguage": _Reader.lift_language,
    "typeLanguage": _Reader.lift_language,
    "importType": _Reader.lift_import_type,
    "dmnElementRef": _Reader.qualified_name,
    "sourceElement": _Reader.qualified_name,
    "targetElement": _Reader.qualified_name,
}
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_EXACTLY_ONE: dict[type[Any], tuple[str, ...]] = {
    InformationRequirement: ("required_decision", "required_input"),
    AuthorityRequirement: ("required_decision", "required_input", "required_authority"),
}


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


def _a(element: Element) -> str:
    words = _words(element)
    if words == "definitions":
        return "the definitions"
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"
