"""A category is made, so that products can be sorted by it and customers read it in their language."""

from chassis.commit import AlreadyExists, Require, Unit, Write
from chassis.errors import Conflict, Invalid, VersionConflict
from chassis.inbox import Mark
from orders.domain.category import MOST, Category
from orders.ports import Uses


class CategoryKeyTaken(Conflict):
    """Another category has this key."""

    type = "category-key-taken"
    title = "Another category has this key"


class TooManyCategories(Conflict):
    """There are as many as there may be."""

    type = "too-many-categories"
    title = f"A shop has at most {MOST} categories"


async def create_category(uses: Uses, category: Category, mark: Mark | None) -> Category:
    """The category. Raises CategoryKeyTaken, TooManyCategories, and Invalid for a parent that is not there."""
    if len(await uses.categories.tree()) >= MOST:
        raise TooManyCategories
    writes: list[Write] = [uses.categories.insertion(category), *await parents_kept(uses, category)]
    try:
        await uses.commits.commit(Unit(writes, mark=mark))
    except AlreadyExists:
        raise CategoryKeyTaken(category.key) from None
    except VersionConflict:
        raise Conflict("a category above it is being changed at this moment, try again") from None
    uses.categories.changed()
    return category


async def parents_kept(uses: Uses, category: Category) -> list[Require]:
    """What must stay as it is while the category is written, so that no two changes at once put categories below each
    other in a ring: everything above it. Raises Invalid if its parent is missing, or is itself or below it."""
    if category.parent is None:
        return []
    uses.categories.changed()
    above = (await uses.categories.tree()).above(category.parent)
    if not above:
        raise Invalid.field("/parent", "no such category")
    if any(each.key == category.key for each in above):
        raise Invalid.field("/parent", "is the category itself or below it")
    return [uses.categories.unchanged(each) for each in above]
