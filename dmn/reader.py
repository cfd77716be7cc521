"""DMN 1.1 to 1.5 XML -> the model; whatever can be read is read, and the rest reported.

The one rule: the walk is in `xml_reader.py`, what a class of the model looks like in XML in
`xml_fields.py`, how older versions and tools spell it in `dialects.py`; here is only what the walk
must know of DMN. References are not followed.
"""

from pathlib import Path
from typing import Any, ClassVar, get_args

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
from dmn.xml_fields import XmlClass, XmlField
from dmn.xml_reader import MAX_PROBLEMS, Standard, XmlReader, an_element, bytes_of, root_of
from dmn.xml_source import Element
from feel.names import normalised

__all__ = ["MAX_PROBLEMS", "read", "read_file"]

_DMN = Standard(SUPPORTED, dialect_of, family_of, is_standard, NotDmnError)
_CAMUNDA_INPUT_VARIABLE = "{http://camunda.org/schema/1.0/dmn}inputVariable"
_NOTHING_TO_AGGREGATE = {"collect", "list", "none"}
_EXACTLY_ONE: dict[type[Any], tuple[str, ...]] = {
    InformationRequirement: ("required_decision", "required_input"),
    AuthorityRequirement: ("required_decision", "required_input", "required_authority"),
}


def read(data: bytes, name: str = "model") -> Definitions:
    """Return the model in the bytes; what is wrong with it is in its `problems`, by line.

    Errors: NotDmnError when there is no DMN to read; says what was found instead.
    """
    return Definitions(**_Reader(root_of(data, name, _DMN), name).document(Definitions))


def read_file(path: Path) -> Definitions:
    """Return the model in a file.

    Errors: as `read`, and NotDmnError for what is no file or too large; OSError without a file.
    """
    return read(bytes_of(path, _DMN), path.name)


class _Reader(XmlReader):
    """The walk over a document of DMN; knows what its type names may mean."""

    names = frozenset({"name", "iteratorVariable"})

    def __init__(self, root: Element, name: str) -> None:
        super().__init__(root, name, _DMN)
        self.types = TypeNames(root.get("namespace", ""), self._own_types(), self._import_names())

    def _own_types(self) -> set[str]:
        tops = (child for child in self.root if self.key(child.tag) == "itemDefinition")
        return {normalised(child.get("name", "")) for child in tops}

    def _import_names(self) -> dict[str, str]:
        """Return the name of each imported namespace; in DMN 1.1 it is the namespace's prefix."""
        declared = {uri: prefix for prefix, uri in self.root.nsmap.items() if prefix}
        names = {}
        for child in self.root:
            if self.key(child.tag) == "import":
                uri = child.get("namespace", "")
                last = uri.rstrip("/").rpartition("/")[2]
                names[uri] = normalised(child.get("name", "")) or declared.get(uri) or last
        return names

    def enumerated(self, field: XmlField, text: str, element: Element) -> str | None:
        """Return the value that the text means; an aggregation of nothing means none."""
        if field.tag == "aggregation" and text.strip().lower() in _NOTHING_TO_AGGREGATE:
            return None
        return super().enumerated(field, text, element)

    def lift_type(self, text: str, element: Element) -> str | None:
        """Return a type reference as DMN 1.5 writes it."""
        prefixes = self.prefixes_at(element) if ":" in text else {}
        name, doubt = self.types.lift(text, prefixes)
        if doubt:
            self.report("TYPE_REF_LIFTED", doubt, element, f"it is read as '{name}'", "warning")
        return name or None

    def lift_language(self, text: str, element: Element) -> str | None:
        """Return a language as DMN 1.5 writes it."""
        language = lift_language(text.strip())
        if language not in ("", FEEL_LANGUAGE):
            message = f"the language '{language}' cannot be executed"
            self.report("UNSUPPORTED_LANGUAGE", message, element, "write it in FEEL", "warning")
        return language or None

    def lift_import_type(self, text: str, _: Element) -> str:
        """Return an import type as DMN 1.5 writes it."""
        return lift_import_type(text.strip())

    lifted: ClassVar = {
        "typeRef": lift_type,
        "outputTypeRef": lift_type,
        "expressionLanguage": lift_language,
        "typeLanguage": lift_language,
        "importType": lift_import_type,
        "dmnElementRef": XmlReader.qualified_name,
        "sourceElement": XmlReader.qualified_name,
        "targetElement": XmlReader.qualified_name,
    }

    def understand(
        self, form: XmlClass, element: Element, tag: str, text: str, values: dict[str, Any]
    ) -> None:
        """Use what Drools says of functions, and report what of Camunda is not known."""
        if tag.endswith("}kind") and "kind" in form.attributes and "kind" not in values:
            # DMN 1.1 knows FEEL functions only; Drools says what others are.
            values["kind"] = respell(text, get_args(form.attributes["kind"].scalar)) or "FEEL"
        if tag == _CAMUNDA_INPUT_VARIABLE:
            message = f"the input value's name '{text}' is Camunda's and not known in the entries"
            self.report("VENDOR_LOGIC", message, element, "write ? in the entries", "warning")

    def missing(self, field: XmlField, element: Element) -> Any:
        """Report what is missing; names of imports and variables have something to stand in."""
        parent = element.getparent()
        tag = etree.QName(element).localname
        if field.tag == "name" and tag == "import":
            return self.types.imports.get(element.get("namespace", ""), "")
        owner = "" if parent is None else normalised(parent.get("name", ""))
        if field.tag == "name" and tag == "variable" and owner:
            message = f"the variable has no name and is read as '{owner}'"
            self.report("MISSING_ATTRIBUTE", message, element, f"write name='{owner}'", "warning")
            return owner
        return super().missing(field, element)

    def finish(self, cls: type[Any], element: Element, values: dict[str, Any]) -> None:
        """Check that a requirement requires one thing."""
        names = _EXACTLY_ONE.get(cls, ())
        if names and sum(name in values for name in names) != 1:
            wanted = ", ".join(names)
            message = f"{an_element(element)} needs exactly one reference"
            self.report("WRONG_REFERENCES", message, element, f"expected is one of: {wanted}")
