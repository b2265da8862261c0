"""Mails in a browser: nothing is fetched from anywhere, and whoever reads them otherwise than by looking can."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Route
from tests.browser.mail_pages import page_of

from notify.domain.templates import Template

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Reader:
    """A mail program on a phone, that fetches nothing and writes down what it was asked to."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        page.route("**/*", self._refuse)
        page.evaluate(AXE.read_text())

    def _refuse(self, route: Route) -> None:
        self.asked.append(route.request.url)
        route.abort()

    def complaints(self, html: str, rules: str = "") -> list[Any]:
        """What axe says about a mail."""
        self.page.set_content(html)
        found: Any = self.page.evaluate(f"axe.run({rules})")
        assert found["passes"]
        return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]


@pytest.fixture(scope="module", params=SCHEMES)
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """By day, and by night."""
    context = browser.new_context(color_scheme=request.param, viewport={"width": 360, "height": 800})
    yield Reader(context.new_page())
    context.close()


def test_mails_fetch_nothing_fit_a_phone_and_can_be_read_by_all(reader: Reader) -> None:
    wrong: dict[str, Any] = {}
    for template in Template:
        complaints = reader.complaints(page_of(template, "bg"))
        width = reader.page.evaluate("document.documentElement.scrollWidth")
        if complaints or width > 360 or reader.asked:
            wrong[template] = (complaints, width, reader.asked)

    assert wrong == {}


@pytest.mark.parametrize("colour", ["#ffe14d", "#101010", "#d0d0d0", "#d6006c"])
def test_any_colour_of_the_shop_can_be_read(reader: Reader, colour: str) -> None:
    assert reader.complaints(page_of(Template.QUOTE, colour=colour), "{runOnly: ['color-contrast']}") == []
    assert reader.complaints(page_of(Template.ORDER, colour=colour), "{runOnly: ['color-contrast']}") == []


def test_a_mail_that_asks_for_a_picture_elsewhere_is_noticed(reader: Reader) -> None:
    html = page_of(Template.ORDER).replace("</h1>", '</h1><img src="http://pictures.test/pixel.png">')

    complaints = reader.complaints(html)

    assert reader.asked == ["http://pictures.test/pixel.png"]
    assert [name for name, _ in complaints] == ["image-alt"]
    reader.asked.clear()
