"""Links in MongoDB: the present one of each customer is the open interval, the past ones lie in the history."""

from collections.abc import Sequence

from assignment.domain.links import Interval, Link, Relinking
from chassis.access import Reach, Scope
from chassis.commit import Insert, Replace, Require, Write
from chassis.errors import Forbidden
from chassis.mongo import Doc, Index, Mongo

LINKS = "links"
HISTORY = "link_history"


class MongoLinks:
    """By customer."""

    def __init__(self, mongo: Mongo) -> None:
        self._links = mongo.collection(LINKS)
        self._history = mongo.collection(HISTORY)

    async def prepare(self) -> None:
        """Indexes; the history of a manager is what pay is made of (RC-2)."""
        await self._links.ensure_indexes(Index((("manager_id", 1), ("since", 1))))
        await self._history.ensure_indexes(
            Index((("customer_id", 1), ("start", 1))), Index((("manager_id", 1), ("start", 1)))
        )

    async def get(self, customer_id: str, scope: Scope) -> Link | None:
        """Own reaches the caller's own customers."""
        if scope.reach is Reach.NONE:
            raise Forbidden("the permission customers.read is needed")
        doc = await self._links.get(customer_id)
        if doc is None or (scope.reach is Reach.OWN and doc["manager_id"] != scope.owner_id):
            return None
        return _link(doc)

    async def history(self, customer_id: str) -> list[Interval]:
        """The oldest first."""
        docs = await self._history.find({"customer_id": customer_id}, sort=[("start", 1), ("_id", 1)])
        return [_interval(doc) for doc in docs]

    def relinked(self, change: Relinking) -> Sequence[Write]:
        """The link, and the interval that ended."""
        doc = _doc(change.after)
        if change.before is None:
            return [Insert(LINKS, doc)]
        replaced = Replace(LINKS, doc, change.before.version)
        return [replaced] if change.closed is None else [replaced, Insert(HISTORY, _closed(change.closed))]

    def unchanged(self, link: Link) -> Write:
        """Holds as long as nobody moved the customer."""
        return Require(LINKS, link.customer_id, link.version)


def _doc(link: Link) -> Doc:
    return {
        "_id": link.customer_id,
        "version": link.version,
        "manager_id": link.manager_id,
        "since": link.since,
        "reason": link.reason,
        "decision_id": link.decision_id,
        "by": link.by,
        "first_linked_at": link.first_linked_at,
    }


def _link(doc: Doc) -> Link:
    return Link(
        customer_id=doc["_id"],
        version=doc["version"],
        manager_id=doc["manager_id"],
        since=doc["since"],
        reason=doc["reason"],
        decision_id=doc["decision_id"],
        by=doc["by"],
        first_linked_at=doc["first_linked_at"],
    )


def _closed(interval: Interval) -> Doc:
    return {
        "_id": f"{interval.customer_id}:{interval.decision_id}",
        "version": 1,
        "customer_id": interval.customer_id,
        "manager_id": interval.manager_id,
        "start": interval.start,
        "end": interval.end,
        "reason": interval.reason,
        "decision_id": interval.decision_id,
        "by": interval.by,
    }


def _interval(doc: Doc) -> Interval:
    return Interval(
        customer_id=doc["customer_id"],
        manager_id=doc["manager_id"],
        start=doc["start"],
        end=doc["end"],
        reason=doc["reason"],
        decision_id=doc["decision_id"],
        by=doc["by"],
    )
