"""Absences of members of staff over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, Field

from assignment.api.fields import Moment
from assignment.domain.absences import Phase, StaffAbsence
from assignment.ports import Deps
from assignment.usecases.change_absence import ChangeAbsence, change_absence
from assignment.usecases.end_absence import EndAbsence, end_absence
from assignment.usecases.plan_absence import PlanAbsence, plan_absence
from chassis.access import Principal, Reach, Scope
from chassis.errors import Fault, Invalid, NotFound
from chassis.http import (
    Body,
    Caller,
    IfMatch,
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

CoverId = Annotated[str, Field(min_length=1, max_length=64, examples=["0198c0de-7a1b-7c3d-9e5f-0123456789ab"])]


class AbsenceBody(Body):
    """Away from `from` until just before `to`; absences may overlap. `cover_id` stands in: he gets the orders, and the
    customers stay with their manager (O8)."""

    model_config = ConfigDict(
        populate_by_name=True,
        json_schema_extra={"examples": [{"from": "2026-12-21T08:00:00Z", "to": "2027-01-07T08:00:00Z"}]},
    )

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    cover_id: CoverId | None = None


class AbsenceChange(Body):
    """The fields that are to change; what is not sent stays. Null takes the cover away."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"examples": [{"to": "2027-01-04T08:00:00Z"}]})

    start: Moment | None = Field(default=None, alias="from")
    end: Moment | None = Field(default=None, alias="to")
    cover_id: CoverId | None = None

    def changes(self) -> dict[str, Any]:
        """By field of StaffAbsence. Invalid for a null where there must be a value."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        faults = tuple(
            Fault(f"/{pointer}", "must not be null")
            for name, pointer in (("start", "from"), ("end", "to"))
            if name in sent and sent[name] is None
        )
        if faults:
            raise Invalid(faults=faults)
        return sent


class AbsenceView(View):
    """An absence; `state` is planned, current or over as of now."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    staff_id: str
    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")
    cover_id: str | None
    state: Phase


def absences_router(deps: Deps) -> APIRouter:
    """The routes of /v1/staff/{id}/absences. Everybody sees and plans his own; those of others need `staff.read` and
    `staff.write`."""
    router = APIRouter(prefix="/v1/staff/{staff_id}/absences", tags=["absences"])

    @router.post("", status_code=201, operation_id="planAbsence")
    async def plan(staff_id: str, body: AbsenceBody, caller: Caller, once: OnceOnly, response: Response) -> AbsenceView:
        """Begin and end come by themselves; no link moves, so nothing has to be given back (M3)."""
        within = _reach(caller, "staff.write")
        new = new_id()
        command = PlanAbsence(new, staff_id, body.start, body.end, body.cover_id, within, once.made(new))
        try:
            absence = await plan_absence(deps, command)
        except AlreadyDone as done:
            earlier = await deps.absences.get(once.earlier(done), within)
            if earlier is None:
                raise NotFound from None
            absence = earlier
        response.headers["Location"] = f"/v1/staff/{staff_id}/absences/{absence.id}"
        return _shown(deps, absence, response)

    @router.get("", operation_id="listAbsences")
    async def find(
        staff_id: str,
        caller: Caller,
        request: Request,
        response: Response,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[AbsenceView]:
        """Planned, current and past ones, the latest begin first."""
        within = _reach(caller, "staff.read")
        if await deps.staff.get(staff_id, within) is None:
            raise NotFound
        after: tuple[datetime, str] | None = None
        if cursor is not None:
            start, last = decode_cursor(cursor, datetime, str)
            after = start, last
        found = await deps.absences.of(staff_id, within, after, limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(last.start, last.id))
        now = deps.clock.now()
        return Page(items=[_view(absence, now) for absence in shown], next=following)

    @router.get("/{absence_id}", operation_id="getAbsence")
    async def get(staff_id: str, absence_id: str, caller: Caller, response: Response) -> AbsenceView:
        """One absence."""
        absence = await deps.absences.get(absence_id, _reach(caller, "staff.read"))
        if absence is None or absence.staff_id != staff_id:
            raise NotFound
        return _shown(deps, absence, response)

    @router.patch("/{absence_id}", operation_id="changeAbsence")
    async def change(
        staff_id: str, absence_id: str, body: AbsenceChange, caller: Caller, version: IfMatch, response: Response
    ) -> AbsenceView:
        """Moves it, or has somebody else stand in; what is over stays as it was."""
        within = _reach(caller, "staff.write")
        absence = await change_absence(deps, ChangeAbsence(absence_id, staff_id, version, body.changes(), within))
        return _shown(deps, absence, response)

    @router.delete("/{absence_id}", status_code=204, operation_id="endAbsence")
    async def end(staff_id: str, absence_id: str, caller: Caller, version: IfMatch) -> None:
        """A planned absence goes; a current one ends now and stays as history."""
        await end_absence(deps, EndAbsence(absence_id, staff_id, version, _reach(caller, "staff.write")))

    return router


def _reach(caller: Principal, permission: str) -> Scope:
    """Everybody's with the permission, else one's own."""
    return Scope(Reach.ALL if caller.may(permission) else Reach.OWN, caller.id)


def _shown(deps: Deps, absence: StaffAbsence, response: Response) -> AbsenceView:
    tag(response, absence.version)
    return _view(absence, deps.clock.now())


def _view(absence: StaffAbsence, now: datetime) -> AbsenceView:
    return AbsenceView(
        id=absence.id,
        version=absence.version,
        created_at=absence.created_at,
        updated_at=absence.updated_at,
        staff_id=absence.staff_id,
        start=absence.start,
        end=absence.end,
        cover_id=absence.cover_id,
        state=absence.phase(now),
    )
