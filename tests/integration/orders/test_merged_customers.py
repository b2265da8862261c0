"""Orders, links and the shop follow their customer's card: merged, taken out again."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import aio_pika
import orjson
import pytest
from tests.integration.orders.conftest import JSON, Shop, card
from tests.support.running import Running, dropped, running
from tests.support.waiting import eventually

from chassis.broker import EXCHANGE, LADDER, queue_of, retry_of
from chassis.ids import new_id
from chassis.relay import Outgoing, rows_of
from contracts.base import Act, Actor
from contracts.customers import (
    Customer,
    CustomerEvent,
    CustomerMerged,
    CustomerStatus,
    CustomerUnmerged,
    CustomerUpdated,
    Personal,
)
from contracts.money import Money
from contracts.orders import OrderUpdated
from orders.domain.lifecycle import State
from orders.domain.order import Assignment, Channel, Contact, Kind, Order
from orders.store.orders import MongoOrders


def news(
    kind: type[CustomerEvent], customer_id: str, version: int, personal: Personal | None = None, **fields: Any
) -> CustomerEvent:
    now = datetime.now(UTC)
    extra = {"survivor_id": fields.pop("survivor_id")} if "survivor_id" in fields else {}
    customer = Customer(
        id=customer_id,
        version=version,
        status=CustomerStatus.CURRENT,
        channel="office",
        created_at=now,
        updated_at=now,
        **fields,
    )
    act = Act(verb="merged", actor=Actor(kind="staff", id="boss"), at=now.isoformat())
    return kind(customer=customer, personal=personal or Personal(name=customer_id), act=act, **extra)


async def of(shop: Shop, customer_id: str) -> set[str]:
    found = await shop.admin.get("/v1/orders", params={"customer_id": customer_id})
    return {order["id"] for order in found.json()["items"]}


async def test_orders_follow_a_merge_and_come_back_with_an_undo(shop: Shop) -> None:
    elena, ivan = shop.ids["elena"], shop.ids["ivan"]
    his = [(await shop.order(customer_id=ivan))["id"] for _ in range(3)]
    hers = (await shop.order())["id"]
    merged = news(CustomerMerged, ivan, 2, merged_into=elena)
    await shop.service.hears(merged, news(CustomerUpdated, elena, 2, absorbed=(ivan,)))

    async def moved() -> bool:
        return await of(shop, elena) == {hers, *his}

    await eventually(moved)
    assert await of(shop, ivan) == {hers, *his}, "the old id leads to the same orders"
    told = await shop.service.tells(OrderUpdated, lambda event: event.order.id == his[0])
    assert (told.order.customer_id, told.act.verb, told.order.version) == (elena, "merged", 2)
    since = await shop.order(customer_id=ivan)
    assert since["customer_id"] == elena, "whoever still has the old id orders for the card that stands for it"

    await shop.service.hears(
        news(CustomerUnmerged, ivan, 3, survivor_id=elena), news(CustomerUpdated, elena, 3), merged
    )

    async def back() -> bool:
        return await of(shop, ivan) == set(his)

    await eventually(back)
    assert await of(shop, elena) == {hers, since["id"]}, "what came since stays"


@pytest.mark.req("N3")
async def test_orders_follow_also_if_the_answer_to_what_was_learnt_of_the_merge_was_lost(shop: Shop) -> None:
    elena, ivan = shop.ids["elena"], shop.ids["ivan"]
    his = (await shop.order(customer_id=ivan))["id"]
    (row,) = rows_of([Outgoing(news(CustomerMerged, ivan, 2, merged_into=elena), None)], "/test", datetime.now(UTC))
    mark = f"event:{orjson.loads(row.body)['id']}"
    # Committed, but not yet to be seen by reads of what is safe.
    await shop.service.database.collection("inbox").add(
        {"_id": mark, "at": datetime.now(UTC), "digest": None, "result": None}
    )
    exchange = await shop.service.channel.get_exchange(EXCHANGE, ensure=False)
    await exchange.publish(aio_pika.Message(row.body, message_id=row.id), row.routing_key)

    async def will_look_again() -> bool:
        waiting = [retry_of(queue_of("orders"), seconds) for seconds in LADDER[:2]]
        found = [await shop.service.channel.declare_queue(name, passive=True) for name in waiting]
        return any(queue.declaration_result.message_count for queue in found)

    await eventually(will_look_again)
    cards = shop.service.database.collection("customers_replica")
    await cards.update_many({"_id": ivan}, {"$set": {"version": 2, "merged_into": elena}})

    async def moved() -> bool:
        return await of(shop, elena) == {his}

    await eventually(moved, timeout=60)


async def test_news_in_the_wrong_order_ends_the_same(shop: Shop) -> None:
    elena, ivan = shop.ids["elena"], shop.ids["ivan"]
    his = (await shop.order(customer_id=ivan))["id"]
    await shop.service.hears(
        news(CustomerUnmerged, ivan, 3, survivor_id=elena),
        news(CustomerMerged, ivan, 2, merged_into=elena),
        news(CustomerUpdated, elena, 5, currency="EUR"),
    )

    async def heard() -> bool:
        return bool((await shop.order())["currency"] == "EUR")

    await eventually(heard)
    assert await of(shop, ivan) == {his}


@pytest.mark.req("ML-25", "N9")
async def test_a_link_of_a_merged_customer_opens_the_shop_of_the_one_that_stands_for_him(shop: Shop) -> None:
    elena, ivan = shop.ids["elena"], shop.ids["ivan"]
    link = await shop.link(customer_id=ivan)
    visitor = await shop.visitor(link["url"])
    survivor = news(
        CustomerUpdated,
        elena,
        2,
        absorbed=(ivan,),
        currency="RON",
        personal=Personal(name="Elena Pop"),
        manager_id=None,
    )
    await shop.service.hears(news(CustomerMerged, ivan, 2, merged_into=elena), survivor)

    async def sees_hers() -> bool:
        return bool((await visitor.get("/shop", headers=JSON)).json()["customer"]["name"] == "Elena Pop")

    await eventually(sees_hers)
    listed = (await shop.admin.get("/v1/order-links", params={"customer_id": elena})).json()["items"]
    assert [each["id"] for each in listed] == [link["id"]]


async def test_orders_that_a_crash_left_behind_follow_after_the_restart(mongo_uri: str, amqp_uri: str) -> None:
    environment = {"VINCULO_MONGO_DATABASE": f"test_{new_id()[-12:]}", "VINCULO_LINK_SECRET": "a key for tests alone"}
    environment["VINCULO_SEAL_SECRET"] = "a seal for tests alone"
    survivor, duplicate = new_id(), new_id()
    count = 600
    async with running("orders", mongo_uri, amqp_uri, **environment) as one:
        orders = one.database.collection("orders")
        ids = await laid_out(one, duplicate, count)
        await one.hears(card(survivor, "Elena Pop"), news(CustomerMerged, duplicate, 2, merged_into=survivor))

        async def under_way() -> bool:
            return await orders.count({"customer_id": survivor}) > 0

        await eventually(under_way, timeout=60)
        await one.dies()
    async with running("orders", mongo_uri, amqp_uri, **environment) as two:
        orders = two.database.collection("orders")

        async def done() -> bool:
            return await orders.count({"customer_id": survivor}) == count

        await eventually(done, timeout=60)
        docs = await orders.find({"_id": {"$in": ids}})
        assert {(doc["version"], tuple(doc["came_with"])) for doc in docs} == {(2, (duplicate,))}, "each once"
        await dropped(two.database)


async def laid_out(service: Running, customer_id: str, count: int) -> list[str]:
    """Orders as they are stored."""
    at = datetime.now(UTC)
    total = Money.of(Decimal("12.50"), "EUR")
    ids = [new_id() for _ in range(count)]
    store = MongoOrders(service.database)
    for n, order_id in enumerate(ids):
        order = Order(
            id=order_id,
            version=1,
            number=f"O-2020-{n:06}",
            kind=Kind.ORDER,
            channel=Channel.OFFICE,
            state=State.NEW,
            customer_id=customer_id,
            contact=Contact(name="Ivan"),
            currency="EUR",
            language="en",
            country=None,
            lines=(),
            total=total,
            manager_id=None,
            choice_version=0,
            assignment=Assignment(),
            created_by=None,
            link_id=None,
            created_at=at,
            updated_at=at,
        )
        await service.database.collection("orders").add(store.insertion(order).doc)
    return ids
