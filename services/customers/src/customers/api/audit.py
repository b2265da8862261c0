"""What an audit needs to know of every card (N3)."""

from datetime import datetime

from fastapi import APIRouter

from chassis.access import whole
from chassis.http import Caller, Page, View, Walking
from customers.domain.card import Card
from customers.ports import Deps
from customers.usecases.walk_cards import walk_cards


class CardAuditView(View):
    """Whose the card shows that the customer is, by which version of his link; 0: none has come. `merged_into`: another
    card stands for it."""

    id: str
    version: int
    updated_at: datetime
    manager_id: str | None
    link_version: int
    merged_into: str | None


def audit_router(deps: Deps) -> APIRouter:
    """The route of /v1/customers/audit."""
    router = APIRouter(prefix="/v1/customers", tags=["audit"])

    @router.get("/audit", operation_id="auditCustomers")
    async def audit(caller: Caller, walk: Walking) -> Page[CardAuditView]:
        """Whose every customer is, in order of id. Needs `audit` for all records."""
        found = await walk_cards(deps, whole(caller, "audit"), walk.after, walk.asked)
        return walk.page(found, _view, lambda last: last[0].id)

    return router


def _view(found: tuple[Card, str | None]) -> CardAuditView:
    card, merged_into = found
    return CardAuditView(
        id=card.id,
        version=card.version,
        updated_at=card.updated_at,
        manager_id=card.manager_id,
        link_version=card.link_version,
        merged_into=merged_into,
    )
