"""What the customers and the orders service would say, and how a test asks assignment about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import aio_pika
import httpx2
from tests.support.running import Running

from chassis.broker import EXCHANGE
from chassis.ids import new_id
from chassis.relay import Outgoing, Row, rows_of
from contracts.assignment import CustomerManagerLinked, LinkEvent, OrderDecision
from contracts.base import Act, Actor, Choice, Event
from contracts.customers import Customer, CustomerCreated, CustomerEvent, CustomerStatus, CustomerUpdated, Personal
from contracts.money import Money
from contracts.orders import (
    Channel,
    Contact,
    Line,
    Order,
    OrderCreated,
    OrderEvent,
    OrderKind,
    OrderState,
    OrderStatusChanged,
    OrderUpdated,
)

Json = dict[str, Any]
BY_LINK = Actor(kind="customer")


def staff(staff_id: str) -> Actor:
    """Somebody of the company as the one who acts."""
    return Actor(kind="staff", id=staff_id)


def now() -> datetime:
    """The time, as events say it."""
    return datetime.now(UTC)


def card(customer_id: str, *, version: int = 1, verb: str = "created", by: Actor, **fields: Any) -> CustomerEvent:
    """News of a card; `choice` is the manager that was chosen in the save, `at` when that was, now if not given."""
    choice = Choice(manager_id=fields["choice"]) if "choice" in fields else None
    fields.pop("choice", None)
    at = fields.pop("at", None) or now()
    kind = CustomerCreated if verb == "created" else CustomerUpdated
    shown = {
        "manager_id": choice.manager_id if choice else None,
        "channel": "office",
        "status": CustomerStatus.CURRENT,
        **fields,
    }
    return kind(
        customer=Customer(
            id=customer_id,
            version=version,
            created_at=now(),
            updated_at=now(),
            **shown,
        ),
        personal=Personal(name="Ana Pop", email="ana@example.test"),
        act=Act(verb=verb, actor=by, at=at.isoformat(), choice=choice),
    )


def order(
    customer_id: str | None,
    *,
    order_id: str | None = None,
    version: int = 1,
    verb: str = "created",
    by: Actor = BY_LINK,
    **fields: Any,
) -> OrderEvent:
    """News of an order of one position; `choice` is the manager that was chosen in the save."""
    choice = Choice(manager_id=fields["choice"]) if "choice" in fields else None
    fields.pop("choice", None)
    price = Money.of(Decimal("12.50"), "EUR")
    kinds = {"created": OrderCreated, "saved": OrderUpdated}
    shown = {
        "manager_id": choice.manager_id if choice else None,
        "state": OrderState.NEW,
        "channel": Channel.LINK if by.kind == "customer" else Channel.OFFICE,
        "kind": OrderKind.ORDER,
        "currency": "EUR",
        "language": "en",
        "total": price,
        **fields,
    }
    return kinds.get(verb, OrderStatusChanged)(
        order=Order(
            id=order_id or new_id(),
            version=version,
            number="O-2026-000001",
            customer_id=customer_id,
            lines=(Line(product_id="p1", sku="TEA", name="Tea", quantity=1, unit_price=price, total=price),),
            created_at=now(),
            updated_at=now(),
            **shown,
        ),
        contact=Contact(name="Ana Pop"),
        act=Act(verb=verb, actor=by, at=now().isoformat(), choice=choice),
    )


@dataclass
class Company:
    """The service and its first admin; members are made as they are needed."""

    service: Running
    admin: httpx2.AsyncClient
    ids: dict[str, str] = field(default_factory=dict)
    domain: str = "vinculo.test"

    async def employs(self, name: str, *groups: str, **fields: Any) -> str:
        """A member through the API; his id."""
        body = {"name": name, "email": f"{name.lower()}@{self.domain}", "groups": list(groups), **fields}
        made = await self.admin.post("/v1/staff", json=body)
        assert made.status_code == 201, made.text
        self.ids[name] = made.json()["id"]
        return self.ids[name]

    async def calls_as(self, name: str) -> httpx2.AsyncClient:
        """A client of that member."""
        return await self.service.as_(f"{name.lower()}@{self.domain}")

    async def sellers(self, *names: str) -> list[str]:
        """Members with the manager role."""
        return [await self.employs(name, "Sellers") for name in names]

    async def change(self, path: str, body: Json, method: str = "PATCH") -> Json:
        """Changes a resource at its present version."""
        seen = await self.admin.get(path)
        changed = await self.admin.request(method, path, json=body, headers={"If-Match": seen.headers["etag"]})
        assert changed.status_code == 200, changed.text
        return dict(changed.json())

    async def leaves(self, staff_id: str) -> None:
        """Deactivates somebody."""
        await self.change(f"/v1/staff/{staff_id}", {"active": False})

    async def distributes(self, strategy: str, **settings: Any) -> None:
        """Changes the distribution settings."""
        await self.change("/v1/distribution", {"strategy": strategy, **settings}, "PUT")

    async def customer(self, manager_id: str | None = None, **fields: Any) -> str:
        """A customer, whose card a human gave that manager; his id."""
        customer_id = new_id()
        by = Actor(kind="staff", id=manager_id)
        chosen: Json = {} if manager_id is None else {"choice": manager_id}
        await self.service.hears(card(customer_id, by=by, **chosen, **fields))
        if manager_id is not None:
            await self.linked(customer_id)
        return customer_id

    async def linked(self, customer_id: str, version: int = 1) -> LinkEvent:
        """News of the customer's link in that version."""
        return await self.service.tells(
            CustomerManagerLinked, lambda event: (event.customer_id, event.version) == (customer_id, version)
        )

    async def decided(self, event: OrderEvent, number: int = 1) -> OrderDecision:
        """Tells of an order, and what assignment says about it in its decision of that number."""
        await self.service.hears(event)
        return await self.said(event.order.id, number)

    async def said(self, order_id: str, number: int = 1) -> OrderDecision:
        """News of the decision of that number about the order."""
        return await self.service.tells(
            OrderDecision, lambda event: (event.order_id, event.number) == (order_id, number)
        )

    async def link_of(self, customer_id: str) -> Json:
        """The link as the API shows it."""
        found = await self.admin.get(f"/v1/links/{customer_id}")
        assert found.status_code == 200, found.text
        return dict(found.json())

    async def ledger(self, **query: str) -> list[Json]:
        """The decisions as the API lists them, the newest first."""
        found = await self.admin.get("/v1/decisions", params=query)
        assert found.status_code == 200, found.text
        return list(found.json()["items"])


def told(event: OrderDecision | LinkEvent) -> dict[str, str]:
    """Who is to have a mail, and as what."""
    return {each.staff_id: each.role for each in event.recipients}


async def hears_again(company: Company, event: Event, times: int) -> None:
    """The very same message, several times."""
    (row,) = rows_of([Outgoing(event, None)], "/vinculo/test", now())
    for _ in range(times):
        await _publish(company, row)


async def hears_batched(company: Company, events: Sequence[Event], size: int) -> None:
    """Events as a busy service publishes them: those of a group commit together."""
    for at in range(0, len(events), size):
        for row in rows_of([Outgoing(event, None) for event in events[at : at + size]], "/vinculo/test", now()):
            await _publish(company, row)


async def _publish(company: Company, row: Row) -> None:
    exchange = await company.service.channel.get_exchange(EXCHANGE, ensure=False)
    message = aio_pika.Message(row.body, message_id=row.id, content_type=row.content_type)
    await exchange.publish(message, row.routing_key)
