"""The replica of members and groups that every service keeps, so that nobody has to be asked at request time.

A change takes effect within `_FRESH` seconds of its event, in every process: entries are read again after that.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from chassis.access.principal import Grant, Principal, strongest
from chassis.commit import AlreadyExists, Committer, Insert, Replace, Unit
from chassis.errors import VersionConflict
from chassis.inbox import Mark
from chassis.mongo import Doc, Index, Mongo

MEMBERS = "members"
GROUPS = "groups_replica"
_FRESH = 1.0
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff, as far as access and addressing need him."""

    id: str
    version: int
    name: str
    email: str
    groups: tuple[str, ...]
    active: bool
    language: str
    time_zone: str = "UTC"

    def to_doc(self) -> Doc:
        """As it is stored."""
        return {
            "_id": self.id,
            "version": self.version,
            "name": self.name,
            "email": self.email,
            "groups": list(self.groups),
            "active": self.active,
            "language": self.language,
            "time_zone": self.time_zone,
        }

    @classmethod
    def from_doc(cls, doc: Doc) -> "Member":
        """From the store."""
        return cls(
            doc["_id"],
            doc["version"],
            doc["name"],
            doc["email"],
            tuple(doc["groups"]),
            doc["active"],
            doc["language"],
            doc.get("time_zone", "UTC"),
        )


def member_as_kept(member: Member) -> Insert:
    """The write that makes him part of the replica."""
    return Insert(MEMBERS, {**member.to_doc(), "email": member.email.casefold()})


def group_as_kept(name: str, version: int, permissions: dict[str, Any]) -> Insert:
    """The write that makes it part of the replica."""
    return Insert(GROUPS, {"_id": name, "version": version, "permissions": permissions})


class Directory:
    """Finds members by id or e-mail, and what their groups permit."""

    def __init__(self, mongo: Mongo, committer: Committer, now: Callable[[], float] = time.monotonic) -> None:
        self._members = mongo.collection(MEMBERS)
        self._groups = mongo.collection(GROUPS)
        self._committer = committer
        self._now = now
        self._principals: dict[str, tuple[float, Principal | None]] = {}
        self._looking: dict[str, asyncio.Task[Principal | None]] = {}
        self._by_id: dict[str, tuple[float, Member]] = {}
        self._permissions: tuple[float, dict[str, dict[str, Grant]]] = (-_FRESH, {})

    async def prepare(self) -> None:
        """Indexes."""
        await self._members.ensure_indexes(Index((("email", 1),)))

    async def principal(self, email: str) -> Principal | None:
        """The active member with that e-mail, or None. News of a new member may be on its way: waits a little."""
        key = email.casefold()
        known = self._principals.get(key)
        if known is not None and self._now() - known[0] < _FRESH:
            return known[1]
        looking = self._looking.get(key)
        if looking is None:
            looking = self._looking[key] = asyncio.create_task(self._look_up(key, first=known is None))
            looking.add_done_callback(lambda _: self._looking.pop(key, None))
        return await asyncio.shield(looking)

    async def _look_up(self, key: str, *, first: bool) -> Principal | None:
        deadline = self._now() + (_PATIENCE if first else 0)
        while True:
            doc = await self._members.find_one({"email": key, "active": True})
            groups = await self._grants(again=first)
            complete = doc is not None and all(name in groups for name in doc["groups"])
            if complete or self._now() >= deadline:
                break
            await asyncio.sleep(0.05)
        found = None
        if doc is not None:
            member = Member.from_doc(doc)
            permissions = strongest(groups.get(name, {}) for name in member.groups)
            found = Principal(member.id, member.email, member.name, member.groups, member.language, permissions)
        if len(self._principals) > 10_000:
            self._principals.clear()
        # As old as the older of the two things that it was made of.
        self._principals[key] = (min(self._now(), self._permissions[0]) if found else self._now(), found)
        return found

    async def member(self, identifier: str, *, awaited: bool = False) -> Member | None:
        """The member with that id, active or not; with `awaited`, news of him may be on its way: waits a little."""
        known = self._known(identifier)
        if known is not None:
            return known
        deadline = self._now() + (_PATIENCE if awaited else 0)
        while True:
            doc = await self._members.get(identifier)
            if doc is not None or self._now() >= deadline:
                break
            await asyncio.sleep(0.05)
        return None if doc is None else self._keep(doc)

    async def members(self, identifiers: Iterable[str]) -> dict[str, Member]:
        """Those of these members who are known, active or not; asked for together."""
        looked = {identifier: self._known(identifier) for identifier in identifiers}
        missing = [identifier for identifier, member in looked.items() if member is None]
        if missing:
            looked |= {doc["_id"]: self._keep(doc) for doc in await self._members.find({"_id": {"$in": missing}})}
        return {identifier: member for identifier, member in looked.items() if member is not None}

    def _keep(self, doc: Doc) -> Member:
        if len(self._by_id) > 10_000:
            self._by_id.clear()
        member = Member.from_doc(doc)
        self._by_id[member.id] = (self._now(), member)
        return member

    def _known(self, identifier: str) -> Member | None:
        read, member = self._by_id.get(identifier, (0.0, None))
        return member if self._now() - read < _FRESH else None

    async def holders(self, permission: str) -> list[Member]:
        """The active members who have a permission."""
        groups = await self._grants()
        names = [name for name, grants in groups.items() if grants.get(permission, False) is not False]
        docs = await self._members.find({"groups": {"$in": names}, "active": True}, sort=[("_id", 1)])
        return [Member.from_doc(doc) for doc in docs]

    async def _grants(self, *, again: bool = False) -> dict[str, dict[str, Grant]]:
        if again or self._now() - self._permissions[0] >= _FRESH:
            docs = await self._groups.find({})
            self._permissions = (self._now(), {doc["_id"]: doc["permissions"] for doc in docs})
        return self._permissions[1]

    async def apply_member(self, member: Member, mark: Mark) -> None:
        """Takes over news of a member unless the replica is newer."""
        await self._apply(self._members, MEMBERS, member_as_kept(member).doc, mark)
        self._by_id.pop(member.id, None)

    async def apply_group(self, name: str, version: int, permissions: dict[str, Any], mark: Mark) -> None:
        """Takes over news of a group unless the replica is newer."""
        await self._apply(self._groups, GROUPS, group_as_kept(name, version, permissions).doc, mark)

    async def _apply(self, collection: Any, name: str, doc: Doc, mark: Mark) -> None:
        kept = await collection.get(doc["_id"])
        if kept is None:
            try:
                await self._committer.commit(Unit([Insert(name, doc)], mark=mark))
            except AlreadyExists as error:
                # Another replica had other news of the same at the same moment: look again which is newer.
                raise VersionConflict from error
        elif kept["version"] < doc["version"]:
            await self._committer.commit(Unit([Replace(name, doc, kept["version"])], mark=mark))
