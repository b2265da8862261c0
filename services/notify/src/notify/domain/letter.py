"""What a mail tells: an order, a customer, or what happened while or because somebody was gone; to somebody, for a
reason."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from notify.domain.handover import Handover
from notify.domain.templates import Template


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach whoever ordered."""

    name: str
    contact_person: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    vat_number: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A position; amounts are in the order's currency."""

    sku: str
    name: str
    quantity: int
    unit_price: Decimal
    discount_percent: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """The replica of an order: what a mail shows of it. `total` is in `currency`; `revision` is a quote's, and `closed`
    whether it can be answered no more: accepted, declined, expired or cancelled."""

    id: str
    version: int
    number: str
    kind: str
    channel: str
    customer_id: str | None
    currency: str
    total: Decimal
    lines: tuple[Line, ...]
    contact: Contact
    created_at: datetime
    revision: int | None = None
    closed: bool = False

    @property
    def is_confirmed(self) -> bool:
        """Whether whoever ordered did so himself, out of sight of staff, and can be written to."""
        return self.channel in _BY_THEMSELVES and self.contact.email is not None


_BY_THEMSELVES = frozenset({"link", "web"})


@dataclass(frozen=True, slots=True)
class Customer:
    """The replica of a customer card: what a mail shows of it, and whose it is. `erased`: the person was
    forgotten, nothing is written to him any more."""

    id: str
    version: int
    contact: Contact
    discount_percent: Decimal = Decimal(0)
    manager_id: str | None = None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Sending:
    """A link on its way to a customer: to his shop (N9), or to a quote. It opens something, so it stays sealed until it
    is printed. An order link holds until `expires_at`, a quote to the end of the day `valid_until`; `edition` is the
    generation of the link, or the revision of the quote, that it is about; `link_version` that of the link it tells."""

    id: str
    contact: Contact
    sealed_url: str
    expires_at: datetime | None = None
    valid_until: date | None = None
    has_passcode: bool = False
    link_id: str | None = None
    edition: int | None = None
    link_version: int | None = None

    def as_of(self, link: "Link | None") -> "Sending":
        """With the expiry that the link has by now, if as new a word of it has come."""
        if link is None or self.link_version is None or link.version < self.link_version:
            return self
        return replace(self, expires_at=link.expires_at)

    def overtaken(self, quote: Order | None, link: "Link | None", now: datetime, today: date) -> bool:
        """Whether it would lead the customer nowhere: the link has expired, was rotated or revoked, the quote
        revised, closed, or its last day is over: `today` is the shop's."""
        if (link is not None and link.revoked) or (self.expires_at is not None and self.expires_at <= now):
            return True
        if (quote is not None and quote.closed) or (self.valid_until is not None and self.valid_until < today):
            return True
        newest = quote.revision if quote is not None else link.generation if link is not None else None
        return newest is not None and self.edition is not None and newest > self.edition


@dataclass(frozen=True, slots=True)
class Link:
    """The replica of an order link: which generation opens the shop, if any does, and until when."""

    id: str
    version: int
    generation: int | None
    revoked: bool
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LinkAlarm:
    """An order link was opened from so many networks since then (N9)."""

    id: str
    customer_id: str
    networks: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Departure:
    """What a deactivated member of staff left behind (M1): how many customers, how many open orders."""

    id: str
    staff_id: str
    customers: int
    open_orders: int


@dataclass(frozen=True, slots=True)
class Covered:
    """An order that somebody of that name got in place of the absent reader (O8)."""

    order: Order
    manager: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A mail that the digest tells: its subject, and the order or else the customer that it is about."""

    subject: str
    at: datetime
    order_id: str | None
    customer_id: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that is printed. `manager` is the name of whoever has the order or the customer now, or of who left
    `departure` behind; to a customer, of whom answers go to at `reply_to`. `said` is the customer's own word. The rest
    says what it is about: one of them, but an alarm comes with its customer and the sending of a quote with the
    quote."""

    template: Template
    reason: str
    language: str
    time_zone: str
    to_name: str
    manager: str | None = None
    order: Order | None = None
    customer: Customer | None = None
    departure: Departure | None = None
    covered: tuple[Covered, ...] = ()
    handover: Handover | None = None
    digest: tuple[Told, ...] = ()
    alarm: LinkAlarm | None = None
    sending: Sending | None = None
    reply_to: str | None = None
    said: str | None = None

    @property
    def contact(self) -> Contact:
        """Whom it is about."""
        subject = self.order or self.sending or self.customer
        if subject is None:
            raise ValueError("a letter is about an order or a customer")
        return subject.contact
