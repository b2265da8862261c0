"""Replays and what replicas came out of them, over HTTP (N5)."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict

from chassis.access import whole
from chassis.errors import NotFound
from chassis.http import Body, Caller, OnceOnly, Page, View, Walking, tag
from chassis.inbox import AlreadyDone
from chassis.replicas.differing import Found
from chassis.replicas.replays import Replays, Telling
from chassis.replicas.replicas import Check, Replicas, key_of


class ReplayBody(Body):
    """`heal`: replicas take over what differs; else they only say so."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"heal": False}]})

    heal: bool = False


class ReplayView(View):
    """A telling anew of everything, and how far it is; `told` counts by kind."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    heal: bool
    by: str
    state: str
    told: dict[str, int]


class ComparisonView(View):
    """How the replicas of a service compare with what was told: counts by replica and finding. `finished`: everything
    that was told has been compared."""

    id: str
    finished: bool
    counts: dict[str, dict[str, int]]


class DriftView(View):
    """A record of a replica that was not as told; names of fields, never their values."""

    replica: str
    id: str
    found: Found
    fields: list[str]
    healed: bool


def replays_router(prefix: str, replays: Replays) -> APIRouter:
    """The owner's: `<prefix>/replays`. To stand before a router that takes any id there."""
    router = APIRouter(prefix=f"{prefix}/replays", tags=["audit"])

    @router.post("", status_code=202, operation_id=f"start{_named(prefix)}Replay")
    async def start(body: ReplayBody, caller: Caller, once: OnceOnly, response: Response) -> ReplayView:
        """Tells everybody who follows everything that is owned here. Needs `audit` for all records."""
        whole(caller, "audit")
        try:
            telling = await replays.start(heal=body.heal, by=caller.id, mark_of=once.made)
        except AlreadyDone as done:
            telling = await _found(once.earlier(done))
        response.headers["Location"] = f"{prefix}/replays/{telling.replay.id}"
        return _telling(telling)

    @router.get("/{replay_id}", operation_id=f"get{_named(prefix)}Replay")
    async def get(replay_id: str, caller: Caller, response: Response) -> ReplayView:
        """How far it is."""
        whole(caller, "audit")
        telling = await _found(replay_id)
        tag(response, telling.version)
        return _telling(telling)

    async def _found(replay_id: str) -> Telling:
        telling = await replays.find(replay_id)
        if telling is None:
            raise NotFound
        return telling

    return router


def replicas_router(prefix: str, replicas: Replicas) -> APIRouter:
    """The follower's: `<prefix>/replicas`. To stand before a router that takes any id there."""
    router = APIRouter(prefix=f"{prefix}/replicas", tags=["audit"])

    @router.get("/{replay_id}", operation_id=f"compare{_named(prefix)}Replicas")
    async def compare(replay_id: UUID, caller: Caller) -> ComparisonView:
        """How the replicas here compare with what a replay told, as far as it has come; nothing yet if this service has
        not heard of it. Needs `audit` for all records."""
        whole(caller, "audit")
        found = await replicas.comparison(str(replay_id))
        counts = {name: dict(each) for name, each in found.counts.items()}
        return ComparisonView(id=found.replay_id, finished=found.finished, counts=counts)

    @router.get("/{replay_id}/drift", operation_id=f"list{_named(prefix)}Drift")
    async def drift(replay_id: UUID, caller: Caller, walk: Walking) -> Page[DriftView]:
        """Each record that was not as told."""
        whole(caller, "audit")
        found = await replicas.drifted(str(replay_id), walk.after, walk.asked)
        return walk.page(found, _drift, lambda last: key_of(str(replay_id), last))

    return router


def _named(prefix: str) -> str:
    """Operations have names of their own in every service."""
    return prefix.rpartition("/")[2].capitalize()


def _telling(telling: Telling) -> ReplayView:
    return ReplayView(
        id=telling.replay.id,
        version=telling.version,
        created_at=telling.created_at,
        updated_at=telling.updated_at,
        heal=telling.replay.heal,
        by=telling.by,
        state="running" if telling.running else "finished",
        told=dict(telling.told),
    )


def _drift(check: Check) -> DriftView:
    difference = check.difference
    return DriftView(
        replica=check.replica,
        id=check.id,
        found=difference.found,
        fields=list(difference.fields),
        healed=check.healed,
    )
