"""Whoever reads logs, traces, messages or databases finds no key to a shop and nobody's bearer token (N9)."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import bson
import httpx2
import pytest
from pymongo import MongoClient
from tests.support.bus import tapped
from tests.support.company import Company, checked
from tests.support.spans import Seen
from tests.support.system import System
from tests.support.waiting import eventually, until

PASSCODE = f"passcode{uuid4().hex}"
WAYS = ("/O/", "//o/", "/o//", "/%6f/", "/o%2f", "/x/../o/", "/shop?next=/o/", "/shop/", "/v1/orders/")


def written(system: System) -> Iterator[tuple[Path, bytes]]:
    """What every program has written but for the servers' own data and keys."""
    for path in system.folder.rglob("*"):
        if path.is_file() and path.suffix in (".log", ".json", ".conf") and path.name != "secrets.json":
            yield path, path.read_bytes()


def stored(system: System) -> Iterator[tuple[str, bytes]]:
    """Every document of every service."""
    client: MongoClient[bson.raw_bson.RawBSONDocument]
    with MongoClient(system.urls["mongodb"], document_class=bson.raw_bson.RawBSONDocument) as client:
        for database in set(client.list_database_names()) - {"admin", "config", "local"}:
            for collection in client[database].list_collection_names():
                for document in client[database][collection].find():
                    yield f"{database}.{collection}", bytes(document.raw)


@pytest.mark.req("N9", "ML-25")
async def test_no_token_is_in_any_log_span_message_or_database(company: Company) -> None:
    system = company.system
    assert system.collector is not None
    seller = company.employ("seller", "Sellers")
    customer = company.customer(manager_id=seller["id"])
    marker = uuid4().hex
    async with tapped(system.urls["amqp"]) as tap:
        link = company.link(customer, passcode=PASSCODE)
        token = link["url"].rsplit("/", 1)[1]
        secrets = {
            "link": token,
            "passcode": PASSCODE,
            "bearer": system.token(),
            "seller": system.token(seller["email"]),
        }
        rotated = checked(company.admin.post(f"/v1/order-links/{link['id']}/rotate"))
        secrets["rotated"] = rotated["url"].rsplit("/", 1)[1]
        for number, url in enumerate((link["url"], rotated["url"])):
            with company.browser() as browser:
                # Also where a token has no business to be.
                for odd in (f"{url}x", f"{url}/{marker}", *(url.replace("/o/", way) for way in WAYS)):
                    browser.get(odd)
                browser.get("/shop", headers={"Referer": url, "User-Agent": f"{url} Bearer {system.token()}"})
                browser.get(url)
                browser.post("/shop/passcode", json={"passcode": PASSCODE})
                secrets |= {f"cookie {number} {name}": value for name, value in browser.cookies.items()}
                if number:
                    checked(browser.get("/shop"))
                    checked(browser.post("/shop/cart", json={"product_id": company.goods[0]["id"], "quantity": 1}))
                    order = checked(browser.post("/shop/orders", json={"submission_id": marker}), 201)
        company.as_(seller).post("/v1/customers", content=b"{", headers={"Authorization": f"Bearer {system.token()}x"})
        httpx2.get(f"{system.urls['gateway']}/shop?token={marker}", trust_env=False)
        company.told(company.decided(order))

        async def all_said() -> bool:
            return bool(tap.about(order["id"], "vinculo.notify.mail.sent.v1"))

        await eventually(all_said)
    access_log = system.folder / "gateway/access.log"
    until(lambda: b"/shop/orders" in access_log.read_bytes() and b'"/o/-"' in access_log.read_bytes())
    until(lambda: any(order["id"] in str(span.attributes) for span in collector_spans(system)))

    places: list[tuple[str, bytes]] = [(str(path.name), content) for path, content in written(system)]
    places += [("span", export) for export in system.collector.exports]
    places += [(f"message {each.routing_key}", each.body + str(each.headers).encode()) for each in tap.messages]
    places += list(stored(system))
    assert {"orders.log", "gateway.log", "access.log", "span", "orders.order_links"} <= {name for name, _ in places}
    found = {(what, name) for name, text in places for what, secret in secrets.items() if secret.encode() in text}
    assert found == set()


def collector_spans(system: System) -> Iterator[Seen]:
    assert system.collector is not None
    yield from (span for span in system.collector.spans() if span.name == "send mail")
