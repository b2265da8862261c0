"""A merge was taken back: both cards have again whom they had, as far as the merge's word still stands (M5)."""

from dataclasses import dataclass

from assignment.domain.facts import CardFacts, MergeFact
from assignment.domain.links import Link
from assignment.domain.records import Entry
from assignment.domain.rows import Reason
from assignment.ports import Deps
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
    went, stands = await deps.links.get(record.id, EVERYTHING), await deps.links.get(survivor_id, EVERYTHING)
    if (merge := await _merge_behind(deps, went, survivor_id)) is not None:
        fact = MergeFact(survivor_id, await _had(deps, record.id, merge), stands=False, undo=True)
        told.decide(Side(record, went, fact), corrects=merge.id)
    survivor = await deps.customers.get(survivor_id)
    merge = await _merge_behind(deps, stands, record.id)
    if survivor is not None and merge is not None:
        fact = MergeFact(record.id, await _had(deps, survivor_id, merge), stands=True, undo=True)
        told.decide(Side(survivor, stands, fact), corrects=merge.id)
    await told.commit(deps.customers.kept(record, before), command.mark)
    await ask_about(deps, record.id, survivor_id)
    return Reason.UNMERGED


async def _had(deps: Deps, customer_id: str, merge: Entry) -> str | None:
    """Whom the card had before the merge, or was to have: a choice that the merge overtook never was a link."""
    if isinstance(merge.facts, CardFacts) and merge.facts.touched:
        return merge.facts.explicit
    return (await deps.links.history(customer_id))[-1].previous_id


async def _merge_behind(deps: Deps, link: Link | None, other_id: str) -> Entry | None:
    """The decision that merged this card with the other, if the link still is as it left it."""
    if link is None or link.reason != Reason.MERGED:
        return None
    entry = await deps.ledger.get(link.decision_id, EVERYTHING)
    if entry is None or not isinstance(entry.facts, CardFacts) or entry.facts.merge is None:
        return None
    return entry if entry.facts.merge.other_id == other_id else None
