"""What every class of the CMMN metamodel is built on, and the names of standard events.

Fields are named by the rule in `dmn.element`.
"""

from typing import Annotated, Literal

from dmn.element import NOT_WRITTEN, ForeignAttributes, Node, RawXml

__all__ = [
    "CMMNElement",
    "CaseFileItemTransition",
    "Documentation",
    "Expression",
    "Named",
    "PlanItemTransition",
]

CaseFileItemTransition = Literal[
    "addChild",
    "addReference",
    "create",
    "delete",
    "removeChild",
    "removeReference",
    "replace",
    "update",
]
PlanItemTransition = Literal[
    "close",
    "complete",
    "create",
    "disable",
    "enable",
    "exit",
    "fault",
    "manualStart",
    "occur",
    "parentResume",
    "parentSuspend",
    "reactivate",
    "reenable",
    "resume",
    "start",
    "suspend",
    "terminate",
]


class Documentation(Node):
    """Words for people; markup in them is kept as it is written."""

    id: str | None = None
    text_format: str = "text/plain"
    text: Annotated[str, NOT_WRITTEN] = ""  # what stands between the tags


class CMMNElement(Node):
    """What every element has: identity, words for people, and what a vendor added."""

    id: str | None = None
    documentation: tuple[Documentation, ...] = ()
    extension_elements: RawXml = None
    foreign_attributes: ForeignAttributes = ()


class Named(CMMNElement):
    """An element that may have a name."""

    name: str | None = None


class Expression(CMMNElement):
    """A text in a language; a language of None is FEEL's, or the one the definitions name.

    The text is what stands between the tags, without documentation and extensions in it.
    """

    language: str | None = None
    text: Annotated[str, NOT_WRITTEN] = ""
