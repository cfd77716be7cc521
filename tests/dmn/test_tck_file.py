"""Values in the kit's format: each form is read, and what is written is what is read."""

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

import feel
from dmn.tck import same
from dmn.tck_file import child, file_content, new_file, put_value, read_tck, value_of
from dmn.xml_source import parse_xml

HEAD = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
)


def valued(text):
    return value_of(parse_xml(f"{HEAD}{text}</testCases>".encode()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<value xsi:type="xsd:decimal">1.50</value>', "1.50"),
        ('<value xsi:type="xsd:double">1e3</value>', "1000"),
        ('<value xsi:type="xsd:integer"> 7 </value>', "7"),
        ('<value xsi:type="xsd:double">INF</value>', "null"),
        ('<value xsi:type="xsd:boolean">1</value>', "true"),
        ('<value xsi:type="xsd:boolean">false</value>', "false"),
        ('<value xsi:type="xsd:string"> a </value>', '" a "'),
        ('<value xsi:type="xsd:string"/>', '""'),
        ("<value>a</value>", '"a"'),
        ('<value xsi:type="xsd:date">2024-02-29</value>', '@"2024-02-29"'),
        ('<value xsi:type="xsd:time">10:00:00Z</value>', '@"10:00:00Z"'),
        ('<value xsi:type="xsd:dateTime">2024-02-29T10:00:00</value>', '@"2024-02-29T10:00:00"'),
        ('<value xsi:type="xsd:duration">P1Y2M</value>', '@"P1Y2M"'),
        ('<value xsi:type="xsd:duration">-PT1H</value>', '@"-PT1H"'),
        ('<value xsi:nil="true"/>', "null"),
        ("", "null"),
        ("<list/>", "[]"),
        ('<list xsi:nil="true"/>', "null"),
        ("<list><item><value>a</value></item><item><list/></item></list>", '["a", []]'),
        ('<component name="a b"><value>x</value></component><component name="c" xsi:nil="true"/>',
         '{"a b": "x", c: null}'),
    ],
)  # fmt: skip
def test_a_value_is_read(text, expected):
    assert same(feel.evaluate(expected), valued(text))


written = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\t\n\r"))
plain = st.recursive(
    st.none() | strategies.booleans | strategies.numbers | strategies.temporal_values | written,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(written, inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
)


@given(plain)
def test_a_value_that_is_written_is_read_as_it_was(value):
    root = new_file("m.dmn")
    put_value(child(root, "testCase"), value)
    (case,) = read_tck(file_content(root)).cases
    assert value_of(case.element) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "a context without entries has no form"),
        ("[[1..2]]", "a range has no form"),
        ("{f: function(x) x}", "a function has no form"),
        ('"\\u0000"', "XML compatible"),
    ],
)
def test_a_value_without_a_form_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        put_value(new_file("m.dmn"), feel.evaluate(text))


def test_a_case_says_what_it_is():
    text = (
        f'{HEAD}<modelName>m.dmn</modelName><testCase id="1" name="one" type="decisionService"'
        ' invocableName="S"><description> a\n b </description><inputNode name="x">'
        "<value>v</value></inputNode><resultNode/></testCase><testCase/></testCases>"
    )
    file = read_tck(text.encode())
    one, other = file.cases
    assert (file.model_name, one.id, one.name, one.description) == ("m.dmn", "1", "one", "a b")
    assert (one.service, one.inputs(), one.results()) == ("S", {"x": "v"}, [("S", None)])
    assert (other.id, other.name, other.service, other.results()) == ("?", "?", None, [])
