"""What became of quotes is told to their sellers, and nothing goes to a customer that was overtaken meanwhile."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.integration.notify.conftest import SEAL_SECRET
from tests.integration.notify.correspondence import URL, everything, link_sent, mail_to, sent_as, text_of
from tests.integration.notify.story import order_created
from tests.support.running import Running
from tests.support.smtp import Mode, Sink
from tests.support.waiting import eventually

from chassis.access import Seal
from chassis.ids import new_id
from contracts.base import Actor
from contracts.notify import MailFailed
from contracts.orders import (
    Channel,
    Contact,
    OrderCreated,
    OrderKind,
    OrderLinkChanged,
    OrderLinkSent,
    OrderState,
    OrderStatusChanged,
    OrderUpdated,
    QuoteSent,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


@pytest.mark.req("N9")
async def test_a_link_that_is_revoked_before_its_sending_is_heard_of_is_answered_with_a_failure(
    office: Running, post: Sink
) -> None:
    told = link_sent(await office.employs("manuela", "Sellers"), generation=1)
    revoked = OrderLinkChanged(
        link_id=told.link_id, version=2, customer_id=told.customer_id, state="revoked", generation=1
    )
    await office.hears(revoked)

    async def known() -> bool:
        return await office.database.collection("links").find_one({"_id": told.link_id}) is not None

    await eventually(known)
    await office.hears(told)

    failed = await office.tells(MailFailed, lambda event: event.mail.sending_id == told.sending_id)

    assert "revoked meanwhile" in (failed.mail.reason or "")
    assert post.to(told.to.email or "") == []


@pytest.mark.req("N9", "NX-8")
async def test_nothing_goes_out_again_that_would_lead_nowhere(office: Running, post: Sink) -> None:
    await office.employs("berta", "Supervisors")
    maria = await office.employs("miriam", "Sellers")
    links = [link_sent(maria, generation=1) for _ in range(4)]
    made = quoted()
    quote = QuoteSent(
        order=made.order.model_copy(update={"version": 2, "revision": 1}),
        contact=made.contact.model_copy(update={"email": f"{new_id()[-8:]}@cliente.test"}),
        act=made.act,
        sending_id=new_id(),
        sealed_url=Seal(SEAL_SECRET).sealed(URL),
    )
    withdrawn = quote.model_copy(
        update={"order": quote.order.model_copy(update={"id": new_id()}), "sending_id": new_id()}
    )
    await office.hears(*links, quote, withdrawn)
    sendings = [*(link.sending_id for link in links), quote.sending_id, withdrawn.sending_id]
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
        changed(links[3], 2, state="expired", generation=1, expires_at=datetime.now(UTC)),
        OrderUpdated(order=revised, contact=quote.contact, act=made.act),
        OrderStatusChanged(
            order=withdrawn.order.model_copy(update={"version": 3, "state": OrderState.CANCELLED}),
            contact=quote.contact,
            act=made.act,
        ),
    )

    async def known() -> bool:
        ids = [each.link_id for each in links]
        quotes = {"_id": {"$in": [made.order.id, withdrawn.order.id]}, "version": 3}
        both = len(await office.database.collection("orders").find(quotes)) == 2
        return both and len(await office.database.collection("links").find({"_id": {"$in": ids}})) == 4

    await eventually(known)
    answers = [await boss.post(f"/v1/mails/{mail_id}/resend") for mail_id in sent]
    assert [each.status_code for each in answers] == [409, 409, 202, 409, 409, 409]
    assert answers[0].json()["type"].endswith("overtaken")

    async def again() -> bool:
        return len(post.to(links[2].to.email or "")) == 2

    await eventually(again)
    assert [len(post.to(each.to.email or "")) for each in (*links[:2], links[3])] == [1, 1, 1]


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
