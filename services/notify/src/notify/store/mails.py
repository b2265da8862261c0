"""The records of mails."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from chassis.access import Reach, Scope
from chassis.commit import Amend, Change, Insert
from chassis.errors import Forbidden
from chassis.ids import new_id
from chassis.mongo import Doc, Filter, Index, Mongo
from notify.domain.mail import LEASE, Mail, State
from notify.domain.mailbox import mailbox
from notify.domain.templates import TO_CUSTOMERS, Template
from notify.ports import Search

MAILS = "mails"
_FIELDS = tuple(field.name for field in fields(Mail) if field.name not in ("id", "template", "state"))
_CHANGING = ("to", "reason", "attempts", "doubtful", "sent_at", "updated_at", "queued_at", "due_at", "in_hand")
_MAILBOX = "mailbox"
"""The address, however it is written."""
_IS_DUE: Filter = {"due_at": {"$type": "date"}, "$expr": {"$lte": ["$due_at", "$$NOW"]}}
_IS_TEXT = {"$type": "string"}
_IS_HELD: Filter = {"state": State.HELD.value}
_ABOUT_NO_ORDER: Filter = {"order_id": None}
_DIGESTS = (Template.DIGEST.value, Template.COVERED.value)
_LEASE_MS = LEASE // timedelta(milliseconds=1)


class MongoMails:
    """Mails by id, by order, by recipient, by state; those that are due by the server's clock."""

    def __init__(self, mongo: Mongo) -> None:
        self._mails = mongo.collection(MAILS)

    async def prepare(self) -> None:
        """Indexes."""
        await self._mails.ensure_indexes(
            Index((("order_id", 1), ("_id", -1))),
            Index((("recipient_id", 1), ("_id", -1))),
            Index(((_MAILBOX, 1), ("_id", -1))),
            Index((("state", 1), ("_id", -1))),
            Index((("customer_id", 1),), partial=_ABOUT_NO_ORDER),
            Index((("decision_id", 1),), partial=_ABOUT_NO_ORDER),
            Index((("due_at", 1),), partial={"due_at": {"$type": "date"}}),
            Index((("held_until", 1), ("recipient_id", 1)), partial=_IS_HELD),
            Index((("digest_id", 1), ("_id", 1)), partial={"digest_id": _IS_TEXT}),
        )

    async def get(self, mail_id: str, scope: Scope) -> Mail | None:
        """The mail if it is within the scope."""
        within = _within(scope)
        doc = await self._mails.get(mail_id)
        if doc is None or any(doc[name] != value for name, value in within.items()):
            return None
        return _from_doc(doc)

    async def record(self, mail: Mail) -> bool:
        """Whether it was not recorded yet."""
        return await self._mails.add(_to_doc(mail))

    async def walk(self, scope: Scope, after: str, limit: int) -> list[Mail]:
        """In order of id."""
        docs = await self._mails.find({"_id": {"$gt": after}, **_within(scope)}, sort=[("_id", 1)], limit=limit)
        return [_from_doc(doc) for doc in docs]

    def recorded(self, mail: Mail) -> Change:
        """A new mail as part of a unit."""
        return Insert(MAILS, _to_doc(mail))

    async def search(self, search: Search, scope: Scope) -> list[Mail]:
        """Newest decision first."""
        parts: list[Filter] = [_within(scope)]
        if search.order_id is not None:
            parts.append({"order_id": search.order_id})
        if search.recipient is not None:
            by_address = {_MAILBOX: mailbox(search.recipient)}
            parts.append(by_address if "@" in search.recipient else {"recipient_id": search.recipient})
        if search.state is not None:
            parts.append({"state": search.state.value})
        if search.before is not None:
            parts.append({"_id": {"$lt": search.before}})
        docs = await self._mails.find({"$and": parts}, sort=[("_id", -1)], limit=search.limit)
        return [_from_doc(doc) for doc in docs]

    def changed(self, mail: Mail) -> Change:
        """To be committed at the version before; what a mail is about never changes."""
        return Amend(MAILS, mail.id, mail.version - 1, _changing(mail))

    async def settle(self, mail: Mail) -> bool:
        """Together with those that are settled at the same moment."""
        return await self._mails.amend(mail.id, mail.version - 1, _changing(mail))

    def digested(self, mail: Mail) -> Change:
        """To be committed at the version before."""
        fields = {"state": mail.state.value, "digest_id": mail.digest_id, "updated_at": mail.updated_at}
        return Amend(MAILS, mail.id, mail.version - 1, fields)

    async def readers_of_digests(self, now: datetime) -> list[str]:
        """For whom something was held until now."""
        found = await self._mails.aggregate(
            [{"$match": {**_IS_HELD, "held_until": {"$lte": now}}}, {"$group": {"_id": "$recipient_id"}}]
        )
        return [doc["_id"] for doc in found]

    async def held_for(self, recipient_id: str, now: datetime, most: int) -> list[Mail]:
        """What was held for him until now, the oldest first."""
        due = {**_IS_HELD, "recipient_id": recipient_id, "held_until": {"$lte": now}}
        return [_from_doc(doc) for doc in await self._mails.find(due, sort=[("_id", 1)], limit=most)]

    async def of_digest(self, digest_id: str) -> list[Mail]:
        """What a digest tells, the oldest first."""
        return [
            _from_doc(doc)
            for doc in await self._mails.find({"digest_id": {"$eq": digest_id, **_IS_TEXT}}, sort=[("_id", 1)])
        ]

    async def digests(self, digest_ids: Collection[str]) -> Counter[tuple[str | None, str]]:
        """By digest and reader."""
        docs = await self._mails.find(
            {"decision_id": {"$in": list(digest_ids)}, "template": {"$in": _DIGESTS}, **_ABOUT_NO_ORDER},
            projection={"decision_id": 1, "recipient_id": 1},
        )
        return Counter((doc["decision_id"], doc["recipient_id"]) for doc in docs)

    async def take_over(self, most: int) -> list[tuple[Mail, bool]]:
        """The due ones, now in the caller's hand for a lease's time, and whether they were in another's."""
        due = await self._mails.find(_IS_DUE, sort=[("due_at", 1)], limit=most, projection={"_id": 1})
        if not due:
            return []
        lease = new_id()
        was_in_hand = {"$cond": ["$in_hand", 1, 0]}
        await self._mails.update_many(
            {"_id": {"$in": [doc["_id"] for doc in due]}, **_IS_DUE},
            [
                {
                    "$set": {
                        "version": {"$add": ["$version", 1]},
                        "due_at": {"$add": ["$$NOW", _LEASE_MS]},
                        "lease": lease,
                        # Whoever had it in hand may have sent it before he died: an attempt of unknown end.
                        "attempts": {"$add": ["$attempts", was_in_hand]},
                        "doubtful": {"$or": ["$doubtful", "$in_hand"]},
                        "abandoned": "$in_hand",
                        "in_hand": True,
                    }
                }
            ],
        )
        taken = await self._mails.find({"_id": {"$in": [doc["_id"] for doc in due]}, "lease": lease})
        return [(_from_doc(doc), doc["abandoned"]) for doc in taken]

    async def drop_queued(self, recipient_id: str, why: str) -> None:
        """What is in hand is left to whoever sends it: he looks himself whether the recipient is active."""
        await self._mails.update_many(
            {
                "recipient_id": recipient_id,
                "state": {"$in": [State.QUEUED.value, State.UNKNOWN.value, State.HELD.value]},
                "in_hand": False,
            },
            [
                {
                    "$set": {
                        "version": {"$add": ["$version", 1]},
                        "state": State.DROPPED.value,
                        "reason": why,
                        "due_at": None,
                        "updated_at": "$$NOW",
                    }
                }
            ],
        )

    async def wipe_of_order(self, order_id: str) -> None:
        """By the index of orders."""
        await self._wipe({"order_id": order_id})

    async def wipe_of_customer(self, customer_id: str) -> Sequence[str]:
        """Those about his orders go with the orders."""
        await self._wipe({"customer_id": customer_id, **_ABOUT_NO_ORDER})
        to_him: Filter = {"recipient_id": customer_id}
        await self._wipe(to_him)
        docs = await self._mails.find(to_him, projection={"decision_id": 1})
        return [doc["decision_id"] for doc in docs]

    async def _wipe(self, of: Filter) -> None:
        """A new version, so that whoever has one in hand does not put the address back."""
        to_customer = {"$in": ["$template", sorted(TO_CUSTOMERS)]}
        await self._mails.update_many(
            {**of, "subject": {"$ne": ""}},
            [
                {
                    "$set": {
                        "version": {"$add": ["$version", 1]},
                        "subject": "",
                        "said": None,
                        "to": {"$cond": [to_customer, "", "$to"]},
                        _MAILBOX: {"$cond": [to_customer, "", f"${_MAILBOX}"]},
                        "reason": {"$cond": [to_customer, None, "$reason"]},
                    }
                }
            ],
        )

    async def keep_in_hand(self, mails: Sequence[Mail]) -> None:
        """A lease's time more, for those that nobody else has taken over."""
        await self._change(mails, {"due_at": {"$add": ["$$NOW", _LEASE_MS]}})

    async def release(self, mails: Sequence[Mail]) -> None:
        """Nothing was attempted with these: due at once, for anybody."""
        await self._change(mails, {"version": {"$add": ["$version", 1]}, "due_at": "$$NOW", "in_hand": False})

    async def _change(self, mails: Sequence[Mail], changes: Doc) -> None:
        """Those of the mails that are still in the hand that had them at that version."""
        same = [{"_id": mail.id, "version": mail.version, "in_hand": True} for mail in mails]
        await self._mails.update_many({"$or": same}, [{"$set": changes}])


def _within(scope: Scope) -> dict[str, Any]:
    match scope.reach:
        case Reach.ALL:
            return {}
        case Reach.OWN:
            return {"recipient_id": scope.owner_id}
        case Reach.NONE:
            raise Forbidden


def _to_doc(mail: Mail) -> Doc:
    doc: Doc = {"_id": mail.id, "template": mail.template.value, "state": mail.state.value, **_mailbox(mail)}
    for name in _FIELDS:
        doc[name] = getattr(mail, name)
    return doc


def _changing(mail: Mail) -> Doc:
    return {**{name: getattr(mail, name) for name in _CHANGING}, "state": mail.state.value, **_mailbox(mail)}


def _mailbox(mail: Mail) -> Doc:
    return {_MAILBOX: mailbox(mail.to)}


def _from_doc(doc: Doc) -> Mail:
    kept = {name: doc[name] for name in _FIELDS if name in doc}
    return Mail(id=doc["_id"], template=Template(doc["template"]), state=State(doc["state"]), **kept)
