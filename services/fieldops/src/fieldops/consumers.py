"""What this service does when it hears something."""

from dataclasses import dataclass

from chassis.access import STAFF_AND_GROUPS, Directory
from chassis.broker import Received, Subscriptions, look_again
from chassis.replicas import STAFF_AND_GROUPS_RESTATED, Replicas, on_replay_finished
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
from fieldops.ports import Deps
from fieldops.usecases.follow_customer import follow_customer, told_customer
from fieldops.usecases.follow_merge import follow_merge, follow_unmerge
from fieldops.usecases.forget_customer import forget_customer


@dataclass(frozen=True, slots=True)
class Uses:
    """What the handlers work with."""

    deps: Deps
    directory: Directory
    replicas: Replicas


async def on_customer(uses: Uses, received: Received[CustomerEvent]) -> None:
    """The replica of customers follows."""
    await follow_customer(uses.deps, received.event)


async def on_customer_merged(uses: Uses, received: Received[CustomerMerged]) -> None:
    """His visits are of the card that stands for his."""
    await follow_merge(uses.deps, received.event)
    look_again(received)


async def on_customer_unmerged(uses: Uses, received: Received[CustomerUnmerged]) -> None:
    """His visits are his again."""
    await follow_unmerge(uses.deps, received.event)
    look_again(received)


async def on_customer_erased(uses: Uses, received: Received[CustomerErased]) -> None:
    """Nothing is kept that tells of him."""
    await forget_customer(uses.deps, received.event)
    look_again(received)


async def on_customer_restated(uses: Uses, received: Received[CustomerRestated]) -> None:
    """The customer as he is."""
    told = received.event
    customer = uses.deps.customers.insert(told_customer(told.customer, told.personal))
    await uses.replicas.compare(told.replay, "customers", customer, received.mark)


SUBSCRIPTIONS: Subscriptions = {
    CustomerCreated: on_customer,
    CustomerUpdated: on_customer,
    CustomerMerged: on_customer_merged,
    CustomerUnmerged: on_customer_unmerged,
    CustomerErased: on_customer_erased,
    CustomerRestated: on_customer_restated,
    CustomersReplayFinished: on_replay_finished,
    **STAFF_AND_GROUPS,
    **STAFF_AND_GROUPS_RESTATED,
}
