"""Whatever the encoding and the pieces, the text is the same; it ends before what is no text."""

import io

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from dmn.files.csv_dialect import CsvDialect, dialect_of
from dmn.files.csv_source import CsvSource


def read(data, dialect, size, begin=5):
    source = CsvSource(io.BytesIO(data[begin:]), dialect, data[:begin])
    pieces = []
    while not source.ended:
        pieces.append(source.read(size))
    return pieces, source


@given(
    st.text(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "iso2022_jp_2004"]),
    st.integers(1, 9),
)
def test_text_of_any_encoding_is_utf_8_whose_letters_are_whole(text, encoding, size):
    data = text.encode(encoding, "replace")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:  # an escape that the encoding begins its own with
        reject()
    if text.startswith("\ufeff"):
        return
    pieces, source = read(data, dialect_of(data, encoding=encoding), size)
    assert "".join(piece.decode() for piece in pieces) == text
    assert (source.position, source.bad_byte) == (len(data), None)


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize(
    ("data", "encoding", "text", "byte"),
    [
        (b"\xc3\xa4\xe9abc", "utf-8", "ä", 0xE9),
        (b"abc\xe2\x82", "utf-8", "abc", 0xE2),
        (b"ab\xed\xa0\x80", "utf-8", "ab", 0xED),
        (b"ab\x81", "cp1252", "ab", 0x81),
        (b"a\0\0\xdca\0", "utf-16-le", "a", 0),
        (b"a\0b", "utf-16-le", "a", ord("b")),
    ],
)
def test_reading_ends_before_what_is_not_of_the_encoding(data, encoding, text, byte, size):
    pieces, source = read(data, CsvDialect(encoding), size)
    assert (b"".join(pieces).decode(), source.bad_byte) == (text, byte)


def test_half_of_a_pair_is_written_as_an_escape():
    assert b"".join(read(b"a+2AA-b", CsvDialect("utf-7"), 100)[0]) == b"a\\ud800b"


def test_the_mark_is_no_text_and_is_counted():
    pieces, source = read(b"\xef\xbb\xbfab", CsvDialect(mark=b"\xef\xbb\xbf"), 100)
    assert (b"".join(pieces), source.position) == (b"ab", 5)
