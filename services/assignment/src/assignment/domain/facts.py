"""What a decision may look at. Each fact is a value with its version (N1); nothing is fetched meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum


class Act(StrEnum):
    CREATED = "created"
    SAVED = "saved"


class Kind(StrEnum):
    ORDER = "order"
    QUOTE = "quote"
    PURCHASE = "purchase"


class Channel(StrEnum):
    """Where it came from (RC-18); `link` is the customer's personal order link."""

    OFFICE = "office"
    POS = "pos"
    LINK = "link"
    WEB = "web"
    API = "api"


@dataclass(frozen=True, slots=True)
class Window:
    """Working hours that begin on `weekday` (Monday 0), on the wall clock of the person's time zone.

    An `end` at or before `start` lies on the next day.
    """

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from `start` until just before `end` (aware instants); `cover_id` stands in (M3, O8)."""

    start: datetime
    end: datetime
    cover_id: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class StaffFact:
    """A staff member. No working hours means any hour; a holiday takes the windows that begin on it.

    `inactive_since`: when the account was disabled, None while it is enabled (M1).

    `manager_role` and `supervisor` follow from groups; `weight` is 1 or more; `capacity` is of open orders.
    """

    id: str
    version: int = 1
    active: bool = True
    manager_role: bool = True
    supervisor: bool = False
    groups: tuple[str, ...] = ()
    time_zone: str = "UTC"
    working_hours: tuple[Window, ...] = ()
    holidays: tuple[date, ...] = ()
    absences: tuple[Absence, ...] = ()
    weight: int = 1
    capacity: int | None = None
    daily_quota: int | None = None
    inactive_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class LinkFact:
    """The link customer → manager; `manager` is CM, stale or not."""

    manager: str | None = None
    version: int = 0


class NotLookedUp(Exception):
    """A decision asks something that was not looked up, since few do: look it up and decide again."""


Traits = tuple[str | None, ...]
"""What pools ask of a card while an order waits."""


@dataclass(frozen=True, slots=True)
class CustomerFact:
    """What pools may ask about a customer; `returning`: had an order before this one, which no quote is;
    None if nobody looked."""

    id: str
    version: int = 1
    status: str = "current"
    temperature: str | None = None
    region: str | None = None
    returning: bool | None = None
    country: str | None = None

    @property
    def is_returning(self) -> bool:
        """Raises NotLookedUp if nobody looked."""
        if self.returning is None:
            raise NotLookedUp
        return self.returning

    @property
    def traits(self) -> Traits:
        """What may change on the card while an order waits."""
        return self.status, self.temperature, self.region, self.country


@dataclass(frozen=True, slots=True)
class OrderFact:
    """An order, quote or purchase as of one version.

    `manager` is OM as the ledger knows it; `explicit` only if the manager field was set in this very save,
    `cleared` if it was emptied: the order then goes through the rules as if it had none.
    `placed_at` is aware; `total` is in `currency`; `language` is the buyer's, `country` that which the order names.
    `supervisors_told`: they already had their mail about this order lacking a manager (O15: once per order).
    """

    id: str
    placed_at: datetime
    version: int = 1
    act: Act = Act.CREATED
    kind: Kind = Kind.ORDER
    channel: Channel = Channel.OFFICE
    terminal: bool = False
    manager: str | None = None
    explicit: str | None = None
    cleared: bool = False
    currency: str = ""
    total: Decimal | None = None
    language: str = ""
    country: str | None = None
    supervisors_told: bool = False


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """All that `decide_order` looks at besides roster, settings and standing.

    `customer` None is a guest. `actor` is the staff member who acted, None for a customer, shop, integration.
    `acted_at`: when he did, which may lie before other acts that were decided earlier; None: just now.
    `at_door`: the save can still be refused (O1). `now` is aware.
    """

    order: OrderFact
    now: datetime
    customer: CustomerFact | None = None
    link: LinkFact = LinkFact()
    actor: str | None = None
    at_door: bool = False
    acted_at: datetime | None = None

    @property
    def country(self) -> str | None:
        """The buyer's: if the order names none, that of his card."""
        return self.order.country or (self.customer.country if self.customer is not None else None)


@dataclass(frozen=True, slots=True)
class TransferFact:
    """The transfer that moves a card (M4): to whom, and the open orders that follow him in this decision. `pool` and
    `strategy`: how the distribution settings chose him, None if the author named him."""

    id: str
    to: str | None
    undo: bool = False
    orders: tuple[str, ...] = ()
    pool: str | None = None
    strategy: str | None = None


@dataclass(frozen=True, slots=True)
class MergeFact:
    """Two cards turned out to be of one customer (M5). `other_id` is the other card, `manager` whom that one has;
    `stands`: this card stands for the other from now on. `undo`: they are two again, and `manager` is whom this card
    had before."""

    other_id: str
    manager: str | None
    stands: bool
    undo: bool = False


@dataclass(frozen=True, slots=True)
class CardFacts:
    """All that `decide_card` looks at besides the roster.

    `touched`: the manager field was set (to `explicit`) or cleared (`explicit` None) in this very save.
    `matches_existing`: the point of sale found the customer by e-mail or phone instead of creating one (C6).
    `unassigned_orders`: his open orders without manager (C7), as many as go into one unit; `goes_on`: the card and the
    first of them were given away before, and the others follow the card.
    `acted_at`: when the human saved, which may lie before what happened to the roster since; None: just now.
    `transfer`: it is not a save but a transfer (M4); `merge`: it is merged with another card (M5).
    """

    customer: CustomerFact
    now: datetime
    act: Act = Act.CREATED
    channel: Channel = Channel.OFFICE
    link: LinkFact = LinkFact()
    actor: str | None = None
    touched: bool = False
    explicit: str | None = None
    matches_existing: bool = False
    unassigned_orders: tuple[str, ...] = ()
    goes_on: bool = False
    acted_at: datetime | None = None
    transfer: TransferFact | None = None
    merge: MergeFact | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody carries: open orders now, and orders given to him today, by his own calendar."""

    open_orders: int = 0
    given_today: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody as of one version, kept in order of id, with the look-ups that a decision needs.

    `version` grows with each change of any person, so that a ledger names a whole roster by one number.
    """

    version: int
    people: tuple[StaffFact, ...]
    managers: tuple[StaffFact, ...] = field(init=False, compare=False, repr=False)
    supervisors: tuple[StaffFact, ...] = field(init=False, compare=False, repr=False)
    _by_id: dict[str, StaffFact] = field(init=False, compare=False, repr=False)
    _pools: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[StaffFact, ...]] = field(
        init=False, compare=False, repr=False
    )

    def __init__(self, version: int, people: Iterable[StaffFact]) -> None:
        ordered = tuple(sorted(people, key=lambda person: person.id))
        for name, value in (
            ("version", version),
            ("people", ordered),
            ("managers", tuple(person for person in ordered if person.manager_role)),
            ("supervisors", tuple(person for person in ordered if person.supervisor and person.active)),
            ("_by_id", {person.id: person for person in ordered}),
            ("_pools", {}),
        ):
            object.__setattr__(self, name, value)

    def get(self, staff_id: str | None) -> StaffFact | None:
        return self._by_id.get(staff_id) if staff_id is not None else None

    def active(self, staff_id: str | None) -> StaffFact | None:
        """The person if ACTIVE: account enabled, of whatever role (RC-8, RC-19, NX-19)."""
        person = self._by_id.get(staff_id) if staff_id is not None else None
        return person if person is not None and person.active else None

    def was_active(self, staff_id: str | None, at: datetime | None) -> StaffFact | None:
        """The person if ACTIVE, or deactivated only after that instant (M1)."""
        person = self._by_id.get(staff_id) if staff_id is not None else None
        if person is None or person.active:
            return person
        since = person.inactive_since
        return person if at is not None and since is not None and at < since else None

    def members(self, groups: tuple[str, ...], ids: tuple[str, ...]) -> tuple[StaffFact, ...]:
        """The people of these groups or ids; remembered, so that staff of other pools cost nothing."""
        known = self._pools.get((groups, ids))
        if known is None:
            known = tuple(
                person for person in self.people if person.id in ids or any(group in groups for group in person.groups)
            )
            self._pools[groups, ids] = known
        return known
