"""How each class of the metamodel is written in XML, derived from the class itself.

The one rule: a field's name gives the XML name, its type gives the form. Reader and writer share
this table, so they cannot disagree. Names of the diagram's namespaces carry a prefix, as in
`di:waypoint`.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from dmn.element import NOT_WRITTEN, RAW, TEXT, Node, Tag

__all__ = ["Form", "XmlClass", "XmlField", "tag_of", "xml_class"]


class Form(Enum):
    """Where in the XML a field's value stands."""

    ATTRIBUTE = auto()
    TEXT = auto()
    RAW = auto()
    CHILD = auto()


@dataclass(frozen=True, slots=True)
class XmlField:
    """One field: its form, its tags with the classes they stand for, and what it holds."""

    name: str
    form: Form
    tag: str
    classes: Mapping[str, type[Any]]
    many: bool
    scalar: Any
    required: bool
    default: Any


@dataclass(frozen=True, slots=True)
class XmlClass:
    """One class: its fields by attribute name and by child tag, children in the schema's order."""

    attributes: Mapping[str, XmlField]
    children: Mapping[str, XmlField]
    ordered_children: tuple[XmlField, ...]
    many: tuple[str, ...]
    required: tuple[XmlField, ...]
    has_foreign_attributes: bool
    extension: str | None


_BESIDE_THE_XML = {"line", "foreign_attributes"}
_FIRST = ("description", "extension_elements")
_IRREGULAR_NAMES = {
    "uri": "URI",
    "location_uri": "locationURI",
    "parameters": "parameters",
    "using_processes": "usingProcess",
}
_IRREGULAR_TAGS = {"ListExpression": "list"}


def tag_of(cls: type[Any]) -> str:
    """Return the tag an element of this class has where its place does not name it."""
    name = cls.__name__
    for standard in ("DMN", "CMMN"):
        if name.startswith(standard):
            return f"{standard.lower()}di:{name}"
    return _IRREGULAR_TAGS.get(name, name[0].lower() + name[1:])


_KNOWN: dict[type[Any], XmlClass] = {}


def xml_class(cls: type[Any]) -> XmlClass:
    """Return how the class is written."""
    if cls not in _KNOWN:
        _KNOWN[cls] = _derive(cls)
    return _KNOWN[cls]


def _derive(cls: type[Any]) -> XmlClass:
    fields = tuple(field for field in _fields(cls) if field is not None)
    children = sorted(
        (field for field in fields if field.form is not Form.ATTRIBUTE),
        key=lambda field: field.name not in _FIRST,
    )
    raw = [field.name for field in children if field.form is Form.RAW]
    return XmlClass(
        attributes={field.tag: field for field in fields if field.form is Form.ATTRIBUTE},
        children={tag: field for field in children for tag in field.classes or (field.tag,)},
        ordered_children=tuple(children),
        many=(*(field.name for field in children if field.many), *_foreign_attributes(cls)),
        required=tuple(field for field in fields if field.required),
        has_foreign_attributes=bool(_foreign_attributes(cls)),
        extension=raw[0] if raw else None,
    )


def _foreign_attributes(cls: type[Any]) -> tuple[str, ...]:
    names = cls.model_fields if issubclass(cls, Node) else cls.__dataclass_fields__
    return tuple(name for name in names if name == "foreign_attributes")


def _fields(cls: type[Any]) -> Iterator[XmlField | None]:
    if issubclass(cls, Node):
        cls.model_rebuild()  # the annotations of recursive classes are known only now
        for name, info in cls.model_fields.items():
            default = None if info.is_required() else info.default
            yield _field(name, info.annotation, tuple(info.metadata), info.is_required(), default)
        return
    hints = get_type_hints(cls, include_extras=True)
    for field in dataclasses.fields(cls):
        annotation, markers = _unpack(hints[field.name])
        yield _field(field.name, annotation, markers, required=False, default=field.default)


def _unpack(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(hint) is Annotated:
        annotation, *markers = get_args(hint)
        return annotation, tuple(markers)
    return hint, ()


def _field(
    name: str, annotation: Any, markers: tuple[Any, ...], required: bool, default: Any
) -> XmlField | None:
    if name in _BESIDE_THE_XML or NOT_WRITTEN in markers:
        return None
    many = get_origin(annotation) is tuple
    types = _alternatives(get_args(annotation)[0] if many else annotation)
    tag = next((m.name for m in markers if isinstance(m, Tag)), None) or _xml_name(name, many)
    form = _form(types, markers)
    classes: dict[str, type[Any]] = {}
    if form is Form.CHILD:
        classes = {tag: types[0]} if len(types) == 1 else {tag_of(cls): cls for cls in types}
    return XmlField(name, form, tag, classes, many, types[0], required, default)


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, UnionType):
        return tuple(kind for kind in get_args(annotation) if kind is not NoneType)
    return (annotation,)


def _form(types: tuple[Any, ...], markers: tuple[Any, ...]) -> Form:
    if TEXT in markers:
        return Form.TEXT
    if RAW in markers:
        return Form.RAW
    if types[0] in (str, bool, int, float) or get_origin(types[0]) is Literal:
        return Form.ATTRIBUTE
    return Form.CHILD


def _xml_name(name: str, many: bool) -> str:
    if name in _IRREGULAR_NAMES:
        return _IRREGULAR_NAMES[name]
    if many:
        name = name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)
