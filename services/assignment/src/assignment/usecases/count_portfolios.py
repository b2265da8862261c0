"""How many customers each manager has, or had at any instant (RC-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assignment.domain.portfolios import BEGINNING, Checkpoint, counted, is_final
from assignment.ports import Deps
from chassis.access import Reach, Scope
from chassis.errors import Forbidden

_AT_ONCE = 50_000
_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class CountPortfolios:
    """`at`: the instant, None is now. `recount`: from the first entry of the journal, past all checkpoints."""

    at: datetime | None
    recount: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Customers by manager at that instant, what happened in it included."""

    at: datetime
    final: bool
    customers: Mapping[str, int]


async def count_portfolios(deps: Deps, command: CountPortfolios, scope: Scope) -> Counts:
    """Own counts the caller's customers alone. Raises Forbidden."""
    if scope.reach is Reach.NONE:
        raise Forbidden("the permission portfolios.read is needed")
    now = deps.clock.now()
    at = command.at or now
    customers = await customers_before(deps, at + _TICK if at < now else None, recount=command.recount)
    if scope.reach is Reach.OWN:
        owner = str(scope.owner_id)
        customers = {owner: customers.get(owner, 0)}
    return Counts(at, is_final(at + _TICK, now), customers)


async def customers_before(deps: Deps, end: datetime | None, *, recount: bool = False) -> Mapping[str, int]:
    """Customers by manager just before `end`; None: now."""
    since = await (_recounted(deps, end) if recount else deps.portfolios.checkpoint(end))
    return counted(since, await deps.portfolios.flows(since.at, end))


async def _recounted(deps: Deps, end: datetime | None) -> Checkpoint:
    """A checkpoint not long before, made from the first entry on, in parts."""
    found = BEGINNING
    while at := await deps.portfolios.after_entries(found.at, _AT_ONCE, end or deps.clock.now()):
        found = Checkpoint(at, counted(found, await deps.portfolios.flows(found.at, at)))
    return found
