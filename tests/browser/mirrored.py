"""Pages that are written from right to left, looked at in a browser."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page

SEEN = """[...document.body.querySelectorAll('*')].filter((each) => each.checkVisibility()
  && !each.closest('.unseen, .skip, option, svg, .ways input'))"""
OUTSIDE = f"""{SEEN}.filter((each) => !each.closest('.categories')).filter((each) => {{
  const box = each.getBoundingClientRect();
  return box.left < -0.5 || box.right > document.documentElement.clientWidth + 0.5;
}}).map((each) => each.outerHTML.slice(0, 80))"""
"""Whatever cannot be reached by scrolling down alone; the row of categories scrolls by itself on a phone."""

BOXES = f"""{SEEN}.filter((each) => !getComputedStyle(each).display.startsWith('inline'))
  .map((each) => {{
    const box = each.getBoundingClientRect();
    return [each.outerHTML.slice(0, 60), box.left, box.right, box.top];
  }})"""
"""What is laid out: how its HTML begins, its left and right edge, and its upper one."""

_TURNED_ROUND = """(figures) => [...document.querySelectorAll(figures)].filter((whole) => {
    const places = new Map();
    const texts = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode, part = text.parentElement;
      if (part.closest('.unseen') || !part.checkVisibility()) continue;
      for (let at = 0; at < text.length; at++) {
        if (!/[0-9+]/.test(text.data[at])) continue;
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const box = range.getBoundingClientRect();
        places.set(part, [...(places.get(part) ?? []), [box.top, box.left]]);
      }
    }
    return [...places.values()].some((each) => each.some(([top, left], at) =>
      at && Math.abs(top - each[at - 1][0]) < 2 && left <= each[at - 1][1]));
  }).map((whole) => whole.outerHTML)"""


def turned_round(page: Page, figures: str) -> list[str]:
    """What of that selector has digits, or a plus, that do not follow each other from left to right."""
    found: list[str] = page.evaluate(_TURNED_ROUND, figures)
    return found


def assert_mirrored(here: Sequence[Sequence[Any]], there: Sequence[Sequence[Any]], width: float) -> None:
    """Each box of a page is where its mirror image is, in a window that wide in pixels."""
    assert len(here) > 5
    for box, (_, left, right, top) in zip(here, there, strict=True):
        assert box[1:] == pytest.approx([width - right, width - left, top], abs=1.5), box[0]
