"""Allowed values: whether a type has any within, and whether a value is among them.

A type says what kind a value is; allowed values say which of that kind. `instance of` asks only the
type, a border asks both.
Source: DMN 1.5, 7.3.2 and 7.3.3
"""

from collections.abc import Iterable

from dmn.item_types import LONGEST_ALIAS_CHAIN, ItemType
from dmn.model import UnaryTests as TestsText
from feel.errors import FeelFault
from feel.feel_types import ContextType, FeelType, ListType, NamedType
from feel.scope import Scope
from feel.values import Value, described

__all__ = ["allowed_values", "check_allowed", "is_constrained", "not_allowed"]


def is_constrained(feel_type: FeelType) -> bool:
    """Tell whether a type has allowed values anywhere within, which a border must look for."""
    if not isinstance(feel_type, NamedType | ListType | ContextType):
        return False
    known = feel_type.constrained if isinstance(feel_type, ItemType) else None
    return _find_constrained(feel_type) if known is None else known


def _find_constrained(root: FeelType) -> bool:
    """Look once at every type within, and keep the answer for all of them."""
    types = {id(root): root}
    used_by: dict[int, list[FeelType]] = {}
    todo = [root]
    constrained: list[FeelType] = []
    while todo:
        current = todo.pop()
        if isinstance(current, ItemType) and (current.allowed or current.constraint):
            constrained.append(current)
        for inner in _checked_within(current):
            used_by.setdefault(id(inner), []).append(current)
            if id(inner) not in types:
                types[id(inner)] = inner
                todo.append(inner)
    found: set[int] = set()
    while constrained:
        current = constrained.pop()
        if id(current) not in found:
            found.add(id(current))
            constrained += used_by.get(id(current), [])
    for each in types.values():
        if isinstance(each, ItemType):
            each.constrained = id(each) in found
    return id(root) in found


def _checked_within(feel_type: FeelType) -> Iterable[FeelType]:
    """Return the types whose allowed values are asked for within a value of a type."""
    if isinstance(feel_type, NamedType):
        return (feel_type.resolved,)
    if isinstance(feel_type, ListType):
        return (feel_type.item,)
    return feel_type.entries.values() if isinstance(feel_type, ContextType) else ()


def check_allowed(value: Value, feel_type: FeelType, scope: Scope, place: str = "") -> None:
    """Fail unless a value, and all within it, is among the allowed values; null always is."""
    if value is None:
        return
    for _ in range(LONGEST_ALIAS_CHAIN):
        if not isinstance(feel_type, NamedType):
            break
        if isinstance(feel_type, ItemType):
            _check_item(value, feel_type, scope, place)
        feel_type = feel_type.resolved
    if isinstance(feel_type, ListType) and type(value) is list:
        for position, item in enumerate(value, start=1):
            check_allowed(item, feel_type.item, scope, f"{place}[{position}]")
    elif isinstance(feel_type, ContextType) and type(value) is dict:
        for key, entry in feel_type.entries.items():
            check_allowed(value.get(key), entry, scope, f"{place}.{key}" if place else key)


def _check_item(value: Value, item: ItemType, scope: Scope, place: str) -> None:
    if item.allowed is not None:
        # of a collection, the allowed values are those of its items
        values = value if item.definition.is_collection and type(value) is list else [value]
        for each in values:
            if each is not None and item.allowed(scope, each) is not True:
                raise not_allowed(each, item.name, item.allowed_text, place)
    if item.constraint is not None and item.constraint(scope, value) is not True:
        raise not_allowed(value, item.name, item.constraint_text, place)


def allowed_values(feel_type: FeelType) -> TestsText | None:
    """Return what a type lists as allowed, or what the type it refers to does."""
    for _ in range(LONGEST_ALIAS_CHAIN):
        if not isinstance(feel_type, NamedType):
            return None
        if isinstance(feel_type, ItemType) and feel_type.definition.allowed_values is not None:
            return feel_type.definition.allowed_values
        feel_type = feel_type.resolved
    return None


def not_allowed(value: Value, name: str, allowed: str, place: str = "") -> FeelFault:
    """Return the fault of a value that its type or clause does not allow."""
    where = f"{place}: " if place else ""
    return FeelFault(
        "VALUE_NOT_ALLOWED",
        f"{where}{described(value)} is not allowed for '{name}'",
        f"allowed: {allowed}",
    )
