"""What an audit needs to know of orders, customers, decisions and people (N3)."""

from datetime import datetime
from operator import attrgetter

from fastapi import APIRouter

from assignment.domain.accounts import Activity, Asked, CustomerAccount, OrderAccount
from assignment.ports import Deps
from chassis.access import whole
from chassis.http import Caller, Page, View, Walking


class OrderAccountView(View):
    """An order as it is known here: whose it is, by which decision, how many there were, and which of them the ledger
    has. `said_manager_id` is whom the entry of the current decision names."""

    id: str
    version: int
    manager_id: str | None
    decision_id: str | None
    decisions: int
    recorded: list[str]
    said_manager_id: str | None


class CustomerAccountView(View):
    """A customer as he is known here. `link_version` 0: he never had a manager. `recorded`: the ledger has the decision
    that his link names. `gaps` in his journal of links."""

    id: str
    link_version: int
    manager_id: str | None
    decision_id: str | None
    linked_at: datetime | None
    recorded: bool
    gaps: int
    merged_into: str | None


class AskedView(View):
    """Whom a decision asked to tell by a mail of his own, and whom in the digest that he gets when he is back."""

    id: str
    at: datetime
    told: list[str]
    told_when_back: list[str]


class TurnView(View):
    """From when on somebody was active, or was not."""

    since: datetime
    active: bool


class ActivityView(View):
    """When a member of staff was active, the oldest first."""

    id: str
    turns: list[TurnView]


def audit_router(deps: Deps) -> APIRouter:
    """What an audit reads, each in order of id. All need `audit` for all records. To stand before the routers of the
    paths that these lie under."""
    router = APIRouter(prefix="/v1", tags=["audit"])

    @router.get("/decisions/audit/orders", operation_id="auditAssignedOrders")
    async def orders(caller: Caller, walk: Walking) -> Page[OrderAccountView]:
        """Every order beside the ledger."""
        found = await deps.accounts.orders(whole(caller, "audit"), walk.after, walk.asked)
        return walk.page(found, _order, attrgetter("id"))

    @router.get("/decisions/audit", operation_id="auditDecisions")
    async def decisions(caller: Caller, walk: Walking) -> Page[AskedView]:
        """Whom every decision asked to tell."""
        found = await deps.accounts.decisions(whole(caller, "audit"), walk.after, walk.asked)
        return walk.page(found, _asked, attrgetter("id"))

    @router.get("/links/audit", operation_id="auditLinks")
    async def customers(caller: Caller, walk: Walking) -> Page[CustomerAccountView]:
        """Every customer's link beside the ledger and the journal."""
        found = await deps.accounts.customers(whole(caller, "audit"), walk.after, walk.asked)
        return walk.page(found, _customer, attrgetter("id"))

    @router.get("/staff/audit", operation_id="auditStaff")
    async def activity(caller: Caller, walk: Walking) -> Page[ActivityView]:
        """When everybody was active."""
        found = await deps.accounts.activity(whole(caller, "audit"), walk.after, walk.asked)
        return walk.page(found, _activity, attrgetter("id"))

    return router


def _order(account: OrderAccount) -> OrderAccountView:
    return OrderAccountView(
        id=account.id,
        version=account.version,
        manager_id=account.manager_id,
        decision_id=account.decision_id,
        decisions=account.decisions,
        recorded=list(account.decided),
        said_manager_id=account.said,
    )


def _customer(account: CustomerAccount) -> CustomerAccountView:
    link = account.link
    return CustomerAccountView(
        id=account.id,
        link_version=link.version if link is not None else 0,
        manager_id=link.manager_id if link is not None else None,
        decision_id=link.decision_id if link is not None else None,
        linked_at=link.since if link is not None else None,
        recorded=account.recorded,
        merged_into=account.merged_into,
        gaps=account.gaps,
    )


def _asked(asked: Asked) -> AskedView:
    return AskedView(id=asked.id, at=asked.at, told=list(asked.told), told_when_back=list(asked.told_when_back))


def _activity(activity: Activity) -> ActivityView:
    return ActivityView(
        id=activity.id, turns=[TurnView(since=turn.since, active=turn.active) for turn in activity.turns]
    )
