"""Orders of tests, and what they are made of."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from contracts.money import Money
from orders.domain.customer import Customer
from orders.domain.lifecycle import State
from orders.domain.order import Assignment, Channel, Contact, Kind, Offer, Order
from orders.domain.order_link import OrderLink
from orders.domain.pricing import Line, total_of
from orders.domain.product import Product

PRICE = Money.of(Decimal("2.50"), "EUR")


def uuid(number: int) -> str:
    """Ids that grow with their number."""
    return f"00000000-0000-7000-8000-{number:012d}"


def product(number: int, at: datetime, /, **fields: Any) -> Product:
    """One that costs `PRICE`."""
    plain = Product(
        id=f"p{number}",
        version=1,
        sku=f"SKU{number}",
        name={"en": f"Tea {number}"},
        prices={PRICE.currency: PRICE.amount},
        created_at=at,
        updated_at=at,
    )
    return replace(plain, **fields)


def customer(identifier: str, **fields: Any) -> Customer:
    """Nobody's, without a discount."""
    plain = Customer(
        id=identifier,
        version=1,
        discount_percent=Decimal(0),
        currency=None,
        language=None,
        country=None,
        manager_id=None,
        created_by=None,
        contact=Contact(name=f"Casa {identifier}", email=f"{identifier}@casa.test"),
    )
    return replace(plain, **fields)


def line(quantity: int = 2) -> Line:
    """Of the first product."""
    return Line("p1", "SKU1", "Tea 1", quantity, PRICE, PRICE, Decimal(0), PRICE.times(quantity))


def order(number: int, at: datetime, /, **fields: Any) -> Order:
    """An order of the customer `a` that many minutes later, made by `admin` and nobody's yet."""
    made = at + timedelta(minutes=number)
    plain = Order(
        id=uuid(number),
        version=1,
        number=f"O-2026-{number:06d}",
        kind=Kind.ORDER,
        channel=Channel.OFFICE,
        state=State.NEW,
        customer_id="a",
        contact=Contact(name="Casa a"),
        currency="EUR",
        language="en",
        country=None,
        lines=(line(),),
        total=total_of((line(),), "EUR"),
        manager_id=None,
        choice_version=0,
        assignment=Assignment(),
        created_by="admin",
        link_id=None,
        created_at=made,
        updated_at=made,
    )
    return replace(plain, **fields)


def quote(number: int, at: datetime, /, **fields: Any) -> Order:
    """A draft."""
    offer = Offer(**{name: fields.pop(name) for name in ("revision", "valid_until") if name in fields})
    named = {"kind": Kind.QUOTE, "state": State.DRAFT, "number": f"Q-2026-{number:06d}", "offer": offer}
    return order(number, at, **{**named, **fields})


def link(number: int, at: datetime, /, **fields: Any) -> OrderLink:
    """An open one of the customer `a`."""
    plain = OrderLink(
        id=uuid(number),
        version=1,
        customer_id="a",
        generation=1,
        revoked=False,
        expires_at=None,
        passcode=None,
        created_by="admin",
        created_at=at,
        updated_at=at,
    )
    return replace(plain, **fields)
