"""Orders that somebody got in place of an absent manager, until and after the digest that tells him."""

from datetime import datetime
from typing import Any

from chassis.access import Reach, Scope
from chassis.commit import Amend, Change
from chassis.errors import Forbidden
from chassis.mongo import Doc, Index, Mongo
from notify.domain.absence import CoveredOrder

COVERED = "covered_orders"
_WAITING = {"mailed": False}


class MongoCovered:
    """By person and by digest."""

    def __init__(self, mongo: Mongo) -> None:
        self._covered = mongo.collection(COVERED)

    async def prepare(self) -> None:
        """Indexes."""
        await self._covered.ensure_indexes(
            Index((("staff_id", 1), ("_id", 1)), partial=_WAITING),
            Index((("staff_id", 1), ("digest_at", -1))),
            Index((("digest_id", 1), ("_id", 1))),
        )

    async def people_waited_for(self) -> list[str]:
        """Those who have not been told of everything yet."""
        found = await self._covered.aggregate([{"$match": _WAITING}, {"$group": {"_id": "$staff_id"}}])
        return [doc["_id"] for doc in found]

    async def waiting_for(self, staff_id: str, most: int) -> list[CoveredOrder]:
        """What he has not been told of, the oldest first."""
        docs = await self._covered.find({"staff_id": staff_id, **_WAITING}, sort=[("_id", 1)], limit=most)
        return [_from_doc(doc) for doc in docs]

    async def of_digest(self, digest_id: str) -> list[CoveredOrder]:
        """What a digest tells, the oldest first."""
        return [_from_doc(doc) for doc in await self._covered.find({"digest_id": digest_id}, sort=[("_id", 1)])]

    async def walk(self, scope: Scope, after: str, limit: int) -> list[CoveredOrder]:
        """In order of id."""
        if scope.reach is not Reach.ALL:
            raise Forbidden
        docs = await self._covered.find({"_id": {"$gt": after}}, sort=[("_id", 1)], limit=limit)
        return [_from_doc(doc) for doc in docs]

    async def last_digest(self, staff_id: str) -> datetime | None:
        """When he was given his latest."""
        doc = await self._covered.find_one({"staff_id": staff_id}, sort=[("digest_at", -1)])
        return doc["digest_at"] if doc is not None else None

    async def note(self, order: CoveredOrder) -> None:
        """Once, however often the decision is told."""
        await self._covered.add(_to_doc(order))

    def changed(self, order: CoveredOrder) -> Change:
        """To be committed at the version before; only what is known of its digest changes."""
        fields: dict[str, Any] = {name: getattr(order, name) for name in ("digest_id", "digest_at", "mailed")}
        return Amend(COVERED, order.id, order.version - 1, fields)


def _to_doc(order: CoveredOrder) -> Doc:
    return {
        "_id": order.id,
        "version": order.version,
        "staff_id": order.staff_id,
        "order_id": order.order_id,
        "manager_id": order.manager_id,
        "absence_id": order.absence_id,
        "decided_at": order.decided_at,
        "digest_id": order.digest_id,
        "digest_at": order.digest_at,
        "mailed": order.mailed,
        "decision_id": order.decision_id,
    }


def _from_doc(doc: Doc) -> CoveredOrder:
    return CoveredOrder(
        id=doc["_id"],
        version=doc["version"],
        staff_id=doc["staff_id"],
        order_id=doc["order_id"],
        manager_id=doc["manager_id"],
        absence_id=doc["absence_id"],
        decided_at=doc["decided_at"],
        digest_id=doc["digest_id"],
        digest_at=doc["digest_at"],
        mailed=doc["mailed"],
        decision_id=doc.get("decision_id"),
    )
