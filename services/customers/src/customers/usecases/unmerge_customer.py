"""A merge was a mistake: the card comes back, with what came from it and is still where the merge put it."""

from dataclasses import dataclass, replace
from typing import Any

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.errors import Conflict, NotFound
from chassis.inbox import Mark
from contracts.customers import CustomerUnmerged, CustomerUpdated
from customers.domain.merging import Undo, unmerged
from customers.ports import Deps
from customers.usecases.announce import act, customer, personal, staff
from customers.usecases.claim_external_id import commit_claiming
from customers.usecases.read_card import Forgotten, surviving
from customers.usecases.trying_again import trying_again


class NotUndoable(Conflict):
    """It cannot be taken back, or not yet; the detail says why."""

    type = "merge-not-undoable"
    title = "This merge cannot be undone"


@dataclass(frozen=True, slots=True)
class UnmergeCustomer:
    """`customer_id` is the card that was merged into another, which must lie within the scope. What is answered is
    kept with the mark."""

    customer_id: str
    caller: Principal
    scope: Scope
    mark: Mark | None


async def unmerge_customer(deps: Deps, command: UnmergeCustomer) -> Undo:
    """Both cards as they are then. Raises NotFound, NotUndoable, Forgotten, ExternalIdTaken and AlreadyDone."""

    async def attempt() -> Undo:
        now = deps.clock.now()
        merge = await deps.merges.of_duplicate(command.customer_id)
        if merge is None:
            if await deps.cards.get(command.customer_id, command.scope) is None:
                raise NotFound
            raise NotUndoable("this customer was not merged into another")
        card = await deps.cards.get(merge.survivor_id, command.scope)
        if card is None:
            raise await _out_of_reach(deps, merge.survivor_id, command.scope)
        if card.erased_at is not None or merge.duplicate.erased_at is not None:
            raise Forgotten
        if not merge.may_be_undone(now):
            raise NotUndoable("it was merged more than 30 days ago")
        theirs = await deps.notes.newest(merge.duplicate.ids)
        kept = await deps.notes.newest([each for each in card.ids if each not in merge.duplicate.ids])
        undo = unmerged(card, merge, now, theirs=theirs, kept=kept)
        survivor, restored, actor = undo.survivor, undo.restored, staff(command.caller)
        unit = Unit(
            [
                deps.cards.replace(survivor, card),
                deps.cards.insert(restored),
                deps.merges.replace(merge.undone(command.caller.id, now)),
            ],
            [
                CustomerUpdated(
                    customer=customer(survivor), personal=personal(survivor), act=act("unmerged", actor, survivor)
                ),
                CustomerUnmerged(
                    customer=customer(restored),
                    personal=personal(restored),
                    act=act("unmerged", actor, restored),
                    survivor_id=survivor.id,
                ),
            ],
            command.mark and replace(command.mark, result=told(undo)),
        )
        await commit_claiming(deps, unit, command.scope)
        return undo

    return await deps.marks.once(command.mark, trying_again(attempt))


def told(undo: Undo) -> dict[str, Any]:
    """What is remembered of the answer: the ids of both cards, and the fields."""
    return {
        "id": undo.restored.id,
        "survivor_id": undo.survivor.id,
        "returned": list(undo.returned),
        "kept": list(undo.kept),
    }


async def _out_of_reach(deps: Deps, survivor_id: str, scope: Scope) -> NotFound | NotUndoable:
    last = await surviving(deps, survivor_id)
    if last is None or await deps.cards.get(last, scope) is None:
        return NotFound()
    return NotUndoable(f"{survivor_id} was itself merged into {last} later: undo that first", undo_first=survivor_id)
