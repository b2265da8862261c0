"""Finished transfers, as the mails about them tell them."""

from typing import Any

from chassis.mongo import Doc, Mongo
from notify.domain.handover import Share, Transfer


class MongoTransfers:
    """By id."""

    def __init__(self, mongo: Mongo) -> None:
        self._transfers = mongo.collection("transfers")

    async def get(self, transfer_id: str) -> Transfer | None:
        """As it was told."""
        doc = await self._transfers.get(transfer_id)
        if doc is None:
            return None
        got, gave = [tuple(map(_share, doc[side])) for side in ("got", "gave")]
        return Transfer(doc["_id"], doc["undo"], doc["counts"], got, gave)

    async def note(self, transfer: Transfer) -> None:
        """Once, however often it is told."""
        await self._transfers.add(
            {
                "_id": transfer.id,
                "version": 1,
                "undo": transfer.undo,
                "counts": dict(transfer.counts),
                "got": [_doc(share) for share in transfer.got],
                "gave": [_doc(share) for share in transfer.gave],
            }
        )


def _doc(share: Share) -> Doc:
    return {
        "staff_id": share.staff_id,
        "customers": share.customers,
        "orders": share.orders,
        "first": list(share.first),
    }


def _share(doc: Any) -> Share:
    return Share(doc["staff_id"], doc["customers"], doc["orders"], tuple(doc["first"]))
