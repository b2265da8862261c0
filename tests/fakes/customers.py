"""The customers service without servers: its stores on documents in memory."""

from chassis.clock import Clock
from chassis.commit import Marks
from chassis.mongo import Mongo
from customers.ports import Commits, Deps
from customers.store import MongoCards, MongoMerges, MongoNotes, MongoTurnstile
from tests.fakes.staff import Company


async def assembled(mongo: Mongo, commits: Commits, clock: Clock, company: Company) -> Deps:
    """What the use cases work with, on that database."""
    cards, notes, merges, turnstile = (
        MongoCards(mongo),
        MongoNotes(mongo),
        MongoMerges(mongo),
        MongoTurnstile(mongo, clock),
    )
    for store in (cards, notes, merges, turnstile):
        await store.prepare()
    return Deps(cards, notes, merges, turnstile, Marks(mongo), company, commits, clock, region="ES")
