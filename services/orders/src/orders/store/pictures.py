"""Renderings of pictures: in MongoDB, or in a folder that all processes of the service share."""

import asyncio
import os
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from chassis.mongo import Index, Mongo
from orders.domain.picture import SIZES

PICTURES = "pictures"
_ID = re.compile(r"[0-9a-f-]{1,64}")


class MongoPictures:
    """Answers the port Pictures: a document a rendering, which is far smaller than a document may be."""

    def __init__(self, mongo: Mongo) -> None:
        self._pictures = mongo.collection(PICTURES)

    async def prepare(self) -> None:
        """Index: by age, which the sweep reads without the contents."""
        await self._pictures.ensure_indexes(Index((("kept_at", 1), ("_id", 1))))

    async def keep(self, picture_id: str, by_size: Mapping[int, bytes], at: datetime) -> None:
        for size, content in by_size.items():
            await self._pictures.add({"_id": f"{picture_id}/{size}", "content": content, "kept_at": at})

    async def read(self, picture_id: str, size: int) -> bytes | None:
        doc = await self._pictures.get(f"{picture_id}/{size}")
        return None if doc is None else doc["content"]

    async def remove(self, picture_id: str) -> None:
        await self._pictures.delete_many({"_id": {"$in": [f"{picture_id}/{size}" for size in SIZES]}})

    async def kept_before(self, at: datetime) -> set[str]:
        docs = await self._pictures.find({"kept_at": {"$lt": at}}, projection={"_id": 1})
        return {doc["_id"].partition("/")[0] for doc in docs}


class FolderPictures:
    """Answers the port Pictures: a folder a picture, a file a rendering. Files are whole or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def prepare(self) -> None:
        """Makes the folder."""
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)

    async def keep(self, picture_id: str, by_size: Mapping[int, bytes], at: datetime) -> None:
        await asyncio.to_thread(self._write, picture_id, by_size, at)

    async def read(self, picture_id: str, size: int) -> bytes | None:
        # The id comes from outside and becomes a path.
        if not _ID.fullmatch(picture_id):
            return None
        return await asyncio.to_thread(_content, self._folder / picture_id / f"{size}.webp")

    async def remove(self, picture_id: str) -> None:
        await asyncio.to_thread(shutil.rmtree, self._folder / picture_id, ignore_errors=True)

    async def kept_before(self, at: datetime) -> set[str]:
        return await asyncio.to_thread(self._older, at)

    def _write(self, picture_id: str, by_size: Mapping[int, bytes], at: datetime) -> None:
        unfinished = self._folder / f"{picture_id}.unfinished"
        unfinished.mkdir()
        for size, content in by_size.items():
            with (unfinished / f"{size}.webp").open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        os.utime(unfinished, (at.timestamp(), at.timestamp()))
        unfinished.rename(self._folder / picture_id)

    def _older(self, at: datetime) -> set[str]:
        return {each.name for each in self._folder.iterdir() if datetime.fromtimestamp(each.stat().st_mtime, UTC) < at}


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
