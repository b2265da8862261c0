"""A rep reports a visit (R9-2), perhaps from a phone that was away for days and sends it more than once (R9-10)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from chassis.access import Principal, Reach, Scope
from chassis.commit import AlreadyExists, Unit
from chassis.errors import Conflict, Invalid
from chassis.ids import is_recent
from chassis.inbox import Mark
from contracts.fieldops import Visit as VisitContract
from contracts.fieldops import VisitReported
from fieldops.domain.customer import Customer
from fieldops.domain.handover import was_held
from fieldops.domain.visit import Visit, lies_ahead
from fieldops.ports import Deps


@dataclass(frozen=True, slots=True)
class ReportVisit:
    """The visit; `id` is the phone's or fresh. `customers` is how far the rep sees customers."""

    id: str
    customer_id: str
    started_at: datetime
    note_1: str | None
    note_2: str | None
    rep: Principal
    customers: Scope
    mark: Mark | None


class OtherContent(Conflict):
    """The id of a visit came again with other content; what is kept stays as it is."""

    type = "other-content"
    title = "A visit with this id and other content exists"


@dataclass(frozen=True, slots=True)
class Reported:
    """The visit as it is kept; `known` if the same report had come before."""

    visit: Visit
    known: bool = False


async def report_visit(deps: Deps, command: ReportVisit) -> Reported:
    """Keeps the visit once and tells the others; also one of days ago to a customer who was the rep's then and is
    another's by now (R9-9): he sees his visit, and nothing of the customer. A report that is kept already is known also
    if its customer is no longer the rep's, was merged or was forgotten since. Raises Invalid, OtherContent,
    AlreadyDone."""
    return await deps.marks.once(command.mark, _kept(deps, command))


async def _kept(deps: Deps, command: ReportVisit) -> Reported:
    now = deps.clock.now()
    if lies_ahead(command.started_at, now):
        raise Invalid.field("/started_at", "lies in the future")
    awaited = is_recent(command.customer_id, now)
    customer = await deps.customers.get(command.customer_id, command.customers, awaited=awaited)
    if customer is None:
        customer = await _visited_before(deps, command, now)
    visit = Visit(
        id=command.id,
        version=1,
        customer_id=command.customer_id if customer is None else customer.id,
        rep_id=command.rep.id,
        started_at=command.started_at,
        note_1=command.note_1,
        note_2=command.note_2,
        created_at=now,
        updated_at=now,
        reported_of=command.customer_id,
    )
    if customer is not None:
        with suppress(AlreadyExists):
            await deps.committer.commit(Unit([deps.visits.insert(visit)], [_reported(visit)], command.mark))
            return Reported(visit)
    kept = await deps.visits.get(visit.id, Scope.everything())
    if kept is not None and kept.says_the_same(visit):
        return Reported(kept, known=True)
    if customer is None:
        raise Invalid.field("/customer_id", "no such customer")
    raise OtherContent(existing_id=visit.id)


async def _visited_before(deps: Deps, command: ReportVisit, now: datetime) -> Customer | None:
    """The card that stands for the customer, if he was the rep's own at the time of the visit."""
    scope = command.customers
    if scope.reach is not Reach.OWN or scope.owner_id is None:
        return None
    cards = await deps.customers.cards(command.customer_id)
    if not cards or cards[-1].erased:
        return None
    handovers = await deps.handovers.after(command.started_at, [card.id for card in cards])
    return cards[-1] if was_held(handovers, scope.owner_id, command.started_at, now) else None


def _reported(visit: Visit) -> VisitReported:
    return VisitReported(
        visit=VisitContract(
            id=visit.id,
            version=visit.version,
            customer_id=visit.customer_id,
            rep_id=visit.rep_id,
            started_at=visit.started_at,
            note_1=visit.note_1,
            note_2=visit.note_2,
        )
    )
