"""A customer whose words nobody else must ever hear, with everything that hangs on him, and the requests that ask."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2

from tests.support.company import Company, Record, checked
from tests.support.drawing import drawn

SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")
IDS = ("id", "customer_id", "staff_id", "manager_id", "order_id")
NEXT_YEAR = datetime.now(UTC).year + 1
PERIOD = {
    name: f"{datetime.now(UTC).date() + timedelta(days)}T00:00:00Z"
    for names, days in ((("from", "since"), -1), (("to", "until"), 1))
    for name in names
}


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
            f"0 Canary {self.word}",
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
        (goods, *_) = company.goods
        picture = checked(company.admin.post(f"/v1/products/{goods['id']}/pictures", files={"picture": drawn()}))
        category = checked(company.admin.post("/v1/categories", json={"key": uuid4().hex, "name": {"en": "Tea"}}))
        self.ids = {
            "customer_id": customer["id"],
            "note_id": note["id"],
            "order_id": order["id"],
            "quote_id": company.order(customer, kind="quote")["id"],
            "decision_id": decision["id"],
            "mail_id": mail["id"],
            "visit_id": visit["id"],
            "link_id": company.link(customer)["id"],
            "product_id": goods["id"],
            "picture_id": picture["id"],
            "category_id": category["id"],
            "staff_id": owner["id"],
            "manager_id": owner["id"],
            "recipient": owner["id"],
            "rep_id": visit["rep_id"],
            "absence_id": absence["id"],
            "transfer_id": transfer["id"],
            "replay_id": checked(company.admin.post("/v1/staff/replays", json={}))["id"],
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
        asked: dict[str, Any] = {name: value for name, value in {**self.ids, **PERIOD}.items() if name in query}
        if operation["operationId"] == "listCustomers":
            asked["q"] = self.word
        if "limit" in query:
            asked["limit"] = 200
        bodies = {
            "createCustomer": {"name": "Somebody else"},
            "createCustomers": {"rows": [{"customer": {"name": "Somebody else"}}]},
            "addNote": {"text": "mine"},
            "changeNote": {"text": "mine"},
            "createOrder": {"customer_id": self.ids["customer_id"], "lines": self._lines()},
            "createOrderLink": {"customer_id": self.ids["customer_id"]},
            "reportVisit": visit_of({"id": self.ids["customer_id"]}),
            "createProduct": {"sku": uuid4().hex, "name": {"en": "x"}, "prices": {}},
            "arrangePictures": {"pictures": []},
            "createCategory": {"key": uuid4().hex, "name": {"en": "x"}},
            "setExchangeRate": {"base": "EUR", "currency": "JPY", "rate": "1", "valid_from": "2026-01-01"},
            "mergeCustomers": {"duplicate_id": self.ids["customer_id"]},
            "chooseMails": {"kinds": {}},
            **{f"start{kind}Replay": {} for kind in ("Customers", "Orders", "Staff", "Links")},
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
    """Of an hour ago, which every asked period covers."""
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    return {"customer_id": customer["id"], "started_at": an_hour_ago.isoformat(), "note_1": "Seen."}


def state(canary: Canary) -> list[Any]:
    """Of the canary, as an admin sees it."""
    ids = canary.ids
    paths = [f"customers/{ids['customer_id']}", f"customers/{ids['customer_id']}/notes", f"orders/{ids['order_id']}"]
    paths += [f"links/{ids['customer_id']}", f"order-links?customer_id={ids['customer_id']}"]
    return [checked(canary.company.admin.get(f"/v1/{path}")) for path in paths]
