"""Mails to customers, over the bus and through SMTP: the order link, a quote, what was ordered; and the alarm of a link
that got around."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import pytest
import pytest_asyncio
from tests.integration.notify.conftest import SEAL_SECRET, notify_running
from tests.integration.notify.story import customer_created, order_created
from tests.support.running import Running
from tests.support.smtp import Mode, Sink, smtp_sink
from tests.support.waiting import eventually

from chassis.access import Seal
from chassis.ids import new_id
from contracts.base import Actor
from contracts.notify import MailFailed, MailSent
from contracts.orders import (
    Channel,
    Contact,
    OrderCreated,
    OrderKind,
    OrderLinkChanged,
    OrderLinkLeakSuspected,
    OrderLinkSent,
    OrderState,
    OrderStatusChanged,
    OrderUpdated,
    QuoteSent,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

URL = "https://shop.vinculo.test/o/the-token-that-opens-the-shop"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def post() -> AsyncIterator[Sink]:
    async with smtp_sink() as sink:
        yield sink


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(mongo_uri: str, module_amqp_uri: str, post: Sink) -> AsyncIterator[Running]:
    async with notify_running(mongo_uri, module_amqp_uri, post, VINCULO_CONFIRM_ORDERS="true") as service:
        await service.permits("Supervisors", {"mails.read": "all", "supervisor": True})
        yield service


def link_sent(by: str, **changes: Any) -> OrderLinkSent:
    """Somebody sends a link to an own mailbox of each test."""
    address = f"{new_id()[-8:]}@cliente.test"
    whole: dict[str, Any] = {
        "sending_id": new_id(),
        "link_id": new_id(),
        "link_version": 1,
        "customer_id": new_id(),
        "to": Contact(name="Casa Sol", contact_person="Ana Ruiz", email=address),
        "language": "es",
        "sealed_url": Seal(SEAL_SECRET).sealed(URL),
        "by": by,
        "at": datetime.now(UTC),
    }
    return OrderLinkSent(**(whole | changes))


async def mail_to(post: Sink, address: str | None) -> EmailMessage:
    """The one mail in that box, as soon as it is there."""
    assert address is not None

    async def look() -> bool:
        return bool(post.to(address))

    await eventually(look)
    (mail,) = post.to(address)
    return mail


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(["plain"])
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


async def sent_as(office: Running, sending_id: str) -> str:
    """The id of the mail, as soon as it is sent."""
    return (await office.tells(MailSent, lambda event: event.mail.sending_id == sending_id)).mail.id


async def everything(office: Running) -> str:
    """All that is stored, as text."""
    names = ("mails", "sendings", "outbox", "orders")
    return str([await office.database.collection(name).find({}) for name in names])


@pytest.mark.req("N9", "ML-26")
async def test_the_customer_gets_his_link_and_nobody_else_can_read_it(office: Running, post: Sink) -> None:
    maria = await office.employs("maria", "Sellers")
    told = link_sent(maria, has_passcode=True)
    await office.hears(told, told, told)

    mail = await mail_to(post, told.to.email)

    assert mail["To"] == f"Ana Ruiz <{told.to.email}>"
    assert mail["Reply-To"] == "maria@vinculo.test"
    assert mail["Content-Language"] == "es"
    assert URL in text_of(mail)
    sent = await office.tells(MailSent, lambda event: event.mail.sending_id == told.sending_id)
    fate = sent.mail
    assert (fate.audience, fate.template, fate.customer_id) == ("customer", "order_link", told.customer_id)
    assert (fate.recipient_id, fate.decision_id) == (told.customer_id, None)
    assert "the-token-that-opens" not in await everything(office)
    assert len(post.to(told.to.email or "")) == 1


@pytest.mark.req("N9")
async def test_whoever_has_no_address_is_answered_with_a_failure(office: Running) -> None:
    maria = await office.employs("magda", "Sellers")
    told = link_sent(maria, to=Contact(name="Casa Sol"))
    await office.hears(told)

    failed = await office.tells(MailFailed, lambda event: event.mail.sending_id == told.sending_id)

    assert failed.mail.reason == "the customer has no e-mail address"


@pytest.mark.req("N9")
async def test_a_link_that_was_sealed_with_another_key_fails_and_says_so(office: Running, post: Sink) -> None:
    maria = await office.employs("marina", "Sellers")
    told = link_sent(maria, sealed_url=Seal("a key of long ago, or far away").sealed(URL))
    await office.hears(told)

    failed = await office.tells(MailFailed, lambda event: event.mail.sending_id == told.sending_id)

    assert failed.mail.reason == "the link was sealed with another key"
    assert post.to(told.to.email or "") == []


@pytest.mark.req("M1")
async def test_answers_do_not_go_to_somebody_inactive(office: Running, post: Sink) -> None:
    gone = await office.employs("gilda", "Sellers", active=False)
    told = link_sent(gone)
    await office.hears(told)

    mail = await mail_to(post, told.to.email)

    assert mail["Reply-To"] is None
    assert "Gilda" not in text_of(mail)


async def test_a_quote_comes_with_its_lines_and_the_link_to_answer(office: Running, post: Sink) -> None:
    maria = await office.employs("martina", "Sellers")
    made = order_created()
    address = f"{new_id()[-8:]}@cliente.test"
    quote = made.order.model_copy(update={"kind": OrderKind.QUOTE, "version": 3, "manager_id": maria})
    told = QuoteSent(
        order=quote,
        contact=made.contact.model_copy(update={"email": address}),
        act=made.act,
        sending_id=new_id(),
        sealed_url=Seal(SEAL_SECRET).sealed(URL),
        valid_until=date(2027, 2, 1),
    )
    await office.hears(told, told)

    mail = await mail_to(post, address)

    assert mail["Subject"] == "Cotización O-2026-000123 · Vinculo · 33,75\xa0€"
    assert mail["Reply-To"] == "martina@vinculo.test"
    for detail in (URL, "Aceite de oliva", "10\xa0%", "1 de febrero de 2027", "Martina"):
        assert detail in text_of(mail)
    sent = await office.tells(MailSent, lambda event: event.mail.sending_id == told.sending_id)
    assert (sent.mail.template, sent.mail.order_id) == ("quote", quote.id)


async def test_what_a_customer_ordered_himself_is_confirmed_once(office: Running, post: Sink) -> None:
    order = order_created()
    address = f"{new_id()[-8:]}@cliente.test"
    order = order.model_copy(update={"contact": order.contact.model_copy(update={"email": address})})
    await office.hears(order, order)

    mail = await mail_to(post, address)

    assert mail["Subject"] == "Recibido: Pedido O-2026-000123 · 33,75\xa0€"
    sent = await office.tells(MailSent, lambda event: event.mail.order_id == order.order.id)
    assert (sent.mail.audience, sent.mail.sending_id) == ("customer", None)
    assert len(post.to(address)) == 1


@pytest.mark.req("N9", "M1")
async def test_a_link_that_got_around_is_told_to_the_manager_or_else_to_supervisors(
    office: Running, post: Sink
) -> None:
    await office.employs("vera", "Supervisors")
    olga, gone = await office.employs("olga", "Sellers"), await office.employs("goran", "Sellers", active=False)
    for manager in (olga, gone):
        card = customer_created()
        card = card.model_copy(update={"customer": card.customer.model_copy(update={"manager_id": manager})})
        now = datetime.now(UTC)
        alarm = OrderLinkLeakSuspected(
            alarm_id=new_id(), link_id=new_id(), customer_id=card.customer.id, networks=12, since=now, at=now
        )
        await office.hears(card, alarm, alarm)

    (to_olga, to_vera) = (await mail_to(post, "olga@vinculo.test"), await mail_to(post, "vera@vinculo.test"))

    assert to_olga["Subject"] == to_vera["Subject"] == "Pan y Vino: the order link may have got around"
    assert "from 12 networks since" in text_of(to_olga)


async def test_a_mail_to_a_customer_can_be_sent_again(office: Running, post: Sink) -> None:
    await office.employs("boss", "Supervisors")
    maria = await office.employs("mona", "Sellers")
    told = link_sent(maria)
    await office.hears(told)
    sent = await office.tells(MailSent, lambda event: event.mail.sending_id == told.sending_id)
    boss = await office.as_("boss@vinculo.test")
    await office.lets_in(boss, path="/v1/mails")

    answer = await boss.post(f"/v1/mails/{sent.mail.id}/resend")

    assert answer.status_code == 202
    assert "the-token-that-opens" not in answer.text

    async def twice() -> bool:
        return len(post.to(told.to.email or "")) == 2

    await eventually(twice)
    first, second = post.to(told.to.email or "")
    assert first["Message-ID"] == second["Message-ID"]
    assert URL in text_of(second)


def quoted() -> OrderCreated:
    """A quote of somebody in the office, not confirmed to anybody."""
    made = order_created()
    changes = {"kind": OrderKind.QUOTE, "channel": Channel.OFFICE, "state": OrderState.DRAFT, "revision": 1}
    return made.model_copy(update={"order": made.order.model_copy(update=changes)})


def closed(made: OrderCreated, manager_id: str, state: OrderState, by: Actor, **more: Any) -> OrderStatusChanged:
    """The next state of that quote, which is the manager's."""
    order = made.order.model_copy(update={"state": state, "version": 2, "manager_id": manager_id, "revision": 1})
    return OrderStatusChanged(order=order, contact=made.contact, act=made.act.model_copy(update={"actor": by}), **more)


@pytest.mark.req("NX-23", "NX-6")
async def test_the_seller_hears_that_his_quote_was_declined_or_has_expired(office: Running, post: Sink) -> None:
    quincy = await office.employs("quincy", "Sellers")
    made = [quoted() for _ in range(3)]
    declined = closed(made[0], quincy, OrderState.DECLINED, Actor(kind="customer"), reason="Too late for the season.")
    expired = closed(made[1], quincy, OrderState.EXPIRED, Actor(kind="system"))
    himself = closed(made[2], quincy, OrderState.DECLINED, Actor(kind="staff", id=quincy), reason="He rang me.")
    await office.hears(*made, himself, declined, declined, expired)

    async def both() -> bool:
        return len(post.to("quincy@vinculo.test")) == 2

    await eventually(both)
    by_subject = {str(mail["Subject"]): text_of(mail) for mail in post.to("quincy@vinculo.test")}
    assert [subject.partition(":")[0] for subject in sorted(by_subject)] == ["Declined", "Expired"]
    about_declined, about_expired = (by_subject[subject] for subject in sorted(by_subject))
    assert "Reason given: Too late for the season." in about_declined
    assert "Reason given" not in about_expired

    erased = OrderUpdated(
        order=made[0].order.model_copy(update={"version": 3}),
        contact=Contact(name=""),
        act=made[0].act.model_copy(update={"verb": "erased"}),
    )
    await office.hears(erased)

    async def forgotten() -> bool:
        return "Too late" not in await everything(office)

    await eventually(forgotten)
    late = closed(made[0], await office.employs("quentin", "Sellers"), OrderState.EXPIRED, Actor(kind="system"))
    after = erased.model_copy(update={"order": erased.order.model_copy(update={"version": 4})})
    await office.hears(late, after)

    async def followed() -> bool:
        orders = office.database.collection("orders")
        return await orders.find_one({"_id": made[0].order.id, "version": 4}) is not None

    await eventually(followed)
    assert await office.database.collection("mails").find({"to": "quentin@vinculo.test"}) == []


async def test_other_steps_of_orders_leave_nothing_behind(office: Running, post: Sink) -> None:
    clara = await office.employs("clara", "Sellers")
    made, quote = order_created(), quoted()
    steps = [closed(made, clara, state, Actor(kind="system")) for state in (OrderState.CONFIRMED, OrderState.SHIPPED)]
    await office.hears(made, quote, *steps, closed(quote, clara, OrderState.EXPIRED, Actor(kind="system")))

    await mail_to(post, "clara@vinculo.test")

    (kept,) = await office.database.collection("orders").find({"_id": made.order.id})
    assert kept["version"] == 1
    assert await office.database.collection("mails").find({"recipient_id": clara, "order_id": made.order.id}) == []


@pytest.mark.req("N9", "NX-8")
async def test_nothing_goes_out_again_that_would_lead_nowhere(office: Running, post: Sink) -> None:
    await office.employs("berta", "Supervisors")
    maria = await office.employs("miriam", "Sellers")
    links = [link_sent(maria, generation=1) for _ in range(3)]
    made = quoted()
    quote = QuoteSent(
        order=made.order.model_copy(update={"version": 2, "revision": 1}),
        contact=made.contact.model_copy(update={"email": f"{new_id()[-8:]}@cliente.test"}),
        act=made.act,
        sending_id=new_id(),
        sealed_url=Seal(SEAL_SECRET).sealed(URL),
    )
    await office.hears(*links, quote)
    sendings = [*(link.sending_id for link in links), quote.sending_id]
    sent = [await sent_as(office, each) for each in sendings]
    boss = await office.as_("berta@vinculo.test")
    await office.lets_in(boss, path="/v1/mails")

    def changed(told: OrderLinkSent, version: int, **more: Any) -> OrderLinkChanged:
        return OrderLinkChanged(link_id=told.link_id, version=version, customer_id=told.customer_id, **more)

    revised = made.order.model_copy(update={"version": 3, "revision": 2, "state": OrderState.DRAFT})
    await office.hears(
        changed(links[0], 2, state="active", generation=2),
        changed(links[1], 2, state="revoked", generation=1),
        changed(links[2], 2, state="active", generation=1),
        OrderUpdated(order=revised, contact=quote.contact, act=made.act),
    )

    async def known() -> bool:
        ids = [each.link_id for each in links]
        replica = await office.database.collection("orders").find_one({"_id": made.order.id, "version": 3})
        return len(await office.database.collection("links").find({"_id": {"$in": ids}})) == 3 and replica is not None

    await eventually(known)
    answers = [await boss.post(f"/v1/mails/{mail_id}/resend") for mail_id in sent]
    assert [each.status_code for each in answers] == [409, 409, 202, 409]
    assert answers[0].json()["type"].endswith("overtaken")

    async def again() -> bool:
        return len(post.to(links[2].to.email or "")) == 2

    await eventually(again)
    assert [len(post.to(each.to.email or "")) for each in links[:2]] == [1, 1]


@pytest.mark.req("N9")
async def test_a_mail_that_still_waits_fails_once_its_link_was_rotated(office: Running, post: Sink) -> None:
    maria = await office.employs("mirka", "Sellers")
    told = link_sent(maria, generation=1)
    post.mode = Mode.TRY_LATER
    try:
        await office.hears(told)

        async def deferred() -> bool:
            mails = office.database.collection("mails")
            return await mails.find_one({"decision_id": told.sending_id, "attempts": 1}) is not None

        await eventually(deferred)
        await office.hears(
            OrderLinkChanged(
                link_id=told.link_id, version=2, customer_id=told.customer_id, state="active", generation=2
            )
        )

        async def known() -> bool:
            return await office.database.collection("links").find_one({"_id": told.link_id}) is not None

        await eventually(known)
    finally:
        post.mode = Mode.ACCEPT

    failed = await office.tells(MailFailed, lambda event: event.mail.sending_id == told.sending_id)

    assert failed.mail.reason is not None
    assert "renewed" in failed.mail.reason
    assert post.to(told.to.email or "") == []
