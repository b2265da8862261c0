"""Who is missing, and what is at stake."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.unit.assignment.company import M1, M2, M3, NOW, K, away, gone, off_duty

from assignment.domain.facts import Roster
from assignment.domain.stale import Missing, Stake, StaleCustomer, WhyMissing, at_risk, by_age, by_spending, missing


@pytest.mark.req("N10")
def test_who_is_inactive_or_absent_is_missing_and_who_went_home_is_not() -> None:
    left = replace(gone(M1), inactive_since=NOW - timedelta(days=3))
    found = missing(Roster(1, [left, away(M2, cover="K"), off_duty(M3), K]), NOW)
    assert found == {
        "M1": Missing("M1", WhyMissing.INACTIVE, NOW - timedelta(days=3)),
        "M2": Missing("M2", WhyMissing.AWAY, NOW - timedelta(days=1), NOW + timedelta(days=7), "K"),
    }
    assert missing(Roster(1, [gone(away(M1)), away(M2, cover="M1")]), NOW)["M2"].cover_id is None


LONG, SHORT = Missing("M1", WhyMissing.INACTIVE, NOW - timedelta(days=9)), Missing("M2", WhyMissing.AWAY, NOW)
CUSTOMERS = [
    StaleCustomer("c1", SHORT, Stake(1, {"EUR": Decimal("10.00"), "RON": Decimal("5.00")})),
    StaleCustomer("c2", LONG),
    StaleCustomer("c3", SHORT, Stake(2, {"EUR": Decimal("20.00")})),
]


@pytest.mark.req("N10")
def test_they_are_ranked_by_age_or_by_what_they_spent_in_a_currency() -> None:
    def ids(found: list[StaleCustomer]) -> list[str]:
        return [customer.customer_id for customer in found]

    assert ids(sorted(CUSTOMERS, key=by_age)) == ["c2", "c1", "c3"]
    assert ids(sorted(CUSTOMERS, key=lambda customer: by_spending(customer, "EUR"))) == ["c3", "c1", "c2"]
    assert ids(sorted(CUSTOMERS, key=lambda customer: by_spending(customer, "RON"))) == ["c1", "c2", "c3"]


@pytest.mark.req("N10")
def test_the_summary_adds_up_by_manager_and_never_across_currencies() -> None:
    first, second = at_risk(CUSTOMERS)
    assert (first.manager, first.customers, first.stake) == (LONG, 1, Stake())
    assert (second.manager, second.customers) == (SHORT, 2)
    assert second.stake == Stake(3, {"EUR": Decimal("30.00"), "RON": Decimal("5.00")})
