"""What every class of the metamodel is built on: nodes with a line, elements, references.

A field is named like the attribute or element it stands for, in snake case, and a tuple like many
of them: `allowedValues` -> `allowed_values`, many `inputEntry` -> `input_entries`. A marker in its
annotation says what name and type cannot; `xml_fields.py` reads them.
"""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "NOT_WRITTEN",
    "RAW",
    "TEXT",
    "DMNElement",
    "DMNElementReference",
    "ForeignAttributes",
    "Import",
    "NamedElement",
    "Node",
    "RawXml",
    "Tag",
    "Text",
    "TextElement",
]


@dataclass(frozen=True, slots=True)
class Tag:
    """The field is written as this element, where its name does not say so."""

    name: str


TEXT = "written as an element that holds text"
NOT_WRITTEN = "known here, but not part of the file"
RAW = "written as an element whose content is kept as it is"

Text: TypeAlias = Annotated[str, TEXT]
TextElement: TypeAlias = Annotated[str | None, TEXT]
RawXml: TypeAlias = Annotated[str | None, RAW]

ForeignAttributes: TypeAlias = tuple[tuple[str, str], ...]
"""What vendors added, as (`{namespace}name`, value)."""


class Node(BaseModel):
    """Anything in a model file; knows its line, which takes no part in equality."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    not_compared: ClassVar[frozenset[str]] = frozenset({"line"})

    line: int | None = Field(default=None, repr=False)

    def _content(self) -> tuple[Any, ...]:
        fields = type(self).model_fields
        return tuple(getattr(self, name) for name in fields if name not in self.not_compared)

    def __eq__(self, other: object) -> bool:
        """Compare what the model says, not where it says it."""
        if not isinstance(other, Node) or type(self) is not type(other):
            return NotImplemented
        return self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())


class DMNElement(Node):
    """What nearly everything has: identity, words for people, and what a vendor added."""

    id: str | None = None
    label: str | None = None
    description: TextElement = None
    extension_elements: RawXml = None
    foreign_attributes: ForeignAttributes = ()


class NamedElement(DMNElement):
    """An element with a name."""

    name: str


class DMNElementReference(Node):
    """Points to an element: `#id`, or `namespace#id`."""

    href: str


class Import(NamedElement):
    """Another model (or PMML, or a type schema), known here under a name."""

    namespace: str
    import_type: str
    location_uri: str | None = None
