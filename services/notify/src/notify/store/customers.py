"""The replica of customer cards."""

from chassis.commit import Change, Insert, Replace
from chassis.mongo import Doc, Mongo
from notify.domain.letter import Contact, Customer
from notify.store.contacts import contact_to_doc

CUSTOMERS = "customers"


class MongoCustomers:
    """Customers by id."""

    def __init__(self, mongo: Mongo) -> None:
        self._customers = mongo.collection(CUSTOMERS)

    async def get(self, customer_id: str) -> Customer | None:
        """The newest state that has arrived."""
        doc = await self._customers.get(customer_id)
        if doc is None:
            return None
        return Customer(doc["_id"], doc["version"], Contact(**doc["contact"]), doc["discount_percent"])

    def added(self, customer: Customer) -> Change:
        """To be committed."""
        return Insert(CUSTOMERS, _to_doc(customer))

    def changed(self, customer: Customer, version: int) -> Change:
        """To be committed in place of `version`."""
        return Replace(CUSTOMERS, _to_doc(customer), version)


def _to_doc(customer: Customer) -> Doc:
    return {
        "_id": customer.id,
        "version": customer.version,
        "contact": contact_to_doc(customer.contact),
        "discount_percent": customer.discount_percent,
    }
