"""The replica of customers in MongoDB."""

import asyncio

from chassis.access import Scope
from chassis.commit import Insert
from chassis.mongo import Doc, Mongo
from orders.domain.customer import Customer
from orders.store.contact import contact_doc, contact_of
from orders.store.ownership import is_owned

CUSTOMERS = "customers_replica"
_PATIENCE = 2.0
_POLL = 0.03


class MongoCustomers:
    """Answers the port Customers."""

    def __init__(self, mongo: Mongo) -> None:
        self._customers = mongo.collection(CUSTOMERS)

    async def find(self, customer_id: str, scope: Scope, *, awaited: bool = False) -> Customer | None:
        doc = await self._customers.get(customer_id)
        if doc is None and awaited:
            doc = await self._arriving(customer_id)
        if doc is not None and doc.get("merged_into") is not None:
            doc = await self._standing_for(doc)
        return None if doc is None or not is_owned(doc, scope) else customer_of(doc)

    async def standing_for(self, customer_id: str) -> str:
        doc = await self._customers.get(customer_id)
        if doc is None or doc.get("merged_into") is None:
            return customer_id
        survivor = await self._standing_for(doc)
        return customer_id if survivor is None else str(survivor["_id"])

    async def card(self, customer_id: str) -> Customer | None:
        doc = await self._customers.get(customer_id)
        return None if doc is None else customer_of(doc)

    async def _standing_for(self, doc: Doc) -> Doc | None:
        """Of the card that stands for it; news of the two may have come in any order, and of a ring nobody is left."""
        met: set[str] = set()
        found: Doc | None = doc
        while found is not None and (into := found.get("merged_into")) is not None:
            if into in met:
                return None
            met.add(into)
            found = await self._customers.get(into)
        return found

    async def _arriving(self, customer_id: str) -> Doc | None:
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        doc = None
        while doc is None and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(_POLL)
            doc = await self._customers.get(customer_id)
        return doc

    async def keep(self, customer: Customer, *, new: bool) -> bool:
        return await self._customers.keep(_doc(customer), new=new)

    def insertion(self, customer: Customer) -> Insert:
        return Insert(CUSTOMERS, _doc(customer))


def _doc(customer: Customer) -> Doc:
    return {
        "_id": customer.id,
        "version": customer.version,
        "discount_percent": customer.discount_percent,
        "currency": customer.currency,
        "language": customer.language,
        "country": customer.country,
        "manager_id": customer.manager_id,
        "created_by": customer.created_by,
        "contact": contact_doc(customer.contact),
        "absorbed": list(customer.absorbed),
        "merged_into": customer.merged_into,
        "erased": customer.erased,
        "active": customer.active,
    }


def customer_of(doc: Doc) -> Customer:
    """The card as it was kept."""
    return Customer(
        id=doc["_id"],
        version=doc["version"],
        discount_percent=doc["discount_percent"],
        currency=doc["currency"],
        language=doc["language"],
        country=doc["country"],
        manager_id=doc["manager_id"],
        created_by=doc["created_by"],
        contact=contact_of(doc["contact"]),
        absorbed=tuple(doc.get("absorbed", ())),
        merged_into=doc.get("merged_into"),
        erased=doc.get("erased", False),
        active=doc.get("active", True),
    )
