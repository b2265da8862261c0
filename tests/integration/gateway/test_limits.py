"""The public door is rate limited, bodies and headers are bounded, and slow clients are let go."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.integration.gateway.conftest import Behind, StartGateway
from tests.integration.gateway.problems import assert_problem
from tests.integration.gateway.sockets import connect, raw, until_closed
from tests.integration.gateway.standin import Request, response


async def test_the_public_door_is_limited_by_address(start: StartGateway, behind: Behind) -> None:
    client = await start(GATEWAY_DOOR_ADDRESS_RATE="1r/m", GATEWAY_DOOR_ADDRESS_BURST="3")
    answers = [await client.get(path) for path in ("/o/a", "/shop", "/o/b", "/shop/cart", "/o/c", "/shop")]
    assert [a.status_code for a in answers] == [200] * 4 + [429] * 2
    assert_problem(answers[-1], 429, "too-many-requests")
    assert answers[-1].headers["retry-after"] == "1"
    assert len(behind["orders"].requests) == 4
    assert (await client.get("/v1/orders")).status_code == 200


async def test_opening_one_link_too_often_does_not_close_the_others(start: StartGateway) -> None:
    client = await start(GATEWAY_DOOR_LINK_RATE="1r/m", GATEWAY_DOOR_LINK_BURST="1")
    for door in ("o", "q"):
        answers = [await client.get(f"/{door}/first-{door}") for _ in range(3)]
        assert [a.status_code for a in answers] == [200, 200, 429]
        assert_problem(answers[-1], 429, "too-many-requests")
        assert (await client.get(f"/{door}/second-{door}")).status_code == 200


async def test_a_link_that_was_opened_is_limited_by_its_cookie(start: StartGateway) -> None:
    client = await start(GATEWAY_DOOR_LINK_RATE="1r/m", GATEWAY_DOOR_LINK_BURST="1")
    first, second = ({"Cookie": f"theme=dark; __Host-link={link}"} for link in ("one", "two"))
    assert [(await client.get("/shop", headers=first)).status_code for _ in range(3)] == [200, 200, 429]
    assert (await client.post("/shop/orders", headers=second)).status_code == 200


async def test_many_pictures_on_a_page_do_not_use_up_a_link(start: StartGateway) -> None:
    client = await start(GATEWAY_DOOR_LINK_RATE="1r/m", GATEWAY_DOOR_LINK_BURST="1")
    pictures = [
        await client.get(f"/shop/pictures/{n}/480.webp", headers={"Cookie": "__Host-link=one"}) for n in range(9)
    ]
    assert {answer.status_code for answer in pictures} == {200}


async def test_requests_at_once_from_one_address_are_limited(start: StartGateway, behind: Behind) -> None:
    client = await start(GATEWAY_ADDRESS_CONNECTIONS="2")
    arrived, let_go = asyncio.Semaphore(0), asyncio.Event()

    async def wait(_: Request) -> bytes:
        arrived.release()
        await let_go.wait()
        return response()

    behind["orders"].answer = wait
    held = [asyncio.create_task(client.get("/v1/orders")) for _ in range(2)]
    async with asyncio.timeout(5):
        await arrived.acquire()
        await arrived.acquire()
    assert_problem(await client.get("/v1/orders"), 429, "too-many-requests")
    let_go.set()
    assert [a.status_code for a in await asyncio.gather(*held)] == [200, 200]


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/v1/orders", 1_000_000, 200),
        ("/v1/orders", 1_100_000, 413),
        ("/v1/orders", 10_000_000, 413),
        ("/v1/products/0199/pictures", 10_500_000, 200),
        ("/v1/products/0199/pictures", 12_000_000, 413),
        ("/v1/products/0199/more/pictures", 1_100_000, 413),
        ("/shop/cart", 60_000, 200),
        ("/shop/cart", 70_000, 413),
    ],
)
async def test_a_body_over_the_limit_never_reaches_a_service(
    client: httpx2.AsyncClient, behind: Behind, path: str, size: int, status: int
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(size // 10_000):
            yield b"x" * 10_000

    for content in (b"x" * size, chunks()):
        answer = await client.post(path, content=content)
        if status == 413:
            assert_problem(answer, 413, "too-large")
            assert not behind["orders"].requests
        else:
            assert answer.status_code == 200
            assert len(behind["orders"].requests[-1].body) == size


async def test_a_request_that_makes_no_sense_is_a_problem_too(client: httpx2.AsyncClient) -> None:
    assert_problem(await client.get("/v1/" + "a" * 20_000), 414, "address-too-long")
    assert_problem(await client.get("/v1/orders", headers={"X-Long": "a" * 20_000}), 431, "headers-too-large")
    for method in ("TRACE", "PROPFIND", "ANYTHING"):
        assert_problem(await client.request(method, "/v1/orders"), 405, "method-not-allowed")
    for lines in (b"GET /v1/orders HTTP/1.1\r\nno colon", b"GET /v1/orders?q=\xff HTTP/1.1\r\nHost: x"):
        answer = await raw(client, lines + b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"urn:vinculo:problem:malformed" in answer


async def test_an_address_may_name_anything_in_percent_encoding(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/v1/customers/caf%C3%A9?q=%C3%A9%F0%9F%8F%A0")).status_code == 200


@pytest.mark.parametrize(
    "dribble",
    [
        b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nX-A: ",
        b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
    ],
    ids=["header", "body"],
)
async def test_a_client_that_never_finishes_is_let_go_and_no_service_hears_of_it(
    start: StartGateway, behind: Behind, dribble: bytes
) -> None:
    client = await start(GATEWAY_CLIENT_TIMEOUT="1s")
    async with asyncio.timeout(5):
        await raw(client, dribble)
    assert not behind["orders"].requests


async def test_a_header_sent_drop_by_drop_does_not_renew_the_time_limit(start: StartGateway) -> None:
    reader, writer = await connect(await start(GATEWAY_CLIENT_TIMEOUT="1s"))

    async def drip() -> None:
        while True:
            writer.write(b"G")
            await asyncio.sleep(0.2)

    dripping = asyncio.create_task(drip())
    async with asyncio.timeout(5):
        assert await until_closed(reader) == b""
    dripping.cancel()


async def test_a_body_is_handed_on_only_when_it_is_whole(client: httpx2.AsyncClient, behind: Behind) -> None:
    reader, writer = await connect(client)
    writer.write(b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nhalf")
    await writer.drain()
    assert (await client.post("/v1/orders", content=b"other")).status_code == 200
    assert [r.body for r in behind["orders"].requests] == [b"other"]
    writer.write(b"half")
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    assert [r.body for r in behind["orders"].requests] == [b"other", b"halfhalf"]
    writer.close()
