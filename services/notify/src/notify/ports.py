"""What the use cases need from the world, in their own words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.access import Member, Scope
from chassis.clock import Clock
from chassis.commit import Change, Numbered, Unit, Write
from notify.domain.absence import Absence, CoveredOrder
from notify.domain.handover import Transfer
from notify.domain.letter import Customer, Departure, Letter, Link, LinkAlarm, Order, Sending
from notify.domain.mail import Mail, Outcome, State
from notify.domain.preferences import Preferences


class Commits(Protocol):
    """Makes a unit durable."""

    async def commit(self, unit: Unit | Numbered) -> Unit: ...


class Staff(Protocol):
    """Finds members, active or not."""

    async def member(self, identifier: str, *, awaited: bool = False) -> Member | None: ...
    async def holders(self, permission: str) -> list[Member]:
        """The active members who have a permission."""
        ...


class Orders(Protocol):
    """The replica of orders."""

    async def get(self, order_id: str) -> Order | None:
        """The newest state that has arrived."""
        ...

    async def at(self, order_id: str, version: int) -> Order | None:
        """Its state at that version or a later one, if any has arrived; else the newest that has. Need not be read if
        it has just been kept."""
        ...

    async def keep(self, order: Order, *, new: bool) -> bool:
        """Keeps the newest state: False if what is kept is as new already. `new` if it was just created."""
        ...

    def kept(self, order: Order) -> Write:
        """The write that would begin to keep it."""
        ...


class Customers(Protocol):
    """The replica of customers."""

    async def get(self, customer_id: str) -> Customer | None: ...
    async def keep(self, customer: Customer, *, new: bool) -> bool:
        """Keeps the newest state: False if what is kept is as new already. `new` if it was just created."""
        ...

    def kept(self, customer: Customer) -> Write:
        """The write that would begin to keep him."""
        ...


class Absences(Protocol):
    """The replica of absences."""

    async def of(self, staff_id: str) -> list[Absence]: ...
    async def keep(self, absence: Absence) -> bool:
        """Keeps the newest state: False if what is kept is as new already."""
        ...

    def kept(self, absence: Absence) -> Write:
        """The write that would begin to keep it."""
        ...


class Covered(Protocol):
    """Orders that absent managers are told of in a digest."""

    async def people_waited_for(self) -> list[str]:
        """Those who have not been told of everything yet."""
        ...

    async def waiting_for(self, staff_id: str, most: int) -> list[CoveredOrder]: ...
    async def of_digest(self, digest_id: str) -> list[CoveredOrder]: ...
    async def walk(self, scope: Scope, after: str, limit: int) -> list[CoveredOrder]:
        """In order of id, that is, of their decisions' time; behind `after`. Forbidden unless the scope is all."""
        ...

    async def last_digest(self, staff_id: str) -> datetime | None: ...
    async def note(self, order: CoveredOrder) -> None:
        """Writes a new one down, unless it is already, which its id tells."""
        ...

    def changed(self, order: CoveredOrder) -> Change: ...


class Departures(Protocol):
    """What people left behind when they were deactivated."""

    async def get(self, departure_id: str) -> Departure | None: ...
    async def note(self, departure: Departure) -> None:
        """Writes it down, unless it is already."""
        ...


class Sendings(Protocol):
    """Links on their way to customers, sealed."""

    async def get(self, sending_id: str) -> Sending | None: ...
    async def note(self, sending: Sending) -> None:
        """Writes it down, unless it is already."""
        ...

    async def wipe(self, sending_ids: Sequence[str]) -> None:
        """To whom they went is forgotten. May be done again."""
        ...


class Links(Protocol):
    """The replica of order links."""

    async def get(self, link_id: str) -> Link | None: ...
    async def keep(self, link: Link) -> bool:
        """Keeps the newest state: False if what is kept is as new already."""
        ...

    def kept(self, link: Link) -> Write:
        """The write that would begin to keep it."""
        ...


class Alarms(Protocol):
    """Alarms about order links."""

    async def get(self, alarm_id: str) -> LinkAlarm | None: ...
    async def note(self, alarm: LinkAlarm) -> None:
        """Writes it down, unless it is already."""
        ...


class Chosen(Protocol):
    """What members of staff have chosen about their mails."""

    async def of(self, staff_id: str) -> Preferences:
        """From memory if it was read a moment ago."""
        ...

    async def get(self, staff_id: str) -> Preferences: ...
    def changed(self, preferences: Preferences) -> Change: ...


@dataclass(frozen=True, slots=True)
class Search:
    """Which mails to list; `recipient` is a staff id or an e-mail address; `before` an id, newest first."""

    order_id: str | None = None
    recipient: str | None = None
    state: State | None = None
    before: str | None = None
    limit: int = 50


class Transfers(Protocol):
    """Finished transfers, as they were told."""

    async def get(self, transfer_id: str) -> Transfer | None: ...
    async def note(self, transfer: Transfer) -> None:
        """Once, however often it is told."""
        ...


class Mails(Protocol):
    """The records of mails."""

    async def get(self, mail_id: str, scope: Scope) -> Mail | None: ...
    async def search(self, search: Search, scope: Scope) -> list[Mail]: ...
    async def walk(self, scope: Scope, after: str, limit: int) -> list[Mail]:
        """In order of id, that is, of their decisions' time; behind `after`."""
        ...

    async def record(self, mail: Mail) -> bool:
        """Writes a new mail down; False if it is recorded already, which its id tells."""
        ...

    def recorded(self, mail: Mail) -> Change:
        """A new mail as part of a unit."""
        ...

    def changed(self, mail: Mail) -> Change: ...
    async def settle(self, mail: Mail) -> bool:
        """Keeps a change that nobody is told of; False if the mail was changed meanwhile."""
        ...

    def digested(self, mail: Mail) -> Change:
        """It is told in a digest."""
        ...

    async def readers_of_digests(self, now: datetime) -> list[str]:
        """For whom something was held until now."""
        ...

    async def held_for(self, recipient_id: str, now: datetime, most: int) -> list[Mail]:
        """What was held for him until now, the oldest first."""
        ...

    async def of_digest(self, digest_id: str) -> list[Mail]:
        """What a digest tells, the oldest first."""
        ...

    async def digests(self, digest_ids: Collection[str]) -> Mapping[tuple[str | None, str], int]:
        """How many mails there are of each of these digests to each reader."""
        ...

    async def take_over(self, most: int) -> list[tuple[Mail, bool]]:
        """Takes mails in hand that are due, by the server's clock, and says of each whether somebody else had it in
        hand: such a one is doubtful from then on."""
        ...

    async def drop_queued(self, recipient_id: str, why: str) -> None:
        """Nothing that waits for him, and is in nobody's hand, is ever sent."""
        ...

    async def wipe_of_order(self, order_id: str) -> None:
        """Empties subjects, and the addresses of whoever is no member of staff. May be done again."""
        ...

    async def wipe_of_customer(self, customer_id: str) -> Sequence[str]:
        """The same of mails to him, and of those about his card; the ids of what was sent to him by them."""
        ...

    async def keep_in_hand(self, mails: Sequence[Mail]) -> None:
        """Renews the lease of mails that are still being waited for or sent."""
        ...

    async def release(self, mails: Sequence[Mail]) -> None:
        """Puts mails back that were taken in hand and not attempted: they are due at once."""
        ...


class Message(Protocol):
    """A printed letter; how it is encoded depends on the server that takes it."""

    def to_bytes(self, *, eight_bit: bool) -> bytes: ...


class Unprintable(Exception):
    """A letter cannot be printed, today or ever: why."""


class Printer(Protocol):
    """Makes a letter readable; a sealed link is opened only here. Raises Unprintable."""

    def subject(self, letter: Letter) -> str: ...
    def message(self, letter: Letter, mail: Mail) -> Message: ...


class Post(Protocol):
    """Hands a message to the SMTP server; never raises, says how it ended."""

    async def send(self, to: str, message: Message) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail in hand. `letter` is there if it was just composed."""

    mail: Mail
    letter: Letter | None = None


class Desk(Protocol):
    """Where mails in hand wait for a free connection."""

    def has_room(self) -> bool: ...
    def hand_over(self, outgoing: Sequence[Outgoing]) -> None: ...
    def look_again(self) -> None:
        """Something is due now."""
        ...


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
