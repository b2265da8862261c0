"""Puts the service together."""

from chassis.runtime import Kernel, Service
from customers.api import customers_router, notes_router
from customers.consumers import SUBSCRIPTIONS, Uses
from customers.ports import Deps
from customers.settings import Settings
from customers.store import MongoCards, MongoNotes


def build() -> Service:
    """The customers service, from its environment."""
    kernel = Kernel.assemble("customers", Settings())
    cards, notes = MongoCards(kernel.mongo), MongoNotes(kernel.mongo)
    deps = Deps(cards, notes, kernel.directory, kernel.committer, kernel.clock)
    return Service(
        kernel=kernel,
        summary="Customers and their notes",
        routers=[customers_router(deps), notes_router(deps)],
        subscriptions=SUBSCRIPTIONS,
        uses=Uses(deps, kernel.directory),
        prepare=[cards.prepare, notes.prepare],
    )
