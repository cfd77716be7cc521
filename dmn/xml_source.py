"""Bytes that someone else wrote -> a tree of XML elements that is safe to walk.

Nothing outside the bytes is ever read: a document type is refused, entities stay unexpanded, there
is no network, size and depth are bounded. What an element means is not known here.
"""

import re
import stat
from pathlib import Path
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

__all__ = [
    "MAX_ATTRIBUTES",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_ELEMENTS",
    "Element",
    "XmlSourceError",
    "line_of",
    "parse_xml",
    "raw_xml",
    "read_source",
    "text_of",
]

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 200
MAX_ELEMENTS = 5_000_000
MAX_ATTRIBUTES = 1_000  # of one element
_SHOWN = 40
# how libxml begins to say that a single text, name or attribute is too long for it
_HUGE = re.compile(r"Resource limit exceeded|.*too (?:long|big)")
_MAGIC = {b"PK\x03\x04": "a ZIP archive (Excel and Word files are such)", b"%PDF": "a PDF file"}
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_TOO_MANY_ELEMENTS = etree.XPath(f"boolean(/descendant::*[{MAX_ELEMENTS + 1}])")
_TOO_MANY_ATTRIBUTES = etree.XPath(f"boolean(//@*[{MAX_ATTRIBUTES + 1}])")
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")


class XmlSourceError(Exception):
    """The bytes are no XML that can be read safely."""

    def __init__(self, code: str, message: str, hint: str = "", line: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.line = line


def parse_xml(data: bytes) -> Element:
    """Return the root element.

    Errors: XmlSourceError with code EMPTY, TOO_LARGE, TOO_MANY, NOT_XML, DOCUMENT_TYPE or TOO_DEEP.
    """
    if not data.strip():
        raise XmlSourceError("EMPTY", f"the file is empty ({len(data)} bytes)")
    if len(data) > MAX_BYTES:
        raise _too_large(len(data))
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        raise _not_xml(data, error) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _document_type()
    if _TOO_DEEP(root):
        raise _too_deep()
    if _TOO_MANY_ELEMENTS(root):
        message = f"the file has more than {MAX_ELEMENTS:,} elements"
        raise XmlSourceError("TOO_MANY", message, "split the model and use imports")
    if _TOO_MANY_ATTRIBUTES(root):
        message = f"an element has more than {MAX_ATTRIBUTES:,} attributes"
        raise XmlSourceError("TOO_MANY", message, "keep those that DMN knows")
    return root


def read_source(path: Path) -> bytes:
    """Return what is in a file, not reading more of it than may be read.

    Errors: XmlSourceError with code TOO_LARGE, or NOT_A_FILE for a device, a pipe or a folder;
    OSError where there is nothing.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        kind = next((name for test, name in _KINDS if test(found.st_mode)), "a socket")
        raise XmlSourceError("NOT_A_FILE", f"it is {kind}, not a file", "give the path of a file")
    if found.st_size > MAX_BYTES:
        raise _too_large(found.st_size)
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def raw_xml(element: Element) -> str:
    """Return the element as text that means the same anywhere: it declares its own prefixes."""
    try:
        text = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    except etree.C14NError:  # a relative namespace URI has no canonical form
        text = etree.tostring(element, with_tail=False)
    return text.decode()


def line_of(element: Element) -> int | None:
    """Return the line the element's start tag ends on."""
    return cast("int | None", element.sourceline)


def text_of(element: Element) -> str:
    """Return the element's text exactly as written, CDATA and references resolved."""
    if len(element):
        return "".join(map(str, element.itertext()))
    return element.text or ""


def _parser() -> etree.XMLParser:
    """Return a parser for one document: parsers carry state, and threads must not share it."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _too_large(size: int) -> XmlSourceError:
    message = f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read"
    return XmlSourceError("TOO_LARGE", message, "split the model and use imports")


def _document_type() -> XmlSourceError:
    message = "the file declares a document type (<!DOCTYPE ...>), which is refused as unsafe"
    return XmlSourceError("DOCUMENT_TYPE", message, "delete the <!DOCTYPE ...> declaration")


def _too_deep() -> XmlSourceError:
    message = f"elements are nested more than {MAX_DEPTH} deep"
    return XmlSourceError("TOO_DEEP", message, "move inner expressions to decisions of their own")


def _not_xml(data: bytes, error: etree.XMLSyntaxError) -> XmlSourceError:
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            return XmlSourceError("NOT_XML", f"the file is no XML; it is {kind}")
    # Unicode of two or four bytes a character is plain ASCII between zeros.
    plain = data.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not plain:
        return XmlSourceError("NOT_XML", f"the file holds nothing but zeros ({len(data):,} bytes)")
    if not plain.startswith(b"<"):
        return XmlSourceError("NOT_XML", f"the file is no XML; it begins with {_beginning(plain)}")
    if b"<!DOCTYPE" in plain:
        return _document_type()
    if error.msg.startswith("Excessive depth"):
        return _too_deep()
    if _HUGE.match(error.msg):
        message = "a single text, name or attribute is longer than is read (10,000,000 characters)"
        return XmlSourceError("TOO_LARGE", message, "split it", error.lineno)
    return XmlSourceError(
        "NOT_XML", f"the file is no well-formed XML: {error.msg}", "", error.lineno
    )


def _beginning(data: bytes) -> str:
    text = data[:_SHOWN].decode(errors="replace")
    return repr(text) + ("..." if len(data) > _SHOWN else "")
