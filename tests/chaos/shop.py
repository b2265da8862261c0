"""A company under load: orders stream in through the gateway from clients that do not give up."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx2
from tests.support.breaking import BreakableSystem
from tests.support.waiting import eventually

from chassis.ids import new_id

SELLERS = 3
_TRY_AGAIN = (429, 502, 503, 504)
_PATIENCE = 90.0


@dataclass
class Taken:
    """What the system has accepted in one stream, since `began`."""

    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    orders: dict[str, str | None] = field(default_factory=dict)
    """Customer by order."""
    numbers: list[str] = field(default_factory=list)
    visits: set[str] = field(default_factory=set)
    refused: list[httpx2.Response] = field(default_factory=list)
    """Answers after which the client tried again."""
    lost: int = 0
    """Requests without an answer."""
    slowest: float = 0.0
    """Seconds that one answer took."""


@dataclass
class Shop:
    """A company in a system since `began`; `known` are customers who have a manager; `pool` is that of the sellers."""

    system: BreakableSystem
    client: httpx2.AsyncClient
    sellers: list[str]
    products: list[str]
    known: list[str]
    began: datetime
    pool: str

    async def orders(
        self, count: int, taken: Taken | None = None, *, at_once: int = 10, newcomers: bool = True
    ) -> Taken:
        """That many orders, every fifth with a visit to the customer, with `newcomers` every third of a customer who
        was created for it; all of them accepted in the end."""
        taken = taken or Taken()
        numbers = iter(range(count))

        async def one_after_another() -> None:
            for number in numbers:
                await self.order(number, taken, new=newcomers and number % 3 == 0)

        await asyncio.gather(*(one_after_another() for _ in range(at_once)))
        return taken

    async def pairs(self, customers: int) -> Taken:
        """That many new customers, each with two orders at the same moment."""
        taken = Taken()
        numbers = iter(range(customers))

        async def one_after_another() -> None:
            for number in numbers:
                customer = await self._newcomer(taken)
                await asyncio.gather(*(self.place(number, customer, taken) for _ in range(2)))

        await asyncio.gather(*(one_after_another() for _ in range(5)))
        return taken

    async def _newcomer(self, taken: Taken) -> str:
        body = {"name": f"New {new_id()}", "email": f"{new_id()}@example.test", "currency": "EUR"}
        return str((await self._post("/v1/customers", body, taken))["id"])

    async def order(self, number: int, taken: Taken, *, new: bool) -> None:
        """One order, of a customer who was created for it if `new`; every fifth with a visit."""
        customer = await self._newcomer(taken) if new else self.known[number % len(self.known)]
        if number % 5 == 0:
            visit = {"id": new_id(), "customer_id": customer, "started_at": "2026-01-05T10:00:00Z", "note_1": "There"}
            taken.visits.add((await self._post("/v1/fieldops/visits", visit, taken))["id"])
        await self.place(number, customer, taken)

    async def place(self, number: int, customer: str, taken: Taken) -> None:
        """One order of that customer."""
        lines = [{"product_id": self.products[number % len(self.products)], "quantity": 1 + number % 4}]
        order = await self._post("/v1/orders", {"customer_id": customer, "channel": "api", "lines": lines}, taken)
        taken.orders[order["id"]] = customer
        taken.numbers.append(order["number"])

    async def distribute(self, strategy: str, **settings: Any) -> None:
        """New customers go to the sellers by that strategy."""
        now = await self.client.get("/v1/distribution")
        pool = {"name": self.pool, "members": self.sellers}
        answer = await self.client.put(
            "/v1/distribution",
            json={"strategy": strategy, "pools": [pool], **settings},
            headers={"If-Match": now.headers["ETag"]},
        )
        assert answer.status_code == 200, answer.text

    async def _post(self, path: str, body: dict[str, Any], taken: Taken) -> Any:
        """Sends it until it is accepted, under one Idempotency-Key."""
        key, deadline = new_id(), time.monotonic() + _PATIENCE
        while True:
            began = time.monotonic()
            try:
                answer = await self.client.post(path, json=body, headers={"Idempotency-Key": key})
                if answer.status_code in (200, 201):
                    return answer.json()
                seen = f"{answer.status_code} {answer.text}"
                # News of a customer who was created a moment ago may be held up by what the test has broken.
                assert answer.status_code in _TRY_AGAIN or "customer_id" in answer.text, seen
                taken.refused.append(answer)
            except httpx2.TransportError as error:
                seen = repr(error)
                taken.lost += 1
            finally:
                taken.slowest = max(taken.slowest, time.monotonic() - began)
            assert time.monotonic() < deadline, f"POST {path} was never accepted; last: {seen}"
            await asyncio.sleep(0.05 + random.random() * 0.2)

    async def get(self, path: str, **query: Any) -> Any:
        """The body of the answer; tried again while something is away."""

        async def look() -> Any:
            try:
                answer = await self.client.get(path, params=query)
            except httpx2.TransportError:
                return None
            if answer.status_code in _TRY_AGAIN:
                return None
            assert answer.status_code == 200, answer.text
            return answer.json()

        return await eventually(look, timeout=_PATIENCE, every=0.2)

    async def since(self, path: str, began: datetime) -> list[dict[str, Any]]:
        """Everything in a list, newest first, that was created since then."""
        found: list[dict[str, Any]] = []
        query: dict[str, Any] = {"limit": 200}
        while True:
            page = await self.get(path, **query)
            fresh = [each for each in page["items"] if datetime.fromisoformat(each["created_at"]) >= began]
            found += fresh
            if len(fresh) < len(page["items"]) or page["next"] is None:
                return found
            query["cursor"] = page["next"]


@asynccontextmanager
async def opened(system: BreakableSystem) -> AsyncIterator[Shop]:
    """A shop with sellers, products, known customers, and a wheel that gives each new customer to the next seller."""
    began = datetime.now(UTC)
    async with system.async_client() as client:
        mark = new_id()[-8:]

        async def made(path: str, body: dict[str, Any]) -> Any:
            answer = await client.post(path, json=body)
            assert answer.status_code == 201, answer.text
            return answer.json()

        sellers = [
            (await made("/v1/staff", {"name": f"S{n}", "email": f"s{n}-{mark}@vinculo.test", "groups": ["Sellers"]}))[
                "id"
            ]
            for n in range(SELLERS)
        ]
        products = [
            (await made("/v1/products", {"sku": f"{mark}-{n}", "name": {"en": f"P{n}"}, "prices": {"EUR": "9.50"}}))[
                "id"
            ]
            for n in range(4)
        ]
        customers = [
            await made("/v1/customers", {"name": f"Known {n}", "currency": "EUR", "manager_id": seller})
            for n, seller in zip(range(9), itertools.cycle(sellers), strict=False)
        ]
        shop = Shop(system, client, sellers, products, [each["id"] for each in customers], began, mark)
        await shop.distribute("round_robin")

        async def linked() -> bool:
            links = [await client.get(f"/v1/links/{each}") for each in shop.known]
            return all(link.status_code == 200 and link.json()["manager_id"] for link in links)

        async def announced() -> bool:
            # A crash that is armed from here on must meet the mails of orders, not these.
            mails = (await shop.get("/v1/mails", limit=200))["items"]
            return {mail["customer_id"] for mail in mails if mail["state"] == "sent"} >= set(shop.known)

        await eventually(linked)
        await eventually(announced)
        yield shop
