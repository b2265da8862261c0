"""The replica of customer cards."""

from chassis.commit import Insert
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
        return Customer(
            id=doc["_id"],
            version=doc["version"],
            contact=Contact(**doc["contact"]),
            discount_percent=doc["discount_percent"],
            manager_id=doc.get("manager_id"),
            erased=doc.get("erased", False),
        )

    async def keep(self, customer: Customer, *, new: bool) -> bool:
        """Whether it was news: False if what is kept is as new already."""
        return await self._customers.keep(_to_doc(customer), new=new)

    def kept(self, customer: Customer) -> Insert:
        """The write that would begin to keep it."""
        return Insert(CUSTOMERS, _to_doc(customer))


def _to_doc(customer: Customer) -> Doc:
    return {
        "_id": customer.id,
        "version": customer.version,
        "contact": contact_to_doc(customer.contact),
        "discount_percent": customer.discount_percent,
        "manager_id": customer.manager_id,
        "erased": customer.erased,
    }
