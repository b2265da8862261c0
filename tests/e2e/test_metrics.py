"""What can be seen of a running system from outside: probes and figures."""

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.support.bus import tapped
from tests.support.company import Company
from tests.support.system import System
from tests.support.waiting import eventually, until

SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")


def figures(system: System, service: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    text = httpx2.get(f"{system.urls['services'][service]}/metrics", timeout=10, trust_env=False).text
    families = text_string_to_metric_families(text)
    return {(each.name, frozenset(each.labels.items())): each.value for family in families for each in family.samples}


def figure(system: System, service: str, name: str, **labels: str) -> float:
    """The sum over all other labels; fails if there is no such figure at all."""
    wanted = set(labels.items())
    found = [value for (each, has), value in figures(system, service).items() if each == name and wanted <= has]
    assert found or labels, f"{service} has no {name}"
    return sum(found)


def seen_before(system: System, service: str) -> float:
    """How many deliveries turned out to be known: by their mark, or by the version that was applied."""
    names = ("vinculo_inbox_duplicates_total", "vinculo_events_stale_total")
    return sum(value for (name, _), value in figures(system, service).items() if name in names)


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_service_lives_and_is_ready(system: System, service: str) -> None:
    for path, words in (("/livez", "alive"), ("/readyz", "ready")):
        answer = httpx2.get(system.urls["services"][service] + path, trust_env=False)
        assert (answer.status_code, answer.text) == (200, words)


def test_the_gateway_shows_that_it_lives_and_nothing_of_the_inside(system: System) -> None:
    assert httpx2.get(f"{system.urls['gateway']}/livez", trust_env=False).status_code == 200
    for path in ("/metrics", "/readyz", "/openapi.json", "/v1/orders/../../metrics", "//metrics"):
        assert httpx2.get(system.urls["gateway"] + path, trust_env=False).status_code == 404


def test_the_outbox_is_seen_and_empty_when_all_is_quiet(system: System, service: str) -> None:
    until(lambda: figure(system, service, "vinculo_outbox_rows") == 0)
    until(lambda: figure(system, service, "vinculo_outbox_oldest_seconds") == 0)


def test_what_waits_in_a_services_queue_is_seen(system: System, service: str) -> None:
    until(lambda: figure(system, service, "vinculo_queue_ready") == 0)


def test_an_order_moves_the_figures_it_should(company: Company) -> None:
    system, seller = company.system, company.employ("seller", "Sellers")
    customer = company.customer(manager_id=seller["id"])
    watched: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("orders", "vinculo_http_request_seconds_count", {"method": "POST", "route": "/v1/orders", "status": "201"}),
        ("orders", "vinculo_commit_units_sum", {}),
        ("assignment", "vinculo_decisions_total", {"reason": "CUSTOMER_MANAGER"}),
        ("assignment", "vinculo_events_total", {"type": "vinculo.orders.order.created.v1"}),
        ("notify", "vinculo_mails_total", {"result": "accepted"}),
    )
    before = [figure(system, service, name, **labels) for service, name, labels in watched]
    order = company.order(customer)
    company.told(company.decided(order))
    for (service, name, labels), earlier in zip(watched, before, strict=True):
        until(lambda: figure(system, service, name, **labels) > earlier)  # noqa: B023


def test_an_order_that_nobody_has_is_counted_and_ages(company: Company) -> None:
    company.distribute(strategy="off")
    before = figure(company.system, "assignment", "vinculo_unassigned_orders")
    order = company.order(company.customer())
    company.decided(order)
    until(lambda: figure(company.system, "assignment", "vinculo_unassigned_orders") > before)
    assert figure(company.system, "assignment", "vinculo_unassigned_oldest_seconds") > 0


@pytest.mark.req("N3")
async def test_the_same_event_five_times_is_one_decision_and_four_counted_duplicates(company: Company) -> None:
    system, seller = company.system, company.employ("seller", "Sellers")
    customer = company.customer(manager_id=seller["id"])
    before = {service: seen_before(system, service) for service in ("assignment", "notify")}
    async with tapped(system.urls["amqp"]) as tap:
        order = company.order(customer)
        created = "vinculo.orders.order.created.v1"

        async def told() -> bool:
            return bool(tap.about(order["id"], created))

        await eventually(told)
        company.told(company.decided(order))
        for _ in range(4):
            await tap.again(tap.about(order["id"], created)[0])
        for service, earlier in before.items():
            until(lambda: seen_before(system, service) == earlier + 4)  # noqa: B023
    assert len(company.admin.get("/v1/decisions", params={"order_id": order["id"]}).json()["items"]) == 1
    company.mailed(order, seller)
