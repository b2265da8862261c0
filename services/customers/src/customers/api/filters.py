"""The filters that the list and the export have in common."""

from typing import Annotated

from fastapi import Depends, Query

from customers.domain.card import Status, Temperature
from customers.domain.listing import Query as CardQuery
from customers.domain.search import asked


async def _filters(
    q: Annotated[str | None, Query(max_length=200, description="Name, e-mail or phone.")] = None,
    external_id: Annotated[str | None, Query(max_length=100, description="The key in another system.")] = None,
    status: Status | None = None,
    temperature: Temperature | None = None,
    follow_up: Annotated[
        bool, Query(description="Without those who are not interested or not active, the hottest first.")
    ] = False,
    active: bool | None = None,
    manager_id: Annotated[str | None, Query(max_length=64)] = None,
) -> CardQuery:
    return CardQuery(
        asked=asked(q or ""),
        external_id=external_id,
        status=status,
        temperature=temperature,
        follow_up=follow_up,
        active=active,
        manager_id=manager_id,
    )


Filters = Annotated[CardQuery, Depends(_filters)]
"""What is asked for, in no order yet."""
