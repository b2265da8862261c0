"""What this service does when it hears something."""

from dataclasses import dataclass

from chassis.access import STAFF_AND_GROUPS, Directory
from chassis.broker import Received, Subscriptions
from contracts.customers import CustomerCreated, CustomerEvent, CustomerUpdated
from fieldops.ports import Deps
from fieldops.usecases.follow_customer import follow_customer


@dataclass(frozen=True, slots=True)
class Uses:
    """What the handlers work with."""

    deps: Deps
    directory: Directory


async def on_customer(uses: Uses, received: Received[CustomerEvent]) -> None:
    """The replica of customers follows."""
    await follow_customer(uses.deps, received.event, received.mark)


SUBSCRIPTIONS: Subscriptions = {
    CustomerCreated: on_customer,
    CustomerUpdated: on_customer,
    **STAFF_AND_GROUPS,
}
