"""Each path reaches the service that owns it, and nothing else is reachable."""

import re

import httpx2
import pytest
from tests.integration.gateway.conftest import Behind, StartGateway
from tests.integration.gateway.gateway import SERVICES, SOURCE, defaults, servers
from tests.integration.gateway.standin import StandIn

ROUTES = {
    "customers": ["/v1/customers"],
    "orders": [
        "/v1/products",
        "/v1/categories",
        "/v1/exchange-rates",
        "/v1/orders",
        "/v1/order-links",
        "/o/token",
        "/shop",
        "/shop/cart",
        "/shop/pictures/0199",
        "/v1/products/0199/pictures",
        "/q/token",
        "/quote/0199",
    ],
    "assignment": [
        "/v1/staff",
        "/v1/groups",
        "/v1/distribution",
        "/v1/links",
        "/v1/decisions",
        "/v1/transfers",
        "/v1/simulations",
        "/v1/portfolios",
        "/v1/unassigned",
        "/v1/stale",
        "/v1/fairness",
    ],
    "notify": ["/v1/mails", "/m/token", "/mails/preferences"],
    "fieldops": ["/v1/fieldops"],
}


async def test_every_route_reaches_its_service_and_no_other(client: httpx2.AsyncClient, behind: Behind) -> None:
    for service, paths in ROUTES.items():
        for path in paths:
            for target in (path, f"{path}/0199/part?q=a%20b&limit=5"):
                answer = await client.get(target)
                assert answer.json() == {"service": service}, target
                assert behind[service].requests[-1].target == target
    assert sum(len(s.requests) for s in behind.values()) == 2 * sum(map(len, ROUTES.values()))


@pytest.mark.parametrize("service", SERVICES)
async def test_the_openapi_of_each_service_is_public(client: httpx2.AsyncClient, behind: Behind, service: str) -> None:
    assert (await client.get(f"/openapi/{service}.json")).json() == {"service": service}
    assert behind[service].requests[0].target == "/openapi.json"


async def test_the_gateway_is_alive_without_any_service(start: StartGateway, behind: Behind) -> None:
    for service in behind.values():
        await service.stop()
    answer = await (await start()).get("/livez")
    assert (answer.status_code, answer.text) == (200, "alive")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/metrics",
        "/readyz",
        "/openapi.json",
        "/openapi/nobody.json",
        "/problem",
        "/o",
        "/v1",
        "/v2/orders",
        "/v1/customers/../../metrics",
        "/v1/customers/%2e%2e/%2e%2e/metrics",
        "/v1/customers/..%2f..%2freadyz",
    ],
)
async def test_anything_else_is_a_404_that_no_service_hears_of(
    client: httpx2.AsyncClient, behind: Behind, path: str
) -> None:
    answer = await client.get(httpx2.URL(str(client.base_url)).copy_with(raw_path=path.encode()))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:vinculo:problem:no-such-path"
    assert not any(s.requests for s in behind.values())


async def test_requests_are_spread_over_the_replicas_of_a_service(start: StartGateway, behind: Behind) -> None:
    second = StandIn("orders")
    await second.start()
    client = await start(ORDERS_SERVERS=servers(behind["orders"].port, second.port))
    for _ in range(10):
        await client.get("/v1/orders")
    await second.stop()
    assert (len(behind["orders"].requests), len(second.requests)) == (5, 5)


async def test_connections_to_a_service_are_kept_and_used_again(client: httpx2.AsyncClient, behind: Behind) -> None:
    for _ in range(20):
        await client.post("/v1/orders", json={})
    assert behind["orders"].connections == 1
    assert {r.protocol for r in behind["orders"].requests} == {"HTTP/1.1"}
    assert not any("connection" in r.headers for r in behind["orders"].requests)


async def test_every_placeholder_of_the_template_has_a_documented_default() -> None:
    template = (SOURCE / "nginx.conf.template").read_text()
    assert set(re.findall(r"\$\{(\w+)\}", template)) == set(defaults())
