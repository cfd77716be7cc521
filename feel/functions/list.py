"""The list functions: searching, counting, aggregating, cutting and joining lists.

Rule: a list is never changed, and its size is checked before it is made. Items are the same where
FEEL's `=` gives true; so null is the same as null, and 1 the same as 1.0.
Source: DMN 1.5, 10.3.4.4
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from decimal import Decimal
from functools import reduce, wraps
from itertools import chain

from feel.functions.builtin import Form, expect_all, family, form, wrong
from feel.scope import ITEMS_PER_STEP, Run
from feel.values import (
    NUMBERS,
    Function,
    Value,
    compare,
    described,
    equal,
    finite,
    is_ordered,
    order_keys,
)


def _work(run: Run, size: int) -> None:
    run.step(size // ITEMS_PER_STEP)


def _room(run: Run, size: int) -> None:
    run.check_list_size(size)
    _work(run, size)


# --- searching ------------------------------------------------------------------------------------


def _search(run: Run, items: list[Value], element: Value) -> None:
    """Count the work of comparing every item with an element."""
    if type(element) is list or type(element) is dict:
        run.weigh(items)
        run.step(len(items))
    else:
        _work(run, len(items))


def _list_contains(run: Run, items: list[Value], element: Value) -> bool:
    """Tell whether an item equals the element, which may be null."""
    _search(run, items, element)
    return any(equal(item, element) is True for item in items)


def _index_of(run: Run, items: list[Value], match: Value) -> list[Value]:
    """Return the positions, from 1, of the items that equal the match."""
    _search(run, items, match)
    return [
        Decimal(position)
        for position, item in enumerate(items, start=1)
        if equal(item, match) is True
    ]


def _distinct_values(run: Run, items: list[Value]) -> list[Value]:
    """Return the items without repetitions, each at its first place."""
    return list(_distinct(run, items))


def _union(run: Run, first: list[Value], rest: list[list[Value]]) -> list[Value]:
    """Return the items of all the lists without repetitions."""
    return list(_distinct(run, _concatenate(run, first, rest)))


def _distinct(run: Run, items: list[Value]) -> Iterator[Value]:
    run.weigh(items)
    buckets: dict[Hashable, list[Value]] = {}
    for item in items:
        bucket = buckets.setdefault(_bucket(run, item), [])
        if not _is_among(run, item, bucket):
            bucket.append(item)
            yield item


def _bucket(run: Run, value: Value) -> Hashable:
    """Return a key that equal values share, so that only values sharing it need be compared."""
    kind = type(value)
    if is_ordered(value):
        return kind, order_keys(value, value)[0]
    if kind is list:
        run.step(len(value))
        return kind, tuple(_bucket(run, item) for item in value)
    if kind is dict:
        run.step(len(value))
        return kind, frozenset((key, _bucket(run, item)) for key, item in value.items())
    return kind, value if kind is bool else None


def _is_among(run: Run, value: Value, others: list[Value]) -> bool:
    run.step(len(others))
    return any(equal(value, other) is True for other in others)


# --- aggregating ----------------------------------------------------------------------------------


def _count(_run: Run, items: list[Value]) -> Decimal:
    """Return how many items there are, null included."""
    return Decimal(len(items))


def _min(items: list[Value]) -> Value:
    """Return the least item.

    Null: of no items.
    Errors: no order.
    """
    return _extreme("min", items, -1)


def _max(items: list[Value]) -> Value:
    """Return the greatest item.

    Null: of no items.
    Errors: no order.
    """
    return _extreme("max", items, 1)


def _extreme(function: str, items: list[Value], wanted: int) -> Value:
    if not items:
        return None
    if not is_ordered(items[0]):
        raise wrong(function, f"{described(items[0])} has no order", "give items that have one")
    return reduce(lambda best, item: item if compare(item, best) == wanted else best, items)


def _sum(numbers: list[Decimal]) -> Value:
    """Return the sum.

    Null: of no numbers.
    """
    _expect_numbers("sum", numbers)
    return _total(numbers) if numbers else None


def _product(numbers: list[Decimal]) -> Value:
    """Return the product.

    Errors: no numbers.
    """
    _expect_numbers("product", numbers, at_least=1)
    return finite(reduce(NUMBERS.multiply, numbers))


def _mean(numbers: list[Decimal]) -> Value:
    """Return the arithmetic mean.

    Null: of no numbers.
    """
    _expect_numbers("mean", numbers)
    return _average(numbers) if numbers else None


def _median(numbers: list[Decimal]) -> Value:
    """Return the middle number, or the mean of the two middle ones.

    Null: of no numbers.
    """
    _expect_numbers("median", numbers)
    if not numbers:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _average(ordered[middle - 1 : middle + 1])


def _stddev(numbers: list[Decimal]) -> Value:
    """Return the standard deviation of a sample.

    Errors: one number or none.
    """
    _expect_numbers("stddev", numbers, at_least=2)
    average = _average(numbers)
    deviations = [NUMBERS.subtract(number, average) for number in numbers]
    squares = (NUMBERS.multiply(deviation, deviation) for deviation in deviations)
    variance = NUMBERS.divide(_total(squares), Decimal(len(numbers) - 1))
    return finite(NUMBERS.sqrt(variance))


def _mode(numbers: list[Decimal]) -> list[Value]:
    """Return the most frequent numbers in ascending order."""
    _expect_numbers("mode", numbers)
    counts = Counter(numbers)
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


def _all(booleans: list[bool | None]) -> bool | None:
    """Tell whether no item is false; of no items it is true.

    Null: an item is null and none is false.
    """
    if False in booleans:
        return False
    return None if None in booleans else True


def _any(booleans: list[bool | None]) -> bool | None:
    """Tell whether an item is true; of no items it is false.

    Null: an item is null and none is true.
    """
    if True in booleans:
        return True
    return None if None in booleans else False


def _expect_numbers(function: str, numbers: list[Decimal], at_least: int = 0) -> None:
    expect_all(function, numbers, Decimal, "number")
    if len(numbers) < at_least:
        raise wrong(
            function, f"{len(numbers)} numbers are too few", f"give {at_least} numbers or more"
        )


def _total(numbers: Iterable[Decimal]) -> Decimal:
    return finite(reduce(NUMBERS.add, numbers))


def _average(numbers: list[Decimal]) -> Decimal:
    return finite(NUMBERS.divide(_total(numbers), Decimal(len(numbers))))


# --- cutting and joining --------------------------------------------------------------------------


def _sublist(
    run: Run, items: list[Value], start_position: Decimal, length: Decimal | None = None
) -> list[Value]:
    """Return the items from a position on, all or so many of them.

    Positions count from 1, or from -1 at the end.
    Errors: a position the list does not have, or a length below 1 or beyond its end.
    """
    start = _index("sublist", items, start_position)
    available = len(items) - start
    count = available if length is None else int(length)
    if not 1 <= count <= available:
        raise wrong("sublist", f"the length {length} is impossible", f"give 1 to {available}")
    _room(run, count)
    return items[start : start + count]


def _append_one(run: Run, items: list[Value], item: Value) -> list[Value]:
    """Return the list with the item, also if it is a list, at its end."""
    return _append(run, items, [item])


def _append(run: Run, items: list[Value], more: list[Value]) -> list[Value]:
    """Return the list with the items at its end."""
    _room(run, len(items) + len(more))
    return items + more


def _concatenate(run: Run, first: list[Value], rest: list[list[Value]]) -> list[Value]:
    """Return one list of the items of all the lists."""
    _room(run, len(first) + sum(map(len, rest)))
    return list(chain(first, *rest))


def _insert_before(run: Run, items: list[Value], position: Decimal, new_item: Value) -> list[Value]:
    """Return the list with the new item before the one at a position.

    Errors: a position the list does not have.
    """
    index = _index("insert before", items, position)
    _room(run, len(items) + 1)
    return [*items[:index], new_item, *items[index:]]


def _remove(run: Run, items: list[Value], position: Decimal) -> list[Value]:
    """Return the list without the item at a position.

    Errors: a position the list does not have.
    """
    index = _index("remove", items, position)
    _room(run, len(items))
    return items[:index] + items[index + 1 :]


def _replace_at(run: Run, items: list[Value], position: Decimal, new_item: Value) -> list[Value]:
    """Return the list with the new item instead of the one at a position.

    Errors: a position the list does not have.
    """
    index = _index("list replace", items, position)
    _room(run, len(items))
    return [*items[:index], new_item, *items[index + 1 :]]


def _replace_matches(run: Run, items: list[Value], match: Function, new_item: Value) -> list[Value]:
    """Return the list with the new item instead of each for which `match(item, newItem)` is true.

    Errors: a function that does not take two arguments, or gives anything but a boolean.
    """
    if match.arity not in {2, None}:
        raise wrong(
            "list replace",
            f"'match' takes {match.arity} arguments",
            "give a function of item and new item",
        )
    run.step(len(items))
    return [new_item if _matches(run, match, item, new_item) else item for item in items]


def _matches(run: Run, match: Function, item: Value, new_item: Value) -> bool:
    answer = match.call(run, [item, new_item])
    if type(answer) is not bool:
        raise wrong("list replace", f"'match' gave {described(answer)}", "give a boolean function")
    return answer


def _reverse(run: Run, items: list[Value]) -> list[Value]:
    """Return the items from the last to the first."""
    _room(run, len(items))
    return items[::-1]


def _flatten(run: Run, items: list[Value]) -> list[Value]:
    """Return one list of all that is not a list, at any depth."""
    flat: list[Value] = []
    pending = [iter(items)]
    while pending:
        for item in pending[-1]:
            if type(item) is list:
                run.step()  # one list may occur many times: empty ones add work and no size
                pending.append(iter(item))
                break
            run.check_list_size(len(flat) + 1)
            flat.append(item)
        else:
            pending.pop()
    _work(run, len(flat))
    return flat


def _index(function: str, items: list[Value], position: Decimal) -> int:
    """Return the index of a position that counts from 1, or from -1 at the end."""
    index = int(position)
    if index == 0 or abs(index) > len(items):
        raise wrong(
            function,
            f"a list of {len(items)} has no position {position}",
            "positions count from 1, or from -1 at the end",
        )
    return index - 1 if index > 0 else index + len(items)


# --- declarations ---------------------------------------------------------------------------------


def _list_or_values(item: str, letter: str, body: Callable[..., Value]) -> tuple[Form, Form]:
    """Return the forms of a function of one list, or of two values or more."""

    @wraps(body)
    def of_values(first: Value, second: Value, rest: list[Value]) -> Value:
        return body([first, second, *rest])

    values = f"{letter}1: {item}, {letter}2: {item}, {letter}*: {item}"
    return form(f"list: list<{item.removesuffix('|null')}>", body), form(values, of_values)


def _in_run(signature: str, body: Callable[..., Value]) -> Form:
    return form(signature, body, needs_run=True)


_BOOLEAN = "boolean|null"

FUNCTIONS = family(
    ("list contains", _in_run("list: list, element: Any", _list_contains)),
    ("count", _in_run("list: list", _count)),
    ("min", *_list_or_values("Any", "c", _min)),
    ("max", *_list_or_values("Any", "c", _max)),
    ("sum", *_list_or_values("number", "n", _sum)),
    ("mean", *_list_or_values("number", "n", _mean)),
    ("all", *_list_or_values(_BOOLEAN, "b", _all)),
    ("any", *_list_or_values(_BOOLEAN, "b", _any)),
    ("sublist", _in_run("list: list, start position: number, length?: number", _sublist)),
    (
        "append",
        _in_run("list: list, item: Any", _append_one),
        _in_run("list: list, item*: Any", _append),
    ),
    ("concatenate", _in_run("list: list, lists*: list", _concatenate)),
    ("insert before", _in_run("list: list, position: number, newItem: Any", _insert_before)),
    ("remove", _in_run("list: list, position: number", _remove)),
    (
        "list replace",
        _in_run("list: list, position: number, newItem: Any", _replace_at),
        _in_run("list: list, match: function, newItem: Any", _replace_matches),
    ),
    ("reverse", _in_run("list: list", _reverse)),
    ("index of", _in_run("list: list, match: Any", _index_of)),
    ("union", _in_run("list: list, lists*: list", _union)),
    ("distinct values", _in_run("list: list", _distinct_values)),
    ("flatten", _in_run("list: list", _flatten)),
    ("product", *_list_or_values("number", "n", _product)),
    ("median", *_list_or_values("number", "n", _median)),
    ("stddev", *_list_or_values("number", "n", _stddev)),
    ("mode", *_list_or_values("number", "n", _mode)),
)
