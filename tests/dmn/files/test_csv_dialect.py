"""The header tells how a file is written, and what is written in its dialect is read back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmn.files.csv_dialect import CsvDialect, dialect_of


@pytest.mark.parametrize(
    ("header", "separator"),
    [
        ("", ","),
        ("A", ","),
        ("A,B", ","),
        ("A;B", ";"),
        ("A\tB", "\t"),
        ("A, net;B;C", ";"),
        ("A,B;C", ","),
        ('"a;b;c",B', ","),
        ('A,"a;b;c"', ","),
        ('"a;""b"";c",B', ","),
        ('"a\n;;;",B', ","),
        ('5";6",7"', ","),
        ('size 5";B', ";"),
        ("\n\r\n;;\n;A;B", ";"),
        ("A;B\n,,,,\n", ";"),
    ],
)
def test_the_header_is_cut_into_most_columns(header, separator):
    assert dialect_of(header.encode()).separator == separator


def test_columns_that_are_needed_tell_more_than_their_number():
    header = b"Price (net, EUR, VAT excluded);Age"
    assert dialect_of(header).separator == ","
    assert dialect_of(header, lambda columns: "Age" in columns).separator == ";"
    assert dialect_of(header, lambda columns: "Name" in columns).separator == ","


@pytest.mark.parametrize(
    ("begin", "shown", "encoding"),
    [
        (b"A,B", "UTF-8, separated by commas", "utf-8"),
        (b"\xef\xbb\xbfA;B", "UTF-8, separated by semicolons", "utf-8"),
        ("\ufeffA\tB".encode("utf-16-le"), "UTF-16, separated by tabs", "utf-16-le"),
        ("\ufeffA\tB".encode("utf-16-be"), "UTF-16, separated by tabs", "utf-16-be"),
        (b"\xe9;\xff", "UTF-8, separated by semicolons", "utf-8"),
    ],
)
def test_the_mark_tells_the_encoding(begin, shown, encoding):
    found = dialect_of(begin)
    assert (str(found), found.encoding) == (shown, encoding)


@pytest.mark.parametrize(
    ("begin", "name", "encoding", "shown"),
    [
        (b"A", "latin1", "iso8859-1", "ISO8859-1"),
        (b"A", "UTF8", "utf-8", "UTF-8"),
        (b"A", "utf-8-sig", "utf-8", "UTF-8"),
        (b"A\0", "utf-16", "utf-16-le", "UTF-16"),
        (b"\0A", "UTF-16BE", "utf-16-be", "UTF-16"),
        (b"\xff\xfeA\0", "latin-1", "utf-16-le", "UTF-16"),
        (b"\xff\xfe\0\0A\0\0\0", None, "utf-32-le", "UTF-32"),
    ],
)
def test_a_mark_tells_the_encoding_then_the_name_given(begin, name, encoding, shown):
    found = dialect_of(begin, encoding=name)
    assert (found.encoding, found.encoding_name) == (encoding, shown)


@pytest.mark.parametrize("name", ["", "latin-one", "hex", "undefined", "a\0b"])
def test_a_name_of_no_encoding_is_refused(name):
    with pytest.raises(LookupError):
        dialect_of(b"A", encoding=name)


@pytest.mark.parametrize(
    ("begin", "end"),
    [(b"A\r\n1\n", "\r\n"), (b"A\n1\r\n", "\n"), (b'"A\r\n"\n', "\n"), (b"A\r1", "\n")],
)
def test_the_header_ends_as_all_lines_do(begin, end):
    assert dialect_of(begin).line_end == end


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (["a", " b ", "ä"], "a, b ,ä\n"),
        (["a,b", 'c"d', "e\rf", "g\nh"], '"a,b","c""d","e\rf","g\nh"\n'),
        (["a;b", ""], "a;b,\n"),
        (["", ""], ",\n"),
        ([""], '""\n'),
        ([","], '","\n'),
    ],
)
def test_a_field_is_quoted_only_where_it_must_be(fields, line):
    assert CsvDialect().line(fields) == line


@given(
    st.lists(st.text(), min_size=1),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back(fields, separator, end):
    line = CsvDialect(separator=separator, line_end=end).line(fields)
    rows = csv.reader(io.StringIO(line, newline=""), strict=True, delimiter=separator)
    assert list(rows) == [fields]


@given(st.binary())
def test_whatever_a_file_begins_with_it_has_a_dialect(begin):
    assert dialect_of(begin).line_end in {"\n", "\r\n"}
