"""What the use cases need from the world, in their own words."""

from dataclasses import dataclass
from typing import Protocol

from chassis.clock import Clock
from chassis.commit import Numbered, Unit
from notify.ports.mails import Chosen, Mails, Search
from notify.ports.occasions import Alarms, Covered, Departures, Sendings, Transfers
from notify.ports.post import Desk, Message, Outgoing, Post, Printer, Unprintable
from notify.ports.replicas import Absences, Customers, Links, Orders, Staff

__all__ = [
    "Absences",
    "Alarms",
    "Archive",
    "Chosen",
    "Commits",
    "Covered",
    "Customers",
    "Departures",
    "Deps",
    "Desk",
    "Links",
    "Mails",
    "Message",
    "Orders",
    "Outgoing",
    "Post",
    "Printer",
    "Search",
    "Sendings",
    "Staff",
    "Transfers",
    "Unprintable",
]


class Commits(Protocol):
    """Makes a unit durable."""

    async def commit(self, unit: Unit | Numbered) -> Unit: ...


@dataclass(frozen=True, slots=True)
class Archive:
    """The memory of the service."""

    orders: Orders
    customers: Customers
    mails: Mails
    absences: Absences
    covered: Covered
    departures: Departures
    transfers: Transfers
    sendings: Sendings
    alarms: Alarms
    preferences: Chosen
    links: Links


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything that the use cases work with. `message_domain` is the right-hand side of Message-IDs, `time_zone` the
    shop's: customers' own are not known."""

    clock: Clock
    commits: Commits
    staff: Staff
    archive: Archive
    printer: Printer
    post: Post
    message_domain: str
    time_zone: str
