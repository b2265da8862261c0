"""Puts the service together."""

from chassis.runtime import Kernel, Service
from fieldops.api import customers_router, visits_router
from fieldops.consumers import SUBSCRIPTIONS, Uses
from fieldops.ports import Deps
from fieldops.settings import Settings
from fieldops.store import MongoCustomers, MongoVisits


def build() -> Service:
    """The fieldops service, from its environment."""
    kernel = Kernel.assemble("fieldops", Settings())
    visits, customers = MongoVisits(kernel.mongo), MongoCustomers(kernel.mongo)
    deps = Deps(visits, customers, kernel.committer, kernel.clock)
    return Service(
        kernel=kernel,
        summary="Fieldwork",
        routers=[visits_router(deps), customers_router(deps)],
        subscriptions=SUBSCRIPTIONS,
        uses=Uses(deps, kernel.directory),
        prepare=[visits.prepare, customers.prepare],
    )
