"""Events of one order in every order, each of them five times, with two processes of each service: the same end state
as if each had come once and in turn.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import permutations
from typing import Any

import aio_pika
import orjson
import pytest
import pytest_asyncio
from aio_pika.abc import AbstractIncomingMessage, AbstractRobustChannel
from tests.chaos.audit import audit, everybody_agrees, silence
from tests.chaos.shop import Shop, Taken, opened
from tests.support.breaking import BreakableSystem
from tests.support.waiting import eventually

from chassis.broker import EXCHANGE, queue_of
from contracts.catalog import LISTENERS
from contracts.orders import OrderCreated, OrderStatusChanged, OrderUpdated

pytestmark = [pytest.mark.long, pytest.mark.req("N3")]

ACTS = (OrderCreated.TYPE, OrderUpdated.TYPE, OrderStatusChanged.TYPE)
TIMES = 5
Event = dict[str, Any]


@pytest_asyncio.fixture
async def shop(doubled: BreakableSystem) -> AsyncIterator[Shop]:
    """A company of its own in that system."""
    async with opened(doubled) as company:
        yield company


class Held:
    """Events of orders, kept from those who listen to them, in the order in which they happened."""

    def __init__(self, channel: AbstractRobustChannel) -> None:
        self._channel = channel
        self._events: dict[str, dict[str, Event]] = {}

    async def note(self, message: AbstractIncomingMessage) -> None:
        """One message of the bus: an event, or a batch of them."""
        body = orjson.loads(message.body)
        for event in body if isinstance(body, list) else [body]:
            self._events.setdefault(event["subject"], {})[event["type"]] = event

    async def of(self, order_id: str) -> list[Event]:
        """All that happened to the order."""
        await eventually(lambda: self._whole(order_id))
        return [self._events[order_id][act] for act in ACTS]

    async def deliver(self, event: Event) -> None:
        """To each who listens to it."""
        message = aio_pika.Message(orjson.dumps(event), content_type="application/cloudevents+json")
        for service, events in LISTENERS.items():
            if event["type"] in {each.TYPE for each in events}:
                await self._channel.default_exchange.publish(message, queue_of(service))

    async def _whole(self, order_id: str) -> bool:
        return len(self._events.get(order_id, ())) == len(ACTS)


@asynccontextmanager
async def held(system: BreakableSystem) -> AsyncIterator[Held]:
    """No service hears of orders while this is open."""
    async with await aio_pika.connect_robust(system.urls["amqp"]) as connection:
        channel = await connection.channel()
        assert isinstance(channel, AbstractRobustChannel)
        exchange = await channel.get_exchange(EXCHANGE, ensure=False)
        keeping = await channel.declare_queue(exclusive=True)
        holding = Held(channel)
        away = [
            (await channel.get_queue(queue_of(service), ensure=False), event.TYPE)
            for service, events in LISTENERS.items()
            for event in events
            if event.TYPE in ACTS
        ]
        for act in ACTS:
            await keeping.bind(exchange, act)
        await keeping.consume(holding.note, no_ack=True)
        for queue, act in away:
            await queue.unbind(exchange, act)
        try:
            yield holding
        finally:
            for queue, act in away:
                await queue.bind(exchange, act)


@pytest.mark.req("O7", "O14", "RC-7", "RC-10")
async def test_events_in_every_order_and_five_times_come_to_the_same_end(shop: Shop) -> None:
    taken = Taken()
    async with held(shop.system) as events:
        orders = [
            (turn, await _saved_and_confirmed(shop, taken, turn, new=new))
            for turn in range(len(list(permutations(ACTS))))
            for new in (False, True)
        ]
        told = {order_id: await events.of(order_id) for _, order_id in orders}
        await _tell(events, [_permuted(told[order_id], turn) for turn, order_id in orders])
    await audit(shop, taken)
    for order_id in taken.orders:
        assert (await shop.get(f"/v1/orders/{order_id}"))["state"] == "confirmed"


@pytest.mark.req("O4", "RC-15")
async def test_whom_a_human_chose_has_the_order_in_whatever_order_it_is_heard(shop: Shop) -> None:
    taken, chosen = Taken(), {}
    async with held(shop.system) as events:
        for turn in range(len(list(permutations(ACTS)))):
            manager = (await shop.get(f"/v1/customers/{shop.known[turn]}"))["manager"]["id"]
            choice = next(seller for seller in shop.sellers if seller != manager)
            chosen[await _saved_and_confirmed(shop, taken, turn, new=False, manager_id=choice)] = choice
        told = [_permuted(await events.of(order_id), turn) for turn, order_id in enumerate(chosen)]
        await _tell(events, told)
    await silence(shop)
    await everybody_agrees(shop, taken)
    shown = {order_id: (await shop.get(f"/v1/orders/{order_id}"))["manager"]["id"] for order_id in chosen}
    assert shown == chosen


async def _tell(events: Held, told: Sequence[Sequence[Event]]) -> None:
    """The events of each order in that order, side by side with those of the others; and all of them backwards."""
    for place in range(len(ACTS)):
        await asyncio.gather(*(_again_and_again(events, each[place : place + 1]) for each in told))
    for each in told:
        await _again_and_again(events, sorted(each, key=lambda event: event["sequence"], reverse=True))


def _permuted(events: Sequence[Event], turn: int) -> list[Event]:
    return list(list(permutations(events))[turn])


async def _again_and_again(held: Held, events: Sequence[Event]) -> None:
    for event in events:
        for _ in range(TIMES):
            await held.deliver(event)


async def _saved_and_confirmed(shop: Shop, taken: Taken, number: int, *, new: bool, **saving: str) -> str:
    """The id of an order with three events; `saving` is saved besides."""
    before = set(taken.orders)
    await shop.order(number, taken, new=new)
    (order_id,) = set(taken.orders) - before
    path = f"/v1/orders/{order_id}"
    lines = [{"product_id": shop.products[0], "quantity": 7}]
    saved = await shop.client.patch(path, json={"lines": lines, **saving}, headers={"If-Match": '"1"'})
    assert saved.status_code == 200, saved.text
    confirmed = await shop.client.post(f"{path}/confirm", headers={"If-Match": saved.headers["ETag"]})
    assert confirmed.status_code == 200, confirmed.text
    return order_id
