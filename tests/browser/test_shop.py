"""The customer's pages in a browser: with and without JavaScript, large and small, light and dark (ML-27 to ML-29)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.company import Company

SIZES: dict[str, Any] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
WORDS = {
    "en": {"add": "Put in the cart", "order": "Order now", "thanks": "Thank you", "tea": "Black tea"},
    "ro": {"add": "Adaugă în coș", "order": "Trimite comanda", "thanks": "Vă mulțumim", "tea": "Ceai negru"},
}


@contextmanager
def clean(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page of a fresh person; fails if the console, the policy or the network complained, but for refusals."""
    context = browser.new_context(locale="en-GB", **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda failed: complaints.append(f"{failed.url} {failed.failure}"))
    yield page
    context.close()
    assert [each for each in complaints if "the server responded with a status of 4" not in each] == []


@pytest.mark.req("ML-27", "ML-28", "ML-29")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_customer_orders_without_an_account(
    company: Company, browser: Browser, pictures: Path, size: str, language: str, script: bool
) -> None:
    words = WORDS[language]
    customer = company.customer("Băcănia Unirii", language=language, discount_percent="10")
    tea, cup = company.goods
    link = company.link(customer)["url"]
    with clean(browser, java_script_enabled=script, **SIZES[size]) as page:
        picture = f"shop-{size}-{language}-{'script' if script else 'plain'}"
        page.goto(link)
        assert page.url.endswith("/shop"), "the token must not stay in the address"
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(f"li[id='{tea['id']}']")).to_contain_text(words["tea"])
        no_sideways_scrolling(page)
        page.screenshot(path=pictures / f"{picture}-1-catalogue.png", full_page=False)
        for product, quantity in ((tea, 1), (tea, 2), (cup, 1)):
            offer = page.locator(f"li[id='{product['id']}']")
            offer.locator("input[name=quantity]").fill(str(quantity))
            offer.get_by_role("button").click()
            page.wait_for_load_state()
        expect(page.locator(".cart .total")).to_contain_text("23,39" if language == "ro" else "€23.39")
        no_sideways_scrolling(page)
        page.screenshot(path=pictures / f"{picture}-2-cart.png", full_page=False)
        page.get_by_role("button", name=words["order"]).click()
        page.wait_for_url("**/shop/orders/*")
        expect(page.get_by_role("heading", level=1)).to_contain_text(words["thanks"])
        page.screenshot(path=pictures / f"{picture}-3-ordered.png")
        page.reload()
        page.goto(link)
        expect(page.locator(".cart")).not_to_contain_text(words["tea"])
    (order,) = company.admin.get("/v1/orders", params={"customer_id": customer["id"]}).json()["items"]
    assert order["total"] == {"amount": "23.39", "currency": "EUR"}


@pytest.mark.req("N9")
def test_a_passcode_is_asked_for_and_a_void_link_says_what_to_do(
    company: Company, browser: Browser, pictures: Path
) -> None:
    link = company.link(company.customer(), passcode="open sesame")
    with clean(browser, color_scheme="dark", **SIZES["phone"]) as page:
        page.goto(link["url"])
        page.get_by_role("textbox").fill("wrong")
        page.locator("form.passcode button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.screenshot(path=pictures / "shop-passcode.png")
        page.get_by_role("textbox").fill("open sesame")
        page.locator("form.passcode button").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
        page.screenshot(path=pictures / "shop-dark.png")
        company.admin.post(f"/v1/order-links/{link['id']}/revoke").raise_for_status()
        answer = page.goto(link["url"])
        assert answer is not None
        assert answer.status == 410
        expect(page.get_by_role("heading", level=1)).to_contain_text("no longer valid")
        page.screenshot(path=pictures / "shop-gone.png")


def test_the_mails_are_readable_on_their_page(company: Company, browser: Browser, pictures: Path) -> None:
    seller = company.employ("seller", "Sellers")
    order = company.order(company.customer(manager_id=seller["id"], discount_percent="10"))
    company.mailed(order, seller)
    for size, options in SIZES.items():
        with clean(browser, **options) as page:
            page.goto(company.system.urls["mails"])
            page.get_by_text(order["number"]).first.click()
            page.wait_for_load_state("networkidle")
            no_sideways_scrolling(page)
            expect(page.locator("header p")).to_be_in_viewport(ratio=1)
            page.screenshot(path=pictures / f"mails-{size}.png")


def no_sideways_scrolling(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
