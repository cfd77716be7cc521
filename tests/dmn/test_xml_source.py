"""What is read as XML, and what is refused and why."""

import os
from pathlib import Path

import pytest

from dmn.xml_source import (
    MAX_ATTRIBUTES,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    XmlSourceError,
    line_of,
    parse_xml,
    raw_xml,
    read_source,
    text_of,
)

LONG = b"x" * 11_000_000
BOMB = b'<!DOCTYPE a [<!ENTITY b "xx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        pytest.param(b"", "EMPTY", "the file is empty (0 bytes)", id="nothing"),
        pytest.param(b"  \n", "EMPTY", "the file is empty (3 bytes)", id="only blanks"),
        pytest.param(b"age,fee\n1,2\n", "NOT_XML", r"begins with 'age,fee\n1,2\n'", id="CSV"),
        pytest.param("\ufeffage;é".encode(), "NOT_XML", "begins with 'age;é'", id="CSV with mark"),
        pytest.param(b'{"a": 1}', "NOT_XML", """begins with '{"a": 1}'""", id="JSON"),
        pytest.param(b"x" * 99, "NOT_XML", f"begins with '{'x' * 40}'...", id="long text"),
        pytest.param(b"PK\x03\x04....", "NOT_XML", "a ZIP archive", id="Excel"),
        pytest.param(b"<a><b></a>", "NOT_XML", "no well-formed XML", id="tags that do not match"),
        pytest.param(b"<a/><b/>", "NOT_XML", "no well-formed XML", id="two roots"),
        pytest.param(b"<a>&b;</a>", "NOT_XML", "Entity 'b' not defined", id="unknown entity"),
        pytest.param(b"<!DOCTYPE a><a/>", "DOCUMENT_TYPE", "<!DOCTYPE", id="plain document type"),
        pytest.param(BOMB, "DOCUMENT_TYPE", "<!DOCTYPE", id="entities within entities"),
        pytest.param(OUTSIDE, "DOCUMENT_TYPE", "<!DOCTYPE", id="entity from a file"),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'.encode("utf-16"),
            "DOCUMENT_TYPE",
            "<!DOCTYPE",
            id="document type in UTF-16",
        ),
        pytest.param(
            b"<!DOCTYPE a SYSTEM 'http://example.invalid/a.dtd'><a>&b;</a>",
            "DOCUMENT_TYPE",
            "<!DOCTYPE",
            id="document type elsewhere",
        ),
        pytest.param(
            b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), "TOO_DEEP", "200 deep", id="deep"
        ),
        pytest.param(b"<a>" * 5000 + b"</a>" * 5000, "TOO_DEEP", "200 deep", id="very deep"),
        pytest.param(b"<a>" + b" " * MAX_BYTES + b"</a>", "TOO_LARGE", "67,108,864", id="large"),
        pytest.param(b"<a>" + LONG + b"</a>", "TOO_LARGE", "a single text", id="long text node"),
        pytest.param(b'<a b="' + LONG + b'"/>', "TOO_LARGE", "or attribute", id="long attribute"),
        pytest.param(b"<a><!--" + LONG + b"--></a>", "TOO_LARGE", "is read", id="long comment"),
        pytest.param(b"\0" * 99, "NOT_XML", "nothing but zeros (99 bytes)", id="zeros"),
        pytest.param(
            b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>",
            "TOO_MANY",
            "5,000,000 elements",
            id="elements",
        ),
        pytest.param(
            b"<a><b " + b" ".join(b"a%d=''" % n for n in range(MAX_ATTRIBUTES + 1)) + b"/></a>",
            "TOO_MANY",
            "1,000 attributes",
            id="attributes",
        ),
    ],
)
def test_refuses_and_says_what_was_found(data, code, said):
    with pytest.raises(XmlSourceError) as refusal:
        parse_xml(data)
    assert refusal.value.code == code
    assert said in refusal.value.message


def test_says_on_which_line_the_xml_breaks():
    with pytest.raises(XmlSourceError) as refusal:
        parse_xml(b"<a>\n<b>\n</c></a>")
    assert refusal.value.line == 3


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("<a>é€</a>".encode(), id="UTF-8"),
        pytest.param("\ufeff<a>é€</a>".encode(), id="UTF-8 with mark"),
        pytest.param("<a>é€</a>".encode("utf-16"), id="UTF-16 with mark"),
        pytest.param(
            '<?xml version="1.0" encoding="UTF-16"?><a>é€</a>'.encode("utf-16"), id="UTF-16"
        ),
        pytest.param(
            '<?xml version="1.0" encoding="windows-1252"?><a>é€</a>'.encode("cp1252"), id="Windows"
        ),
        pytest.param("<a><![CDATA[é€]]></a>".encode(), id="CDATA"),
        pytest.param("<a>&#233;<!-- c -->€<?p i?></a>".encode(), id="reference and comment"),
        pytest.param("<a><b>é</b>€</a>".encode(), id="markup in the text"),
    ],
)
def test_reads_text_in_any_encoding(data):
    assert text_of(parse_xml(data)) == "é€"


def test_depth_up_to_the_limit_is_read():
    assert parse_xml(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH).tag == "a"


def test_lines_are_known_beyond_sixteen_bits():
    root = parse_xml(b"<a>" + b"\n" * 70_000 + b"<b/></a>")
    assert line_of(root[0]) == 70_001


def test_raw_xml_declares_the_prefixes_it_needs_and_no_others():
    root = parse_xml(b'<a xmlns="urn:a" xmlns:v="urn:v" xmlns:w="urn:w"><v:b  y="2" x="1"/></a>')
    assert raw_xml(root[0]) == '<v:b xmlns:v="urn:v" x="1" y="2"></v:b>'


def test_raw_xml_is_kept_where_there_is_no_canonical_form():
    root = parse_xml(b'<a xmlns:v="relative"><v:b/></a>')
    assert parse_xml(raw_xml(root[0]).encode()).tag == "{relative}b"


def test_as_many_attributes_as_are_read():
    names = b" ".join(b"a%d=''" % n for n in range(MAX_ATTRIBUTES))
    assert len(parse_xml(b"<a " + names + b"/>").attrib) == MAX_ATTRIBUTES


def test_a_path_that_is_no_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").touch()
    os.truncate(tmp_path / "large", MAX_BYTES + 1)
    refused = {
        tmp_path / "pipe": ("NOT_A_FILE", "it is a named pipe, not a file"),
        tmp_path / "folder": ("NOT_A_FILE", "it is a folder, not a file"),
        tmp_path / "large": (
            "TOO_LARGE",
            "the file has 67,108,865 bytes; at most 67,108,864 are read",
        ),
        Path("/dev/zero"): ("NOT_A_FILE", "it is a device, not a file"),
    }
    for path, found in refused.items():
        with pytest.raises(XmlSourceError) as refusal:
            read_source(path)
        assert (refusal.value.code, refusal.value.message) == found
    with pytest.raises(FileNotFoundError):
        read_source(tmp_path / "nothing")
