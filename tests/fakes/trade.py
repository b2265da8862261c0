"""A trade that plays itself: what other services and people would do around the real use cases, in memory.

`bus` holds what was said and not heard yet. A test decides who hears what, when, how often and in which order.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from assignment.consumers import Uses, on_customer, on_order
from assignment.domain.absences import StaffAbsence
from assignment.domain.settings import Settings
from assignment.domain.staff import Staff
from assignment.domain.transfers import Transfer
from assignment.usecases.ask_for_reassignment import ask_for_reassignment
from assignment.usecases.change_distribution import ChangeDistribution, change_distribution
from assignment.usecases.change_staff import ChangeStaff, change_staff
from assignment.usecases.claim_order import AlreadyTaken, ClaimOrder, NotWaiting, claim_order
from assignment.usecases.compare_records import compare_customer, compare_order
from assignment.usecases.create_staff import CreateStaff, create_staff
from assignment.usecases.create_transfer import CreateTransfer, create_transfer
from assignment.usecases.drain_queue import Patrol, drain_once
from assignment.usecases.plan_absence import PlanAbsence, plan_absence
from assignment.usecases.replace_deactivated import replace_deactivated
from assignment.usecases.run_transfers import run_transfers
from assignment.usecases.undo_transfer import NotUndoable, UndoTransfer, undo_transfer
from chassis.access import Scope
from chassis.broker import Received
from chassis.errors import Forbidden, Invalid, NotFound, Transient, Unavailable, VersionConflict
from chassis.inbox import AlreadyDone, Mark
from contracts.assignment import LinkEvent, OrderDecision, StaffChanged
from contracts.base import Act, Actor, Choice, Event
from contracts.customers import (
    Customer,
    CustomerCreated,
    CustomerEvent,
    CustomerRestated,
    CustomerStatus,
    CustomerUpdated,
    Personal,
)
from contracts.money import Money
from contracts.orders import (
    Channel,
    Contact,
    Order,
    OrderCreated,
    OrderEvent,
    OrderKind,
    OrderRestated,
    OrderState,
    OrderStatusChanged,
    OrderUpdated,
)
from contracts.replay import Replay
from tests.fakes.assignment import InMemory, in_memory
from tests.support.waiting import eventually

T = TypeVar("T")
ALL = Scope.everything()
NEXT = {
    OrderState.NEW: OrderState.CONFIRMED,
    OrderState.CONFIRMED: OrderState.IN_PRODUCTION,
    OrderState.IN_PRODUCTION: OrderState.SHIPPED,
    OrderState.SHIPPED: OrderState.DELIVERED,
}
_TRIES = 200
_TRY_AGAIN = (Transient, VersionConflict, Unavailable)


@dataclass
class Trade:
    """Everybody's state as of now; what assignment made of it is in `house`."""

    house: InMemory = field(init=False)
    bus: list[Received[Event]] = field(default_factory=list)
    heard: list[Received[Event]] = field(default_factory=list)
    staff: dict[str, Staff] = field(default_factory=dict)
    cards: dict[str, Customer] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    choices: dict[str, int] = field(default_factory=dict)
    """By card or order: its version after a human last chose its manager."""
    chosen: dict[str, str | None] = field(default_factory=dict)
    """Whom."""
    undelivered: list[OrderDecision] = field(default_factory=list)
    """What orders has not heard, as long as `orders_are_deaf`."""
    orders_are_deaf: bool = False
    absences: list[StaffAbsence] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    settled_at: datetime = field(init=False)
    _followed: int = 0
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def __post_init__(self) -> None:
        self.house = self.run(in_memory())
        self.settled_at = self.now
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

    # What people do about staff and settings reaches assignment at once, through its own doors.

    def hire(self, group: str, **fields: Any) -> None:
        """One more."""
        number = self.house.deps.new_id()
        command = CreateStaff(
            id=number,
            name=f"N{number}",
            email=f"{number}@vinculo.test",
            groups=(group,),
            active=True,
            language="en",
            mark=None,
            **{
                "time_zone": "UTC",
                "working_hours": (),
                "weight": 1,
                "capacity": None,
                "daily_quota": None,
                **fields,
            },
        )
        self._keep_staff(self._done(create_staff(self.house.deps, command)))

    def change(self, staff_id: str, *, active: bool) -> None:
        """Leaves or comes back."""
        self._keep_staff(self._done(self._changed(staff_id, active=active)))

    async def _changed(self, staff_id: str, *, active: bool) -> Staff:
        return await change_staff(self.house.deps, ChangeStaff(staff_id, self.staff[staff_id].version, {}, active))

    def plan(self, staff_id: str, cover_id: str | None, begins: timedelta, lasts: timedelta) -> None:
        """Will be away, or is; refused if the cover is nobody who could stand in."""
        start = self.now + begins
        command = PlanAbsence(self.house.deps.new_id(), staff_id, start, start + lasts, cover_id, ALL, None)
        self._tried(plan_absence(self.house.deps, command), Invalid)

    def settle(self, settings: Settings) -> None:
        """Other distribution settings."""
        deps = self.house.deps
        current = self.run(deps.distribution.current())
        assert current is not None
        self._done(change_distribution(deps, ChangeDistribution(current.settings.version, settings, "admin")))
        self.settings, self.settled_at = settings, self.now

    def claim(self, order_id: str, by: str) -> None:
        """A manager wants an order that nobody has."""
        refusals = (AlreadyTaken, NotWaiting, NotFound, Forbidden, VersionConflict)
        self._tried(claim_order(self.house.deps, ClaimOrder(order_id, by, None)), *refusals)

    def transfer(self, from_id: str, to_id: str | None, *, open_orders: bool) -> None:
        """Asked for; `work` does it."""
        deps = self.house.deps
        command = CreateTransfer(deps.new_id(), "admin", from_id, to_id, None, open_orders, False, True, True, None)
        made = self._tried(create_transfer(deps, command), Invalid)
        if made is not None:
            self.transfers.append(made)

    def undo(self, transfer: Transfer) -> None:
        """Asked for, if it can be."""
        deps = self.house.deps
        self._tried(undo_transfer(deps, UndoTransfer(deps.new_id(), transfer.id, "admin", None), ALL), NotUndoable)

    def work(self) -> None:
        """All transfers to their end."""
        self._done(self._work())

    async def _work(self) -> None:
        async def finished() -> bool:
            return await self.house.deps.transfers.unfinished() is None

        job = asyncio.create_task(run_transfers(self.house.deps, to_author=True))
        await eventually(finished, every=0)
        job.cancel()

    def drain(self) -> int:
        """One round; how many orders it moved."""
        return self._done(drain_once(self.house.deps, Patrol()))

    # What people do about customers and orders is told on the bus.

    def open_card(self, actor: str, channel: Channel, manager_id: str | None) -> None:
        """A customer, with the manager who is chosen for him, if any."""
        number = self.house.deps.new_id()
        card = Customer(
            id=number,
            version=1,
            status=CustomerStatus.CURRENT,
            currency="EUR",
            channel=channel,
            manager_id=manager_id,
            created_by=actor,
            created_at=self.now,
            updated_at=self.now,
        )
        self._say_card(CustomerCreated, card, "created", actor, _choice(manager_id, chosen=manager_id is not None))

    def save_card(
        self,
        card: Customer,
        actor: str,
        manager_id: str | None,
        *,
        chosen: bool,
        status: CustomerStatus = CustomerStatus.CURRENT,
    ) -> None:
        """As the human sees it at once."""
        changed = {"version": card.version + 1, "status": status, **({"manager_id": manager_id} if chosen else {})}
        self._say_card(
            CustomerUpdated, card.model_copy(update=changed), "saved", actor, _choice(manager_id, chosen=chosen)
        )

    def absorb(self, card: Customer, actor: str) -> None:
        """Another card is merged into it, which nobody here knew."""
        changed = {"version": card.version + 1, "absorbed": (*card.absorbed, self.house.deps.new_id())}
        self._say_card(CustomerUpdated, card.model_copy(update=changed), "merged", actor, None)

    def place(
        self, card: Customer | None, actor: str | None, manager_id: str | None, *, from_quote: bool = False
    ) -> None:
        """An order; without an actor the customer himself places it by his link. Its manager was chosen for it, or is
        that of the quote that it was accepted from."""
        number = self.house.deps.new_id()
        order = Order(
            id=number,
            version=1,
            number=number,
            kind=OrderKind.ORDER,
            channel=Channel.OFFICE if actor is not None else Channel.LINK,
            state=OrderState.NEW,
            customer_id=card.id if card is not None else None,
            currency="EUR",
            language="en",
            lines=(),
            total=Money(amount=Decimal("12.50"), currency="EUR"),
            manager_id=manager_id,
            decisions=0,
            created_by=actor,
            created_at=self.now,
            updated_at=self.now,
        )
        chosen = manager_id is not None and not from_quote
        self._say_order(OrderCreated, order, "created", actor, _choice(manager_id, chosen=chosen))

    def save_order(self, order: Order, actor: str, manager_id: str | None, *, chosen: bool) -> None:
        """By a member of staff; whose what is closed is, orders lets nobody choose."""
        chosen = chosen and not is_closed(order)
        changed = {"version": order.version + 1, **({"manager_id": manager_id} if chosen else {})}
        self._say_order(
            OrderUpdated, order.model_copy(update=changed), "saved", actor, _choice(manager_id, chosen=chosen)
        )

    def move(self, order: Order, actor: str, state: OrderState) -> None:
        """Along its lifecycle."""
        moved = order.model_copy(update={"version": order.version + 1, "state": state})
        self._say_order(OrderStatusChanged, moved, state.value, actor, None)

    def tell_anew(self, *, heal: bool) -> None:
        """Every order and card as it is, whatever is still on the bus (N5)."""
        replay = Replay(id=self.house.deps.new_id(), heal=heal)
        for order in list(self.orders.values()):
            told = OrderRestated(order=order, contact=Contact(name="Ana"), replay=replay)
            self._done(compare_order(self.house.deps, told, Mark(self.house.deps.new_id())))
        for card in list(self.cards.values()):
            personal, chosen = Personal(name=card.id), self.choices.get(card.id, 0)
            anew = CustomerRestated(customer=card, personal=personal, choice_version=chosen, replay=replay)
            self._done(compare_customer(self.house.deps, anew, Mark(self.house.deps.new_id())))

    # Who hears what, when.

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

    async def _handled(self, received: Received[Any]) -> bool:
        handlers: dict[type[Event], Callable[[], Awaitable[object]]] = {
            OrderEvent: lambda: on_order(self._uses(), received),
            CustomerEvent: lambda: on_customer(self._uses(), received),
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
            if event.order_version >= self.choices.get(order.id, 0):
                changed["manager_id"] = event.manager_id
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
        if choice is not None:
            self.choices[order.id], self.chosen[order.id] = order.version, choice.manager_id
        order = order.model_copy(update={"choice_version": self.choices.get(order.id, 0)})
        self.orders[order.id] = order
        self._say(kind(order=order, contact=Contact(name="Ana"), act=self._act(verb, actor, choice)))

    def _act(self, verb: str, actor: str | None, choice: Choice | None) -> Act:
        who = Actor(kind="staff", id=actor) if actor is not None else Actor(kind="customer")
        return Act(verb=verb, actor=who, at=self.now.isoformat(), choice=choice)

    def _say(self, event: Event) -> None:
        self.bus.append(Received(event, self.house.deps.new_id(), self.now, 0, {}))


def is_closed(order: Order) -> bool:
    """Shipped, delivered or cancelled."""
    return order.state not in NEXT or order.state is OrderState.SHIPPED


def _choice(manager_id: str | None, *, chosen: bool) -> Choice | None:
    return Choice(manager_id=manager_id) if chosen else None
