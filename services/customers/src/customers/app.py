"""Puts the service together."""

from functools import partial

from chassis.commit import Marks
from chassis.replicas import Replays, Replica, Replicas, replays_router, replicas_router
from chassis.runtime import Kernel, Service
from contracts.customers import CustomersReplayFinished
from customers.api import (
    audit_router,
    batch_router,
    customers_router,
    duplicates_router,
    export_router,
    merges_router,
    notes_router,
)
from customers.consumers import SUBSCRIPTIONS, Uses
from customers.ports import Deps
from customers.settings import Settings
from customers.store import MongoCards, MongoMerges, MongoNotes, MongoTurnstile
from customers.store.cards import CUSTOMERS
from customers.usecases.restate_customers import restate_customers


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
        marks=Marks(kernel.mongo),
        staff=kernel.directory,
        committer=kernel.committer,
        clock=kernel.clock,
        region=settings.default_region,
    )
    replicas = Replicas(kernel.mongo, kernel.committer, kernel.clock, links=Replica(CUSTOMERS, authoritative=True))
    sources = {"customers": partial(restate_customers, deps)}
    replays = Replays(kernel.mongo, kernel.committer, kernel.clock, sources, CustomersReplayFinished)
    return Service(
        kernel=kernel,
        summary="Customers and their notes",
        routers=[
            replays_router("/v1/customers", replays),
            replicas_router("/v1/customers", replicas),
            audit_router(deps),
            batch_router(deps),
            duplicates_router(deps),
            export_router(deps),
            customers_router(deps),
            merges_router(deps),
            notes_router(deps),
        ],
        subscriptions=SUBSCRIPTIONS,
        uses=Uses(deps, kernel.directory, replicas),
        prepare=[each.prepare for each in (cards, notes, merges, turnstile, replays, replicas)],
        background=[replays.run],
    )
