"""Events, commands and states as canonical JSON text; events and states also back again.

How a class is written follows from the types of its fields, worked out once when this file is
loaded. Rule: what cannot be read back is not written, so no row ever stands in the way of a case.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NoReturn, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from cmmn.commands import COMMANDS, Command
from cmmn.errors import CommandRefused, StoreError
from cmmn.events import EVENTS, SCHEMA, Event
from cmmn.lifting import lift
from cmmn.payload import checked, from_json, text_of, to_json, tree_of
from cmmn.state import CaseState
from feel.errors import Location
from feel.temporal import DateTime
from feel.values import Value

__all__ = [
    "command_to_text",
    "event_from_text",
    "event_to_text",
    "state_from_text",
    "state_to_text",
]

# --- what the rest of the package asks for ------------------------------------------------------


def event_to_text(event: Event) -> str:
    """Return the fields of an event as text; its kind and `SCHEMA` are kept beside it.

    Errors: CommandRefused INVALID_VALUE for a field that could not be read back.
    """
    return text_of(_EVENT_CODECS[type(event).__name__].write(event))


def event_from_text(kind: str, schema: int, text: str) -> Event:
    """Return the event, lifted where its schema is an older one.

    Errors: StoreError NEWER_EVENT, UNKNOWN_EVENT or CORRUPT_RECORD.
    """
    tree = tree_of(text)
    if type(tree) is not dict:
        raise _corrupt("an object", tree, Location((kind,)))
    kind, tree = lift(kind, schema, tree)
    codec = _EVENT_CODECS.get(kind)
    if codec is None:
        hint = f"events are: {', '.join(EVENTS)}"
        raise StoreError("UNKNOWN_EVENT", f"there is no event {kind[:60]!a}", None, hint)
    event: Event = codec.read(tree)
    return event


def command_to_text(command: Command) -> str:
    """Return the fields of a command as text, for the audit; natural values as FEEL values.

    Errors: CommandRefused INVALID_VALUE, at the field and the path inside its value.
    """
    return text_of(_COMMAND_CODECS[type(command).__name__].write(command))


def state_to_text(state: CaseState) -> str:
    """Return a snapshot of a case."""
    return text_of({"schema": SCHEMA, "state": _STATE_CODEC.write(state)})


def state_from_text(text: str) -> CaseState:
    """Return the state of a snapshot, equal to the one that was written.

    Errors: StoreError OTHER_SNAPSHOT for one of another release: its fields or the events it was
    folded from are others, so fold the events anew; CORRUPT_RECORD for what is no snapshot.
    """
    tree = tree_of(text)
    if type(tree) is not dict or "state" not in tree:
        raise _corrupt("a snapshot", tree)
    if tree.get("schema") != SCHEMA:
        raise _other_snapshot("CaseState", "it has another schema")
    state: CaseState = _STATE_CODEC.read(tree["state"])
    return state


# --- one codec per type -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Codec:
    """How values of one type become plain JSON data, and come back from it."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


_Write: TypeAlias = Callable[[Value], Any]
"""How a field writes what may be any value; those of a command are checked as well."""
_Make: TypeAlias = Callable[[tuple[Any, ...], _Write], _Codec]
"""Makes the codec of a generic type from its arguments."""


def _name(value: object) -> str:
    return "nothing" if value is None else f"a value of type {type(value).__name__}"


def _unwritable(expected: str, value: object) -> CommandRefused:
    found = f"expected {expected}, found {_name(value)}"
    return CommandRefused("INVALID_VALUE", found, None, f"give {expected}")


def _corrupt(expected: str, tree: object, location: Location | None = None) -> StoreError:
    found = f"expected {expected}, found {ascii(tree[:60]) if type(tree) is str else _name(tree)}"
    hint = "the row was not written by this program, or changed since"
    return StoreError("CORRUPT_RECORD", found, location, hint)


def _other_snapshot(name: str, message: str) -> StoreError:
    hint = "snapshots are a cache: fold the events anew"
    return StoreError("OTHER_SNAPSHOT", message, Location((name,)), hint)


_Refusal = TypeVar("_Refusal", CommandRefused, StoreError)


def _within(refusal: _Refusal, *path: str) -> _Refusal:
    location = refusal.location.within(*path)
    return type(refusal)(refusal.code, refusal.message, location, refusal.hint)


def _codec_of(hint: Any, write_value: _Write) -> _Codec:
    """Return the codec of a field's type; `write_value` writes what may be any value."""
    if hint is Any:
        return _Codec(write_value, from_json)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint, write_value, is_complete=True)
    origin = get_origin(hint)
    if origin in _CONTAINERS:
        return _CONTAINERS[origin](get_args(hint), write_value)
    message = f"no codec for {hint}"
    raise TypeError(message)


def _text_to_tree(value: Any) -> str:
    if not isinstance(value, str):
        raise _unwritable("a text", value)
    return value


def _text_from_tree(tree: Any) -> str:
    if type(tree) is not str:
        raise _corrupt("a text", tree)
    return tree


def _int_to_tree(value: Any) -> int:
    if type(value) is not int or not -_INT_LIMIT <= value < _INT_LIMIT:
        raise _unwritable("a whole number of 64 bits", value)
    return value


def _int_from_tree(tree: Any) -> int:
    if type(tree) is not int:
        raise _corrupt("a whole number", tree)
    return tree


def _bool_to_tree(value: Any) -> bool:
    if type(value) is not bool:
        raise _unwritable("true or false", value)
    return value


def _bool_from_tree(tree: Any) -> bool:
    if type(tree) is not bool:
        raise _corrupt("true or false", tree)
    return tree


def _date_time_to_tree(value: Any) -> Any:
    if type(value) is not DateTime:
        raise _unwritable("a date and time", value)
    return to_json(value)


def _date_time_from_tree(tree: Any) -> DateTime:
    value = from_json(tree)
    if type(value) is not DateTime:
        raise _corrupt("a date and time", tree)
    return value


_INT_LIMIT = 2**63
_SCALARS: dict[Any, _Codec] = {
    str: _Codec(_text_to_tree, _text_from_tree),
    int: _Codec(_int_to_tree, _int_from_tree),
    bool: _Codec(_bool_to_tree, _bool_from_tree),
    DateTime: _Codec(_date_time_to_tree, _date_time_from_tree),
}


def _enum(kind: type[Enum]) -> _Codec:
    texts = {member: member.value for member in kind}
    members = {text: member for member, text in texts.items()}
    expected = f"one of {', '.join(members)}"

    def write(value: Any) -> Any:
        if type(value) is not kind:  # a StrEnum's member equals its text, which is no member
            raise _unwritable(expected, value)
        return texts[value]

    def read(tree: Any) -> Any:
        if type(tree) is not str or tree not in members:
            raise _corrupt(expected, tree)
        return members[tree]

    return _Codec(write, read)


# --- containers ---------------------------------------------------------------------------------


def _optional(arguments: tuple[Any, ...], write_value: _Write) -> _Codec:
    (hint,) = (each for each in arguments if each is not NoneType)
    write, read = (codec := _codec_of(hint, write_value)).write, codec.read
    return _Codec(
        lambda value: None if value is None else write(value),
        lambda tree: None if tree is None else read(tree),
    )


def _sequence(
    make: Callable[[Iterable[Any]], Any], kinds: tuple[type[Iterable[Any]], ...]
) -> _Make:
    """Return what makes the codecs of sequences of any length."""

    def codec_of(arguments: tuple[Any, ...], write_value: _Write) -> _Codec:
        if arguments[1:] not in ((), (Ellipsis,)):
            return _pair(arguments, write_value)
        codec = _codec_of(arguments[0], write_value)

        def write(value: Any) -> list[Any]:
            if not isinstance(value, kinds):
                raise _unwritable("a list", value)
            return [codec.write(each) for each in value]

        return _Codec(write, lambda tree: make(map(codec.read, _list(tree))))

    return codec_of


def _list(tree: Any) -> list[Any]:
    if type(tree) is not list:
        raise _corrupt("a list", tree)
    return tree


def _pair(arguments: tuple[Any, ...], write_value: _Write) -> _Codec:
    """Return the codec of tuples with a type for each place."""
    codecs = [_codec_of(each, write_value) for each in arguments]
    expected = f"a tuple of {len(codecs)}"

    def write(value: Any) -> list[Any]:
        if type(value) is not tuple or len(value) != len(codecs):
            raise _unwritable(expected, value)
        return [codec.write(each) for codec, each in zip(codecs, value, strict=True)]

    def read(tree: Any) -> tuple[Any, ...]:
        if len(_list(tree)) != len(codecs):
            raise _corrupt(expected, tree)
        return tuple(codec.read(each) for codec, each in zip(codecs, tree, strict=True))

    return _Codec(write, read)


def _set(arguments: tuple[Any, ...], write_value: _Write) -> _Codec:
    codec = _codec_of(arguments[0], write_value)

    def write(value: Any) -> list[Any]:
        if not isinstance(value, frozenset):
            raise _unwritable("a frozen set", value)
        return sorted(map(codec.write, value))  # equal sets give equal text

    return _Codec(write, lambda tree: frozenset(map(codec.read, _list(tree))))


def _mapping(arguments: tuple[Any, ...], write_value: _Write) -> _Codec:
    if arguments[1] is Any:
        return _context(write_value)
    codec = _codec_of(arguments[1], write_value)

    def write(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise _unwritable("a mapping", value)
        return {_text_to_tree(key): codec.write(each) for key, each in value.items()}

    def read(tree: Any) -> dict[str, Any]:
        if type(tree) is not dict:
            raise _corrupt("an object", tree)
        return {key: codec.read(each) for key, each in tree.items()}

    return _Codec(write, read)


def _context(write_value: _Write) -> _Codec:
    """Return the codec of values by name, which together are one FEEL context."""

    def write(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _unwritable("a mapping", value)
        return write_value(dict(value))

    def read(tree: Any) -> dict[str, Value]:
        value = from_json(tree)
        if type(value) is not dict:
            raise _corrupt("a context", tree)
        return value

    return _Codec(write, read)


_CONTAINERS: dict[Any, _Make] = {
    Union: _optional,
    UnionType: _optional,
    tuple: _sequence(tuple, (tuple,)),
    list: _sequence(list, (list,)),
    Sequence: _sequence(list, (list, tuple)),  # a text is one too, and never meant as one
    frozenset: _set,
    dict: _mapping,
    Mapping: _mapping,
}


# --- records ------------------------------------------------------------------------------------


def _record(kind: type[Any], write_value: _Write, *, is_complete: bool) -> _Codec:
    """Return the codec of a dataclass.

    Where it is not `is_complete`, a field with a default may be missing from what is read: it was
    added later, and the default says what held before.
    """
    hints = get_type_hints(kind)
    codecs = {each.name: _codec_of(hints[each.name], write_value) for each in fields(kind)}
    return _Codec(_record_writer(kind, codecs), _record_reader(kind, codecs, is_complete))


def _record_writer(kind: type[Any], codecs: Mapping[str, _Codec]) -> Callable[[Any], Any]:
    writers = [(name, codec.write) for name, codec in codecs.items()]

    def write(value: Any) -> dict[str, Any]:
        if type(value) is not kind:
            raise _unwritable(f"a {kind.__name__}", value)
        tree = {}
        name = ""
        try:
            for name, write_field in writers:
                tree[name] = write_field(getattr(value, name))
        except CommandRefused as refused:
            raise _within(refused, kind.__name__, name) from None
        return tree

    return write


def _record_reader(
    kind: type[Any], codecs: Mapping[str, _Codec], is_complete: bool
) -> Callable[[Any], Any]:
    readers = {name: codec.read for name, codec in codecs.items()}
    check = _check_all if is_complete else _check_needed

    def read(tree: Any) -> Any:
        if type(tree) is not dict:
            raise _corrupt("an object", tree, Location((kind.__name__,)))
        if tree.keys() != readers.keys():
            check(kind, tree.keys())
        values = {}
        name = ""
        try:
            for name, item in tree.items():
                values[name] = readers[name](item)
        except StoreError as fault:
            raise _within(fault, kind.__name__, name) from None
        return kind(**values)

    return read


def _check_all(kind: type[Any], names: AbstractSet[str]) -> NoReturn:
    different = sorted(names ^ {each.name for each in fields(kind)})
    raise _other_snapshot(kind.__name__, f"it has other fields: {ascii(different)[:200]}")


def _check_needed(kind: type[Any], names: AbstractSet[str]) -> None:
    location = Location((kind.__name__,))
    for each in fields(kind):
        has_default = each.default is not MISSING or each.default_factory is not MISSING
        if each.name not in names and not has_default:
            raise _corrupt(f"a field {each.name!r}", None, location)
    unknown = sorted(names - {each.name for each in fields(kind)})
    if unknown:
        message = f"the event has fields this program does not know: {ascii(unknown)[:200]}"
        hint = "use the release that wrote it, or a later one"
        raise StoreError("NEWER_EVENT", message, location, hint)


def _write_natural(value: Any) -> Any:
    return to_json(checked(value))


_EVENT_CODECS = {name: _record(kind, to_json, is_complete=False) for name, kind in EVENTS.items()}
_COMMAND_CODECS = {
    name: _record(kind, _write_natural, is_complete=True) for name, kind in COMMANDS.items()
}
_STATE_CODEC = _record(CaseState, to_json, is_complete=True)
