"""A card came to be or changed: orders keep what prices, language and address depend on."""

from chassis.commit import AlreadyExists, Unit
from chassis.errors import VersionConflict
from chassis.inbox import Mark
from orders.domain.customer import Customer
from orders.ports import Uses


async def learn_customer(uses: Uses, customer: Customer, mark: Mark) -> bool:
    """Whether it was news; an older version than the known one changes nothing."""
    known = await uses.customers.card(customer.id)
    if known is None:
        try:
            await uses.commits.commit(Unit([uses.customers.insertion(customer)], mark=mark))
        except AlreadyExists as error:
            # Another process had other news of the same customer at the same moment: look again which is newer.
            raise VersionConflict from error
    elif known.version < customer.version:
        await uses.commits.commit(Unit([uses.customers.replacement(customer, known.version)], mark=mark))
    else:
        return False
    return True
