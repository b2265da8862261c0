"""The mail that tells a seller of an order: what it holds, in his language (NX-3 to NX-6)."""

from html import unescape
from typing import Any

import pytest
from tests.support.company import Company, checked

CONTACT: dict[str, Any] = {
    "name": "Băcănia Unirii SRL",
    "contact_person": "Ștefan Ionescu",
    "phone": "+40 721 555 010",
    "address": "Strada Lungă 4, Brașov",
    "language": "ro",
    "discount_percent": "10",
}


@pytest.mark.req("NX-3", "NX-4", "NX-5", "NX-6", "ML-27", "ML-29")
@pytest.mark.parametrize(
    ("language", "subject", "words", "amounts"),
    [
        ("en", "Order", ["Discount", "10%", "Total"], ["€11.25", "€22.50", "€0.89", "€4.45", "€26.95"]),
        ("es", "Pedido", ["Descuento", "10 %", "Total"], ["11,25", "22,50", "0,89", "4,45", "26,95"]),
        ("ro", "Comanda", ["Reducere", "10 %", "Total"], ["11,25", "22,50", "0,89", "4,45", "26,95"]),
        ("bg", "Поръчка", ["Отстъпка", "10", "Общо"], ["11,25", "22,50", "0,89", "4,45", "26,95"]),
    ],
)
def test_the_seller_reads_everything_about_an_order_by_link_in_his_own_language(
    company: Company, language: str, subject: str, words: list[str], amounts: list[str]
) -> None:
    seller = company.employ("seller", "Sellers", language=language)
    customer = company.customer(manager_id=seller["id"], **CONTACT)
    order = company.order_by_link(customer, (2, 5))
    assert order["total"] == {"amount": "26.95", "currency": "EUR"}
    assert company.decided(order)["reason"] == "CUSTOMER_MANAGER"

    mail = company.mailed(order, seller)
    assert mail["subject"].startswith(f"{subject} {order['number']} · {CONTACT['name']}")
    link = f"{company.system.urls['gateway']}/orders/{order['id']}"
    said = [order["number"], customer["email"], *words, *amounts]
    said += [CONTACT[name] for name in ("name", "contact_person", "phone", "address")]
    said += [link, *(line["name"] for line in order["lines"])]
    for part in ("text", "html"):
        body = plain(mail[part])
        assert [word for word in said if word not in body] == []
    lines: list[Any] = checked(company.admin.get(f"/v1/orders/{order['id']}"))["lines"]
    assert [(line["name"], line["quantity"]) for line in lines] == [("Ceai negru", 2), ("Pahar de hârtie", 5)]


def plain(text: str) -> str:
    """As it is read: entities resolved, all spaces alike."""
    return unescape(text).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
