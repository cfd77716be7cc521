"""What heads a decision table, as people write it: the hit policy, and columns with their types.

A column's type is FEEL's, and after it may stand the values the column may have:
`string ["north", "south"]`, `number [0..100]`, `number > 0`. What is not understood is a
ValueError that says what there is.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from dmn.hit_policy import AGGREGATOR_SIGNS
from dmn.model import Aggregator, HitPolicy
from dmn.table_cells import agreed_type
from feel.conversion import from_natural
from feel.errors import FeelFault, FeelSyntaxError
from feel.feel_types import ANY, BUILT_IN_TYPES, FeelType
from feel.names import NameIndex, normalised
from feel.parser import parse_expression
from feel.syntax import ListLiteral
from feel.type_syntax import build_type, read_type
from feel.values import to_text

__all__ = ["Column", "Declared", "Head", "read_head", "read_hit_policy"]

Declared = str | tuple[str, object] | Sequence[object]
"""A FEEL type, `(type, allowed values)`, or a list of the allowed Python values."""


@dataclass(frozen=True, slots=True)
class Column:
    """An input or output clause: its name, its type, and its values as unary tests."""

    name: str
    type: FeelType = ANY
    values: str = ""


# --- hit policy ----------------------------------------------------------------------------------

_POLICIES: tuple[HitPolicy, ...] = get_args(HitPolicy)
# RULE ORDER and OUTPUT ORDER too have their first letters
_HIT_POLICIES: dict[str, HitPolicy] = {
    spelling: policy for policy in _POLICIES for spelling in (policy.replace(" ", ""), policy[0])
}
_AGGREGATED: dict[str, Aggregator] = {
    f"{collect}{spelling}": aggregator
    for collect in ("C", "COLLECT")
    for aggregator, sign in AGGREGATOR_SIGNS.items()
    for spelling in (sign, aggregator)
}
_BETWEEN_WORDS = re.compile(r"[\s_]+")


def read_hit_policy(
    text: str, aggregation: str | None = None
) -> tuple[HitPolicy, Aggregator | None]:
    """Return the hit policy and aggregation of a name in any case, or U F P A C R O, C+ C< C> C#.

    Errors: ValueError for another text, or an aggregation of what is not COLLECT.

    >>> read_hit_policy("rule_order"), read_hit_policy("C+")
    (('RULE ORDER', None), ('COLLECT', 'SUM'))
    """
    spelling = _BETWEEN_WORDS.sub("", text).upper()
    own = _AGGREGATED.get(spelling)
    policy = "COLLECT" if own else _HIT_POLICIES.get(spelling)
    if policy is None:
        there_are = f"{', '.join(_POLICIES)}; or U F P A C R O, C+ C< C> C#"
        raise ValueError(f"there is no hit policy {text!r}; there are: {there_are}")
    aggregator = own if aggregation is None else _aggregator(aggregation)
    if aggregator and policy != "COLLECT":
        raise ValueError(f"aggregation {aggregator} needs hit policy COLLECT, not {policy}")
    if own not in (None, aggregator):
        raise ValueError(f"hit policy {text!r} aggregates by {own}, not by {aggregation}")
    return policy, aggregator


def _aggregator(text: str) -> Aggregator:
    for aggregator, sign in AGGREGATOR_SIGNS.items():
        if text.strip().upper() in (sign, aggregator):
            return aggregator
    there_are = ", ".join(f"{name} ({sign})" for name, sign in AGGREGATOR_SIGNS.items())
    raise ValueError(f"there is no aggregation {text!r}; there are: {there_are}")


# --- columns -------------------------------------------------------------------------------------


def _columns(kind: str, declared: Mapping[str, Declared]) -> tuple[Column, ...]:
    """Return the columns of a kind, input or output, in the order given."""
    if not isinstance(declared, Mapping):
        raise _wrong(f"{kind}s are a mapping of names to types, found {declared!r}")
    found: dict[str, Column] = {}
    for given, each in declared.items():
        name = normalised(str(given))
        if not name:
            raise ValueError(f"an {kind} has no name")
        if name in found:
            raise ValueError(f"two {kind}s have the name '{name}'")
        found[name] = _column(kind, name, each)
    return tuple(found.values())


def _wrong(message: str) -> ValueError:
    """Return the one exception for whatever is wrong with a table, a wrong class too."""
    return ValueError(message)


def _column(kind: str, name: str, declared: Declared) -> Column:
    try:
        if isinstance(declared, str):
            return _typed(name, declared)
        if isinstance(declared, tuple) and len(declared) == 2 and isinstance(declared[0], str):
            text = declared[1] if isinstance(declared[1], str) else _listed(declared[1])
            return Column(name, _typed(name, declared[0]).type, _unbracketed(text))
        text = _listed(declared)
        return Column(name, agreed_type([text]), text)
    except ValueError as error:
        raise ValueError(f"{kind} '{name}': {error}") from None


def _typed(name: str, text: str) -> Column:
    """Return the column of a type and what is written after it."""
    if text.lstrip().startswith("["):
        values = _unbracketed(text)
        return Column(name, agreed_type([values]), values)
    unknown: list[str] = []

    def named(type_name: str) -> FeelType | None:
        if type_name not in BUILT_IN_TYPES:
            unknown.append(type_name)
        return None

    try:
        node, end = read_type(text, len(text) - len(text.lstrip()), NameIndex())
    except FeelSyntaxError as error:
        raise ValueError(f"{error.problem.message}, found {text!r}") from None
    found = build_type(node, named)
    if unknown:
        raise _no_type(unknown[0])
    return Column(name, found, _unbracketed(text[end:]))


def _no_type(name: str) -> ValueError:
    by_lower = {known.lower(): known for known in BUILT_IN_TYPES}
    close = difflib.get_close_matches(name.lower(), by_lower, n=1)
    meant = f"did you mean '{by_lower[close[0]]}'? " if close else ""
    there_are = ", ".join([*BUILT_IN_TYPES, "list<...>", "context<...>", "range<...>"])
    return ValueError(f"there is no type '{name}'; {meant}there are: {there_are}")


def _listed(values: object) -> str:
    """Return Python values as unary tests."""
    if not isinstance(values, Sequence) or not values:
        raise ValueError(
            f"expected a type, (type, allowed values) or a list of allowed values, found {values!r}"
        )
    faults: list[FeelFault] = []
    texts = [to_text(from_natural(each, lambda _, fault: faults.append(fault))) for each in values]
    if faults:
        raise ValueError(f"the allowed values {values!r}: {faults[0].message}")
    return ", ".join(texts)


def _unbracketed(text: str) -> str:
    """Return allowed values as unary tests: `["a", "b"]` means its items."""
    text = text.strip()
    if not text.startswith("["):
        return text
    try:
        node = parse_expression(text)
    except FeelSyntaxError:
        return text  # a problem of the model, which shows the place
    return text[1:-1].strip() if isinstance(node, ListLiteral) else text


# --- what stands above the rules -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """All of a table but its rules."""

    name: str
    hit_policy: HitPolicy
    aggregation: Aggregator | None
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    annotations: tuple[str, ...]


def read_head(
    name: str,
    policy: tuple[HitPolicy, Aggregator | None],
    inputs: Mapping[str, Declared],
    outputs: Mapping[str, Declared],
    annotations: Iterable[str],
) -> Head:
    """Return the head of a table.

    Errors: ValueError for whatever is wrong with it.
    """
    title = normalised(name)
    if not title:
        raise ValueError("a decision table needs a name")
    if isinstance(annotations, str):
        raise _wrong(f"annotations are a list of names, found {annotations!r}")
    notes = tuple(normalised(str(each)) for each in annotations)
    head = Head(title, *policy, _columns("input", inputs), _columns("output", outputs), notes)
    if not head.outputs:
        raise ValueError(f"the table '{title}' has no outputs; it needs at least one")
    twice = [note for note in notes if notes.count(note) > 1]
    if twice:
        raise ValueError(f"two annotations have the name '{twice[0]}'")
    return head
