"""Mails to customers through the gateway: what is in the mail opens, what is in the databases does not (N9)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient
from tests.support.company import Company, Record, checked
from tests.support.waiting import until


@pytest.fixture
def seller(company: Company) -> Record:
    """Whoever serves the customers here."""
    return company.employ("seller", "Sellers")


def mailed(company: Company, customer: Record) -> Record:
    """The one mail that the customer got."""
    (mail,) = until(lambda: company.system.mails(customer["email"]))
    return dict(mail)


def token_in(mail: Record, door: str) -> str:
    """Of the one address in the mail that leads there."""
    (token,) = set(re.findall(rf"/{door}/([\w.~-]+)", mail["text"]))
    assert f"/{door}/{token}" in mail["html"]
    return str(token)


def kept(company: Company) -> Iterator[str]:
    """Every document of the two services that such a link passes through."""
    client: MongoClient[dict[str, Any]]
    with MongoClient(company.system.urls["mongodb"]) as client:
        for service in ("orders", "notify"):
            for name in client[service].list_collection_names():
                yield from map(str, client[service][name].find())


@pytest.mark.req("ML-26", "N9")
def test_the_link_that_the_customer_is_mailed_opens_his_shop(company: Company, seller: Record) -> None:
    customer = company.customer("Băcănia Unirii", language="ro", manager_id=seller["id"])
    link = company.link(customer)
    until(lambda: company.card_of(customer) == seller["id"])
    checked(company.as_(seller).post(f"/v1/order-links/{link['id']}/send"))

    mail = mailed(company, customer)

    token = token_in(mail, "o")
    assert mail["subject"].startswith("Linkul dumneavoastră personal de comandă")
    with company.browser() as browser:
        assert checked(browser.get(f"/o/{token}"))["customer"]["name"] == "Băcănia Unirii"
    assert not any(token in document for document in kept(company))

    def arrived() -> bool:
        (shown,) = checked(company.admin.get("/v1/order-links", params={"customer_id": customer["id"]}))["items"]
        return bool(shown["sent"]["state"] == "sent")

    until(arrived)


@pytest.mark.req("NX-23", "N9")
def test_a_quote_is_accepted_by_the_link_in_its_mail(company: Company, seller: Record) -> None:
    customer = company.customer("Casa Sol", language="es", manager_id=seller["id"])
    until(lambda: company.card_of(customer) == seller["id"])
    quote = company.order(customer, by=seller, kind="quote")
    company.decided(quote)
    checked(company.as_(seller).post(f"/v1/orders/{quote['id']}/send"))

    mail = mailed(company, customer)

    token = token_in(mail, "q")
    assert quote["number"] in mail["subject"]
    for name in ("Té negro", "Vaso de papel", "Seller"):
        assert name in mail["text"]
    assert not any(token in document for document in kept(company))
    with company.browser() as browser:
        offered = checked(browser.get(f"/q/{token}"))
        assert offered["state"] == "open"
        accepted = checked(browser.post(f"/quote/{quote['id']}/accept", json={}))
    assert accepted["order_number"]


def test_whoever_orders_himself_hears_that_it_came_in_and_not_what_was_decided(
    company: Company, seller: Record
) -> None:
    customer = company.customer("Магазин Роза", language="bg", manager_id=seller["id"])
    until(lambda: company.card_of(customer) == seller["id"])
    order = company.order_by_link(customer)
    decision = company.decided(order)

    mail = mailed(company, customer)

    assert mail["subject"].startswith(f"Получихме: Поръчка {order['number']}")
    assert company.told(decision) == {seller["id"]}
    assert decision["id"] not in mail["text"] + mail["html"]
    assert "Seller" not in mail["text"]
    (to_seller,) = until(lambda: company.mails_about(order, seller))
    assert decision["id"] in to_seller["text"]
