"""The one home of the project's Hypothesis strategies: values, contexts, syntax trees and texts."""

import calendar
import string
from decimal import Decimal

from hypothesis import strategies as st

from feel import syntax
from feel.names import KEYWORDS
from feel.temporal import Date, DateTime, DaysAndTimeDuration, Time, YearsAndMonthsDuration
from feel.values import NUMBERS, Range

ZONES = ("Europe/Paris", "Australia/Melbourne", "America/New_York", "Asia/Kathmandu", "Etc/UTC")
# no piece of these is a name of its own, so that an operator between two names is never in a name
SPECIAL_NAMES = ("Pre-bureau risk", "Student's name", "Approved/Declined", "days in weekend",
                 "Date and Time", "x*2", "foo+bar", "Person.Gender", "so-so")  # fmt: skip
PLAIN_NAMES = ("a", "b", "Credit Score", "größe", "_x", "item", "external", "not", "🐎 1", "?")
KNOWN_NAMES = SPECIAL_NAMES + PLAIN_NAMES


# --- values -------------------------------------------------------------------------------------


def _number(sign: int, digits: int, exponent: int) -> Decimal:
    return NUMBERS.scaleb(Decimal(sign * digits), exponent)


finite_numbers = st.builds(
    _number, st.sampled_from([-1, 1]), st.integers(0, 10**34 - 1), st.integers(-6176, 6110)
)
plain_numbers = st.decimals(-1000, 1000, places=2).map(NUMBERS.plus)
whole_numbers = st.integers(-20, 20).map(Decimal)
numbers = whole_numbers | plain_numbers | finite_numbers

names = st.text(string.ascii_letters + "äß_?", min_size=1, max_size=5).filter(
    lambda name: name not in KEYWORDS
)
texts = st.text(max_size=8)
booleans = st.booleans()


@st.composite
def dates(draw, years=999_999_998):
    year = draw(st.integers(1, 3000) | st.integers(-years, years))
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 31))
    return Date(year, month, min(day, calendar.monthrange(year % 400 + 400, month)[1]))


clocks = (
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    st.just(0) | st.integers(0, 10**9 - 1),
)
local_times = st.builds(Time, *clocks)
offset_times = st.builds(Time, *clocks, st.integers(-64_800, 64_800))
zoned_times = st.builds(Time, *clocks, st.none(), st.sampled_from(ZONES))
times = local_times | offset_times | zoned_times
date_times = st.builds(DateTime, dates(), times)
days_and_times = st.builds(DaysAndTimeDuration, st.integers(-(10**20), 10**20))
years_and_months = st.builds(YearsAndMonthsDuration, st.integers(-(10**12), 10**12))
temporal_values = dates() | times | date_times | days_and_times | years_and_months

# the kinds that have an order; local and zoned times are not transitively ordered among each other
ORDERED_KINDS = (
    numbers,
    texts,
    dates(),
    local_times,
    offset_times,
    st.builds(DateTime, dates(), local_times),
    st.builds(DateTime, dates(), offset_times),
    days_and_times,
    years_and_months,
)


@st.composite
def ranges(draw):
    kind = draw(st.sampled_from(ORDERED_KINDS))
    if draw(booleans):
        return Range.unary(draw(st.sampled_from(["<", "<=", ">", ">=", "=", "!="])), draw(kind))
    return Range(draw(kind), draw(kind), start_included=draw(booleans), end_included=draw(booleans))


scalars = st.none() | booleans | numbers | texts | temporal_values
values = st.recursive(
    scalars | ranges(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts | names, inner, max_size=4),
    max_leaves=10,
)
contexts = st.dictionaries(st.sampled_from(KNOWN_NAMES) | names, values, max_size=4)
natural_values = st.recursive(
    st.none() | booleans | st.integers() | st.floats() | texts | st.dates() | st.datetimes()
    | st.times() | st.timedeltas() | st.decimals() | st.binary(max_size=2) | st.complex_numbers(),
    lambda inner: st.lists(inner, max_size=4)
    | st.tuples(inner)
    | st.dictionaries(st.integers() | texts, inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


# --- syntax trees -------------------------------------------------------------------------------

literals = (
    st.builds(syntax.NumberLiteral, numbers.map(abs))
    | st.builds(syntax.StringLiteral, texts)
    | st.builds(syntax.BooleanLiteral, booleans)
    | st.builds(syntax.NullLiteral)
    | st.builds(syntax.AtLiteral, temporal_values.map(str) | texts)
    | st.builds(syntax.Name, st.sampled_from(KNOWN_NAMES))
)
type_names = st.sampled_from(
    ("number", "string", "date and time", "list", "function", "Any", "tPerson", "my.tPerson")
)
types = st.recursive(
    st.builds(syntax.NamedTypeNode, type_names),
    lambda inner: (
        st.builds(syntax.ListTypeNode, inner)
        | st.builds(syntax.RangeTypeNode, inner)
        | st.builds(
            syntax.ContextTypeNode,
            st.lists(st.tuples(st.sampled_from(PLAIN_NAMES), inner), max_size=3).map(tuple),
        )
        | st.builds(syntax.FunctionTypeNode, st.lists(inner, max_size=2).map(tuple), inner)
    ),
    max_leaves=4,
)
bound_names = st.sampled_from(("i", "j", "a", "Credit Score"))


def _some(inner, least=0, most=3):
    return st.lists(inner, min_size=least, max_size=most).map(tuple)


def _nodes(inner):
    operator = st.sampled_from
    name = st.sampled_from(KNOWN_NAMES)
    domain = inner | st.builds(syntax.IterationRange, inner, inner)
    iterations = _some(st.builds(syntax.Iteration, bound_names, domain), 1, 2)
    unary = st.builds(syntax.UnaryTest, operator(["=", "!=", "<", "<=", ">", ">="]), inner)
    arguments = _some(st.builds(syntax.Argument, name, inner), 1)
    parameters = _some(st.builds(syntax.Parameter, bound_names, st.none() | types))
    entry_keys = texts | st.sampled_from(PLAIN_NAMES)
    context = st.builds(
        syntax.ContextLiteral, _some(st.builds(syntax.ContextEntry, entry_keys, inner))
    )
    return st.one_of(
        st.builds(syntax.Negation, inner),
        st.builds(syntax.Arithmetic, operator(["+", "-", "*", "/", "**"]), inner, inner),
        st.builds(syntax.Comparison, operator(["=", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(syntax.Logic, operator(["and", "or"]), inner, inner),
        st.builds(syntax.Between, inner, inner, inner),
        st.builds(syntax.In, inner, _some(inner | unary, 1)),
        unary,
        st.builds(syntax.RangeLiteral, inner, inner, booleans, booleans),
        st.builds(syntax.InstanceOf, inner, types),
        st.builds(syntax.Path, inner, name | st.sampled_from(["in", "if", "time offset"])),
        st.builds(syntax.Filter, inner, inner),
        st.builds(syntax.Invocation, inner, _some(inner)),
        st.builds(syntax.NamedInvocation, inner, arguments),
        st.builds(syntax.If, inner, inner, inner),
        st.builds(syntax.For, iterations, inner),
        st.builds(syntax.Quantified, operator(["some", "every"]), iterations, inner),
        st.builds(syntax.ListLiteral, _some(inner)),
        context,
        st.builds(syntax.FunctionDefinition, parameters, inner),
        st.builds(syntax.FunctionDefinition, parameters, context, st.just(True)),
    )


trees = st.recursive(literals, _nodes, max_leaves=12)
unary_tests = st.builds(
    lambda tests, negated: syntax.UnaryTests(tests, negated=negated and bool(tests)),
    _some(trees | st.builds(syntax.UnaryTest, st.sampled_from(["=", "<", ">="]), trees)),
    booleans,
)


# --- texts --------------------------------------------------------------------------------------

TOKENS = (
    *KEYWORDS, *KNOWN_NAMES, *"()[]{},:.+-*/=<>?@", "..", "**", "!=", "<=", ">=", "in", "not",
    "instance of", "external", "number", "list<", "0", "1", "2.5", ".5", "1e3", '"x"', '""',
    '"\\u00e9"',
    '@"2024-02-29"', '@"P1D"', '@"10:00:00Z"', "count", "sum", "date and time", "string", "sort",
    "concatenate", "replace", "function(x) x", "for i in", "return", "[1, 2, 3]", "{a: 1}",
    "partial", "// x\n", "/* x */", "\u00a0", "\n",
)  # fmt: skip
token_texts = st.lists(st.sampled_from(TOKENS), max_size=15).map(" ".join)
blanks = st.sampled_from([" ", "\n", "\t", "\u00a0", "/* - */", " // in\n", "  "])
