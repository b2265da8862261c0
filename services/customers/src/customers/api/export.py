"""Customers as a table (CSV). Its columns are those that `vinculo import customers` reads."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from chassis.access import Scope
from chassis.http import Caller
from chassis.http.sheets import CSV, lines, sheet
from customers.api.filters import Filters
from customers.api.scopes import reach
from customers.domain.card import Card
from customers.domain.listing import Met
from customers.domain.listing import Query as CardQuery
from customers.ports import Deps, Staff

_AT_ONCE = 500
_DETAILS = (
    "external_id",
    "name",
    "vat_number",
    "contact_person",
    "email",
    "phone",
    "address",
    "status",
    "temperature",
    "discount_percent",
    "currency",
    "language",
    "country",
    "region",
    "active",
)
COLUMNS = (*_DETAILS, "channel", "manager", "id", "phone_e164", "vat_normalised", "created_at", "updated_at")


def export_router(deps: Deps) -> APIRouter:
    """The route of /v1/customers/export; to stand before that of one card."""
    router = APIRouter(prefix="/v1/customers", tags=["customers"])

    @router.get(
        "/export",
        operation_id="exportCustomers",
        response_class=StreamingResponse,
        responses={200: {"content": {CSV: {"schema": {"type": "string"}}}, "description": "The table."}},
    )
    async def export(
        caller: Caller,
        asked_for: Filters,
        bom: Annotated[bool, Query(description="Begins with the mark by which spreadsheets recognise UTF-8.")] = False,
    ) -> StreamingResponse:
        """The cards that the caller may see, filtered like the list, as CSV: streamed, in the order in which they were
        made, a search in that of its matches. `manager` is his e-mail. A text that a spreadsheet would run begins with
        an apostrophe. Needs the permission `export`."""
        caller.require("export")
        within = reach(caller, "customers.read")
        query = replace(asked_for, sort=None if asked_for.asked is not None else "created_at")
        # Whatever is wrong with the question or the database is told before the table begins.
        first = await deps.cards.find(query, within, _AT_ONCE)
        return sheet("customers", _parts(deps, query, within, first), mark=bom)

    return router


async def _parts(deps: Deps, query: CardQuery, within: Scope, met: Sequence[Met]) -> AsyncIterator[str]:
    yield lines([COLUMNS])
    while met:
        yield await _rows(deps.staff, [each.card for each in met])
        query = replace(query, after=met[-1].at)
        met = await deps.cards.find(query, within, _AT_ONCE)


async def _rows(staff: Staff, cards: Sequence[Card]) -> str:
    managers = await staff.members({card.manager_id for card in cards if card.manager_id is not None})
    emails = {identifier: member.email for identifier, member in managers.items()}
    return lines(_row(card, emails.get(card.manager_id or "", "")) for card in cards)


def _row(card: Card, manager: str) -> list[object]:
    details = card.details
    return [
        *(getattr(details, name) for name in _DETAILS),
        card.channel,
        manager,
        card.id,
        details.phone_e164,
        details.vat_normalised,
        card.created_at.isoformat(),
        card.updated_at.isoformat(),
    ]
