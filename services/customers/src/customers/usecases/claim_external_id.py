"""A key of another system stands on one card only, so that a file that is read twice doubles nothing."""

from chassis.access import Scope
from chassis.commit import AlreadyExists, Unit
from chassis.errors import Conflict
from customers.ports import Deps


class ExternalIdTaken(Conflict):
    """Another card has it; `existing_id` says which, to whoever may see that card."""

    type = "external-id-taken"
    title = "Another customer has this external_id"


async def refuse_taken(deps: Deps, external_id: str | None, within: Scope) -> None:
    """Tells what the commit would find out: there, one row of a file that is read again makes all units of its group
    begin anew. ExternalIdTaken."""
    if external_id is not None and (holder := await deps.cards.holder(external_id, within)) is not None:
        raise ExternalIdTaken(external_id, existing_id=holder.id)


async def commit_claiming(deps: Deps, unit: Unit, within: Scope) -> None:
    """Commits a unit that writes cards; ExternalIdTaken if an external id is not free."""
    try:
        await deps.committer.commit(unit)
    except AlreadyExists as error:
        external_id = error.keys.get("external_ids")
        if external_id is None:
            raise
        holder = await deps.cards.holder(external_id, within)
        raise ExternalIdTaken(external_id, existing_id=holder and holder.id) from None
