"""A trade that plays itself: who hears what was said, and what orders and customers show of it, in memory.

`bus` holds what was said and not heard yet. A test decides who hears what, when, how often and in which order.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from assignment.consumers import SUBSCRIPTIONS, Uses, on_order
from assignment.domain.staff import Staff
from assignment.usecases.ask_for_reassignment import ask_for_reassignment
from assignment.usecases.change_staff import ChangeStaff, change_staff
from assignment.usecases.replace_deactivated import replace_deactivated
from chassis.broker import Received
from chassis.errors import Transient, Unavailable, VersionConflict
from chassis.inbox import AlreadyDone
from contracts.assignment import LinkEvent, OrderDecision, StaffChanged
from contracts.base import Act, Actor, Choice, Event
from contracts.customers import (
    Customer,
    CustomerEvent,
    CustomerUpdated,
    Personal,
)
from contracts.orders import (
    Contact,
    Deed,
    Order,
    OrderEvent,
    OrderState,
)
from orders.domain.order import DEEDS_REMEMBERED
from tests.fakes.assignment import InMemory, in_memory

T = TypeVar("T")
NEXT = {
    OrderState.NEW: OrderState.CONFIRMED,
    OrderState.CONFIRMED: OrderState.IN_PRODUCTION,
    OrderState.IN_PRODUCTION: OrderState.SHIPPED,
    OrderState.SHIPPED: OrderState.DELIVERED,
}
_TRIES = 200
_TRY_AGAIN = (Transient, VersionConflict, Unavailable)


@dataclass
class Hearing:
    """Everybody's state as of now; what assignment made of it is in `house`."""

    house: InMemory = field(init=False)
    bus: list[Received[Event]] = field(default_factory=list)
    heard: list[Received[Event]] = field(default_factory=list)
    staff: dict[str, Staff] = field(default_factory=dict)
    employed: list[Staff] = field(default_factory=list)
    """Everybody as he was after each change."""
    cards: dict[str, Customer] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    choices: dict[str, int] = field(default_factory=dict)
    """By card or order: its version after a human last chose its manager."""
    chosen: dict[str, str | None] = field(default_factory=dict)
    """Whom."""
    undelivered: list[OrderDecision] = field(default_factory=list)
    """What orders has not heard, as long as `orders_are_deaf`."""
    pending: set[str] = field(default_factory=set)
    """Orders that show that it is not decided whose they are."""
    orders_are_deaf: bool = False
    _followed: int = 0
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def __post_init__(self) -> None:
        self.house = self.run(in_memory())
        self._follow()

    def close(self) -> None:
        """Ends the loop."""
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """To its end."""
        return self._runner.run(work)

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    def pass_time(self, by: timedelta) -> None:
        """Nothing else happens meanwhile."""
        self.house.clock.forward(by)

    def hear(self, *which: Received[Event], answer_lost: bool = False, leaves: str | None = None) -> None:
        """Takes them from the bus, all at once; what cannot be handled yet comes again. `answer_lost`: what is
        committed first is not known to be. `leaves`: who is deactivated meanwhile."""
        for each in which:
            self.bus.remove(each)
        self.house.commits.loses_next = answer_lost
        self.bus += self.run(self._heard(which, leaves))
        self.house.commits.loses_next = False
        self._follow()

    def hear_again(self, received: Received[Event]) -> None:
        """What was heard before."""
        self.run(self._heard([received]))
        self._follow()

    def hear_all(self) -> None:
        """Until the bus is silent."""
        while self.bus:
            self.hear(self.bus[0])
            assert self.bus == [] or self.bus[-1].attempts < _TRIES, f"never handled: {self.bus[-1]}"

    async def _heard(self, which: Sequence[Received[Event]], leaves: str | None = None) -> list[Received[Event]]:
        deactivation = asyncio.create_task(self._changed(leaves, active=False)) if leaves is not None else None
        handled = await asyncio.gather(*map(self._handled, which))
        if deactivation is not None:
            self._keep_staff(await deactivation)
        self.heard += [each for each, done in zip(which, handled, strict=True) if done]
        return [
            replace(each, attempts=each.attempts + 1) for each, done in zip(which, handled, strict=True) if not done
        ]

    async def _changed(self, staff_id: str, *, active: bool) -> Staff:
        return await change_staff(self.house.deps, ChangeStaff(staff_id, self.staff[staff_id].version, {}, active))

    async def _handled(self, received: Received[Any]) -> bool:
        handlers: dict[type[Event], Callable[[], Awaitable[object]]] = {
            OrderEvent: lambda: on_order(self._uses(), received),
            CustomerEvent: lambda: SUBSCRIPTIONS[type(received.event)](self._uses(), received),
            StaffChanged: lambda: self._on_staff(received),
        }
        try:
            for kind, handler in handlers.items():
                if isinstance(received.event, kind):
                    await handler()
        except AlreadyDone:
            return True
        except _TRY_AGAIN:
            return False
        return True

    async def _on_staff(self, received: Received[StaffChanged]) -> None:
        if not received.event.member.active:
            await replace_deactivated(self.house.deps, received.event.member.id, received.id)
            await ask_for_reassignment(self.house.deps, received.event.member.id)

    def _uses(self) -> Uses:
        return Uses(self.house.deps, directory=None, replicas=None)  # type: ignore[arg-type]

    def _done(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return self.run(work)
        finally:
            self._follow()

    def _tried(self, work: Coroutine[Any, Any, T], *refusals: type[Exception]) -> T | None:
        try:
            return self._done(work)
        except refusals:
            return None

    def _keep_staff(self, member: Staff) -> None:
        self.staff[member.id] = member
        self.employed.append(member)

    def _follow(self) -> None:
        """Orders and cards show what was decided; of a card that is told in turn."""
        told = self.house.commits.told
        fresh, self._followed = told[self._followed :], len(told)
        for event in fresh:
            match event:
                case StaffChanged():
                    self._say(event)
                case OrderDecision() if event.order_id in self.orders:
                    self.undelivered.append(event)
                case LinkEvent():
                    self._show_link(self.cards[event.customer_id], event)

        if not self.orders_are_deaf:
            self.deliver()

    def _show_link(self, card: Customer, event: LinkEvent) -> None:
        remembered = card.model_copy(update={"link_version": event.version})
        self.cards[card.id] = remembered
        if card.merged_into is not None:
            return
        if event.card_version >= self.choices.get(card.id, 0) and event.manager_id != card.manager_id:
            shown = {"manager_id": event.manager_id, "version": card.version + 1}
            self._say_card(CustomerUpdated, remembered.model_copy(update=shown), "linked", None, None)

    def deliver(self) -> None:
        """Orders hears what was decided, and shows it as it does."""
        decided, self.undelivered = self.undelivered, []
        for event in decided:
            order = self.orders[event.order_id]
            shown = order.decisions or 0
            if event.number <= shown or (is_closed(order) and shown > 0 and event.manager_id != order.manager_id):
                continue
            changed: dict[str, Any] = {"decisions": event.number}
            self.pending.add(order.id)
            if event.order_version >= self.choices.get(order.id, 0):
                changed["manager_id"] = event.manager_id
                self.pending.remove(order.id)
            self.orders[order.id] = order.model_copy(update=changed)

    def _say_card(
        self, kind: type[CustomerEvent], card: Customer, verb: str, actor: str | None, choice: Choice | None
    ) -> None:
        if choice is not None:
            self.choices[card.id], self.chosen[card.id] = card.version, choice.manager_id
        card = card.model_copy(update={"choice_version": self.choices.get(card.id, 0)})
        self.cards[card.id] = card
        self._say(kind(customer=card, personal=Personal(name=card.id), act=self._act(verb, actor, choice)))

    def _say_order(
        self, kind: type[OrderEvent], order: Order, verb: str, actor: str | None, choice: Choice | None
    ) -> None:
        known = self.orders.get(order.id)
        if known is None or known.manager_id != order.manager_id:
            self.pending.add(order.id)
        if choice is not None:
            self.choices[order.id], self.chosen[order.id] = order.version, choice.manager_id
        order = order.model_copy(update={"choice_version": self.choices.get(order.id, 0)})
        self._say(kind(order=order, contact=Contact(name="Ana"), act=self._act(verb, actor, choice)))
        done = Deed(
            version=order.version,
            by=actor,
            at=self.now,
            state=order.state,
            manager_id=order.manager_id,
            decisions=order.decisions or 0,
            choice=choice,
        )
        self.orders[order.id] = order.model_copy(update={"earlier": (*order.earlier, done)[-DEEDS_REMEMBERED:]})

    def _act(self, verb: str, actor: str | None, choice: Choice | None) -> Act:
        who = Actor(kind="staff", id=actor) if actor is not None else Actor(kind="customer")
        return Act(verb=verb, actor=who, at=self.now.isoformat(), choice=choice)

    def _say(self, event: Event) -> None:
        self.bus.append(Received(event, self.house.deps.new_id(), self.now, 0, {}))


def is_closed(order: Order) -> bool:
    """Shipped, delivered or cancelled."""
    return order.state not in NEXT or order.state is OrderState.SHIPPED
