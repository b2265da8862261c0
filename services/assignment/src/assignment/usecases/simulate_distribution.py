"""Who would have got what, had a draft of the distribution settings held (N2). Reads, and writes nothing."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from assignment.domain.portfolios import Period
from assignment.domain.settings import Settings
from assignment.domain.simulation import Simulation
from assignment.ports import Deps
from assignment.usecases.change_distribution import unknown_parties
from assignment.usecases.measure_fairness import regimes_of
from assignment.usecases.open_simulation import Returning, opening_of
from chassis.errors import Invalid

MOST_DECISIONS = 50_000
_AT_ONCE = 100
"""Decisions that are made without a pause; others of the process have their turn in between."""
_DAY = timedelta(days=1)


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
    # What has not happened yet cannot be simulated.
    end = max(period.start, min(period.end, deps.clock.now()))
    returning = Returning(deps, draft)
    first = await deps.companies.version_before(period.start)
    first = min(first, extent.first_version) if extent.decisions else first
    last = max(first, extent.last_version, await deps.companies.version_before(end))
    rosters = await deps.companies.rosters(first, last)
    opening = await opening_of(deps, draft, period, rosters.as_of(first), returning)
    simulation = Simulation(draft, opening, rosters, await regimes_of(deps, period))
    after: str | None = None
    while page := await deps.ledger.of_period(period, after, _AT_ONCE):
        for entry in await returning.told(page):
            simulation.play(entry)
        after = page[-1].id
    while simulation.now < end:
        simulation.pass_to(min(simulation.now + _DAY, end))
        await asyncio.sleep(0)
    return simulation
