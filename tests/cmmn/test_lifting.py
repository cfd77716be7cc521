import pytest

from cmmn.errors import StoreError
from cmmn.events import EVENTS, SCHEMA
from cmmn.lifting import STEPS, lift


def _renamed(fields):
    return "PlanItemTransitioned", fields


def _split(fields):
    item, number = fields["instance"].split("-")
    return "PlanItemTransitioned", {**fields, "instance": f"{item}#{number}"}


# a made-up history: in schema 2 the event got its name, in schema 4 instances got their '#'
STEPS_MADE_UP = {("ItemMoved", 1): _renamed, ("PlanItemTransitioned", 3): _split}


@pytest.mark.parametrize(
    ("kind", "schema", "fields", "lifted"),
    [
        ("ItemMoved", 1, {"instance": "A-2"}, ("PlanItemTransitioned", {"instance": "A#2"})),
        ("PlanItemTransitioned", 2, {"instance": "A-2"},
         ("PlanItemTransitioned", {"instance": "A#2"})),
        ("PlanItemTransitioned", 4, {"instance": "A#2"},
         ("PlanItemTransitioned", {"instance": "A#2"})),
        ("RoleAssigned", 1, {"role": "r"}, ("RoleAssigned", {"role": "r"})),
    ],
)  # fmt: skip
def test_an_older_event_is_lifted_step_by_step(kind, schema, fields, lifted):
    before = dict(fields)
    assert lift(kind, schema, fields, STEPS_MADE_UP, newest=4) == lifted
    assert fields == before


@pytest.mark.parametrize(
    ("schema", "code"), [(SCHEMA + 1, "NEWER_EVENT"), (0, "CORRUPT_RECORD"), (-1, "CORRUPT_RECORD")]
)
def test_a_schema_out_of_range_is_a_store_error(schema, code):
    with pytest.raises(StoreError) as fault:
        lift("RoleAssigned", schema, {})
    assert (fault.value.code, fault.value.location.path) == (code, ("RoleAssigned",))


def test_steps_start_below_the_newest_schema_and_every_event_of_today_stays_as_it_is():
    assert all(1 <= schema < SCHEMA for _, schema in STEPS)
    assert [lift(kind, SCHEMA, {}) for kind in EVENTS] == [(kind, {}) for kind in EVENTS]
