"""Letters with links in MongoDB."""

from datetime import timedelta

from chassis.commit import Insert, Replace, Write
from chassis.mongo import Doc, Index, Mongo
from orders.domain.sending import Sending, SendingState

SENDINGS = "sendings"
_KEEP = timedelta(days=365)


class MongoSendings:
    """Answers the port Sendings."""

    def __init__(self, mongo: Mongo) -> None:
        self._sendings = mongo.collection(SENDINGS)

    async def prepare(self) -> None:
        """Indexes; after a year nobody asks any more."""
        await self._sendings.ensure_indexes(Index((("updated_at", 1),), expires=_KEEP), Index((("customer_id", 1),)))

    async def find(self, sending_id: str) -> Sending | None:
        doc = await self._sendings.get(sending_id)
        if doc is None:
            return None
        fields = {name: value for name, value in doc.items() if name != "_id"}
        return Sending(**{**fields, "id": doc["_id"], "state": SendingState(doc["state"])})

    def keeping(self, sending: Sending) -> Write:
        doc = _doc(sending)
        return Insert(SENDINGS, doc) if sending.version == 1 else Replace(SENDINGS, doc, sending.version - 1)


def _doc(sending: Sending) -> Doc:
    return {
        "_id": sending.id,
        "version": sending.version,
        "link_id": sending.link_id,
        "quote_id": sending.quote_id,
        "customer_id": sending.customer_id,
        "to": sending.to,
        "by": sending.by,
        "state": sending.state,
        "reason": sending.reason,
        "mail_version": sending.mail_version,
        "created_at": sending.created_at,
        "updated_at": sending.updated_at,
    }
