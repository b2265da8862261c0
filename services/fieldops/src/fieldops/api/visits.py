"""Visits over HTTP."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, model_validator

from chassis.errors import NotFound
from chassis.http import (
    Body,
    Caller,
    Limit,
    OnceOnly,
    Page,
    View,
    decode_cursor,
    encode_cursor,
    page_of,
    tag,
)
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from fieldops.api.fields import CustomerId, Instant, NoteText, VisitId
from fieldops.api.scopes import reach
from fieldops.domain.visit import Visit
from fieldops.ports import Deps, VisitQuery
from fieldops.usecases.report_visit import Reported, ReportVisit, report_visit

_KNOWN: dict[int | str, dict[str, Any]] = {200: {"description": "The same report had come before."}}


class VisitBody(Body):
    """A visit. Either note may be empty, not both."""

    id: VisitId | None = Field(default=None, description="The phone's own id, so that a report may be sent again.")
    customer_id: CustomerId
    started_at: Instant
    note_1: NoteText = None
    note_2: NoteText = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.note_1 is None and self.note_2 is None:
            raise ValueError("note_1 and note_2 cannot both be empty")
        return self


class VisitView(View):
    """A visit as it is kept."""

    id: str
    version: int
    customer_id: str
    rep_id: str
    started_at: datetime
    note_1: str | None
    note_2: str | None
    created_at: datetime
    updated_at: datetime


def visits_router(deps: Deps) -> APIRouter:
    """The routes of /v1/fieldops/visits."""
    router = APIRouter(prefix="/v1/fieldops/visits", tags=["visits"])

    @router.post("", status_code=201, operation_id="reportVisit", responses=_KNOWN)
    async def report(body: VisitBody, caller: Caller, once: OnceOnly, response: Response) -> VisitView:
        """Reports a visit. The same id with the same content is accepted once, with other content refused."""
        reach(caller, "fieldops.write")
        identifier = body.id or new_id()
        command = ReportVisit(
            id=identifier,
            customer_id=body.customer_id,
            started_at=body.started_at,
            note_1=body.note_1,
            note_2=body.note_2,
            rep=caller,
            customers=reach(caller, "customers.read"),
            mark=once.made(identifier),
        )
        try:
            reported = await report_visit(deps, command)
        except AlreadyDone as done:
            kept = await deps.visits.get(once.earlier(done), reach(caller, "fieldops.write"))
            if kept is None:
                raise NotFound from None
            reported = Reported(kept)
        if reported.known:
            response.status_code = 200
        response.headers["Location"] = f"/v1/fieldops/visits/{reported.visit.id}"
        tag(response, reported.visit.version)
        return _view(reported.visit)

    @router.get("", operation_id="listVisits")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        customer_id: Annotated[str | None, Query(max_length=64)] = None,
        rep_id: Annotated[str | None, Query(max_length=64)] = None,
        since: Annotated[Instant | None, Query(description="Visits from then on.")] = None,
        until: Annotated[Instant | None, Query(description="Visits before then.")] = None,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[VisitView]:
        """The visits that the caller may see, the latest first."""
        after = None
        if cursor is not None:
            start, last = decode_cursor(cursor, datetime, str)
            after = (start, last)
        query = VisitQuery(customer_id, rep_id, since, until, after)
        visits = await deps.visits.find(query, reach(caller, "fieldops.read"), limit + 1)
        shown, following = page_of(
            request, response, visits, limit, lambda last: encode_cursor(last.started_at, last.id)
        )
        return Page(items=[_view(visit) for visit in shown], next=following)

    @router.get("/{visit_id}", operation_id="getVisit")
    async def get(visit_id: str, caller: Caller, response: Response) -> VisitView:
        """One visit; somebody else's is not there."""
        visit = await deps.visits.get(visit_id, reach(caller, "fieldops.read"))
        if visit is None:
            raise NotFound
        tag(response, visit.version)
        return _view(visit)

    return router


def _view(visit: Visit) -> VisitView:
    shown = asdict(visit)
    return VisitView(**{name: shown[name] for name in VisitView.model_fields})
