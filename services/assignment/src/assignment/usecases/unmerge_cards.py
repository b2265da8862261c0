"""A merge was taken back: both cards have again whom they had, as far as the merge's word still stands (M5)."""

from dataclasses import dataclass

from assignment.domain.decisions import CardDecision
from assignment.domain.facts import CardFacts, MergeFact
from assignment.domain.records import CustomerRecord
from assignment.domain.rows import Reason
from assignment.ports import Deps, LedgerQuery
from assignment.usecases.ask_for_reassignment import ask_about
from assignment.usecases.merge_cards import EVERYTHING, Decider, Side
from assignment.usecases.reading import customer_record
from chassis.errors import Transient
from chassis.inbox import Mark
from contracts.customers import CustomerUnmerged


@dataclass(frozen=True, slots=True)
class UnmergeCards:
    """The event that says so, and how often it was tried before."""

    event: CustomerUnmerged
    id: str
    attempts: int
    mark: Mark


async def unmerge_cards(deps: Deps, command: UnmergeCards) -> Reason | None:
    """None if the card is known in this version or a later one already. Raises VersionConflict if a fact changed
    meanwhile, and Transient for a first moment if news of the merge has not come."""
    record, survivor_id = customer_record(command.event), command.event.survivor_id
    before = await deps.customers.get(record.id)
    if before is not None and before.version >= record.version:
        # A crash may have come between what was decided and what is asked because of it.
        await ask_about(deps, record.id, survivor_id)
        return None
    if (before is None or before.merged_into is None) and command.attempts == 0:
        raise Transient(f"customer {record.id} came back before news of the merge came")
    told = Decider(deps, await deps.companies.current(), command.id, command.event.act.actor.id)
    survivor = await deps.customers.get(survivor_id)
    await _give_back(deps, told, record, survivor_id, stands=False)
    if survivor is not None:
        await _give_back(deps, told, survivor, record.id, stands=True)
    await told.commit(deps.customers.kept(record, before), command.mark)
    await ask_about(deps, record.id, survivor_id)
    return Reason.UNMERGED


async def _give_back(deps: Deps, told: Decider, card: CustomerRecord, other_id: str, *, stands: bool) -> None:
    """Whom the card had before the merge, or was to have, unless he has it or it moved since."""
    link = await deps.links.get(card.id, EVERYTHING)
    query = LedgerQuery(customer_id=card.id, reason=Reason.MERGED, merged_with=other_id)
    for merge in await deps.ledger.find(query, EVERYTHING, 1):
        facts, decision = merge.facts, merge.decision
        assert isinstance(facts, CardFacts)
        assert isinstance(decision, CardDecision)
        # A choice that the merge overtook never was a link.
        had = facts.explicit if facts.touched else facts.link.manager
        left_at = facts.link.version + (1 if decision.changed else 0)
        if had != (link.manager_id if link is not None else None) and not await _moved_since(deps, card.id, left_at):
            told.decide(Side(card, link, MergeFact(other_id, had, stands=stands, undo=True)), corrects=merge.id)


async def _moved_since(deps: Deps, customer_id: str, version: int) -> bool:
    history = await deps.links.history(customer_id)
    return bool(history) and history[-1].link.version > version
