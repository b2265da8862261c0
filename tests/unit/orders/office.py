"""The orders service in memory, and what sellers and customers do there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from tests.fakes.clock import HandClock
from tests.fakes.documents import Memory, MemoryCommits
from tests.fakes.orders import assembled
from tests.fakes.staff import small_company
from tests.unit.orders.made import customer, product, uuid

from chassis.access import Principal
from chassis.access.principal import Grant
from chassis.commit import Unit
from chassis.errors import VersionConflict
from chassis.inbox import Mark
from orders.domain.lifecycle import State
from orders.domain.order import Channel, Chosen, Decision, Kind, Order
from orders.domain.order_link import OrderLink, Purpose, token_of
from orders.domain.pricing import Wanted
from orders.domain.quote import offer_of
from orders.domain.quote_link import Use, quote_key
from orders.ports import Uses
from orders.usecases.accept_quote import AcceptQuote, accept_quote
from orders.usecases.answer_quote import Key, open_quote
from orders.usecases.create_link import CreateLink, create_link
from orders.usecases.create_order import CreateOrder, create_order
from orders.usecases.decline_quote import DeclineQuote, decline_quote
from orders.usecases.enter_shop import Visit, enter_shop
from orders.usecases.move_order import MoveOrder, move_order
from orders.usecases.record_decision import record_decision
from orders.usecases.revise_quote import ReviseQuote, revise_quote
from orders.usecases.save_order import SaveOrder, save_order
from orders.usecases.send_quote import SendQuote, send_quote

_PERMISSIONS = ("orders.read", "orders.write", "customers.read", "links.manage")


def person(name: str, reach: Grant = "own", **more: Grant) -> Principal:
    """Who may do everything to what is in his reach."""
    return Principal(
        name, f"{name}@shop.test", name, ("Sellers",), permissions={**dict.fromkeys(_PERMISSIONS, reach), **more}
    )


ADMIN, ANA, BEN = person("admin", "all"), person("ana"), person("ben")


@dataclass
class Office:
    """`p1` and `p2` are on offer; the customers `a`, `b` and `c` are known."""

    uses: Uses
    memory: Memory
    commits: MemoryCommits
    clock: HandClock
    next_number: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def new_id(self) -> str:
        return uuid(self.next_number())

    async def sells(self, by: Principal = ADMIN, **fields: Any) -> Order:
        plain: dict[str, Any] = {
            "order_id": self.new_id(),
            "kind": Kind.ORDER,
            "channel": Channel.OFFICE,
            "lines": (Wanted("p1", 2),),
            "customer_id": "a",
            "guest": None,
            "currency": None,
            "manager_id": None,
            "mark": None,
        }
        return await create_order(self.uses, CreateOrder(**{**plain, **fields}, by=by))

    async def quotes(self, by: Principal = ADMIN, **fields: Any) -> Order:
        return await self.sells(by, kind=Kind.QUOTE, **fields)

    async def saves(
        self, order: Order, by: Principal = ADMIN, *, quantity: int | None = None, chosen: Chosen | None = None
    ) -> Order:
        lines = None if quantity is None else (Wanted("p1", quantity),)
        command = SaveOrder(order_id=order.id, version=order.version, lines=lines, chosen=chosen, by=by)
        return await save_order(self.uses, command)

    async def moves(self, order: Order, to: State, by: Principal = ADMIN, mark: Mark | None = None) -> Order:
        return await move_order(self.uses, MoveOrder(order.id, to, by, mark))

    async def decides(self, order: Order, number: int, manager_id: str | None, version: int) -> bool:
        """Told again if the order changed meanwhile."""
        decision = Decision(number, version, manager_id, "d", "row", "why")
        try:
            return await record_decision(self.uses, order.id, decision)
        except VersionConflict:
            return await record_decision(self.uses, order.id, decision)

    async def sends(self, quote: Order, valid_until: date | None = None) -> Order:
        command = SendQuote(
            quote_id=quote.id,
            valid_until=valid_until,
            door="https://shop.test/q/",
            sending_id=self.new_id(),
            by=ADMIN,
            mark=None,
        )
        return await send_quote(self.uses, command)

    async def revises(self, quote: Order, quantity: int) -> Order:
        lines = (Wanted("p1", quantity),)
        command = ReviseQuote(quote_id=quote.id, lines=lines, valid_until=None, reason="Cheaper.", by=ADMIN, mark=None)
        return await revise_quote(self.uses, command)

    async def accepts(self, quote: Order, mark: Mark | None = None) -> Order:
        return await accept_quote(
            self.uses, AcceptQuote(quote_id=quote.id, order_id=self.new_id(), by=ADMIN, mark=mark)
        )

    async def declines(self, quote: Order) -> Order:
        return await decline_quote(self.uses, DeclineQuote(quote_id=quote.id, reason="Dear.", by=ADMIN, mark=None))

    async def key_to(self, quote: Order) -> Key:
        """As whoever opens the letter gets it."""
        secret = self.uses.link_secret
        return await open_quote(self.uses, quote_key(quote.id, offer_of(quote).revision, Use.LINK, secret))

    async def links(self, customer_id: str = "a", **fields: Any) -> OrderLink:
        plain: dict[str, Any] = {"recipient": None, "expires_at": None, "passcode": None, "mark": None}
        command = CreateLink(
            link_id=self.new_id(), customer_id=customer_id, salt=b"salt", by=ADMIN, **{**plain, **fields}
        )
        return await create_link(self.uses, command)

    async def enters(self, link: OrderLink) -> Visit:
        return await enter_shop(self.uses, token_of(link, Purpose.UNLOCKED, self.uses.link_secret))


async def open_office() -> Office:
    """Without orders."""
    clock, memory, company = HandClock(), Memory(), small_company()
    commits = MemoryCommits(memory, clock)
    uses = await assembled(memory, commits, clock, company)
    made = [
        *(uses.products.insertion(product(n, clock.now())) for n in (1, 2)),
        *(uses.customers.insertion(customer(each)) for each in "abc"),
    ]
    await commits.commit(Unit(made))
    return Office(uses, memory, commits, clock)
