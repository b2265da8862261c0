"""Keep the newest state of a customer card, so that mails can show it."""

from dataclasses import dataclass

from chassis.commit import AlreadyExists, Unit
from chassis.inbox import Mark
from notify.domain.letter import Customer
from notify.ports import Deps


@dataclass(frozen=True, slots=True)
class KeepCustomer:
    """A card as an event tells it; `new` if it was just created."""

    customer: Customer
    new: bool
    mark: Mark


async def keep_customer(deps: Deps, command: KeepCustomer) -> bool:
    """Whether it was news: False if the replica is as new already. A created card costs no read."""
    customers = deps.archive.customers
    if command.new:
        try:
            await deps.commits.commit(Unit([customers.added(command.customer)], mark=command.mark))
            return True
        except AlreadyExists:
            pass
    kept = await customers.get(command.customer.id)
    if kept is not None and kept.version >= command.customer.version:
        return False
    change = customers.added(command.customer) if kept is None else customers.changed(command.customer, kept.version)
    await deps.commits.commit(Unit([change], mark=command.mark))
    return True
