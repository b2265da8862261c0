"""The replica of cards in MongoDB."""

from collections.abc import Iterable

from assignment.domain.records import CustomerRecord
from assignment.store.reach import of_everybody
from chassis.access import Scope
from chassis.commit import Insert, Replace, Require, Write
from chassis.mongo import Doc, Mongo

CUSTOMERS = "customers"


class MongoCustomers:
    """By id."""

    def __init__(self, mongo: Mongo) -> None:
        self._customers = mongo.collection(CUSTOMERS)

    async def get(self, customer_id: str) -> CustomerRecord | None:
        """Read together with what others ask for at the same moment."""
        doc = await self._customers.get(customer_id)
        return _record(doc) if doc is not None else None

    async def standing_for(self, customer_id: str) -> CustomerRecord | None:
        """News of merged cards may come in any order; of a ring nobody is left."""
        met: set[str] = set()
        record = await self.get(customer_id)
        while record is not None and record.merged_into is not None:
            if record.id in met:
                return None
            met.add(record.id)
            record = await self.get(record.merged_into)
        return record

    async def several(self, customer_ids: Iterable[str]) -> list[CustomerRecord]:
        """Those of them that are there, in no order."""
        return [_record(doc) for doc in await self._customers.find({"_id": {"$in": list(customer_ids)}})]

    async def walk(self, scope: Scope, after: str, limit: int) -> list[CustomerRecord]:
        """By id."""
        of_everybody(scope)
        docs = await self._customers.find({"_id": {"$gt": after}}, sort=[("_id", 1)], limit=limit)
        return [_record(doc) for doc in docs]

    def kept(self, record: CustomerRecord, before: CustomerRecord | None) -> Write:
        """In place of the version that was read."""
        doc = {
            "_id": record.id,
            "version": record.version,
            "name": record.name,
            "status": record.status,
            "temperature": record.temperature,
            "language": record.language,
            "country": record.country,
            "currency": record.currency,
            "region": record.region,
            "merged_into": record.merged_into,
        }
        return Insert(CUSTOMERS, doc) if before is None else Replace(CUSTOMERS, doc, before.version)

    def unchanged(self, customer_id: str, version: int) -> Write:
        """Holds at that version alone."""
        return Require(CUSTOMERS, customer_id, version)


def _record(doc: Doc) -> CustomerRecord:
    return CustomerRecord(
        id=doc["_id"],
        version=doc["version"],
        name=doc["name"],
        status=doc["status"],
        temperature=doc["temperature"],
        language=doc["language"],
        country=doc["country"],
        currency=doc.get("currency"),
        region=doc.get("region"),
        merged_into=doc.get("merged_into"),
    )
