"""The stale radar over HTTP (N10)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from assignment.domain.stale import AtRisk, Missing, Stake, StaleCustomer, WhyMissing, at_risk, by_age, by_spending
from assignment.ports import Deps
from assignment.usecases.survey_stale import survey_stale, with_stakes
from chassis.access import scope
from chassis.errors import Invalid
from chassis.http import Caller, Limit, Page, View, decode_cursor, encode_cursor, page_of
from contracts.money import Currency, Money

_Sort = Literal["since", "money"]
_Key = Callable[[StaleCustomer], tuple[Any, str]]


class NamedView(View):
    """Somebody."""

    id: str
    name: str | None


class MissingView(View):
    """A manager who is inactive, or away until `until`; `cover` stands in for him."""

    id: str
    name: str | None
    why: WhyMissing
    since: datetime
    until: datetime | None
    cover: NamedView | None


class StaleView(View):
    """A customer whose manager is missing. `spent`: his orders of the last twelve months, by currency."""

    customer: NamedView
    manager: MissingView
    open_orders: int
    spent: list[Money]


class AtRiskView(View):
    """All customers of a missing manager together."""

    manager: MissingView
    customers: int
    open_orders: int
    spent: list[Money]


def stale_router(deps: Deps) -> APIRouter:
    """The routes of /v1/stale."""
    router = APIRouter(prefix="/v1/stale", tags=["stale"])

    @router.get("", operation_id="listStale")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        sort: _Sort = "since",
        currency: Annotated[Currency | None, Query(description="By whose amounts to sort; with `sort=money`.")] = None,
        manager_id: Annotated[str | None, Query(max_length=100)] = None,
        why: WhyMissing | None = None,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[StaleView]:
        """Customers whose manager is inactive or away now: those who lack him longest first, or those who spent most
        in a currency."""
        key = _key(sort, currency)
        after = None if cursor is None else _after(cursor, sort)
        wanted = [
            customer
            for customer in await survey_stale(deps, scope(caller, "customers.read"))
            if (manager_id is None or customer.manager.staff_id == manager_id)
            and (why is None or customer.manager.why is why)
        ]
        ranked = await with_stakes(deps, wanted) if sort == "money" else wanted
        found = sorted((customer for customer in ranked if after is None or key(customer) > after), key=key)
        shown, following = page_of(request, response, found, limit, lambda last: _cursor(key(last)))
        if sort != "money":
            shown = await with_stakes(deps, shown)
        names = await _names(deps, shown)
        return Page(items=[_view(customer, names) for customer in shown], next=following)

    @router.get("/managers", operation_id="listStaleManagers")
    async def summary(caller: Caller) -> Page[AtRiskView]:
        """The same, summed up by manager; there are few, so there is one page."""
        customers = await survey_stale(deps, scope(caller, "customers.read"))
        found = at_risk(await with_stakes(deps, customers))
        names = (await deps.companies.current()).names
        return Page(items=[_summed(each, names) for each in found])

    return router


def _key(sort: _Sort, currency: str | None) -> _Key:
    if sort == "since":
        return by_age
    if currency is None:
        raise Invalid.field("query:currency", "needed to sort by money")
    return lambda customer: by_spending(customer, currency)


def _cursor(key: tuple[Any, str]) -> str:
    at, customer_id = key
    return encode_cursor(at if isinstance(at, datetime) else str(at), customer_id)


def _after(cursor: str, sort: _Sort) -> tuple[Any, str]:
    if sort == "since":
        since, customer_id = decode_cursor(cursor, datetime, str)
        return since, customer_id
    amount, customer_id = decode_cursor(cursor, str, str)
    try:
        exact = Decimal(amount)
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite():
        raise Invalid.field("query:cursor", "not a cursor of this list")
    return exact, customer_id


async def _names(deps: Deps, customers: Sequence[StaleCustomer]) -> Mapping[str, str]:
    named = await deps.customers.several(customer.customer_id for customer in customers)
    return {**(await deps.companies.current()).names, **{customer.id: customer.name for customer in named}}


def _view(customer: StaleCustomer, names: Mapping[str, str]) -> StaleView:
    return StaleView(
        customer=_named(customer.customer_id, names),
        manager=_missing(customer.manager, names),
        open_orders=customer.stake.open_orders,
        spent=_money(customer.stake),
    )


def _summed(each: AtRisk, names: Mapping[str, str]) -> AtRiskView:
    return AtRiskView(
        manager=_missing(each.manager, names),
        customers=each.customers,
        open_orders=each.stake.open_orders,
        spent=_money(each.stake),
    )


def _missing(manager: Missing, names: Mapping[str, str]) -> MissingView:
    return MissingView(
        id=manager.staff_id,
        name=names.get(manager.staff_id),
        why=manager.why,
        since=manager.since,
        until=manager.until,
        cover=_named(manager.cover_id, names) if manager.cover_id is not None else None,
    )


def _named(some_id: str, names: Mapping[str, str]) -> NamedView:
    return NamedView(id=some_id, name=names.get(some_id))


def _money(stake: Stake) -> list[Money]:
    return [Money.of(amount, currency) for currency, amount in sorted(stake.spent.items())]
