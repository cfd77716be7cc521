"""Hypothesis strategies for models and their rows: tables of all policies, chains, odd names.

The data sits at, just below and just above the end points of the cells, and repeats.
"""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from feel.temporal import parse_temporal
from tests.model_text import POLICIES

TYPES = {
    "tScore": "number in [0..20], (30..40.5)",
    "tEven": "number in modulo(?, 2) < 1, null",
    "tColour": 'string in "red", "green", "b l u e"',
    "tLate": 'date in > date("2023-12-31")',
    "tSoon": 'date in > @"2023-12-31"',
    "tNumbers": "list of number in > -1",
    "tWhole": "tScore",
    "tPerson": "{ age : number in [0..20.5]; name : string; since : date; any : Any }",
}


@dataclass(frozen=True)
class Kind:
    """A kind of values: how they stand in a cell, and others that lie between or beside them."""

    points: tuple
    values: tuple
    is_ordered: bool = True


def _temporals(*texts):
    return tuple(parse_temporal(text) for text in texts)


def _quoted(*texts):
    return tuple(f'@"{text}"' for text in texts)


_DATES = ("2024-01-01", "2024-02-29")
_DAYS = ("PT1H", "P1DT1S")
_MONTHS = ("P1Y", "P1Y1M")
_MOMENTS = ("2024-02-29T10:00:00", "2024-02-29T10:00:00Z", "2024-02-29T11:00:00@Europe/Paris")
_TIMES = ("10:00:00", "10:00:00Z", "11:00:00+01:00", "10:00:00@Etc/UTC")
_LONG = "0.1234567890123456789012345678901234"


def _decimals():
    texts = ("-0", "0.00", "1.0", "1.00", "0.3", "2.9999999999", "20.50", "1E+2", _LONG,
             "0.1234567890123456789012345678901235", "-1e-30")  # fmt: skip
    return tuple(map(Decimal, texts))


NUMBERS = Kind(
    ("0", "1", "0.3", "3", "20.5", "-1", "1.00", _LONG),
    (0, 1, 2, 3, 4, -1, -2, 20, 21, 100, 0.1 + 0.2, 0.3, 1.0, -0.0, 20.5, 2.9999999999999996,
     float("nan"), 10**33, *_decimals()),
)  # fmt: skip
TEXTS = Kind(
    ('"red"', '"green"', '""', '"b l u e"'),
    ("red", "green", "", "b l u e", "re", "redd", " red", "\u00e9", "\U0001f40e", '"', "a,b\n"),
)
BOOLEANS = Kind(("true", "false"), (True, False), is_ordered=False)
DATES = Kind(_quoted(*_DATES), _temporals(*_DATES, "2023-12-31", "2024-01-02", "2024-03-01"))
DAYS = Kind(_quoted(*_DAYS), _temporals(*_DAYS, "PT59M59.999999999S", "PT60M", "-PT1H"))
MONTHS = Kind(_quoted(*_MONTHS), _temporals(*_MONTHS, "P11M", "P12M", "P2Y"))
MOMENTS = Kind(_quoted(*_MOMENTS), _temporals(*_MOMENTS, "2024-02-29T10:00:01Z"))
TIMES = Kind(_quoted(*_TIMES), _temporals(*_TIMES, "09:59:59"))
LISTS = Kind(("[]", "[1]", "[1, 2]", "1"), ([], [1], [1.0], [2], [1, 2], [None], ["a"], 1))
OTHERS = (None, "x", "12,5", True, 7, [1], {"a": 1}, float("inf"), parse_temporal("2024-01-01"))
KINDS = {
    "number": NUMBERS, "tScore": NUMBERS, "tEven": NUMBERS, "tWhole": NUMBERS,
    "string": TEXTS, "tColour": TEXTS, "boolean": BOOLEANS, "date": DATES, "tLate": DATES,
    "tSoon": DATES, "days and time duration": DAYS, "years and months duration": MONTHS,
    "date and time": MOMENTS, "time": TIMES, "tNumbers": LISTS, "Any": NUMBERS, "": TEXTS,
}  # fmt: skip
NAMES = ("A", "Credit Score", "Approved/Declined", "x-y", "Date and Time", "B", "gr\u00f6\u00dfe")
PERSON = (("age", NUMBERS), ("name", TEXTS), ("since", DATES), ("any", NUMBERS))


@dataclass(frozen=True)
class Read:
    """Something a decision can read: its text, its kind, and the type of its own."""

    text: str
    kind: Kind
    type: str = ""


@dataclass(frozen=True)
class Made:
    """A generated model in lines, the header of its rows, and the kind of each column."""

    text: str
    header: tuple
    kinds: tuple
    decisions: tuple


# --- models ---------------------------------------------------------------------------------------


@st.composite
def models(draw):
    """Give models of some inputs and a chain of decisions."""
    inputs = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    types = [draw(st.sampled_from([*KINDS, "number", "tScore"])) for _ in inputs]
    lines = [f"type {name} : {text}" for name, text in TYPES.items()]
    lines += [
        f"input {name}" + (f" : {type_name}" if type_name else "")
        for name, type_name in zip(inputs, types, strict=True)
    ]
    readable = {
        name: [Read(name, KINDS[type_name], type_name)]
        for name, type_name in zip(inputs, types, strict=True)
    }
    header, kinds = list(inputs), [KINDS[type_name] for type_name in types]
    if draw(st.booleans()):
        lines.append("input P : tPerson")
        readable["P"] = [Read(f"P.{name}", kind) for name, kind in PERSON]
        header += [f"P.{name}" for name, _ in PERSON]
        kinds += [kind for _, kind in PERSON]
    lines.append(FUNCTION)
    decisions = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        name = f"D{number}"
        needed = draw(st.lists(st.sampled_from([*readable]), min_size=1, max_size=4, unique=True))
        reads = [read for each in needed for read in readable[each]]
        body, kind = draw(_logic(reads))
        typed = draw(st.sampled_from(["", "", " : Any", " : tScore", " : string"]))
        lines.append(f"decision {name} ({', '.join([*needed, 'rated'])}){typed} = {body}")
        readable[name] = [Read(name, kind)]
        decisions.append(name)
        if draw(st.integers(0, 4)) == 0 and not {each for each in needed if each in decisions}:
            lines += _service(number, needed)
            readable[f"V{number}"] = [Read(f"V{number}", kind)]
            decisions.append(f"V{number}")
    return Made("\n".join(lines), tuple(header), tuple(kinds), tuple(decisions))


FUNCTION = """\
function rated(n : Any) =
  F | n || R
  1 | < 1 || "few"
  2 | "red" || n
  3 | - || "many\""""


def _service(number, needed):
    """Return a service of a decision, and a decision that asks it."""
    given = ", ".join(needed)
    return [
        f"service Ask{number} ({given}) -> D{number}",
        f"decision V{number} ({given}, Ask{number}) = Ask{number}({given})",
    ]


@st.composite
def _logic(draw, reads):
    if draw(st.integers(0, 4)) == 0:
        return draw(_expressions(reads)), draw(st.sampled_from([NUMBERS, TEXTS]))
    return draw(_tables(reads))


@st.composite
def _expressions(draw, reads):
    one, other = (draw(st.sampled_from(reads)).text for _ in range(2))
    whole = one.split(".")[0]
    return draw(
        st.sampled_from(
            [
                one, whole, f"[{one}, {other}]", f"{{a: {one}, b: {whole}}}",
                f"if {one} = {other} then {one} else 3", f"{one} + {other}", f"rated({one})",
                f"string({one})", f"function(n) {one}", f"count([{one}]) + 1", "now()",
                f"for i in [1, 2] return {one}", f"[1, 2, 3][item > {one}]", "1 / 0",
                f'get value({whole}, "age")', f"{one} in (1, > {other})",
                f"string length(string({one}))", f"{whole}.nothing", "sum(for i in 1..40 return i)",
            ]
        )
    )  # fmt: skip


@st.composite
def _tables(draw, reads):
    policy = draw(st.sampled_from([*POLICIES]))
    is_plain = draw(st.integers(0, 3)) > 0  # classes are enough for such a table
    count = draw(st.integers(1, 3))
    tested = [draw(st.sampled_from(reads)) for _ in range(count)]
    wide = 1 if len(policy) == 2 else draw(st.sampled_from([1, 1, 2]))
    kind = NUMBERS if len(policy) == 2 else draw(st.sampled_from([NUMBERS, TEXTS]))
    clauses = " | ".join(draw(_input_clauses(each, is_plain=is_plain)) for each in tested)
    outputs = " | ".join(
        draw(_output_clauses(kind, number, listed=policy in {"P", "O"})) for number in range(wide)
    )
    lines = [f"{policy} | {clauses} || {outputs}"]
    for number in range(1, draw(st.integers(1, 4)) + 1):
        cells = " | ".join(draw(_cells(each, [] if is_plain else reads)) for each in tested)
        entries = " | ".join(draw(_entries(kind, [] if is_plain else reads)) for _ in range(wide))
        lines.append(f"{number} | {cells} || {entries}")
    return "\n  " + "\n  ".join(lines), TEXTS if wide > 1 else kind


@st.composite
def _input_clauses(draw, read, *, is_plain):
    others = [] if is_plain else [f"[{read.text}]", f"{read.text} + 1", "1 + 1"]
    text = draw(st.sampled_from([read.text] * 6 + others))
    if text != read.text:
        return text
    typed = draw(
        st.sampled_from(["", "", "", " : Any", read.type and f" : {read.type}", " : number"])
    )
    points = ", ".join(read.kind.points[:3])
    least = read.kind.points[0]
    allowed = [points, f"not({least})", f"null, {points}"]
    if read.kind.is_ordered:
        allowed += [f">= {least}", f"? > {least}"]
    listed = draw(st.sampled_from([""] * 4 + allowed))
    return f"{text}{typed}" + (f" in {listed}" if listed else "")


@st.composite
def _output_clauses(draw, kind, number, *, listed):
    values = ", ".join(draw(st.permutations(kind.points[:3])))
    text = f"o{number}" + draw(st.sampled_from(["", "", " : number", " : string", " : tScore"]))
    if listed or draw(st.integers(0, 5)) == 0:
        text += f" in {values}"
    default = draw(st.sampled_from(["", "", kind.points[1], "1 / 0"]))
    return text + (f" default {default}" if default else "")


@st.composite
def _cells(draw, read, reads):
    point = st.sampled_from(read.kind.points)
    one, other = draw(point), draw(point)
    if reads and draw(st.integers(0, 5)) == 0:
        name = draw(st.sampled_from(reads)).text
        return draw(st.sampled_from(["?", f"? = {name}", f"{name}", f"> {name}", "null",
                                     f"? > {one}", "not(null)", f"{one}, null"]))  # fmt: skip
    choices = ["-", "-", one, one, f"{one}, {other}", f"not({one})", f"not({one}, {other})"]
    if read.kind.is_ordered:
        choices += [f"{sign} {one}" for sign in ("<", "<=", ">", ">=", "!=")]
        choices += [f"{left}{one}..{other}{right}" for left in "[(" for right in "])"]
        choices += [f"< {one}, > {other}", f"not([{one}..{other}))", f"]{one}..{other}["]
    return draw(st.sampled_from(choices))


@st.composite
def _entries(draw, kind, reads):
    if not reads:
        return draw(st.sampled_from([*kind.points, *kind.points, "1 / 0", ""]))
    name = draw(st.sampled_from(reads)).text
    odd = [name, f"string({name})", f"{name} + 1", "1 / 0", "null", f"rated({name})", ""]
    return draw(st.sampled_from([*kind.points] * 3 + odd))


# --- rows -----------------------------------------------------------------------------------------


@st.composite
def rows_of(draw, made, most=24, blocks=4):
    """Give some blocks of rows for a model, of few distinct values in each column or of many."""
    anything = [st.sampled_from([*kind.values] * 3 + [*OTHERS]) for kind in made.kinds]
    pools = [draw(st.lists(each, min_size=1, max_size=8)) for each in anything]
    row = st.tuples(*map(st.sampled_from, pools)).map(list)
    found = []
    for _ in range(draw(st.integers(1, blocks))):
        some = draw(st.lists(row, min_size=1, max_size=5))
        rows = [list(each) for each in draw(st.lists(st.sampled_from(some) | row, max_size=most))]
        if draw(st.integers(0, 2)) == 0:
            rows = _hardly_repeating(rows or [some[0]], made, draw(st.sampled_from(made.kinds)))
        found.append(rows)
    return found


def _hardly_repeating(rows, made, kind):
    """Return more rows, in which the columns of one kind hardly ever have the same value twice."""
    rows = [list(rows[number % len(rows)]) for number in range(24)]
    for number, row in enumerate(rows):
        for place, of in enumerate(made.kinds):
            if of is kind:
                row[place] = _of_many(kind, number)
    return rows


def _of_many(kind, number):
    if kind is NUMBERS:
        return number * 2.25 - 5
    return f"{number}" if kind is TEXTS else kind.values[number % len(kind.values)]
