"""Groups and their permissions over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, StrictBool

from assignment.domain.staff import Group
from assignment.ports import Deps
from assignment.usecases.change_group import ChangeGroup, change_group
from chassis.errors import NotFound
from chassis.http import Body, Caller, IfMatch, Page, View, tag

Grant = StrictBool | Literal["own", "all"]


class GroupBody(Body):
    """All permissions of a group; what is not named is not permitted."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"permissions": {"customers.read": "own", "orders.create": True}}]}
    )

    permissions: Annotated[dict[Annotated[str, Field(max_length=100)], Grant], Field(max_length=100)]


class GroupView(View):
    """A group; its name is its id."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    name: str
    permissions: dict[str, str | bool]


def groups_router(deps: Deps) -> APIRouter:
    """The routes of /v1/groups."""
    router = APIRouter(prefix="/v1/groups", tags=["groups"])

    @router.get("", operation_id="listGroups")
    async def find(caller: Caller) -> Page[GroupView]:
        """All groups by name; there are few, so there is one page."""
        caller.require("staff.read")
        return Page(items=[_view(group) for group in await deps.groups.all()])

    @router.get("/{name}", operation_id="getGroup")
    async def get(name: str, caller: Caller, response: Response) -> GroupView:
        """One group."""
        caller.require("staff.read")
        group = await deps.groups.get(name)
        if group is None:
            raise NotFound
        tag(response, group.version)
        return _view(group)

    @router.put("/{name}", operation_id="changeGroup")
    async def change(name: str, body: GroupBody, caller: Caller, version: IfMatch, response: Response) -> GroupView:
        """Replaces the permissions; effective everywhere within seconds (NX-15)."""
        caller.require("groups.write")
        group = await change_group(deps, ChangeGroup(name, version, body.permissions))
        tag(response, group.version)
        return _view(group)

    return router


def _view(group: Group) -> GroupView:
    return GroupView(
        id=group.name,
        version=group.version,
        created_at=group.created_at,
        updated_at=group.updated_at,
        name=group.name,
        permissions=dict(group.permissions),
    )
