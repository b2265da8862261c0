"""The fieldops service without servers: its stores on documents in memory."""

from chassis.clock import Clock
from chassis.commit import Marks
from chassis.mongo import Mongo
from fieldops.ports import Commits, Deps
from fieldops.store import MongoCustomers, MongoHandovers, MongoVisits


async def assembled(mongo: Mongo, commits: Commits, clock: Clock) -> Deps:
    """What the use cases work with, on that database."""
    visits, customers = MongoVisits(mongo), MongoCustomers(mongo)
    await visits.prepare()
    await customers.prepare()
    handovers = MongoHandovers(mongo)
    await handovers.prepare()
    return Deps(visits, customers, handovers, Marks(mongo), commits, clock)
