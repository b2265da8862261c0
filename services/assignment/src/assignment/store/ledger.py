"""The ledger in MongoDB: every decision with the facts it was made on, enough to make it again (N1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from assignment.domain.books import Given
from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import CardFacts, CustomerFact, OrderFacts
from assignment.domain.fairness import Gift
from assignment.domain.plain import from_dict, to_dict
from assignment.domain.portfolios import Period
from assignment.domain.records import Entry
from assignment.domain.rows import Reason
from assignment.domain.wheel import Wheel
from assignment.ports import Extent, LedgerQuery
from chassis.access import Reach, Scope
from chassis.commit import Insert, Write
from chassis.errors import Forbidden
from chassis.ids import lowest_id
from chassis.mongo import Doc, Index, Mongo

DECISIONS = "decisions"
_GIVEN = {"decision.draw.outcome": DrawOutcome.CHOSEN}
_OF_MERGES = [Reason.MERGED, Reason.UNMERGED]
_AT_ONCE = 10_000
_LATEST_ID = timedelta(minutes=1)
"""How long after looking at the clock an entry has its id at the latest."""


class MongoLedger:
    """Entries are only ever added. Ids grow with time, so their order is the order of the decisions."""

    def __init__(self, mongo: Mongo) -> None:
        self._decisions = mongo.collection(DECISIONS)

    async def prepare(self) -> None:
        """Indexes."""
        await self._decisions.ensure_indexes(
            *(Index(((field, 1), ("_id", -1))) for field in ("order_ids", "customer_id", "managers", "reason")),
            Index((("at", 1), ("_id", 1)), partial=_GIVEN),
        )

    async def get(self, decision_id: str, scope: Scope) -> Entry | None:
        """Own reaches the decisions about orders and customers that are the caller's after them."""
        docs = await self._decisions.find({"_id": decision_id, **_within(scope)}, limit=1)
        return _entry(docs[0]) if docs else None

    async def several(self, decision_ids: Iterable[str], scope: Scope) -> list[Entry]:
        """In one question."""
        docs = await self._decisions.find({"_id": {"$in": list(decision_ids)}, **_within(scope)})
        return [_entry(doc) for doc in docs]

    async def find(self, query: LedgerQuery, scope: Scope, limit: int) -> list[Entry]:
        """The newest first."""
        wanted: dict[str, Any] = _within(scope)
        if query.order_id is not None:
            wanted["order_ids"] = query.order_id
        if query.customer_id is not None:
            wanted["customer_id"] = query.customer_id
        if query.reason is not None:
            wanted["reason"] = query.reason
        if query.merged_with is not None:
            wanted["facts.merge.other_id"] = query.merged_with
        if query.after is not None:
            wanted["_id"] = {"$lt": query.after}
        docs = await self._decisions.find(wanted, sort=[("_id", -1)], limit=limit)
        return [_entry(doc) for doc in docs]

    async def of_order(self, order_id: str) -> list[Entry]:
        """The oldest first."""
        return [_entry(doc) for doc in await self._decisions.find({"order_ids": order_id}, sort=[("_id", 1)])]

    async def of_orders(self, order_ids: Sequence[str], before: datetime) -> list[Entry]:
        """The oldest first."""
        query = {"order_ids": {"$in": list(order_ids)}, "at": {"$lt": before}}
        return [_entry(doc) for doc in await self._decisions.find(query, sort=[("_id", 1)])]

    async def merges_of(self, customer_ids: Collection[str], before: datetime) -> list[Entry]:
        """Among what was decided of each."""
        query = {"customer_id": {"$in": list(customer_ids)}, "reason": {"$in": _OF_MERGES}, "at": {"$lt": before}}
        return [_entry(doc) for doc in await self._decisions.find(query)]

    async def given(self, period: Period) -> Mapping[str, Given]:
        """Of cards, with the orders that went with them; of orders, those that changed hands or came with a manager."""
        moved = [{"decision.order_changed": True}, {"number": 1}, {"about": "card"}]
        docs = await self._decisions.find(
            {**_during(period), "$or": moved},
            sort=[("_id", 1)],
            projection={"order_ids": 1, "at": 1, "about": 1, "decision.order_manager": 1, "decision.manager": 1},
        )
        found: dict[str, Given] = {}
        for doc in docs:
            manager = _manager(doc)
            for order_id in doc["order_ids"]:
                found.pop(order_id, None)
                if manager is not None:
                    found[order_id] = Given(manager, doc["at"])
        return found

    async def holders_at(self, order_ids: Sequence[str], instant: datetime) -> Mapping[str, str]:
        """As the last decision before then says."""
        docs = await self._decisions.find(
            {"order_ids": {"$in": list(order_ids)}, "at": {"$lt": instant}},
            sort=[("_id", 1)],
            projection={"order_ids": 1, "about": 1, "decision.order_manager": 1, "decision.manager": 1},
        )
        held: dict[str, str | None] = {}
        for doc in docs:
            held |= dict.fromkeys(doc["order_ids"], _manager(doc))
        wanted = set(order_ids)
        return {each: manager for each, manager in held.items() if each in wanted and manager is not None}

    async def customers_as_of(self, customer_ids: Sequence[str], instant: datetime) -> Mapping[str, CustomerFact]:
        """The latest of each, found by its index."""
        found = await self._decisions.aggregate(
            [
                {"$match": {"customer_id": {"$in": list(customer_ids)}, "at": {"$lt": instant}}},
                {"$sort": {"customer_id": 1, "_id": -1}},
                {"$group": {"_id": "$customer_id", "facts": {"$first": "$facts"}}},
            ]
        )
        return {doc["_id"]: from_dict(CustomerFact, _with_region(doc["facts"])["customer"]) for doc in found}

    async def card_version(self, customer_id: str) -> int | None:
        """From the facts of the decisions about it."""
        docs = await self._decisions.find(
            {"customer_id": customer_id, "about": "card"}, projection={"facts.customer.version": 1}
        )
        return max((doc["facts"]["customer"]["version"] for doc in docs), default=None)

    async def gifts(self, period: Period) -> list[Gift]:
        """The oldest first; read in parts."""
        found: list[Gift] = []
        query: dict[str, Any] = {**_GIVEN, "at": {"$gte": period.start, "$lt": period.end}}
        while True:
            docs = await self._decisions.find(
                query,
                sort=[("at", 1), ("_id", 1)],
                limit=_AT_ONCE,
                projection={"at": 1, "decision.draw.pool": 1, "decision.order_manager": 1},
            )
            found += (
                Gift(doc["at"], doc["decision"]["draw"]["pool"], doc["decision"]["order_manager"]) for doc in docs
            )
            if len(docs) < _AT_ONCE:
                return found
            last = docs[-1]
            query["at"] = {"$gte": last["at"], "$lt": period.end}
            query["$nor"] = [{"at": last["at"], "_id": {"$lte": last["_id"]}}]

    async def extent(self, period: Period, at_most: int) -> Extent:
        """Read by id, as ids grow with time."""
        found = await self._decisions.aggregate(
            [
                {"$match": _during(period)},
                {"$limit": at_most},
                {
                    "$group": {
                        "_id": None,
                        "decisions": {"$sum": 1},
                        "first": {"$min": "$decision.roster_version"},
                        "last": {"$max": "$decision.roster_version"},
                    }
                },
            ]
        )
        return Extent(found[0]["decisions"], found[0]["first"], found[0]["last"]) if found else Extent(0, 0, 0)

    async def of_period(self, period: Period, after: str | None, limit: int) -> list[Entry]:
        """A page of them."""
        wanted = _during(period)
        if after is not None:
            wanted["_id"]["$gt"] = after
        return [_entry(doc) for doc in await self._decisions.find(wanted, sort=[("_id", 1)], limit=limit)]

    async def first_wheels(self, period: Period, pools: Sequence[str]) -> Mapping[str, Wheel]:
        """From the decisions themselves."""
        turned = {"decision.draw.pool": {"$in": list(pools)}, "decision.draw.outcome": DrawOutcome.CHOSEN}
        found = await self._decisions.aggregate(
            [
                {"$match": {**_during(period), **turned}},
                {"$sort": {"_id": 1}},
                {"$group": {"_id": "$decision.draw.pool", "before": {"$first": "$decision.draw.before"}}},
            ]
        )
        return {doc["_id"]: from_dict(Wheel, doc["before"]) for doc in found}

    def recorded(self, entry: Entry) -> Write:
        """A new entry."""
        decision = entry.decision
        return Insert(
            DECISIONS,
            {
                "_id": entry.id,
                "version": 1,
                "at": entry.at,
                "cause": entry.cause,
                "corrects": entry.corrects,
                "about": "order" if isinstance(decision, OrderDecision) else "card",
                "row": decision.row,
                "reason": decision.reason,
                "order_ids": list(entry.order_ids),
                "customer_id": entry.customer_id,
                "number": entry.number,
                "managers": list(entry.managers),
                "facts": to_dict(entry.facts),
                "decision": to_dict(decision),
            },
        )


def _manager(doc: Doc) -> str | None:
    manager: str | None = doc["decision"]["order_manager" if doc["about"] == "order" else "manager"]
    return manager


def _during(period: Period) -> dict[str, Any]:
    ids = {"$gte": lowest_id(period.start), "$lt": lowest_id(period.end + _LATEST_ID)}
    return {"_id": ids, "at": {"$gte": period.start, "$lt": period.end}}


def _within(scope: Scope) -> dict[str, Any]:
    match scope.reach:
        case Reach.ALL:
            return {}
        case Reach.OWN:
            return {"managers": scope.owner_id}
        case Reach.NONE:
            raise Forbidden("the permission decisions.read is needed")


def _entry(doc: Doc) -> Entry:
    facts, decision = _with_region(doc["facts"]), doc["decision"]
    order = doc["about"] == "order"
    return Entry(
        id=doc["_id"],
        at=doc["at"],
        cause=doc["cause"],
        facts=from_dict(OrderFacts, facts) if order else from_dict(CardFacts, facts),
        decision=from_dict(OrderDecision, decision) if order else from_dict(CardDecision, decision),
        order_ids=tuple(doc["order_ids"]),
        customer_id=doc["customer_id"],
        number=doc["number"],
        corrects=doc["corrects"],
    )


def _with_region(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first entries have the customer's region with the order, where pools asked for it then."""
    customer, order = facts["customer"], facts.get("order", {})
    if customer is None or "region" in customer or "region" not in order:
        return facts
    return {**facts, "customer": {**customer, "region": order["region"]}}
