"""A human edits an order and saves it: only then something happens (RC-15, RC-17, O5-O15)."""

from dataclasses import dataclass

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.errors import Conflict, VersionConflict
from contracts.orders import OrderUpdated
from orders.domain.order import Chosen, NotInThisState, Order, save
from orders.domain.pricing import Wanted
from orders.ports import Uses
from orders.usecases.announcing import act_of, order_event, staff_actor
from orders.usecases.choose_manager import choose_manager
from orders.usecases.find_order import writable_order
from orders.usecases.price_order import reprice_order


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveOrder:
    """`lines` None keeps them; `chosen` None leaves the manager field untouched, Chosen(None) clears it."""

    order_id: str
    version: int
    lines: tuple[Wanted, ...] | None
    chosen: Chosen | None
    by: Principal


async def save_order(uses: Uses, command: SaveOrder) -> Order:
    """The order after the save.

    Raises NotFound, VersionConflict with the current version, Conflict in the wrong state, Invalid for positions
    or a manager that cannot be.
    """
    order = await writable_order(uses, command.order_id, command.by)
    if order.version != command.version:
        raise VersionConflict(version=order.version)
    chosen = await choose_manager(uses, command.chosen.manager_id) if command.chosen else None
    lines = None if command.lines is None else await reprice_order(uses, order, command.lines)
    now = uses.clock.now()
    try:
        saved = save(order, lines, chosen, command.by.id, now)
    except NotInThisState as error:
        raise Conflict(str(error)) from None
    event = order_event(OrderUpdated, saved, act_of("saved", staff_actor(command.by), now, chosen))
    try:
        await uses.commits.commit(Unit([uses.orders.replacement(saved)], [event]))
    except VersionConflict:
        current = await uses.orders.find(order.id, Scope.everything())
        raise VersionConflict(version=current.version if current else order.version) from None
    return saved
