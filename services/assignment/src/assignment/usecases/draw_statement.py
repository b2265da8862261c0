"""The statement that a manager is paid by: what he had, gained, lost and has, and why (RC-2, N6)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from assignment.domain.links import Movement
from assignment.domain.portfolios import Period, Statement, statement
from assignment.ports import Deps
from assignment.usecases.count_portfolios import customers_before
from chassis.access import Reach, Scope
from chassis.errors import Forbidden, NotFound

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class DrawStatement:
    """Whose, and for when."""

    staff_id: str
    period: Period


async def draw_statement(deps: Deps, command: DrawStatement, scope: Scope) -> Statement:
    """Raises NotFound if there is no such person or it is not the caller, Forbidden without any permission."""
    await known(deps, command.staff_id, scope)
    flows = await deps.portfolios.flows_of(command.staff_id, command.period, scope)
    customers = await customers_before(deps, command.period.start)
    return statement(command.staff_id, command.period, customers.get(command.staff_id, 0), flows)


async def known(deps: Deps, staff_id: str, scope: Scope) -> None:
    """NotFound unless there is somebody of that id whose figures the caller may see."""
    if scope.reach is Reach.NONE:
        raise Forbidden("the permission portfolios.read is needed")
    stranger = scope.reach is Reach.OWN and scope.owner_id != staff_id
    if stranger or staff_id not in (await deps.companies.current()).names:
        raise NotFound


async def all_movements(deps: Deps, command: DrawStatement, scope: Scope) -> AsyncIterator[list[Movement]]:
    """The movements of the statement, the oldest first, in parts."""
    after = None
    while True:
        found = await deps.portfolios.movements(command.staff_id, command.period, scope, after, _AT_ONCE)
        if found:
            yield found
        if len(found) < _AT_ONCE:
            return
        after = found[-1].position
