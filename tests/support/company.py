"""A company on a running system, made through its gateway: people, customers, goods, and what becomes of orders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from tests.support.system import System
from tests.support.waiting import until

Record = dict[str, Any]


def checked(answer: httpx2.Response, status: int | None = None) -> Any:
    """The content of a good answer."""
    fine = answer.is_success if status is None else answer.status_code == status
    assert fine, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:500]}"
    return answer.json() if answer.content else None


@dataclass
class Company:
    """Everybody and everything is new to the test that asks for it; only the distribution settings are shared."""

    system: System
    _goods: list[Record] = field(default_factory=list)

    @property
    def admin(self) -> httpx2.Client:
        """The first member of Admins, who has no manager role."""
        return self.system.client()

    def as_(self, member: Record) -> httpx2.Client:
        """A client that calls as that member."""
        return self.system.client(member["email"])

    def employ(self, name: str, *groups: str, language: str = "en") -> Record:
        """Somebody whom every service knows already."""
        email = f"{name}.{uuid4().hex[:8]}@staff.test"
        body = {"name": name.capitalize(), "email": email, "groups": groups, "language": language}
        member: Record = checked(self.admin.post("/v1/staff", json=body), 201)
        paths = ("/v1/customers", "/v1/orders", "/v1/decisions", "/v1/mails", "/v1/fieldops/visits")
        client = self.as_(member)
        until(lambda: all("not an active member" not in client.get(path).text for path in paths))
        return member

    def deactivate(self, member: Record, *, active: bool = False) -> Record:
        """As an admin does it."""
        return self.change(f"/v1/staff/{member['id']}", {"active": active})

    def change(self, path: str, body: Record, by: Record | None = None) -> Record:
        """PATCH of the current version."""
        client = self.as_(by) if by else self.admin
        version = checked(client.get(path))["version"]
        changed: Record = checked(client.patch(path, json=body, headers={"If-Match": f'"{version}"'}))
        return changed

    def distribute(self, *members: Record, strategy: str = "round_robin", **more: Any) -> None:
        """Only these are on the wheel, in a pool of their own; `more` are other settings."""
        pool = {"name": uuid4().hex, "members": [member["id"] for member in members]}
        self._settle({"strategy": strategy, "pools": [pool], **more})

    def distribute_as_delivered(self) -> None:
        """All managers, in turn."""
        self._settle({"strategy": "round_robin"})

    def _settle(self, settings: Record) -> None:
        version = checked(self.admin.get("/v1/distribution"))["version"]
        checked(self.admin.put("/v1/distribution", json=settings, headers={"If-Match": f'"{version}"'}))

    def customer(self, name: str = "Ana Pop", *, by: Record | None = None, **more: Any) -> Record:
        """A customer, by an admin unless somebody is said to create him."""
        client = self.as_(by) if by else self.admin
        body = {"name": name, "email": f"{uuid4().hex[:12]}@customers.test", "currency": "EUR", **more}
        created: Record = checked(client.post("/v1/customers", json=body), 201)
        return created

    @property
    def goods(self) -> list[Record]:
        """Two products, at 12.50 and 0.99 euros, that have a price in lei too."""
        if not self._goods:
            for sku, names, price in (
                ("TEA", {"en": "Black tea", "ro": "Ceai negru", "es": "Té negro", "bg": "Черен чай"}, "12.50"),
                (
                    "CUP",
                    {"en": "Paper cup", "ro": "Pahar de hârtie", "es": "Vaso de papel", "bg": "Картонена чаша"},
                    "0.99",
                ),
            ):
                body = {
                    "sku": f"{sku}-{uuid4().hex[:6]}",
                    "name": names,
                    "prices": {"EUR": price, "RON": f"{float(price) * 5:.2f}"},
                }
                self._goods.append(checked(self.admin.post("/v1/products", json=body), 201))
        return self._goods

    def order(self, customer: Record, *, by: Record | None = None, **more: Any) -> Record:
        """An order of one of each, as it was answered."""
        client = self.as_(by) if by else self.admin
        lines = [{"product_id": each["id"], "quantity": 1} for each in self.goods]
        created: Record = checked(
            client.post("/v1/orders", json={"customer_id": customer["id"], "lines": lines, **more}), 201
        )
        return created

    def link(self, customer: Record, **more: Any) -> Record:
        """A personal order link."""

        def create() -> httpx2.Response | None:
            # The customer may be too new for this service.
            answer = self.admin.post("/v1/order-links", json={"customer_id": customer["id"], **more})
            return answer if answer.status_code != 422 else None

        answer = until(create)
        assert answer is not None
        made: Record = checked(answer, 201)
        return made

    def browser(self, **headers: str) -> httpx2.Client:
        """A customer's: nobody's token, a jar for cookies, JSON in place of pages."""
        options: dict[str, Any] = {"base_url": self.system.urls["gateway"], "timeout": 30, "trust_env": False}
        return httpx2.Client(follow_redirects=True, headers={"Accept": "application/json", **headers}, **options)

    def order_by_link(self, customer: Record, quantities: Sequence[int] = (2, 5)) -> Record:
        """The customer opens his link, fills the cart, and sends it."""
        with self.browser() as browser:
            checked(browser.get(self.link(customer)["url"]))
            for product, quantity in zip(self.goods, quantities, strict=True):
                checked(browser.post("/shop/cart", json={"product_id": product["id"], "quantity": quantity}))
            ordered: Record = checked(browser.post("/shop/orders", json={"submission_id": uuid4().hex}), 201)
            return ordered

    def decided(self, order: Record, number: int = 1) -> Record:
        """The decision of that number about an order, once the order and, if it changed, the card show it."""

        def look() -> Record | None:
            page = checked(self.admin.get("/v1/decisions", params={"order_id": order["id"]}))
            found = [each for each in page["items"] if each["about"] == "order" and each["number"] == number]
            return found[0] if found else None

        decision = until(look) or {}
        until(lambda: self.manager_of(order) == decision["order_manager_id"])
        if decision["outcome"]["card_changed"]:
            customer = {"id": decision["customer_id"]}
            until(lambda: self.card_of(customer) == decision["card_manager_id"])
        return decision

    def last_decision(self, order: Record) -> Record:
        """The decision that stands about an order, which may correct others, once the order shows it."""

        def look() -> Record | None:
            page = checked(self.admin.get("/v1/decisions", params={"order_id": order["id"]}))
            found = [each for each in page["items"] if each["about"] == "order"]
            last = max(found, key=lambda each: int(each["number"]), default=None)
            return last if last is not None and self.manager_of(order) == last["order_manager_id"] else None

        return until(look) or {}

    def manager_of(self, order: Record) -> str | None:
        """Whom the order shows; a reply of `pending` for one that is not decided."""
        shown = checked(self.admin.get(f"/v1/orders/{order['id']}"))
        if shown["assignment"]["state"] == "pending":
            return "pending"
        return shown["manager"] and str(shown["manager"]["id"])

    def card_of(self, customer: Record) -> str | None:
        """Whom the card shows."""
        shown = checked(self.admin.get(f"/v1/customers/{customer['id']}"))
        return shown["manager"] and str(shown["manager"]["id"])

    def mails_about(self, order: Record, member: Record) -> list[Record]:
        """What he has got about that order by now."""
        return [mail for mail in self.system.mails(member["email"]) if order["number"] in mail["subject"]]

    def mailed(self, order: Record, member: Record) -> Record:
        """The one mail that he got about an order."""
        (mail,) = until(lambda: self.mails_about(order, member))
        return mail

    def told(self, decision: Record) -> set[str]:
        """Ids of the people to whom a decision is mailed, each of whose mails is sent by the time this returns."""
        wanted = {each["staff_id"] for each in decision["outcome"]["recipients"]}

        def sent() -> bool:
            page = checked(self.admin.get("/v1/mails", params={"order_id": decision["order_id"], "limit": 200}))
            mine = [mail for mail in page["items"] if mail["decision_id"] == decision["id"]]
            assert len(mine) <= len(wanted), mine
            return {mail["recipient_id"] for mail in mine if mail["state"] == "sent"} == wanted

        until(sent)
        return wanted


def rule_of(decision: Record) -> tuple[str, str]:
    """The row that decided, and the reason."""
    return decision["row"], decision["reason"]
