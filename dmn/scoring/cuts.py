"""The end points of a column of numbers, and the class that every value of an Arrow column is in.

The one rule: a class is that of the exact decimal. Integers and floats are compared as what they
are, with cuts of their own type: the least value that reaches an end point and the least beyond it.
So the class of a value is how many cuts it reaches, and no value becomes a Decimal.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from feel.values import NUMBERS

__all__ = ["NULL", "UNSURE", "Classes", "Cuts"]

NULL = -1
"""The class of null: no value, NaN, no text but blanks."""

UNSURE = -2
"""The class of what must be read by itself: infinity, and text that is no short plain number."""

Classes: TypeAlias = npt.NDArray[np.int32]
"""The class of each row: 2i is the gap before end point i, 2i + 1 the point itself."""

_Values: TypeAlias = npt.NDArray[Any]
_Mask: TypeAlias = npt.NDArray[np.bool_]

_EXACT_DIGITS = 15
_FAR = 290  # powers of ten, where floats of 64 bits have all their digits
_FEW = 64  # so many cuts are compared one by one sooner than searched
_AT_ONCE = 16_384  # values that stay in the processor's cache while they are compared


class Cuts:
    """The distinct end points of one column of numbers, in order, and the classes between them."""

    __slots__ = ("_cuts", "_points", "count")

    def __init__(self, points: Sequence[Decimal]) -> None:
        self._points = sorted(set(points))
        self._cuts: dict[tuple[str, int], _Values] = {}
        self.count = 2 * len(self._points) + 1

    def place(self, value: Decimal) -> int:
        """Return the class of a finite number."""
        position = bisect_left(self._points, value)
        exact = position < len(self._points) and self._points[position] == value
        return 2 * position + exact

    def of_numbers(self, array: pa.Array) -> Classes:
        """Return the classes of integers, floats or decimals; a float is its shortest text.

        Null: null and NaN are NULL. UNSURE: infinity, and decimals FEEL would round.
        """
        if pa.types.is_floating(array.type):
            classes = self._of_floats(_values(array))
        elif pa.types.is_integer(array.type):
            classes = self._of_integers(_values(array))
        elif (unscaled := _unscaled(array)) is not None:
            classes = self._of_integers(unscaled, array.type.scale)
        else:
            classes = self._of_distinct(array)
        return _with_nulls(classes, array)

    def of_text(self, array: pa.Array) -> Classes:
        """Return the classes of numbers in text, as fields of a CSV file hold them.

        Null: null, empty and blank text are NULL. UNSURE: text with a sign +, an exponent, more
        than 15 digits, blanks around it, many blanks, and text that is no number.
        """
        if len(array) == 0:
            return np.empty(0, np.int32)
        values, regular, blank = _Text(array).read()
        # decimals of 15 digits and floats are one to one: the cuts of floats are exact for them
        classes = self._of_floats(values)
        if not regular.all():
            classes[~regular] = UNSURE
            classes[blank] = NULL
        return _with_nulls(classes, array)

    def _of_floats(self, values: _Values) -> Classes:
        cuts = self._cuts_of(values.dtype, 0, _float_cuts)
        classes = _reached(cuts, values)
        finite = np.isfinite(values)
        if not finite.all():
            classes[~finite] = UNSURE
            classes[np.isnan(values)] = NULL
        return classes

    def _of_integers(self, values: _Values, scale: int = 0) -> Classes:
        return _reached(self._cuts_of(values.dtype, scale, _integer_cuts), values)

    def _of_distinct(self, array: pa.Array) -> Classes:
        encoded = array.dictionary_encode()
        places = [self._place_unrounded(value) for value in encoded.dictionary.to_pylist()]
        codes = pc.fill_null(encoded.indices, 0).to_numpy()
        classes: Classes = np.array(places or [NULL], np.int32)[codes]
        return classes

    def _place_unrounded(self, value: Decimal) -> int:
        return self.place(value) if NUMBERS.plus(value) == value else UNSURE

    def _cuts_of(
        self,
        kind: np.dtype[Any],
        scale: int,
        make: Callable[[Decimal, np.dtype[Any]], Iterable[Any]],
    ) -> _Values:
        known = self._cuts.get((kind.str, scale))
        if known is None:
            points = (_scaled(point, scale) for point in self._points)
            cuts = [cut for point in points for cut in make(point, kind)]
            known = self._cuts[kind.str, scale] = np.array(cuts, kind)
        return known


# --- cuts: two for each end point, unless no value of the type reaches them -----------------------


def _integer_cuts(point: Decimal, kind: np.dtype[Any]) -> Iterator[int]:
    least, most = np.iinfo(kind).min, np.iinfo(kind).max
    if point <= most:
        yield max(math.ceil(point), least)
        if point < most:
            yield max(math.floor(point) + 1, least)


def _float_cuts(point: Decimal, kind: np.dtype[Any]) -> tuple[Any, Any]:
    """Return the least float whose decimal reaches a point, and the least beyond; perhaps infinity.

    What is below the point in 64 bits is so however it is rounded to fewer; few steps are left.
    """
    if kind == np.float64 and _is_short(point):
        cut = float(point)
        return cut, math.nextafter(cut, math.inf)
    up = kind.type(math.inf)
    with np.errstate(all="ignore"):
        below = math.nextafter(float(point), -math.inf)
        cut = kind.type(below)
        while (decimal := Decimal(str(cut))) < point:
            cut = np.nextafter(cut, up)
        return cut, np.nextafter(cut, up) if decimal == point else cut


def _is_short(point: Decimal) -> bool:
    """Tell whether a point is the shortest decimal of its float, which 15 digits always are."""
    return len(point.as_tuple().digits) <= _EXACT_DIGITS and (
        not point or -_FAR < point.adjusted() < _FAR
    )


def _scaled(point: Decimal, scale: int) -> Decimal:
    """Return a number times a power of ten, exactly: a context would round."""
    sign, digits, exponent = point.as_tuple()
    return Decimal((sign, digits, int(exponent) + scale)) if scale else point


def _reached(cuts: _Values, values: _Values) -> Classes:
    """Return how many cuts each value reaches."""
    if len(cuts) > _FEW:
        return cuts.searchsorted(values, side="right").astype(np.int32)
    counts = np.zeros(len(values), np.uint8)
    for start in range(0, len(values), _AT_ONCE):
        part, count = values[start : start + _AT_ONCE], counts[start : start + _AT_ONCE]
        for cut in cuts:
            count += part >= cut
    return counts.astype(np.int32)


# --- columns --------------------------------------------------------------------------------------


def _values(array: pa.Array, kind: Any = None, width: int = 1) -> _Values:
    """Return the values as they are in memory; what is there for a null means nothing."""
    if len(array) == 0:
        return np.empty(0, kind or array.type.to_pandas_dtype())
    held = np.frombuffer(array.buffers()[1], kind or array.type.to_pandas_dtype())
    return held[array.offset * width : (array.offset + len(array)) * width]


def _unscaled(array: pa.Array) -> _Values | None:
    """Return decimals without their scale, if 64 bits hold each of them."""
    if not pa.types.is_decimal128(array.type):
        return None
    words = _values(array, np.int64, 2)
    low, high = words[::2], words[1::2]
    return low.copy() if bool((high == low >> 63).all()) else None


def _with_nulls(classes: Classes, array: pa.Array) -> Classes:
    if array.null_count:
        classes[array.is_null().to_numpy(zero_copy_only=False)] = NULL
    return classes


_LONGEST = 17  # characters of a plain number: 15 digits, a sign and a point
_MOST_DIGITS = 15
_MINUS_SIGN, _NINE = b"-9"  # between them are point, digits and the slash, which no cast takes
# what a byte counts for in the sum of a field, five bits for each kind
_DIGIT, _POINT, _MINUS, _BLANK, _OTHER = (1 << shift for shift in (0, 5, 10, 15, 20))
_WEIGHTS = np.full(256, _OTHER, np.uint32)
_WEIGHTS[list(b"0123456789")] = _DIGIT
_WEIGHTS[list(b".")] = _POINT
_WEIGHTS[list(b"-")] = _MINUS
_WEIGHTS[list(b" \t\r\n")] = _BLANK


class _Text:
    """A column of text as its bytes, and where in them each field begins and ends."""

    def __init__(self, array: pa.Array) -> None:
        kind = np.int64 if pa.types.is_large_string(array.type) else np.int32
        self.array = array
        held = np.frombuffer(array.buffers()[1], kind)
        self.offsets = held[array.offset : array.offset + len(array) + 1]
        self.lengths = np.diff(self.offsets)
        data = array.buffers()[2]
        everything = np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)
        self.data = everything[self.offsets[0] : self.offsets[-1]]

    def read(self) -> tuple[_Values, _Mask, _Mask]:
        """Return the numbers, which fields are short plain ones, and which are empty or blank.

        What is in a null's place means nothing.
        """
        if self._looks_plain():
            empty = self.lengths == 0
            try:
                return self._values(~empty), ~empty, empty
            except pa.ArrowInvalid:  # the right characters in a wrong order, as in a date
                pass
        regular, blank = self._forms()
        return self._values(regular), regular, blank

    def _looks_plain(self) -> bool:
        """Tell whether all fields are short, and made of minuses, points, digits and slashes."""
        characters = self.data - np.uint8(_MINUS_SIGN)
        return bool(
            self.lengths.max() <= _MOST_DIGITS and (characters <= _NINE - _MINUS_SIGN).all()
        )

    def _forms(self) -> tuple[_Mask, _Mask]:
        """Return which fields are short plain numbers, and which are empty or blank.

        A sum over its bytes tells how many of each kind a field has.
        """
        sums = np.zeros(len(self.data) + 1, np.uint32)
        np.cumsum(_WEIGHTS[self.data], dtype=np.uint32, out=sums[1:])
        at_offset = sums[self.offsets - self.offsets[0]]
        counts = at_offset[1:] - at_offset[:-1]
        short = self.lengths <= _LONGEST
        blank = short & (counts == self.lengths.astype(np.uint32) * _BLANK)
        digits, points, others = counts & 31, counts >> 5 & 31, counts >> 10
        plain = (digits > 0) & (digits <= _MOST_DIGITS) & (points <= 1) & (others <= self._minus())
        return short & plain, blank

    def _minus(self) -> _Mask:
        """Return which fields begin with a minus, the one place where it may be."""
        padded = np.append(self.data, np.uint8(0))
        is_minus: _Mask = padded[self.offsets[:-1] - self.offsets[0]] == _MINUS_SIGN
        return is_minus

    def _values(self, regular: _Mask) -> _Values:
        """Return the numbers of the regular fields, anything for the others."""
        array, validity = self.array, None
        if not regular.all():
            skipped = np.zeros(array.offset, np.bool_)
            validity = pa.py_buffer(np.packbits(np.append(skipped, regular), bitorder="little"))
        buffers = [validity, *array.buffers()[1:]]
        text = pa.Array.from_buffers(array.type, len(array), buffers, -1, array.offset)
        return _values(pc.fill_null(text.cast(pa.float64()), 0.0))
