"""How many customers a manager has, had, gained and lost, over HTTP (RC-2, N6)."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ConfigDict, Field

from assignment.api.fields import Moment
from assignment.api.periods import period_asked
from assignment.domain.links import Movement
from assignment.domain.portfolios import Period, Statement, is_final
from assignment.ports import Deps
from assignment.usecases.count_portfolios import CountPortfolios, Counts, count_portfolios
from assignment.usecases.draw_statement import DrawStatement, all_movements, draw_statement
from chassis.access import Scope, scope
from chassis.http import Caller, Limit, View, decode_cursor, encode_cursor, page_of
from chassis.http.sheets import RESPONSES, WantsCsv, lines, sheet


class PortfolioView(View):
    """A manager and the number of his customers."""

    staff_id: str
    name: str | None
    active: bool
    customers: int


class PortfoliosView(View):
    """Everybody who has customers at that instant, the most first. `final`: asked again years later it is the same."""

    at: datetime
    final: bool
    total: int
    items: list[PortfolioView]
    next: None = None


class ReasonView(View):
    """How many customers came or went for one reason."""

    reason: str
    gained: int
    lost: int


class MovementView(View):
    """A customer who came from, or went to, the other manager; null: nobody. `by`: whose act it was. Names are as they
    are today."""

    at: datetime
    change: Literal["gained", "lost"]
    customer_id: str
    customer_name: str | None
    other_manager_id: str | None
    other_manager_name: str | None
    reason: str
    decision_id: str
    by: str | None
    by_name: str | None


class StatementView(View):
    """From `from` until just before `to`: `closing` is `opening` + `gained` - `lost`, and the `opening` of the period
    that follows. `final`: asked again years later it is the same."""

    model_config = ConfigDict(populate_by_name=True)

    staff_id: str
    name: str | None
    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")
    final: bool
    opening: int
    gained: int
    lost: int
    closing: int
    reasons: list[ReasonView]
    items: list[MovementView]
    next: str | None = None


def portfolios_router(deps: Deps) -> APIRouter:
    """The routes of /v1/portfolios."""
    router = APIRouter(prefix="/v1/portfolios", tags=["portfolios"])

    asked_period = Depends(period_asked(deps.clock))

    @router.get("", operation_id="countPortfolios", responses=RESPONSES, response_model=PortfoliosView)
    async def count(
        caller: Caller,
        csv: WantsCsv,
        response: Response,
        at: Annotated[Moment | None, Query(description="Now without it.")] = None,
        recount: Annotated[
            bool, Query(description="Count every movement from the first on, past all checkpoints.")
        ] = False,
    ) -> PortfoliosView | Response:
        """How many customers each manager has, or had at any instant; the caller alone if his permission is `own`."""
        counts = await count_portfolios(deps, CountPortfolios(at, recount), scope(caller, "portfolios.read"))
        response.headers["Vary"] = "Accept"
        view = await _portfolios(deps, counts)
        return sheet("portfolios", _portfolio_lines(view)) if csv else view

    @router.get("/{staff_id}/statement", operation_id="getStatement", responses=RESPONSES, response_model=StatementView)
    async def draw(
        staff_id: str,
        caller: Caller,
        csv: WantsCsv,
        request: Request,
        response: Response,
        period: Annotated[Period, asked_period],
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> StatementView | Response:
        """Opening, gained, lost, closing, and each movement with its reason; as a table with all of them at once."""
        after = None if cursor is None else decode_cursor(cursor, datetime, str)
        asked, within = DrawStatement(staff_id, period), scope(caller, "portfolios.read")
        drawn = await draw_statement(deps, asked, within)
        if csv:
            return sheet(f"statement-{staff_id}", _statement_lines(deps, drawn, asked, within))
        found = await deps.portfolios.movements(staff_id, period, within, after, limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(*last.position))
        response.headers["Vary"] = "Accept"
        return await _statement(deps, drawn, shown, following)

    return router


async def _portfolios(deps: Deps, counts: Counts) -> PortfoliosView:
    company = await deps.companies.current()
    items = [
        PortfolioView(
            staff_id=staff_id,
            name=company.names.get(staff_id),
            active=company.roster.active(staff_id) is not None,
            customers=customers,
        )
        for staff_id, customers in counts.customers.items()
    ]
    items.sort(key=lambda item: (-item.customers, item.staff_id))
    return PortfoliosView(at=counts.at, final=counts.final, total=sum(item.customers for item in items), items=items)


async def _portfolio_lines(view: PortfoliosView) -> AsyncIterator[str]:
    yield lines(
        [
            ("at", "staff_id", "name", "active", "customers"),
            *((_at(view.at), item.staff_id, item.name, item.active, item.customers) for item in view.items),
        ]
    )


async def _statement(
    deps: Deps, drawn: Statement, movements: Sequence[Movement], following: str | None
) -> StatementView:
    names = (await deps.companies.current()).names
    return StatementView(
        staff_id=drawn.staff_id,
        name=names.get(drawn.staff_id),
        start=drawn.period.start,
        end=drawn.period.end,
        final=is_final(drawn.period.end, deps.clock.now()),
        opening=drawn.opening,
        gained=sum(drawn.gained.values()),
        lost=sum(drawn.lost.values()),
        closing=drawn.closing,
        reasons=[
            ReasonView(reason=reason, gained=drawn.gained.get(reason, 0), lost=drawn.lost.get(reason, 0))
            for reason in sorted({*drawn.gained, *drawn.lost})
        ],
        items=await _movements(deps, drawn.staff_id, movements, names),
        next=following,
    )


async def _movements(
    deps: Deps, staff_id: str, movements: Sequence[Movement], names: Mapping[str, str]
) -> list[MovementView]:
    customers = await asyncio.gather(*(deps.customers.get(each.link.customer_id) for each in movements))
    return [
        _movement(movement, staff_id, names, customer.name if customer is not None else None)
        for movement, customer in zip(movements, customers, strict=True)
    ]


def _movement(movement: Movement, staff_id: str, names: Mapping[str, str], customer: str | None) -> MovementView:
    link = movement.link
    gained = link.manager_id == staff_id
    other = movement.previous_id if gained else link.manager_id
    return MovementView(
        at=link.since,
        change="gained" if gained else "lost",
        customer_id=link.customer_id,
        customer_name=customer,
        other_manager_id=other,
        other_manager_name=names.get(other or ""),
        reason=link.reason,
        decision_id=link.decision_id,
        by=link.by,
        by_name=names.get(link.by or ""),
    )


_COLUMNS = tuple(MovementView.model_fields)


async def _statement_lines(deps: Deps, drawn: Statement, asked: DrawStatement, within: Scope) -> AsyncIterator[str]:
    """From the opening to the closing, with what he has after each movement in the last column."""
    names = (await deps.companies.current()).names
    has = drawn.opening
    empty = ("",) * (len(_COLUMNS) - 2)
    yield lines([(*_COLUMNS, "customers"), (_at(drawn.period.start), "opening", *empty, has)])
    async for part in all_movements(deps, asked, within):
        rows = []
        for view in await _movements(deps, drawn.staff_id, part, names):
            has += 1 if view.change == "gained" else -1
            _, *values = view.model_dump().values()
            rows.append((_at(view.at), *values, has))
        yield lines(rows)
    yield lines([(_at(drawn.period.end), "closing", *empty, has)])


def _at(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
