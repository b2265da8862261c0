"""Puts the service together."""

from chassis.runtime import Kernel, Service
from customers.api import audit_router, customers_router, merges_router, notes_router
from customers.consumers import SUBSCRIPTIONS, Uses
from customers.ports import Deps
from customers.settings import Settings
from customers.store import MongoCards, MongoMarks, MongoMerges, MongoNotes, MongoTurnstile


def build() -> Service:
    """The customers service, from its environment."""
    settings = Settings()
    kernel = Kernel.assemble("customers", settings)
    cards, notes = MongoCards(kernel.mongo), MongoNotes(kernel.mongo)
    turnstile = MongoTurnstile(kernel.mongo, kernel.clock)
    merges = MongoMerges(kernel.mongo)
    deps = Deps(
        cards=cards,
        notes=notes,
        merges=merges,
        turnstile=turnstile,
        marks=MongoMarks(kernel.mongo),
        staff=kernel.directory,
        committer=kernel.committer,
        clock=kernel.clock,
        region=settings.default_region,
    )
    return Service(
        kernel=kernel,
        summary="Customers and their notes",
        routers=[audit_router(deps), customers_router(deps), merges_router(deps), notes_router(deps)],
        subscriptions=SUBSCRIPTIONS,
        uses=Uses(deps, kernel.directory),
        prepare=[cards.prepare, notes.prepare, merges.prepare, turnstile.prepare],
    )
