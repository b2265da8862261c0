"""Whose a customer is, and was, over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field

from assignment.api.fields import Moment
from assignment.domain.links import Interval, Link, intervals
from assignment.ports import Deps
from chassis.access import Reach, Scope, scope
from chassis.errors import NotFound
from chassis.http import Caller, Page, View, tag


class LinkView(View):
    """The link of a customer; `manager_id` null: nobody's. `first_linked_at` survives changes. `by`: the staff member
    whose act it was."""

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
    by: str | None
    by_name: str | None


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
    by_name: str | None


def links_router(deps: Deps) -> APIRouter:
    """The routes of /v1/links."""
    router = APIRouter(prefix="/v1/links", tags=["links"])

    @router.get("/{customer_id}", operation_id="getLink")
    async def get(
        customer_id: str,
        caller: Caller,
        response: Response,
        at: Annotated[Moment | None, Query(description="As it was then; now without it.")] = None,
    ) -> LinkView:
        """Whose the customer is (RC-6), or was. Version 0: he had no manager until then."""
        link = await _link(deps, customer_id, scope(caller, "customers.read"))
        if at is not None:
            link = await deps.links.as_of(customer_id, at)
        tag(response, link.version if link is not None else 0)
        return _view(customer_id, link, (await deps.companies.current()).names)

    @router.get("/{customer_id}/history", operation_id="getLinkHistory")
    async def history(customer_id: str, caller: Caller) -> Page[IntervalView]:
        """Who had the customer from when to when, why, and by whose act; the oldest first, all on one page (RC-2)."""
        await _link(deps, customer_id, scope(caller, "customers.read"))
        names = (await deps.companies.current()).names
        return Page(items=[_past(each, names) for each in intervals(await deps.links.history(customer_id))])

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
        by=link.by if link is not None else None,
        by_name=names.get(link.by or "") if link is not None else None,
    )


def _past(interval: Interval, names: Mapping[str, str]) -> IntervalView:
    link = interval.link
    return IntervalView(
        manager_id=link.manager_id,
        manager_name=names.get(link.manager_id or ""),
        start=link.since,
        end=interval.end,
        reason=link.reason,
        decision_id=link.decision_id,
        by=link.by,
        by_name=names.get(link.by or ""),
    )
