"""Cards that may be of one customer: all of them, a part at a time, or those like one card."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.access import Scope
from customers.domain.card import Card
from customers.domain.resemblance import Twins, keys, twins
from customers.ports import Deps
from customers.usecases.read_card import read_card

_AT_ONCE = 500
_MOST_LOOKED_AT = 4_000
"""Cards that one question goes through: among a million without duplicates a page comes back empty, with a cursor,
after a moment and not after a minute."""
_MOST_SHARED = 20
"""What more cards have than this, such as the number of a switchboard, makes no two of them one customer."""
_MOST_LIKE_ONE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs, and the card after which to go on; None at the end."""

    pairs: Sequence[Twins]
    after: str | None


async def like(deps: Deps, customer_id: str, within: Scope) -> Sequence[Twins]:
    """Those like one card, what most speaks for first. Raises NotFound and Merged."""
    card = await read_card(deps, customer_id, within)
    met = [twins(card, other) for other in await deps.cards.sharing(keys(card.details), within) if other.id != card.id]
    return sorted((each for each in met if each is not None), key=lambda each: -each.score)[:_MOST_LIKE_ONE]


async def find_duplicates(deps: Deps, within: Scope, after: str, limit: int) -> Found:
    """Each pair once, with its older card, in the order in which those were made; at least `limit` unless there are no
    more or enough cards were looked at."""
    pairs: list[Twins] = []
    looked_at = 0
    while len(pairs) < limit and looked_at < _MOST_LOOKED_AT:
        cards = await deps.cards.walk(within, after, _AT_ONCE)
        pairs += await _pairs(deps, cards, within)
        looked_at += len(cards)
        if len(cards) < _AT_ONCE:
            return Found(pairs, None)
        after = cards[-1].id
    return Found(pairs, after)


async def _pairs(deps: Deps, cards: Sequence[Card], within: Scope) -> list[Twins]:
    by_key: dict[str, list[Card]] = {}
    asked = list({key for card in cards for key in keys(card.details)})
    for other in await deps.cards.sharing(asked, within):
        for key in keys(other.details):
            by_key.setdefault(key, []).append(other)
    telling = {key: others for key, others in by_key.items() if len(others) <= _MOST_SHARED}
    found: list[Twins] = []
    for card in cards:
        met = (other for key in keys(card.details) for other in telling.get(key, ()))
        others = {other.id: other for other in met if other.id > card.id}
        pairs = [twins(card, other) for other in others.values()]
        found += sorted((each for each in pairs if each is not None), key=lambda each: (-each.score, each.second.id))
    return found
