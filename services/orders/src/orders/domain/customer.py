"""A customer as orders need him: what his prices, language and address depend on."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from orders.domain.exchange import RatesOfDay
from orders.domain.order import Contact
from orders.domain.pricing import Terms

Language = Literal["en", "es", "ro", "bg"]
"""What the shop speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Replica of a card; `version` is the card's. `merged_into`: the card that stands for it; `absorbed`: those that it
    stands for. `erased`: the person was forgotten, nobody orders for him any more; for who is not `active` only staff
    does."""

    id: str
    version: int
    discount_percent: Decimal
    currency: str | None
    language: str | None
    country: str | None
    manager_id: str | None
    created_by: str | None
    contact: Contact
    absorbed: tuple[str, ...] = ()
    merged_into: str | None = None
    erased: bool = False
    active: bool = True

    @property
    def may_order(self) -> bool:
        """Whether he orders by himself: links to his shop and to his quotes open."""
        return self.active and not self.erased

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids under which something of this customer may be kept."""
        return (self.id, *self.absorbed)


@dataclass(frozen=True, slots=True)
class Shop:
    """What the shop is called, what it speaks and counts in with whoever prefers nothing else, and how it presents
    itself: a colour as `#rrggbb`, where to turn with questions, and the time zone in which its days begin and end."""

    name: str
    language: str
    currency: str
    colour: str = "#1f5f4a"
    contact: str = ""
    time_zone: str = "UTC"

    def day_of(self, at: datetime) -> date:
        """Which day that is where the shop is: offers end, rates change and years begin by it."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


def currency_for(customer: Customer | None, shop: Shop) -> str:
    """What is counted in with a customer or a guest, unless something else is asked for."""
    return (customer and customer.currency) or shop.currency


def terms_for(customer: Customer | None, shop: Shop, currency: str, rates: RatesOfDay) -> Terms:
    """The terms of a customer, or of a guest: no discount, the shop's language."""
    if customer is None:
        return Terms(currency, Decimal(0), (shop.language,), rates)
    languages = (customer.language or shop.language, shop.language)
    return Terms(currency, customer.discount_percent, languages, rates)
