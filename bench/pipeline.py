"""Vinculo itself through its gateway: orders accepted and through to the mail, CPU, and how long each step takes."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
import orjson

from bench.company import Company, expect, load, orders
from bench.cpu import resident_mb
from bench.http_load import Answer, at_full_speed, at_rate, get
from bench.system import Running

CONCURRENCY = 64
NEW_SHARE = 5
"""In the mixed runs every fifth order is of a customer without manager: distribution picks one, the card is filled,
and every replica of the card follows. The usual runs are of customers with a manager, which is the floor's work."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """One run at full speed."""

    orders: int
    accepted_per_second: float
    mailed_per_second: float
    cpu_ms_per_order: float
    cpu_ms_by_process: dict[str, float]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from the request to the decision on the bus and to the mail at the server."""

    orders: int
    decision_p50: float
    decision_p99: float
    mail_p50: float
    mail_p99: float


async def prepare(system: Running, count: int, runs: int) -> Company:
    """Loads the company, with enough new customers for all runs."""
    linked = 500
    company = await load(system.gateway_port, system.token(), linked=linked, new=count // NEW_SHARE * runs + 200)
    # Each linked customer was announced to his manager; those mails are not the ones to be measured.
    announced = await asyncio.to_thread(system.sink.take, linked)
    if len(announced) != linked:
        raise SystemExit(f"only {len(announced)} of {linked} customers were announced")
    return company


def mixed(company: Company, count: int, run: int) -> list[bytes]:
    """Orders, every fifth of them of a customer who never ordered before."""
    share = count // NEW_SHARE
    fresh = orders(company, company.new[run * share : (run + 1) * share], share, f"new{run}-{time.time_ns()}")
    known = iter(orders(company, company.linked, count - share, f"known{run}-{time.time_ns()}"))
    return list(itertools.chain.from_iterable((*itertools.islice(known, NEW_SHARE - 1), each) for each in fresh))


def usual(company: Company, count: int) -> list[bytes]:
    """Orders of customers who have a manager."""
    return orders(company, company.linked, count, f"usual{time.time_ns()}")


async def throughput(system: Running, requests: list[bytes]) -> Throughput:
    """All orders at full speed, until the last mail is there."""
    before = system.cpu()
    started = time.monotonic()
    expect(await at_full_speed(system.gateway_port, iter(requests), CONCURRENCY), 201)
    accepted = time.monotonic() - started
    mails = await asyncio.to_thread(system.sink.take, len(requests))
    if len(mails) != len(requests):
        raise SystemExit(f"only {len(mails)} of {len(requests)} mails came")
    mailed = max(mails.values()) - started
    await asyncio.sleep(0.3)
    spent = {name: (used - before[name]) / len(requests) * 1000 for name, used in system.cpu().items()}
    return Throughput(
        len(requests),
        len(requests) / accepted,
        len(requests) / mailed,
        round(sum(spent.values()), 3),
        {name: round(value, 3) for name, value in sorted(spent.items(), key=lambda item: -item[1])},
    )


async def latency(system: Running, company: Company, per_second: float, count: int) -> Latency:
    """An even stream of orders of known customers, followed by an own queue on the bus and by the mail server."""
    requests = orders(company, company.linked, count, f"rate{time.time_ns()}")
    async with _decisions(str(system.system.urls["amqp"])) as decided:
        answers = await at_rate(system.gateway_port, iter(requests), per_second, 32)
        mails = await asyncio.to_thread(system.sink.take, count)
        await asyncio.sleep(0.2)
        return await _figures(system, company, expect(answers, 201), decided, mails)


async def lone(system: Running, company: Company, count: int) -> Latency:
    """Orders one at a time, each after the mail of the one before."""
    requests = orders(company, company.linked, count, f"lone{time.time_ns()}")
    answers: list[Answer] = []
    mails: dict[str, float] = {}
    async with _decisions(str(system.system.urls["amqp"])) as decided:
        for request in requests:
            answers += await at_full_speed(system.gateway_port, iter([request]), 1)
            mails |= await asyncio.to_thread(system.sink.take, 1)
            await asyncio.sleep(0.05)
        return await _figures(system, company, expect(answers, 201), decided, mails)


async def _figures(
    system: Running, company: Company, answers: list[Answer], decided: dict[str, float], mails: dict[str, float]
) -> Latency:
    sent = {str(orjson.loads(answer.body)["id"]): answer.sent for answer in answers}
    orders_of = await _orders_of(system, company, set(mails))
    decision = sorted((decided[order] - at) * 1000 for order, at in sent.items() if order in decided)
    mail = sorted((at - sent[orders_of[name]]) * 1000 for name, at in mails.items() if name in orders_of)
    if len(decision) != len(sent) or len(mail) != len(sent):
        raise SystemExit(f"{len(decision)} decisions and {len(mail)} mails for {len(sent)} orders")
    return Latency(
        len(sent), _percentile(decision, 50), _percentile(decision, 99), _percentile(mail, 50), _percentile(mail, 99)
    )


async def _orders_of(system: Running, company: Company, message_ids: set[str]) -> dict[str, str]:
    """The order of each mail, by its Message-ID, as notify tells it."""
    found: dict[str, str] = {}
    cursor: str | None = ""
    while cursor is not None and len(found) < len(message_ids):
        path = "/v1/mails?limit=200" + (f"&cursor={cursor}" if cursor else "")
        (answer,) = expect(await at_full_speed(system.gateway_port, iter([get(path, company.token)]), 1), 200)
        page = orjson.loads(answer.body)
        for mail in page["items"]:
            name = mail["message_id"].strip("<>")
            if name in message_ids:
                found[name] = mail["order_id"]
        cursor = page["next"]
    return found


@asynccontextmanager
async def _decisions(amqp_uri: str) -> AsyncIterator[dict[str, float]]:
    """When each order's decision came by on the bus."""
    seen: dict[str, float] = {}

    async def note(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        now = time.monotonic()
        content = orjson.loads(message.body)
        for event in content if isinstance(content, list) else [content]:
            seen.setdefault(event["subject"], now)

    connection = await aio_pika.connect(amqp_uri)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind("vinculo.events", "vinculo.assignment.order.assigned.v1")
        await queue.consume(note, no_ack=True)
        yield seen


def memory(system: Running) -> dict[str, float]:
    """Resident megabytes of each service."""
    services = ("customers", "orders", "assignment", "notify", "fieldops")
    return {
        name: round(resident_mb(program.process.pid), 1)
        for name, program in system.programs.items()
        if name in services and program.process
    }


async def idle(system: Running, seconds: float = 20) -> float:
    """Per cent of one core that everything together uses when nothing happens."""
    await asyncio.sleep(3)
    before = sum(system.cpu().values())
    started = time.monotonic()
    await asyncio.sleep(seconds)
    return round((sum(system.cpu().values()) - before) / (time.monotonic() - started) * 100, 2)


def _percentile(ordered: list[float], percent: int) -> float:
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 1)
