"""The period that a question is about."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Query

from assignment.api.fields import Moment
from assignment.domain.portfolios import Period
from chassis.clock import Clock
from chassis.errors import Invalid


def period_asked(clock: Clock, first: str = "from", last: str = "to") -> Callable[..., Awaitable[Period]]:
    """A dependency that reads it from two query parameters of these names."""

    async def period(
        start: Annotated[Moment, Query(alias=first)],
        end: Annotated[Moment | None, Query(alias=last, description="Now without it.")] = None,
    ) -> Period:
        until = end or clock.now()
        if until < start:
            raise Invalid.field(f"query:{last}", f"must not lie before `{first}`")
        return Period(start, until)

    return period
