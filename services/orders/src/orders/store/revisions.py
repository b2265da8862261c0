"""Earlier revisions of quotes in MongoDB: no personal data, which the quote alone has."""

from chassis.commit import Insert
from chassis.mongo import Doc, Index, Mongo
from orders.domain.lifecycle import State
from orders.domain.quote import Revision
from orders.store.lines import day_of, day_text, line_doc, line_of, money_of

REVISIONS = "quote_revisions"
_MOST = 1000


class MongoRevisions:
    """Answers the port Revisions."""

    def __init__(self, mongo: Mongo) -> None:
        self._revisions = mongo.collection(REVISIONS)

    async def prepare(self) -> None:
        """Indexes."""
        await self._revisions.ensure_indexes(Index((("quote_id", 1), ("number", -1))))

    async def of_quote(self, quote_id: str) -> list[Revision]:
        docs = await self._revisions.find({"quote_id": quote_id}, sort=[("number", -1)], limit=_MOST)
        return [_revision(doc) for doc in docs]

    def insertion(self, revision: Revision) -> Insert:
        return Insert(REVISIONS, _doc(revision))


def _doc(revision: Revision) -> Doc:
    return {
        "_id": f"{revision.quote_id}:{revision.number}",
        "version": 1,
        "quote_id": revision.quote_id,
        "number": revision.number,
        "state": revision.state,
        "lines": [line_doc(line) for line in revision.lines],
        "total": revision.total.to_doc(),
        "valid_until": day_text(revision.valid_until),
        "updated_at": revision.updated_at,
    }


def _revision(doc: Doc) -> Revision:
    return Revision(
        quote_id=doc["quote_id"],
        number=doc["number"],
        state=State(doc["state"]),
        lines=tuple(line_of(line) for line in doc["lines"]),
        total=money_of(doc["total"]),
        valid_until=day_of(doc["valid_until"]),
        updated_at=doc["updated_at"],
    )
