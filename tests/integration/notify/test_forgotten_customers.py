"""Whoever was forgotten is in no mail and no replica any more, whatever older news comes."""

from functools import partial
from typing import Any

import pytest
from tests.integration.notify.conftest import sent_mail
from tests.integration.notify.correspondence import link_sent, mail_to
from tests.integration.notify.story import assigned, customer_created, order_created
from tests.support.running import Running
from tests.support.smtp import Sink
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.base import Act, Actor
from contracts.customers import CustomerErased, CustomerRestated, Personal
from contracts.orders import Contact, OrderRestated, OrderUpdated
from contracts.replay import Replay

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "quetzal"
ADDRESS = f"{CANARY}@casa.test"
COLLECTIONS = ("customers", "orders", "mails", "sendings", "alarms", "inbox", "outbox", "replica_checks")
FORGETTING = Act(verb="erased", actor=Actor(kind="system"), at="2026-11-22T09:05:00Z")


async def test_nothing_brings_back_whoever_was_forgotten(office: Running, post: Sink) -> None:
    maria = await office.employs("manuela", "Sellers")
    card, made = customer_created(), order_created()
    card = card.model_copy(update={"personal": Personal(name=f"Casa {CANARY}", email=ADDRESS, address=CANARY)})
    customer_id = card.customer.id
    order = made.order.model_copy(update={"customer_id": customer_id})
    made = made.model_copy(update={"order": order, "contact": Contact(name=f"Casa {CANARY}", email=ADDRESS)})
    letter = link_sent(maria, customer_id=customer_id, to=made.contact)
    await office.hears(card, made, assigned(made, maria), letter)
    for template in ("order", "order_confirmation", "order_link"):
        await eventually(partial(mails_like, office, template, customer_id, order.id))
    assert CANARY in await everything(office)

    gone = card.customer.model_copy(update={"version": 3, "erased": True})
    left = order.model_copy(update={"version": 2})
    await office.hears(
        CustomerErased(customer=gone, personal=Personal(name=""), act=FORGETTING),
        OrderUpdated(order=left, contact=Contact(name=""), act=FORGETTING),
    )
    await eventually(lambda: forgotten(office))

    mails = office.database.collection("mails")
    known = await sent_mail(office, order_id=order.id, template="order_confirmation")
    for about in ({"order_id": order.id}, {"order_id": None, "customer_id": customer_id}):
        late = {"_id": new_id(), "version": 1, "subject": f"Casa {CANARY}", "to": ADDRESS}
        assert await mails.add({**known, **about, **late}), "as by whoever had read him before"
    await eventually(lambda: forgotten(office), timeout=40)

    replay = Replay(id=new_id(), heal=True)
    await office.hears(
        card,
        CustomerRestated(customer=card.customer, personal=card.personal, replay=replay),
        made,
        OrderRestated(order=order, contact=made.contact, replay=replay),
        letter,
        link_sent(maria, customer_id=customer_id, to=made.contact),
    )
    checks = office.database.collection("replica_checks")

    async def compared() -> bool:
        return await checks.count({"replay_id": replay.id}) == 2

    await eventually(compared)
    other = link_sent(maria)
    await office.hears(other)
    await mail_to(post, other.to.email)
    assert await forgotten(office)
    assert len(post.to(ADDRESS)) == 2, "his link and the confirmation, when he was a customer"


async def mails_like(office: Running, template: str, customer_id: str, order_id: str) -> Any:
    about = {"$or": [{"order_id": order_id}, {"customer_id": customer_id}]}
    return await office.database.collection("mails").find_one({"state": "sent", "template": template, **about})


async def everything(office: Running) -> str:
    return str([await office.database.collection(name).find({}) for name in COLLECTIONS]).lower()


async def forgotten(office: Running) -> bool:
    return CANARY not in await everything(office)
