"""The pictures of a product are put into another order; the first one stands for the product."""

from collections.abc import Sequence

from chassis.errors import Invalid, NotFound
from orders.domain.picture import arranged
from orders.domain.product import Product
from orders.ports import Uses
from orders.usecases.change_product import change_product


async def arrange_pictures(uses: Uses, product_id: str, version: int, ids: Sequence[str]) -> Product:
    """The product afterwards. Raises NotFound, VersionConflict, Invalid unless all its pictures are named once."""
    product = await uses.products.find(product_id)
    if product is None:
        raise NotFound
    pictures = arranged(product.pictures, ids)
    # Seen at another version, the list is as good as that version: which is told first.
    if pictures is None and product.version == version:
        raise Invalid.field("/pictures", "must name each picture of the product once")
    return await change_product(uses, product_id, version, {"pictures": pictures})
