"""Many new cards in one request, as an import sends them: most of what a request costs is paid once."""

import asyncio
import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import ConfigDict, Field, ValidationError

from chassis.access import Principal, scope
from chassis.errors import Problem, Unavailable
from chassis.http import Body, Caller, Once, Straight, View
from chassis.http.problems import misread, told
from chassis.inbox import AlreadyDone
from customers.api.bodies import CustomerBody
from customers.api.customers import creation
from customers.ports import Deps
from customers.usecases.create_customer import create_customer

_MOST = 100
_CUSTOMER = {"$ref": "#/components/schemas/CustomerBody"}


class RowBody(Body):
    """A new customer as `createCustomer` takes him, with the idempotency key of his own."""

    customer: Annotated[dict[str, Any], Field(json_schema_extra={"allOf": [_CUSTOMER]})]
    idempotency_key: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class BatchBody(Body):
    """Customers to be created, each for himself."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"rows": [{"customer": {"name": "Casa Sol"}, "idempotency_key": "row-1"}]}]}
    )

    rows: Annotated[list[RowBody], Field(min_length=1, max_length=_MOST)]


class RowView(View):
    """What became of a row: 201 created, now or by the same key before; 200 known at the point of sale; else why not,
    with pointers into the customer."""

    status: int
    id: str | None = None
    created_at: datetime | None = None
    problem: dict[str, Any] | None = Field(
        default=None, json_schema_extra={"anyOf": [{"$ref": "#/components/schemas/ProblemView"}, {"type": "null"}]}
    )


class BatchView(View):
    """One for each row, in their order."""

    rows: list[RowView]


def batch_router(deps: Deps) -> APIRouter:
    """The route of /v1/customers/batch."""
    router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Straight)

    @router.post("/batch", operation_id="createCustomers")
    async def create(body: BatchBody, caller: Caller) -> BatchView:
        """Creates up to 100 cards, each as `createCustomer` would: a row that is refused leaves the others alone. After
        an answer that was lost the same request may be sent again."""
        caller.require("customers.create")
        return BatchView(rows=await asyncio.gather(*(_created(deps, row, caller) for row in body.rows)))

    return router


async def _created(deps: Deps, row: RowBody, caller: Principal) -> RowView:
    once = _once(row, caller)
    try:
        body = CustomerBody.model_validate(row.customer)
        created = await create_customer(deps, creation(body, caller, once))
    except AlreadyDone as done:
        return await _before(deps, done, once, caller)
    except ValidationError as error:
        return _refused(misread(error))
    except Unavailable:
        raise
    except Problem as problem:
        return _refused(problem)
    return RowView(
        status=200 if created.existing else 201,
        id=created.card.id,
        created_at=None if created.existing else created.card.created_at,
    )


async def _before(deps: Deps, done: AlreadyDone, once: Once, caller: Principal) -> RowView:
    try:
        card_id = once.earlier(done)
    except Problem as problem:
        return _refused(problem)
    if "existing" in (done.mark.result or {}):
        return RowView(status=200, id=card_id)
    card = await deps.cards.get(card_id, scope(caller, "customers.read"))
    return RowView(status=201, id=card_id, created_at=card and card.created_at)


def _once(row: RowBody, caller: Principal) -> Once:
    return Once.by(caller, row.idempotency_key, f"row\n{json.dumps(row.customer, sort_keys=True)}".encode())


def _refused(problem: Problem) -> RowView:
    return RowView(status=problem.status, problem=told(problem))
