"""A card came to be or changed: orders keep what prices, language and address depend on."""

from chassis.commit import AlreadyExists, Unit, Write
from chassis.errors import VersionConflict
from chassis.inbox import AlreadyDone, Mark
from orders.domain.customer import Customer
from orders.ports import Uses


async def learn_customer(uses: Uses, customer: Customer, mark: Mark) -> bool:
    """Whether it was news; an older version than the known one changes nothing."""
    known = await uses.customers.card(customer.id)
    if known is not None and known.version >= customer.version:
        return False
    write: Write = uses.customers.insertion(customer)
    if known is not None:
        write = uses.customers.replacement(customer, known.version)
    try:
        await uses.commits.commit(Unit([write], mark=mark))
    except AlreadyExists as error:
        # Another process had other news of the same customer at the same moment: look again which is newer.
        raise VersionConflict from error
    except AlreadyDone:
        # Learnt a moment ago; what follows from the news may still be to do: a crash may have come in between.
        return False
    return True
