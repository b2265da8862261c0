"""Somebody was deactivated: supervisors get one task, to reassign the customers and orders he leaves (M1)."""

from assignment.ports import Deps
from assignment.usecases.announce import staff_deactivated
from chassis.access import Scope
from chassis.commit import Unit
from chassis.inbox import AlreadyDone, Mark


async def ask_for_reassignment(deps: Deps, staff_id: str) -> None:
    """Counts what is his by now and says so, once for each time that he is deactivated; nothing if nothing is left,
    or if he is back already."""
    staff = await deps.staff.get(staff_id, Scope.everything())
    if staff is None or staff.inactive_since is None:
        return
    customers, open_orders = await deps.links.count_of(staff_id), await deps.orders.count_open_of(staff_id)
    if not customers and not open_orders:
        return
    supervisors = (await deps.companies.current()).roster.supervisors
    since = staff.inactive_since
    event = staff_deactivated(staff, since, customers=customers, open_orders=open_orders, supervisors=supervisors)
    try:
        await deps.commits.commit(Unit(events=[event], mark=Mark(f"deactivated:{staff_id}:{since.isoformat()}")))
    except AlreadyDone:
        # He was told of before: anything else about him changed since.
        return


async def ask_about(deps: Deps, *customer_ids: str) -> None:
    """The same for those of these customers who came to their manager after he had left: by news that was under way, or
    because something was taken back. The news of his leaving may have been heard when nothing was his."""
    roster = (await deps.companies.current()).roster
    for customer_id in customer_ids:
        link = await deps.links.get(customer_id, Scope.everything())
        manager = roster.get(link.manager_id) if link is not None else None
        if link is None or manager is None or manager.inactive_since is None:
            continue
        if link.since >= manager.inactive_since:
            await ask_for_reassignment(deps, manager.id)
