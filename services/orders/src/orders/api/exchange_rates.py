"""Exchange rates over HTTP."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, ConfigDict, Field, model_validator

from chassis.http import Body, Caller, Limit, Page, View, decode_cursor, encode_cursor, page_of, tag
from contracts.money import Currency
from orders.domain.exchange import ExchangeRate
from orders.ports import Uses
from orders.usecases.set_exchange_rate import SetExchangeRate, set_exchange_rate

Rate = Annotated[
    Decimal,
    Field(
        gt=0,
        lt=10**7,
        max_digits=12,
        allow_inf_nan=False,
        description="Units of `currency` for one unit of `base`.",
        examples=["4.9765"],
    ),
    AfterValidator(lambda rate: Decimal(f"{rate:f}")),
]
Day = Annotated[
    date,
    Field(
        ge=date(1970, 1, 2), le=date(2199, 12, 31), description="The day from which it holds, in the shop's time zone."
    ),
]


class ExchangeRateBody(Body):
    """What a currency is worth from a day on, until the next rate of the pair."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"base": "EUR", "currency": "RON", "rate": "4.9765", "valid_from": "2026-11-01"}]
        }
    )

    base: Currency
    currency: Currency
    rate: Rate
    valid_from: Day

    @model_validator(mode="after")
    def _two_currencies(self) -> Self:
        if self.base == self.currency:
            raise ValueError("base and currency must differ")
        return self


class ExchangeRateView(View):
    """A dated rate."""

    id: str
    version: int
    base: str
    currency: str
    rate: Decimal
    valid_from: date
    set_by: str
    created_at: datetime
    updated_at: datetime


def router(uses: Uses) -> APIRouter:
    """`/v1/exchange-rates`."""
    routes = APIRouter(prefix="/v1/exchange-rates", tags=["products"])

    @routes.put("", operation_id="setExchangeRate", summary="Set the rate of two currencies from a day on")
    async def put(body: ExchangeRateBody, caller: Caller, response: Response) -> ExchangeRateView:
        caller.require("products.write")
        command = SetExchangeRate(
            base=body.base, currency=body.currency, valid_from=body.valid_from, rate=body.rate, by=caller
        )
        rate = await set_exchange_rate(uses, command)
        tag(response, rate.version)
        return _view(rate)

    @routes.get("", operation_id="listExchangeRates", summary="List rates by base, currency and day")
    async def page(
        request: Request,
        response: Response,
        caller: Caller,
        base: Currency | None = None,
        currency: Currency | None = None,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Limit = 50,
    ) -> Page[ExchangeRateView]:
        caller.require("products.read")
        after = decode_cursor(cursor, str)[0] if cursor else None
        found = await uses.rates.page(base, currency, after, limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(last.id))
        return Page(items=[_view(rate) for rate in shown], next=following)

    return routes


def _view(rate: ExchangeRate) -> ExchangeRateView:
    return ExchangeRateView(
        id=rate.id,
        version=rate.version,
        base=rate.base,
        currency=rate.currency,
        rate=rate.rate,
        valid_from=rate.valid_from,
        set_by=rate.set_by,
        created_at=rate.created_at,
        updated_at=rate.updated_at,
    )
