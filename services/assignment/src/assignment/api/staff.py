"""Members of staff over HTTP."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from assignment.api.fields import (
    Capacity,
    DailyQuota,
    Email,
    ExternalId,
    GroupName,
    Groups,
    Holidays,
    Language,
    Name,
    TimeZone,
    Weight,
    Windows,
    WorkingHours,
)
from assignment.domain.staff import Staff
from assignment.ports import Deps, StaffQuery
from assignment.usecases.change_staff import ChangeStaff, change_staff
from assignment.usecases.create_staff import CreateStaff, create_staff
from chassis.access import Scope, scope
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

_EVERYTHING = Scope.everything()


class StaffBody(Body):
    """Somebody who joins."""

    name: Name
    email: Email
    external_id: ExternalId | None = None
    groups: Groups = ()
    active: bool = True
    language: Language = "en"
    time_zone: TimeZone = "UTC"
    working_hours: Windows = ()
    holidays: Holidays = ()
    weight: Weight = 1
    capacity: Capacity | None = None
    daily_quota: DailyQuota | None = None


class StaffChange(Body):
    """The fields that are to change; what is not sent stays. Null takes an external id, a
    capacity or a quota away."""

    name: Name | None = None
    email: Email | None = None
    external_id: ExternalId | None = None
    groups: Groups | None = None
    active: bool | None = None
    language: Language | None = None
    time_zone: TimeZone | None = None
    working_hours: Windows | None = None
    holidays: Holidays | None = None
    weight: Weight | None = None
    capacity: Capacity | None = None
    daily_quota: DailyQuota | None = None

    def changes(self) -> dict[str, Any]:
        """By field of Staff. Invalid for a null where there must be a value."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        faults = tuple(
            Fault(f"/{name}", "must not be null")
            for name, value in sent.items()
            if value is None and name not in ("external_id", "capacity", "daily_quota")
        )
        if faults:
            raise Invalid(faults=faults)
        sent.pop("active", None)
        if "working_hours" in sent:
            sent["working_hours"] = tuple(hours.window() for hours in sent["working_hours"])
        return sent


class StaffView(View):
    """A member of staff."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    external_id: str | None
    name: str
    email: str
    groups: tuple[str, ...]
    active: bool
    inactive_since: datetime | None
    language: str
    time_zone: str
    working_hours: tuple[WorkingHours, ...]
    holidays: tuple[date, ...]
    weight: int
    capacity: int | None
    daily_quota: int | None


def staff_router(deps: Deps) -> APIRouter:
    """The routes of /v1/staff."""
    router = APIRouter(prefix="/v1/staff", tags=["staff"])

    @router.post("", status_code=201, operation_id="createStaff")
    async def create(body: StaffBody, caller: Caller, once: OnceOnly, response: Response) -> StaffView:
        """Somebody joins; he can sign in, and be given customers, within seconds."""
        caller.require("staff.write")
        new = new_id()
        command = CreateStaff(
            id=new,
            name=body.name,
            email=body.email,
            groups=tuple(dict.fromkeys(body.groups)),
            active=body.active,
            language=body.language,
            time_zone=body.time_zone,
            working_hours=tuple(hours.window() for hours in body.working_hours),
            holidays=body.holidays,
            weight=body.weight,
            capacity=body.capacity,
            daily_quota=body.daily_quota,
            mark=once.made(new),
            external_id=body.external_id,
        )
        try:
            staff = await create_staff(deps, command)
        except AlreadyDone as done:
            earlier = await deps.staff.get(once.earlier(done), _EVERYTHING)
            if earlier is None:
                raise NotFound from None
            staff = earlier
        response.headers["Location"] = f"/v1/staff/{staff.id}"
        tag(response, staff.version)
        return _view(staff)

    @router.get("", operation_id="listStaff")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        active: bool | None = None,
        group: Annotated[GroupName | None, Query()] = None,
        email: Annotated[str | None, Query(max_length=254, description="The whole address, any case.")] = None,
        external_id: Annotated[str | None, Query(max_length=100, description="The key in another system.")] = None,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[StaffView]:
        """By name."""
        after: tuple[str, str] | None = None
        if cursor is not None:
            name, last = decode_cursor(cursor, str, str)
            after = name, last
        query = StaffQuery(active=active, group=group, email=email, external_id=external_id, after=after)
        found = await deps.staff.find(query, scope(caller, "staff.read"), limit + 1)
        shown, following = page_of(
            request, response, found, limit, lambda last: encode_cursor(last.name.casefold(), last.id)
        )
        return Page(items=[_view(staff) for staff in shown], next=following)

    @router.get("/{staff_id}", operation_id="getStaff")
    async def get(staff_id: str, caller: Caller, response: Response) -> StaffView:
        """One member."""
        staff = await deps.staff.get(staff_id, scope(caller, "staff.read"))
        if staff is None:
            raise NotFound
        tag(response, staff.version)
        return _view(staff)

    @router.patch("/{staff_id}", operation_id="changeStaff")
    async def change(
        staff_id: str, body: StaffChange, caller: Caller, version: IfMatch, response: Response
    ) -> StaffView:
        """Saves the fields that are sent. `active: false` takes effect everywhere within seconds (M1)."""
        caller.require("staff.write")
        changes = body.changes()
        if "groups" in changes:
            changes["groups"] = tuple(dict.fromkeys(changes["groups"]))
        staff = await change_staff(deps, ChangeStaff(staff_id, version, changes, body.active))
        tag(response, staff.version)
        return _view(staff)

    return router


def _view(staff: Staff) -> StaffView:
    return StaffView(
        id=staff.id,
        version=staff.version,
        created_at=staff.created_at,
        updated_at=staff.updated_at,
        external_id=staff.external_id,
        name=staff.name,
        email=staff.email,
        groups=staff.groups,
        active=staff.active,
        inactive_since=staff.inactive_since,
        language=staff.language,
        time_zone=staff.time_zone,
        working_hours=tuple(WorkingHours.of(window) for window in staff.working_hours),
        holidays=staff.holidays,
        weight=staff.weight,
        capacity=staff.capacity,
        daily_quota=staff.daily_quota,
    )
