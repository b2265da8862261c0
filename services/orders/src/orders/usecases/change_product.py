"""A product is changed; orders that have it keep the price they froze."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chassis.commit import AlreadyExists, Unit
from chassis.errors import NotFound, VersionConflict
from orders.domain.product import Product
from orders.ports import Uses
from orders.usecases.announcing import product_event
from orders.usecases.create_product import SkuTaken


async def change_product(uses: Uses, product_id: str, version: int, changes: Mapping[str, Any]) -> Product:
    """The product after the changes (by field of Product), as it was if they change nothing.

    Raises NotFound, VersionConflict, SkuTaken.
    """
    product = await uses.products.find(product_id)
    if product is None:
        raise NotFound
    if product.version != version:
        raise VersionConflict(version=product.version)
    if all(getattr(product, name) == value for name, value in changes.items()):
        return product
    changed = replace(product, **changes, version=version + 1, updated_at=uses.clock.now())
    told = product_event(changed, await uses.categories.tree())
    try:
        await uses.commits.commit(Unit([uses.products.replacement(changed)], [told]))
    except AlreadyExists:
        raise SkuTaken(changed.sku) from None
    except VersionConflict:
        current = await uses.products.find(product_id)
        raise VersionConflict(version=current.version if current else version) from None
    uses.catalogue.learn(changed)
    return changed
