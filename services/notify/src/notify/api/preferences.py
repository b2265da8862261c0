"""What members of staff choose about their mails, over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, JsonValue

from chassis.http import Body, Caller, IfMatch, View, tag
from notify.domain.preferences import EARLY, NEVER_OFF, Kind, Preferences, Timing
from notify.ports import Deps
from notify.usecases.choose_mails import ChooseMails, choose_mails, preferences_of

_CHOICE: dict[str, JsonValue] = {"kinds": {"customers": "daily", "transfers": "off"}, "digest_hour": 8}
_KINDS = f"What is not named comes at once. Never off: {', '.join(sorted(NEVER_OFF))}."


class PreferencesBody(Body):
    """All that somebody wants."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CHOICE]})

    kinds: dict[Kind, Timing] = Field(description=_KINDS)
    digest_hour: Annotated[int, Field(ge=0, le=23, description="Of the daily digest, by his own clock.")] = EARLY


class PreferencesView(View):
    """What somebody gets; his own id. Version 0: he never chose."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "019a9c1e-0000-7000-8000-000000000001",
                    "version": 1,
                    "kinds": {kind.value: "daily" if kind is Kind.CUSTOMERS else "at_once" for kind in Kind},
                    "digest_hour": 8,
                    "created_at": "2026-11-22T09:05:00Z",
                    "updated_at": "2026-11-22T09:05:00Z",
                }
            ]
        }
    )

    id: str
    version: int
    kinds: dict[Kind, Timing]
    digest_hour: int
    created_at: datetime | None
    updated_at: datetime | None


def preferences_router(deps: Deps) -> APIRouter:
    """`/v1/mails/preferences`."""
    routes = APIRouter(prefix="/v1/mails/preferences", tags=["mails"])

    @routes.get("/me", operation_id="getMyMailPreferences", summary="Which mails I get, and when")
    async def get_mine(caller: Caller, response: Response) -> PreferencesView:
        """At once, once a day, or not at all, by kind."""
        return _shown(response, await preferences_of(deps, caller.id, caller))

    @routes.put("/me", operation_id="chooseMyMails", summary="Choose which mails I get, and when")
    async def choose_mine(
        body: PreferencesBody, caller: Caller, version: IfMatch, response: Response
    ) -> PreferencesView:
        """Takes effect with what is decided a second from now; `If-Match: "0"` the first time."""
        command = ChooseMails(caller.id, version, body.kinds, body.digest_hour)
        return _shown(response, await choose_mails(deps, command, caller))

    @routes.get("/{staff_id}", operation_id="getMailPreferences", summary="Which mails somebody gets, and when")
    async def get_his(staff_id: str, caller: Caller, response: Response) -> PreferencesView:
        """Somebody else's needs `staff.write`, or is not found."""
        return _shown(response, await preferences_of(deps, staff_id, caller))

    @routes.put("/{staff_id}", operation_id="chooseMails", summary="Choose for somebody which mails he gets, and when")
    async def choose_his(
        staff_id: str, body: PreferencesBody, caller: Caller, version: IfMatch, response: Response
    ) -> PreferencesView:
        """Somebody else's needs `staff.write`, or is not found."""
        command = ChooseMails(staff_id, version, body.kinds, body.digest_hour)
        return _shown(response, await choose_mails(deps, command, caller))

    return routes


def _shown(response: Response, preferences: Preferences) -> PreferencesView:
    tag(response, preferences.version)
    return PreferencesView(
        id=preferences.staff_id,
        version=preferences.version,
        kinds={kind: preferences.timings.get(kind, Timing.AT_ONCE) for kind in Kind},
        digest_hour=preferences.digest_hour,
        created_at=preferences.created_at,
        updated_at=preferences.updated_at,
    )
