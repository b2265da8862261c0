"""Two cards turned out to be of one customer: the link of the one that went ends, that of the other stands (M5)."""

from dataclasses import dataclass

from assignment.domain.decide_card import decide_card
from assignment.domain.facts import Act, CardFacts, LinkFact, MergeFact
from assignment.domain.links import Link, relink
from assignment.domain.records import CustomerRecord, Entry
from assignment.domain.rows import Reason
from assignment.ports import Company, Deps
from assignment.usecases.announce import link_event, recipients_of
from assignment.usecases.overtaken import choice_of
from assignment.usecases.reading import customer_record
from chassis.access import Scope
from chassis.commit import AlreadyExists, Unit, Write
from chassis.errors import Transient, VersionConflict
from chassis.inbox import Mark
from contracts.base import Choice, Event
from contracts.customers import CustomerMerged

EVERYTHING = Scope.everything()


@dataclass(frozen=True, slots=True)
class MergeCards:
    """The event that says so, and how often it was tried before."""

    event: CustomerMerged
    id: str
    attempts: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two cards, its link, and what it is to be told of the other; `chosen`: whom a human chose for it in a
    save that the merge overtook."""

    card: CustomerRecord
    link: Link | None
    merge: MergeFact
    chosen: Choice | None = None


async def merge_cards(deps: Deps, command: MergeCards) -> Reason | None:
    """None if the card is known in this version or a later one already. Raises VersionConflict if a fact changed
    meanwhile, and Transient as long as one of the cards has not arrived."""
    card = command.event.customer
    assert card.merged_into is not None
    before = await deps.customers.get(card.id)
    if before is not None and before.version >= card.version:
        return None
    survivor = await deps.customers.standing_for(card.merged_into)
    if survivor is None or (before is None and command.attempts == 0):
        raise Transient(f"customer {card.id} was merged before news of both cards came")
    went, stands = await deps.links.get(card.id, EVERYTHING), await deps.links.get(survivor.id, EVERYTHING)
    company = await deps.companies.current()
    choice = choice_of(command.event, before.version if before is not None else 0)
    theirs = choice.manager_id if choice is not None else went.manager_id if went is not None else None
    surviving = Side(survivor, stands, MergeFact(card.id, theirs, stands=True))
    told = Decider(deps, company, command.id, command.event.act.actor.id)
    kept = told.decide(surviving)
    told.decide(Side(customer_record(command.event), went, MergeFact(survivor.id, kept, stands=False), choice))
    await told.commit(deps.customers.kept(customer_record(command.event), before), command.mark)
    return Reason.MERGED


class Decider:
    """Decides cards one after the other and commits them as one unit."""

    def __init__(self, deps: Deps, company: Company, cause: str, by: str | None) -> None:
        self._deps = deps
        self._company = company
        self._cause = cause
        self._by = by
        self._writes: list[Write] = [deps.companies.unchanged(company)]
        self._events: list[Event] = []

    def decide(self, side: Side, corrects: str | None = None) -> str | None:
        """Whom the card has after it."""
        deps, card, link = self._deps, side.card, side.link
        facts = CardFacts(
            customer=card.fact(),
            now=deps.clock.now(),
            act=Act.SAVED,
            link=LinkFact(link.manager_id, link.version) if link is not None else LinkFact(),
            actor=self._by,
            touched=side.chosen is not None,
            explicit=side.chosen.manager_id if side.chosen is not None else None,
            merge=side.merge,
        )
        decision = decide_card(facts, self._company.roster)
        entry = Entry(
            id=deps.new_id(),
            at=facts.now,
            cause=self._cause,
            facts=facts,
            decision=decision,
            customer_id=card.id,
            corrects=corrects,
        )
        self._writes.append(deps.ledger.recorded(entry))
        if decision.changed:
            change = relink(
                link,
                card.id,
                decision.manager,
                at=entry.at,
                reason=decision.reason,
                decision_id=entry.id,
                by=self._by,
            )
            self._writes += deps.links.relinked(change)
            if side.merge.stands:
                # Of the other card this unit keeps the news itself.
                self._writes.append(deps.customers.unchanged(card.id, card.version))
            self._events.append(link_event(entry, change, card.version, recipients_of(decision)))
        elif link is not None:
            self._writes.append(deps.links.unchanged(link))
        return decision.manager

    async def commit(self, known: Write, mark: Mark) -> None:
        """With the replica of the card that the news is of; raises VersionConflict if a fact changed meanwhile."""
        try:
            await self._deps.commits.commit(Unit([known, *self._writes], self._events, mark))
        except (VersionConflict, AlreadyExists) as error:
            self._deps.companies.forget()
            raise VersionConflict from error
