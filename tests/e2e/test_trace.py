"""One trace from the HTTP request over the outbox and the bus to the mail."""

from secrets import token_hex

import pytest
from tests.support.company import Company
from tests.support.spans import Collector, Seen
from tests.support.waiting import until


@pytest.fixture
def collector(company: Company) -> Collector:
    assert company.system.collector is not None
    return company.system.collector


def ancestors(span: Seen, spans: dict[str, Seen]) -> list[Seen]:
    """From its parent up to the root of what was exported."""
    found = []
    while span.parent in spans:
        span = spans[span.parent]
        found.append(span)
    return found


def test_an_order_is_one_trace_up_to_its_mail(company: Company, collector: Collector) -> None:
    seller = company.employ("seller", "Sellers")
    customer = company.customer(manager_id=seller["id"])
    goods = [{"product_id": company.goods[0]["id"], "quantity": 1}]
    trace, root = token_hex(16), token_hex(8)
    answer = company.admin.post(
        "/v1/orders",
        json={"customer_id": customer["id"], "lines": goods},
        headers={"traceparent": f"00-{trace}-{root}-01"},
    )
    order = answer.raise_for_status().json()
    company.told(company.decided(order))

    def whole() -> dict[str, Seen]:
        return {span.id: span for span in collector.spans(trace)}

    until(lambda: served(collector, trace))
    spans = whole()
    (request,) = [span for span in spans.values() if span.service == "orders" and span.parent == root]
    assert "/v1/orders" in request.name
    (mail,) = [span for span in spans.values() if span.name == "send mail"]
    assert mail.service == "notify"
    assert order["id"] in mail.attributes["vinculo.order_id"]
    way = ancestors(mail, spans)
    assert way[-1] == request
    services = list(dict.fromkeys(span.service for span in reversed(way)))
    assert services == ["orders", "assignment", "notify"]
    assert [span for span in spans.values() if span.parent not in spans and span.parent != root] == []


def served(collector: Collector, trace: str) -> bool:
    """Whether every service has told what it has to: each exports at its own pace, the request's own span last."""
    spans = collector.spans(trace)
    known = {span.id for span in spans}
    orphans = [span for span in spans if span.parent not in known]
    return any(span.name == "send mail" for span in spans) and len(orphans) == 1


def test_a_trace_that_is_not_sampled_leaves_no_span(company: Company, collector: Collector) -> None:
    seller = company.employ("seller", "Sellers")
    customer = company.customer(manager_id=seller["id"])
    goods = [{"product_id": company.goods[0]["id"], "quantity": 1}]
    trace = token_hex(16)
    order = company.admin.post(
        "/v1/orders",
        json={"customer_id": customer["id"], "lines": goods},
        headers={"traceparent": f"00-{trace}-{token_hex(8)}-00"},
    ).json()
    company.told(company.decided(order))
    later = company.order(customer)
    company.told(company.decided(later))
    until(lambda: any(later["id"] in str(span.attributes) for span in collector.spans() if span.name == "send mail"))
    assert collector.spans(trace) == []


def test_a_problem_names_its_trace(company: Company) -> None:
    trace = token_hex(16)
    answer = company.admin.get("/v1/orders/nobody", headers={"traceparent": f"00-{trace}-{token_hex(8)}-01"})
    assert (answer.status_code, answer.json()["trace_id"]) == (404, trace)
