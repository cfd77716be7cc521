"""Hypothesis strategies for cases: values that can be kept, and events, commands and states.

What a field may hold follows from its type, so a new event is covered as soon as it is listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from strategies import booleans, date_times, names, numbers, temporal_values

from cmmn.commands import COMMANDS, User
from cmmn.events import EVENTS
from cmmn.state import CaseState
from feel.temporal import DateTime
from feel.values import Range

# no NUL and no half of a surrogate pair, which no database keeps
kept_texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
_odd_texts = st.sampled_from(("$", "$$", "$number", "$date", "$$range", "\\u0000", "\\", "\x1f"))
_odd_numbers = st.sampled_from(("-0", "0.00", "1E+2", "12.50", "0E-6176", "9.9E+6144"))
_keys = kept_texts | names | _odd_texts
_points = numbers | _odd_numbers.map(Decimal) | kept_texts | temporal_values
_ranges = st.builds(
    Range.unary, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), _points
) | st.builds(Range, _points, _points, start_included=booleans, end_included=booleans)


def case_values():
    """Give FEEL values that can be kept."""
    return _VALUES


_VALUES = st.recursive(
    st.none() | booleans | _odd_texts | _points | _ranges,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3),
    max_leaves=6,
)


def events():
    """Give events of every kind."""
    return st.one_of(*(records(kind) for kind in EVENTS.values()))


def commands():
    """Give commands of every kind."""
    return st.one_of(*(records(kind) for kind in COMMANDS.values()))


def states():
    """Give states of cases; their parts need not fit together."""
    return records(CaseState)


def records(kind):
    """Give dataclasses of a kind, with any values of their fields' types."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: _typed(hints[each.name]) for each in fields(kind)})


_SCALARS = {
    Any: _VALUES,
    str: kept_texts,
    int: st.integers(-(2**63), 2**63 - 1),
    bool: booleans,
    DateTime: date_times,
    NoneType: st.none(),
    # a person's name is never that of a group or of the host
    User: st.builds(User, kept_texts.map("u{}".format), st.lists(kept_texts, max_size=2)),
}


def _typed(hint):
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if origin is UnionType:
        return st.one_of(*map(_typed, arguments))
    if origin in (dict, Mapping):
        return st.dictionaries(_keys, _typed(arguments[1]), max_size=2)
    if origin is frozenset:
        return st.frozensets(_typed(arguments[0]), max_size=2)
    if origin is tuple and Ellipsis not in arguments:
        return st.tuples(*map(_typed, arguments))
    if origin in (tuple, list, Sequence):
        several = st.lists(_typed(arguments[0]), max_size=2)
        return several.map(tuple) if origin is tuple else several
    return st.sampled_from(list(hint)) if issubclass(hint, Enum) else records(hint)
