"""Who would have got what, had a draft of the distribution settings held (N2). Reads, and writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assignment.domain.facts import OrderFacts
from assignment.domain.portfolios import Period
from assignment.domain.records import Entry
from assignment.domain.settings import EVERYBODY, Settings
from assignment.domain.simulation import Opening, Simulation
from assignment.ports import Deps
from assignment.usecases.change_distribution import unknown_parties
from chassis.errors import Invalid

MOST_DECISIONS = 50_000
_AT_ONCE = 100
"""Decisions that are made without a pause; others of the process have their turn in between."""
_KEPT_TO = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class SimulateDistribution:
    """A draft, and the period whose recorded decisions it is tried on."""

    draft: Settings
    period: Period


async def simulate_distribution(deps: Deps, command: SimulateDistribution) -> Simulation:
    """Raises Invalid for a period without length or with too many decisions, and for groups or people of the draft
    that are not there."""
    draft, period = command.draft, command.period
    if period.start >= period.end:
        raise Invalid.field("/until", "must be later than since")
    faults = await unknown_parties(deps, await deps.companies.current(), draft, "/distribution")
    if faults:
        raise Invalid(faults=faults)
    extent = await deps.ledger.extent(period, MOST_DECISIONS + 1)
    if extent.decisions > MOST_DECISIONS:
        raise Invalid.field("/since", f"the period has more than {MOST_DECISIONS} decisions; choose a shorter one")
    rosters = await deps.companies.rosters(extent.first_version, extent.last_version)
    simulation = Simulation(draft, await opening_of(deps, draft, period))
    first_orders = _FirstOrders(deps) if any(pool.when.returning is not None for pool in draft.pools) else None
    after: str | None = None
    while page := await deps.ledger.of_period(period, after, _AT_ONCE):
        entries = page if first_orders is None else await first_orders.told(page)
        for entry in entries:
            simulation.play(entry, rosters.as_of(entry.decision.roster_version))
        after = page[-1].id
    return simulation


async def opening_of(deps: Deps, draft: Settings, period: Period) -> Opening:
    """Pools of the draft that are not new go on from where their wheel stood; people carry what they carried, also
    what went to others since."""
    names = [pool.name for pool in draft.pools] or [EVERYBODY.name]
    held: dict[str, str] = {}
    people = [person.id for person in (await deps.companies.current()).roster.people]
    for at in range(0, len(people), _AT_ONCE):
        some = people[at : at + _AT_ONCE]
        held |= await deps.orders.held_at(some, period.start)
        moved = await deps.orders.moved_since(some, period.start)
        for first in range(0, len(moved), _AT_ONCE):
            held |= await deps.ledger.holders_at(moved[first : first + _AT_ONCE], period.start)
    return Opening(await deps.ledger.first_wheels(period, names), held)


class _FirstOrders:
    """Whether customers ordered before is recorded only if the settings of the time asked; a draft may ask anew."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._known: dict[str, datetime] = {}

    async def told(self, page: Sequence[Entry]) -> list[Entry]:
        wanted = {entry.customer_id for entry in page if entry.customer_id is not None} - self._known.keys()
        self._known |= await self._deps.orders.first_placed(sorted(wanted))
        return [self._with(entry) for entry in page]

    def _with(self, entry: Entry) -> Entry:
        facts = entry.facts
        if not isinstance(facts, OrderFacts) or facts.customer is None:
            return entry
        first = self._known.get(facts.customer.id)
        # The first order itself was placed some microseconds after what is kept of it.
        returning = first is not None and facts.order.placed_at - first >= _KEPT_TO
        return replace(entry, facts=replace(facts, customer=replace(facts.customer, returning=returning)))
