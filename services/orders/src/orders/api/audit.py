"""What an audit needs to know of every order (N3)."""

from datetime import datetime
from operator import attrgetter

from fastapi import APIRouter

from chassis.access import whole
from chassis.http import Caller, Page, View, Walking
from orders.domain.order import Standing
from orders.ports import Uses


class OrderAuditView(View):
    """Whose the order shows that it is, by which decision, the how many-th about it; 0: none has come."""

    id: str
    version: int
    updated_at: datetime
    manager_id: str | None
    decision_id: str | None
    decisions: int


def router(uses: Uses) -> APIRouter:
    """`/v1/orders/audit`."""
    routes = APIRouter(prefix="/v1/orders", tags=["audit"])

    @routes.get("/audit", operation_id="auditOrders", summary="Whose every order is")
    async def audit(caller: Caller, walk: Walking) -> Page[OrderAuditView]:
        """In order of id. Needs `audit` for all records."""
        found = await uses.orders.standings(whole(caller, "audit"), walk.after, walk.asked)
        return walk.page(found, _view, attrgetter("id"))

    return routes


def _view(standing: Standing) -> OrderAuditView:
    return OrderAuditView(
        id=standing.id,
        version=standing.version,
        updated_at=standing.updated_at,
        manager_id=standing.manager_id,
        decision_id=standing.assignment.decision_id,
        decisions=standing.assignment.number,
    )
