"""Whether everything came out right: nothing lost, nothing twice, everybody agrees. The audit of `vinculo audit`, and
what only a test can know: what it sent in, and what came out at the end."""

from collections import Counter
from typing import Any

from pymongo import MongoClient
from tests.chaos.shop import Shop, Taken
from tests.support.queues import are_empty
from tests.support.waiting import eventually

from chassis.broker import queue_of
from devstack.audit.run import Auditor
from devstack.importer.client import Client
from devstack.parking import Parking
from devstack.system import SERVICES


async def audit(shop: Shop, taken: Taken, timeout: float = 90) -> list[dict[str, Any]]:
    """Waits until all that was taken has come through and nothing is on its way any more, then checks it; the records
    of its mails."""

    async def mailed() -> bool:
        mails = await shop.since("/v1/mails", taken.began)
        sent = {mail["order_id"] for mail in mails if mail["state"] == "sent"}
        return sent >= set(taken.orders)

    await eventually(mailed, timeout, every=0.3)
    await silence(shop, timeout)
    await everybody_agrees(shop, taken)
    await _is_what_was_taken(shop, taken)
    return await _mails_came_out(shop, taken)


async def silence(shop: Shop, timeout: float = 90) -> None:
    """Waits until nothing is on its way any more."""
    await eventually(lambda: _still(shop), timeout, every=0.3)


async def _still(shop: Shop) -> bool:
    client: MongoClient[dict[str, Any]]
    with MongoClient(shop.system.urls["mongodb"]) as client:
        if any(client[service]["outbox"].find_one() for service in SERVICES):
            return False
        if client["notify"]["mails"].find_one({"due_at": {"$type": "date"}}):
            return False
    return await are_empty(shop.system.urls["amqp"])


async def everybody_agrees(shop: Shop, taken: Taken) -> None:
    """What `vinculo audit` looks at."""
    report = await Auditor(Client(shop.client), min(shop.began, taken.began), pauses=(1.0, 2.0)).run()
    assert report.findings == []
    assert report.counts["orders"] >= len(taken.orders)


async def _is_what_was_taken(shop: Shop, taken: Taken) -> None:
    parked = await Parking(shop.system.urls["amqp"], [queue_of(service) for service in SERVICES]).peek(10)
    assert parked == []
    orders = {order["id"]: order for order in await shop.since("/v1/orders", taken.began)}
    assert orders.keys() == taken.orders.keys()
    numbers = sorted(int(order["number"].rpartition("-")[2]) for order in orders.values())
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "a gap or a double in the order numbers"
    visits = Counter(visit["id"] for visit in await _visits(shop, taken))
    assert visits == Counter(taken.visits)
    decisions = [each for each in await shop.since("/v1/decisions", taken.began) if each["about"] == "order"]
    # A save that changes nothing of whose it is stands in the ledger too (O6), and that nobody could have it (O15).
    changing = Counter(decision["order_id"] for decision in decisions if decision["row"] not in ("O6", "O15"))
    assert changing == Counter(dict.fromkeys(taken.orders, 1)), "not exactly one decision an order"
    managers: dict[str, set[str]] = {}
    for order_id, customer_id in taken.orders.items():
        assert orders[order_id]["manager"] is not None, orders[order_id]
        if customer_id is not None:
            managers.setdefault(customer_id, set()).add(orders[order_id]["manager"]["id"])
    for customer_id, seen in managers.items():
        card = await shop.get(f"/v1/customers/{customer_id}")
        assert {card["manager"]["id"]} == seen


async def _visits(shop: Shop, taken: Taken) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for customer_id in sorted({each for each in taken.orders.values() if each is not None}):
        page = await shop.get("/v1/fieldops/visits", customer_id=customer_id, limit=200)
        found += [visit for visit in page["items"] if visit["created_at"] >= taken.began.isoformat()[:19]]
    return found


async def _mails_came_out(shop: Shop, taken: Taken) -> list[dict[str, Any]]:
    mails = [mail for mail in await shop.since("/v1/mails", taken.began) if mail["order_id"] is not None]
    assert Counter(mail["order_id"] for mail in mails) == Counter(dict.fromkeys(taken.orders, 1))
    assert {mail["state"] for mail in mails} == {"sent"}
    came = Counter(mail["message_id"] for mail in shop.system.mails())
    for mail in mails:
        most = 2 if mail["doubtful"] else 1
        assert 1 <= came[mail["message_id"]] <= most, mail
    return mails
