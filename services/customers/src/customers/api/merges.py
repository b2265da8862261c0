"""Merging duplicates over HTTP."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import Field

from chassis.errors import NotFound
from chassis.http import Body, Caller, IfMatch, OnceOnly, Page, View, tag
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from customers.api.fields import CustomerId
from customers.api.scopes import reach
from customers.api.views import CustomerView, PersonView, card_view, person_view
from customers.domain.card import Card
from customers.domain.merging import UNDOABLE_FOR, Merge
from customers.ports import Deps
from customers.usecases.merge_customers import MergeCustomers, merge_customers
from customers.usecases.read_card import read_card
from customers.usecases.unmerge_customer import UnmergeCustomer, told, unmerge_customer


class MergeBody(Body):
    """Which card is merged into the one of the path."""

    duplicate_id: CustomerId


class MergeView(View):
    """One card that another stands for: which fields the survivor took from it, by whom, when, and until when that
    can be taken back."""

    id: str
    survivor_id: str
    duplicate_id: str
    taken: list[str] = Field(examples=[["email", "address"]])
    by: PersonView
    at: datetime
    undoable_until: datetime
    undone_by: PersonView | None
    undone_at: datetime | None


class MergedView(View):
    """The surviving card after a merge."""

    customer: CustomerView
    merge: MergeView


class UnmergedView(View):
    """Both cards after an undo: `returned` are the fields that the survivor gave back, `kept` those that were changed
    since the merge and that stay with it."""

    customer: CustomerView
    survivor: CustomerView
    returned: list[str] = Field(examples=[["email"]])
    kept: list[str] = Field(examples=[["address"]])


def merges_router(deps: Deps) -> APIRouter:
    """The routes under /v1/customers/{id} that merge and take back."""
    router = APIRouter(prefix="/v1/customers/{customer_id}", tags=["customers"])

    @router.post("/merge", operation_id="mergeCustomers")
    async def merge(
        customer_id: str, body: MergeBody, caller: Caller, version: IfMatch, once: OnceOnly, response: Response
    ) -> MergedView:
        """Merges a duplicate into this card, which takes from it what it lacks. Orders, notes, history and, if this
        card has no active manager, the manager follow. Both cards must be within the caller's reach."""
        caller.require("customers.merge")
        new = new_id()
        within = reach(caller, "customers.write")
        command = MergeCustomers(new, customer_id, body.duplicate_id, version, caller, within, once.made(new))
        try:
            card, made = await merge_customers(deps, command)
        except AlreadyDone as done:
            card, made = await _made_before(deps, await read_card(deps, customer_id, within), once.earlier(done))
        tag(response, card.version)
        return MergedView(customer=await card_view(deps.staff, card), merge=await _view(deps, made))

    @router.post("/unmerge", operation_id="unmergeCustomer")
    async def unmerge(customer_id: str, caller: Caller, once: OnceOnly, response: Response) -> UnmergedView:
        """Takes back the merge by which this card went, for 30 days: it comes back with its notes, the orders that
        came from it, and its manager. What was changed since stays with the survivor and is listed."""
        caller.require("customers.merge")
        within = reach(caller, "customers.write")
        command = UnmergeCustomer(customer_id, caller, within, once.mark)
        try:
            result = told(await unmerge_customer(deps, command))
        except AlreadyDone as done:
            once.earlier(done)
            result = done.mark.result or {}
        restored = await read_card(deps, customer_id, within)
        survivor = await read_card(deps, result["survivor_id"], within)
        tag(response, restored.version)
        return UnmergedView(
            customer=await card_view(deps.staff, restored),
            survivor=await card_view(deps.staff, survivor),
            returned=result["returned"],
            kept=result["kept"],
        )

    @router.get("/merges", operation_id="listMerges")
    async def find(customer_id: str, caller: Caller) -> Page[MergeView]:
        """What was merged into this card, the latest first, with what was taken from where."""
        card = await read_card(deps, customer_id, reach(caller, "customers.read"))
        return Page(items=await _views(deps, await deps.merges.into(card.ids)))

    return router


async def _made_before(deps: Deps, card: Card, merge_id: str) -> tuple[Card, Merge]:
    made = next((each for each in await deps.merges.into(card.ids) if each.id == merge_id), None)
    if made is None:
        raise NotFound
    return card, made


async def _views(deps: Deps, merges: Sequence[Merge]) -> list[MergeView]:
    return await asyncio.gather(*(_view(deps, merge) for merge in merges))


async def _view(deps: Deps, merge: Merge) -> MergeView:
    return MergeView(
        id=merge.id,
        survivor_id=merge.survivor_id,
        duplicate_id=merge.duplicate.id,
        taken=list(merge.filled),
        by=await person_view(deps.staff, merge.by),
        at=merge.at,
        undoable_until=merge.at + UNDOABLE_FOR,
        undone_by=None if merge.undone_by is None else await person_view(deps.staff, merge.undone_by),
        undone_at=merge.undone_at,
    )
