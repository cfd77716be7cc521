"""CMMN 1.0 and 1.1 XML -> the model; whatever can be read is read, and the rest reported.

The one rule: the walk is `dmn.xml_reader`'s, what a class of the model looks like in XML is in its
fields, how CMMN 1.0 spells it in `dialects.py`; here is only what the walk must know of CMMN.
References are not followed.
"""

from html import escape
from pathlib import Path
from typing import Any, ClassVar

from lxml import etree

from cmmn.dialects import (
    OURS,
    SUPPORTED,
    dialect_of,
    family_of,
    is_standard,
    lift,
    lift_default_language,
    lift_import_type,
    lift_language,
)
from cmmn.errors import NotCmmnError
from cmmn.model import Definitions, Documentation, Expression, HumanTask
from dmn.model import FEEL_LANGUAGE
from dmn.xml_fields import XmlClass, xml_class
from dmn.xml_reader import Standard, XmlReader, bytes_of, root_of
from dmn.xml_source import Element, raw_xml

__all__ = ["read", "read_file"]

_CMMN = Standard(SUPPORTED, dialect_of, family_of, is_standard, NotCmmnError)
_OF_HUMAN_TASKS = ("due", "followUp", "priority", "escalation")
_REFERENCES = (
    "applicabilityRuleRefs",
    "authorizedRoleRefs",
    "bindingRef",
    "caseRef",
    "cmmnElementRef",
    "contextRef",
    "decisionRef",
    "definitionRef",
    "exitCriterionRef",
    "externalRef",
    "id",
    "importRef",
    "performerRef",
    "processRef",
    "sentryRef",
    "sharedStyle",
    "source",
    "sourceCMMNElementRef",
    "sourceRef",
    "structureRef",
    "target",
    "targetCMMNElementRef",
    "targetRef",
    "targetRefs",
)


def read(data: bytes, name: str = "model") -> Definitions:
    """Return the model in the bytes; what is wrong with it is in its `problems`, by line.

    Errors: NotCmmnError when there is no CMMN to read; says what was found instead.
    """
    root = root_of(data, name, _CMMN)
    if dialect_of(etree.QName(root).namespace or "") == "1.0":
        lift(root)
    return Definitions(**_Reader(root, name, _CMMN).document(Definitions))


def read_file(path: Path) -> Definitions:
    """Return the model in a file.

    Errors: as `read`, and NotCmmnError for what is no file or too large; OSError without a file.
    """
    return read(bytes_of(path, _CMMN), path.name)


class _Reader(XmlReader):
    """The walk over a document of CMMN."""

    opaque = frozenset({Documentation})
    own_namespaces = frozenset({OURS})

    def finish(self, cls: type[Any], element: Element, values: dict[str, Any]) -> None:
        """Take what stands between the tags of a text."""
        if cls is Expression:
            tails = (child.tail or "" for child in element)
            values["text"] = (element.text or "") + "".join(tails)
        elif cls is Documentation:
            values["text"] = _marked_up(element) if len(element) else element.text or ""

    def understand(
        self, form: XmlClass, element: Element, tag: str, text: str, values: dict[str, Any]
    ) -> None:
        """Report an attribute of Ruling's own namespace that is none of it."""
        del text, values  # the compiler reads them from the foreign attributes
        namespace, _, name = tag.removeprefix("{").rpartition("}")
        known = _OF_HUMAN_TASKS if form is xml_class(HumanTask) else ()
        if namespace == OURS and name not in known:
            self.unknown_attribute(f"{OURS} {name}", element, known)

    def lift_default_language(self, text: str, element: Element) -> str | None:
        """Return the definitions' language; None for none, which is FEEL."""
        return self._checked(lift_default_language(text), element)

    def lift_language(self, text: str, element: Element) -> str | None:
        """Return the language of an expression; None for none."""
        return self._checked(lift_language(text), element)

    def _checked(self, language: str, element: Element) -> str | None:
        if language not in ("", FEEL_LANGUAGE):
            message = f"the language '{language}' cannot be executed"
            self.report("UNSUPPORTED_LANGUAGE", message, element, "write it in FEEL", "warning")
        return language or None

    def lift_import_type(self, text: str, _: Element) -> str:
        """Return an import type as the newest versions write it."""
        return lift_import_type(text)

    def reference(self, text: str, element: Element) -> str | None:
        """Return ids or qualified names with single blanks between; None for none."""
        return self.qualified_name(" ".join(text.split()), element) or None

    lifted: ClassVar = {
        **dict.fromkeys(_REFERENCES, reference),
        "expressionLanguage": lift_default_language,
        "language": lift_language,
        "importType": lift_import_type,
    }


def _marked_up(element: Element) -> str:
    """Return what stands between the tags, markup as markup."""
    parts = (raw_xml(child) + escape(child.tail or "", quote=False) for child in element)
    return escape(element.text or "", quote=False) + "".join(parts)
