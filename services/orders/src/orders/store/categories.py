"""Categories in MongoDB, and all of them in memory."""

from collections.abc import Sequence
from datetime import datetime

from chassis.clock import Clock
from chassis.commit import Delete, Insert, Replace, Require
from chassis.mongo import Doc, Index, Mongo
from orders.domain.category import Category, CategoryTree
from orders.store.recent import Recent

CATEGORIES = "categories"


class MongoCategories:
    """Answers the port Categories. They are few and may disappear, so memory takes them over as a whole."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        self._categories = mongo.collection(CATEGORIES)
        self._clock = clock
        self._all: Sequence[Category] = ()
        self._tree = CategoryTree()
        self.changed()

    async def prepare(self) -> None:
        """Index: one key once; lists go by it."""
        await self._categories.ensure_indexes(Index((("key", 1),), unique=True))

    async def tree(self) -> CategoryTree:
        await self._recent.refresh()
        return self._tree

    def changed(self) -> None:
        self._recent = Recent(self._everything, self._learn, self._clock)

    async def find(self, category_id: str) -> Category | None:
        doc = await self._categories.get(category_id)
        return None if doc is None else _category(doc)

    async def page(self, after: str | None, limit: int) -> list[Category]:
        found = {} if after is None else {"key": {"$gt": after}}
        return [_category(doc) for doc in await self._categories.find(found, sort=[("key", 1)], limit=limit)]

    def insertion(self, category: Category) -> Insert:
        return Insert(CATEGORIES, _doc(category))

    def replacement(self, category: Category) -> Replace:
        return Replace(CATEGORIES, _doc(category), category.version - 1)

    def deletion(self, category: Category) -> Delete:
        return Delete(CATEGORIES, category.id, category.version)

    def unchanged(self, category: Category) -> Require:
        return Require(CATEGORIES, category.id, category.version)

    async def _everything(self, _since: datetime | None) -> list[Sequence[Category]]:
        return [await self.page(None, 0)]

    def _learn(self, categories: Sequence[Category]) -> None:
        if categories != self._all:
            self._all, self._tree = categories, CategoryTree(categories)


def _doc(category: Category) -> Doc:
    return {
        "_id": category.id,
        "version": category.version,
        "key": category.key,
        "name": dict(category.name),
        "position": category.position,
        "parent": category.parent,
        "created_at": category.created_at,
        "updated_at": category.updated_at,
    }


def _category(doc: Doc) -> Category:
    return Category(
        id=doc["_id"],
        version=doc["version"],
        key=doc["key"],
        name=doc["name"],
        position=doc["position"],
        parent=doc["parent"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
    )
