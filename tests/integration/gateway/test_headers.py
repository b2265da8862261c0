"""What the gateway adds, takes away and hands on."""

import httpx2
import pytest
from tests.integration.gateway.conftest import Behind, StartGateway
from tests.integration.gateway.standin import Request, response

FORGED = {
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil",
    "X-Real-Ip": "6.6.6.6",
    "Forwarded": "for=6.6.6.6;host=evil.example",
    "X-Request-Id": "forged",
}


@pytest.mark.parametrize("path", ["/v1/orders", "/o/token", "/shop"])
async def test_forged_forwarding_headers_never_reach_a_service(
    client: httpx2.AsyncClient, behind: Behind, path: str
) -> None:
    await client.get(path, headers=FORGED)
    seen = behind["orders"].requests[0].headers
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "http"
    assert seen["x-forwarded-host"] == seen["host"] == client.base_url.netloc.decode()
    assert not {"forwarded", "x-forwarded-port", "x-forwarded-prefix", "x-real-ip"} & set(seen)
    assert "forged" not in seen["x-request-id"]


async def test_the_address_told_by_a_load_balancer_counts_only_if_that_balancer_is_trusted(
    start: StartGateway, behind: Behind
) -> None:
    client = await start(GATEWAY_TRUSTED_PROXIES="set_real_ip_from 127.0.0.0/8;")
    await client.get("/v1/orders", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7, 127.0.0.9"})
    assert behind["orders"].requests[0].headers["x-forwarded-for"] == "203.0.113.7"


async def test_what_a_service_needs_is_handed_on_untouched(client: httpx2.AsyncClient, behind: Behind) -> None:
    sent = {
        "authorization": "Bearer abc",
        "idempotency-key": "k-1",
        "if-match": '"3"',
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "accept-language": "ro",
        "cookie": "__Host-link=abc",
    }
    await client.patch("/v1/orders/1", headers=sent, json={"a": 1})
    request = behind["orders"].requests[0]
    assert (request.method, request.body) == ("PATCH", b'{"a":1}')
    assert sent.items() <= request.headers.items()


async def test_each_request_gets_an_id_that_service_and_caller_both_see(
    client: httpx2.AsyncClient, behind: Behind
) -> None:
    ids = [(await client.get("/v1/orders")).headers["x-request-id"] for _ in range(2)]
    assert ids == [r.headers["x-request-id"] for r in behind["orders"].requests]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("path", ["/v1/orders", "/shop", "/nowhere", "/livez"])
async def test_every_answer_carries_the_security_headers(client: httpx2.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["server"] == "nginx"
    assert "strict-transport-security" not in headers


async def test_the_content_policy_of_a_page_stands_and_no_header_is_doubled(
    client: httpx2.AsyncClient, behind: Behind
) -> None:
    async def page(_: Request) -> bytes:
        own = "Content-Security-Policy: default-src 'self'\r\nReferrer-Policy: origin\r\nX-Request-Id: own\r\n"
        return response(headers=own)

    behind["orders"].answer = page
    answer = await client.get("/shop")
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert answer.headers.get_list("referrer-policy") == ["no-referrer"]
    assert answer.headers.get_list("x-request-id") == [behind["orders"].requests[0].headers["x-request-id"]]


async def test_behind_https_services_and_browsers_are_told_so(start: StartGateway, behind: Behind) -> None:
    answer = await (await start(GATEWAY_SCHEME="https")).get("/v1/orders")
    assert behind["orders"].requests[0].headers["x-forwarded-proto"] == "https"
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
