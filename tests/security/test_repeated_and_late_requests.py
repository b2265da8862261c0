"""A change of what somebody else changed meanwhile is refused, and a request that comes again has its effect once:
every operation that promises so is tried."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.canary import SERVICES, Canary, state
from tests.support.company import Company, Record, checked

ON_A_NEW_ONE = {"cancelOrder": "order", **dict.fromkeys(("sendQuote", "acceptQuote", "declineQuote"), "quote")}
ON_A_NEW_ONE["reviseQuote"] = "quote"
"""What closes an order or a quote is tried on one of its own."""
ELSEWHERE = {"mergeCustomers", "unmergeCustomer", "claimOrder", "undoTransfer"}
"""What takes more than one request to be good has tests of its own."""
MOVES_ON = {f"start{kind}Replay" for kind in ("Customers", "Orders", "Staff", "Links")} | {"resendMail"}
"""What goes on by itself, so that the same is told otherwise a moment later."""


@pytest.fixture
def canary(company: Company) -> Canary:
    return Canary(company).sing()


def promising(canary: Canary, header: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The operations that know that header, with a request for each that would be good from an admin."""
    for service in SERVICES:
        document = checked(canary.company.admin.get(f"/openapi/{service}.json"))
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if any(each["name"].lower() == header for each in operation.get("parameters", [])):
                    name = operation["operationId"]
                    if kind := ON_A_NEW_ONE.get(name):
                        new = canary.company.order({"id": canary.ids["customer_id"]}, kind=kind)
                        path = path.replace("{order_id}", new["id"])
                    yield name, canary.request(path, method, operation)


def test_a_change_of_another_version_than_the_present_one_is_refused_and_changes_nothing(canary: Canary) -> None:
    company, answered = canary.company, dict[str, tuple[int, ...]]()
    bodies: dict[str, Record] = {
        "mergeCustomers": {"duplicate_id": company.customer("Another")["id"]},
        "chooseMyMails": {"kinds": {}},
    }
    before, another = state(canary), {"If-Match": '"987654"'}
    for name, request in promising(canary, "if-match"):
        asked = {**request, "json": bodies[name]} if name in bodies else request
        late, blind = ({**asked, "headers": headers} for headers in (another, {}))
        answered[name] = tuple(company.admin.request(**each).status_code for each in (late, blind))
    assert {name: statuses for name, statuses in answered.items() if statuses != (412, 428)} == {}
    assert len(answered) > 15
    assert state(canary) == before


@pytest.mark.req("ML-28")
def test_a_request_that_comes_again_under_its_key_is_answered_as_before_and_done_once(canary: Canary) -> None:
    admin, wrong, tried = canary.company.admin, dict[str, list[str]](), set[str]()
    for name, request in promising(canary, "idempotency-key"):
        headers = {**request["headers"], "Idempotency-Key": uuid4().hex}
        answers = [admin.request(**{**request, "headers": headers}) for _ in range(2)]
        tried.add(name)
        first, again = (_effect(name, each) for each in answers)
        if name not in ELSEWHERE and (first != again or not answers[0].is_success):
            wrong[name] = [each.text[:300] for each in answers]
    assert wrong == {}
    assert tried >= ELSEWHERE


def _effect(name: str, answer: httpx2.Response) -> tuple[int, Any]:
    told = answer.json()
    if name in MOVES_ON:
        return answer.status_code, told.get("id")
    if "assignment" in told:
        # Its decision comes when it comes, and makes a version.
        return answer.status_code, [told[each] for each in ("id", "state", "lines", "history", "offer")]
    return answer.status_code, told
