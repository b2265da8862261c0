"""A category that nothing is sorted by any more is taken away."""

from chassis.commit import Unit
from chassis.errors import Conflict, NotFound, VersionConflict
from orders.ports import ProductQuery, Uses


class CategoryInUse(Conflict):
    """Products or other categories are in it."""

    type = "category-in-use"
    title = "Products or other categories are in this category"


async def delete_category(uses: Uses, category_id: str, version: int) -> None:
    """Raises NotFound, VersionConflict, CategoryInUse. A product that is put into it at the same moment keeps a key
    that stands for itself, as any key without a category does."""
    category = await uses.categories.find(category_id)
    if category is None:
        raise NotFound
    if category.version != version:
        raise VersionConflict(version=category.version)
    uses.categories.changed()
    tree = await uses.categories.tree()
    if tree.has_below(category.key) or await uses.products.page(ProductQuery(category=category.key), None, 1):
        raise CategoryInUse
    try:
        await uses.commits.commit(Unit([uses.categories.deletion(category)]))
    except VersionConflict:
        current = await uses.categories.find(category_id)
        if current is None:
            raise NotFound from None
        raise VersionConflict(version=current.version) from None
    uses.categories.changed()
