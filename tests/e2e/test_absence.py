"""Worked check 9 through the whole system, and what the absent manager is told when he is back (O8, M3, N4)."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.support.company import Company, checked
from tests.support.waiting import until

DAY = timedelta(days=1)


@pytest.mark.req("WC-9", "O8", "M3", "N4")
def test_9_the_cover_gets_the_order_and_the_absent_manager_one_digest_when_he_is_back(company: Company) -> None:
    m1, k = company.employ("m1", "Sellers", language="es"), company.employ("kai", "Sellers")
    company.distribute(m1, k, respect_availability=True)
    customer = company.customer("Panadería Peña", manager_id=m1["id"])
    now = datetime.now(UTC)
    body = {"from": (now - DAY).isoformat(), "to": (now + DAY).isoformat(), "cover_id": k["id"]}
    # He plans it himself.
    absence = checked(company.as_(m1).post(f"/v1/staff/{m1['id']}/absences", json=body), 201)

    orders = [company.order_by_link(customer) for _ in range(2)]
    for order in orders:
        decision = company.decided(order)
        assert (decision["row"], decision["reason"], decision["order_manager_id"]) == ("O8", "COVER", k["id"])
        assert company.mailed(order, k)
    assert company.card_of(customer) == m1["id"]
    about_orders = [mail for mail in company.system.mails(m1["email"]) if orders[0]["number"] in mail["text"]]
    assert about_orders == []

    path = f"/v1/staff/{m1['id']}/absences/{absence['id']}"
    checked(company.as_(m1).delete(path, headers={"If-Match": '"1"'}), 204)

    def digests() -> list[dict[str, str]]:
        return [mail for mail in company.system.mails(m1["email"]) if "ausencia" in mail["subject"]]

    (digest,) = until(digests)
    assert digest["subject"] == "Durante su ausencia: 2 pedidos"
    assert all(order["number"] in digest["text"] and order["number"] in digest["html"] for order in orders)
    assert digest["text"].count("Kai") == 2
    back = company.decided(company.order_by_link(customer))
    assert (back["reason"], back["order_manager_id"]) == ("CUSTOMER_MANAGER", m1["id"])
