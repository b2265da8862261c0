"""A service as small as can be, run by the runtime: `python -m tests.integration.chassis.small_service ROLE`."""

import asyncio
from typing import Any

from fastapi import APIRouter

from chassis.broker import Received
from chassis.commit import Insert, Unit
from chassis.http import Body
from chassis.ids import new_id
from chassis.runtime import Kernel, Service, main
from chassis.settings import ServiceSettings
from contracts.assignment import GroupChanged


class Settings(ServiceSettings):
    """`die_after`: seconds after which a background task fails; `end_after`: after which it just returns."""

    die_after: float | None = None
    end_after: float | None = None
    handling_takes: float = 0


class Thing(Body):
    name: str
    takes: float = 0


def build() -> Service:
    settings = Settings()
    kernel = Kernel.assemble("customers", settings)
    routes = APIRouter()

    @routes.post("/things", status_code=201)
    async def create(thing: Thing) -> None:
        await asyncio.sleep(thing.takes)
        event = GroupChanged(name=thing.name, version=1, permissions={})
        doc = {"_id": thing.name, "version": 1}
        await kernel.committer.commit(Unit([Insert("things", doc)], [event]))

    async def on_group(_uses: Any, received: Received[GroupChanged]) -> None:
        await asyncio.sleep(settings.handling_takes)
        doc = {"_id": new_id(), "version": 1, "name": received.event.name}
        await kernel.committer.commit(Unit([Insert("handled", doc)], mark=received.mark))

    async def prepare() -> None:
        await kernel.mongo.collection("things").ensure_indexes()

    async def dies() -> None:
        assert settings.die_after is not None
        await asyncio.sleep(settings.die_after)
        raise RuntimeError("the background failed")

    async def ends() -> None:
        assert settings.end_after is not None
        await asyncio.sleep(settings.end_after)

    return Service(
        kernel,
        "Small things.",
        [routes],
        {GroupChanged: on_group},
        None,
        prepare=[prepare],
        background=[dies] * (settings.die_after is not None) + [ends] * (settings.end_after is not None),
    )


if __name__ == "__main__":
    main(build)
