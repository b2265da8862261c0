"""What lines cost: list price of the order's currency or by the day's rate, less the discount, frozen when ordered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from contracts.money import Money
from orders.domain.exchange import NO_RATES, TOO_MUCH, Conversion, RatesOfDay, convert
from orders.domain.product import Product, name_in


@dataclass(frozen=True, slots=True)
class Wanted:
    """A position as it is asked for. A discount of its own stands instead of the customer's. Past orders bring the list
    price of their day, and what is no longer offered; for all others it is None and what holds today is taken."""

    product_id: str
    quantity: int
    base_price: Decimal | None = None
    discount_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom is priced: currency, discount in percent, the languages of names, best first, and the rates into the
    currency for what has no price in it."""

    currency: str
    discount_percent: Decimal
    languages: tuple[str, ...]
    rates: RatesOfDay = NO_RATES


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs on the list and what it costs this customer (ML-27); `converted` if by an exchange rate."""

    base: Money
    personal: Money
    converted: Conversion | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A position with everything frozen: later changes of product or discount do not reach it."""

    product_id: str
    sku: str
    name: str
    quantity: int
    base_price: Money
    unit_price: Money
    discount_percent: Decimal
    total: Money
    converted: Conversion | None = None


@dataclass(frozen=True, slots=True)
class LineFault:
    """Why the position at index `at` cannot be had."""

    at: int
    field: str
    why: str


class LinesRefused(Exception):
    """Some positions cannot be had; tells of all of them."""

    def __init__(self, faults: Sequence[LineFault]) -> None:
        super().__init__("; ".join(fault.why for fault in faults))
        self.faults = tuple(faults)


def price_of(product: Product, terms: Terms) -> Price | None:
    """The unit's price: of the list, else by the first rate that leads from a list price; None without either: never
    another currency's at 1:1."""
    amount = product.prices.get(terms.currency)
    if amount is not None:
        base = Money.of(amount, terms.currency)
        return Price(base, base.discounted(terms.discount_percent))
    for rate in terms.rates.rates:
        if (listed := product.prices.get(rate.base)) is None:
            continue
        price = Money.of(listed, rate.base)
        if (worth := convert(price, rate)) is not None:
            converted = Conversion(price, rate.rate, rate.valid_from)
            return Price(worth, worth.discounted(terms.discount_percent), converted)
    return None


def price_lines(
    wanted: Iterable[Wanted], products: Mapping[str, Product], terms: Terms, frozen: Iterable[Line] = ()
) -> tuple[Line, ...]:
    """The lines with their prices; a product that the order has already (`frozen`) keeps the price it had there, less
    another discount if one is asked for. Of one that it has more than once, each in turn: the last for all further."""
    lines: list[Line] = []
    faults: list[LineFault] = []
    there: dict[str, list[Line]] = {}
    for line in frozen:
        there.setdefault(line.product_id, []).append(line)
    for at, each in enumerate(wanted):
        known = there.get(each.product_id)
        kept = None if known is None else known.pop(0) if len(known) > 1 else known[0]
        found = _again(kept, each) if kept is not None else _fresh(each, products.get(each.product_id), terms)
        if isinstance(found, str):
            faults.append(LineFault(at, "product_id", found))
        elif found.total.amount >= TOO_MUCH:
            faults.append(LineFault(at, "quantity", "the amount is too large"))
        else:
            lines.append(found)
    if faults:
        raise LinesRefused(faults)
    if sum(line.total.amount for line in lines) >= TOO_MUCH:
        raise LinesRefused([LineFault(len(lines) - 1, "quantity", "the total is too large")])
    return tuple(lines)


def total_of(lines: Iterable[Line], currency: str) -> Money:
    """What the lines cost together."""
    return Money.of(sum((line.total.amount for line in lines), Decimal(0)), currency)


def _again(kept: Line, wanted: Wanted) -> Line:
    own = wanted.discount_percent
    percent = kept.discount_percent if own is None else own
    price = kept.unit_price if own is None else kept.base_price.discounted(own)
    return replace(
        kept,
        quantity=wanted.quantity,
        unit_price=price,
        discount_percent=percent,
        total=price.times(wanted.quantity),
    )


def _fresh(wanted: Wanted, product: Product | None, terms: Terms) -> Line | str:
    if product is None:
        return "no such product"
    if wanted.base_price is None and not product.active:
        return f"{product.sku} is no longer offered"
    own = wanted.discount_percent
    applied = terms if own is None else replace(terms, discount_percent=own)
    price = price_of(product, applied) if wanted.base_price is None else _told(wanted.base_price, applied)
    if price is None:
        if wanted.base_price is None:
            return f"{product.sku} has no price in {terms.currency}, and no exchange rate leads to one"
        return f"{wanted.base_price} is finer than the smallest unit of {terms.currency}"
    return Line(
        product.id,
        product.sku,
        name_in(product, *terms.languages),
        wanted.quantity,
        price.base,
        price.personal,
        applied.discount_percent,
        price.personal.times(wanted.quantity),
        price.converted,
    )


def _told(amount: Decimal, terms: Terms) -> Price | None:
    base = Money.of(amount, terms.currency)
    return Price(base, base.discounted(terms.discount_percent)) if base.amount == amount else None
