"""People and groups are changed while orders pour in: within seconds it is as if it had always been so, everywhere
(NX-14 to NX-18, M1)."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from threading import Event

import pytest
from tests.support.company import Company, Record, checked
from tests.support.waiting import until

SECONDS = 2.0
DOORS = {
    "customers.read": "/v1/customers",
    "orders.read": "/v1/orders",
    "decisions.read": "/v1/decisions",
    "mails.read": "/v1/mails",
    "fieldops.read": "/v1/fieldops/visits",
}
PREDEFINED = ("Admins", "Supervisors", "Managers", "Sellers", "Field reps", "Point of sale", "Integrations")


@dataclass
class Load:
    """What came of the stream: ids of orders, and each look through a door with the time at which it began."""

    orders: list[Record] = field(default_factory=list)
    looks: list[tuple[float, str, int]] = field(default_factory=list)

    def let_in(self, since: float) -> list[tuple[float, str, int]]:
        """Looks that began after that time and were answered."""
        return [look for look in self.looks if look[0] > since and look[2] != 403]


@contextmanager
def load(company: Company, seller: Record, customers: list[Record]) -> Iterator[Load]:
    """Orders of these customers and the seller's looks through all doors, without a pause, until left."""
    stream, stop = Load(), Event()

    def orders(mine: list[Record]) -> None:
        for customer in cycle(mine):
            if stop.is_set():
                return
            stream.orders.append(company.order(customer))

    def looks() -> None:
        client = company.as_(seller)
        for path in cycle(DOORS.values()):
            if stop.is_set():
                return
            began = time.monotonic()
            stream.looks.append((began, path, client.get(path).status_code))

    assert company.goods
    with ThreadPoolExecutor() as pool:
        try:
            running = [pool.submit(orders, customers[part::2]) for part in range(2)] + [pool.submit(looks)]
            yield stream
        finally:
            stop.set()
        for each in running:
            each.result()


def permit(company: Company, group: str, permissions: Record) -> None:
    path = f"/v1/groups/{group}"
    version = checked(company.admin.get(path))["version"]
    checked(company.admin.put(path, json={"permissions": permissions}, headers={"If-Match": f'"{version}"'}))


def shut_out(stream: Load, since: float) -> bool:
    """Whether every door has been tried and closed after that time."""
    return {path for began, path, _ in stream.looks if began > since} == set(DOORS.values())


@pytest.mark.req("M1", "RC-8", "O13")
def test_a_deactivated_seller_gets_no_order_no_mail_and_no_access_while_orders_pour_in(company: Company) -> None:
    seller, other = company.employ("seller", "Sellers"), company.employ("other", "Sellers")
    boss = company.employ("boss", "Supervisors")
    company.distribute(other)
    customers = [company.customer(f"Customer {n}", manager_id=seller["id"]) for n in range(24)]
    with load(company, seller, customers) as stream:
        until(lambda: len(stream.orders) >= 12 and company.system.mails(seller["email"]), timeout=60)
        company.deactivate(seller)
        gone, late = datetime.now(UTC), time.monotonic() + SECONDS
        until(lambda: shut_out(stream, late), timeout=60)
        so_far = len(stream.orders)
        until(lambda: len(stream.orders) >= so_far + 12, timeout=60)

    assert stream.let_in(since=late) == []
    # Given in the very moment, an order is decided again: the last decision stands.
    decided = [company.last_decision(order) for order in stream.orders]
    after = [each for each in decided if datetime.fromisoformat(each["created_at"]) > gone]
    assert len(after) >= 12
    assert {each["order_manager_id"] for each in after} == {other["id"]}
    mailed = checked(company.admin.get("/v1/mails", params={"recipient": seller["id"], "limit": 200}))["items"]
    assert mailed
    tardy = gone + timedelta(seconds=SECONDS)
    assert [mail for mail in mailed if mail["sent_at"] and datetime.fromisoformat(mail["sent_at"]) > tardy] == []
    assert {mail["state"] for mail in mailed} <= {"sent", "dropped"}
    tasks = [
        mail["subject"] for mail in company.system.mails(boss["email"]) if "is inactive: reassign" in mail["subject"]
    ]
    assert len(tasks) == 1


@pytest.mark.req("NX-15", "NX-16")
def test_a_group_loses_its_permissions_everywhere_while_orders_pour_in(company: Company) -> None:
    seller = company.employ("seller", "Sellers")
    customers = [company.customer(f"Customer {n}", manager_id=seller["id"]) for n in range(4)]
    permissions = checked(company.admin.get("/v1/groups/Sellers"))["permissions"]
    try:
        with load(company, seller, customers) as stream:
            until(lambda: len(stream.orders) >= 8 and stream.let_in(since=0), timeout=60)
            permit(company, "Sellers", {"manager": True})
            late = time.monotonic() + SECONDS
            until(lambda: shut_out(stream, late), timeout=60)
    finally:
        permit(company, "Sellers", permissions)
    assert {status for _, _, status in stream.looks} == {200, 403}
    assert stream.let_in(since=late) == []
    assert {company.decided(order)["order_manager_id"] for order in stream.orders} == {seller["id"]}


@pytest.mark.req("NX-14", "NX-15")
@pytest.mark.parametrize("group", PREDEFINED)
def test_every_predefined_group_can_be_changed_and_the_change_holds_in_every_service(
    company: Company, group: str
) -> None:
    member = company.employ("member", group)
    path = f"/v1/groups/{group}"
    delivered = checked(company.admin.get(path))["permissions"]
    others = {name: grant for name, grant in delivered.items() if name not in DOORS}

    def answers() -> set[int]:
        return {company.as_(member).get(door).status_code for door in DOORS.values()}

    try:
        for permissions, status in ((others, 403), ({**others, **dict.fromkeys(DOORS, "own")}, 200)):
            permit(company, group, permissions)
            began = time.monotonic()
            until(lambda: answers() == {status}, timeout=10)  # noqa: B023
            assert time.monotonic() - began < SECONDS
    finally:
        permit(company, group, delivered)
