"""What people do in a trade that plays itself, around the real use cases."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from assignment.domain.settings import Settings
from assignment.domain.transfers import Transfer
from assignment.usecases.change_distribution import ChangeDistribution, change_distribution
from assignment.usecases.claim_order import AlreadyTaken, ClaimOrder, NotWaiting, claim_order
from assignment.usecases.compare_records import compare_customer, compare_order
from assignment.usecases.create_staff import create_staff
from assignment.usecases.create_transfer import CreateTransfer, create_transfer
from assignment.usecases.drain_queue import Patrol, drain_once
from assignment.usecases.plan_absence import PlanAbsence, plan_absence
from assignment.usecases.run_transfers import run_transfers
from assignment.usecases.undo_transfer import NotUndoable, UndoTransfer, undo_transfer
from chassis.access import Scope
from chassis.errors import Forbidden, Invalid, NotFound, VersionConflict
from chassis.inbox import Mark
from contracts.base import Choice
from contracts.customers import (
    Customer,
    CustomerCreated,
    CustomerMerged,
    CustomerRestated,
    CustomerStatus,
    CustomerUnmerged,
    CustomerUpdated,
    Personal,
)
from contracts.money import Money
from contracts.orders import (
    Channel,
    Contact,
    Order,
    OrderCreated,
    OrderKind,
    OrderRestated,
    OrderState,
    OrderStatusChanged,
    OrderUpdated,
)
from contracts.replay import Replay
from tests.fakes.assignment import hiring
from tests.fakes.hearing import Hearing, is_closed
from tests.support.waiting import eventually

ALL = Scope.everything()


@dataclass
class Trade(Hearing):
    """What is done about staff and settings reaches assignment at once, through its own doors; what is done about
    customers and orders is told on the bus."""

    transfers: list[Transfer] = field(default_factory=list)
    regimes: list[tuple[datetime, Settings]] = field(default_factory=list)
    """Since when which settings hold."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.regimes.append((self.now, Settings()))

    @property
    def settings(self) -> Settings:
        """Those that hold now."""
        return self.regimes[-1][1]

    @property
    def settled_at(self) -> datetime:
        """Since when."""
        return self.regimes[-1][0]

    def hire(self, group: str, **fields: Any) -> None:
        """One more."""
        number = self.house.deps.new_id()
        command = hiring(number, group, name=f"N{number}", **fields)
        self._keep_staff(self._done(create_staff(self.house.deps, command)))

    def change(self, staff_id: str, *, active: bool) -> None:
        """Leaves or comes back."""
        self._keep_staff(self._done(self._changed(staff_id, active=active)))

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
        self.regimes.append((self.now, settings))

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
        region: str | None = None,
        country: str | None = None,
    ) -> None:
        """As the human sees it at once."""
        says = {"status": status, "region": region, "country": country}
        changed = {"version": card.version + 1, **says, **({"manager_id": manager_id} if chosen else {})}
        self._say_card(
            CustomerUpdated, card.model_copy(update=changed), "saved", actor, _choice(manager_id, chosen=chosen)
        )

    def absorb(self, card: Customer, actor: str) -> None:
        """Another card is merged into it, which nobody here knew."""
        changed = {"version": card.version + 1, "absorbed": (*card.absorbed, self.house.deps.new_id())}
        self._say_card(CustomerUpdated, card.model_copy(update=changed), "merged", actor, None)

    def merge(self, card: Customer, into: Customer, actor: str) -> None:
        """The first card goes; then orders tells of his orders, each on its own, that they are of the other."""
        changed = {"version": card.version + 1, "merged_into": into.id}
        self._say_card(CustomerMerged, card.model_copy(update=changed), "merged", actor, None)
        self._hand_on(card.id, into.id, "merged")

    def unmerge(self, card: Customer, actor: str) -> None:
        """The card that went is back; then orders gives it all the orders of the other: a test that needs them apart
        makes none of those."""
        assert card.merged_into is not None
        back = card.model_copy(update={"version": card.version + 1, "merged_into": None})
        self.cards[card.id] = back
        act = self._act("unmerged", actor, None)
        survivor = card.merged_into
        self._say(CustomerUnmerged(customer=back, personal=Personal(name=card.id), act=act, survivor_id=survivor))
        self._hand_on(survivor, card.id, "unmerged")

    def _hand_on(self, from_id: str, to_id: str, verb: str) -> None:
        """Nobody did anything to the orders: they do not remember it as a deed."""
        for order in [each for each in self.orders.values() if each.customer_id == from_id]:
            moved = order.model_copy(update={"version": order.version + 1, "customer_id": to_id})
            self.orders[order.id] = moved
            self._say(OrderUpdated(order=moved, contact=Contact(name="Ana"), act=self._act(verb, None, None)))

    def forget_guest(self, order: Order, actor: str) -> None:
        """His data goes; the order does not remember it as a deed."""
        left = order.model_copy(update={"version": order.version + 1})
        self.orders[order.id] = left
        self._say(OrderUpdated(order=left, contact=Contact(name=""), act=self._act("erased", actor, None)))

    def place(
        self,
        card: Customer | None,
        actor: str | None,
        manager_id: str | None,
        *,
        from_quote: bool = False,
        kind: OrderKind = OrderKind.ORDER,
    ) -> None:
        """An order; without an actor the customer himself places it by his link. Its manager was chosen for it, or is
        that of the quote that it was accepted from."""
        number = self.house.deps.new_id()
        order = Order(
            id=number,
            version=1,
            number=number,
            kind=kind,
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


def _choice(manager_id: str | None, *, chosen: bool) -> Choice | None:
    return Choice(manager_id=manager_id) if chosen else None


@contextmanager
def trading(sellers: int = 2, **terms: Any) -> Iterator[Trade]:
    """A company of so many sellers, all on these terms, and nothing else."""
    trade = Trade()
    for _ in range(sellers):
        trade.hire("Sellers", **terms)
    yield trade
    trade.close()
