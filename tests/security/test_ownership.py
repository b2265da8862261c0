"""Nothing of anybody else's, by no road (NX-17, NX-18): every operation of every service is tried with the ids of a
canary, by another seller, by a stranger, and by another customer behind his own link.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.company import Company, Record, checked
from tests.support.system import until

pytestmark = pytest.mark.req("NX-17", "NX-18", "N15", "ML-27")

SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")
LISTED, HIDDEN, REFUSED, WRONG = {200}, {404}, {403}, {422}
EXPECTED: dict[str, set[int]] = {
    "createCustomer": {201},
    "listCustomers": LISTED,
    "getCustomer": HIDDEN,
    "changeCustomer": HIDDEN,
    "listNotes": HIDDEN,
    "listNoteChanges": HIDDEN,
    "addNote": HIDDEN,
    "changeNote": HIDDEN,
    "deleteNote": HIDDEN,
    "createProduct": REFUSED,
    "listProducts": LISTED,
    "getProduct": LISTED,
    "changeProduct": REFUSED,
    "setExchangeRate": REFUSED,
    "listExchangeRates": LISTED,
    "createOrder": WRONG,
    "listOrders": LISTED,
    "listBoughtBefore": HIDDEN,
    "getOrder": HIDDEN,
    "saveOrder": HIDDEN,
    "confirmOrder": HIDDEN,
    "produceOrder": HIDDEN,
    "shipOrder": HIDDEN,
    "deliverOrder": HIDDEN,
    "cancelOrder": HIDDEN,
    "createOrderLink": WRONG,
    "listOrderLinks": HIDDEN,
    "rotateOrderLink": HIDDEN,
    "revokeOrderLink": HIDDEN,
    "createStaff": REFUSED,
    "listStaff": REFUSED,
    "getStaff": REFUSED,
    "changeStaff": REFUSED,
    "listGroups": REFUSED,
    "getGroup": REFUSED,
    "changeGroup": REFUSED,
    "getDistribution": REFUSED,
    "changeDistribution": REFUSED,
    "getLink": HIDDEN,
    "getLinkHistory": HIDDEN,
    "listDistributionVersions": REFUSED,
    "getDistributionVersion": REFUSED,
    "simulateDistribution": REFUSED,
    "planAbsence": HIDDEN,
    "listAbsences": HIDDEN,
    "getAbsence": HIDDEN,
    "changeAbsence": HIDDEN,
    "endAbsence": HIDDEN,
    "countPortfolios": LISTED,
    "getStatement": HIDDEN,
    "listFigures": LISTED,
    "getFigures": HIDDEN,
    "measureFairness": LISTED,
    "createTransfer": REFUSED,
    "listTransfers": REFUSED,
    "getTransfer": REFUSED,
    "listTransferRows": REFUSED,
    "undoTransfer": REFUSED,
    "listUnassigned": REFUSED,
    "claimOrder": REFUSED,
    "listStale": LISTED,
    "listStaleManagers": LISTED,
    "replayDecision": HIDDEN,
    "listDecisions": LISTED,
    "getDecision": HIDDEN,
    "explainDecision": HIDDEN,
    "listMails": LISTED,
    "getMail": HIDDEN,
    "resendMail": HIDDEN,
    "reportVisit": REFUSED,
    "listVisits": LISTED,
    "getVisit": HIDDEN,
    "listFieldCustomers": LISTED,
}
"""What another member of Sellers is answered; the shop has nothing to do with staff."""
IDS = ("id", "customer_id", "staff_id", "manager_id", "order_id")
NEXT_YEAR = datetime.now(UTC).year + 1
PERIOD = {
    name: f"{datetime.now(UTC).date() + timedelta(days)}T00:00:00Z"
    for names, days in ((("from", "since"), -1), (("to", "until"), 1))
    for name in names
}
SHOP = {"seeShop", "chooseLanguage", "unlockShop", "fillCart", "submitCart", "seeOrdered"}


@dataclass
class Canary:
    """A customer with everything that hangs on him; his words must not be seen by anybody else."""

    company: Company
    ids: dict[str, str] = field(default_factory=dict)
    word: str = field(default_factory=lambda: f"canary{uuid4().hex[:10]}")

    def sing(self) -> "Canary":
        company = self.company
        owner = company.employ("owner", "Sellers")
        notes = [{"text": f"note of {self.word}", "priority": "high"}]
        customer = company.customer(
            f"Canary {self.word}",
            contact_person=f"Contact {self.word}",
            address=f"Street {self.word}",
            manager_id=owner["id"],
            notes=notes,
        )
        order = company.order(customer)
        decision = company.decided(order)
        company.told(decision)
        (mail,) = checked(company.admin.get("/v1/mails", params={"order_id": order["id"]}))["items"]
        (note,) = checked(company.admin.get(f"/v1/customers/{customer['id']}/notes"))["items"]
        visit = checked(company.admin.post("/v1/fieldops/visits", json=visit_of(customer)))
        holiday = {"from": f"{NEXT_YEAR}-07-01T00:00:00Z", "to": f"{NEXT_YEAR}-07-15T00:00:00Z"}
        absence = checked(company.admin.post(f"/v1/staff/{owner['id']}/absences", json=holiday))
        preview = {"from_id": owner["id"], "distribute": True, "preview": True}
        transfer = checked(company.admin.post("/v1/transfers", json=preview))
        self.ids = {
            "customer_id": customer["id"],
            "note_id": note["id"],
            "order_id": order["id"],
            "decision_id": decision["id"],
            "mail_id": mail["id"],
            "visit_id": visit["id"],
            "link_id": company.link(customer)["id"],
            "product_id": company.goods[0]["id"],
            "staff_id": owner["id"],
            "manager_id": owner["id"],
            "recipient": owner["id"],
            "rep_id": visit["rep_id"],
            "absence_id": absence["id"],
            "transfer_id": transfer["id"],
            "version": "1",
            "name": "Sellers",
        }
        return self

    def request(self, path: str, method: str, operation: Record) -> dict[str, Any]:
        """A request that would be good if it came from the owner."""
        for name, value in self.ids.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path, f"no canary for {path}"
        query = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
        asked = {name: value for name, value in {**self.ids, **PERIOD}.items() if name in query}
        if operation["operationId"] == "listCustomers":
            asked["q"] = self.word
        bodies = {
            "createCustomer": {"name": "Somebody else"},
            "addNote": {"text": "mine"},
            "changeNote": {"text": "mine"},
            "createOrder": {"customer_id": self.ids["customer_id"], "lines": self._lines()},
            "createOrderLink": {"customer_id": self.ids["customer_id"]},
            "reportVisit": visit_of({"id": self.ids["customer_id"]}),
            "createProduct": {"sku": uuid4().hex, "name": {"en": "x"}, "prices": {}},
            "setExchangeRate": {"base": "EUR", "currency": "JPY", "rate": "1", "valid_from": "2026-01-01"},
            "createStaff": {"name": "x", "email": f"{uuid4().hex}@staff.test"},
            "changeGroup": {"permissions": {}},
            "planAbsence": {"from": f"{NEXT_YEAR}-08-01T00:00:00Z", "to": f"{NEXT_YEAR}-08-02T00:00:00Z"},
            "createTransfer": {"from_id": self.ids["staff_id"], "distribute": True},
            "simulateDistribution": {"distribution": {}, "since": PERIOD["since"], "until": PERIOD["until"]},
            "fillCart": {"product_id": self.ids["product_id"], "quantity": 1},
            "submitCart": {"submission_id": uuid4().hex},
            "chooseLanguage": {"language": "bg"},
            "unlockShop": {"passcode": "4711"},
        }
        request: dict[str, Any] = {"method": method, "url": path, "params": asked, "headers": {"If-Match": '"1"'}}
        if "requestBody" in operation:
            request["json"] = bodies.get(operation["operationId"], {})
        return request

    def _lines(self) -> list[Record]:
        return [{"product_id": self.ids["product_id"], "quantity": 1}]

    def requests(self) -> dict[str, dict[str, Any]]:
        """By operation, as every service's own document tells them."""
        found = {}
        for service in SERVICES:
            document = checked(self.company.admin.get(f"/openapi/{service}.json"))
            for path, operations in document["paths"].items():
                for method, operation in operations.items():
                    found[operation["operationId"]] = self.request(path, method, operation)
        return found

    def heard(self, answer: httpx2.Response) -> bool:
        """Whether an answer tells anything of it."""
        return self.word in answer.text or any(self.word in value for value in answer.headers.values())


def visit_of(customer: Record) -> Record:
    return {"customer_id": customer["id"], "started_at": "2026-11-22T09:30:00Z", "note_1": "Seen."}


@pytest.fixture
def canary(company: Company) -> Canary:
    return Canary(company).sing()


def test_the_owner_sees_what_the_others_must_not(canary: Canary) -> None:
    """Else the other tests would prove nothing."""
    reads = ("getCustomer", "listCustomers", "listNotes", "getOrder", "listOrders", "getMail", "listMails", "getVisit")
    requests = canary.requests()
    for name in reads:
        answer = canary.company.admin.request(**requests[name])
        assert answer.status_code == 200, (name, answer.text)
        assert canary.heard(answer) or name == "getVisit", name


def test_every_operation_has_an_expected_answer(canary: Canary) -> None:
    assert set(canary.requests()) == set(EXPECTED) | SHOP


def test_another_seller_meets_nothing(canary: Canary) -> None:
    other = canary.company.as_(canary.company.employ("other", "Sellers"))
    before = state(canary)
    wrong = {}
    for name, request in canary.requests().items():
        answer = other.request(**request)
        if answer.status_code not in EXPECTED.get(name, {answer.status_code}) or canary.heard(answer):
            wrong[name] = (answer.status_code, answer.text[:300])
        if EXPECTED.get(name) is LISTED and name != "getProduct":
            ids = {item[key] for item in answer.json().get("items", ()) for key in IDS if key in item}
            assert not ids & (set(canary.ids.values()) - {canary.ids["product_id"]}), name
    assert wrong == {}
    assert state(canary) == before


def test_somebody_elses_record_and_none_at_all_look_the_same(canary: Canary) -> None:
    other = canary.company.as_(canary.company.employ("other", "Sellers"))
    requests = canary.requests()
    canary.ids = {name: str(uuid4()) if name != "name" else "Nobody" for name in canary.ids}
    for name, request in canary.requests().items():
        if EXPECTED.get(name) in (HIDDEN, WRONG):
            real, none = other.request(**requests[name]), other.request(**request)
            assert real.status_code == none.status_code, name
            assert {**real.json(), "trace_id": ""} == {**none.json(), "trace_id": ""}, name


def test_a_stranger_is_let_in_nowhere(canary: Canary) -> None:
    with canary.company.browser() as stranger:
        for name, request in canary.requests().items():
            answer = stranger.request(**request)
            assert answer.status_code in ({404, 410} if name in SHOP else {401}), (name, answer.status_code)
            assert not canary.heard(answer), name


def test_another_customers_link_opens_his_own_shop_alone(canary: Canary) -> None:
    company = canary.company
    with company.browser() as browser:
        checked(browser.get(company.link(company.customer("Another"))["url"]))
        for name, request in canary.requests().items():
            answer = browser.request(**request)
            if name not in SHOP:
                assert answer.status_code == 401, (name, answer.status_code)
            assert not canary.heard(answer), name
        assert browser.get(f"/shop/orders/{canary.ids['order_id']}").status_code == 404
        assert checked(browser.get("/shop"))["customer"]["name"] == "Another"


def test_a_seller_who_lost_his_customer_loses_his_card(canary: Canary) -> None:
    company = canary.company
    heir = company.employ("heir", "Sellers")
    owner = checked(company.admin.get(f"/v1/staff/{canary.ids['staff_id']}"))
    path = f"/v1/customers/{canary.ids['customer_id']}"
    assert company.as_(owner).get(path).status_code == 200
    company.change(path, {"manager_id": heir["id"]})
    until(lambda: company.as_(heir).get(path).status_code == 200)
    assert company.as_(owner).get(path).status_code == 404


def state(canary: Canary) -> list[Any]:
    """Of the canary, as an admin sees it."""
    ids = canary.ids
    paths = [f"customers/{ids['customer_id']}", f"customers/{ids['customer_id']}/notes", f"orders/{ids['order_id']}"]
    paths += [f"links/{ids['customer_id']}", f"order-links?customer_id={ids['customer_id']}"]
    return [checked(canary.company.admin.get(f"/v1/{path}")) for path in paths]
