"""The page of a quote in a browser, as the customer's mail opens it (NX-23, NX-8)."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.conftest import accessible
from tests.support.company import Company, Record, checked
from tests.support.waiting import until

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.mark.req("NX-23", "NX-8")
def test_a_quote_is_read_declined_revised_and_accepted_on_a_phone_without_javascript(
    company: Company, browser: Browser, pictures: Path
) -> None:
    seller = company.employ("seller", "Sellers")
    customer = company.customer("Магазин Роза", language="bg", discount_percent="10", manager_id=seller["id"])
    until(lambda: company.card_of(customer) == seller["id"])
    quote = company.order(customer, by=seller, kind="quote")
    company.decided(quote)
    path = f"/v1/orders/{quote['id']}"
    first = sent(company, seller, customer, quote)
    context = browser.new_context(**PHONE)
    plain = browser.new_context(**PHONE, java_script_enabled=False)
    try:
        page, without = context.new_page(), plain.new_page()
        page.goto(first)
        expect(page.locator("html")).to_have_attribute("lang", "bg")
        accessible(page)
        page.screenshot(path=pictures / "quote-phone.png", full_page=True)
        page.get_by_role("link", name="ES").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Cotización {quote['number']}")

        without.goto(first)
        without.locator("summary").click()
        without.locator("textarea").fill("Твърде скъпо")
        without.locator("details button").click()
        expect(without.get_by_role("status")).to_contain_text("отказана")
        assert checked(company.admin.get(path))["history"][-1]["reason"] == "Твърде скъпо"

        lines = [{"product_id": company.goods[0]["id"], "quantity": 7, "discount_percent": "25"}]
        checked(company.as_(seller).post(f"{path}/revise", json={"lines": lines}))
        second = sent(company, seller, customer, quote, first)
        without.reload()
        expect(without.get_by_role("status")).to_contain_text("по-нова версия")
        without.goto(second)
        without.get_by_role("button", name="Приемам и поръчвам").click()
        expect(without.get_by_role("status")).to_contain_text("O-")
        page.goto(second)
        accessible(page)
        page.screenshot(path=pictures / "quote-accepted.png", full_page=True)
    finally:
        context.close()
        plain.close()
    accepted = checked(company.admin.get(path))
    order = checked(company.admin.get(f"/v1/orders/{accepted['offer']['order_id']}"))
    assert [line["quantity"] for line in order["lines"]] == [7]
    assert company.decided(order)["order_manager_id"] == seller["id"]
    company.mailed(order, seller)


def sent(company: Company, seller: Record, customer: Record, quote: Record, *earlier: str) -> str:
    """The address in the mail that the customer gets now."""
    checked(company.as_(seller).post(f"/v1/orders/{quote['id']}/send"))

    def arrived() -> list[str]:
        mails = company.system.mails(customer["email"])
        found = {address for mail in mails for address in re.findall(r"https?://\S+/q/[\w-]{43}", mail["text"])}
        return list(found - set(earlier))

    (address,) = until(arrived)
    return str(address)
