"""What is told of a record and what a replica has of it."""

from decimal import Decimal
from typing import Any

import pytest

from chassis.replicas import Difference, Found, difference

TOLD: dict[str, Any] = {"_id": "c1", "version": 3, "discount": Decimal(5), "contact": {"name": "Ana", "phone": None}}

pytestmark = pytest.mark.req("N5")


@pytest.mark.parametrize(
    "kept",
    [
        TOLD,
        TOLD | {"version": 2},
        TOLD | {"version": 4, "discount": Decimal(9)},
        TOLD | {"discount": Decimal("5.0"), "mine": 1},
        {"_id": "c1", "version": 3, "discount": Decimal(5), "contact": {"name": "Ana"}},
    ],
    ids=["equal", "older and says the same", "newer", "with a field of its own", "from before a field was there"],
)
def test_a_replica_that_says_the_same_is_the_same(kept: dict[str, Any]) -> None:
    assert difference(kept, TOLD) == Difference(Found.SAME)


def test_what_differs_is_named_without_its_value() -> None:
    kept = TOLD | {"discount": Decimal(9), "contact": {"name": "Eva", "phone": None}}
    assert difference(kept, TOLD) == Difference(Found.DIFFERENT, ("contact.name", "discount"))
    assert difference(kept | {"version": 1}, TOLD) == Difference(Found.BEHIND, ("contact.name", "discount"))
    assert difference(None, TOLD) == Difference(Found.MISSING)


def test_what_cannot_be_told_exactly_is_not_asked() -> None:
    assert difference(TOLD | {"discount": None}, TOLD, ignoring=("discount",)) == Difference(Found.SAME)


def test_tuples_are_kept_as_lists() -> None:
    assert difference({"version": 1, "groups": ["a"]}, {"version": 1, "groups": ("a",)}) == Difference(Found.SAME)
