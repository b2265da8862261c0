"""What the use cases need, in business words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chassis.access import Member, Scope, Seal
from chassis.clock import Clock
from chassis.commit import Marks, Numbered, Unit, Write
from orders.domain.cart import Cart
from orders.domain.customer import Customer, Shop
from orders.domain.lifecycle import State
from orders.domain.link_access import AccessLog, AlarmRule
from orders.domain.order import Kind, Order, Standing
from orders.domain.order_link import OrderLink
from orders.domain.passcode_attempts import Attempts
from orders.domain.quote import Revision
from orders.domain.sending import Sending
from orders.ports.catalogue import (
    Catalogue,
    Categories,
    ExchangeRates,
    Pictures,
    ProductQuery,
    Products,
    Renderer,
)

__all__ = [
    "Carts",
    "Catalogue",
    "Categories",
    "Commits",
    "Customers",
    "Entry",
    "ExchangeRates",
    "LinkAccesses",
    "Marks",
    "OrderLinks",
    "OrderQuery",
    "Orders",
    "Pictures",
    "ProductQuery",
    "Products",
    "Renderer",
    "Revisions",
    "Sendings",
    "Staff",
    "Uses",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuery:
    """Which orders; None asks for no limit. `since` is included, `until` is not. `came_with`: those that were of that
    customer before a merge. `history`: beyond the scope, also what of `customer_id` is closed."""

    kind: Kind | None = None
    external_id: str | None = None
    link_ids: Collection[str] | None = None
    states: Collection[State] | None = None
    customer_id: str | None = None
    manager_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    number_prefix: str | None = None
    came_with: str | None = None
    history: bool = False


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

    async def walk(self, scope: Scope, after: str, limit: int) -> list[Order]:
        """In order of id, behind `after`."""
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

    async def keep(self, customer: Customer, *, new: bool) -> bool:
        """Whether it was news: False if what is kept is as new already. `new`: probably nothing of him is kept yet."""
        ...

    def insertion(self, customer: Customer) -> Write: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A link with what its visitor needs: the very card that it was made for, also if another stands for it by now, and
    his cart, if he has laid something aside."""

    link: OrderLink
    customer: Customer | None
    cart: Cart | None


class OrderLinks(Protocol):
    """The personal order links."""

    async def find(self, link_id: str) -> OrderLink | None: ...

    async def entered(self, link_id: str) -> Entry | None:
        """What each visit begins with."""
        ...

    async def of_customer(self, customer: Customer) -> list[OrderLink]:
        """His, and those of the cards that his stands for: the newest 200, the newest first."""
        ...

    async def unrevoked(self, customer: Customer, before: str | None) -> list[OrderLink]:
        """A page of those of them that are not revoked, the newest first, older than the link `before`."""
        ...

    async def walk(self, scope: Scope, after: str, limit: int) -> list[OrderLink]:
        """In order of id, behind `after`; Forbidden unless the scope is all."""
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

    async def wipe_of_guest(self, order_id: str) -> None:
        """The same of what went to a guest about that quote."""
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
    categories: Categories
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

    def today(self) -> date:
        """The day that it is where the shop is."""
        return self.shop.day_of(self.clock.now())
