"""Two cards turn out to be of one customer: one survives and stands for the other from then on.

Notes stay where they are and are read with the card that stands for them; orders, links, history and replicas follow
the events, each in its own service.
"""

from dataclasses import dataclass

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.errors import Invalid, NotFound, VersionConflict
from chassis.inbox import Mark
from contracts.customers import CustomerMerged, CustomerUpdated
from customers.domain.card import Card
from customers.domain.merging import Merge, merged
from customers.ports import Deps
from customers.usecases.announce import act, customer, personal, staff
from customers.usecases.claim_external_id import commit_claiming
from customers.usecases.read_card import Merged, writable_card
from customers.usecases.trying_again import trying_again


@dataclass(frozen=True, slots=True)
class MergeCustomers:
    """`duplicate_id` is merged into `survivor_id`, whose `version` the human saw. `id` is fresh; both cards must lie
    within the scope."""

    id: str
    survivor_id: str
    duplicate_id: str
    version: int
    caller: Principal
    scope: Scope
    mark: Mark | None


async def merge_customers(deps: Deps, command: MergeCustomers) -> tuple[Card, Merge]:
    """The surviving card, and what is remembered of the merge. Raises NotFound, Merged, Forgotten, VersionConflict,
    Invalid and AlreadyDone."""
    if command.duplicate_id == command.survivor_id:
        raise Invalid.field("/duplicate_id", "a customer is not a duplicate of himself")

    async def attempt() -> tuple[Card, Merge]:
        card = await writable_card(deps, command.survivor_id, command.scope)
        if card.version != command.version:
            raise VersionConflict(version=card.version)
        duplicate = await _duplicate(deps, command)
        survivor, merge = merged(card, duplicate, command.id, command.caller.id, deps.clock.now())
        went = merge.duplicate
        actor = staff(command.caller)
        unit = Unit(
            [deps.cards.delete(duplicate), deps.cards.replace(survivor, card), deps.merges.insert(merge)],
            [
                CustomerUpdated(
                    customer=customer(survivor), personal=personal(survivor), act=act("merged", actor, survivor)
                ),
                CustomerMerged(
                    customer=customer(went, merged_into=survivor.id),
                    personal=personal(went),
                    act=act("merged", actor, went),
                ),
            ],
            command.mark,
        )
        await commit_claiming(deps, unit, command.scope)
        return survivor, merge

    return await deps.marks.once(command.mark, trying_again(attempt))


async def _duplicate(deps: Deps, command: MergeCustomers) -> Card:
    try:
        return await writable_card(deps, command.duplicate_id, command.scope)
    except NotFound:
        raise Invalid.field("/duplicate_id", "no such customer") from None
    except Merged as error:
        survivor_id = error.extra["merged_into"]
        raise Invalid.field("/duplicate_id", f"was merged into {survivor_id} already") from None
