"""What the use cases need from the outside, in words of the business."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assignment.domain.absences import StaffAbsence
from assignment.domain.eligible_time import State
from assignment.domain.facts import Absence, Load, Roster, StaffFact
from assignment.domain.fairness import Gift
from assignment.domain.figures import PlacedOrder
from assignment.domain.links import Link, Movement, Relinking
from assignment.domain.portfolios import Checkpoint, Flow, Period
from assignment.domain.records import CustomerRecord, Entry, OrderRecord
from assignment.domain.roster_history import RosterHistory
from assignment.domain.settings import Settings
from assignment.domain.staff import Group, Staff
from assignment.domain.stale import Stake
from assignment.domain.transfers import Outcome, Row, Transfer
from assignment.domain.wheel import Wheel
from chassis.access import Scope
from chassis.clock import Clock
from chassis.commit import Numbered, Unit, Write
from chassis.inbox import Mark
from contracts.base import Event


@dataclass(frozen=True, slots=True)
class Company:
    """Staff and their absences, permissions and distribution settings as of one version, which grows with every change
    of any of them."""

    version: int
    roster: Roster
    settings: Settings
    names: Mapping[str, str]

    @property
    def asks_returning(self) -> bool:
        """Whether any pool wants to know if the customer ordered before."""
        return any(pool.when.returning is not None for pool in self.settings.pools)


class Companies(Protocol):
    """The company as it is now, kept in the process, and as it was."""

    async def current(self) -> Company:
        """As last looked at; a decision must also require it `unchanged`, so that a stale look is found out."""
        ...

    async def rosters(self, first: int, last: int) -> RosterHistory:
        """The rosters of the versions from `first` to `last`, as decisions were made by them."""
        ...

    async def states(self, until: datetime) -> list[tuple[str, State]]:
        """How each member was from when on, by id and time, up to `until`."""
        ...

    def forget(self) -> None:
        """Look again next time."""
        ...

    def unchanged(self, company: Company) -> Write:
        """The precondition that this is still the company when a unit is committed."""
        ...

    def changed(self, writes: Sequence[Write], events: Sequence[Event], mark: Mark | None = None) -> Numbered:
        """The unit of a change of staff, absences, groups or settings: it moves the company to its next version."""
        ...


@dataclass(frozen=True, slots=True)
class StaffQuery:
    """Which members; None asks nothing. `after` is (name, id) of the last one seen."""

    active: bool | None = None
    group: str | None = None
    email: str | None = None
    external_id: str | None = None
    after: tuple[str, str] | None = None


class StaffStore(Protocol):
    """The members of staff."""

    async def get(self, staff_id: str, scope: Scope) -> Staff | None: ...

    async def find(self, query: StaffQuery, scope: Scope, limit: int) -> list[Staff]: ...

    async def by_email(self, email: str) -> Staff | None: ...

    def added(self, staff: Staff) -> Write: ...

    def replaced(self, staff: Staff) -> Write:
        """In place of the version before."""
        ...


class AbsenceStore(Protocol):
    """The absences of all members."""

    async def get(self, absence_id: str, scope: Scope) -> StaffAbsence | None: ...

    async def of(
        self, staff_id: str, scope: Scope, after: tuple[datetime, str] | None, limit: int
    ) -> list[StaffAbsence]:
        """The latest begin first; `after` is (start, id) of the last one seen."""
        ...

    async def ending_after(self, instant: datetime) -> Mapping[str, tuple[Absence, ...]]:
        """All that are not over by then, by person."""
        ...

    def added(self, absence: StaffAbsence) -> Write: ...

    def replaced(self, absence: StaffAbsence) -> Write: ...

    def removed(self, absence: StaffAbsence) -> Write: ...


class GroupStore(Protocol):
    """The groups."""

    async def get(self, name: str) -> Group | None: ...

    async def all(self) -> list[Group]: ...

    def added(self, group: Group) -> Write: ...

    def replaced(self, group: Group) -> Write: ...


@dataclass(frozen=True, slots=True)
class Distribution:
    """A version of the distribution settings, by whom and when; `by` None: as delivered."""

    settings: Settings
    by: str | None
    at: datetime
    first_at: datetime


class DistributionStore(Protocol):
    """The distribution settings; every version is kept."""

    async def current(self) -> Distribution | None: ...

    async def as_of(self, version: int) -> Distribution | None: ...

    async def versions(self, before: int | None, limit: int) -> list[Distribution]:
        """The newest first; those before that version, if given."""
        ...

    def introduced(self, distribution: Distribution) -> Sequence[Write]: ...

    def replaced(self, distribution: Distribution) -> Sequence[Write]: ...


class Customers(Protocol):
    """The replica of cards."""

    async def get(self, customer_id: str) -> CustomerRecord | None: ...

    async def several(self, customer_ids: Iterable[str]) -> list[CustomerRecord]: ...

    def kept(self, record: CustomerRecord, before: CustomerRecord | None) -> Write: ...


class Links(Protocol):
    """Whose the customers are; this service is the only one that writes it."""

    async def get(self, customer_id: str, scope: Scope) -> Link | None: ...

    async def history(self, customer_id: str) -> list[Movement]:
        """From manager to manager, the oldest first."""
        ...

    async def as_of(self, customer_id: str, at: datetime) -> Link | None:
        """As it was then; None before the first."""
        ...

    async def customers_of(self, manager_id: str, by: datetime, after: str, limit: int) -> list[str]:
        """Ids, in order and behind `after`, of the customers whom he has and had at that instant."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """How many customers each manager has now."""
        ...

    async def count_of(self, manager_id: str) -> int:
        """How many customers have that manager, stale or not."""

    async def linked_to(self, managers: Iterable[str], scope: Scope) -> Mapping[str, str]:
        """The manager of each of their customers. Own reaches the caller's own customers."""
        ...

    async def managers_of(self, customer_ids: Iterable[str]) -> Mapping[str, str | None]:
        """Who is on the card now, of those who were ever linked."""
        ...

    def relinked(self, change: Relinking) -> Sequence[Write]: ...

    def unchanged(self, link: Link) -> Write: ...


class Portfolios(Protocol):
    """The journal of links by manager, and the checkpoints that counts start from."""

    async def checkpoint(self, before: datetime | None = None) -> Checkpoint:
        """The last one that is not after `before`; the beginning if there is none."""
        ...

    async def flows(self, start: datetime, end: datetime | None) -> list[Flow]:
        """Of everybody, from `start` until just before `end`; None: until now."""
        ...

    async def flows_of(self, staff_id: str, period: Period, scope: Scope) -> list[Flow]:
        """His, by reason."""
        ...

    async def movements(
        self, staff_id: str, period: Period, scope: Scope, after: tuple[datetime, str] | None, limit: int
    ) -> list[Movement]:
        """His, the oldest first."""
        ...

    async def after_entries(self, since: datetime, entries: int, before: datetime) -> datetime | None:
        """The instant just after that many entries since `since`; None if there are not that many before `before`."""
        ...

    def kept(self, checkpoint: Checkpoint) -> Write: ...


@dataclass(frozen=True, slots=True)
class Queue:
    """The orders that nobody has: how many, and since when the oldest waits."""

    length: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingQuery:
    """Which orders that nobody has; None asks nothing. `pools`: those that wait for the people of one of them.
    `after` is (since, id) of the last one seen."""

    reason: str | None = None
    pools: Sequence[str] | None = None
    after: tuple[datetime, str] | None = None


class Waiting(Protocol):
    """The orders that nobody has (N14)."""

    async def find(self, query: WaitingQuery, scope: Scope, limit: int) -> list[OrderRecord]:
        """Those that wait longest first. Raises Forbidden unless the scope is all."""
        ...

    async def counts(self, scope: Scope) -> Mapping[str, int]:
        """How many, by reason."""
        ...

    async def queue(self) -> Queue: ...


class Leases(Protocol):
    """Lets one of several processes do a work."""

    async def hold(self, work: str) -> bool:
        """Whether this process has the work now: taken if nobody has it, kept by asking again in time."""
        ...


class Orders(Protocol):
    """The replica of orders."""

    async def get(self, order_id: str) -> OrderRecord | None: ...

    async def waiting_of(self, customer_id: str) -> list[OrderRecord]:
        """His open orders that nobody has (C7)."""
        ...

    async def open_of(self, customer_ids: Sequence[str], manager_id: str) -> list[OrderRecord]:
        """Open orders of these customers that he has."""
        ...

    async def given_since(self, manager_id: str, since: datetime) -> list[OrderRecord]:
        """Open orders that he was given at that instant or later."""
        ...

    async def count_open_of(self, manager_id: str) -> int:
        """How many open orders he has."""
        ...

    async def ordered_before(self, customer_id: str, placed_at: datetime) -> bool: ...

    async def placed(self, period: Period, after: tuple[datetime, str] | None, limit: int) -> list[PlacedOrder]:
        """All but quotes, the oldest first; `after` is (placed_at, id) of the last one seen."""
        ...

    async def last_managers(self, customer_ids: Collection[str], before: datetime) -> Mapping[str, str | None]:
        """By customer who was first given his last order before then; who had none is left out."""
        ...

    async def first_placed(self, customer_ids: Sequence[str]) -> Mapping[str, datetime]:
        """When each of them placed his first order; who never did is missing."""
        ...

    async def held_at(self, people: Sequence[str], instant: datetime) -> Mapping[str, str]:
        """Which of these people held which order, by its id, if it was open at that instant and is still theirs."""
        ...

    async def loads(self, people: Sequence[StaffFact], now: datetime) -> Mapping[str, Load]:
        """What each of them carries: open orders, and orders given since midnight of his own time zone."""
        ...

    def kept(self, record: OrderRecord, before: OrderRecord | None) -> Write: ...


class Stakes(Protocol):
    """What customers have with the company (N10)."""

    async def of(self, customer_ids: Sequence[str], since: datetime) -> Mapping[str, Stake]:
        """All that is open, and what each spent since then; quotes and what was cancelled are no spending."""
        ...


class Wheels(Protocol):
    """Where the wheels of distribution stand, ahead of what is committed: with the turns that are under way."""

    async def at_hand(self) -> Mapping[str, Wheel]: ...

    def turned(self, pool: str, after: Wheel) -> Write:
        """The turn as a write; whoever decides next sees it at once."""
        ...

    def forget(self) -> None:
        """A turn was not committed: look again."""
        ...


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Which decisions; None asks nothing. `after` is the id of the last one seen."""

    order_id: str | None = None
    customer_id: str | None = None
    reason: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Extent:
    """How many decisions a period has, counted up to a limit, and the versions of the company they were made by."""

    decisions: int
    first_version: int
    last_version: int


class Ledger(Protocol):
    """Every decision with its facts."""

    async def get(self, decision_id: str, scope: Scope) -> Entry | None: ...

    async def find(self, query: LedgerQuery, scope: Scope, limit: int) -> list[Entry]:
        """The newest first."""
        ...

    async def gifts(self, period: Period) -> list[Gift]:
        """What distribution gave, the oldest first."""
        ...

    async def extent(self, period: Period, at_most: int) -> Extent: ...

    async def of_period(self, period: Period, after: str | None, limit: int) -> list[Entry]:
        """The oldest first, behind the one with the id `after`."""
        ...

    async def first_wheels(self, period: Period, pools: Sequence[str]) -> Mapping[str, Wheel]:
        """Where the wheel of each pool stood before its first turn in the period."""
        ...

    def recorded(self, entry: Entry) -> Write: ...


@dataclass(frozen=True, slots=True)
class TransferQuery:
    """Which transfers; None asks nothing. `after` is the id of the last one seen."""

    staff_id: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which rows of a transfer, in order of customer id; None asks nothing."""

    transfer_id: str
    outcome: Outcome | None = None
    after: str | None = None


class Transfers(Protocol):
    """Transfers and what became of each of their customers."""

    async def get(self, transfer_id: str, scope: Scope) -> Transfer | None: ...

    async def find(self, query: TransferQuery, scope: Scope, limit: int) -> list[Transfer]:
        """The newest first."""
        ...

    async def unfinished(self) -> Transfer | None:
        """The oldest one on which there is work to do."""
        ...

    async def named(self, transfer_id: str) -> Sequence[str] | None:
        """The customers whom its author named, in order of id; None: all of the former manager's."""
        ...

    async def pending(self, transfer_id: str, after: str, limit: int) -> list[str]:
        """Ids, in order, of listed customers behind `after`."""
        ...

    async def row(self, transfer_id: str, customer_id: str) -> Row | None:
        """What became of that customer; None as long as he is only listed."""
        ...

    async def rows(self, query: RowQuery, limit: int) -> list[Row]: ...

    def added(self, transfer: Transfer, named: Sequence[str] | None) -> Sequence[Write]: ...

    def replaced(self, transfer: Transfer) -> Write:
        """In place of the version before: of two who run the same step, one gets no further."""
        ...

    def listed(self, transfer_id: str, customer_ids: Sequence[str]) -> Sequence[Write]: ...

    def decided(self, transfer_id: str, row: Row) -> Write: ...

    def followed(self, transfer_id: str, row: Row) -> Write:
        """With its orders."""
        ...


class Marks(Protocol):
    """The memory of what was already done."""

    async def kept(self, mark_id: str) -> Mark | None:
        """The mark, if it was committed."""
        ...


class Commits(Protocol):
    """Makes a unit durable."""

    async def commit(self, unit: Unit | Numbered) -> Unit: ...


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything that the use cases of this service work with."""

    companies: Companies
    staff: StaffStore
    absences: AbsenceStore
    groups: GroupStore
    distribution: DistributionStore
    customers: Customers
    links: Links
    portfolios: Portfolios
    orders: Orders
    waiting: Waiting
    stakes: Stakes
    leases: Leases
    wheels: Wheels
    ledger: Ledger
    transfers: Transfers
    marks: Marks
    commits: Commits
    clock: Clock
    new_id: Callable[[], str]
    counting: AbstractAsyncContextManager[object]
    """Held while somebody decides by what people carry: one at a time, so that each sees what the last one gave."""
