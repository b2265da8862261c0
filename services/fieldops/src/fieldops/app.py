"""Puts the service together."""

from chassis.commit import Marks
from chassis.replicas import Replica, Replicas, replicas_router
from chassis.runtime import Kernel, Service
from fieldops.api import customers_router, visits_router
from fieldops.consumers import SUBSCRIPTIONS, Uses
from fieldops.ports import Deps
from fieldops.settings import Settings
from fieldops.store import CUSTOMERS, MongoCustomers, MongoHandovers, MongoVisits


def build() -> Service:
    """The fieldops service, from its environment."""
    kernel = Kernel.assemble("fieldops", Settings())
    visits, customers = MongoVisits(kernel.mongo), MongoCustomers(kernel.mongo)
    handovers = MongoHandovers(kernel.mongo)
    deps = Deps(visits, customers, handovers, Marks(kernel.mongo), kernel.committer, kernel.clock)
    replicas = Replicas(kernel.mongo, kernel.committer, kernel.clock, customers=Replica(CUSTOMERS))
    return Service(
        kernel=kernel,
        summary="Fieldwork",
        routers=[replicas_router("/v1/fieldops", replicas), visits_router(deps), customers_router(deps)],
        subscriptions=SUBSCRIPTIONS,
        uses=Uses(deps, kernel.directory, replicas),
        prepare=[visits.prepare, customers.prepare, handovers.prepare, replicas.prepare],
    )
