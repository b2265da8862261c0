"""Transfers in MongoDB: the job, the customers whom its author named, and a row a customer."""

import asyncio
from collections.abc import Sequence
from typing import Any

from assignment.domain.plain import from_dict, to_dict
from assignment.domain.transfers import Outcome, Row, State, Transfer, Why
from assignment.ports import RowQuery, TransferQuery
from chassis.access import Reach, Scope
from chassis.commit import Insert, Replace, Write
from chassis.errors import Forbidden
from chassis.mongo import Doc, Index, Mongo

TRANSFERS = "transfers"
NAMED = "transfer_customers"
ROWS = "transfer_rows"
_LISTED, _DECIDED = 1, 2


class MongoTransfers:
    """Ids of rows begin with the transfer's and go on with the customer's, so that they lie in the order of work."""

    def __init__(self, mongo: Mongo) -> None:
        self._transfers = mongo.collection(TRANSFERS)
        self._named = mongo.collection(NAMED)
        self._rows = mongo.collection(ROWS)

    async def prepare(self) -> None:
        """Indexes."""
        await asyncio.gather(
            self._transfers.ensure_indexes(
                Index((("unfinished", 1), ("_id", 1)), partial={"unfinished": True}),
                *(Index(((field, 1), ("_id", -1))) for field in ("author_id", "staff_ids")),
            ),
            self._named.ensure_indexes(Index((("version", 1),))),
            self._rows.ensure_indexes(Index((("transfer_id", 1), ("outcome", 1), ("_id", 1)))),
        )

    async def get(self, transfer_id: str, scope: Scope) -> Transfer | None:
        """Own reaches the transfers that the caller asked for."""
        doc = await self._transfers.find_one({"_id": transfer_id, **_within(scope)})
        return _transfer(doc) if doc is not None else None

    async def find(self, query: TransferQuery, scope: Scope, limit: int) -> list[Transfer]:
        """The newest first."""
        wanted = _within(scope)
        if query.staff_id is not None:
            wanted["staff_ids"] = query.staff_id
        if query.after is not None:
            wanted["_id"] = {"$lt": query.after}
        docs = await self._transfers.find(wanted, sort=[("_id", -1)], limit=limit)
        return [_transfer(doc) for doc in docs]

    async def unfinished(self) -> Transfer | None:
        """One after another, so that each finds what the one before left."""
        doc = await self._transfers.find_one({"unfinished": True}, sort=[("_id", 1)])
        return _transfer(doc) if doc is not None else None

    async def named(self, transfer_id: str) -> Sequence[str] | None:
        """In order of id."""
        doc = await self._named.get(transfer_id)
        return doc["customer_ids"] if doc is not None else None

    async def unlisted(self, transfer_id: str, customer_ids: Sequence[str]) -> list[str]:
        """In no order."""
        ids = {_row_id(transfer_id, each): each for each in customer_ids}
        found = await self._rows.find({"_id": {"$in": list(ids)}}, projection={"_id": 1})
        there = {doc["_id"] for doc in found}
        return [each for row_id, each in ids.items() if row_id not in there]

    async def pending(self, transfer_id: str, after: str, limit: int) -> list[str]:
        """In order of id."""
        docs = await self._rows.find(
            {"_id": {"$gt": _row_id(transfer_id, after), "$lt": _end(transfer_id)}},
            sort=[("_id", 1)],
            limit=limit,
            projection={"customer_id": 1},
        )
        return [doc["customer_id"] for doc in docs]

    async def row(self, transfer_id: str, customer_id: str) -> Row | None:
        """Read together with what others ask for at the same moment."""
        doc = await self._rows.get(_row_id(transfer_id, customer_id))
        return _row(doc) if doc is not None and doc["version"] >= _DECIDED else None

    async def rows(self, query: RowQuery, limit: int) -> list[Row]:
        """In order of customer id."""
        outcomes = list(Outcome) if query.outcome is None else [query.outcome]
        wanted: dict[str, Any] = {"transfer_id": query.transfer_id, "outcome": {"$in": outcomes}}
        if query.after is not None:
            wanted["_id"] = {"$gt": _row_id(query.transfer_id, query.after)}
        return [_row(doc) for doc in await self._rows.find(wanted, sort=[("_id", 1)], limit=limit)]

    def added(self, transfer: Transfer, named: Sequence[str] | None) -> Sequence[Write]:
        """A new one."""
        added = Insert(TRANSFERS, _doc(transfer))
        if named is None:
            return [added]
        return [added, Insert(NAMED, {"_id": transfer.id, "version": 1, "customer_ids": sorted(set(named))})]

    def replaced(self, transfer: Transfer) -> Write:
        """In place of the version before."""
        return Replace(TRANSFERS, _doc(transfer), transfer.version - 1)

    def listed(self, transfer_id: str, customer_ids: Sequence[str]) -> Sequence[Write]:
        """Without an outcome yet."""
        return [
            Insert(
                ROWS,
                {
                    "_id": _row_id(transfer_id, customer_id),
                    "version": _LISTED,
                    "transfer_id": transfer_id,
                    "customer_id": customer_id,
                },
            )
            for customer_id in customer_ids
        ]

    def decided(self, transfer_id: str, row: Row) -> Write:
        """In place of the listed one."""
        return Replace(ROWS, _row_doc(transfer_id, row, _DECIDED), _LISTED)

    def followed(self, transfer_id: str, row: Row) -> Write:
        """In place of the one before that part."""
        version = _DECIDED + row.parts
        return Replace(ROWS, _row_doc(transfer_id, row, version), version - 1)


def _within(scope: Scope) -> dict[str, Any]:
    match scope.reach:
        case Reach.ALL:
            return {}
        case Reach.OWN:
            return {"author_id": scope.owner_id}
        case Reach.NONE:
            raise Forbidden("the permission customers.read is needed")


def _row_id(transfer_id: str, customer_id: str) -> str:
    return f"{transfer_id}:{customer_id}"


def _end(transfer_id: str) -> str:
    """Behind all rows of the transfer."""
    return f"{transfer_id};"


def _doc(transfer: Transfer) -> Doc:
    return {
        "_id": transfer.id,
        "version": transfer.version,
        "author_id": transfer.author_id,
        "staff_ids": [transfer.from_id, *([transfer.to_id] if transfer.to_id is not None else transfer.got)],
        "unfinished": transfer.state in (State.PLANNING, State.RUNNING),
        "transfer": to_dict(transfer),
    }


def _transfer(doc: Doc) -> Transfer:
    return from_dict(Transfer, doc["transfer"])


def _row_doc(transfer_id: str, row: Row, version: int) -> Doc:
    return {
        "_id": _row_id(transfer_id, row.customer_id),
        "version": version,
        "transfer_id": transfer_id,
        "customer_id": row.customer_id,
        "outcome": row.outcome,
        "why": row.why,
        "before": row.before,
        "after": row.after,
        "decision_id": row.decision_id,
        "orders": list(row.orders),
        "orders_at": row.orders_at,
        "orders_kept": list(row.orders_kept),
    }


def _row(doc: Doc) -> Row:
    return Row(
        customer_id=doc["customer_id"],
        outcome=Outcome(doc["outcome"]),
        why=Why(doc["why"]),
        before=doc["before"],
        after=doc["after"],
        decision_id=doc["decision_id"],
        orders=tuple(doc["orders"]),
        orders_at=doc["orders_at"],
        orders_kept=tuple(doc["orders_kept"]),
        parts=doc["version"] - _DECIDED,
    )
