"""Somebody is deactivated in the very moment in which he is given an order (M1)."""

import pytest
from tests.integration.assignment.company import Company, now, order

from chassis.mongo import Mongo
from contracts.assignment import StaffChanged, StaffMember


@pytest.mark.req("M1", "N1")
async def test_what_he_was_given_after_it_is_decided_again_and_the_two_decisions_are_linked(
    company: Company, database: Mongo
) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    customer = await company.customer(m1)
    before = await company.decided(order(customer))
    # As if the deactivation were committed while the decision about the next order was: neither saw the other.
    await database.collection("staff").update_many({"_id": m1}, {"$set": {"inactive_since": now()}})
    wrong = await company.decided(order(customer))
    assert (before.manager_id, wrong.manager_id) == (m1, m1)

    gone = StaffMember(id=m1, version=2, name="M1", email="m1@vinculo.test", groups=("Sellers",), active=False)
    await company.service.hears(StaffChanged(member=gone))

    again = await company.said(wrong.order_id, 2)
    assert (again.manager_id, again.decided.reason) == (m2, "INACTIVE_REPLACED")
    corrected, first = await company.ledger(order_id=wrong.order_id)
    assert corrected["corrects"] == first["id"]
    assert (await company.link_of(customer))["manager_id"] == m2
    assert [entry["row"] for entry in await company.ledger(order_id=before.order_id)] == ["O7"]
