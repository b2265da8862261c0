"""A service as small as can be, through the whole door: things that belong to somebody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import httpx2
from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import Field
from tests.support.databases import NoRelay
from tests.support.issuer import Issuer
from tests.support.serving import serving

from chassis.access import Directory, Member, Reach, Tokens, scope
from chassis.clock import SystemClock
from chassis.commit import Committer, Insert, Replace, Unit
from chassis.errors import Conflict, NotFound, VersionConflict
from chassis.http import (
    Body,
    Caller,
    Door,
    IfMatch,
    Limit,
    OnceOnly,
    Page,
    View,
    create_app,
    decode_cursor,
    encode_cursor,
    page_of,
    tag,
)
from chassis.ids import new_id
from chassis.inbox import AlreadyDone, Mark
from chassis.mongo import Doc, Index, Mongo
from contracts.assignment import GroupChanged
from contracts.money import Money


class NewThing(Body):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    size: Annotated[int, Field(ge=0, le=1000)] = 0
    price: Money | None = None
    parts: Annotated[tuple[str, ...], Field(max_length=10)] = ()


class ThingView(View):
    id: str
    version: int
    name: str
    owner: str


def router(mongo: Mongo, committer: Committer) -> APIRouter:
    routes = APIRouter(prefix="/v1/things")
    things = mongo.collection("things")

    def view(doc: Doc) -> ThingView:
        return ThingView(id=doc["_id"], version=doc["version"], name=doc["name"], owner=doc["owner"])

    async def visible(caller: Caller, identifier: str) -> Doc:
        reach = scope(caller, "things.read")
        doc = await things.get(identifier)
        if doc is None or reach.reach is Reach.NONE or (reach.reach is Reach.OWN and doc["owner"] != caller.id):
            raise NotFound
        return doc

    @routes.post("", status_code=201)
    async def create(body: NewThing, caller: Caller, once: OnceOnly, response: Response) -> ThingView:
        caller.require("things.write")
        doc: Doc = {"_id": new_id(), "version": 1, "name": body.name, "owner": caller.id}
        event = GroupChanged(name=doc["_id"], version=1, permissions={})
        try:
            await committer.commit(Unit([Insert("things", doc)], [event], once.made(doc["_id"])))
        except AlreadyDone as done:
            earlier = await things.get(once.earlier(done))
            assert earlier is not None
            doc = earlier
        response.headers["Location"] = f"/v1/things/{doc['_id']}"
        tag(response, doc["version"])
        return view(doc)

    @routes.get("")
    async def page(
        caller: Caller, request: Request, response: Response, limit: Limit = 50, cursor: str | None = None
    ) -> Page[ThingView]:
        reach = scope(caller, "things.read")
        query: Doc = {} if reach.reach is Reach.ALL else {"owner": caller.id}
        if cursor is not None:
            (after,) = decode_cursor(cursor, str)
            query["_id"] = {"$gt": after}
        docs = await things.find(query, sort=[("_id", 1)], limit=limit + 1)
        shown, following = page_of(request, response, docs, limit, lambda last: encode_cursor(last["_id"]))
        return Page(items=[view(doc) for doc in shown], next=following)

    @routes.get("/{thing_id}")
    async def one(thing_id: str, caller: Caller, response: Response) -> ThingView:
        doc = await visible(caller, thing_id)
        tag(response, doc["version"])
        return view(doc)

    @routes.patch("/{thing_id}")
    async def change(thing_id: str, body: NewThing, caller: Caller, version: IfMatch) -> ThingView:
        doc = await visible(caller, thing_id)
        if doc["version"] != version:
            raise VersionConflict(current=doc["version"])
        changed = {**doc, "name": body.name, "version": version + 1}
        await committer.commit(Unit([Replace("things", changed, version)]))
        return view(changed)

    @routes.post("/{thing_id}/break")
    async def break_it(thing_id: str, caller: Caller) -> None:
        await visible(caller, thing_id)
        raise Conflict("it is broken already")

    @routes.post("/crash")
    async def crash(caller: Caller) -> None:
        raise KeyError("secret of the database")

    return routes


@dataclass
class Things:
    """The served application, with what a test needs to change from outside."""

    client: httpx2.AsyncClient
    url: str
    issuer: Issuer
    directory: Directory
    mongo: Mongo

    async def member(self, name: str, *, version: int = 1, active: bool = True, groups: tuple[str, ...] = ()) -> None:
        member = Member(name, version, name.title(), f"{name}@example.com", groups or ("Sellers",), active, "en")
        await self.directory.apply_member(member, Mark(new_id()))

    def signed_in(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.issuer.token(f'{name}@example.com')}"}


def application(mongo: Mongo, issuer: Issuer) -> tuple[FastAPI, Directory, Committer]:
    committer = Committer(mongo, NoRelay(), SystemClock(), "/test")
    directory = Directory(mongo, committer)
    door = Door(Tokens(issuer.url, "vinculo"), directory, lambda: True)
    return create_app("things", "Things of people.", door, router(mongo, committer)), directory, committer


@asynccontextmanager
async def things_served(mongo: Mongo) -> AsyncIterator[Things]:
    """Served with Ana (own things) and Zoe (all things) as members."""
    issuer = Issuer()
    app, directory, committer = application(mongo, issuer)
    await committer.prepare()
    await directory.prepare()
    await mongo.collection("things").ensure_indexes(Index((("owner", 1), ("_id", 1))))
    await directory.apply_group("Sellers", 1, {"things.read": "own", "things.write": True}, Mark(new_id()))
    await directory.apply_group("Admins", 1, {"things.read": "all", "things.write": True}, Mark(new_id()))
    await directory.apply_group("Guests", 1, {}, Mark(new_id()))
    async with (
        serving(issuer.app, issuer.port),
        serving(app) as url,
        httpx2.AsyncClient(base_url=url, timeout=10, trust_env=False) as client,
    ):
        things = Things(client, url, issuer, directory, mongo)
        await things.member("ana")
        await things.member("zoe", groups=("Admins",))
        yield things


async def created(things: Things, who: str = "ana", **body: Any) -> httpx2.Response:
    """A thing of hers."""
    response = await things.client.post("/v1/things", json={"name": "chair", **body}, headers=things.signed_in(who))
    assert response.status_code == 201, response.text
    return response


async def status(things: Things, headers: dict[str, str]) -> int:
    """What she gets who asks for things so."""
    return (await things.client.get("/v1/things", headers=headers)).status_code


def problem(response: httpx2.Response, status: int, kind: str) -> dict[str, Any]:
    """The problem of that kind that was answered."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["type"] == f"urn:vinculo:problem:{kind}"
    assert body["status"] == status
    assert body["title"]
    return body
