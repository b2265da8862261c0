"""Customers in MongoDB."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from operator import itemgetter

from chassis.access import Reach, Scope
from chassis.commit import Amend, Delete, Insert, Replace, Require, Write
from chassis.mongo import Doc, Groups, Index, Mongo
from customers.domain.card import Card, Details
from customers.domain.folding import fold
from customers.domain.listing import FOLLOW_UP, SECTIONS, Met, Query
from customers.domain.note import Preview
from customers.domain.resemblance import keys
from customers.domain.search import identity_terms, terms
from customers.ports import Holder
from customers.store.queries import INACTIVE_INDEXES, LIST_INDEXES, WITHOUT_KEYS, place, runs
from customers.store.searching import Searching

CUSTOMERS = "customers"
_DETAILS = tuple(field.name for field in fields(Details))
_details = itemgetter(*_DETAILS)
_MOST_ALIKE = 20


class MongoCards:
    """The customers."""

    def __init__(self, mongo: Mongo) -> None:
        self._cards = mongo.collection(CUSTOMERS)
        self._keys = Groups(self._holders)

    async def prepare(self) -> None:
        """Indexes: each order and the search terms, for everybody's cards, for those of one person and for
        those who are not active."""
        await self._cards.ensure_indexes(
            Index((("external_ids", 1),), unique=True, partial={"external_ids": {"$gt": ""}}),
            Index((("twin_keys", 1),)),
            *map(Index, LIST_INDEXES),
            *(Index(fields, partial={"active": False}) for fields in INACTIVE_INDEXES),
        )

    async def get(self, identifier: str, scope: Scope) -> Card | None:
        """The card, if it is within the scope."""
        doc = await self._cards.get(identifier)
        if doc is None or not _within(doc, scope):
            return None
        return card_of(doc)

    async def find(self, query: Query, scope: Scope, limit: int) -> Sequence[Met]:
        """The cards that match, in order, each with its place in it."""
        if scope.reach is Reach.NONE:
            return []
        if query.sort is None:
            return [Met(card_of(doc), at) for doc, at in await Searching(self._cards, query, scope).page(limit)]
        found: list[Doc] = []
        for run in runs(query, scope):
            found += await self._cards.find(
                run.filter,
                sort=run.sort,
                limit=limit - len(found),
                hint=run.index,
                between=run.between,
                projection=WITHOUT_KEYS,
            )
            if len(found) >= limit:
                break
        return [Met(card_of(doc), place(doc, query.sort)) for doc in found]

    async def walk(self, scope: Scope, after: str, limit: int) -> Sequence[Card]:
        """In order of id."""
        if scope.reach is Reach.NONE:
            return []
        owned = {"owner_id": scope.owner_id} if scope.reach is Reach.OWN else {}
        docs = await self._cards.find({"_id": {"$gt": after}, **owned}, sort=[("_id", 1)], limit=limit)
        return [card_of(doc) for doc in docs]

    async def sharing(self, keys: Sequence[str], scope: Scope) -> Sequence[Card]:
        """Along the index of those keys."""
        if not keys or scope.reach is Reach.NONE:
            return []
        owned = {"owner_id": scope.owner_id} if scope.reach is Reach.OWN else {}
        docs = await self._cards.find({"twin_keys": {"$in": list(keys)}, **owned})
        return [card_of(doc) for doc in docs]

    async def alike(self, details: Details) -> Sequence[Card]:
        """Whoever may have that e-mail or phone, oldest first."""
        wanted = identity_terms(details)
        if not wanted:
            return []
        docs = await self._cards.find({"terms": {"$in": wanted}}, sort=[("_id", 1)], limit=_MOST_ALIKE)
        return [card_of(doc) for doc in docs]

    async def holder(self, external_id: str, scope: Scope) -> Holder | None:
        """One question for all who ask at the same time."""
        doc = await self._keys.ask(external_id)
        return None if doc is None else Holder(doc["_id"] if _within(doc, scope) else None)

    async def _holders(self, external_ids: list[str]) -> list[Doc | None]:
        docs = await self._cards.find(
            {"external_ids": {"$in": external_ids}}, projection={"external_ids": 1, "owner_id": 1}
        )
        holders = {key: doc for doc in docs for key in doc["external_ids"]}
        return [holders.get(each) for each in external_ids]

    def insert(self, card: Card) -> Insert:
        """The write that stores a new card."""
        return Insert(CUSTOMERS, doc_of(card))

    def replace(self, card: Card, before: Card) -> Replace:
        """The write that stores a changed card, if nobody wrote it since `before` was read."""
        return Replace(CUSTOMERS, doc_of(card), before.revision)

    def delete(self, card: Card) -> Delete:
        """The write that takes a card away which another stands for."""
        return Delete(CUSTOMERS, card.id, card.revision)

    def noted(self, card: Card, before: Card) -> Write:
        """Holds as long as nobody wrote the card since it was read."""
        if card is before:
            return Require(CUSTOMERS, card.id, before.revision)
        return Amend(CUSTOMERS, card.id, before.revision, _noted(card))


def _within(doc: Doc, scope: Scope) -> bool:
    match scope.reach:
        case Reach.ALL:
            return True
        case Reach.OWN:
            return bool(doc["owner_id"] == scope.owner_id)
        case Reach.NONE:
            return False


def doc_of(card: Card) -> Doc:
    """A card as it is stored."""
    details = card.details
    return {
        "_id": card.id,
        # The name under which the group commit looks for its precondition.
        "version": card.revision,
        "card_version": card.version,
        **{name: getattr(details, name) for name in _DETAILS},
        "channel": card.channel,
        "manager_id": card.manager_id,
        "owner_id": card.owner_id,
        "choice_version": card.choice_version,
        "link_version": card.link_version,
        "created_by": card.created_by,
        "created_at": card.created_at,
        "updated_at": card.updated_at,
        "section": SECTIONS[details.status],
        "follow_up": FOLLOW_UP[details.temperature],
        "name_key": fold(details.name),
        "terms": terms(details, card.known_by),
        "twin_keys": keys(details),
        "external_ids": list(card.external_ids),
        **_noted(card),
        "absorbed": list(card.absorbed),
        "known_as": list(card.known_as),
        "known_by": list(card.known_by),
        "erased_at": card.erased_at,
    }


def _noted(card: Card) -> Doc:
    return {"last_note": card.last_note and asdict(card.last_note)}


def card_of(doc: Doc) -> Card:
    """The card in a document."""
    return Card(
        id=doc["_id"],
        version=doc["card_version"],
        revision=doc["version"],
        details=Details(*_details(doc if "active" in doc else {**doc, "active": True})),
        channel=doc["channel"],
        manager_id=doc["manager_id"],
        choice_version=doc["choice_version"],
        link_version=doc["link_version"],
        created_by=doc["created_by"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
        last_note=Preview(**note) if (note := doc.get("last_note")) else None,
        absorbed=tuple(doc.get("absorbed", ())),
        known_as=tuple(doc.get("known_as", ())),
        known_by=tuple(doc.get("known_by", ())),
        erased_at=doc.get("erased_at"),
    )
