"""Puts the service together."""

from chassis.runtime import Kernel, Service
from customers.api import audit_router, customers_router, notes_router
from customers.consumers import SUBSCRIPTIONS, Uses
from customers.ports import Deps
from customers.settings import Settings
from customers.store import MongoCards, MongoNotes, MongoTurnstile


def build() -> Service:
    """The customers service, from its environment."""
    settings = Settings()
    kernel = Kernel.assemble("customers", settings)
    cards, notes = MongoCards(kernel.mongo), MongoNotes(kernel.mongo)
    turnstile = MongoTurnstile(kernel.mongo, kernel.clock)
    deps = Deps(cards, notes, turnstile, kernel.directory, kernel.committer, kernel.clock, settings.default_region)
    return Service(
        kernel=kernel,
        summary="Customers and their notes",
        routers=[audit_router(deps), customers_router(deps), notes_router(deps)],
        subscriptions=SUBSCRIPTIONS,
        uses=Uses(deps, kernel.directory),
        prepare=[cards.prepare, notes.prepare, turnstile.prepare],
    )
