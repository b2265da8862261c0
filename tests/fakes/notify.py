"""The notify service without servers: its stores on documents in memory, and a desk that only takes note."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chassis.clock import Clock
from chassis.mongo import Mongo
from notify.domain.mail import Outcome, Result
from notify.ports import Archive, Commits, Deps, Message, Outgoing
from notify.store import (
    MongoAbsences,
    MongoAlarms,
    MongoCovered,
    MongoCustomers,
    MongoDepartures,
    MongoLinks,
    MongoMails,
    MongoOrders,
    MongoPreferences,
    MongoSendings,
    MongoTransfers,
)
from tests.fakes.staff import Company
from tests.unit.notify.letters import printer


@dataclass
class Tray:
    """A desk without a sender."""

    room: bool = True
    handed: list[Outgoing] = field(default_factory=list)
    looked: int = 0

    def has_room(self) -> bool:
        return self.room

    def hand_over(self, outgoing: Sequence[Outgoing]) -> None:
        self.handed += outgoing

    def look_again(self) -> None:
        self.looked += 1


class WillingServer:
    """Takes whatever comes."""

    async def send(self, to: str, message: Message) -> Outcome:
        return Outcome(Result.ACCEPTED)


async def assembled(mongo: Mongo, commits: Commits, clock: Clock, company: Company) -> Deps:
    """What the use cases work with, on that database."""
    orders, mails, absences, covered = MongoOrders(mongo), MongoMails(mongo), MongoAbsences(mongo), MongoCovered(mongo)
    for store in (mails, absences, covered):
        await store.prepare()
    archive = Archive(
        orders,
        MongoCustomers(mongo),
        mails,
        absences,
        covered,
        MongoDepartures(mongo),
        MongoTransfers(mongo),
        MongoSendings(mongo),
        MongoAlarms(mongo),
        MongoPreferences(mongo, now=lambda: clock.now().timestamp()),
        MongoLinks(mongo),
    )
    return Deps(clock, commits, company, archive, printer(), WillingServer(), "shop.test", "Europe/Madrid")
