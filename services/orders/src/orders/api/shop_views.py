"""What programs are told by the shop. `shop_data` writes most of it by hand, the long shelf once for many customers; a
test holds the two together."""

from chassis.http import View
from contracts.money import Money
from orders.api.order_views import ShopOrderView
from orders.api.product_views import PictureView


class ShopCustomerView(View):
    """Whose shop it is."""

    id: str
    name: str


class ShelfItemView(View):
    """A product at the customer's own price beside the list price; `image_url` is for anybody."""

    id: str
    name: str
    description: str | None
    category: str | None
    category_name: str | None
    image_url: str | None
    pictures: list[PictureView]
    price: Money
    base_price: Money


class CartLineView(View):
    """What lies in the cart. Not `available`: it cannot be ordered any more and has no price."""

    product_id: str
    name: str
    quantity: int
    available: bool
    unit_price: Money | None
    total: Money | None


class CartView(View):
    """The cart as it would be ordered now."""

    lines: list[CartLineView]
    total: Money


class ShopView(View):
    """The catalogue and the cart."""

    shop: str
    customer: ShopCustomerView
    language: str
    currency: str
    products: list[ShelfItemView]
    cart: CartView


class ShopOrdersView(View):
    """A part of the customer's orders, the newest first; `next` is the cursor of the following part."""

    items: list[ShopOrderView]
    next: str | None


class RepricedView(View):
    """A product that costs something else by now."""

    product_id: str
    name: str
    before: Money
    now: Money


class ReorderView(View):
    """The cart after the lines of an earlier order went into it; `gone` are names of what is not sold any more."""

    cart: CartView
    gone: list[str]
    changed: list[RepricedView]
