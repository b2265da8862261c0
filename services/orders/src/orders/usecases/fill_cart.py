"""A customer lays something aside in his shop, or puts it back (ML-28)."""

from collections.abc import Callable, Mapping

from chassis.commit import AlreadyExists, Unit
from chassis.errors import Conflict, Invalid, VersionConflict
from orders.domain.cart import Cart, CartFull, put
from orders.domain.pricing import price_of
from orders.domain.promise import Seen
from orders.ports import Uses
from orders.usecases.enter_shop import Visit, find_cart

_TRIES = 5


async def fill_cart(uses: Uses, visit: Visit, product_id: str, quantity: int) -> Cart:
    """The cart with that many units of the product; 0 removes it. Invalid for what he cannot have."""
    item = Seen(0, None)
    if quantity:
        product = (await uses.catalogue.among([product_id])).get(product_id)
        price = price_of(product, visit.terms) if product and product.active else None
        if price is None:
            raise Invalid.field("/product_id", "this product is not offered")
        item = Seen(quantity, price.personal)
    return await put_into(uses, visit.cart, lambda _: {product_id: item})


async def put_into(uses: Uses, cart: Cart, wanted: Callable[[Cart], Mapping[str, Seen]]) -> Cart:
    """The cart with what is wanted of it as it stands, also if it is being changed elsewhere at this moment. Invalid if
    that is too much."""
    for _ in range(_TRIES):
        try:
            filled = put(cart, wanted(cart), uses.clock.now())
            if filled is cart:
                return cart
            await uses.commits.commit(Unit([uses.carts.keeping(filled)]))
        except CartFull:
            raise Invalid.field("/product_id", "the cart is full") from None
        except (AlreadyExists, VersionConflict):
            cart = await find_cart(uses, cart.link_id)
            continue
        return filled
    raise Conflict("the cart is being changed elsewhere at this moment, try again")
