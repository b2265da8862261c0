"""Mails to customers, over the bus and through SMTP: the order link, a quote, what was ordered; and the alarm of a link
that got around."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.integration.notify.conftest import SEAL_SECRET
from tests.integration.notify.correspondence import URL, everything, link_sent, mail_to, text_of
from tests.integration.notify.story import customer_created, order_created
from tests.support.running import Running
from tests.support.smtp import Sink
from tests.support.waiting import eventually

from chassis.access import Seal
from chassis.ids import new_id
from contracts.notify import MailFailed, MailSent
from contracts.orders import (
    Contact,
    OrderCreated,
    OrderKind,
    OrderLinkLeakSuspected,
    OrderState,
    QuoteSent,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


async def test_mails_are_found_by_an_address_however_it_is_written(office: Running, post: Sink) -> None:
    await office.employs("victor", "Supervisors")
    maria, address = await office.employs("mabel", "Sellers"), f"Ana.{new_id()}@Casa.Test"
    await office.hears(link_sent(maria, to=Contact(name="Ana", email=address)))
    await mail_to(post, address)
    supervisor = await office.as_("victor@vinculo.test")
    await office.lets_in(supervisor, path="/v1/mails")

    for asked in (address, address.lower(), address.upper()):
        (found,) = (await supervisor.get("/v1/mails", params={"recipient": asked})).json()["items"]
        assert found["to"] == address


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
    changes = {"kind": OrderKind.QUOTE, "state": OrderState.SENT, "version": 3, "manager_id": maria}
    quote = made.order.model_copy(update=changes)
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


async def test_nobody_hears_of_what_he_ordered_long_before_it_came_in_here(office: Running, post: Sink) -> None:
    address = f"{new_id()[-8:]}@cliente.test"

    def ordered(days: float) -> OrderCreated:
        told = order_created()
        past = told.order.model_copy(update={"ordered_at": told.order.created_at - timedelta(days=days)})
        return told.model_copy(update={"order": past, "contact": told.contact.model_copy(update={"email": address})})

    imported, just_now = ordered(400), ordered(0.01)
    await office.hears(imported, just_now)
    await office.tells(MailSent, lambda event: event.mail.order_id == just_now.order.id)
    mails = office.database.collection("mails")
    assert [mail["order_id"] for mail in await mails.find({"to": address})] == [just_now.order.id]


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
