"""Products in MongoDB."""

from datetime import datetime

from chassis.commit import Insert, Replace
from chassis.mongo import Doc, Index, Mongo
from orders.domain.picture import Picture
from orders.domain.product import Product
from orders.ports import ProductQuery

PRODUCTS = "products"


class MongoProducts:
    """Answers the port Products."""

    def __init__(self, mongo: Mongo) -> None:
        self._products = mongo.collection(PRODUCTS)

    async def prepare(self) -> None:
        """Indexes: one sku once; lists by sku, also of a category; what changed lately."""
        await self._products.ensure_indexes(
            Index((("sku", 1),), unique=True), Index((("updated_at", 1),)), Index((("category", 1), ("sku", 1)))
        )

    async def find(self, product_id: str) -> Product | None:
        doc = await self._products.get(product_id)
        return None if doc is None else _product(doc)

    async def page(self, query: ProductQuery, after: tuple[str, str] | None, limit: int) -> list[Product]:
        wanted = {"active": query.active, "category": query.category, "sku": query.sku}
        found: Doc = {name: value for name, value in wanted.items() if value is not None}
        if after is not None:
            sku, product_id = after
            found["$or"] = [{"sku": {"$gt": sku}}, {"sku": sku, "_id": {"$gt": product_id}}]
        docs = await self._products.find(found, sort=[("sku", 1), ("_id", 1)], limit=limit)
        return [_product(doc) for doc in docs]

    async def changed_since(self, at: datetime | None) -> list[Product]:
        """All that changed since then; None: all there are."""
        docs = await self._products.find({} if at is None else {"updated_at": {"$gte": at}})
        return [_product(doc) for doc in docs]

    async def picture_ids(self) -> set[str]:
        docs = await self._products.find({"pictures.0": {"$exists": True}}, projection={"pictures.id": 1})
        return {picture["id"] for doc in docs for picture in doc["pictures"]}

    def insertion(self, product: Product) -> Insert:
        return Insert(PRODUCTS, _doc(product))

    def replacement(self, product: Product) -> Replace:
        return Replace(PRODUCTS, _doc(product), product.version - 1)


def _doc(product: Product) -> Doc:
    return {
        "_id": product.id,
        "version": product.version,
        "sku": product.sku,
        "name": dict(product.name),
        "description": dict(product.description),
        "prices": dict(product.prices),
        "category": product.category,
        "image_url": product.image_url,
        "stock": product.stock,
        "active": product.active,
        "pictures": [
            {"id": picture.id, "digest": picture.digest, "width": picture.width, "height": picture.height}
            for picture in product.pictures
        ],
        "created_at": product.created_at,
        "updated_at": product.updated_at,
    }


def _product(doc: Doc) -> Product:
    return Product(
        id=doc["_id"],
        version=doc["version"],
        sku=doc["sku"],
        name=doc["name"],
        prices=doc["prices"],
        category=doc["category"],
        image_url=doc["image_url"],
        stock=doc["stock"],
        active=doc["active"],
        # Products that were kept before there were descriptions and pictures have none.
        description=doc.get("description", {}),
        pictures=tuple(Picture(**picture) for picture in doc.get("pictures", ())),
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
    )
