"""A person asks to be forgotten: nothing personal stays on his card, on those that it stands for, or anywhere else.

The card is emptied at once; notes and what the other services keep follow the events, so that a crash at any point
leaves nothing behind. Ids, figures and whose customer it was stay.
"""

from dataclasses import dataclass

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.errors import VersionConflict
from contracts.base import Actor
from contracts.customers import CustomerErased
from customers.domain.card import Card
from customers.domain.merging import erased
from customers.ports import Deps
from customers.usecases.announce import act, customer, personal, staff
from customers.usecases.read_card import read_card
from customers.usecases.trying_again import trying_again


@dataclass(frozen=True, slots=True)
class EraseCustomer:
    """`version` is the card that the human saw when he confirmed."""

    customer_id: str
    version: int
    caller: Principal
    scope: Scope


async def erase_customer(deps: Deps, command: EraseCustomer) -> Card:
    """The empty card; once more changes nothing. Raises NotFound, Merged and VersionConflict."""

    async def attempt() -> Card:
        card = await read_card(deps, command.customer_id, command.scope)
        if card.erased_at is not None:
            return card
        if card.version != command.version:
            raise VersionConflict(version=card.version)
        now = deps.clock.now()
        gone = erased(card, now)
        merges = [each.erased(now) for each in await deps.merges.into(card.ids) if each.open]
        actor = staff(command.caller)
        unit = Unit(
            [deps.cards.replace(gone, card), *map(deps.merges.replace, merges)],
            [
                _event(gone, None, actor),
                *(_event(merge.duplicate, merge.survivor_id, actor) for merge in merges),
            ],
        )
        await deps.committer.commit(unit)
        return gone

    return await trying_again(attempt)


def _event(card: Card, merged_into: str | None, actor: Actor) -> CustomerErased:
    return CustomerErased(customer=customer(card, merged_into), personal=personal(card), act=act("erased", actor, card))
