"""The context functions: read, build, change and merge contexts by keys that are values.

Rule: an argument is never changed; what is put or merged is put into a copy.
Source: DMN 1.5, 10.3.4.10
"""

from itertools import islice

from feel.errors import FeelFault
from feel.functions.builtin import family, form, wrong
from feel.scope import ITEMS_PER_STEP, Run
from feel.values import Value, brief, described


def _get_value(m: dict[str, Value], key: str) -> Value:
    """Return the value of the context's entry with that key.

    Errors: NO_CONTEXT_ENTRY_FOUND where there is none.
    """
    if key in m:
        return m[key]
    raise FeelFault(
        "NO_CONTEXT_ENTRY_FOUND",
        f"get value: the context has no entry {brief(key)}",
        f"its keys are: {_keys_of(m)}",
    )


def _get_entries(run: Run, m: dict[str, Value]) -> list[Value]:
    """Return the context's entries in order, each as a context of `key` and `value`."""
    run.check_list_size(len(m))
    run.step(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


def _context_of_entries(run: Run, entries: list[Value]) -> dict[str, Value]:
    """Return the context made of entries, each of them a context of `key` and `value`.

    Further content of an entry is ignored.
    Errors: an entry without `key` or `value`, a key that is no string, and a key given twice.
    """
    run.check_list_size(len(entries))
    run.step(len(entries))
    result: dict[str, Value] = {}
    for entry in entries:
        key, value = _key_and_value(entry)
        if key in result:
            raise wrong("context", f"the key {brief(key)} is given twice", "give each key once")
        result[key] = value
    return result


def _key_and_value(entry: Value) -> tuple[str, Value]:
    if entry is None or not entry.keys() >= {"key", "value"}:
        raise wrong(
            "context",
            f"{described(entry)} is no entry: it needs 'key' and 'value'",
            'write {key: "name", value: 1}',
        )
    if type(entry["key"]) is not str:
        raise wrong("context", f"a key is a string, not {described(entry['key'])}")
    return entry["key"], entry["value"]


def _put(run: Run, context: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    """Return the context with the entry added, or replaced where it is."""
    run.check_list_size(len(context) + 1)
    run.step(len(context) // ITEMS_PER_STEP)
    return {**context, key: value}


def _put_deep(
    run: Run, context: dict[str, Value], keys: list[str], value: Value
) -> dict[str, Value]:
    """Return the context with the entry put where the keys lead, from context to context.

    Errors: no keys, a null key, and a key before the last that leads to no context.
    """
    if not keys or None in keys:
        raise wrong("context put", "'keys' needs at least one key, and no null", 'write ["a", "b"]')
    path = [context]
    for key in keys[:-1]:
        path.append(_inner(path[-1], key))
    for inner, key in zip(reversed(path), reversed(keys), strict=True):
        value = _put(run, inner, key, value)
    return dict(value)


def _inner(context: dict[str, Value], key: str) -> dict[str, Value]:
    inner = context.get(key)
    if type(inner) is dict:
        return inner
    raise wrong(
        "context put",
        f"the key {brief(key)} leads to {described(inner)}, not to a context",
        f"the keys there are: {_keys_of(context)}",
    )


def _merge(run: Run, contexts: list[dict[str, Value] | None]) -> dict[str, Value]:
    """Return one context of the entries of all; of the same key, the last one's.

    Contexts within are not merged.
    Errors: a null among the contexts.
    """
    merged: dict[str, Value] = {}
    for context in contexts:
        if context is None:
            raise wrong("context merge", "one of the contexts is null", "leave it out, or give {}")
        run.check_list_size(len(merged) + len(context))
        run.step(1 + len(context) // ITEMS_PER_STEP)
        merged.update(context)
    return merged


def _keys_of(context: dict[str, Value]) -> str:
    shown = ", ".join(map(brief, islice(context, _KEYS_SHOWN)))
    return f"{shown}, ..." if len(context) > _KEYS_SHOWN else shown or "none"


_KEYS_SHOWN = 10

FUNCTIONS = family(
    ("get value", form("m: context, key: string", _get_value)),
    ("get entries", form("m: context", _get_entries, needs_run=True)),
    ("context", form("entries: list<context>", _context_of_entries, needs_run=True)),
    (
        "context put",
        form("context: context, key: string, value: Any", _put, needs_run=True),
        form("context: context, keys: list<string>, value: Any", _put_deep, needs_run=True),
    ),
    ("context merge", form("contexts: list<context>", _merge, needs_run=True)),
)
