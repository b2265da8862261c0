"""Looks up the records that rows refer to, each once."""

import asyncio
import re
from typing import Any

from devstack.importer.client import Client, NotTaken
from devstack.importer.drafts import Ref

_KEPT = 50_000
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GONE = 410
_NAMES = {"customers": "customer", "staff": "member of staff", "products": "product"}


class NoSuchRecord(Exception):
    """A row refers to something that is not there."""


class References:
    """Ids by reference. What is looked up at the moment is waited for, not asked again."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ids: dict[Ref, asyncio.Future[str]] = {}

    async def settled(self, value: Any) -> Any:
        """The value with ids in place of references, however deep. Raises NoSuchRecord."""
        match value:
            case Ref():
                return await self._id(value)
            case dict():
                return {name: await self.settled(each) for name, each in value.items()}
            case list():
                return [await self.settled(each) for each in value]
            case _:
                return value

    async def _id(self, ref: Ref) -> str:
        known = self._ids.get(ref)
        if known is None or (known.done() and (known.cancelled() or known.exception() is not None)):
            if len(self._ids) >= _KEPT:
                self._ids.clear()
            known = self._ids[ref] = asyncio.ensure_future(self._found(ref))
        return await asyncio.shield(known)

    async def existing(self, ref: Ref) -> str | None:
        """The id of that record, looked up now; None if it is not there."""
        page = await self._client.get(f"/v1/{ref.kind}", **{_key(ref): ref.key})
        return str(page["items"][0]["id"]) if page["items"] else None

    async def is_there(self, kind: str, identifier: str) -> bool:
        """Whether that very record is there, be it that another stands for it."""
        if _ID.fullmatch(identifier) is None:
            return False
        try:
            await self._client.get(f"/v1/{kind}/{identifier}")
        except NotTaken as refusal:
            return refusal.status == _GONE
        return True

    async def _found(self, ref: Ref) -> str:
        try:
            found = await self.existing(ref)
        except NotTaken as refusal:
            raise NoSuchRecord(f"{_NAMES[ref.kind]} {ref.key!r}: {refusal}") from None
        if found is None:
            raise NoSuchRecord(f"there is no {_NAMES[ref.kind]} with {_key(ref)} {ref.key!r}")
        return found


def _key(ref: Ref) -> str:
    if ref.kind == "products":
        return "sku"
    return "email" if ref.kind == "staff" and "@" in ref.key else "external_id"
