"""Mails in a language that is written from right to left. There is none yet: the texts of one are made up."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.mail_pages import example, page_of
from tests.browser.mirrored import BOXES, OUTSIDE, assert_mirrored
from tests.support.mirroring import arabic
from tests.unit.notify.letters import CONTACT, mail, printer

from notify.domain.templates import Template
from notify.gateways.printer import direction, forms
from notify.gateways.printer.texts import TEXTS

FIGURES = (str(CONTACT.phone), "+34 900 100 100", "O-2026-000123", "Q-2026-000017", "OIL-05", "31.50", "861.60", "10%")
TURNED_ROUND = """(figures) => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.checkVisibility()) continue;
    for (const figure of figures) {
      for (let at = text.data.indexOf(figure); at >= 0; at = text.data.indexOf(figure, at + 1)) {
        const boxes = [...figure].map((_, sign) => {
          const range = document.createRange();
          range.setStart(text, at + sign);
          range.setEnd(text, at + sign + 1);
          return range.getBoundingClientRect();
        });
        found.push([figure, boxes.some((box, sign) => sign && box.top === boxes[sign - 1].top
          && box.left < boxes[sign - 1].left)]);
      }
    }
  }
  return found;
}"""


def in_arabic(told: Any) -> Any:
    """The same texts, whatever they stand in."""
    if isinstance(told, str):
        return arabic(told)
    if is_dataclass(told) and not isinstance(told, type):
        return type(told)(**{each.name: in_arabic(getattr(told, each.name)) for each in fields(told)})
    return {key: in_arabic(value) for key, value in told.items()}


@pytest.fixture(autouse=True)
def language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(TEXTS, "ar", in_arabic(TEXTS["en"]))
    forms.form.cache_clear()
    yield
    forms.form.cache_clear()


def boxes(page: Page, html: str) -> Any:
    page.set_content(html)
    # Letters that are joined keep their distance, others do not: the one thing that is not mirrored.
    page.add_style_tag(content="* { letter-spacing: normal !important }")
    return page.evaluate(BOXES)


@pytest.mark.parametrize("width", [360, 700])
def test_a_mail_is_mirrored_and_its_figures_are_not(
    browser: Browser, pictures: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page, here, seen = context.new_page(), {}, set()
    try:
        for template in Template:
            here[template] = boxes(page, page_of(template, "ar"))
            page.screenshot(path=pictures / f"rtl-mail-{template}-{width}.png", full_page=True)
            assert page.evaluate(OUTSIDE) == []
            figures = page.evaluate(TURNED_ROUND, FIGURES)
            assert [figure for figure, turned in figures if turned] == [], template
            seen |= {figure for figure, _ in figures}
        assert seen == set(FIGURES)

        for module in (direction, forms):
            monkeypatch.setattr(module, "is_from_right", lambda language: False)
        forms.form.cache_clear()
        for template in Template:
            assert_mirrored(here[template], boxes(page, page_of(template, "ar")), width)
    finally:
        context.close()


def test_the_text_of_a_mail_and_its_subject_keep_figures_apart() -> None:
    letter = example(Template.ORDER, "ar")
    press = printer()
    message = press.message(letter, mail(letter, press.subject(letter)))
    for told in (press.subject(letter), message.text):
        assert f"\u2068{letter.order.number if letter.order else ''}\u2069" in told
    assert f": \u2068{CONTACT.phone}\u2069\r\n" in message.text
    assert "\u200f\u206812\u2069 × \u2068" in message.text
    assert message.text.count("\u2068") == message.text.count("\u2069")
    # Whatever is an address is to be found by programs.
    assert ": https://shop.test/orders/order-1\r\n" in message.text
