"""The orders that nobody has, over HTTP (N14)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import Channel, Kind
from assignment.domain.records import CustomerRecord, OrderRecord
from assignment.domain.rows import Reason
from assignment.ports import Deps, WaitingQuery
from assignment.usecases.claim_order import ClaimOrder, claim_order
from chassis.access import Principal, Reach, Scope, scope
from chassis.errors import NotFound
from chassis.http import Caller, Limit, OnceOnly, Page, View, decode_cursor, encode_cursor, page_of
from chassis.inbox import AlreadyDone
from contracts.money import Money


class BuyerView(View):
    """Whose order it is; there is none for a guest."""

    id: str
    name: str


class WaitingView(View):
    """An order that nobody has. `reason` is that of the decision; `detail` says how distribution was asked, `pool` of
    whom. `age_seconds` counts from `since`."""

    order_id: str
    number: str
    kind: Kind
    channel: Channel
    state: str
    customer: BuyerView | None
    total: Money
    placed_at: datetime
    since: datetime
    age_seconds: int
    reason: Reason
    detail: DrawOutcome | None
    pool: str | None
    decision_id: str


class QueueView(Page[WaitingView]):
    """A part of the queue; `counts` is of the whole of it, by reason."""

    counts: dict[str, int] = Field(description="By reason; of the ten thousand that wait longest.")


class ClaimView(View):
    """Whose the order is now, and by which decision."""

    order_id: str
    number: str
    version: int
    manager_id: str
    manager_name: str | None
    customer_id: str | None
    decision_id: str


def unassigned_router(deps: Deps) -> APIRouter:
    """The routes of /v1/unassigned."""
    router = APIRouter(prefix="/v1/unassigned", tags=["unassigned"])

    @router.get("", operation_id="listUnassigned")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        reason: Reason | None = None,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> QueueView:
        """Those that wait longest first. For who may read all orders, or claim them."""
        reach = _scope(caller)
        after: tuple[datetime, str] | None = None
        if cursor is not None:
            since, last = decode_cursor(cursor, datetime, str)
            after = since, last
        found = await deps.waiting.find(WaitingQuery(reason=reason, after=after), reach, limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(_since(last), last.id))
        buyers = await _buyers(deps, shown)
        now = deps.clock.now()
        items = [_view(order, buyers.get(order.customer_id or ""), now) for order in shown]
        return QueueView(items=items, next=following, counts=dict(await deps.waiting.counts(reach)))

    @router.post("/{order_id}/claim", operation_id="claimOrder")
    async def claim(order_id: str, caller: Caller, once: OnceOnly) -> ClaimView:
        """The caller takes it, as a manager who saves it: the first has it, and the next is told who (409)."""
        caller.require("orders.claim_unassigned")
        caller.require("manager")
        try:
            order = await claim_order(deps, ClaimOrder(order_id, caller.id, once.made(order_id)))
        except AlreadyDone as done:
            earlier = await deps.orders.get(once.earlier(done))
            if earlier is None:
                raise NotFound from None
            order = earlier
        names = (await deps.companies.current()).names
        return ClaimView(
            order_id=order.id,
            number=order.number,
            version=order.order_version,
            manager_id=order.manager_id or "",
            manager_name=names.get(order.manager_id or ""),
            customer_id=order.customer_id,
            decision_id=order.decision_id or "",
        )

    return router


def _scope(caller: Principal) -> Scope:
    if caller.may("orders.claim_unassigned"):
        return Scope(Reach.ALL, caller.id)
    return scope(caller, "orders.read")


async def _buyers(deps: Deps, orders: Sequence[OrderRecord]) -> Mapping[str, CustomerRecord]:
    found = await deps.customers.several({order.customer_id for order in orders if order.customer_id is not None})
    return {customer.id: customer for customer in found}


def _since(order: OrderRecord) -> datetime:
    return order.wait.since if order.wait is not None else order.placed_at


def _view(order: OrderRecord, buyer: CustomerRecord | None, now: datetime) -> WaitingView:
    assert order.wait is not None
    assert order.decision_id is not None
    return WaitingView(
        order_id=order.id,
        number=order.number,
        kind=Kind(order.kind),
        channel=Channel(order.channel),
        state=order.state,
        customer=BuyerView(id=buyer.id, name=buyer.name) if buyer is not None else None,
        total=Money.of(order.total, order.currency),
        placed_at=order.placed_at,
        since=order.wait.since,
        age_seconds=int((now - order.wait.since).total_seconds()),
        reason=order.wait.reason,
        detail=order.wait.outcome,
        pool=order.wait.pool,
        decision_id=order.decision_id,
    )
