"""How DMN 1.1 to 1.4, and the tools that wrote them, spell what DMN 1.5 spells otherwise.

The only file that knows: namespaces of the versions, URIs of FEEL, spellings of enumerated values,
and qualified type names. All functions are pure; the reader reports what they change.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dmn.model import FEEL_LANGUAGE, Dialect
from feel.names import normalised

__all__ = [
    "DC",
    "DI",
    "DMN",
    "DMNDI",
    "SUPPORTED",
    "TypeNames",
    "dialect_of",
    "family_of",
    "is_standard",
    "lift_import_type",
    "lift_language",
    "respell",
]

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
DMNDI = "https://www.omg.org/spec/DMN/20230324/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
DI = "http://www.omg.org/spec/DMN/20180521/DI/"

_VERSIONS: dict[str, Dialect] = {
    "20151101": "1.1",
    "20180521": "1.2",
    "20191111": "1.3",
    "20211108": "1.4",
    "20230324": "1.5",
}
SUPPORTED = "DMN 1.1 to 1.5, with a root element 'definitions' in a namespace such as " + DMN

_MODEL = re.compile(r"(?i)https?://www\.omg\.org/spec/DMN/(\d{8})/(?:MODEL/?|dmn\d*\.xsd)")
_DIAGRAM = re.compile(r"(?i)https?://www\.omg\.org/spec/D(?:MN|D)/\d{8}/(DMNDI|DI|DC)/?")
_FEEL = re.compile(r"(?i)(?:.*[/:#])?(?:s-?)?feel(?:/\d{8})?/?")


def dialect_of(namespace: str) -> Dialect | None:
    """Return the version whose model namespace this is, in any of its spellings."""
    match = _MODEL.fullmatch(namespace)
    return _VERSIONS.get(match[1]) if match else None


def family_of(namespace: str) -> str | None:
    """Return the prefix that stands for the namespace in `xml_fields.py`; None for a stranger's."""
    if dialect_of(namespace):
        return ""
    match = _DIAGRAM.fullmatch(namespace)
    return f"{match[1].lower()}:" if match else None


def is_standard(namespace: str) -> bool:
    """Tell whether the standard owns the namespace, so that writing replaces it."""
    return family_of(namespace) is not None or _is_feel(namespace)


def lift_language(uri: str) -> str:
    """Return FEEL's URI of DMN 1.5 for FEEL's of any version, and any other language as it is.

    >>> lift_language("http://www.omg.org/spec/FEEL/20140401")
    'https://www.omg.org/spec/DMN/20230324/FEEL/'
    """
    return FEEL_LANGUAGE if _is_feel(uri) else uri


def lift_import_type(uri: str) -> str:
    """Return DMN 1.5's namespace for that of any version, and any other type as it is."""
    return DMN if dialect_of(uri) else uri


def _is_feel(uri: str) -> bool:
    return _FEEL.fullmatch(uri) is not None


_TOOLS_WORDS = {
    "u": ("UNIQUE",),
    "f": ("FIRST", "FEEL"),
    "p": ("PRIORITY", "PMML"),
    "a": ("ANY",),
    "c": ("COLLECT",),
    "r": ("RULE ORDER",),
    "o": ("OUTPUT ORDER",),
    "j": ("Java",),
    "+": ("SUM",),
    "#": ("COUNT",),
    "<": ("MIN",),
    ">": ("MAX",),
    "crosstab": ("CrossTable",),
    "horizontal": ("Rule-as-Row",),
    "vertical": ("Rule-as-Column",),
}


def respell(value: str, allowed: Collection[str]) -> str | None:
    """Return the allowed value that a tool's spelling means, if there is one.

    >>> respell("rule_order", ["UNIQUE", "RULE ORDER"])
    'RULE ORDER'
    """
    if value in allowed:
        return value
    word = _bare(value)
    meant = _TOOLS_WORDS.get(word, ())
    return next((known for known in allowed if known in meant or _bare(known) == word), None)


def _bare(value: str) -> str:
    return re.sub(r"[\s_-]", "", value).casefold()


_BUILT_IN_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
_TOOLS_TYPES = {"integer": "number", "long": "number", "double": "number"}


@dataclass(frozen=True, slots=True)
class TypeNames:
    """What a model's type names may mean: its own types, and those of its imports."""

    namespace: str
    own: Collection[str]
    imports: Mapping[str, str]

    def lift(self, type_ref: str, prefixes: Mapping[str | None, str]) -> tuple[str, str]:
        """Return the name as DMN 1.5 writes it, and what is doubtful about it.

        DMN 1.1 has qualified names: `feel:number` -> `number`, `own:tX` -> `tX`, and `other:tX`
        of an imported model -> `other.tX`.
        """
        type_ref = normalised(type_ref)
        if type_ref in self.own:
            return type_ref, ""
        namespace, _, name = type_ref.removeprefix("{").rpartition("}")
        if not namespace and ":" in type_ref:
            prefix, _, name = type_ref.partition(":")
            namespace = prefixes.get(prefix, "")
            if not namespace and prefix != "feel":
                return name, f"the prefix of type '{type_ref}' is not declared"
        if namespace in self.imports and namespace != self.namespace:
            return f"{self.imports[namespace]}.{name}", ""
        if namespace not in ("", self.namespace) and not is_standard(namespace):
            return name, f"type '{type_ref}' is of a namespace that is not imported: {namespace}"
        return self._built_in(name)

    def _built_in(self, name: str) -> tuple[str, str]:
        if name in _TOOLS_TYPES and name not in self.own:
            return _TOOLS_TYPES[name], f"type '{name}' is no FEEL type"
        return (name if name in self.own else _BUILT_IN_NAMES.get(name, name)), ""
