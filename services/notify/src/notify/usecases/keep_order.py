"""Keep the newest state of an order, so that mails can show it."""

from dataclasses import dataclass

from chassis.commit import AlreadyExists, Unit
from chassis.inbox import Mark
from notify.domain.letter import Order
from notify.ports import Deps


@dataclass(frozen=True, slots=True)
class KeepOrder:
    """An order as an event tells it; `new` if it was just created."""

    order: Order
    new: bool
    mark: Mark


async def keep_order(deps: Deps, command: KeepOrder) -> bool:
    """Whether it was news: False if the replica is as new already. A created order costs no read."""
    orders = deps.archive.orders
    if command.new:
        try:
            await deps.commits.commit(Unit([orders.added(command.order)], mark=command.mark))
            return True
        except AlreadyExists:
            pass
    kept = await orders.get(command.order.id)
    if kept is not None and kept.version >= command.order.version:
        return False
    change = orders.added(command.order) if kept is None else orders.changed(command.order, kept.version)
    await deps.commits.commit(Unit([change], mark=command.mark))
    return True
