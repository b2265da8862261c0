"""From the decision to the inbox."""

import asyncio
from typing import Any

import pytest
from tests.integration.notify.conftest import sent_mail
from tests.integration.notify.story import assigned, customer_created, moved, order_created, unassigned
from tests.support.running import Running
from tests.support.smtp import Sink
from tests.support.waiting import eventually


async def arrived(sink: Sink, address: str, how_many: int = 1) -> Any:
    """The mails at an address as soon as there are that many."""

    async def look() -> bool:
        return len(sink.to(address)) >= how_many

    await eventually(look)
    return sink.to(address)


@pytest.mark.req("NX-3", "NX-4", "NX-5", "NX-6", "O7")
async def test_the_seller_gets_the_order_with_its_details(notify: Running, sink: Sink) -> None:
    maria = await notify.employs("maria", "Sellers")
    order = order_created()
    await notify.hears(order, assigned(order, maria))

    (mail,) = await arrived(sink, "maria@vinculo.test")

    assert mail["Subject"] == "Order O-2026-000123 · Ferretería López · €33.75"
    assert mail["To"] == "Maria <maria@vinculo.test>"
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    for body in (text, html):
        for detail in (
            "O-2026-000123",
            "Ferretería López",
            "compras@ferreteria.test",
            "+34 600 100 200",
            "Calle Mayor 12",
            "Aceite de oliva",
            "OIL-1",
            "€11.25",
            "10%",
            "€33.75",
            "Order link",
            "You are the manager of Ferretería López.",
            f"https://shop.vinculo.test/orders/{order.order.id}",
        ):
            assert detail in body
    sent = await sent_mail(notify, order_id=order.order.id)
    assert (sent["recipient_id"], sent["message_id"]) == (maria, mail["Message-ID"])


@pytest.mark.req("NX-3")
async def test_the_record_of_the_mail_can_be_read(notify: Running) -> None:
    maria = await notify.employs("maria", "Sellers")
    order = order_created()
    await notify.hears(order, assigned(order, maria))
    sent = await sent_mail(notify, order_id=order.order.id)
    client = await notify.as_("maria@vinculo.test")

    listed = (await client.get("/v1/mails", params={"order_id": order.order.id})).json()

    (mail,) = listed["items"]
    assert mail["id"] == sent["_id"]
    assert (mail["state"], mail["to"], mail["attempts"], mail["doubtful"]) == ("sent", "maria@vinculo.test", 1, False)
    assert mail["sent_at"] is not None
    assert (await client.get(f"/v1/mails/{mail['id']}")).json() == mail


async def test_a_decision_that_comes_before_its_order_waits_for_it(notify: Running, sink: Sink) -> None:
    maria = await notify.employs("maria", "Sellers")
    order = order_created()
    await notify.hears(assigned(order, maria))
    await notify.hears(order)

    assert len(await arrived(sink, "maria@vinculo.test")) == 1


async def test_the_same_decision_five_times_makes_one_mail(notify: Running, sink: Sink) -> None:
    maria, ivan = await notify.employs("maria", "Sellers"), await notify.employs("ivan", "Sellers")
    order = order_created()
    decision = assigned(order, maria)
    await notify.hears(order)
    await asyncio.gather(*(notify.hears(decision) for _ in range(5)))
    last = order_created()
    await notify.hears(last, assigned(last, ivan))
    await arrived(sink, "ivan@vinculo.test")

    assert len(sink.to("maria@vinculo.test")) == 1


@pytest.mark.req("O4")
async def test_the_card_manager_hears_that_somebody_else_has_the_order(notify: Running, sink: Sink) -> None:
    maria, ivan = await notify.employs("maria", "Sellers"), await notify.employs("ivan", "Sellers")
    order = order_created()
    await notify.hears(order, assigned(order, maria, (ivan, "card_manager"), reason="ORDER_OVERRIDE_LINK_KEPT"))

    (to_maria,) = await arrived(sink, "maria@vinculo.test")
    (to_ivan,) = await arrived(sink, "ivan@vinculo.test")

    assert to_ivan["Subject"] == "Order O-2026-000123 of Ferretería López went to Maria"
    assert to_maria["Message-ID"] != to_ivan["Message-ID"]
    assert to_maria["References"] == to_ivan["References"]


@pytest.mark.req("O15")
async def test_supervisors_hear_of_an_order_that_nobody_has(notify: Running, sink: Sink) -> None:
    vera = await notify.employs("vera", "Supervisors")
    order = order_created()
    await notify.hears(order, unassigned(order, vera))

    (mail,) = await arrived(sink, "vera@vinculo.test")

    assert mail["Subject"].startswith("Without manager: Order O-2026-000123")
    assert "automatic distribution is off" in mail.get_body(["plain"]).get_content()


@pytest.mark.req("C7")
async def test_old_and_new_manager_hear_of_a_changed_card(notify: Running, sink: Sink) -> None:
    maria, ivan = await notify.employs("maria", "Sellers"), await notify.employs("ivan", "Sellers")
    customer = customer_created()
    await notify.hears(customer, moved(customer, maria, ivan))

    (to_maria,) = await arrived(sink, "maria@vinculo.test")
    (to_ivan,) = await arrived(sink, "ivan@vinculo.test")

    assert to_maria["Subject"] == "Pan y Vino is your customer now"
    assert to_ivan["Subject"] == "Pan y Vino is no longer your customer"


@pytest.mark.req("M1")
async def test_nobody_inactive_is_written_to(notify: Running, sink: Sink) -> None:
    maria, ivan = await notify.employs("maria", "Sellers", active=False), await notify.employs("ivan", "Sellers")
    order = order_created()
    await notify.hears(order, assigned(order, maria, (ivan, "card_manager")))
    await arrived(sink, "ivan@vinculo.test")

    assert not sink.to("maria@vinculo.test")


async def test_connections_are_kept_open(notify: Running, sink: Sink) -> None:
    maria = await notify.employs("maria", "Sellers")
    for _ in range(30):
        order = order_created()
        await notify.hears(order, assigned(order, maria))

    await arrived(sink, "maria@vinculo.test", 30)

    assert sink.connections <= 4
