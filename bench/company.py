"""The company that the bench loads: products, sellers, customers with and without a manager."""

import asyncio
import itertools
from dataclasses import dataclass
from typing import Any

import orjson

from bench.http_load import Answer, at_full_speed, get, post

SELLERS = 20
PRODUCTS = 50


@dataclass(frozen=True, slots=True)
class Company:
    """Ids of what was loaded, and an administrator's token."""

    token: str
    products: list[str]
    linked: list[str]
    new: list[str]


async def load(port: int, token: str, *, linked: int, new: int) -> Company:
    """Creates everything through the gateway and waits until every service knows it."""
    staff = await _create(
        port,
        token,
        "/v1/staff",
        [
            {"name": f"Seller {n}", "email": f"seller{n}@bench.test", "groups": ["Sellers"], "language": language}
            for n, language in zip(range(SELLERS), itertools.cycle(("en", "es", "ro", "bg")), strict=False)
        ],
    )
    products = await _create(
        port,
        token,
        "/v1/products",
        [
            {"sku": f"B-{n:03d}", "name": {"en": f"Product {n}"}, "prices": {"EUR": f"{n + 1}.50"}}
            for n in range(PRODUCTS)
        ],
    )

    def customer(n: int, **more: Any) -> dict[str, Any]:
        return {
            "name": f"Customer {n}",
            "email": f"customer{n}@example.test",
            "phone": f"+34 600 {n:06d}",
            "address": "Calle Mayor 1, 28013 Madrid",
            "status": "current",
            "currency": "EUR",
            "language": "es",
            "discount_percent": "10",
            **more,
        }

    known = await _create(
        port, token, "/v1/customers", [customer(n, manager_id=staff[n % SELLERS]) for n in range(linked)]
    )
    fresh = await _create(port, token, "/v1/customers", [customer(linked + n) for n in range(new)])
    await _until_known(port, token, products[0], [*known[-1:], *fresh[-1:]])
    return Company(token, products, known, fresh)


def orders(company: Company, customers: list[str], count: int, run: str) -> list[bytes]:
    """That many orders of two lines, as requests with an idempotency key."""
    made = []
    for number in range(count):
        body = {
            "customer_id": customers[number % len(customers)],
            "channel": "api",
            "currency": "EUR",
            "lines": [
                {"product_id": company.products[number % PRODUCTS], "quantity": 2},
                {"product_id": company.products[(number * 7 + 1) % PRODUCTS], "quantity": 1},
            ],
        }
        made.append(post("/v1/orders", company.token, orjson.dumps(body), key=f"{run}-{number}"))
    return made


async def _create(port: int, token: str, path: str, bodies: list[dict[str, Any]]) -> list[str]:
    requests = [post(path, token, orjson.dumps(body)) for body in bodies]
    answers = await at_full_speed(port, iter(requests), 32)
    made = [orjson.loads(answer.body) for answer in expect(answers, 201)]
    return [each["id"] for each in sorted(made, key=lambda each: str(each["id"]))]


def expect(answers: list[Answer], status: int) -> list[Answer]:
    """The answers, if all have that status."""
    wrong = [answer for answer in answers if answer.status != status]
    if wrong:
        raise SystemExit(f"{len(wrong)} of {len(answers)} answers were not {status}: {wrong[0]}")
    return answers


async def _until_known(port: int, token: str, product: str, customers: list[str]) -> None:
    """Orders wait for a young customer by themselves; here the links must have settled too."""
    for customer in customers[:1]:
        for _ in range(600):
            (answer,) = await at_full_speed(port, iter([get(f"/v1/links/{customer}", token)]), 1)
            if answer.status == 200 and orjson.loads(answer.body).get("manager_id"):
                break
            await asyncio.sleep(0.05)
