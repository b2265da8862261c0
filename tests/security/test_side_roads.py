"""Nothing of anybody else's by the side roads either (N15): answers that are kept, methods that nobody uses, paths that
are spelt otherwise, versions, exact addresses, mails, and people who were somebody yesterday.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx2
import pytest
from tests.support.canary import Canary
from tests.support.company import Company, Record, checked
from tests.support.system import System
from tests.support.waiting import until

pytestmark = pytest.mark.req("NX-17", "NX-18", "N15")


@pytest.fixture(scope="module")
def canary(system: System) -> Canary:
    return Canary(Company(system)).sing()


@pytest.fixture(scope="module")
def other(canary: Canary) -> httpx2.Client:
    return canary.company.as_(canary.company.employ("other", "Sellers"))


def test_an_answer_that_is_kept_for_one_is_not_given_to_another(canary: Canary, other: httpx2.Client) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    body = {"name": f"Kept {canary.word}", "email": f"{uuid4().hex}@customers.test"}
    mine = canary.company.admin.post("/v1/customers", json=body, headers=key)
    again = other.post("/v1/customers", json={**body, "name": "Somebody else"}, headers=key)
    same = other.post("/v1/customers", json=body, headers=key)

    assert mine.status_code == 201
    assert checked(mine)["id"] not in again.text + same.text
    assert not canary.heard(again)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PROPFIND"])
def test_no_other_method_tells_that_a_record_is_there(canary: Canary, other: httpx2.Client, method: str) -> None:
    for path in _paths(canary):
        real, none = other.request(method, path), other.request(method, _nowhere(path))
        assert real.status_code == none.status_code >= 400, path
        assert not canary.heard(real)
        assert {"etag", "last-modified"}.isdisjoint(real.headers)


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-Original-URL", "X-Rewrite-URL"])
def test_no_header_makes_another_request_of_one(canary: Canary, other: httpx2.Client, header: str) -> None:
    value = "DELETE" if "Method" in header else f"/v1/customers/{canary.ids['customer_id']}"
    answer = other.post(f"/v1/customers/{canary.ids['customer_id']}/notes", json={}, headers={header: value})
    assert answer.status_code in (404, 422)
    answer = other.get("/v1/customers", params={"limit": 1}, headers={header: value})
    assert answer.status_code == 200
    assert not canary.heard(answer)


@pytest.mark.parametrize(
    "spelling",
    ["/v1//{}", "//v1/{}", "/v1/./{}", "/v1/products/../{}", "/V1/{}", "/v1/{}/", "/v1/%2e%2e/v1/{}", "/v1/{};x=1"],
)
def test_a_path_that_is_spelt_otherwise_opens_nothing_more(canary: Canary, other: httpx2.Client, spelling: str) -> None:
    for path in _paths(canary):
        answer = other.get(spelling.format(path.removeprefix("/v1/")), follow_redirects=False)
        assert answer.status_code >= 300, answer.request.url
        assert not canary.heard(answer)


@pytest.mark.parametrize("version", ['"1"', '"99"', "*", 'W/"1"'])
def test_no_version_of_a_foreign_record_is_told(canary: Canary, other: httpx2.Client, version: str) -> None:
    for condition in ("If-Match", "If-None-Match", "If-Modified-Since"):
        for path in _paths(canary)[:2]:
            answer = other.request("PATCH", path, json={}, headers={condition: version, "If-Match": version})
            none = other.request("PATCH", _nowhere(path), json={}, headers={condition: version, "If-Match": version})
            assert answer.status_code == none.status_code
            assert answer.status_code in (400, 404, 422)
            assert other.get(path, headers={condition: version}).status_code == 404


def test_whoever_knows_the_exact_address_finds_nothing(canary: Canary, other: httpx2.Client) -> None:
    card = checked(canary.company.admin.get(f"/v1/customers/{canary.ids['customer_id']}"))
    order = checked(canary.company.admin.get(f"/v1/orders/{canary.ids['order_id']}"))
    questions = [("customers", card["email"]), ("customers", card["name"]), ("orders", order["number"])]
    for kind, words in questions:
        assert checked(canary.company.admin.get(f"/v1/{kind}", params={"q": words}))["items"], words
        assert checked(other.get(f"/v1/{kind}", params={"q": words})) == {"items": [], "next": None}, words


def test_the_point_of_sale_learns_of_a_known_customer_no_more_than_his_id(canary: Canary) -> None:
    """C6: enough to order for him."""
    card = checked(canary.company.admin.get(f"/v1/customers/{canary.ids['customer_id']}"))
    clerk = canary.company.as_(canary.company.employ("clerk", "Point of sale"))
    met = checked(clerk.post("/v1/customers", json={"name": "X", "email": card["email"], "channel": "pos"}))
    assert met == {"id": card["id"], "existing": True}
    assert clerk.get(f"/v1/customers/{card['id']}").status_code == 404


def test_mails_about_a_customer_reach_nobody_but_his_manager_and_supervisors(canary: Canary) -> None:
    owner = checked(canary.company.admin.get(f"/v1/staff/{canary.ids['staff_id']}"))
    mails = [mail for mail in canary.company.system.mails() if canary.word in mail["text"] + mail["html"]]
    assert mails
    supervisors = {
        each["email"]
        for each in checked(canary.company.admin.get("/v1/staff", params={"limit": 200}))["items"]
        if "Supervisors" in each["groups"]
    }
    assert {mail["to"] for mail in mails} <= {owner["email"]} | supervisors


@pytest.mark.req("NX-13", "M1")
def test_whoever_was_deactivated_hears_nothing_though_his_token_is_still_good(system: System) -> None:
    with _deactivated(Canary(Company(system)).sing()) as (canary, ghost):
        for name, request in canary.requests().items():
            if not request["url"].startswith(("/shop", "/quote")):
                answer = ghost.request(**request)
                assert (answer.status_code, canary.heard(answer)) == (403, False), name


@contextmanager
def _deactivated(canary: Canary) -> Iterator[tuple[Canary, httpx2.Client]]:
    """The owner of the canary, once every service knows that he is not one any more."""
    owner: Record = checked(canary.company.admin.get(f"/v1/staff/{canary.ids['staff_id']}"))
    ghost = canary.company.as_(owner)
    canary.company.deactivate(owner)
    doors = ("customers", "orders", "decisions", "mails", "fieldops/visits")
    until(lambda: all(ghost.get(f"/v1/{door}").status_code == 403 for door in doors))
    yield canary, ghost


def _paths(canary: Canary) -> list[str]:
    ids = canary.ids
    return [
        f"/v1/customers/{ids['customer_id']}",
        f"/v1/orders/{ids['order_id']}",
        f"/v1/links/{ids['customer_id']}",
        f"/v1/decisions/{ids['decision_id']}",
        f"/v1/mails/{ids['mail_id']}",
        f"/v1/fieldops/visits/{ids['visit_id']}",
    ]


def _nowhere(path: str) -> str:
    return f"{path.rsplit('/', 1)[0]}/{uuid4()}"
