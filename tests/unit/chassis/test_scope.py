"""How far a permission reaches: deny unless allowed (NX-15, NX-16, N15)."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.access import Principal, Reach, Scope, scope
from chassis.access.principal import Grant, strongest, whole
from chassis.errors import Forbidden


def somebody(**permissions: Grant) -> Principal:
    return Principal("me", "me@example.com", "Me", ("Sellers",), permissions=permissions)


@pytest.mark.req("NX-16", "N15")
@pytest.mark.parametrize(
    ("grant", "reach"),
    [("own", Reach.OWN), ("all", Reach.ALL), (True, Reach.ALL), (False, Reach.NONE), ("everything", Reach.NONE)],
)
def test_a_grant_reaches_as_far_as_it_says_and_no_farther(grant: Grant, reach: Reach) -> None:
    assert scope(somebody(read=grant), "read") == Scope(reach, "me")


@pytest.mark.req("NX-16")
def test_what_is_not_granted_is_denied() -> None:
    assert scope(somebody(), "read").reach is Reach.NONE
    assert not somebody().may("read")
    with pytest.raises(Forbidden, match="read"):
        somebody(write=True).require("read")


@pytest.mark.req("N15")
@pytest.mark.parametrize("grant", ["own", False])
def test_what_shows_everything_is_for_those_whose_permission_reaches_all(grant: Grant) -> None:
    assert whole(somebody(read="all"), "read") == Scope(Reach.ALL, "me")
    with pytest.raises(Forbidden, match="read is needed for all records"):
        whole(somebody(read=grant), "read")


@pytest.mark.parametrize("grant", ["own", "all", True])
def test_whoever_has_a_permission_in_any_reach_may(grant: Grant) -> None:
    somebody(read=grant).require("read")


GRANTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from([True, False, "own", "all"]))


@pytest.mark.req("NX-15")
@given(st.lists(GRANTS, max_size=3))
def test_groups_together_reach_as_far_as_the_one_that_reaches_farthest(groups: list[dict[str, Grant]]) -> None:
    order = [Reach.NONE, Reach.OWN, Reach.ALL]
    for name in "abc":
        each = [order.index(scope(somebody(**group), name).reach) for group in groups]
        together = order.index(scope(somebody(**strongest(groups)), name).reach)
        assert together == max(each, default=0)


def test_the_order_of_groups_does_not_matter() -> None:
    groups: list[dict[str, Grant]] = [{"read": "own"}, {"read": "all"}, {"read": False}]
    assert {strongest(order)["read"] for order in permutations(groups)} == {"all"}
