"""What may happen to orders, quotes and their customers, several things at once, and what must be true whatever
happened."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from tests.support.histories import Act, all_at_once
from tests.unit.orders.cards import Cards
from tests.unit.orders.office import Office

from chassis.access import Scope
from chassis.errors import Problem
from contracts.money import Money
from contracts.orders import OrderEvent
from orders.domain.lifecycle import State
from orders.domain.order import Chosen, Kind, Order
from orders.domain.order_link import OrderLink
from orders.domain.pricing import total_of
from orders.store.carts import CARTS
from orders.store.customers import CUSTOMERS
from orders.store.order_links import LINKS
from orders.store.orders import ORDERS
from orders.store.sendings import SENDINGS
from orders.usecases.announcing import order_told
from orders.usecases.answer_quote import accept_offer, decline_offer
from orders.usecases.expire_quotes import expire_some
from orders.usecases.fill_cart import fill_cart
from orders.usecases.order_again import OrderAgain, order_again
from orders.usecases.submit_cart import SubmitCart, submit_cart

NAMES = ("a", "b", "c")
MANAGERS = (None, "ana", "ben")
ALL = Scope.everything()
NEXT = {
    State.NEW: State.CONFIRMED,
    State.CONFIRMED: State.IN_PRODUCTION,
    State.IN_PRODUCTION: State.SHIPPED,
    State.SHIPPED: State.DELIVERED,
}


@dataclass
class Life:
    """An act is its name and two numbers that say on what; a refusal is an answer like any other."""

    office: Office
    cards: Cards = field(init=False)
    links: list[OrderLink] = field(default_factory=list)
    told: dict[str, OrderEvent] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    _heard: int = 0
    _orders: list[Order] = field(default_factory=list)
    _decisions: Counter[str] = field(default_factory=Counter)
    _submitted: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cards = Cards(self.office)

    @property
    def acts(self) -> dict[str, Callable[[int, int], Awaitable[object]]]:
        """Everything that may happen."""
        return {
            "is ordered": lambda one, _: self.office.sells(customer_id=NAMES[one % 3]),
            "is quoted": lambda one, _: self.office.quotes(customer_id=NAMES[one % 3]),
            "is saved": lambda one, other: self.office.saves(self._one(one), quantity=other + 1),
            "is given": lambda one, other: self.office.saves(self._one(one), chosen=Chosen(MANAGERS[other % 3])),
            "goes on": self._goes_on,
            "is cancelled": lambda one, _: self.office.moves(self._one(one), State.CANCELLED),
            "is decided": self._is_decided,
            "is sent": lambda one, _: self.office.sends(self._one(one, Kind.QUOTE)),
            "is revised": lambda one, other: self.office.revises(self._one(one, Kind.QUOTE), other + 1),
            "is accepted": lambda one, _: self.office.accepts(self._one(one, Kind.QUOTE)),
            "is answered": self._is_answered,
            "is laid aside": self._is_laid_aside,
            "is submitted": self._is_submitted,
            "is ordered again": self._is_ordered_again,
            "gets older": self._gets_older,
            "is merged": lambda one, other: self.cards.merge(NAMES[one % 3], NAMES[other % 3]),
            "is taken apart": lambda one, _: self.cards.unmerge(one),
            "is forgotten": lambda one, _: self.cards.erase(NAMES[one % 3]),
        }

    async def moment(self, acts: Iterable[Act] = ()) -> None:
        """All of them at once, and what is looked at again."""
        self._orders = await self.office.uses.orders.walk(ALL, "", 1000)
        await all_at_once(*(self._does(name, *which) for name, *which in acts), *self.cards.looks())
        self._hear()

    async def rest(self) -> None:
        """Nothing more happens until everything is looked at again."""
        for _ in range(3):
            await self.moment()

    async def _does(self, name: str, one: int, other: int) -> object:
        return await self.acts[name](one, other)

    def _one(self, number: int, kind: Kind | None = None) -> Order:
        orders = [each for each in self._orders if kind in (None, each.kind)]
        if not orders:
            raise Problem("there is none")
        return orders[number % len(orders)]

    async def _goes_on(self, one: int, _: int) -> object:
        order = self._one(one)
        return await self.office.moves(order, NEXT.get(order.state, State.CONFIRMED))

    async def _is_decided(self, one: int, other: int) -> object:
        order = self._one(one)
        self._decisions[order.id] += 1
        number, version = self._decisions[order.id], max(1, order.version - other % 2)
        return await self.office.decides(order, number, MANAGERS[other % 3], version)

    async def _is_answered(self, one: int, other: int) -> object:
        key = await self.office.key_to(self._one(one, Kind.QUOTE))
        if other % 3 == 0:
            return await decline_offer(self.office.uses, key, "Dear.")
        return await accept_offer(self.office.uses, key, self.office.new_id())

    async def _is_laid_aside(self, one: int, other: int) -> object:
        visit = await self.office.enters(self.links[one % 3])
        return await fill_cart(self.office.uses, visit, f"p{1 + other % 2}", other)

    async def _is_submitted(self, one: int, other: int) -> None:
        link, submission_id = self.links[one % 3], f"s{other}"
        command = SubmitCart(await self.office.enters(link), submission_id, self.office.new_id())
        order = await submit_cart(self.office.uses, command)
        if self._submitted.setdefault((link.id, submission_id), order.id) != order.id:
            self.complaints.append(f"{submission_id} was ordered twice by {link}")

    async def _is_ordered_again(self, one: int, other: int) -> object:
        visit = await self.office.enters(self.links[one % 3])
        return await order_again(self.office.uses, OrderAgain(visit, self._one(other).id))

    async def _gets_older(self, one: int, _: int) -> None:
        self.office.clock.forward(timedelta(days=one * 3))
        await expire_some(self.office.uses)

    def _hear(self) -> None:
        news, self._heard = self.office.commits.told[self._heard :], len(self.office.commits.told)
        for event in news:
            if not isinstance(event, OrderEvent):
                continue
            known = self.told.get(event.order.id, event)
            # A quote that is sent is told of twice, once with its link.
            if known.order != event.order and known.order.version >= event.order.version:
                self.complaints.append(f"{event} was told after {known}")
            self.told[event.order.id] = event

    async def whole(self) -> None:
        """Raises AssertionError for anything that is not as it must be, also while things are under way."""
        assert self.complaints == []
        orders = await self.office.uses.orders.walk(ALL, "", 1000)
        assert {order.id for order in orders} == self.told.keys(), "each order is there, and was told"
        for order in orders:
            self._is_as_told(order)
            assert order.total == total_of(order.lines, order.currency) == _sum(order), f"{order} does not add up"
        for kind in (Kind.ORDER, Kind.QUOTE):
            numbers = sorted(order.number[-6:] for order in orders if order.kind is kind)
            assert numbers == [f"{n:06d}" for n in range(1, len(numbers) + 1)], f"numbers with a gap: {numbers}"
        self._quotes_are_one_order_each(orders)
        assert len(self._submitted) == sum(order.link_id is not None for order in orders), "a submission was lost"

    def _is_as_told(self, order: Order) -> None:
        told, kept = self.told[order.id].order, order_told(order)
        if kept.version != told.version:
            # Decisions are assignment's to tell.
            kept = kept.model_copy(
                update={
                    "version": told.version,
                    "manager_id": told.manager_id,
                    "decisions": told.decisions,
                    "earlier": told.earlier,
                    "updated_at": told.updated_at,
                }
            )
        assert told == kept, "what was told is not what is kept"

    def _quotes_are_one_order_each(self, orders: Iterable[Order]) -> None:
        by_id = {order.id: order for order in orders}
        came_of = Counter(order.quote_id for order in by_id.values() if order.quote_id)
        accepted = [each for each in by_id.values() if each.state is State.ACCEPTED]
        assert came_of == Counter(each.id for each in accepted), "an accepted quote is one order"
        for quote in accepted:
            assert quote.offer is not None
            assert by_id[quote.offer.order_id or ""].quote_id == quote.id

    async def whole_at_rest(self) -> None:
        """The same once nothing is under way any more."""
        await self.whole()
        for order in await self.office.uses.orders.walk(ALL, "", 1000):
            first = (*order.came_with, order.customer_id or "")[0]
            assert order.customer_id == self.cards.last(first), f"{order} is not of whoever stands for {first}"
        docs = [list(self.office.memory.collection(name).docs.values()) for name in (ORDERS, LINKS, SENDINGS, CARTS)]
        docs.append(list(self.office.memory.collection(CUSTOMERS).docs.values()))
        kept = json.dumps(docs, default=str)
        words = [word for name in self.cards.erased for word in (f'"Casa {name}"', f'"{name}@casa.test"')]
        assert [word for word in words if word in kept] == [], "something of the forgotten is left"


def _sum(order: Order) -> Money:
    amounts = [line.unit_price.times(line.quantity).amount for line in order.lines]
    return Money.of(sum(amounts[1:], amounts[0]), order.currency)


async def begun(office: Office) -> Life:
    """With an order and a link of each customer, and a quote in the hands of one."""
    life = Life(office)
    life.links = [await office.links(name, recipient=f"Casa {name}") for name in NAMES]
    await life.moment([("is quoted", 0, 0), *(("is ordered", number, 0) for number in range(3))])
    await life.moment([("is sent", 0, 0)])
    return life
