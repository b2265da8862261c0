"""A category gets other names, another place, another parent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chassis.commit import Unit, Write
from chassis.errors import Conflict, NotFound, VersionConflict
from orders.domain.category import Category
from orders.ports import Uses
from orders.usecases.create_category import parents_kept


async def change_category(uses: Uses, category_id: str, version: int, changes: Mapping[str, Any]) -> Category:
    """The category after the changes (by field of Category), as it was if they change nothing.

    Raises NotFound, VersionConflict, Invalid for a parent that is not there or below it, and Conflict if what is above
    it changes at the same moment.
    """
    category = await uses.categories.find(category_id)
    if category is None:
        raise NotFound
    if category.version != version:
        raise VersionConflict(version=category.version)
    if all(getattr(category, name) == value for name, value in changes.items()):
        return category
    changed = replace(category, **changes, version=version + 1, updated_at=uses.clock.now())
    writes: list[Write] = [uses.categories.replacement(changed), *await parents_kept(uses, changed)]
    try:
        await uses.commits.commit(Unit(writes))
    except VersionConflict:
        current = await uses.categories.find(category_id)
        if current is None or current.version != version:
            raise VersionConflict(version=current.version if current else version) from None
        raise Conflict("a category above it is being changed at this moment, try again") from None
    uses.categories.changed()
    return changed
