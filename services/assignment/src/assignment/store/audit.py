"""What an audit reads, from MongoDB (N3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from assignment.domain.accounts import (
    Activity,
    Asked,
    CustomerAccount,
    OrderAccount,
    Turn,
    gaps_in,
    told_by_mail,
    told_when_back,
)
from assignment.domain.decisions import Recipient, Role
from assignment.domain.links import Movement
from assignment.domain.rows import Row
from assignment.store.company_history import MongoCompanyHistory
from assignment.store.customers import CUSTOMERS
from assignment.store.journal import JOURNAL, movement_of
from assignment.store.ledger import DECISIONS
from assignment.store.links import LINKS, link_of
from assignment.store.orders import ORDERS
from assignment.store.reach import of_everybody
from assignment.store.staff import STAFF
from chassis.access import Scope
from chassis.mongo import Doc, Mongo

_OF_ORDER = ("version", "manager_id", "decision_id", "decisions")
_OF_DECISION = ("at", "row", "decision.recipients")


class MongoAccounts:
    """A page costs a few questions, whatever lies before it."""

    def __init__(self, mongo: Mongo) -> None:
        self._orders = mongo.collection(ORDERS)
        self._customers = mongo.collection(CUSTOMERS)
        self._links = mongo.collection(LINKS)
        self._journal = mongo.collection(JOURNAL)
        self._decisions = mongo.collection(DECISIONS)
        self._staff = mongo.collection(STAFF)
        self._history = MongoCompanyHistory(mongo)

    async def orders(self, scope: Scope, after: str, limit: int) -> list[OrderAccount]:
        """With the ledger beside them."""
        of_everybody(scope)
        projection = dict.fromkeys(_OF_ORDER, 1)
        docs = await self._orders.find(_behind(after), sort=[("_id", 1)], limit=limit, projection=projection)
        entries = await self._decisions.find(
            {"order_ids": {"$in": [doc["_id"] for doc in docs]}},
            sort=[("_id", 1)],
            projection={"order_ids": 1, "about": 1, "decision.order_manager": 1, "decision.manager": 1},
        )
        of_order: dict[str, list[Doc]] = defaultdict(list)
        for entry in entries:
            for order_id in entry["order_ids"]:
                of_order[order_id].append(entry)
        return [_order(doc, of_order[doc["_id"]]) for doc in docs]

    async def customers(self, scope: Scope, after: str, limit: int) -> list[CustomerAccount]:
        """All who have a card or a link."""
        of_everybody(scope)
        ids: set[str] = set()
        for collection in (self._customers, self._links):
            found = await collection.find(_behind(after), sort=[("_id", 1)], limit=limit, projection={"_id": 1})
            ids |= {doc["_id"] for doc in found}
        page = sorted(ids)[:limit]
        merged = {"_id": {"$in": page}, "merged_into": {"$gt": ""}}
        survivors = {doc["_id"]: doc["merged_into"] for doc in await self._customers.find(merged)}
        links = {doc["_id"]: link_of(doc) for doc in await self._links.find({"_id": {"$in": page}})}
        named = [link.decision_id for link in links.values()]
        recorded = {doc["_id"] for doc in await self._decisions.find({"_id": {"$in": named}}, projection={"_id": 1})}
        histories = _by_customer(map(movement_of, await self._journal.find({"customer_id": {"$in": page}})))
        return [
            CustomerAccount(
                id=each,
                link=(link := links.get(each)),
                recorded=link is None or link.decision_id in recorded,
                gaps=gaps_in(link, histories.get(each, [])),
                merged_into=survivors.get(each),
            )
            for each in page
        ]

    async def decisions(self, scope: Scope, after: str, limit: int) -> list[Asked]:
        """Of the whole ledger."""
        of_everybody(scope)
        projection = dict.fromkeys(_OF_DECISION, 1)
        docs = await self._decisions.find(_behind(after), sort=[("_id", 1)], limit=limit, projection=projection)
        return [_asked(doc) for doc in docs]

    async def activity(self, scope: Scope, after: str, limit: int) -> list[Activity]:
        """From what each version of the company changed."""
        of_everybody(scope)
        docs = await self._staff.find(_behind(after), sort=[("_id", 1)], limit=limit, projection={"_id": 1})
        found: list[Activity] = []
        for doc in docs:
            turns = [Turn(each.updated_at, each.active) for each in await self._history.versions_of(doc["_id"])]
            changes = [turn for before, turn in pairwise(turns) if turn.active is not before.active]
            found.append(Activity(doc["_id"], (*turns[:1], *changes)))
        return found


def _behind(after: str) -> Doc:
    return {"_id": {"$gt": after}}


def _order(doc: Doc, entries: list[Doc]) -> OrderAccount:
    current = next((entry for entry in entries if entry["_id"] == doc["decision_id"]), None)
    said = None
    if current is not None:
        said = current["decision"]["order_manager" if current["about"] == "order" else "manager"]
    return OrderAccount(
        id=doc["_id"],
        version=doc["version"],
        manager_id=doc["manager_id"],
        decision_id=doc["decision_id"],
        decisions=doc["decisions"],
        decided=tuple(entry["_id"] for entry in entries),
        said=said,
    )


def _asked(doc: Doc) -> Asked:
    recipients = [Recipient(each["staff_id"], Role(each["role"])) for each in doc["decision"]["recipients"]]
    by_mail = told_by_mail(recipients, transfer=doc["row"] == Row.M4)
    return Asked(doc["_id"], doc["at"], by_mail, told_when_back(recipients))


def _by_customer(movements: Iterable[Movement]) -> Mapping[str, list[Movement]]:
    found: dict[str, list[Movement]] = defaultdict(list)
    for movement in sorted(movements, key=lambda each: each.link.version):
        found[movement.link.customer_id].append(movement)
    return found
