"""A search as MongoDB is asked: along the terms of an index, from the prefix on or from where the last page ended."""

import re
from collections.abc import Sequence

from chassis.access import Scope
from chassis.mongo import Between, Collection, Doc
from customers.domain.listing import Query
from customers.domain.search import Match, Step, Wanted
from customers.store.queries import WITHOUT_KEYS, Keys, filters, found, keys, narrowed

_LAST_CHARACTER = "\U0010ffff"
_MANY = 500
"""Words that more cards have than this are not told apart by how many."""
_FEW = 150
"""So many cards are looked through sooner than it is counted how many have another word."""


class Searching:
    """Finds cards by their terms, within a scope."""

    def __init__(self, cards: Collection, query: Query, scope: Scope) -> None:
        self._cards = cards
        self._query = query
        self._filters = filters(query, scope)
        self._head = narrowed(self._filters)
        self._index: Keys = keys(*self._head, "terms", "_id")

    async def page(self, limit: int) -> list[tuple[Doc, Match]]:
        """The next cards with the places where they were met, best matches first."""
        steps = self._query.asked or ()
        after = self._query.after if isinstance(self._query.after, Match) else None
        met: list[tuple[Doc, Match]] = []
        for number in range(after.step if after else 0, len(steps)):
            since = after if after is not None and after.step == number else None
            way = since.way if since is not None else await self._cheapest(steps[number])
            wanted = steps[number][way]
            docs = await self._along(wanted, since, limit - len(met))
            met += [(doc, Match(number, way, doc["terms"][0], doc["_id"])) for doc in docs]
            if len(met) >= limit:
                break
        return met

    async def _along(self, wanted: Wanted, since: Match | None, limit: int) -> Sequence[Doc]:
        parts = [self._filters, *found(wanted)]
        if since is not None:
            # A card has many terms: what was met at an earlier one has been shown.
            earlier = {"terms": {"$elemMatch": {"$gte": wanted.prefix, "$lt": since.term}}}
            parts.append({"$nor": [earlier, {"terms": since.term, "_id": {"$lte": since.id}}]})
        first, last = self._between(wanted.prefix, since)
        return await self._cards.find(
            {"$and": [part for part in parts if part] or [{}]},
            hint=self._index,
            between=(first, last),
            limit=limit,
            # Of its terms, which are in order, the one at which the card is met.
            projection=WITHOUT_KEYS | {"terms": {"$elemMatch": {"$gte": first["terms"], "$lt": last["terms"]}}},
        )

    def _between(self, prefix: str, since: Match | None) -> Between:
        first = (prefix, "") if since is None else (since.term, since.id)
        return (
            {**self._head, "terms": first[0], "_id": first[1]},
            {**self._head, "terms": prefix + _LAST_CHARACTER, "_id": ""},
        )

    async def _cheapest(self, step: Step) -> int:
        """The way whose prefix the fewest cards have. The longest are asked about first: the others are counted no
        further than that, and not at all where so few have it."""
        if len(step) == 1:
            return 0
        best, *others = sorted(range(len(step)), key=lambda way: -len(step[way].prefix))
        fewest = await self._count(step[best].prefix, _MANY)
        for way in others:
            if fewest <= _FEW:
                break
            count = await self._count(step[way].prefix, fewest)
            if count < fewest:
                best, fewest = way, count
        return best

    async def _count(self, prefix: str, limit: int) -> int:
        """In the index alone: of bounds that are given otherwise than by a pattern MongoDB looks at each card."""
        beginning = {**self._head, "terms": {"$regex": f"^{re.escape(prefix)}"}}
        return await self._cards.count(beginning, hint=self._index, limit=limit)
