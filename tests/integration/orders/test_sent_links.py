"""Order links on their way: how they are mailed, and who opened them."""

import asyncio
from typing import Any

import pytest
from tests.integration.orders.conftest import Shop, card, mail_news, path_of
from tests.support.waiting import eventually

from chassis.access import Seal
from chassis.ids import new_id
from contracts.customers import Personal
from contracts.notify import MailFailed, MailSent
from contracts.orders import OrderLinkLeakSuspected, OrderLinkSent


@pytest.mark.req("N9")
async def test_a_link_is_sent_sealed_and_shows_what_became_of_its_mail(shop: Shop) -> None:
    link = await shop.link(expires_at="2099-01-01T00:00:00Z", passcode="tulip")
    once = {"Idempotency-Key": "one"}
    first, again = [await shop.ana.post(f"/v1/order-links/{link['id']}/send", headers=once) for _ in range(2)]
    assert first.status_code == 200, first.text
    assert first.json() == again.json()
    sent = first.json()["sent"]
    assert (sent["to"], sent["by"], sent["state"], sent["settled_at"]) == (
        "elena@example.test",
        shop.ids["ana"],
        "queued",
        None,
    )
    told = await shop.service.tells(OrderLinkSent)
    assert (told.sending_id, told.language, told.to.email, told.has_passcode) == (
        sent["id"],
        "ro",
        "elena@example.test",
        True,
    )
    token = path_of(link["url"]).removeprefix("/o/")
    assert token not in told.model_dump_json()
    assert Seal("a seal for tests alone").opened(told.sealed_url) == link["url"]
    assert len(shop.service.told_of(sent["id"], OrderLinkSent)) == 1
    assert token not in str(await shop.service.database.collection("outbox").find({}))

    async def shows(state: str) -> dict[str, Any] | None:
        listed = await shop.ana.get("/v1/order-links", params={"customer_id": shop.ids["elena"]})
        shown: dict[str, Any] = listed.json()["items"][0]["sent"]
        return shown if shown["state"] == state else None

    await shop.service.hears(mail_news(MailFailed, sent["id"], 2, "no such mailbox"))
    assert (await eventually(lambda: shows("failed")) or {})["reason"] == "no such mailbox"
    await shop.service.hears(
        mail_news(MailSent, None, 9), mail_news(MailSent, "of-a-quote", 9), mail_news(MailSent, sent["id"], 3)
    )
    assert (await eventually(lambda: shows("sent")) or {})["settled_at"] is not None


@pytest.mark.req("N9", "NX-18")
async def test_a_link_that_opens_nothing_or_has_nobody_to_go_to_is_not_sent(shop: Shop) -> None:
    link = await shop.link()
    send = f"/v1/order-links/{link['id']}/send"
    assert (await shop.ben.post(send)).status_code == 404
    assert (await shop.ben.get(f"/v1/order-links/{link['id']}/accesses")).status_code == 404
    await shop.admin.post(f"/v1/order-links/{link['id']}/revoke")
    refused = await shop.ana.post(send)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:vinculo:problem:link-not-active")
    mute = card(new_id(), "Mute")
    await shop.service.hears(mute.model_copy(update={"personal": Personal(name="Mute")}))
    theirs = (await shop.admin.post("/v1/order-links", json={"customer_id": mute.customer.id})).json()
    refused = await shop.admin.post(f"/v1/order-links/{theirs['id']}/send")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:vinculo:problem:no-address")


@pytest.mark.req("N9")
async def test_accesses_are_logged_and_many_networks_raise_an_alarm_until_the_link_is_rotated(shop: Shop) -> None:
    link = await shop.link()
    stranger = await shop.visitor()

    async def opened(network: int, agent: str) -> None:
        headers = {"X-Forwarded-For": f"203.0.{network}.9", "User-Agent": agent}
        assert (await stranger.get(path_of(link["url"]), headers=headers)).status_code == 303

    async def shown() -> dict[str, Any]:
        listed = await shop.ana.get("/v1/order-links", params={"customer_id": shop.ids["elena"]})
        return dict(listed.json()["items"][0])

    await asyncio.gather(*(opened(100, "WhatsApp/2.23") for _ in range(2)))
    for network in range(6):
        await opened(network, "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0")
    assert (await shown())["leak_suspected"] is None
    await opened(6, "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0")
    told = await shop.service.tells(OrderLinkLeakSuspected)
    assert (told.link_id, told.customer_id, told.networks) == (link["id"], shop.ids["elena"], 7)
    suspected = await shown()
    assert suspected["leak_suspected"]["networks"] == 7
    assert suspected["last_opened_at"] is not None
    accesses = (await shop.ana.get(f"/v1/order-links/{link['id']}/accesses")).json()["items"]
    assert [(each["network"], each["agent"], each["robot"]) for each in accesses[-2:]] == [
        ("203.0.0.0/24", "Firefox, Linux", False),
        ("203.0.100.0/24", "robot", True),
    ]
    assert len(accesses) == 8
    rotated = (await shop.ana.post(f"/v1/order-links/{link['id']}/rotate")).json()
    assert rotated["leak_suspected"] is None
