"""The shop for programs: JSON of what the pages show."""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import orjson

from orders.api.product_views import picture_view
from orders.api.shop_page import cart_total
from orders.domain.cart import CartLine
from orders.domain.promise import Seen, as_seen
from orders.domain.reorder import Reorder
from orders.domain.shelf import Shelf
from orders.usecases.enter_shop import Visit
from orders.usecases.submit_cart import CartChanged


class ShopData:
    """Writes the long part, the shelf, once for all customers on equal terms."""

    def __init__(self, shop_name: str) -> None:
        self._shop_name = shop_name
        self._shelves: WeakKeyDictionary[Shelf, bytes] = WeakKeyDictionary()

    def shop(self, visit: Visit, shelf: Shelf, cart: Sequence[CartLine]) -> dict[str, Any]:
        """The catalogue and the cart."""
        if shelf not in self._shelves:
            self._shelves[shelf] = orjson.dumps(_shelf(shelf))
        return {
            "shop": self._shop_name,
            "customer": {"id": visit.customer.id, "name": visit.customer.contact.name},
            "language": visit.terms.languages[0],
            "currency": visit.terms.currency,
            "products": orjson.Fragment(self._shelves[shelf]),
            "cart": self.cart(visit, cart),
        }

    def cart(self, visit: Visit, cart: Sequence[CartLine]) -> dict[str, Any]:
        """The cart alone."""
        return {
            "lines": [_line(line) for line in cart],
            "total": cart_total(cart, visit.terms.currency).model_dump(),
        }


def changed_data(changed: CartChanged) -> dict[str, Any]:
    """What is not as it was seen, and what to send as `seen` to order it nevertheless."""
    return {
        "changed": [
            {"product_id": each.product_id, "name": each.name, "before": _seen(each.before), "now": _seen(each.now)}
            for each in changed.changed
        ],
        "seen": [
            {"product_id": product_id, **(_seen(item) or {})} for product_id, item in as_seen(changed.lines).items()
        ],
    }


def reorder_data(today: Reorder) -> dict[str, Any]:
    """What of an earlier order is gone or costs something else by now."""
    return {
        "gone": list(today.gone),
        "changed": [
            {
                "product_id": each.product_id,
                "name": each.name,
                "before": each.then.model_dump(),
                "now": each.now.model_dump(),
            }
            for each in today.changed
        ],
    }


def _seen(item: Seen | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {"quantity": item.quantity, "unit_price": item.unit_price and item.unit_price.model_dump()}


def _shelf(shelf: Shelf) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "name": item.name,
            "description": item.description,
            "category": item.category,
            "category_name": shelf.called(item.category) if item.category else None,
            "image_url": item.image_url,
            "pictures": [picture_view(picture).model_dump() for picture in item.pictures],
            "price": item.price.personal.model_dump(),
            "base_price": item.price.base.model_dump(),
        }
        for item in shelf.items
    ]


def _line(line: CartLine) -> dict[str, Any]:
    return {
        "product_id": line.product_id,
        "name": line.name,
        "quantity": line.quantity,
        "available": line.price is not None,
        "unit_price": line.price.personal.model_dump() if line.price else None,
        "total": line.total.model_dump() if line.total else None,
    }
