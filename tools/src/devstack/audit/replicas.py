"""Has everything told anew, and gathers what the services found when they compared their replicas with it (N5)."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chassis.ids import new_id
from devstack.audit.streams import stream
from devstack.importer.client import Client

OWNERS = {"customers": "/v1/customers", "orders": "/v1/orders", "staff": "/v1/staff", "links": "/v1/links"}
"""Where each kind is owned. Groups and absences are told with staff, decisions about orders with links."""
FOLLOWERS = {
    "customers": {"orders": "/v1/orders", "assignment": "/v1/staff", "notify": "/v1/mails", "fieldops": "/v1/fieldops"},
    "orders": {"assignment": "/v1/staff", "notify": "/v1/mails"},
    "staff": {
        "customers": "/v1/customers",
        "orders": "/v1/orders",
        "assignment": "/v1/staff",
        "notify": "/v1/mails",
        "fieldops": "/v1/fieldops",
    },
    "links": {"customers": "/v1/customers", "orders": "/v1/orders"},
}
"""Who keeps a replica of it, or shows it in records of his own, and where he answers."""
_EVERY = 0.5
_LISTED = 1000


class StillUnderWay(Exception):
    """Somebody has not compared everything in time."""


@dataclass(slots=True)
class Found:
    """What one service found: counts by replica and finding, and what drifted, the first thousand."""

    service: str
    counts: dict[str, dict[str, int]]
    drifted: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Survey:
    """What all found of one kind."""

    of: str
    replay_id: str
    healed: bool
    told: dict[str, int]
    services: list[Found]

    @property
    def agrees(self) -> bool:
        """Whether every replica was as told."""
        return all(set(found) <= {"same"} for each in self.services for found in each.counts.values())


async def survey(client: Client, of: str, *, heal: bool, patience: float, moved: Callable[[str], None]) -> Survey:
    """Raises StillUnderWay, and what the client raises. Asking again later costs nothing but a new telling."""
    deadline = time.monotonic() + patience
    owner = OWNERS[of]
    replay = await client.post(f"{owner}/replays", {"heal": heal}, once=new_id())
    while replay["state"] != "finished":
        moved(f"{of}: {sum(replay['told'].values()):,} told")
        await _wait(deadline, f"{of} are still being told")
        replay = await client.get(f"{owner}/replays/{replay['id']}")
    found = [await _compared(client, service, path, replay, deadline, moved) for service, path in FOLLOWERS[of].items()]
    return Survey(of, replay["id"], heal, replay["told"], found)


async def _compared(
    client: Client, service: str, path: str, replay: dict[str, Any], deadline: float, moved: Callable[[str], None]
) -> Found:
    while not (answer := await client.get(f"{path}/replicas/{replay['id']}"))["finished"]:
        compared = sum(count for found in answer["counts"].values() for count in found.values())
        moved(f"{service}: {compared:,} compared")
        await _wait(deadline, f"{service} has compared {compared:,} records so far")
    found = Found(service, answer["counts"])
    async for each in stream(client, f"{path}/replicas/{replay['id']}/drift"):
        found.drifted.append(each)
        if len(found.drifted) == _LISTED:
            break
    return found


async def _wait(deadline: float, why: str) -> None:
    if time.monotonic() > deadline:
        raise StillUnderWay(why)
    await asyncio.sleep(_EVERY)
