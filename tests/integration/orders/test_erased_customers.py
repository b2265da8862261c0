"""Nothing personal of an erased customer stays with his orders and links, and no link opens any more."""

from tests.integration.orders.conftest import Shop, card, path_of
from tests.integration.orders.test_merged_customers import news
from tests.integration.orders.test_quote_page import PAGE, entered, sent_to
from tests.integration.orders.test_quotes import quoted
from tests.support.order_links import order_link
from tests.support.running import dropped, running
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.customers import (
    CustomerErased,
    CustomerRestated,
    CustomerUpdated,
    Personal,
)
from contracts.orders import OrderLinkChanged
from contracts.replay import Replay
from orders.domain.order_link import OrderLink
from orders.store.order_links import MongoOrderLinks

NOBODY = Personal(name="")


async def test_an_erased_customer_leaves_figures_alone_and_older_news_brings_nothing_back(shop: Shop) -> None:
    elena = shop.ids["elena"]
    canary = Personal(name="Quetzal", email="quetzal@casa.test", phone="+40 721 555 444", address="Strada Quetzal")
    older = news(CustomerUpdated, elena, 2, canary, currency="RON", manager_id=shop.ids["ana"])
    await shop.service.hears(older)

    async def learned() -> bool:
        return bool((await shop.order())["customer"]["name"] == "Quetzal")

    await eventually(learned)
    order = await shop.order()
    link = await shop.link(recipient="quetzal")
    visitor = await shop.visitor(link["url"])
    await visitor.post("/shop/cart", data={"product_id": shop.ids["tea"], "quantity": "1"})
    because = {"reason": "Quetzal is ill."}
    cancelled = await shop.admin.post(f"/v1/orders/{(await shop.order())['id']}/cancel", json=because)
    assert cancelled.status_code == 200, cancelled.text
    declined, offered = await quoted(shop), await quoted(shop)
    declines = await entered(shop, await sent_to(shop, declined), declined)
    answered = await declines.post(f"/quote/{declined['id']}/decline", data=because, headers=PAGE)
    assert answered.status_code == 303
    reader = await entered(shop, await sent_to(shop, offered), offered)
    for name in ("orders", "customers_replica", "order_links"):
        assert "quetzal" in str(await shop.service.database.collection(name).find({})).lower()
    accesses = shop.service.database.collection("link_accesses")
    assert await accesses.count({"_id": link["id"]}) == 1

    await shop.service.hears(news(CustomerErased, elena, 3, NOBODY, erased=True))

    async def gone() -> bool:
        return "quetzal" not in (await everything(shop)).lower()

    await eventually(gone)
    replay = Replay(id=new_id(), heal=True)
    await shop.service.hears(older, CustomerRestated(customer=older.customer, personal=older.personal, replay=replay))
    checks = shop.service.database.collection("replica_checks")
    await eventually(lambda: checks.find_one({"replay_id": replay.id}))
    for identifier, states in (
        (cancelled.json()["id"], ["cancelled"]),
        (declined["id"], ["sent", "declined"]),
    ):
        steps = (await shop.admin.get(f"/v1/orders/{identifier}")).json()["history"]
        assert [(step["to"], step["reason"]) for step in steps] == [(state, None) for state in states]
    assert (await reader.get(f"/quote/{offered['id']}", headers=PAGE)).status_code == 410
    refused = await reader.post(f"/quote/{offered['id']}/decline", data=because, headers=PAGE)
    assert refused.status_code == 410, "he writes nothing any more"
    for_him = await shop.admin.post(f"/v1/orders/{offered['id']}/accept")
    assert (for_him.status_code, for_him.json()["type"]) == (409, "urn:vinculo:problem:customer-erased")
    assert await accesses.count({"_id": link["id"]}) == 0
    after = (await shop.admin.get(f"/v1/orders/{order['id']}")).json()
    assert (after["total"], after["number"], after["customer"]["name"]) == (order["total"], order["number"], "")
    told = await shop.service.tells(OrderLinkChanged, lambda event: event.state == "revoked")
    assert told.link_id == link["id"]
    stranger = await shop.visitor()
    assert (await stranger.get(path_of(link["url"]))).status_code == 410
    lines = [{"product_id": shop.ids["tea"], "quantity": 1}]
    refused = await shop.admin.post("/v1/orders", json={"customer_id": elena, "lines": lines})
    assert refused.status_code == 422
    assert "quetzal" not in (await everything(shop)).lower()


async def test_an_erased_customers_links_end_however_many_they_are_and_whatever_a_crash_left(
    mongo_uri: str, amqp_uri: str
) -> None:
    environment = {"VINCULO_MONGO_DATABASE": f"test_{new_id()[-12:]}", "VINCULO_LINK_SECRET": "a key for tests alone"}
    environment["VINCULO_SEAL_SECRET"] = "a seal for tests alone"
    elena, count = new_id(), 650
    async with running("orders", mongo_uri, amqp_uri, **environment) as one:
        links = one.database.collection("order_links")
        others = handed_out(new_id(), 1)
        for link in (*handed_out(elena, count), *others):
            await links.add(MongoOrderLinks(one.database).insertion(link).doc)
        await one.hears(card(elena, "Elena Pop"), news(CustomerErased, elena, 2, NOBODY, erased=True))

        async def under_way() -> bool:
            return await links.count({"revoked": True}) > 0

        await eventually(under_way)
        await one.dies()
    async with running("orders", mongo_uri, amqp_uri, **environment) as two:
        links = two.database.collection("order_links")

        async def done() -> bool:
            his = await links.find({"customer_id": elena})
            return all(doc["revoked"] and doc["recipient"] is None for doc in his)

        await eventually(done, timeout=60)
        assert {doc["version"] for doc in await links.find({"customer_id": elena})} == {3}, "revoked once, wiped once"
        (other,) = await links.find({"customer_id": {"$ne": elena}})
        assert (other["revoked"], other["recipient"], other["version"]) == (False, "Quetzal", 1)

        await dropped(two.database)


def handed_out(customer_id: str, count: int) -> list[OrderLink]:
    """Order links, each for somebody of that name."""
    return [order_link(id=new_id(), customer_id=customer_id, recipient="Quetzal") for _ in range(count)]


async def everything(shop: Shop) -> str:
    names = ("orders", "customers_replica", "order_links", "sendings", "carts", "link_accesses", "inbox", "outbox")
    return "".join([str(await shop.service.database.collection(name).find({})) for name in names])
