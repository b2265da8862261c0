"""Notes in MongoDB."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from chassis.commit import Delete, Insert, Replace, Write
from chassis.mongo import Doc, Index, Mongo
from customers.domain.card import Card
from customers.domain.note import RANKS, Change, Note, Preview

NOTES = "notes"
HISTORY = "note_history"
_CHANGE = tuple(field.name for field in fields(Change))


class MongoNotes:
    """The notes of all cards. Every write of a note is a write of its history."""

    def __init__(self, mongo: Mongo) -> None:
        self._notes = mongo.collection(NOTES)
        self._history = mongo.collection(HISTORY)

    async def prepare(self) -> None:
        """Indexes: the list of a card, its newest note, and its history."""
        await self._notes.ensure_indexes(
            Index((("customer_id", 1), ("rank", 1), ("_id", -1))),
            Index((("customer_id", 1), ("_id", -1))),
        )
        await self._history.ensure_indexes(Index((("customer_id", 1), ("at", -1), ("_id", -1))))

    async def get(self, card: Card, note_id: str) -> Note | None:
        """The note, if it is of that customer."""
        doc = await self._notes.get(note_id)
        return _note(doc) if doc is not None and doc["customer_id"] in card.ids else None

    async def of(self, card: Card, after: tuple[int, str] | None, limit: int) -> Sequence[Note]:
        """The customer's notes by priority, then newest first (ML-19)."""
        query = _about(card)
        if after is not None:
            rank, identifier = after
            query |= {"rank": {"$gte": rank}, "$or": [{"rank": {"$gt": rank}}, {"_id": {"$lt": identifier}}]}
        docs = await self._notes.find(query, sort=[("rank", 1), ("_id", -1)], limit=limit)
        return [_note(doc) for doc in docs]

    async def newest(self, card_ids: Sequence[str], besides: str | None = None) -> Preview | None:
        """Along the index of each card, from its end."""
        docs = await self._notes.find(
            {"customer_id": {"$in": list(card_ids)}, "_id": {"$ne": besides}}, sort=[("_id", -1)], limit=1
        )
        return Preview.of(_note(docs[0])) if docs else None

    async def history(
        self, card: Card, note_id: str | None, after: tuple[datetime, str, int] | None, limit: int
    ) -> Sequence[Change]:
        """What was done to the notes of a customer, the latest first."""
        query = _about(card)
        if note_id is not None:
            query["note_id"] = note_id
        if after is not None:
            at, note, version = after
            query |= {"at": {"$lte": at}, "$or": [{"at": {"$lt": at}}, {"_id": {"$lt": _change_id(note, version)}}]}
        docs = await self._history.find(query, sort=[("at", -1), ("_id", -1)], limit=limit)
        return [Change(**{name: doc[name] for name in _CHANGE}) for doc in docs]

    def insert(self, note: Note) -> list[Insert]:
        """The writes that store a new note."""
        return [Insert(NOTES, _doc(note)), _remembered(Change.to(note))]

    def replace(self, note: Note, before: Note) -> list[Write]:
        """The writes that store a changed note."""
        return [Replace(NOTES, _doc(note), before.version), _remembered(Change.to(note))]

    def delete(self, note: Note, by: str, now: datetime) -> list[Write]:
        """The writes that remove a note."""
        return [Delete(NOTES, note.id, note.version), _remembered(Change.deleting(note, by, now))]

    async def wipe(self, customer_id: str) -> None:
        """Nothing can be added meanwhile: the card is of nobody any more."""
        for collection in (self._notes, self._history):
            await collection.update_many({"customer_id": customer_id}, {"$set": {"text": ""}})


def _about(card: Card) -> Doc:
    return {"customer_id": card.id if len(card.ids) == 1 else {"$in": list(card.ids)}}


def _change_id(note_id: str, version: int) -> str:
    return f"{note_id}:{version:06d}"


def _remembered(change: Change) -> Insert:
    return Insert(HISTORY, {"_id": _change_id(change.note_id, change.version), **asdict(change)})


def _doc(note: Note) -> Doc:
    return {
        "_id": note.id,
        "version": note.version,
        "customer_id": note.customer_id,
        "text": note.text,
        "priority": note.priority,
        "rank": RANKS[note.priority],
        "created_by": note.created_by,
        "created_at": note.created_at,
        "updated_by": note.updated_by,
        "updated_at": note.updated_at,
    }


def _note(doc: Doc) -> Note:
    return Note(
        doc["_id"],
        doc["version"],
        doc["customer_id"],
        doc["text"],
        doc["priority"],
        doc["created_by"],
        doc["created_at"],
        doc["updated_by"],
        doc["updated_at"],
    )
