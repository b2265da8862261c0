"""Whoever asks to be forgotten is: no word of him in any database, nor in the answer of any service (GDPR)."""

import json
import re
from typing import Any
from uuid import uuid4

import bson
from pymongo import MongoClient
from tests.support.company import Company, Record, checked
from tests.support.system import System
from tests.support.waiting import until

PHONE = "655987123"


def places(system: System, *signs: str) -> set[str]:
    """The collections in whose documents, search terms among them, any of the signs stands."""
    found: set[str] = set()
    wanted = [sign.encode() for sign in signs]
    client: MongoClient[bson.raw_bson.RawBSONDocument]
    with MongoClient(system.urls["mongodb"], document_class=bson.raw_bson.RawBSONDocument) as client:
        for database in set(client.list_database_names()) - {"admin", "config", "local"}:
            for name in client[database].list_collection_names():
                docs = (bytes(doc.raw).lower() for doc in client[database][name].find())
                if any(sign in doc for doc in docs for sign in wanted):
                    found.add(f"{database.removeprefix('vinculo_')}.{name}")
    return found


def reasons_given(system: System, company: Company, customer: Record, word: str) -> list[Record]:
    """A quote that the customer himself declined on its page, and an order that was cancelled, both with that word."""
    admin = company.admin
    quote, order = company.order(customer, kind="quote"), company.order(customer)
    checked(admin.post(f"/v1/orders/{quote['id']}/send", json={}))
    letters = until(lambda: [mail for mail in system.mails(customer["email"]) if "/q/" in mail["text"]])
    link = re.search(r"\S+/q/[\w-]+", letters[0]["text"])
    assert link is not None
    with company.browser() as browser:
        checked(browser.get(link.group()))
        checked(browser.post(f"/quote/{quote['id']}/decline", json={"reason": f"{word} moves away."}))
    checked(admin.post(f"/v1/orders/{order['id']}/cancel", json={"reason": f"{word} called."}))
    path = "/v1/orders/"
    moved = [checked(admin.get(path + each["id"])) for each in (quote, order)]
    assert [word in str(each["history"]) for each in moved] == [True, True]
    return moved


def of_link(system: System, link: Record) -> list[Any]:
    """What is kept of who opened a link, and of what was laid aside by it."""
    client: MongoClient[Any]
    with MongoClient(system.urls["mongodb"]) as client:
        kept = [client["orders"][name].find_one({"_id": link["id"]}) for name in ("link_accesses", "carts")]
        return [doc for doc in kept if doc is not None]


def test_no_word_of_an_erased_customer_stays_anywhere(system: System, company: Company) -> None:
    word = f"quetzal{uuid4().hex[:8]}"
    signs = (word, PHONE, PHONE[::-1])
    seller = company.employ("seller", "Sellers")
    # Else the twin's order may go to somebody whom the fuzzing of another test has left without mail.
    company.distribute(seller)
    person: Record = {
        "email": f"{word}@customers.test",
        "contact_person": f"Ana {word}",
        "phone": f"+34 {PHONE}",
        "address": f"Calle {word} 1",
        "notes": [{"text": f"Likes {word}.", "priority": "high"}],
    }
    customer = company.customer(f"Casa {word}", manager_id=seller["id"], **person)
    twin = company.customer(f"Twin {word}", **person)
    told = [company.order(each) for each in (customer, twin)]
    for order in told:
        company.told(company.decided(order))
    by_link = company.order_by_link(customer)
    link = company.link(customer, recipient=word)
    checked(company.admin.post(f"/v1/order-links/{link['id']}/send"))
    with company.browser() as browser:
        checked(browser.get(link["url"]))
        checked(browser.post("/shop/cart", json={"product_id": company.goods[0]["id"], "quantity": 1}))
    assert len(of_link(system, link)) == 2
    moved = reasons_given(system, company, customer, word)
    visit = {"customer_id": customer["id"], "started_at": "2026-11-22T09:30:00Z", "note_1": f"Saw {word}."}
    checked(company.admin.post("/v1/fieldops/visits", json=visit))
    until(lambda: any(word in mail["text"] for mail in system.mails(person["email"])))
    path = f"/v1/customers/{customer['id']}"
    version = checked(company.admin.get(path))["version"]
    body = {"duplicate_id": twin["id"]}
    merged = checked(company.admin.post(f"{path}/merge", json=body, headers={"If-Match": f'"{version}"'}))
    expected = {"customers.customers", "customers.notes", "customers.merges", "orders.orders", "notify.mails"}
    expected |= {"fieldops.visits", "assignment.customers", "orders.sendings", "notify.sendings"}
    assert expected <= places(system, *signs), "else this test would prove nothing"

    version = checked(company.admin.get(path))["version"]
    erased = checked(company.admin.post(f"{path}/erase", headers={"If-Match": f'"{version}"'}))
    assert erased["name"] == ""
    until(lambda: places(system, *signs) == set(), timeout=60, every=0.5)

    orders = checked(company.admin.get("/v1/orders", params={"customer_id": twin["id"]}))["items"]
    figures = {each["id"] for each in (*told, by_link, *moved)}
    assert {order["id"] for order in orders} == figures, "figures stay"
    assert {order["customer_id"] for order in orders} == {merged["customer"]["id"]}
    assert {order["total"]["amount"] for order in orders} >= {told[0]["total"]["amount"]}
    assert of_link(system, link) == []
    steps = [checked(company.admin.get(f"/v1/orders/{each['id']}"))["history"] for each in moved]
    assert [[step["to"] for step in history] for history in steps] == [["sent", "declined"], ["cancelled"]]
    with company.browser() as browser:
        assert browser.get(link["url"]).status_code == 410
    history = checked(company.admin.get(f"/v1/links/{customer['id']}/history"))["items"]
    assert history[-1]["manager_id"] == seller["id"], "whose he was stays, for pay"
    report = system.vinculo("audit")
    assert customer["id"] not in report.stdout, report.stdout
    assert twin["id"] not in report.stdout, report.stdout

    rebuilt = system.vinculo("replicas", "rebuild", "customers", "orders", "--json", "--timeout", "120")
    assert rebuilt.returncode == 0, rebuilt.stdout
    assert json.loads(rebuilt.stdout)["surveys"]
    assert places(system, *signs) == set(), "told anew, he is nobody"


def test_no_word_of_a_forgotten_guest_stays_anywhere(system: System, company: Company) -> None:
    word = f"quetzal{uuid4().hex[:8]}"
    signs = (word, PHONE)
    seller = company.employ("seller", "Sellers")
    company.distribute(seller)
    guest = {"name": f"Casa {word}", "email": f"{word}@guests.test", "phone": f"+34 {PHONE}"}
    lines = [{"product_id": each["id"], "quantity": 1} for each in company.goods]
    admin, body = company.admin, {"guest": guest, "lines": lines}
    order = checked(admin.post("/v1/orders", json={**body, "channel": "web"}), 201)
    quote = checked(admin.post("/v1/orders", json={**body, "kind": "quote"}), 201)
    company.told(company.decided(order))
    checked(admin.post(f"/v1/orders/{quote['id']}/send", json={}))
    until(lambda: any("/q/" in mail["text"] for mail in system.mails(guest["email"])))
    expected = {"orders.orders", "orders.sendings", "notify.orders", "notify.mails", "notify.sendings"}
    assert expected <= places(system, *signs), "else this test would prove nothing"
    for each in (order, quote):
        version = checked(admin.get(f"/v1/orders/{each['id']}"))["version"]
        checked(admin.post(f"/v1/orders/{each['id']}/erase", headers={"If-Match": f'"{version}"'}))
    until(lambda: places(system, *signs) == set(), timeout=60, every=0.5)
    assert checked(admin.get(f"/v1/orders/{order['id']}"))["total"] == order["total"], "figures stay"
