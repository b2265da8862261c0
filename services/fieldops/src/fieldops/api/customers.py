"""The customers on the phone."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from chassis.http import Caller, Limit, Page, View, decode_cursor, encode_cursor, page_of
from fieldops.api.scopes import reach
from fieldops.domain.customer import Customer
from fieldops.ports import Deps


class FieldCustomerView(View):
    """A customer, as far as a rep needs him on the way (R9-1)."""

    id: str
    version: int
    name: str
    contact_person: str | None
    phone: str | None
    address: str | None
    language: str | None
    status: str
    created_at: datetime
    updated_at: datetime


def customers_router(deps: Deps) -> APIRouter:
    """The route of /v1/fieldops/customers."""
    router = APIRouter(prefix="/v1/fieldops/customers", tags=["customers"])

    @router.get("", operation_id="listFieldCustomers")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[FieldCustomerView]:
        """The customers whom the caller may see, by name."""
        reach(caller, "fieldops.read")
        after = None
        if cursor is not None:
            name, last = decode_cursor(cursor, str, str)
            after = (name, last)
        customers = await deps.customers.find(after, reach(caller, "customers.read"), limit + 1)
        shown, following = page_of(
            request, response, customers, limit, lambda last: encode_cursor(deps.customers.name_key(last), last.id)
        )
        return Page(items=[_view(customer) for customer in shown], next=following)

    return router


def _view(customer: Customer) -> FieldCustomerView:
    return FieldCustomerView(
        id=customer.id,
        version=customer.version,
        name=customer.name,
        contact_person=customer.contact_person,
        phone=customer.phone,
        address=customer.address,
        language=customer.language,
        status=customer.status,
        created_at=customer.created_at,
        updated_at=customer.updated_at,
    )
