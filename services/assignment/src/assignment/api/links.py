"""Whose a customer is, and was, over HTTP."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from assignment.domain.links import Interval, Link
from assignment.ports import Deps
from chassis.access import Reach, Scope, scope
from chassis.errors import NotFound
from chassis.http import Caller, Page, View, tag


class LinkView(View):
    """The link of a customer; `manager_id` null: nobody's. `first_linked_at` survives changes."""

    id: str
    version: int
    created_at: datetime | None
    updated_at: datetime | None
    customer_id: str
    manager_id: str | None
    manager_name: str | None
    linked_at: datetime | None
    first_linked_at: datetime | None
    reason: str | None
    decision_id: str | None


class IntervalView(View):
    """A manager that the customer had, or has: `to` null is now. `by`: the staff member whose act it was."""

    model_config = ConfigDict(populate_by_name=True)

    manager_id: str | None
    manager_name: str | None
    start: datetime = Field(alias="from")
    end: datetime | None = Field(alias="to")
    reason: str
    decision_id: str
    by: str | None


def links_router(deps: Deps) -> APIRouter:
    """The routes of /v1/links."""
    router = APIRouter(prefix="/v1/links", tags=["links"])

    @router.get("/{customer_id}", operation_id="getLink")
    async def get(customer_id: str, caller: Caller, response: Response) -> LinkView:
        """Whose the customer is (RC-6). Version 0: he never had a manager."""
        link = await _link(deps, customer_id, scope(caller, "customers.read"))
        tag(response, link.version if link is not None else 0)
        return _view(customer_id, link, (await deps.companies.current()).names)

    @router.get("/{customer_id}/history", operation_id="getLinkHistory")
    async def history(customer_id: str, caller: Caller) -> Page[IntervalView]:
        """Who had the customer from when to when, why, and by whose act; the oldest first, all on one page (RC-2)."""
        link = await _link(deps, customer_id, scope(caller, "customers.read"))
        names = (await deps.companies.current()).names
        items = [_past(interval, names) for interval in await deps.links.history(customer_id)]
        return Page(items=[*items, _present(link, names)] if link is not None else items)

    return router


async def _link(deps: Deps, customer_id: str, within: Scope) -> Link | None:
    link = await deps.links.get(customer_id, within)
    if link is None and (within.reach is not Reach.ALL or await deps.customers.get(customer_id) is None):
        raise NotFound
    return link


def _view(customer_id: str, link: Link | None, names: Mapping[str, str]) -> LinkView:
    return LinkView(
        id=customer_id,
        version=link.version if link is not None else 0,
        created_at=link.first_linked_at if link is not None else None,
        updated_at=link.since if link is not None else None,
        customer_id=customer_id,
        manager_id=link.manager_id if link is not None else None,
        manager_name=names.get(link.manager_id or "") if link is not None else None,
        linked_at=link.linked_at if link is not None else None,
        first_linked_at=link.first_linked_at if link is not None else None,
        reason=link.reason if link is not None else None,
        decision_id=link.decision_id if link is not None else None,
    )


def _past(interval: Interval, names: Mapping[str, str]) -> IntervalView:
    return IntervalView(
        manager_id=interval.manager_id,
        manager_name=names.get(interval.manager_id or ""),
        start=interval.start,
        end=interval.end,
        reason=interval.reason,
        decision_id=interval.decision_id,
        by=interval.by,
    )


def _present(link: Link, names: Mapping[str, str]) -> IntervalView:
    return IntervalView(
        manager_id=link.manager_id,
        manager_name=names.get(link.manager_id or ""),
        start=link.since,
        end=None,
        reason=link.reason,
        decision_id=link.decision_id,
        by=link.by,
    )
