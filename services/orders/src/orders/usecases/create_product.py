"""A product is put into the catalogue."""

from chassis.commit import AlreadyExists, Unit
from chassis.errors import Conflict
from chassis.inbox import Mark
from orders.domain.product import Product
from orders.ports import Uses
from orders.usecases.announcing import product_event


class SkuTaken(Conflict):
    """Another product has this sku."""

    type = "sku-taken"
    title = "Another product has this sku"


async def create_product(uses: Uses, product: Product, mark: Mark | None) -> Product:
    """The product; SkuTaken if its sku is not free."""
    told = product_event(product, await uses.categories.tree())
    try:
        await uses.commits.commit(Unit([uses.products.insertion(product)], [told], mark))
    except AlreadyExists:
        raise SkuTaken(product.sku) from None
    uses.catalogue.learn(product)
    return product
