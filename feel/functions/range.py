"""The range functions: how points and ranges lie to each other, in the forms the standard lists.

A point is any value of an ordered kind; what a relation means is in `feel.ranges`.
Source: DMN 1.5, 10.3.4, range functions
"""

from dataclasses import dataclass

from feel import ranges
from feel.feel_types import ANY_RANGE, FeelType
from feel.functions.builtin import Form, Parameter, family
from feel.values import Value, is_ordered


@dataclass(frozen=True, slots=True)
class _PointType(FeelType):
    """Values that can lie before or after another."""

    @property
    def name(self) -> str:
        """The standard's word for such an argument."""
        return "point"

    def has_instance(self, value: Value) -> bool:
        """Tell whether the value is of an ordered kind."""
        return is_ordered(value)


_POINT = _PointType()


def _forms(relation: ranges.Relation, *pairs: str) -> tuple[Form, ...]:
    return tuple(Form(tuple(map(_parameter, pair.split(", "))), relation) for pair in pairs)


def _parameter(name: str) -> Parameter:
    return Parameter(name, ANY_RANGE if name.startswith("range") else _POINT)


_POINTS = "point1, point2"
_POINT_RANGE = "point, range"
_RANGE_POINT = "range, point"
_RANGES = "range1, range2"

FUNCTIONS = family(
    ("before", *_forms(ranges.before, _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES)),
    ("after", *_forms(ranges.after, _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES)),
    ("meets", *_forms(ranges.meets, _RANGES)),
    ("met by", *_forms(ranges.met_by, _RANGES)),
    ("overlaps", *_forms(ranges.overlaps, _RANGES)),
    ("overlaps before", *_forms(ranges.overlaps_before, _RANGES)),
    ("overlaps after", *_forms(ranges.overlaps_after, _RANGES)),
    ("finishes", *_forms(ranges.finishes, _POINT_RANGE, _RANGES)),
    ("finished by", *_forms(ranges.finished_by, _RANGE_POINT, _RANGES)),
    ("includes", *_forms(ranges.includes, _RANGE_POINT, _RANGES)),
    ("during", *_forms(ranges.during, _POINT_RANGE, _RANGES)),
    ("starts", *_forms(ranges.starts, _POINT_RANGE, _RANGES)),
    ("started by", *_forms(ranges.started_by, _RANGE_POINT, _RANGES)),
    ("coincides", *_forms(ranges.coincides, _POINTS, _RANGES)),
)
