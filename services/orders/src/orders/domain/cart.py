"""What a customer has laid aside in his shop."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from contracts.money import Money
from orders.domain.pricing import Price, Terms, Wanted, price_of
from orders.domain.product import Product, name_in
from orders.domain.promise import Seen

MOST_LINES = 200
MOST_UNITS = 1_000_000
MOST_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Cart:
    """One cart for each order link, kept on the server; `items` in the order in which they came, each with the price at
    which it was laid aside; version 0 if new. `ordered` are the latest submissions with the orders they became."""

    link_id: str
    version: int
    items: Mapping[str, Seen]
    updated_at: datetime
    ordered: Mapping[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The cart as positions."""
        return tuple(Wanted(product_id, item.quantity) for product_id, item in self.items.items())


class CartFull(Exception):
    """No order has that many lines."""


def put(cart: Cart, wanted: Mapping[str, Seen], at: datetime) -> Cart:
    """The cart with that many units of those products, 0 of which removes one; the same cart if it has just that."""
    items = {product_id: item for product_id, item in {**cart.items, **wanted}.items() if item.quantity}
    if items == cart.items:
        return cart
    if len(items) > MOST_LINES:
        raise CartFull
    return replace(cart, version=cart.version + 1, items=items, updated_at=at)


def emptied(cart: Cart, submission_id: str, order_id: str, at: datetime) -> Cart:
    """The cart after its contents were ordered, by which it remembers that submission."""
    ordered = dict([*cart.ordered.items(), (submission_id, order_id)][-MOST_REMEMBERED:])
    return replace(cart, version=cart.version + 1, items={}, updated_at=at, ordered=ordered)


def handed_on(cart: Cart, link_id: str, at: datetime) -> Cart:
    """The same cart behind another link."""
    return replace(cart, link_id=link_id, version=1, updated_at=at)


@dataclass(frozen=True, slots=True)
class CartLine:
    """A position of a cart as the customer sees it; without a price it cannot be ordered any more."""

    product_id: str
    name: str
    quantity: int
    price: Price | None

    @property
    def total(self) -> Money | None:
        """What the position costs at present."""
        return None if self.price is None else self.price.personal.times(self.quantity)


def contents(cart: Cart, products: Mapping[str, Product], terms: Terms) -> tuple[CartLine, ...]:
    """The cart at present prices; what is no longer offered stays in it, without a price."""
    lines = []
    for each in cart.wanted:
        product = products.get(each.product_id)
        name = name_in(product, *terms.languages) if product else each.product_id
        price = price_of(product, terms) if product and product.active else None
        lines.append(CartLine(each.product_id, name, each.quantity, price))
    return tuple(lines)
