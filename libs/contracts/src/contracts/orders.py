"""What orders tells the others."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from contracts.base import Act, Choice, Contract, Event, Record, StateEvent
from contracts.money import Money
from contracts.replay import Replay, ReplayFinished


class OrderKind(StrEnum):
    """All three are assigned by the same rules (NX-1, NX-2)."""

    ORDER = "order"
    QUOTE = "quote"
    PURCHASE = "purchase"


class Channel(StrEnum):
    """How it came (RC-18)."""

    OFFICE = "office"
    POS = "pos"
    LINK = "link"
    WEB = "web"
    API = "api"


class OrderState(StrEnum):
    """Lifecycle: new, confirmed, in_production, shipped, delivered; cancelled from the first three (ML-30). A quote:
    draft, sent, then accepted, declined or expired; revised it is a draft again (NX-8)."""

    NEW = "new"
    CONFIRMED = "confirmed"
    IN_PRODUCTION = "in_production"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


class Conversion(Contract):
    """How a price came from another currency: the list price there, units of the order's currency for one of that,
    and the day since when this rate held."""

    price: Money
    rate: Decimal
    valid_from: date


class Line(Contract):
    """A position with its frozen name and price; `converted` if the list had no price in the order's currency."""

    product_id: str
    sku: str
    name: str
    quantity: int
    unit_price: Money
    discount_percent: Decimal = Decimal(0)
    total: Money
    converted: Conversion | None = None


class Deed(Contract):
    """What was done to an order before the latest act, and how it was after it: whoever hears of a later act first
    learns of it from there. `by` is null unless it was a member of staff; `decisions` as in the order."""

    version: int
    by: str | None
    at: datetime
    state: OrderState
    manager_id: str | None
    decisions: int
    choice: Choice | None = None


class Order(Record):
    """An order, quote or purchase without personal data. `external_id` is its key in another system; `ordered_at` is
    given if it was ordered before it was entered here; `quote_id` if it was accepted from a quote. A quote's
    `revision` counts from 1, its `order_id` is what it was accepted into. `decisions`: how many of assignment's
    decisions about it had reached it; `choice_version`: its version after a human last chose its manager, or 0;
    `earlier`: the latest of what was done to it before this version, the first first; told anew, up to this version."""

    external_id: str | None = None
    number: str
    kind: OrderKind
    channel: Channel
    state: OrderState
    customer_id: str | None = None
    currency: str
    language: str
    country: str | None = None
    lines: tuple[Line, ...]
    total: Money
    manager_id: str | None = None
    decisions: int | None = None
    choice_version: int | None = None
    created_by: str | None = None
    ordered_at: datetime | None = None
    quote_id: str | None = None
    revision: int | None = None
    order_id: str | None = None
    earlier: tuple[Deed, ...] = ()
    created_at: datetime
    updated_at: datetime


class Contact(Contract):
    """Personal data of whoever ordered: the customer as he was, or the guest."""

    name: str
    contact_person: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None


class AboutOrder(StateEvent):
    """Full state of an order."""

    order: Order
    contact: Contact

    @property
    def record(self) -> Order:
        return self.order


class OrderEvent(AboutOrder):
    """Full state of an order after `act` (verbs: created, saved, revised, and the state changes)."""

    act: Act


class OrderCreated(OrderEvent):
    """An order came in by any channel (RC-18)."""

    TYPE: ClassVar[str] = "vinculo.orders.order.created.v1"


class OrderUpdated(OrderEvent):
    """A human saved the order (RC-15, RC-17)."""

    TYPE: ClassVar[str] = "vinculo.orders.order.updated.v1"


class OrderStatusChanged(OrderEvent):
    """The order moved along its lifecycle (ML-30). `reason`: why a quote was declined, in the customer's words."""

    TYPE: ClassVar[str] = "vinculo.orders.order.status_changed.v1"
    reason: str | None = None


class OrderRestated(AboutOrder):
    """How an order is, told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.orders.order.restated.v1"

    replay: Replay


class OrdersReplayFinished(ReplayFinished):
    """All orders and order links were told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.orders.replay.finished.v1"


class Product(Record):
    """A product; `name` by language, `prices` by currency. `pictures` are paths at the public door: the first
    one stands for the product and is the `image_url` of one that was given none. `category_name`
    is by language, as the category was called when the product changed."""

    sku: str
    name: dict[str, str]
    prices: dict[str, Decimal]
    category: str | None = None
    image_url: str | None = None
    stock: int | None = None
    active: bool = True
    pictures: tuple[str, ...] = ()
    description: dict[str, str] = Field(default_factory=dict)
    category_name: dict[str, str] = Field(default_factory=dict)


class ProductChanged(StateEvent):
    """A product was created or changed."""

    TYPE: ClassVar[str] = "vinculo.orders.product.changed.v1"
    product: Product

    @property
    def record(self) -> Product:
        return self.product


class AboutOrderLink(Event):
    """How a personal order link is; `version` counts its changes."""

    link_id: str
    version: int
    customer_id: str
    state: str

    @property
    def subject(self) -> str:
        return self.link_id

    @property
    def sequence(self) -> int:
        return self.version


class OrderLinkChanged(AboutOrderLink):
    """A personal order link was created, rotated or revoked (N9). Never carries the token; those of earlier
    generations open nothing."""

    TYPE: ClassVar[str] = "vinculo.orders.order_link.changed.v1"
    expires_at: datetime | None = None
    by: str | None = None
    generation: int | None = None


class OrderLinkRestated(AboutOrderLink):
    """How a personal order link is, told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.orders.order_link.restated.v1"
    expires_at: datetime | None
    generation: int
    replay: Replay


class OrderLinkSent(Event):
    """Somebody sends an order link to the customer by mail (N9). The address of the link travels sealed
    (`chassis.access.Seal`), for it opens the shop; each sending has an id of its own."""

    TYPE: ClassVar[str] = "vinculo.orders.order_link.sent.v1"
    sending_id: str
    link_id: str
    link_version: int
    generation: int | None = None
    customer_id: str
    to: Contact
    language: str
    sealed_url: str
    expires_at: datetime | None = None
    has_passcode: bool = False
    by: str
    at: datetime

    @property
    def subject(self) -> str:
        return self.sending_id

    @property
    def sequence(self) -> int:
        return 1


class OrderLinkLeakSuspected(Event):
    """A link was opened from more networks within a short time than one customer has (N9)."""

    TYPE: ClassVar[str] = "vinculo.orders.order_link.leak_suspected.v1"
    alarm_id: str
    link_id: str
    customer_id: str
    networks: int
    since: datetime
    at: datetime

    @property
    def subject(self) -> str:
        return self.alarm_id

    @property
    def sequence(self) -> int:
        return 1


class QuoteSent(OrderEvent):
    """A quote goes to the customer, who accepts or declines it by a link of its own, which travels sealed."""

    TYPE: ClassVar[str] = "vinculo.orders.quote.sent.v1"
    sending_id: str
    sealed_url: str
    valid_until: date | None = None
