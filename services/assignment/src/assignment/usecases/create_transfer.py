"""A manager's customers are to go to somebody else, or to be spread over several (M4, NX-13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from assignment.domain.settings import Strategy
from assignment.domain.transfers import Transfer
from assignment.ports import Company, Deps
from chassis.commit import Unit
from chassis.errors import Fault, Invalid, VersionConflict
from chassis.inbox import Mark

_TRIES = 5


@dataclass(frozen=True, slots=True)
class CreateTransfer:
    """`to_id` None: spread by the distribution settings. `customer_ids` None: all of his. `reads_all`, `manages_all`:
    how far the author's permissions reach."""

    id: str
    author_id: str
    from_id: str
    to_id: str | None
    customer_ids: Sequence[str] | None
    open_orders: bool
    preview: bool
    reads_all: bool
    manages_all: bool
    mark: Mark | None


async def create_transfer(deps: Deps, command: CreateTransfer) -> Transfer:
    """The job, which the worker does from now on. Raises Invalid for people who are not there or not ACTIVE and while
    distribution is off, AlreadyDone if the mark was there before."""
    now = deps.clock.now()
    transfer = Transfer(
        id=command.id,
        version=1,
        author_id=command.author_id,
        from_id=command.from_id,
        to_id=command.to_id,
        open_orders=command.open_orders,
        preview=command.preview,
        reads_all=command.reads_all,
        manages_all=command.manages_all,
        created_at=now,
        updated_at=now,
    )
    writes = deps.transfers.added(transfer, command.customer_ids)
    for _ in range(_TRIES):
        company = await deps.companies.current()
        faults = _faults(company, command)
        if faults:
            raise Invalid(faults=faults)
        try:
            await deps.commits.commit(Unit([deps.companies.unchanged(company), *writes], mark=command.mark))
        except VersionConflict:
            deps.companies.forget()
            continue
        return transfer
    raise VersionConflict


def _faults(company: Company, command: CreateTransfer) -> tuple[Fault, ...]:
    faults = []
    if company.roster.get(command.from_id) is None:
        faults.append(Fault("/from_id", "no such member of staff"))
    if command.to_id is None:
        if company.settings.strategy is Strategy.OFF:
            faults.append(Fault("/distribute", "automatic distribution is off"))
    elif command.to_id == command.from_id:
        faults.append(Fault("/to_id", "the same as from_id"))
    elif company.roster.get(command.to_id) is None:
        faults.append(Fault("/to_id", "no such member of staff"))
    elif company.roster.active(command.to_id) is None:
        faults.append(Fault("/to_id", f"MANAGER_INACTIVE: {company.names[command.to_id]} is not active"))
    return tuple(faults)
