"""A link is told anew: the card that shows it is compared with it, and mended if asked (N5)."""

from typing import Any

from chassis.access import Scope
from chassis.commit import Unit
from chassis.inbox import Mark
from chassis.replicas import Difference, Found, Replicas, difference
from contracts.assignment import LinkRestated
from contracts.customers import CustomerUpdated
from customers.domain.card import Card, Link
from customers.ports import Deps
from customers.usecases.announce import SYSTEM, act, customer, personal

LINKS = "links"


async def compare_link(deps: Deps, replicas: Replicas, told: LinkRestated, mark: Mark) -> None:
    """A choice on the card that assignment has not decided on stands, and is reported. Raises VersionConflict if the
    card changed meanwhile, AlreadyDone if this was compared before."""
    card = await deps.cards.get(told.customer_id, Scope.everything())
    link = Link(told.version, told.card_version, told.manager_id)
    found = await _found(deps, card, told.customer_id, link)
    unit, healed = Unit(), False
    if card is not None and told.replay.heal and found.found in (Found.BEHIND, Found.DIFFERENT):
        mended = card.showing(link, deps.clock.now())
        news = CustomerUpdated(customer=customer(mended), personal=personal(mended), act=act("linked", SYSTEM, mended))
        unit, healed = Unit([deps.cards.replace(mended, card)], [news]), True
    await replicas.note(told.replay, LINKS, told.customer_id, found, mark, unit, healed=healed)


async def _found(deps: Deps, card: Card | None, customer_id: str, link: Link) -> Difference:
    if card is None:
        merged = await deps.merges.of_duplicate(customer_id) is not None
        return Difference(Found.SAME if merged else Found.MISSING)
    found = difference(_as_shown(card.link_version, card.manager_id), _as_shown(link.version, link.manager_id))
    if found.found is not Found.SAME and card.was_chosen_after(link):
        return Difference(Found.UNDECIDED, found.fields)
    return found


def _as_shown(version: int, manager_id: str | None) -> dict[str, Any]:
    return {"version": version, "manager_id": manager_id}
