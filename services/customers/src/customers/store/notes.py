"""Notes in MongoDB."""

from collections.abc import Sequence

from chassis.commit import Delete, Insert, Replace
from chassis.mongo import Doc, Index, Mongo
from customers.domain.note import RANKS, Note

NOTES = "notes"


class MongoNotes:
    """The notes of all cards."""

    def __init__(self, mongo: Mongo) -> None:
        self._notes = mongo.collection(NOTES)

    async def prepare(self) -> None:
        """Indexes: the list of a card, and its newest note."""
        await self._notes.ensure_indexes(
            Index((("customer_id", 1), ("rank", 1), ("_id", -1))),
            Index((("customer_id", 1), ("_id", -1))),
        )

    async def get(self, customer_id: str, note_id: str) -> Note | None:
        """The note, if it is of that customer."""
        doc = await self._notes.get(note_id)
        return _note(doc) if doc is not None and doc["customer_id"] == customer_id else None

    async def of(self, customer_id: str, after: tuple[int, str] | None, limit: int) -> Sequence[Note]:
        """The customer's notes by priority, then newest first (ML-19)."""
        query: Doc = {"customer_id": customer_id}
        if after is not None:
            rank, identifier = after
            query |= {"rank": {"$gte": rank}, "$or": [{"rank": {"$gt": rank}}, {"_id": {"$lt": identifier}}]}
        docs = await self._notes.find(query, sort=[("rank", 1), ("_id", -1)], limit=limit)
        return [_note(doc) for doc in docs]

    async def newest(self, customer_ids: Sequence[str]) -> dict[str, Note]:
        """The newest note of each customer who has any: one seek in the index for each."""
        if not customer_ids:
            return {}
        found = await self._notes.aggregate(
            [
                {"$match": {"customer_id": {"$in": list(customer_ids)}}},
                {"$sort": {"customer_id": 1, "_id": -1}},
                {"$group": {"_id": "$customer_id", "note": {"$first": "$$ROOT"}}},
            ]
        )
        return {doc["_id"]: _note(doc["note"]) for doc in found}

    def insert(self, note: Note) -> Insert:
        """The write that stores a new note."""
        return Insert(NOTES, _doc(note))

    def replace(self, note: Note, before: Note) -> Replace:
        """The write that stores a changed note."""
        return Replace(NOTES, _doc(note), before.version)

    def delete(self, note: Note) -> Delete:
        """The write that removes a note."""
        return Delete(NOTES, note.id, note.version)


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
        doc["updated_at"],
    )
