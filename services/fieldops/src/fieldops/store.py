"""MongoDB behind the ports."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from chassis.access import Reach, Scope
from chassis.commit import Insert
from chassis.mongo import Doc, Index, Mongo
from fieldops.domain.customer import Customer
from fieldops.domain.handover import REMEMBERED, Handover
from fieldops.domain.visit import Visit
from fieldops.ports import VisitQuery

VISITS = "visits"
CUSTOMERS = "customers_replica"
HANDOVERS = "handovers"
_PATIENCE = 40
_PAUSE = 0.05


class MongoVisits:
    """The visits."""

    def __init__(self, mongo: Mongo) -> None:
        self._visits = mongo.collection(VISITS)

    async def prepare(self) -> None:
        """Indexes: the list as it stands, of a customer, of a rep."""
        order = (("started_at", -1), ("_id", -1))
        await self._visits.ensure_indexes(
            Index(order), Index((("customer_id", 1), *order)), Index((("rep_id", 1), *order))
        )

    async def get(self, identifier: str, scope: Scope) -> Visit | None:
        """The visit, if it is within the scope."""
        doc = await self._visits.get(identifier)
        return _visit(doc) if doc is not None and _within(doc["rep_id"], scope) else None

    async def find(self, query: VisitQuery, scope: Scope, limit: int) -> Sequence[Visit]:
        """The visits that match, the latest first."""
        parts = [_scoped("rep_id", scope)]
        exact = {"customer_id": query.customer_id, "rep_id": query.rep_id}
        parts += [{name: value} for name, value in exact.items() if value is not None]
        if query.since is not None:
            parts.append({"started_at": {"$gte": query.since}})
        if query.until is not None:
            parts.append({"started_at": {"$lt": query.until}})
        if query.after is not None:
            start, last = query.after
            parts.append({"started_at": {"$lte": start}})
            parts.append({"$or": [{"started_at": {"$lt": start}}, {"_id": {"$lt": last}}]})
        docs = await self._visits.find({"$and": parts}, sort=[("started_at", -1), ("_id", -1)], limit=limit)
        return [_visit(doc) for doc in docs]

    def insert(self, visit: Visit) -> Insert:
        """The write that stores a new visit."""
        doc = asdict(visit)
        return Insert(VISITS, {"_id": doc.pop("id"), **doc, "came_with": []})

    async def move_along(self, customer_id: str, into: str) -> None:
        """Each remembers whose it was."""
        await self._visits.update_many(
            {"customer_id": customer_id}, {"$set": {"customer_id": into}, "$push": {"came_with": customer_id}}
        )

    async def give_back(self, survivor_id: str, customer_id: str) -> None:
        """Those that came with him last."""
        await self._visits.update_many(
            {
                "customer_id": survivor_id,
                "came_with": customer_id,
                "$expr": {"$eq": [{"$last": "$came_with"}, customer_id]},
            },
            {"$set": {"customer_id": customer_id}, "$pop": {"came_with": 1}},
        )

    async def forget(self, customer_id: str) -> None:
        """The notes go, the visits stay."""
        await self._visits.update_many(
            {"customer_id": customer_id, "$or": [{"note_1": {"$ne": None}}, {"note_2": {"$ne": None}}]},
            {"$set": {"note_1": None, "note_2": None}, "$inc": {"version": 1}},
        )


class MongoCustomers:
    """The replica of customers."""

    def __init__(self, mongo: Mongo) -> None:
        self._customers = mongo.collection(CUSTOMERS)

    async def prepare(self) -> None:
        """Indexes: the list by name, of everybody's customers and of the own ones."""
        order = (("name_key", 1), ("_id", 1))
        await self._customers.ensure_indexes(Index(order), Index((("owner_id", 1), *order)))

    async def get(self, identifier: str, scope: Scope, *, awaited: bool = False) -> Customer | None:
        """The customer, if he is within the scope."""
        docs = await self._standing(identifier)
        for _ in range(_PATIENCE if awaited else 0):
            if docs:
                break
            await asyncio.sleep(_PAUSE)
            docs = await self._standing(identifier)
        if not docs or docs[-1].get("erased", False) or not _within(docs[-1]["owner_id"], scope):
            return None
        return _customer(docs[-1])

    async def card(self, identifier: str) -> Customer | None:
        """That very card."""
        doc = await self._customers.get(identifier)
        return _customer(doc) if doc is not None else None

    async def cards(self, identifier: str) -> Sequence[Customer]:
        """By one read each: few cards are merged more than once."""
        return [_customer(doc) for doc in await self._standing(identifier)]

    async def _standing(self, identifier: str) -> list[Doc]:
        """The card and those that stand for it. News of merged cards may come in any order; of a ring nobody is
        left."""
        docs: dict[str, Doc] = {}
        into: str | None = identifier
        while into is not None:
            doc = await self._customers.get(into)
            if doc is None or into in docs:
                return []
            docs[into] = doc
            into = doc.get("merged_into")
        return list(docs.values())

    async def find(self, after: tuple[str, str] | None, scope: Scope, limit: int) -> Sequence[Customer]:
        """By name."""
        parts = [_scoped("owner_id", scope), {"merged_into": None, "erased": {"$ne": True}}]
        if after is not None:
            name, last = after
            parts.append({"name_key": {"$gte": name}})
            parts.append({"$or": [{"name_key": {"$gt": name}}, {"_id": {"$gt": last}}]})
        docs = await self._customers.find({"$and": parts}, sort=[("name_key", 1), ("_id", 1)], limit=limit)
        return [_customer(doc) for doc in docs]

    def name_key(self, customer: Customer) -> str:
        """Names sort without regard to case."""
        return customer.name.casefold()

    def insert(self, customer: Customer) -> Insert:
        """The write that stores a customer."""
        return Insert(CUSTOMERS, self._doc(customer))

    async def keep(self, customer: Customer, *, new: bool) -> bool:
        """Outside of any unit: his version tells whether it is news."""
        return await self._customers.keep(self._doc(customer), new=new)

    def _doc(self, customer: Customer) -> Doc:
        doc = asdict(customer)
        return {"_id": doc.pop("id"), **doc, "name_key": self.name_key(customer)}


class MongoHandovers:
    """Whose customers were until when."""

    def __init__(self, mongo: Mongo) -> None:
        self._handovers = mongo.collection(HANDOVERS)

    async def prepare(self) -> None:
        """Indexes: of a customer; what no visit can be reported after any more goes by itself."""
        await self._handovers.ensure_indexes(
            Index((("customer_id", 1), ("until", 1))), Index((("until", 1),), expires=REMEMBERED)
        )

    async def remember(self, handover: Handover) -> None:
        """Once for each state of a card."""
        await self._handovers.add({"_id": f"{handover.customer_id}:{handover.version}", **asdict(handover)})

    async def after(self, at: datetime, customer_ids: Sequence[str]) -> Sequence[Handover]:
        """What ended later."""
        docs = await self._handovers.find({"customer_id": {"$in": list(customer_ids)}, "until": {"$gt": at}})
        return [Handover(**{name: value for name, value in doc.items() if name != "_id"}) for doc in docs]


def _within(owner_id: str | None, scope: Scope) -> bool:
    return scope.reach is Reach.ALL or (scope.reach is Reach.OWN and owner_id == scope.owner_id)


def _scoped(owner: str, scope: Scope) -> Doc:
    match scope.reach:
        case Reach.ALL:
            return {}
        case Reach.OWN:
            return {owner: scope.owner_id}
        case Reach.NONE:
            return {"_id": {"$in": []}}


def _visit(doc: Doc) -> Visit:
    return Visit(id=doc["_id"], **{name: value for name, value in doc.items() if name not in ("_id", "came_with")})


def _customer(doc: Doc) -> Customer:
    return Customer(id=doc["_id"], **{name: value for name, value in doc.items() if name not in ("_id", "name_key")})
