"""Orders and quotes on paper in languages that are written from right to left (ML-27)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from tests.support.mirroring import arabic, hebrew
from tests.unit.orders.test_document_pdf import SHOP, bare, line, quote

from orders.api.document_pdf import print_document
from orders.api.document_texts import DOCUMENT_TEXTS
from orders.domain.lifecycle import State
from orders.domain.order import Contact, Order

WRITTEN = {"ar": arabic, "he": hebrew}
FONTS = {"ar": "IBMPlexSansArabic", "he": "Heebo"}
MIDDLE = 297.5
CONTACT = Contact(name="Ana Pop (Cluj)", phone="+40 721 000 123", address=arabic("Street") + " 12 (A)")
UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u2068\u2069"))


@pytest.fixture(autouse=True)
def languages(monkeypatch: pytest.MonkeyPatch) -> None:
    for language, written in WRITTEN.items():
        texts = {key: written(text) for key, text in DOCUMENT_TEXTS["en"].items()}
        monkeypatch.setitem(DOCUMENT_TEXTS, language, texts)


def offer(lines: int = 1) -> Order:
    return replace(quote(tuple(line(at) for at in range(lines))), state=State.DRAFT, contact=CONTACT)


@dataclass(frozen=True)
class Written:
    """What is written in one go: how far from the left it begins, in points, and its font and size."""

    text: str
    left: float
    font: str


def written(printed: bytes, page: int = 0) -> list[Written]:
    """As the signs follow each other on paper, from left to right, those that are not seen left out."""
    found: list[Written] = []

    def visit(text: str, _: Any, at: list[float], font: Mapping[str, Any] | None, size: float) -> None:
        if font is not None and (seen := text.translate(UNSEEN).strip()):
            found.append(Written(seen, at[4], f"{font['/BaseFont'].partition('+')[2]} {size:g}"))

    PdfReader(BytesIO(printed)).pages[page].extract_text(visitor_text=visit)
    return found


def left(printed: bytes, *texts: str) -> list[float]:
    """How far from the left each of them begins, where it stands first."""
    found = written(printed)
    return [next(each.left for each in found if text in each.text) for text in texts]


@pytest.mark.req("ML-27")
@pytest.mark.parametrize("language", WRITTEN)
def test_everything_has_its_place_on_the_other_side(language: str, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (40, 20)).save(logo)
    row = ("SKU-1", "RON 11.00", "10 %", "RON 9.90", "RON 19.80")
    here, there = (print_document(offer(2), each, SHOP) for each in (language, "es"))

    assert left(here, *row) == sorted(left(here, *row), reverse=True)
    assert min(left(here, CONTACT.name, SHOP.name, SHOP.contact)) > MIDDLE > max(left(here, "RON 28.80"))
    row = ("SKU-1", "11,00 RON", "10 %", "9,90 RON", "19,80 RON")
    assert left(there, *row) == sorted(left(there, *row))
    assert max(left(there, CONTACT.name, SHOP.name, SHOP.contact)) < MIDDLE < min(left(there, "28,80 RON"))
    assert logo_left(print_document(offer(), "es", SHOP, logo)) < MIDDLE
    assert logo_left(print_document(offer(), language, SHOP, logo)) > MIDDLE


def logo_left(printed: bytes) -> float:
    drawing = PdfReader(BytesIO(printed)).pages[0].get_contents()
    assert drawing is not None
    found = re.search(rb"q [\d.]+ 0 0 [\d.]+ ([\d.]+) [\d.]+ cm /I", drawing.get_data())
    assert found is not None
    return float(found[1])


@pytest.mark.req("ML-27")
@pytest.mark.parametrize("language", [*WRITTEN, "en"])
def test_numbers_amounts_and_telephones_are_not_turned_round(language: str) -> None:
    shop = replace(SHOP, name=arabic("Casa"), contact="+34 900 100 100 (24/7)")
    seen = bare("".join(each.text for each in written(print_document(offer(), language, shop))))
    for each in ("Q-2026-000007", CONTACT.name, CONTACT.phone, "SKU-0", "10 %", "9.00", shop.contact):
        assert bare(str(each)) in seen


@pytest.mark.parametrize("language", WRITTEN)
def test_letters_that_the_font_lacks_come_from_one_that_has_them_in_the_weight_of_the_line(language: str) -> None:
    font, word = FONTS[language], DOCUMENT_TEXTS[language]["for"]
    fonts = {each.font for each in written(print_document(offer(), language, SHOP))}
    assert {f"{font} 9", "RobotoBold 22", "Roboto 10"} <= fonts
    assert any(
        each.font == f"{font} 9" and each.text == word for each in written(print_document(offer(), language, SHOP))
    )


def test_after_letters_of_another_font_the_text_goes_on_in_its_own() -> None:
    name = arabic("Ana")
    contact = Contact(name=name, contact_person=name, address=hebrew("Street"), phone=CONTACT.phone)
    printed = print_document(replace(offer(), contact=contact), "en", SHOP)
    assert [each.font for each in written(printed) if "721 000" in each.text] == ["Roboto 10"]


def test_a_long_order_is_mirrored_on_each_of_its_pages() -> None:
    printed = print_document(offer(30), "ar", SHOP)
    for page in (0, 1):
        found = {each.text: each for each in written(printed, page)}
        assert all(found[name].left > MIDDLE for name in found if name.startswith("SKU-"))
        assert {found[name].font for name in found if name.startswith("RON")} <= {"Roboto 9", "RobotoBold 15"}
    assert print_document(offer(30), "ar", SHOP) == printed
