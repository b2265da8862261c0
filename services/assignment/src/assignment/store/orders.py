"""The replica of orders in MongoDB."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import Kind, Load, StaffFact
from assignment.domain.figures import PlacedOrder
from assignment.domain.portfolios import Period
from assignment.domain.records import OrderRecord, Wait
from assignment.domain.rows import Reason
from assignment.store.reach import of_everybody
from chassis.access import Scope
from chassis.commit import Insert, Replace, Write
from chassis.mongo import Doc, Groups, Index, Mongo

ORDERS = "orders"
_NO_QUOTES = {"kind": {"$ne": Kind.QUOTE}}
_PLACED = ("customer_id", "placed_at", "first_manager_id", "entered_by", "handled_at", "handled_by")
WAITING = {"waiting": True}


class MongoOrders:
    """By id, by manager, by customer."""

    def __init__(self, mongo: Mongo) -> None:
        self._orders = mongo.collection(ORDERS)
        self._firsts = Groups(self._first_of_each)

    async def prepare(self) -> None:
        """Indexes."""
        await self._orders.ensure_indexes(
            Index((("manager_id", 1), ("open", 1), ("assigned_at", 1))),
            # What a customer has with the company is answered from this index alone.
            Index(tuple((field, 1) for field in ("customer_id", "placed_at", "kind", "state", "currency", "total"))),
            Index((("placed_at", 1), ("_id", 1), ("kind", 1))),
            Index((("closed_at", 1),), partial={"open": False}),
        )

    async def get(self, order_id: str) -> OrderRecord | None:
        """Read together with what others ask for at the same moment."""
        doc = await self._orders.get(order_id)
        return record_of(doc) if doc is not None else None

    async def walk(self, scope: Scope, after: str, limit: int) -> list[OrderRecord]:
        """By id."""
        of_everybody(scope)
        docs = await self._orders.find({"_id": {"$gt": after}}, sort=[("_id", 1)], limit=limit)
        return [record_of(doc) for doc in docs]

    async def waiting_of(self, customer_id: str, limit: int) -> list[OrderRecord]:
        """The oldest first."""
        docs = await self._orders.find(
            {"customer_id": customer_id, **WAITING},
            sort=[("placed_at", 1), ("_id", 1)],
            limit=limit,
        )
        return [record_of(doc) for doc in docs]

    async def open_of(
        self, customer_ids: Sequence[str], manager_id: str, limit: int | None = None
    ) -> list[OrderRecord]:
        """In order of customer."""
        docs = await self._orders.find(
            {"customer_id": {"$in": list(customer_ids)}, "manager_id": manager_id, "open": True},
            sort=[("customer_id", 1), ("placed_at", 1)],
            limit=limit or 0,
        )
        return [record_of(doc) for doc in docs]

    async def given_since(self, manager_id: str, since: datetime) -> list[OrderRecord]:
        """The oldest first."""
        docs = await self._orders.find(
            {"manager_id": manager_id, "open": True, "assigned_at": {"$gte": since}},
            sort=[("assigned_at", 1)],
        )
        return [record_of(doc) for doc in docs]

    async def count_open_of(self, manager_id: str) -> int:
        """Whatever their age."""
        return await self._orders.count({"manager_id": manager_id, "open": True})

    async def ordered_before(self, customer_id: str, placed_at: datetime) -> bool:
        """Whether there is an earlier order of that customer, looked up together with what others ask at the moment."""
        first = await self._firsts.ask(customer_id)
        # The order itself may be kept already, without its microseconds.
        return first is not None and first < placed_at.replace(microsecond=placed_at.microsecond // 1000 * 1000)

    async def placed(self, period: Period, after: tuple[datetime, str] | None, limit: int) -> list[PlacedOrder]:
        """The oldest first."""
        start = period.start if after is None else max(after[0], period.start)
        query: dict[str, Any] = {"placed_at": {"$gte": start, "$lt": period.end}, **_NO_QUOTES}
        if after is not None:
            query["$nor"] = [{"placed_at": after[0], "_id": {"$lte": after[1]}}]
        docs = await self._orders.find(
            query, sort=[("placed_at", 1), ("_id", 1)], limit=limit, projection=dict.fromkeys(_PLACED, 1)
        )
        return [
            PlacedOrder(
                id=doc["_id"],
                customer_id=doc["customer_id"],
                placed_at=doc["placed_at"],
                manager_id=doc["first_manager_id"],
                entered_by=doc["entered_by"],
                handled_at=doc["handled_at"],
                handled_by=doc["handled_by"],
            )
            for doc in docs
        ]

    async def last_managers(self, customer_ids: Collection[str], before: datetime) -> Mapping[str, str | None]:
        """By customer who was first given his last order before then; who had none is left out."""
        docs = await self._orders.aggregate(
            [
                {"$match": {"customer_id": {"$in": list(customer_ids)}, "placed_at": {"$lt": before}, **_NO_QUOTES}},
                {"$sort": {"customer_id": 1, "placed_at": 1, "_id": 1}},
                {"$group": {"_id": "$customer_id", "manager_id": {"$last": "$first_manager_id"}}},
            ]
        )
        return {doc["_id"]: doc["manager_id"] for doc in docs}

    async def first_placed(self, customer_ids: Sequence[str]) -> Mapping[str, datetime]:
        """From the index alone, one entry of each customer; who began with a quote is looked up once more."""
        found = await self._orders.aggregate(
            [
                {"$match": {"customer_id": {"$in": list(customer_ids)}}},
                {"$sort": {"customer_id": 1, "placed_at": 1}},
                {"$group": {"_id": "$customer_id", "first": {"$first": "$placed_at"}, "kind": {"$first": "$kind"}}},
            ]
        )
        quoted = [doc["_id"] for doc in found if doc["kind"] == Kind.QUOTE]
        later = await asyncio.gather(*map(self._first_order_of, quoted))
        return {doc["_id"]: doc["first"] for doc in found if doc["kind"] != Kind.QUOTE} | {
            customer_id: first for customer_id, first in zip(quoted, later, strict=True) if first is not None
        }

    async def _first_order_of(self, customer_id: str) -> datetime | None:
        """Of its entries in the index those up to the first that is no quote."""
        doc = await self._orders.find_one(
            {"customer_id": customer_id, **_NO_QUOTES}, sort=[("placed_at", 1)], projection={"placed_at": 1}
        )
        return doc["placed_at"] if doc is not None else None

    async def _first_of_each(self, customer_ids: list[str]) -> list[datetime | None]:
        found = await self.first_placed(list(dict.fromkeys(customer_ids)))
        return [found.get(each) for each in customer_ids]

    async def held_at(self, people: Sequence[str], instant: datetime) -> Mapping[str, str]:
        """Orders that were closed later were open then."""
        theirs = {"manager_id": {"$in": list(people)}, "assigned_at": {"$lt": instant}}
        found = await asyncio.gather(
            self._orders.find({**theirs, "open": True}, projection={"manager_id": 1}),
            self._orders.find({**theirs, "open": False, "closed_at": {"$gte": instant}}, projection={"manager_id": 1}),
        )
        return {doc["_id"]: doc["manager_id"] for docs in found for doc in docs}

    async def moved_since(self, people: Sequence[str], instant: datetime) -> list[str]:
        """Over the index of managers; in no order."""
        again: dict[str, Any] = {"decisions": {"$gt": 1}}
        theirs = {"manager_id": {"$in": list(people)}, "assigned_at": {"$gte": instant}, **again}
        found = await asyncio.gather(
            self._orders.find({**theirs, "open": True}, projection={"_id": 1}),
            self._orders.find({**theirs, "open": False, "closed_at": {"$gte": instant}}, projection={"_id": 1}),
        )
        return [doc["_id"] for docs in found for doc in docs]

    async def nobodys_since(self, instant: datetime) -> list[str]:
        """In no order."""
        found = await asyncio.gather(
            self._orders.find({"manager_id": None, "open": True}, projection={"_id": 1}),
            self._orders.find(
                {"manager_id": None, "open": False, "closed_at": {"$gte": instant}}, projection={"_id": 1}
            ),
        )
        return [doc["_id"] for docs in found for doc in docs]

    async def loads(self, people: Sequence[StaffFact], now: datetime) -> Mapping[str, Load]:
        """Open orders of everybody in one question; what was given today only of those who have a quota."""
        counted = await self._orders.aggregate(
            [
                {"$match": {"manager_id": {"$in": [person.id for person in people]}, "open": True}},
                {"$group": {"_id": "$manager_id", "n": {"$sum": 1}}},
            ]
        )
        open_orders = {doc["_id"]: doc["n"] for doc in counted}
        limited = [person for person in people if person.daily_quota is not None]
        given = await asyncio.gather(*(self._given_today(person, now) for person in limited))
        today = {person.id: count for person, count in zip(limited, given, strict=True)}
        return {person.id: Load(open_orders.get(person.id, 0), today.get(person.id, 0)) for person in people}

    async def _given_today(self, person: StaffFact, now: datetime) -> int:
        local = now.astimezone(ZoneInfo(person.time_zone))
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return await self._orders.count(
            {"manager_id": person.id, "open": {"$in": [True, False]}, "assigned_at": {"$gte": midnight}}
        )

    def kept(self, record: OrderRecord, before: OrderRecord | None) -> Write:
        """In place of the version that was read."""
        doc = _doc(record)
        return Insert(ORDERS, doc) if before is None else Replace(ORDERS, doc, before.version)


def _doc(record: OrderRecord) -> Doc:
    return {
        "_id": record.id,
        "version": record.version,
        "order_version": record.order_version,
        "number": record.number,
        "kind": record.kind,
        "channel": record.channel,
        "state": record.state,
        "open": record.open,
        "waiting": record.waiting,
        "customer_id": record.customer_id,
        "currency": record.currency,
        "total": record.total,
        "placed_at": record.placed_at,
        "manager_id": record.manager_id,
        "assigned_at": record.assigned_at,
        "decisions": record.decisions,
        "decision_id": record.decision_id,
        "supervisors_told": record.supervisors_told,
        "wait": _wait_doc(record.wait) if record.waiting and record.wait is not None else None,
        "entered_by": record.entered_by,
        "first_manager_id": record.first_manager_id,
        "handled_at": record.handled_at,
        "handled_by": record.handled_by,
        "closed_at": record.closed_at,
    }


def record_of(doc: Doc) -> OrderRecord:
    """The order in a document."""
    return OrderRecord(
        id=doc["_id"],
        version=doc["version"],
        order_version=doc["order_version"],
        number=doc["number"],
        kind=doc["kind"],
        channel=doc["channel"],
        state=doc["state"],
        customer_id=doc["customer_id"],
        currency=doc["currency"],
        total=doc["total"],
        placed_at=doc["placed_at"],
        manager_id=doc["manager_id"],
        assigned_at=doc["assigned_at"],
        decisions=doc["decisions"],
        decision_id=doc["decision_id"],
        supervisors_told=doc["supervisors_told"],
        wait=_wait(doc["wait"]) if doc["wait"] is not None else None,
        entered_by=doc["entered_by"],
        first_manager_id=doc["first_manager_id"],
        handled_at=doc["handled_at"],
        handled_by=doc["handled_by"],
        closed_at=doc["closed_at"],
    )


def _wait_doc(wait: Wait) -> Doc:
    return {
        "since": wait.since,
        "reason": wait.reason,
        "settings_version": wait.settings_version,
        "outcome": wait.outcome,
        "pool": wait.pool,
        "traits": list(wait.traits) if wait.traits is not None else None,
    }


def _wait(doc: Doc) -> Wait:
    return Wait(
        since=doc["since"],
        reason=Reason(doc["reason"]),
        settings_version=doc["settings_version"],
        outcome=DrawOutcome(doc["outcome"]) if doc["outcome"] is not None else None,
        pool=doc["pool"],
        traits=tuple(doc["traits"]) if doc.get("traits") is not None else None,
    )
