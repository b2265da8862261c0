"""What this service does when it hears something."""

from dataclasses import dataclass

from assignment.domain.rows import Reason
from assignment.ports import Deps
from assignment.usecases.ask_for_reassignment import ask_for_reassignment
from assignment.usecases.assign_order import AssignOrder, assign_order
from assignment.usecases.compare_records import compare_customer, compare_order
from assignment.usecases.decide_card import DecideCard, decide_card
from assignment.usecases.merge_cards import MergeCards, merge_cards
from assignment.usecases.replace_deactivated import replace_deactivated
from assignment.usecases.unmerge_cards import UnmergeCards, unmerge_cards
from chassis import access
from chassis.access import Directory
from chassis.broker import Received, Subscriptions
from chassis.inbox import AlreadyDone
from chassis.replicas import STAFF_AND_GROUPS_RESTATED, Replicas, on_replay_finished
from chassis.telemetry import STALE_EVENTS
from contracts.assignment import GroupChanged, StaffChanged
from contracts.base import Event
from contracts.customers import (
    CustomerCreated,
    CustomerErased,
    CustomerEvent,
    CustomerMerged,
    CustomerRestated,
    CustomersReplayFinished,
    CustomerUnmerged,
    CustomerUpdated,
)
from contracts.orders import (
    AboutOrder,
    OrderCreated,
    OrderEvent,
    OrderRestated,
    OrdersReplayFinished,
    OrderStatusChanged,
    OrderUpdated,
)


@dataclass(frozen=True, slots=True)
class Uses:
    """What the handlers work with."""

    deps: Deps
    directory: Directory
    replicas: Replicas


def lane(event: Event) -> str:
    """Everything about one customer is decided in order, so that his orders at once meet one manager."""
    match event:
        case AboutOrder(order=order):
            return order.customer_id or order.id
        case _:
            return event.subject


async def on_order(uses: Uses, received: Received[OrderEvent]) -> None:
    """Whose is it?"""
    command = AssignOrder(received.event, received.id, received.attempts)
    _count(received.event, await assign_order(uses.deps, command))


async def on_customer(uses: Uses, received: Received[CustomerEvent]) -> None:
    """Whose is he?"""
    command = DecideCard(received.event, received.id, received.attempts, received.mark)
    _count(received.event, await decide_card(uses.deps, command))


async def on_customer_merged(uses: Uses, received: Received[CustomerMerged]) -> None:
    """Who has him now that two cards are one?"""
    command = MergeCards(received.event, received.id, received.attempts, received.mark)
    _count(received.event, await merge_cards(uses.deps, command))


async def on_customer_unmerged(uses: Uses, received: Received[CustomerUnmerged]) -> None:
    """And now that they are two again?"""
    command = UnmergeCards(received.event, received.id, received.attempts, received.mark)
    _count(received.event, await unmerge_cards(uses.deps, command))


def _count(event: Event, reason: Reason | None) -> None:
    if reason is None:
        STALE_EVENTS.labels(event.TYPE).inc()


async def on_staff_changed(uses: Uses, received: Received[StaffChanged]) -> None:
    """Access follows; what was decided for somebody in the moment he was deactivated is decided again, and
    supervisors are asked to reassign what he leaves (M1)."""
    staff = received.event.member
    uses.deps.companies.forget()
    try:
        await access.on_staff_changed(uses, received)
    except AlreadyDone:
        # The mark says nothing of the orders: a crash may have come in between.
        if staff.active:
            raise
    if not staff.active:
        await replace_deactivated(uses.deps, staff.id, received.id)
        await ask_for_reassignment(uses.deps, staff.id)


async def on_group_changed(uses: Uses, received: Received[GroupChanged]) -> None:
    """Access follows."""
    uses.deps.companies.forget()
    await access.on_group_changed(uses, received)


async def on_order_restated(uses: Uses, received: Received[OrderRestated]) -> None:
    """Compared, never decided (N5)."""
    await compare_order(uses.deps, received.event, received.mark)


async def on_customer_restated(uses: Uses, received: Received[CustomerRestated]) -> None:
    """Compared, never decided (N5)."""
    await compare_customer(uses.deps, received.event, received.mark)


SUBSCRIPTIONS: Subscriptions = {
    CustomerCreated: on_customer,
    CustomerUpdated: on_customer,
    CustomerMerged: on_customer_merged,
    CustomerUnmerged: on_customer_unmerged,
    CustomerErased: on_customer,
    OrderCreated: on_order,
    OrderUpdated: on_order,
    OrderStatusChanged: on_order,
    StaffChanged: on_staff_changed,
    GroupChanged: on_group_changed,
    OrderRestated: on_order_restated,
    OrdersReplayFinished: on_replay_finished,
    CustomerRestated: on_customer_restated,
    CustomersReplayFinished: on_replay_finished,
    **STAFF_AND_GROUPS_RESTATED,
}
