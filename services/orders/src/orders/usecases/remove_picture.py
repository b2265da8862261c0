"""A picture is taken away from its product."""

from chassis.errors import NotFound
from orders.domain.picture import without
from orders.domain.product import Product
from orders.ports import Uses
from orders.usecases.change_product import change_product


async def remove_picture(uses: Uses, product_id: str, version: int, picture_id: str) -> Product:
    """The product afterwards; its renderings are gone too, or swept after a crash. Raises NotFound, VersionConflict."""
    product = await uses.products.find(product_id)
    if product is None or all(picture.id != picture_id for picture in product.pictures):
        raise NotFound
    changed = await change_product(uses, product_id, version, {"pictures": without(product.pictures, picture_id)})
    await uses.pictures.remove(picture_id)
    return changed
