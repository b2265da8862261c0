"""The Northwind sample as if nobody had chosen a manager: 830 orders in order of date meet distribution, statements add
up, and a transfer that is undone leaves no trace in whose the customers are."""

from collections import Counter
from typing import Any

import pytest
from tests.e2e.test_import_northwind import NORTHWIND, every, load
from tests.support.company import Company as Office
from tests.support.company import checked
from tests.support.system import System
from tests.support.waiting import until

STAFF = (
    "staff employees.csv --map external_id=again-{employee_id} --map name={first_name}·{last_name} "
    "--map email={first_name}.{last_name}@again.test --map groups:=Sellers"
)
CUSTOMERS = (
    "customers customers.csv --map external_id=again-{customer_id} --map name=Again·{company_name} --map country= "
    "--map status:=current --map currency:=USD"
)
PRODUCTS = "products products.csv --map sku=again-{product_id} --map name.en=product_name --map prices.USD=unit_price"
ORDERS = (
    "orders orders.csv --lines order_details.csv --map external_id=again-{order_id} --map customer=again-{customer_id} "
    "--map ordered_at=order_date --map line.order=again-{order_id} --map line.product=again-{product_id} "
    "--map line.discount_fraction=discount"
)

pytestmark = pytest.mark.skipif(not NORTHWIND.is_dir(), reason="the Northwind sample is not beside the checkout")


def ours(office: Office, kind: str) -> list[Any]:
    return [each for each in every(office.admin, kind) if (each["external_id"] or "").startswith("again-")]


def owners(office: Office) -> dict[str, str]:
    """Manager by customer, of those who have one."""
    return {each["id"]: each["manager"]["id"] for each in ours(office, "customers") if each["manager"]}


def transferred(office: Office, path: str, body: Any = None) -> Any:
    """The transfer once it is done."""
    started = checked(office.admin.post(path, json=body), 202)
    here = f"/v1/transfers/{started['id']}"
    until(lambda: checked(office.admin.get(here))["state"] == "done", timeout=60)
    return checked(office.admin.get(here))


def statements(office: Office, staff: list[Any]) -> dict[str, Any]:
    """Of all their time."""
    start = {"from": "2020-01-01T00:00:00Z"}
    return {
        each["id"]: checked(office.admin.get(f"/v1/portfolios/{each['id']}/statement", params=start)) for each in staff
    }


@pytest.mark.req("RC-2", "RC-9", "RC-10", "RC-14", "O7", "O14", "M4", "N6", "N8", "NX-13")
def test_orders_without_a_manager_are_spread_evenly_and_a_transfer_comes_back_whole(
    system: System, company: Office
) -> None:
    for words, rows in ((STAFF, 9), (CUSTOMERS, 91), (PRODUCTS, 77)):
        assert load(system, words).endswith(f"{rows} created, 0 already there, 0 bad")
    staff = ours(company, "staff")
    company.distribute(*staff)
    assert load(system, ORDERS).endswith("830 created, 0 already there, 0 bad")
    until(lambda: all(order["assignment"]["state"] == "assigned" for order in ours(company, "orders")), timeout=120)

    orders = ours(company, "orders")
    by_customer: dict[str, set[str]] = {}
    for order in orders:
        by_customer.setdefault(order["customer"]["id"], set()).add(order["manager"]["id"])
    assert (len(orders), len(by_customer)) == (830, 89)
    assert Counter(order["assignment"]["row"] for order in orders) == {"O14": 89, "O7": 830 - 89}
    assert [managers for managers in by_customer.values() if len(managers) > 1] == []
    until(lambda: len(owners(company)) == 89)
    before = owners(company)
    assert {customer: {manager} for customer, manager in before.items()} == by_customer
    shares = Counter(before.values())
    assert set(shares) == {each["id"] for each in staff}
    assert max(shares.values()) - min(shares.values()) <= 1

    giver, taker = staff[0]["id"], staff[1]["id"]
    body = {"from_id": giver, "to_id": taker, "open_orders": True}
    transfer = transferred(company, "/v1/transfers", body)
    assert transfer["counts"]["assigned"] == shares[giver]
    assert transfer["orders_moved"] == sum(order["manager"]["id"] == giver for order in orders)
    moved = {customer: taker if manager == giver else manager for customer, manager in before.items()}
    until(lambda: owners(company) == moved)
    assert (closing := statements(company, staff))[giver]["closing"] == 0
    assert closing[taker]["closing"] == shares[giver] + shares[taker]

    undo = transferred(company, f"/v1/transfers/{transfer['id']}/undo")
    assert undo["counts"]["assigned"] == shares[giver]
    until(lambda: owners(company) == before)
    until(
        lambda: (
            {o["id"]: o["manager"]["id"] for o in ours(company, "orders")}
            == {o["id"]: o["manager"]["id"] for o in orders}
        )
    )
    drawn = statements(company, staff)
    for each in drawn.values():
        assert each["opening"] + each["gained"] - each["lost"] == each["closing"]
    assert {staff_id: each["closing"] for staff_id, each in drawn.items()} == shares
    assert sum(each["closing"] for each in drawn.values()) == 89
    assert drawn[giver]["lost"] == shares[giver]
