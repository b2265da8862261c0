"""What this service does when it hears something."""

from chassis.access import STAFF_AND_GROUPS, Directory
from chassis.broker import Received, Subscriptions
from chassis.replicas import STAFF_AND_GROUPS_RESTATED, Replicas, on_replay_finished
from contracts.assignment import (
    CustomerManagerCleared,
    CustomerManagerLinked,
    LinkEvent,
    LinkRestated,
    LinksReplayFinished,
)
from contracts.customers import CustomerErased
from customers.domain.card import Link
from customers.ports import Deps
from customers.usecases.apply_link import ApplyLink, apply_link
from customers.usecases.compare_link import compare_link


class Uses:
    """What the handlers work with."""

    def __init__(self, deps: Deps, directory: Directory, replicas: Replicas) -> None:
        self.deps = deps
        self.directory = directory
        self.replicas = replicas


async def on_link(uses: Uses, received: Received[LinkEvent]) -> None:
    """The card shows whom assignment linked."""
    event = received.event
    link = Link(event.version, event.card_version, event.manager_id)
    await apply_link(uses.deps, ApplyLink(event.customer_id, link, event.TYPE, received.mark))


async def on_link_restated(uses: Uses, received: Received[LinkRestated]) -> None:
    """The card shows whom assignment says."""
    await compare_link(uses.deps, uses.replicas, received.event, received.mark)


async def on_erased(uses: Uses, received: Received[CustomerErased]) -> None:
    """What was noted of him goes too."""
    await uses.deps.notes.wipe(received.event.customer.id)


SUBSCRIPTIONS: Subscriptions = {
    CustomerManagerLinked: on_link,
    CustomerManagerCleared: on_link,
    LinkRestated: on_link_restated,
    LinksReplayFinished: on_replay_finished,
    CustomerErased: on_erased,
    **STAFF_AND_GROUPS,
    **STAFF_AND_GROUPS_RESTATED,
}
