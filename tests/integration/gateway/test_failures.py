"""A service that is down, slow or dying is told plainly, and nothing is done twice."""

import asyncio

import httpx2
import pytest
from tests.integration.gateway.conftest import Behind, StartGateway
from tests.integration.gateway.gateway import free_port, servers
from tests.integration.gateway.problems import assert_problem
from tests.integration.gateway.standin import Request, StandIn, response


async def die(_: Request) -> None:
    """Takes the request and closes the connection without an answer, as a killed process does."""


async def test_a_service_that_is_down_is_a_502(start: StartGateway, behind: Behind) -> None:
    await behind["orders"].stop()
    client = await start()
    for path in ("/v1/orders", "/shop", "/openapi/orders.json"):
        assert_problem(await client.get(path), 502, "unreachable")
    assert (await client.get("/v1/customers")).status_code == 200


async def test_a_service_that_does_not_answer_in_time_is_a_504(start: StartGateway, behind: Behind) -> None:
    async def never(_: Request) -> None:
        await asyncio.Event().wait()

    behind["orders"].answer = never
    client = await start(GATEWAY_UPSTREAM_TIMEOUT="1s")
    assert_problem(await client.post("/v1/orders"), 504, "no-answer")
    assert len(behind["orders"].requests) == 1


@pytest.mark.parametrize("status", [404, 413, 422, 429, 503])
async def test_a_refusal_by_a_service_passes_untouched(client: httpx2.AsyncClient, behind: Behind, status: int) -> None:
    body = b'{"type":"own"}'

    async def refuse(_: Request) -> bytes:
        return response(status, headers="Retry-After: 7\r\n", body=body)

    behind["orders"].answer = refuse
    answer = await client.post("/v1/orders", json={})
    assert (answer.status_code, answer.content) == (status, body)
    assert answer.headers.get_list("retry-after") == ["7"]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_write_that_a_dying_replica_took_is_not_sent_to_another(
    start: StartGateway, behind: Behind, method: str
) -> None:
    behind["orders"].answer = die
    second = StandIn("orders", answer=die)
    await second.start()
    client = await start(ORDERS_SERVERS=servers(behind["orders"].port, second.port))
    assert_problem(await client.request(method, "/v1/orders", json={}), 502, "unreachable")
    await second.stop()
    assert len(behind["orders"].requests) + len(second.requests) == 1


async def test_a_read_is_tried_on_another_replica(start: StartGateway, behind: Behind) -> None:
    dying = StandIn("orders", answer=die)
    await dying.start()
    client = await start(ORDERS_SERVERS=servers(dying.port, behind["orders"].port))
    answers = [await client.get("/v1/orders") for _ in range(2)]
    await dying.stop()
    assert [a.status_code for a in answers] == [200, 200]
    assert len(dying.requests) == 1


async def test_a_write_goes_to_the_living_replica_if_the_other_took_nothing(
    start: StartGateway, behind: Behind
) -> None:
    client = await start(ORDERS_SERVERS=servers(free_port(), behind["orders"].port))
    assert [(await client.post("/v1/orders")).status_code for _ in range(4)] == [200] * 4
    assert len(behind["orders"].requests) == 4


async def test_a_restarted_replica_is_used_again_within_five_seconds(start: StartGateway, behind: Behind) -> None:
    returning = StandIn("orders", port=free_port())
    client = await start(ORDERS_SERVERS=servers(returning.port, behind["orders"].port))
    await client.get("/v1/orders")
    await client.get("/v1/orders")
    await returning.start()
    async with asyncio.timeout(5):
        while not returning.requests:
            assert (await client.get("/v1/orders")).status_code == 200
            await asyncio.sleep(0.05)
    await returning.stop()


async def test_idle_connections_are_closed_before_a_service_would_close_them(
    client: httpx2.AsyncClient, behind: Behind
) -> None:
    await client.get("/v1/orders")
    async with asyncio.timeout(5):
        await behind["orders"].closed.wait()


async def test_a_stream_flows_as_it_comes(client: httpx2.AsyncClient, behind: Behind) -> None:
    heard = asyncio.Event()

    async def stream(request: Request) -> bytes:
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        request.writer.write(head + b"5\r\nfirst\r\n")
        await heard.wait()
        return b"6\r\nsecond\r\n0\r\n\r\n"

    behind["fieldops"].answer = stream
    async with client.stream("GET", "/v1/fieldops/stream") as answer:
        parts = answer.aiter_raw()
        assert await anext(parts) == b"first"
        heard.set()
        assert await anext(parts) == b"second"
