"""The pages of customers and staff in a language that is written from right to left (ML-27). There is none yet: the
texts of one are made up."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.conftest import accessible
from tests.browser.mirrored import BOXES, OUTSIDE, assert_mirrored, turned_round
from tests.browser.test_shop import SIZES
from tests.support.mirroring import arabic
from tests.support.order_links import order_link

from chassis.access import Member
from contracts.money import Money
from notify.api.choice_page import ChoicePages
from notify.api.choice_texts import CHOICE_TEXTS
from notify.domain.preferences import Kind as MailKind
from notify.domain.preferences import Preferences, Timing
from notify.usecases.open_choices import Choices
from orders.api.quote_page import QuotePages
from orders.api.quote_texts import QUOTE_TEXTS
from orders.api.shop_assets import Asset, assets_of
from orders.api.shop_page import Pages
from orders.api.shop_texts import LANGUAGES, TEXTS
from orders.domain.cart import Cart, CartLine
from orders.domain.customer import Customer, Shop
from orders.domain.lifecycle import State
from orders.domain.order import Assignment, Channel, Contact, Kind, Offer, Order
from orders.domain.pricing import Line, Price, Terms, total_of
from orders.domain.promise import Difference, Seen
from orders.domain.quote import Seen as QuoteSeen
from orders.domain.reorder import Again, Reorder
from orders.domain.shelf import Choice, Item, Shelf
from orders.usecases.answer_quote import QuoteVisit
from orders.usecases.enter_shop import Visit
from orders.usecases.submit_cart import CartChanged
from orders.usecases.unlock_shop import WrongPasscode

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOST = "https://shop.test"


def euros(amount: str) -> Money:
    return Money.of(Decimal(amount), "EUR")


FIGURES = ".price, .total strong, .number, .each, .foot bdi, .bar strong, h1 bdi"
SHOP = Shop("Casa Verde", "ar", "EUR", contact="+40 721 000 123 (24/7)")
NAMES = (arabic("Green tea") + " (100 g)", "Taza <roja> 3×2, azul", arabic("Honey of the hills"), "Kaffee 250 g")
PRICE = Price(euros("1234.50"), euros("1111.05"))
LINES = tuple(
    Line(f"p{at}", f"SKU-{at}", name, at + 2, PRICE.base, PRICE.personal, Decimal(10), PRICE.personal.times(at + 2))
    for at, name in enumerate(NAMES)
)
CART = [CartLine(line.product_id, line.name, line.quantity, PRICE) for line in LINES[:2]] + [
    CartLine("gone", "Old tea (2019)", 1, None)
]


def order(kind: Kind, state: State) -> Order:
    return Order(
        id=f"{kind}-{state}",
        version=1,
        number="O-2026-000012",
        kind=kind,
        channel=Channel.LINK,
        state=state,
        customer_id="c",
        contact=Contact(name="Ana Pop (Cluj)"),
        currency="EUR",
        language="ar",
        country=None,
        lines=LINES,
        total=total_of(LINES, "EUR"),
        manager_id=None,
        choice_version=0,
        assignment=Assignment(),
        created_by=None,
        link_id="link",
        offer=Offer(valid_until=date(2026, 12, 24)) if kind is Kind.QUOTE else None,
        created_at=AT,
        updated_at=AT,
    )


def visit() -> Visit:
    link = order_link(id="link")
    customer = Customer(
        id="c",
        version=1,
        discount_percent=Decimal(10),
        currency="EUR",
        language="ar",
        country=None,
        manager_id=None,
        created_by=None,
        contact=Contact(name="Ana Pop (Cluj)"),
    )
    return Visit(link, customer, Terms("EUR", Decimal(10), ("ar",)), Cart("link", 1, {}, AT))


def shelf() -> Shelf:
    about = "Light, from the first harvest (2026)."
    stocks = (None, 0, 3, 50)
    items = [
        Item(
            f"p{at}",
            NAMES[at % 4],
            arabic(("Drinks", "Paper")[at % 2]),
            stocks[at % 4],
            PRICE,
            "tea",
            description=about,
        )
        for at in range(30)
    ]
    return Shelf(1, items, languages=("ar",))


def catalogue(pages: Pages) -> str:
    again = Reorder("O-2026-000012", (Again("p0", NAMES[1], 2, euros("9.90"), euros("12.50")),), ("Old tea (2019)",))
    return pages.shop(visit(), shelf(), Choice(words="tea"), CART, again=again)


def changed(pages: Pages) -> str:
    before, now = Seen(1, euros("9.90")), Seen(2, euros("12.50"))
    differences = [Difference("p0", NAMES[1], before, now), Difference("p1", NAMES[0], before, None)]
    return pages.changed(visit(), CartChanged(differences, LINES), "s")


def quoted(seen: QuoteSeen) -> Callable[[Pages], str]:
    quote = QuoteVisit(order(Kind.QUOTE, State.SENT), seen, "O-2026-000013")
    return lambda pages: QuotePages(pages, SHOP).quote(quote, "ar")


def choices(_: Pages) -> str:
    reader = Member("staff-1", 1, "Ana Pop (Cluj)", "ana@shop.test", (), True, "ar")
    chosen = Preferences("staff-1", 3, {MailKind.TRANSFERS: Timing.OFF}, 7)
    return ChoicePages(SHOP.name, SHOP.colour, "#fff").choices(Choices(reader, chosen, tuple(MailKind)), saved=True)


SHOWN: Mapping[str, Callable[[Pages], str]] = {
    "catalogue": catalogue,
    "nothing found": lambda pages: pages.shop(visit(), shelf(), Choice(words="zzz (1)"), []),
    "changed": changed,
    "ordered": lambda pages: pages.ordered(visit(), order(Kind.ORDER, State.NEW)),
    "in production": lambda pages: pages.ordered(visit(), order(Kind.ORDER, State.IN_PRODUCTION)),
    "orders": lambda pages: pages.orders(visit(), [order(Kind.ORDER, state) for state in State], "older"),
    "passcode": lambda pages: pages.passcode(WrongPasscode(), "ar"),
    "gone": lambda pages: pages.gone("ar"),
    "quote": quoted(QuoteSeen.OPEN),
    "quote accepted": quoted(QuoteSeen.ACCEPTED),
    "choices": choices,
}


@pytest.fixture
def assets(monkeypatch: pytest.MonkeyPatch) -> dict[str, Asset]:
    """What pages are made of besides, once everything speaks that language too."""
    monkeypatch.setitem(LANGUAGES, "ar", arabic("Arabic"))
    for texts in (TEXTS, QUOTE_TEXTS, CHOICE_TEXTS):
        monkeypatch.setitem(texts, "ar", {key: arabic(text) for key, text in texts["en"].items()})
    return assets_of(SHOP, None)


@pytest.mark.req("ML-27")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("what", SHOWN)
def test_a_page_is_mirrored_and_its_figures_are_not(
    browser: Browser, pictures: Path, assets: dict[str, Asset], what: str, size: str
) -> None:
    context = browser.new_context(**SIZES[size])
    page = context.new_page()
    try:
        opened(page, SHOWN[what](Pages(SHOP, assets)), assets)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        if size == "phone":
            accessible(page)
        page.screenshot(path=pictures / f"rtl-{what.replace(' ', '-')}-{size}.png", full_page=True)
        assert page.evaluate(OUTSIDE) == []
        assert turned_round(page, FIGURES) == []
        # Letters that are joined keep their distance, others do not: the one thing that is not mirrored.
        page.add_style_tag(content="* { letter-spacing: normal !important }")
        mirrored = page.evaluate(BOXES)
        page.evaluate("document.documentElement.dir = 'ltr'")
        assert_mirrored(mirrored, page.evaluate(BOXES), page.evaluate("document.documentElement.clientWidth"))
    finally:
        context.close()


def opened(page: Page, html: str, assets: dict[str, Asset]) -> None:
    files = {f"/shop/{asset.name}": asset for asset in assets.values()}

    def served(route: Route) -> None:
        asset = files.get(route.request.url.removeprefix(HOST).partition("?")[0])
        if asset is not None:
            route.fulfill(body=asset.content, content_type=asset.media_type)
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/*", served)
    page.goto(f"{HOST}/page")
