"""Orders as a process, a small company, two customers and a catalogue; and its ports on each adapter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from tests.fakes.orders import assembled
from tests.fakes.staff import Company
from tests.support.databases import Database
from tests.support.running import Running, running

from chassis.ids import new_id
from contracts.assignment import Decided, OrderAssigned, OrderDecision, OrderUnassigned
from contracts.base import Act, Actor
from contracts.customers import Customer, CustomerCreated, CustomerStatus, Personal
from contracts.notify import Mail, MailEvent
from orders.ports import Uses

Client = httpx2.AsyncClient


@dataclass
class Shop:
    """The service with an admin and two sellers; `ana` manages the customer `elena`; nobody manages `ivan`."""

    service: Running
    ids: dict[str, str]
    admin: Client
    ana: Client
    ben: Client

    async def order(self, client: Client | None = None, **fields: Any) -> dict[str, Any]:
        """A new order of two units of tea, of elena unless told otherwise."""
        body = {"customer_id": self.ids["elena"], "lines": [{"product_id": self.ids["tea"], "quantity": 2}], **fields}
        made = await (client or self.admin).post("/v1/orders", json=body)
        assert made.status_code == 201, made.text
        return dict(made.json())

    async def link(self, **fields: Any) -> dict[str, Any]:
        """A new order link of elena."""
        made = await self.admin.post("/v1/order-links", json={"customer_id": self.ids["elena"], **fields})
        assert made.status_code == 201, made.text
        return dict(made.json())

    async def offers_tea_and_cups(self, tea: str, cup: str) -> None:
        """Two products with those SKUs."""
        names = {"tea": {"en": "Green tea", "ro": "Ceai verde"}, "cup": {"es": "Taza <roja>"}}
        prices = {"tea": {"EUR": "12.50", "RON": "61.99"}, "cup": {"EUR": "5", "RON": "0.05"}}
        for name, sku in {"tea": tea, "cup": cup}.items():
            made = await self.admin.post("/v1/products", json={"sku": sku, "name": names[name], "prices": prices[name]})
            assert made.status_code == 201, made.text
            self.ids[name] = made.json()["id"]

    async def importer(self) -> Client:
        """A program that may bring in orders of the past."""
        switches, reaches = ("orders.create", "orders.import"), ("customers.read", "orders.read")
        await self.service.permits("Integrations", {**dict.fromkeys(switches, True), **dict.fromkeys(reaches, "all")})
        await self.service.employs("erp", "Integrations")
        client = await self.service.as_("erp@vinculo.test")
        await self.service.lets_in(client, path="/v1/orders")
        return client

    async def visitor(self, url: str | None = None) -> Client:
        """A browser; with `url`, one that has opened that link."""
        client = await self.service.clients.enter_async_context(
            httpx2.AsyncClient(base_url=self.service.url, timeout=15, trust_env=False)
        )
        if url is not None:
            opened = await client.get(path_of(url))
            assert (opened.status_code, opened.headers["location"]) == (303, "/shop")
        return client


ELENAS_TERMS: dict[str, Any] = {
    "discount_percent": Decimal("7.5"),
    "currency": "RON",
    "language": "ro",
    "country": "RO",
}
JSON = {"Accept": "application/json"}
SEAL = "a seal for tests alone"


def path_of(url: str) -> str:
    """The path of an order link, as the service behind the gateway is asked for it."""
    return "/o/" + url.rpartition("/o/")[2]


def card(customer_id: str, name: str, *, version: int = 1, **fields: Any) -> CustomerCreated:
    """News of a customer."""
    now = datetime.now(UTC)
    personal = Personal(name=name, email=f"{name.split()[0].lower()}@example.test", phone="+40 721 000 000")
    customer = Customer(
        id=customer_id,
        version=version,
        status=CustomerStatus.CURRENT,
        channel="office",
        created_at=now,
        updated_at=now,
        **fields,
    )
    act = Act(verb="created", actor=Actor(kind="system"), at=now.isoformat())
    return CustomerCreated(customer=customer, personal=personal, act=act)


def decision(order: dict[str, Any], number: int, manager_id: str | None, **fields: Any) -> OrderDecision:
    """News of a decision about an order."""
    kind = OrderUnassigned if manager_id is None else OrderAssigned
    decided = Decided(
        decision_id=new_id(), row="O14", reason="DISTRIBUTED_NEW", decided_at=datetime.now(UTC), causation_id=new_id()
    )
    facts = {"order_version": order["version"], **fields}
    return kind(order_id=order["id"], number=number, manager_id=manager_id, decided=decided, **facts)


def mail_news(kind: type[MailEvent], sending_id: str | None, version: int, reason: str | None = None) -> MailEvent:
    """What became of a letter."""
    mail = Mail(
        id=new_id(),
        version=version,
        recipient_id="elena",
        audience="customer",
        sending_id=sending_id,
        message_id=f"<{new_id()}@vinculo.test>",
        template="order_link",
        state="sent",
        reason=reason,
        at=datetime.now(UTC),
    )
    return kind(mail=mail)


@pytest.fixture
async def shop(mongo_uri: str, amqp_uri: str) -> AsyncIterator[Shop]:
    async with opened(mongo_uri, amqp_uri) as shop:
        yield shop


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def market(mongo_uri: str, module_amqp_uri: str) -> AsyncIterator[Shop]:
    """The same for all tests of a module."""
    async with opened(mongo_uri, module_amqp_uri) as shop:
        yield shop


@asynccontextmanager
async def opened(mongo_uri: str, amqp_uri: str, **settings: str) -> AsyncIterator[Shop]:
    """A shop in a process of its own."""
    secret = {"VINCULO_LINK_SECRET": "a key for tests alone", "VINCULO_SHOP_NAME": "Casa Verde"}
    secret["VINCULO_SEAL_SECRET"] = SEAL
    async with running("orders", mongo_uri, amqp_uri, **secret, **settings) as service:
        everything = ("customers.read", "orders.read", "orders.write", "links.manage")
        products = {"products.read": True, "products.write": True}
        await service.permits(
            "Admins",
            {
                **dict.fromkeys((*everything, "audit"), "all"),
                **products,
                **dict.fromkeys(("orders.create", "customers.erase"), True),
            },
        )
        sells = {"orders.create": True, "orders.claim_unassigned": True, "orders.discount": True, "manager": True}
        await service.permits("Sellers", {**dict.fromkeys(everything, "own"), **sells})
        ids = {
            "admin": await service.employs("admin", "Admins"),
            "ana": await service.employs("ana", "Sellers"),
            "ben": await service.employs("ben", "Sellers"),
            "gone": await service.employs("gone", "Sellers", active=False),
            "elena": new_id(),
            "ivan": new_id(),
        }
        await service.hears(
            card(ids["elena"], "Elena Pop", manager_id=ids["ana"], **ELENAS_TERMS),
            card(ids["ivan"], "Ivan Petrov"),
        )
        admin, ana, ben = [await service.as_(f"{name}@vinculo.test") for name in ("admin", "ana", "ben")]
        await service.lets_in(admin, ana, ben, path="/v1/orders")
        shop = Shop(service, ids, admin, ana, ben)
        await shop.offers_tea_and_cups("TEA", "CUP")
        yield shop


@pytest.fixture
async def uses(each_database: Database) -> Uses:
    """The ports on each adapter."""
    return await assembled(each_database.mongo, each_database.commits, each_database.clock, Company())
