"""Dated exchange rates: what a list price is worth in a currency that it was not told in."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from contracts.money import Money

TOO_MUCH = Decimal(10) ** 14
"""Amounts stay below this in any currency, so that every total can be stored and told exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """One unit of `base` is worth `rate` units of `currency` from the shop's day `valid_from` until the next rate."""

    base: str
    currency: str
    valid_from: date
    rate: Decimal
    version: int
    set_by: str
    created_at: datetime
    updated_at: datetime

    @property
    def id(self) -> str:
        """The natural key: a pair has one rate a day."""
        return rate_id(self.base, self.currency, self.valid_from)


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a price came from another currency's list: that list price, the rate, and the day since when it held."""

    price: Money
    rate: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True, eq=False)
class RatesOfDay:
    """The rates into one currency that hold on a day, one for each base, the preferred base first.

    The same object for as long as nothing changes, so that prices can be kept by it.
    """

    rates: tuple[ExchangeRate, ...] = ()


NO_RATES = RatesOfDay()


def rate_id(base: str, currency: str, valid_from: date) -> str:
    """Such as EUR:RON:2026-11-01; ids sort by pair and then by day."""
    return f"{base}:{currency}:{valid_from.isoformat()}"


def convert(price: Money, rate: ExchangeRate) -> Money | None:
    """The price of one unit, rounded half up to the currency's minor unit; None if it is more than can be kept."""
    amount = price.amount * rate.rate
    return None if amount >= TOO_MUCH else Money.of(amount, rate.currency)
