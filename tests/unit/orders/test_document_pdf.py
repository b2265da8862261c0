"""Orders and quotes on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from tests.support.mirroring import arabic
from tests.unit.orders.test_order import order

from contracts.money import Money
from orders.api.document_pdf import print_document
from orders.api.document_texts import DOCUMENT_TEXTS
from orders.domain.customer import Shop
from orders.domain.lifecycle import State
from orders.domain.order import Contact, Kind, Offer, Order
from orders.domain.pricing import Line, total_of

SHOP = Shop("Casa Verde", "en", "EUR", "#1f5f4a", "contact@casaverde.test")
NAMES = ("Ceai verde și negru, ediție îndelungată", "Чаша за кафе „Щастие“", "Mañana — té")


def line(at: int, percent: int = 10) -> Line:
    base = Money.of(Decimal("10.00") + at, "RON")
    price = base.discounted(Decimal(percent))
    return Line(
        product_id=f"p{at}",
        sku=f"SKU-{at}",
        name=NAMES[at % 3],
        quantity=at + 1,
        base_price=base,
        unit_price=price,
        discount_percent=Decimal(percent),
        total=price.times(at + 1),
    )


def quote(lines: tuple[Line, ...] = (line(0), line(1), line(2))) -> Order:
    offer = Offer(revision=2, valid_until=date(2026, 12, 24))
    contact = Contact(name="Елена Попова", contact_person="Ion Țăranu", address="Str. Științei 5")
    return replace(
        order(Kind.QUOTE, State.SENT),
        number="Q-2026-000007",
        lines=lines,
        currency="RON",
        total=total_of(lines, "RON"),
        offer=offer,
        contact=contact,
    )


def read(printed: bytes) -> tuple[int, str]:
    """The number of pages, and what they say, without spaces: lines break where they must."""
    pages = PdfReader(BytesIO(printed)).pages
    return len(pages), bare("".join(page.extract_text() + "|" for page in pages))


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Quote Q-2026-000007", "Valid until December 24, 2026", "Discount", "RON 61.20", "Page 1 of 1"]),
        ("es", ["Cotización Q-2026-000007", "24 de diciembre de 2026", "Descuento", "61,20 RON", "Página 1 de 1"]),
        ("ro", ["Oferta Q-2026-000007", "24 decembrie 2026", "Reducere", "61,20 RON", "Pagina 1 din 1"]),
        ("bg", ["Оферта Q-2026-000007", "24 декември 2026", "Отстъпка", "61,20 RON", "Страница 1 от 1"]),
    ],
)
def test_a_quote_is_printed_in_the_customers_language_with_everything_that_it_offers(
    language: str, said: list[str]
) -> None:
    pages, text = read(print_document(quote(), language, SHOP))
    assert pages == 1
    for each in (*said, *NAMES, "SKU-0", "Елена Попова", "Ion Țăranu", "Str. Științei 5", "Casa Verde", SHOP.contact):
        assert bare(each) in text
    assert DOCUMENT_TEXTS[language]["revision"] + "2" in text


def test_what_costs_what_the_list_says_tells_of_no_discount() -> None:
    _, text = read(print_document(quote((line(0, 0),)), "en", SHOP))
    assert "Discount" not in text
    assert "RON10.00" in text


def test_a_long_order_goes_on_over_pages_and_loses_no_line() -> None:
    lines = tuple(line(at) for at in range(120))
    pages, text = read(print_document(quote(lines), "ro", SHOP))
    assert pages > 3
    assert [at for at in range(120) if f"SKU-{at}{at + 1}{10 + at},00RON" not in text] == []
    assert f"Pagina{pages}din{pages}|" in text
    assert text.count("Produs") == pages


def test_the_same_order_is_always_printed_the_same() -> None:
    assert print_document(quote(), "bg", SHOP) == print_document(quote(), "bg", SHOP)


def test_a_draft_says_that_it_is_one() -> None:
    _, text = read(print_document(replace(quote(), state=State.DRAFT), "es", SHOP))
    assert "(borrador)" in text


def test_the_logo_stands_for_the_shops_name(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGBA", (40, 20), "#1f5f4a80").save(logo)
    (page,) = PdfReader(BytesIO(print_document(quote(), "en", SHOP, logo))).pages
    assert len(page.images) >= 1


def test_its_day_is_that_of_the_shops_time_zone() -> None:
    late = replace(quote(), created_at=datetime(2026, 11, 30, 22, 30, tzinfo=UTC))
    for zone, day in (("UTC", "November 30, 2026"), ("Europe/Sofia", "December 1, 2026")):
        _, text = read(print_document(late, "en", replace(SHOP, time_zone=zone)))
        assert bare(day) in text


def printed_for(name: str, *, more: str = "") -> str:
    """What a quote for somebody of that name says."""
    contact = Contact(name=name, contact_person=more or None)
    return read(print_document(replace(quote(), contact=contact), "en", SHOP))[1]


@pytest.mark.parametrize("name", ["日本語", "カタカナ ひらがな", "北京市 茶屋", "김철수", "★ Tea → Café ✓"])
@pytest.mark.parametrize("more", ["", arabic("Street")], ids=["alone", "shaped"])
def test_names_of_east_asia_are_printed_in_every_document(name: str, more: str) -> None:
    assert bare(name) in printed_for(name, more=more)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Casa 🏠 Sol", "Casa�Sol"),
        ("Ana 👨‍👩‍👧 Pop", "Ana�Pop"),
        ("Ana 👋🏽 ❤️ Pop", "Ana��Pop"),
        ("ร้านชา", "����"),
        ("Té\u202fverde\u2009\u00a0e\u0301", "Téverdee\u0301"),
        ("𠮷野 Tea", "�野Tea"),
    ],
)
@pytest.mark.parametrize("more", ["", arabic("Street")], ids=["alone", "shaped"])
def test_what_no_font_has_is_seen_to_be_missing(name: str, said: str, more: str) -> None:
    assert f"For{said}" in printed_for(name, more=more)


def test_a_long_name_without_spaces_is_broken_and_loses_nothing() -> None:
    name = "山" * 40 + "川" * 160
    lines = (replace(line(0), name=name),)
    _, text = read(print_document(replace(quote(lines), contact=Contact(name=name)), "bg", SHOP))
    assert (text.count("山"), text.count("川")) == (80, 320)


def test_letters_of_a_name_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    printed_for("日本語 ร้าน 🏠")
    assert caplog.text == ""
