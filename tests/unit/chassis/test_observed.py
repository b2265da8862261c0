"""Every request belongs to a trace, sampled or not, and is timed by its route."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY

from chassis import telemetry
from chassis.http import Door, create_app
from chassis.settings import ServiceSettings
from chassis.telemetry import span, traceparent

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = f"00-{TRACE}-b7ad6b7169203331"


def application() -> Any:
    routes = APIRouter(prefix="/v1/things")

    @routes.get("/crash")
    async def crash() -> None:
        raise RuntimeError("a defect")

    @routes.get("/{name}")
    async def read(name: str) -> dict[str, str | None]:
        with span("inner"):
            return {"name": name, "within": traceparent()}

    nobody: Any = None
    return create_app("tried", "", Door(nobody, nobody, lambda: True), routes)


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(application(), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service.test") as client:
        yield client


def sampling(share: float) -> InMemorySpanExporter:
    """What is exported from now on."""
    kept = InMemorySpanExporter()
    settings = ServiceSettings(
        mongo_uri="mongodb://db/?timeoutMS=1", amqp_uri="amqp://bus", oidc_issuer="https://id", traces_sample=share
    )
    telemetry.start("tried", settings).add_span_processor(SimpleSpanProcessor(kept))
    return kept


async def test_a_sampled_request_is_a_span_named_by_its_route(client: httpx2.AsyncClient) -> None:
    spans = sampling(0)
    answer = await client.get("/v1/things/chair", headers={"traceparent": f"{CALLER}-01"})
    inner, request = spans.get_finished_spans()
    assert answer.json()["within"].split("-")[1] == TRACE
    assert (request.name, inner.name) == ("GET /v1/things/{name}", "inner")
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" == "b7ad6b7169203331"
    assert inner.parent == request.get_span_context()
    assert request.attributes is not None
    assert request.attributes["http.route"] == "/v1/things/{name}"
    assert request.attributes["http.response.status_code"] == 200


async def test_an_unsampled_request_is_carried_on_without_a_span(client: httpx2.AsyncClient) -> None:
    spans = sampling(0)
    answer = await client.get("/v1/things/chair", headers={"traceparent": f"{CALLER}-00"})
    assert answer.json()["within"] == f"{CALLER}-00"
    assert spans.get_finished_spans() == ()


@pytest.mark.parametrize(("share", "exported"), [(0, 0), (1, 2)])
async def test_a_trace_begins_with_a_request_that_has_none(
    client: httpx2.AsyncClient, share: float, exported: int
) -> None:
    spans = sampling(share)
    answers = [await client.get("/v1/things/chair") for _ in range(2)]
    first, second = (answer.json()["within"].split("-") for answer in answers)
    assert first[1] != second[1]
    assert (len(first[1]), len(first[2]), int(first[3], 16) & 1) == (32, 16, share)
    assert len(spans.get_finished_spans()) == 2 * exported


@pytest.mark.parametrize("nonsense", ["", "x", f"ff-{TRACE}-b7ad6b7169203331-00", f"00-{'0' * 32}-b7ad6b7169203331-00"])
async def test_what_is_no_trace_does_not_travel_on(client: httpx2.AsyncClient, nonsense: str) -> None:
    sampling(0)
    answer = await client.get("/v1/things/chair", headers={"traceparent": nonsense})
    assert len(answer.json()["within"].split("-")[1]) == 32
    assert answer.json()["within"] != nonsense


@pytest.mark.parametrize("flag", ["00", "01"])
async def test_the_answer_to_a_crash_names_its_trace(client: httpx2.AsyncClient, flag: str) -> None:
    sampling(0)
    answer = await client.get("/v1/things/crash", headers={"traceparent": f"{CALLER}-{flag}"})
    assert (answer.status_code, answer.json()["trace_id"]) == (500, TRACE)


async def test_requests_are_timed_by_route_and_not_by_path(client: httpx2.AsyncClient) -> None:
    def timed(route: str) -> float:
        labels = {"method": "GET", "route": route, "status": "200"}
        return REGISTRY.get_sample_value("vinculo_http_request_seconds_count", labels) or 0

    before = timed("/v1/things/{name}")
    await client.get("/v1/things/chair")
    await client.get("/v1/things/table")
    assert timed("/v1/things/{name}") == before + 2
    assert timed("/v1/things/chair") == 0
