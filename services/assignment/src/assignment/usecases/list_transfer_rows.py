"""What became of the customers of a transfer, with their names."""

from assignment.domain.transfers import Outcome, Row
from assignment.ports import Deps, RowQuery


async def list_transfer_rows(deps: Deps, query: RowQuery, limit: int) -> list[tuple[Row, str | None]]:
    """A customer whom the author could not see has no name here either."""
    rows = await deps.transfers.rows(query, limit)
    seen = [row.customer_id for row in rows if row.outcome is not Outcome.NOT_FOUND]
    names = {record.id: record.name for record in await deps.customers.several(seen)}
    return [(row, names.get(row.customer_id)) for row in rows]
