"""Values as they are typed: `name=value`, JSON, roles with who holds them, instants, comparisons.

The one rule: a value is FEEL where it is a FEEL literal, and text where it is not; nothing that is
typed is ever evaluated as an expression.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cmmn.store.queries import FileTest
from dmn.field_text import parse_json
from feel import FeelSyntaxError, evaluate, parse
from feel import syntax as s
from feel.errors import FeelFault, FeelWarning
from feel.temporal import DateTime, parse_date_time
from feel.values import Value

__all__ = ["Refusal", "file_test", "instant", "roles_of", "values_of"]


class Refusal(Exception):  # noqa: N818 - it is the answer to what was asked, not a fault of a case
    """What was asked for cannot be done; says what is wrong, where, and what would be right."""


def values_of(
    named: Sequence[str], texts: Sequence[str] = (), given: str | None = None
) -> dict[str, Any]:
    """Return values by name: of JSON or a file of it, then `name=value`, then what is text."""
    found = {} if given is None else _json_values(given)
    for text in named:
        name, value = _pair(text, "--var")
        found[name] = _value(value, name)
    found.update(_pair(text, "--text") for text in texts)
    return found


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        hint = "write a name, = and a value, such as amount=120"
        raise Refusal(f"{option}: '{text}' does not say what gets which value (hint: {hint})")
    return name.strip(), value


def _value(text: str, name: str) -> Value:
    """Return the value of a FEEL literal, or the text itself where it is none."""
    try:
        tree = parse(text)
    except FeelSyntaxError:
        return text
    if not _is_literal(tree):
        return text
    warnings: list[FeelWarning] = []
    value: Value = evaluate(text, warnings=warnings)
    if warnings:
        hint = f"where it is meant as text, write --text '{name}={text}'"
        raise Refusal(f"{name}: {warnings[0].message} (hint: {hint})")
    return value


_SCALARS = (s.NumberLiteral, s.StringLiteral, s.BooleanLiteral, s.NullLiteral, s.AtLiteral)


def _is_literal(tree: s.Node) -> bool:
    """Tell whether an expression is a value written down, with nothing to be worked out."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, (s.ListLiteral, s.ContextLiteral, s.ContextEntry)):
            todo.extend(s.children(node))
        elif isinstance(node, s.Negation):
            if not isinstance(node.operand, s.NumberLiteral):
                return False
        elif not isinstance(node, _SCALARS):
            return False
    return True


def _json_values(given: str) -> dict[str, Any]:
    is_text = given.lstrip().startswith("{")
    place = "--vars" if is_text else given
    try:
        found = parse_json(given if is_text else Path(given).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        hint = 'give a file, or JSON itself such as {"amount": 120}'
        raise Refusal(f"--vars: there is no file '{given}' (hint: {hint})") from None
    except UnicodeDecodeError:
        raise Refusal(f"{place}: the file is not UTF-8 (hint: save it as UTF-8)") from None
    except FeelFault as fault:
        raise Refusal(f"{place}: not JSON: {fault.message} (hint: {fault.hint})") from None
    if not isinstance(found, dict):
        hint = 'give the values by name: {"amount": 120}'
        raise Refusal(f"{place}: expected a JSON object (hint: {hint})")
    return found


def roles_of(given: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return who gets which case role: `Assessor=alice,group:claims`."""
    found: dict[str, list[str]] = {}
    for text in given:
        role, principals = _pair(text, "--role")
        found.setdefault(role, []).extend(filter(None, map(str.strip, principals.split(","))))
    return found


_TEST = re.compile(r"(?P<path>[^<>=]+)(?P<operator><=|>=|<|>|=)(?P<value>.*)", re.DOTALL)


def file_test(text: str) -> FileTest:
    """Return what a case file value is compared with: `amount>=100`."""
    match = _TEST.fullmatch(text)
    if match is None:
        hint = "write a path, one of = < <= > >= and a value, such as 'amount>=100'"
        raise Refusal(f"--file: '{text}' compares nothing (hint: {hint})")
    path = match["path"].strip()
    value = _value(match["value"].strip(), path)
    if value is None or isinstance(value, (list, dict)):
        hint = "compare with a number, a text, a boolean or a date"
        raise Refusal(f"--file: '{text}' cannot be searched for (hint: {hint})")
    return FileTest(path, match["operator"], value)


def instant(text: str | None, option: str) -> DateTime | None:
    """Return the instant a text names; in UTC where it has no offset."""
    try:
        return None if text is None else parse_date_time(text)
    except FeelFault as fault:
        raise Refusal(f"{option}: {fault.message} (hint: {fault.hint})") from None
