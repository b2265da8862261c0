"""The customer's pages in a browser: with and without JavaScript, large and small (ML-27 to ML-30, N9, N11)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.conftest import accessible
from tests.support.company import Company, Record

SIZES: dict[str, Any] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
}


@dataclass(frozen=True)
class Words:
    """What the shop says in a language, and how it writes 23.39 euros."""

    tea: str
    order: str
    confirm: str
    thanks: str
    orders: str
    again: str
    gone: str
    total: str


WORDS = {
    "en": Words(
        "Black tea", "Order now", "Order like this", "Thank you", "Your orders", "Order again", "no longer", "€23.39"
    ),
    "es": Words(
        "Té negro",
        "Hacer el pedido",
        "Pedirlo así",
        "Gracias",
        "Sus pedidos",
        "Pedir otra vez",
        "no es válido",
        "23,39",
    ),
    "ro": Words(
        "Ceai negru",
        "Trimite comanda",
        "Comandă așa",
        "Vă mulțumim",
        "Comenzile dumneavoastră",
        "Comandă din nou",
        "nu mai este valabil",
        "23,39",
    ),
    "bg": Words(
        "Черен чай",
        "Поръчай",
        "Поръчай така",
        "Благодарим",
        "Вашите поръчки",
        "Поръчай отново",
        "не е валидна",
        "23,39",
    ),
}
_HASTY = "step => { document.querySelector(step).click(); document.querySelector('.send button').click(); }"
"""Orders before the step is known to the server."""
_JUTTING_OUT = """() => {
    const head = document.querySelector('.head')
    if (!head) return []
    const end = innerWidth - parseFloat(getComputedStyle(head).paddingRight) + 1
    return [...head.children].filter(each => each.getBoundingClientRect().right > end).map(each => each.className)
}"""
JOURNEYS = [("phone", language, script) for language in WORDS for script in (True, False)] + [("desktop", "en", True)]


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
    # Whoever moves on while the icon is being fetched breaks that off.
    expected = ("the server responded with a status of 4", "net::ERR_ABORTED")
    assert [each for each in complaints if not any(words in each for words in expected)] == []


@dataclass
class Visitor:
    """Somebody with the shop before him, who leaves a picture of each page and looks whether all can use it."""

    page: Page
    pictures: Path
    name: str
    script: bool
    _seen: int = 0

    def looks(self, what: str) -> None:
        self._seen += 1
        no_sideways_scrolling(self.page)
        if self.script:
            accessible(self.page)
        self.page.screenshot(path=self.pictures / f"{self.name}-{self._seen}-{what}.png")

    def finds(self, product: Record) -> Locator:
        """By its sku, for the shop may have many pages."""
        self.page.get_by_role("searchbox").fill(product["sku"].lower())
        self.page.get_by_role("searchbox").press("Enter")
        offer = self.page.locator(f"li[id='{product['id']}']")
        expect(offer).to_be_visible()
        return offer

    def puts(self, product: Record, quantity: int) -> None:
        offer = self.finds(product)
        offer.locator("input[name=quantity]").fill(str(quantity))
        offer.get_by_role("button").click()
        expect(offer.locator("button.main")).to_have_count(0)


@pytest.mark.req("ML-27", "ML-28", "ML-29", "ML-30", "N9", "N11")
@pytest.mark.parametrize(("size", "language", "script"), JOURNEYS, ids=str)
def test_a_customer_orders_without_an_account_and_comes_back(
    company: Company, browser: Browser, pictures: Path, size: str, language: str, script: bool
) -> None:
    words = WORDS[language]
    customer = company.customer("Băcănia Unirii", language=language, discount_percent="10")
    tea, cup = company.goods
    link = company.link(customer)
    with clean(browser, java_script_enabled=script, **SIZES[size]) as page:
        visitor = Visitor(page, pictures, f"shop-{size}-{language}-{'script' if script else 'plain'}", script)
        page.goto(link["url"])
        assert page.url.endswith("/shop"), "the token must not stay in the address"
        expect(page.locator("html")).to_have_attribute("lang", language)
        visitor.looks("catalogue")
        visitor.puts(cup, 1)
        expect(visitor.finds(tea)).to_contain_text(words.tea)
        visitor.puts(tea, 1)
        more = page.locator(f"li[id='line-{tea['id']}'] button[value=more]")
        more.click()
        expect(page.locator(".cart .total")).to_contain_text(words.total)
        if script:
            expect(page.locator("#told")).to_contain_text(words.total)
            expect(more).to_be_focused()
        visitor.looks("cart")
        company.change(f"/v1/products/{cup['id']}", {"prices": {"EUR": "2.00"}})
        page.get_by_role("button", name=words.order, exact=True).click()
        expect(page.get_by_role("button", name=words.confirm)).to_be_visible()
        visitor.looks("changed")
        page.get_by_role("button", name=words.confirm).click()
        page.wait_for_url("**/shop/orders/*")
        expect(page.get_by_role("heading", level=1)).to_contain_text(words.thanks)
        visitor.looks("ordered")
        (order,) = company.admin.get("/v1/orders", params={"customer_id": customer["id"]}).json()["items"]
        assert order["total"] == {"amount": "24.30", "currency": "EUR"}
        page.goto(link["url"])
        expect(page.locator(".cart")).not_to_contain_text(words.tea)
        page.get_by_role("link", name=words.orders).click()
        expect(page.get_by_role("main")).to_contain_text(order["number"])
        visitor.looks("orders")
        page.get_by_role("button", name=words.again).click()
        expect(page.locator(".cart")).to_contain_text(words.tea)
        visitor.looks("again")
        company.admin.post(f"/v1/order-links/{link['id']}/revoke").raise_for_status()
        answer = page.goto(link["url"])
        assert answer is not None
        assert answer.status == 410
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        visitor.looks("gone")


@pytest.mark.req("N9")
def test_a_passcode_is_asked_for(company: Company, browser: Browser, pictures: Path) -> None:
    link = company.link(company.customer(), passcode="open sesame")
    with clean(browser, color_scheme="dark", **SIZES["phone"]) as page:
        page.goto(link["url"])
        accessible(page)
        page.get_by_role("textbox").fill("wrong")
        page.locator("form.passcode button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        accessible(page)
        page.screenshot(path=pictures / "shop-passcode.png")
        page.get_by_role("textbox").fill("open sesame")
        page.locator("form.passcode button").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
        page.screenshot(path=pictures / "shop-dark.png")


@pytest.mark.req("ML-28")
def test_the_shop_can_be_used_with_the_keyboard_alone(company: Company, browser: Browser) -> None:
    tea = company.goods[0]
    with clean(browser, reduced_motion="reduce", **SIZES["desktop"]) as page:
        page.goto(company.link(company.customer())["url"])
        page.goto(f"{page.url}?q={tea['sku']}")
        keys = page.keyboard
        for _ in range(40):
            keys.press("Tab")
            if page.evaluate("document.activeElement.name") == "quantity":
                break
        keys.type("3")
        keys.press("Enter")
        expect(page.locator(".cart .total")).to_contain_text("€37.50")
        for _ in range(40):
            keys.press("Tab")
            if page.evaluate("document.activeElement.closest('.send') !== null"):
                break
        keys.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


@pytest.mark.req("ML-28")
def test_hasty_steps_add_up_and_an_order_waits_for_them(company: Company, browser: Browser) -> None:
    tea = company.goods[0]
    customer = company.customer()
    with clean(browser, **SIZES["phone"]) as page:
        page.goto(company.link(customer)["url"])
        Visitor(page, Path(), "", script=True).puts(tea, 1)
        more = page.locator(f"li[id='line-{tea['id']}'] button[value=more]")
        for _ in range(4):
            more.click()
        page.get_by_role("button", name="Order now").click()
        page.wait_for_url("**/shop/orders/*")
    (order,) = company.admin.get("/v1/orders", params={"customer_id": customer["id"]}).json()["items"]
    assert order["lines"][0]["quantity"] == 5


@pytest.mark.req("N11")
def test_a_hasty_order_is_not_sent_at_a_price_that_came_with_the_last_step(company: Company, browser: Browser) -> None:
    tea, _ = company.goods
    customer = company.customer()
    with clean(browser, **SIZES["phone"]) as page:
        page.goto(company.link(customer)["url"])
        Visitor(page, Path(), "", script=True).puts(tea, 1)
        company.change(f"/v1/products/{tea['id']}", {"prices": {"EUR": "99.00"}})
        page.evaluate(_HASTY, f"li[id='line-{tea['id']}'] button[value=more]")
        expect(page.get_by_role("button", name="Order like this")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("€99.00")
    assert company.admin.get("/v1/orders", params={"customer_id": customer["id"]}).json()["items"] == []


@pytest.mark.req("N11")
def test_what_could_not_be_put_into_the_cart_is_seen_before_anything_is_ordered(
    company: Company, browser: Browser
) -> None:
    tea, _ = company.goods
    customer = company.customer()
    with clean(browser, **SIZES["phone"]) as page:
        page.goto(company.link(customer)["url"])
        Visitor(page, Path(), "", script=True).puts(tea, 1)
        page.locator(".cart input[type=number]").evaluate("field => { field.value = 1000000 }")
        page.evaluate(_HASTY, f"li[id='line-{tea['id']}'] button[value=more]")
        expect(page.locator(".cart input[type=number]")).to_have_value("1")
    assert company.admin.get("/v1/orders", params={"customer_id": customer["id"]}).json()["items"] == []


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
    assert page.evaluate(_JUTTING_OUT) == []
