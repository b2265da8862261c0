"""The page on which people choose their mails, in a browser that keeps to its policy; without JavaScript, which it has
none of."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.conftest import accessible

from chassis.access import Member
from notify.api.choice_page import ChoicePages
from notify.domain.preferences import Kind, Preferences, Timing
from notify.gateways.printer.colours import palette
from notify.usecases.open_choices import Choices

ADDRESS = "https://shop.test/mails/preferences"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def opened(page: Page, language: str, colour: str = "#1f5f4a") -> list[str]:
    """The page as it is served; what it complains about."""
    colours = palette(colour)
    pages = ChoicePages("Casa Sol", colours.accent, colours.on_accent)
    reader = Member("staff-1", 1, "Мария Петрова", "maria@shop.test", (), True, language)
    chosen = Preferences("staff-1", 3, {Kind.TRANSFERS: Timing.OFF, Kind.ORDERS: Timing.DAILY}, 7)
    html = pages.choices(Choices(reader, chosen, tuple(Kind)), saved=True)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    def served(route: Route) -> None:
        here = route.request.url.partition("#")[0] == ADDRESS
        headers = {**pages.headers, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(status=200 if here else 404, headers=headers, body=html if here else "")

    page.route("**/*", served)
    page.goto(f"{ADDRESS}#transfers")
    return said


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 1000])
def test_choices_can_be_made_by_all_on_a_phone_and_on_a_screen(
    browser: Browser, pictures: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=False)
    page = context.new_page()
    try:
        said = opened(page, "bg")
        expect(page.locator("html")).to_have_attribute("lang", "bg")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        # The style sheet is let in by its hash alone.
        expect(page.locator("main")).to_have_css("border-top-color", "rgb(31, 95, 74)")
        assert [text for text in said if "favicon" not in text and "404" not in text] == []
        page.screenshot(path=pictures / f"choices-{scheme}-{width}.png", full_page=True)

        way = page.locator("#customers").get_by_role("radio", name="Никога")
        way.focus()
        page.keyboard.press("Space")
        expect(way).to_be_checked()
    finally:
        context.close()


@pytest.mark.parametrize("colour", ["#ffe14d", "#101010", "#d6006c"])
def test_any_colour_of_the_shop_can_be_read(browser: Browser, colour: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    try:
        page = context.new_page()
        opened(page, "en", colour)
        accessible(page)
    finally:
        context.close()
