"""The keys to shops and quotes, bearer tokens, cookies and searches appear in nothing that the gateway writes."""

from itertools import product

import httpx2
import pytest
from tests.integration.gateway.conftest import Behind, StartGateway
from tests.integration.gateway.gateway import Gateway
from tests.integration.gateway.sockets import raw

TOKEN = "0199aLinkTokenThatNobodyMaySee"
SPELLINGS = [
    f"/o/{TOKEN}",
    f"/o/{TOKEN}/more?{TOKEN}",
    f"//o/{TOKEN}",
    f"/%6f/{TOKEN}",
    f"/O/{TOKEN}",
    f"/x/../o/{TOKEN}",
    f"/o/{TOKEN}" + "a" * 20_000,
    f"/shop?from={TOKEN}",
    f"/q/{TOKEN}",
    f"/m/{TOKEN}/orders",
    f"/%71/{TOKEN}?{TOKEN}",
    f"/v1/customers?q={TOKEN}",
]


async def visit(client: httpx2.AsyncClient) -> list[int]:
    """Asks in every spelling, as a browser and as a program with secrets in its headers would."""
    secrets = {
        "Referer": f"{client.base_url}/o/{TOKEN}",
        "Cookie": f"__Host-link={TOKEN}",
        "Authorization": f"Bearer {TOKEN}",
    }
    statuses = []
    for spelling in SPELLINGS:
        url = httpx2.URL(str(client.base_url)).copy_with(raw_path=spelling.encode())
        statuses.append((await client.get(url, headers=secrets)).status_code)
        statuses.append((await client.post(url, headers=secrets, content=b"x" * 2_000_000)).status_code)
    return statuses


@pytest.mark.req("N9")
@pytest.mark.parametrize("trouble", ["none", "down", "limited"])
async def test_no_secret_is_written_whatever_happens(
    start: StartGateway, behind: Behind, gateways: list[Gateway], trouble: str
) -> None:
    limited = {"GATEWAY_DOOR_ADDRESS_RATE": "1r/m", "GATEWAY_DOOR_ADDRESS_BURST": "1"}
    client = await start(**(limited if trouble == "limited" else {}))
    if trouble == "down":
        for service in behind.values():
            await service.stop()
    statuses = await visit(client)
    assert {"none": 200, "down": 502, "limited": 429}[trouble] in statuses
    assert {404, 413, 414} <= set(statuses)
    gateways[0].stop()
    assert TOKEN not in gateways[0].written()


async def test_the_access_log_tells_what_happened_without_the_token(
    client: httpx2.AsyncClient, gateways: list[Gateway], behind: Behind
) -> None:
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = await client.get(f"/o/{TOKEN}", headers={"traceparent": traceparent})
    await behind["notify"].stop()
    await client.get("/v1/mails?recipient=ana@example.com")
    await client.get("/livez")
    gateways[0].stop()
    opened, failed = gateways[0].access_log()
    assert (opened["method"], opened["path"], opened["status"]) == ("GET", "/o/-", 200)
    assert opened["request_id"] == answer.headers["x-request-id"]
    assert opened["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert (failed["path"], failed["status"], failed["upstream_status"]) == ("/v1/mails", 502, "502")


@pytest.mark.req("N9")
async def test_the_access_log_is_ascii_whatever_bytes_an_address_has(
    client: httpx2.AsyncClient, gateways: list[Gateway]
) -> None:
    paths = ["/v1/caf\xe9", "/v1/caf%E9", "/v1/caf%C3%A9", f"/o/{TOKEN}\xff", f"//o/{TOKEN}%FF", "/v1/orders?q=\xff"]
    for method, path in product(("GET", "TRACE"), paths):
        lines = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        assert (await raw(client, lines.encode("latin-1"))).startswith(b"HTTP/1.1 ")
    gateways[0].stop()
    log = gateways[0].written()
    assert log.isascii()
    assert TOKEN not in log
    logged = [(each["method"], each["path"]) for each in gateways[0].access_log()]
    assert logged == [
        *product(["GET"], ["/problem", "-", "-", "/problem", "/o/-", "/problem"]),
        *product(["TRACE"], ["-", "-", "-", "/o/-", "/o/-", "/v1/orders"]),
    ]
