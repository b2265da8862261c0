"""What a page showed of the cart comes back with the order, so that nothing else is ordered (N11)."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from chassis.http import Body
from contracts.money import Money
from orders.api.fields import Id
from orders.domain.cart import MOST_LINES, MOST_UNITS
from orders.domain.promise import Seen

_PARTS = 3


class SeenBody(Body):
    """A position as it was shown."""

    product_id: Id
    quantity: Annotated[int, Field(ge=1, le=MOST_UNITS)]
    unit_price: Money


def _unfolded(value: Any) -> Any:
    """A form's field is one text: the currency, then `product*quantity*amount` for each position."""
    if not isinstance(value, str):
        return value
    currency, *positions = value.split() or [""]
    parts = [position.split("*") for position in positions]
    if any(len(each) != _PARTS for each in parts):
        raise ValueError("not what a page of the shop carries")
    return [
        {"product_id": product_id, "quantity": quantity, "unit_price": {"amount": amount, "currency": currency}}
        for product_id, quantity, amount in parts
    ]


SeenPositions = Annotated[list[SeenBody], Field(max_length=MOST_LINES), BeforeValidator(_unfolded)]
"""JSON, or the text of a form."""


def folded(currency: str, seen: Mapping[str, Seen]) -> str:
    """The text that a page carries."""
    positions = (
        f"{product_id}*{item.quantity}*{item.unit_price.amount:f}"
        for product_id, item in seen.items()
        if item.unit_price is not None
    )
    return " ".join((currency, *positions))


def seen_of(positions: list[SeenBody] | None) -> dict[str, Seen] | None:
    """By product; None if nothing is known."""
    if positions is None:
        return None
    return {each.product_id: Seen(each.quantity, each.unit_price) for each in positions}
