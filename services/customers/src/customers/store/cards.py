"""Customers in MongoDB."""

from collections.abc import Sequence
from dataclasses import fields

from chassis.access import Reach, Scope
from chassis.commit import Insert, Replace
from chassis.mongo import Doc, Index, Mongo
from customers.domain.card import Card, Details
from customers.domain.search import Query, fold, phone_twins, terms
from customers.store.queries import ORDER_FIELD, beginning_with, filter_of

CUSTOMERS = "customers"
_DETAILS = tuple(field.name for field in fields(Details))
_MOST_ALIKE = 20


class MongoCards:
    """The customers."""

    def __init__(self, mongo: Mongo) -> None:
        self._cards = mongo.collection(CUSTOMERS)

    async def prepare(self) -> None:
        """Indexes: each order and the search terms, for everybody's cards and for the own ones."""
        by_name, by_change = ("name_key", 1), ("updated_at", 1)
        last = ("_id", 1)
        await self._cards.ensure_indexes(
            Index((by_name, last)),
            Index((by_change, last)),
            Index((("external_id", 1),), unique=True, partial={"external_id": {"$gt": ""}}),
            Index((("terms", 1),)),
            Index((("owner_id", 1), by_name, last)),
            Index((("owner_id", 1), by_change, last)),
            Index((("owner_id", 1), ("terms", 1))),
            Index((("manager_id", 1), by_name, last)),
            Index((("status", 1), ("temperature", 1), by_name, last)),
            Index((("temperature", 1), by_name, last)),
        )

    async def get(self, identifier: str, scope: Scope) -> Card | None:
        """The card, if it is within the scope."""
        doc = await self._cards.get(identifier)
        if doc is None or not _within(doc, scope):
            return None
        return _card(doc)

    async def find(self, query: Query, scope: Scope, limit: int) -> Sequence[Card]:
        """The cards that match, in order."""
        direction = -1 if query.descending else 1
        field = ORDER_FIELD[query.sort]
        sort = [(field, direction)] if field == "_id" else [(field, direction), ("_id", direction)]
        docs = await self._cards.find(filter_of(query, scope), sort=sort, limit=limit)
        return [_card(doc) for doc in docs]

    async def alike(self, email: str | None, phone: str | None) -> Sequence[Card]:
        """Whoever may have that e-mail or phone, oldest first."""
        alternatives: list[Doc] = []
        if email:
            alternatives.append({"terms": fold(email)})
        prefix, exact = phone_twins(phone)
        if prefix is not None:
            alternatives.append(beginning_with(prefix))
        if exact:
            alternatives.append({"terms": {"$in": list(exact)}})
        if not alternatives:
            return []
        docs = await self._cards.find({"$or": alternatives}, sort=[("_id", 1)], limit=_MOST_ALIKE)
        return [_card(doc) for doc in docs]

    def insert(self, card: Card) -> Insert:
        """The write that stores a new card."""
        return Insert(CUSTOMERS, _doc(card))

    def replace(self, card: Card, before: Card) -> Replace:
        """The write that stores a changed card, if nobody wrote it since `before` was read."""
        return Replace(CUSTOMERS, _doc(card), before.revision)


def _within(doc: Doc, scope: Scope) -> bool:
    match scope.reach:
        case Reach.ALL:
            return True
        case Reach.OWN:
            return bool(doc["owner_id"] == scope.owner_id)
        case Reach.NONE:
            return False


def _doc(card: Card) -> Doc:
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
        "name_key": fold(details.name),
        "terms": terms(details),
    }


def _card(doc: Doc) -> Card:
    return Card(
        id=doc["_id"],
        version=doc["card_version"],
        revision=doc["version"],
        details=Details(**{name: doc[name] for name in _DETAILS}),
        channel=doc["channel"],
        manager_id=doc["manager_id"],
        choice_version=doc["choice_version"],
        link_version=doc["link_version"],
        created_by=doc["created_by"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
    )
