"""The wheels stay fair, whoever comes and goes."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.domain.facts import StaffFact
from assignment.domain.wheel import Wheel, next_after, turn, turn_weighted

STAYING = ("b", "d", "f")
COMING_AND_GOING = ("a", "c", "e", "g")
rounds = st.lists(st.sets(st.sampled_from(COMING_AND_GOING)), min_size=1, max_size=120)


@pytest.mark.req("N7", "O14")
@given(rounds)
def test_round_robin_counts_of_people_who_stay_never_differ_by_more_than_one(visitors: list[set[str]]) -> None:
    wheel, counts = Wheel(), Counter(dict.fromkeys(STAYING, 0))
    for visiting in visitors:
        eligible = [StaffFact(name) for name in sorted({*STAYING, *visiting})]
        chosen = next_after(wheel.last, eligible)
        wheel = turn(wheel, chosen)
        if chosen.id in STAYING:
            counts[chosen.id] += 1
        assert max(counts.values()) - min(counts.values()) <= 1
    assert wheel.turns == len(visitors)


@pytest.mark.req("N7")
@given(rounds, st.lists(st.integers(1, 9), min_size=7, max_size=7))
def test_weighted_shares_of_people_who_stay_differ_by_one_turn_at_most(
    visitors: list[set[str]], weights: list[int]
) -> None:
    weight = dict(zip("abcdefg", weights, strict=True))
    wheel, counts = Wheel(), Counter(dict.fromkeys(STAYING, 0))
    for visiting in visitors:
        eligible = [StaffFact(name, weight=weight[name]) for name in sorted({*STAYING, *visiting})]
        chosen, wheel = turn_weighted(wheel, eligible)
        counts[chosen.id] += 1
        for one in STAYING:
            for other in STAYING:
                gap = Fraction(counts[one], weight[one]) - Fraction(counts[other], weight[other])
                assert abs(gap) <= Fraction(1, min(weight[one], weight[other])) + Fraction(1, 10**6)
    assert wheel.turns == len(visitors)


@pytest.mark.req("N7")
def test_who_comes_back_has_no_claim_to_the_turns_of_his_absence() -> None:
    a, b = StaffFact("a"), StaffFact("b")
    wheel = Wheel()
    _, wheel = turn_weighted(wheel, [a, b])
    for _ in range(50):
        _, wheel = turn_weighted(wheel, [a])
    order = []
    for _ in range(10):
        chosen, wheel = turn_weighted(wheel, [a, b])
        order.append(chosen.id)
    assert all(one != next_one for one, next_one in pairwise(order))


@pytest.mark.req("N7")
def test_who_is_new_has_no_claim_to_the_turns_before_he_came() -> None:
    a, b = StaffFact("a"), StaffFact("b")
    wheel = Wheel()
    for _ in range(50):
        _, wheel = turn_weighted(wheel, [a])
    order = []
    for _ in range(10):
        chosen, wheel = turn_weighted(wheel, [a, b])
        order.append(chosen.id)
    assert order == ["b", "a"] * 5


@pytest.mark.req("O14")
def test_a_wheel_whose_last_person_left_goes_on_behind_his_place() -> None:
    left = [StaffFact("a"), StaffFact("c")]
    assert next_after("b", left).id == "c"
    assert next_after("c", left).id == "a"
    assert next_after(None, left).id == "a"


@pytest.mark.req("O14")
def test_a_turn_leaves_the_wheel_that_was_passed_in_as_it_was() -> None:
    before = Wheel(due={"a": 7})
    turn_weighted(before, [StaffFact("a"), StaffFact("b")])
    turn(before, StaffFact("a"))
    assert before == Wheel(due={"a": 7})
