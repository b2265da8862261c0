"""What the use cases need, in business words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chassis.access import Member, Scope, Seal
from chassis.clock import Clock
from chassis.commit import Numbered, Unit, Write
from chassis.inbox import Mark
from orders.domain.cart import Cart
from orders.domain.customer import Customer, Shop
from orders.domain.exchange import ExchangeRate, RatesOfDay
from orders.domain.lifecycle import State
from orders.domain.link_access import AccessLog, AlarmRule
from orders.domain.order import Kind, Order, Standing
from orders.domain.order_link import OrderLink
from orders.domain.passcode_attempts import Attempts
from orders.domain.picture import Rendered
from orders.domain.product import Product
from orders.domain.quote import Revision
from orders.domain.sending import Sending


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuery:
    """Which orders; None asks for no limit. `since` is included, `until` is not. `came_with`: those that were of that
    customer before a merge."""

    kind: Kind | None = None
    external_id: str | None = None
    link_id: str | None = None
    states: Collection[State] | None = None
    customer_id: str | None = None
    manager_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    number_prefix: str | None = None
    came_with: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductQuery:
    """Which products; None asks for no limit."""

    active: bool | None = None
    category: str | None = None
    sku: str | None = None


class Orders(Protocol):
    """Orders, quotes and purchases."""

    async def find(self, order_id: str, scope: Scope, *, claiming: bool = False) -> Order | None:
        """The order, if it is in reach; `claiming` reaches also what waits for anybody to take it."""
        ...

    async def standing(self, order_id: str, scope: Scope) -> Standing | None:
        """The part of the order that a decision of assignment looks at; maybe as it was a moment ago."""
        ...

    async def decided(self, standing: Standing) -> bool:
        """Keeps the order after a decision, which touches nothing else and tells nobody; False if it has been changed
        meanwhile."""
        ...

    async def page(
        self, scope: Scope, query: OrderQuery, after: tuple[datetime, str] | None, limit: int
    ) -> list[Order]:
        """The newest first; `after` is (created_at, id) of the last one of the page before."""
        ...

    async def standings(self, scope: Scope, after: str, limit: int) -> list[Standing]:
        """In order of id, behind `after`."""
        ...

    async def lapsed(self, scope: Scope, today: date, limit: int) -> list[Order]:
        """Quotes with the customer whose last day is over, the longest over first."""
        ...

    def insertion(self, order: Order) -> Write: ...

    def replacement(self, order: Order) -> Write:
        """In place of the version before."""
        ...


class Revisions(Protocol):
    """What quotes offered before they were revised; whoever may see a quote may see these."""

    async def of_quote(self, quote_id: str) -> list[Revision]:
        """The newest first."""
        ...

    def insertion(self, revision: Revision) -> Write: ...


class Products(Protocol):
    """Products as they are kept."""

    async def find(self, product_id: str) -> Product | None: ...

    async def page(self, query: ProductQuery, after: tuple[str, str] | None, limit: int) -> list[Product]:
        """By sku; `after` is (sku, id) of the last one of the page before."""
        ...

    async def picture_ids(self) -> set[str]:
        """Of all pictures that products have."""
        ...

    def insertion(self, product: Product) -> Write: ...

    def replacement(self, product: Product) -> Write:
        """In place of the version before."""
        ...


class Renderer(Protocol):
    """Makes of an upload what is shown."""

    async def render(self, upload: bytes) -> Rendered:
        """Off the event loop. Raises PictureRefused."""
        ...


class Pictures(Protocol):
    """Renderings of pictures; which product shows which, and in which order, products tell."""

    async def keep(self, picture_id: str, by_size: Mapping[int, bytes], at: datetime) -> None:
        """Under an id that is used for nothing else."""
        ...

    async def read(self, picture_id: str, size: int) -> bytes | None: ...

    async def remove(self, picture_id: str) -> None: ...

    async def kept_before(self, at: datetime) -> set[str]:
        """The ids of those that are so old."""
        ...


class Catalogue(Protocol):
    """All products in memory, at most a second old."""

    async def among(self, product_ids: Collection[str]) -> Mapping[str, Product]:
        """Those of them that exist, offered or not."""
        ...

    async def offered(self) -> tuple[int, Sequence[Product]]:
        """Every active product by sku, and a number that differs whenever they do."""
        ...

    def learn(self, product: Product) -> None:
        """Takes over a product that this process has just committed."""
        ...


class ExchangeRates(Protocol):
    """Dated exchange rates; those in use are kept in memory, at most a second old."""

    async def of_day(self, currency: str, day: date) -> RatesOfDay:
        """What leads into the currency on that day."""
        ...

    async def find(self, rate_id: str) -> ExchangeRate | None: ...

    async def page(self, base: str | None, currency: str | None, after: str | None, limit: int) -> list[ExchangeRate]:
        """By base, currency and day; `after` is the id of the last one of the page before."""
        ...

    def keeping(self, rate: ExchangeRate) -> Write:
        """In place of the version before, if there was one."""
        ...

    def learn(self, rate: ExchangeRate) -> None:
        """Takes over a rate that this process has just committed."""
        ...


class Customers(Protocol):
    """The replica of customers."""

    async def find(self, customer_id: str, scope: Scope, *, awaited: bool = False) -> Customer | None:
        """The customer, by the card that stands for him, if he is in reach; with `awaited`, news of him may be on its
        way: waits a little."""
        ...

    async def standing_for(self, customer_id: str) -> str:
        """The id of the card that stands for it: mostly its own."""
        ...

    async def card(self, customer_id: str) -> Customer | None:
        """That very card, also if another stands for it. For the service's own reactions to events."""
        ...

    def insertion(self, customer: Customer) -> Write: ...

    def replacement(self, customer: Customer, version: int) -> Write: ...


class OrderLinks(Protocol):
    """The personal order links."""

    async def find(self, link_id: str) -> OrderLink | None: ...

    async def of_customer(self, customer: Customer) -> list[OrderLink]:
        """His, and those of the cards that his stands for; the newest first."""
        ...

    def insertion(self, link: OrderLink) -> Write: ...

    def replacement(self, link: OrderLink) -> Write:
        """In place of the version before."""
        ...


class LinkAccesses(Protocol):
    """Who came through the order links."""

    async def find(self, link_id: str) -> AccessLog | None: ...

    def keeping(self, log: AccessLog) -> Write:
        """In place of the version before, if there was one."""
        ...


class Sendings(Protocol):
    """Letters with links on their way to customers."""

    async def find(self, sending_id: str) -> Sending | None: ...

    def keeping(self, sending: Sending) -> Write:
        """In place of the version before, if there was one."""
        ...


class Traces(Protocol):
    """What customers leave besides orders: recipients of links, letters, carts, accesses."""

    async def wipe(self, customer: Customer) -> None:
        """Nothing of it tells of him any more. May be done again."""
        ...


class Carts(Protocol):
    """What customers laid aside, and how often they guessed their passcodes."""

    async def find(self, link_id: str) -> Cart | None: ...

    def keeping(self, cart: Cart) -> Write:
        """In place of the version before, if there was one."""
        ...

    async def attempts(self, link_id: str) -> Attempts | None: ...

    def keeping_attempts(self, attempts: Attempts) -> Write:
        """In place of the version before, if there was one."""
        ...


class Staff(Protocol):
    """Members of staff."""

    async def member(self, identifier: str, *, awaited: bool = False) -> Member | None:
        """The member, active or not; with `awaited`, news of him may be on its way: waits a little."""
        ...


class Marks(Protocol):
    """The memory of what was already done."""

    async def kept(self, mark_id: str) -> Mark | None:
        """The mark, if it was committed."""
        ...


class Commits(Protocol):
    """The one way to change anything."""

    async def commit(self, unit: Unit | Numbered) -> Unit: ...


@dataclass(frozen=True, slots=True)
class Uses:
    """Everything that use cases stand on; a quote can be accepted for `quote_days` unless its sender says otherwise."""

    orders: Orders
    revisions: Revisions
    products: Products
    renderer: Renderer
    pictures: Pictures
    catalogue: Catalogue
    rates: ExchangeRates
    customers: Customers
    links: OrderLinks
    accesses: LinkAccesses
    sendings: Sendings
    carts: Carts
    traces: Traces
    staff: Staff
    marks: Marks
    commits: Commits
    clock: Clock
    shop: Shop
    alarm: AlarmRule
    link_secret: bytes
    seal: Seal
    quote_days: int
