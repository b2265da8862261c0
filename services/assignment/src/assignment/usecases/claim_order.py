"""A manager takes an order that nobody has (N14): it is decided as if he saved it (O10, O12)."""

from dataclasses import dataclass

from assignment.domain.availability import why_unavailable
from assignment.domain.records import OrderRecord
from assignment.ports import Deps
from assignment.usecases.recall_case import acted_by, recall_case
from assignment.usecases.settle_order import settle_order
from chassis.errors import Conflict, Forbidden, NotFound, VersionConflict
from chassis.inbox import Mark

_TRIES = 20


class AlreadyTaken(Conflict):
    """Somebody was faster; `manager_id` and `manager_name` say who."""

    type = "already-taken"
    title = "Somebody else has this order"


class NotWaiting(Conflict):
    """Shipped, delivered or cancelled meanwhile; `state` says which."""

    type = "not-waiting"
    title = "This order waits for nobody any more"


@dataclass(frozen=True, slots=True)
class ClaimOrder:
    """Who wants which; `mark` makes a repeated request known."""

    order_id: str
    by: str
    mark: Mark | None


async def claim_order(deps: Deps, command: ClaimOrder) -> OrderRecord:
    """The order as it is now. His own already: unchanged.

    If the customer has an active manager by now, the order goes to him (O7); is he away, the claim is a choice, and
    the card keeps its manager (O4).

    Raises NotFound, AlreadyTaken, NotWaiting, AlreadyDone, and Forbidden for who has no manager role.
    """
    for _ in range(_TRIES):
        order = await deps.orders.get(command.order_id)
        if order is None:
            raise NotFound
        if order.manager_id == command.by:
            return order
        if order.manager_id is not None:
            names = (await deps.companies.current()).names
            raise AlreadyTaken(manager_id=order.manager_id, manager_name=names.get(order.manager_id))
        if not order.open:
            raise NotWaiting(state=order.state)
        try:
            await _claim(deps, order, command)
        except VersionConflict:
            continue
    raise VersionConflict


async def _claim(deps: Deps, order: OrderRecord, command: ClaimOrder) -> None:
    company = await deps.companies.current()
    person = company.roster.active(command.by)
    if person is None or not person.manager_role:
        deps.companies.forget()
        raise Forbidden("the manager role is needed")
    case = await recall_case(deps, order, f"claim:{deps.new_id()}", command.mark)
    assert case is not None, "an order that nobody has was decided for itself"
    card = company.roster.active(case.facts.link.manager)
    away = card is not None and company.settings.respect_availability and why_unavailable(card, case.facts.now)
    await settle_order(deps, company, acted_by(case, command.by, explicit=command.by if away else None))
