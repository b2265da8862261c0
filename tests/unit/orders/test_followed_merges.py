"""Orders follow the cards of their customers, also if one thing is still under way when the next is heard."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from tests.unit.orders.made import customer
from tests.unit.orders.office import ADMIN, Office, open_office

from chassis.access import Scope
from chassis.broker import Received
from chassis.errors import Transient
from contracts.base import Act, Actor
from contracts.customers import Customer as Card
from contracts.customers import CustomerStatus, CustomerUnmerged, Personal
from orders.consumers import Reactions, on_customer_unmerged
from orders.domain.order import Order
from orders.ports import OrderQuery, Orders
from orders.usecases.find_order import readable_order
from orders.usecases.follow_merge import follow_merge


class Slow:
    """Orders that are read a page at a time, of which each takes until it is allowed."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self.allowed = asyncio.Event()
        self.asked = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._orders, name)

    async def page(
        self, scope: Scope, query: OrderQuery, after: tuple[datetime, str] | None, limit: int
    ) -> list[Order]:
        found = await self._orders.page(scope, query, after, limit)
        self.asked.set()
        await self.allowed.wait()
        return found


async def test_an_order_that_was_on_its_way_to_the_other_card_comes_back_all_the_same() -> None:
    office = await open_office()
    order = await office.sells(customer_id="a")
    assert await office.uses.customers.keep(customer("a", version=2, merged_into="b"), new=False)
    slow = Slow(office.uses.orders)
    following = asyncio.create_task(follow_merge(replace(office.uses, orders=slow), "a"))
    await slow.asked.wait()
    with pytest.raises(Transient):
        await hears_unmerged(office, attempts=0)
    slow.allowed.set()
    await following
    assert await customer_of(office, order) == "b"
    for attempts in (1, 2):
        try:
            await hears_unmerged(office, attempts)
        except Transient:
            assert attempts == 1
    assert await customer_of(office, order) == "a"


async def test_what_a_quote_became_while_it_was_of_the_other_card_comes_back_with_it() -> None:
    office = await open_office()
    quote = await office.quotes(customer_id="a")
    await office.uses.customers.keep(customer("a", version=2, merged_into="b"), new=False)
    await follow_merge(office.uses, "a")
    order = await office.accepts(quote)
    assert await customer_of(office, order) == "b"
    await hears_unmerged(office, attempts=2)
    assert [await customer_of(office, each) for each in (quote, order)] == ["a", "a"]


async def hears_unmerged(office: Office, attempts: int) -> None:
    now = office.clock.now()
    event = CustomerUnmerged(
        customer=Card(
            id="a", version=3, status=CustomerStatus.CURRENT, channel="office", created_at=now, updated_at=now
        ),
        personal=Personal(name="Casa a"),
        act=Act(verb="unmerged", actor=Actor(kind="system"), at=now.isoformat()),
        survivor_id="b",
    )
    on = Reactions(office.uses, directory=None, replicas=None)  # type: ignore[arg-type]
    await on_customer_unmerged(on, Received(event, "unmerged", now, attempts, {}))


async def customer_of(office: Office, order: Order) -> str | None:
    return (await readable_order(office.uses, order.id, ADMIN)).customer_id
