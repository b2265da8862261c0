"""Works transfers off, one after another, step by step (M4).

Each step starts from what is stored and is one unit with the new state of the transfer: a process that dies loses the
step it was at and nothing else, and of two that do the same step one is refused. Between steps the job rests longer
than the last one took, so that new orders keep their speed.
"""

import asyncio
import time

from assignment.domain.links import Movement
from assignment.domain.transfer_digest import digest_to
from assignment.domain.transfers import Outcome, State, Transfer
from assignment.ports import Deps, RowQuery
from assignment.usecases.announce import transfer_finished
from assignment.usecases.ask_for_reassignment import ask_for_reassignment
from assignment.usecases.move_customers import move_customers
from assignment.usecases.move_orders import move_orders
from chassis.access import Scope
from chassis.commit import AlreadyExists, Unit
from chassis.errors import Unavailable, VersionConflict
from chassis.mishaps import described
from chassis.telemetry import log

TRANSFERS = "transfers"
_LOOK_EVERY = 1.0
_AFTER_A_DEFECT = 5.0
_LISTED_AT_ONCE = 500
_MOVED_AT_ONCE = 100
_REST = 2
"""Times as long as the last step took: what follows from it in the other services costs more than the step itself."""


async def run_transfers(deps: Deps, to_author: bool) -> None:
    """Does whatever there is to do, if no other process does, until cancelled. `to_author`: he gets a digest too."""
    while True:
        try:
            await _work(deps, to_author)
        except Unavailable as error:
            log("transfers").warning("waiting_for_the_database", why=described(error))
        except Exception:
            # A defect here must not take down the decisions about orders that this process makes too.
            log("transfers").exception("transfer_failed")
            await asyncio.sleep(_AFTER_A_DEFECT)
        await asyncio.sleep(_LOOK_EVERY)


async def _work(deps: Deps, to_author: bool) -> None:
    most = _MOVED_AT_ONCE
    while await deps.leases.hold(TRANSFERS):
        transfer = await deps.transfers.unfinished()
        if transfer is None:
            return
        began = time.monotonic()
        try:
            await _step(deps, transfer, most, to_author)
            most = min(most * 2, _MOVED_AT_ONCE)
        except (VersionConflict, AlreadyExists):
            # Somebody came in between. The fewer are moved at once, the less often that happens.
            deps.companies.forget()
            most = max(most // 2, 1)
        await asyncio.sleep(_REST * (time.monotonic() - began))


async def _step(deps: Deps, transfer: Transfer, most: int, to_author: bool) -> None:
    if transfer.state is State.PLANNING:
        await _list(deps, transfer)
    elif transfer.orders_to < transfer.moved_to:
        await move_orders(deps, transfer, _MOVED_AT_ONCE)
    elif customer_ids := await deps.transfers.pending(transfer.id, transfer.moved_to, most):
        await move_customers(deps, transfer, customer_ids)
    else:
        await _finish(deps, transfer, to_author)


async def _list(deps: Deps, transfer: Transfer) -> None:
    now = deps.clock.now()
    if customer_ids := await _following(deps, transfer):
        planned = transfer.planned(customer_ids, now)
    elif left := await _left_meanwhile(deps, transfer):
        customer_ids = await deps.transfers.unlisted(transfer.id, [each.link.customer_id for each in left])
        planned = transfer.planned_late(customer_ids, left[-1].position, now)
    else:
        planned = transfer.started(await deps.links.counts() if transfer.spreads else {}, now)
    writes = [deps.transfers.replaced(planned), *deps.transfers.listed(transfer.id, customer_ids)]
    await deps.commits.commit(Unit(writes))


async def _left_meanwhile(deps: Deps, transfer: Transfer) -> list[Movement]:
    """They were the former manager's when the transfer was asked for: its author wants to know of them."""
    if transfer.undo_of is not None or await deps.transfers.named(transfer.id) is not None:
        return []
    return await deps.links.left(transfer.from_id, transfer.created_at, transfer.left_to, _LISTED_AT_ONCE)


async def _following(deps: Deps, transfer: Transfer) -> list[str]:
    after = transfer.planned_to
    if transfer.undo_of is not None:
        moved = await deps.transfers.rows(RowQuery(transfer.undo_of, Outcome.ASSIGNED, after), _LISTED_AT_ONCE)
        return [row.customer_id for row in moved]
    named = await deps.transfers.named(transfer.id)
    if named is not None:
        return [each for each in named if each > after][:_LISTED_AT_ONCE]
    return await deps.links.customers_of(transfer.from_id, transfer.created_at, after, _LISTED_AT_ONCE)


async def _finish(deps: Deps, transfer: Transfer, to_author: bool) -> None:
    now = deps.clock.now()
    company = await deps.companies.current()
    finished = transfer.finished(now)
    writes = [deps.companies.unchanged(company), deps.transfers.replaced(finished)]
    if transfer.undo_of is not None:
        # Whoever left when nothing was his has something again (M1).
        for staff_id in transfer.got:
            await ask_for_reassignment(deps, staff_id)
        original = await deps.transfers.get(transfer.undo_of, Scope.everything())
        assert original is not None
        writes.append(deps.transfers.replaced(original.undone(now)))
    told = digest_to(finished, company.roster, to_author=to_author)
    events = [] if transfer.preview else [transfer_finished(finished, told, now)]
    await deps.commits.commit(Unit(writes, events))
