"""Loyalty and speed over HTTP (RC-1, RC-4)."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Response
from pydantic import ConfigDict, Field

from assignment.api.periods import period_asked
from assignment.domain.figures import Figures, Waits
from assignment.domain.portfolios import Period
from assignment.ports import Deps
from assignment.usecases.draw_statement import known
from assignment.usecases.reckon_figures import reckon_figures
from chassis.access import scope
from chassis.http import Caller, View
from chassis.http.sheets import RESPONSES, WantsCsv, lines, sheet


class WaitsView(View):
    """How long orders waited for the first act of a member of staff; null: there were none."""

    orders: int
    median_seconds: float | None
    p90_seconds: float | None

    @classmethod
    def of(cls, waits: Waits) -> Self:
        """As it is shown."""
        return cls(orders=len(waits.seconds), median_seconds=waits.median, p90_seconds=waits.p90)


class FiguresView(View):
    """`returning_orders` are of customers who had ordered before, `same_manager` those whose order before was his too,
    `repeat_rate` the one by the other. `known` and `new`: orders that he was first to handle, of customers who had
    ordered before and of others; who enters an order lets nobody wait. `unhandled`: given to him, and nobody acted."""

    staff_id: str | None
    name: str | None
    orders: int
    returning_orders: int
    same_manager: int
    repeat_rate: float | None
    known: WaitsView
    new: WaitsView
    unhandled: int


class PeriodFiguresView(View):
    """By manager, and of all together for who sees everybody."""

    model_config = ConfigDict(populate_by_name=True)

    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")
    total: FiguresView | None
    items: list[FiguresView]
    next: None = None


def figures_router(deps: Deps) -> APIRouter:
    """The figures among the routes of /v1/portfolios."""
    router = APIRouter(prefix="/v1/portfolios", tags=["portfolios"])
    asked_period = Depends(period_asked(deps.clock))

    @router.get("/figures", operation_id="listFigures", responses=RESPONSES, response_model=PeriodFiguresView)
    async def figures(
        caller: Caller, csv: WantsCsv, response: Response, period: Annotated[Period, asked_period]
    ) -> PeriodFiguresView | Response:
        """Same-manager repeat rate and time to first handling of orders placed in the period, by manager."""
        reckoned = await reckon_figures(deps, period, scope(caller, "portfolios.read"))
        names = (await deps.companies.current()).names
        view = PeriodFiguresView(
            start=period.start,
            end=period.end,
            total=_view(None, reckoned.total, names) if reckoned.total is not None else None,
            items=[_view(staff_id, found, names) for staff_id, found in reckoned.managers.items()],
        )
        response.headers["Vary"] = "Accept"
        return sheet("figures", _lines(view)) if csv else view

    @router.get("/{staff_id}/figures", operation_id="getFigures", responses=RESPONSES, response_model=PeriodFiguresView)
    async def figures_of(
        staff_id: str, caller: Caller, csv: WantsCsv, response: Response, period: Annotated[Period, asked_period]
    ) -> PeriodFiguresView | Response:
        """The same of one manager."""
        within = scope(caller, "portfolios.read")
        await known(deps, staff_id, within)
        found = (await reckon_figures(deps, period, within)).managers.get(staff_id, Figures())
        item = _view(staff_id, found, (await deps.companies.current()).names)
        view = PeriodFiguresView(start=period.start, end=period.end, total=None, items=[item])
        response.headers["Vary"] = "Accept"
        return sheet(f"figures-{staff_id}", _lines(view)) if csv else view

    return router


def _view(staff_id: str | None, figures: Figures, names: Mapping[str, str]) -> FiguresView:
    return FiguresView(
        staff_id=staff_id,
        name=names.get(staff_id or ""),
        orders=figures.orders,
        returning_orders=figures.returning,
        same_manager=figures.same,
        repeat_rate=None if figures.repeat_rate is None else round(figures.repeat_rate, 4),
        known=WaitsView.of(figures.known),
        new=WaitsView.of(figures.new),
        unhandled=figures.unhandled,
    )


_WAITS = tuple(WaitsView.model_fields)
_PLAIN = tuple(name for name in FiguresView.model_fields if name not in ("known", "new"))
_COLUMNS = (*_PLAIN, *(f"{which}_{name}" for which in ("known", "new") for name in _WAITS))


async def _lines(view: PeriodFiguresView) -> AsyncIterator[str]:
    """A line each; the one of all together has no staff id."""
    rows = [*view.items, *([view.total] if view.total is not None else [])]
    yield lines([_COLUMNS, *(_row(row) for row in rows)])


def _row(view: FiguresView) -> tuple[object, ...]:
    plain = tuple(getattr(view, name) for name in _PLAIN)
    return (*plain, *(getattr(waits, name) for waits in (view.known, view.new) for name in _WAITS))
