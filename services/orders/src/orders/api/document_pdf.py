"""Orders, quotes and purchases on paper: a PDF in the look of the shop."""

from datetime import date
from logging import ERROR, getLogger
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from contracts.money import Money
from orders.api.document_fonts import FONT, choose_fonts, legible
from orders.api.document_texts import DOCUMENT_TEXTS
from orders.domain.customer import Shop
from orders.domain.order import Order

# It would log the letters of a name that the font lacks.
getLogger("fpdf").setLevel(ERROR)

_INK, _SOFT, _LINE = (29, 35, 32), (91, 100, 95), (200, 205, 200)
_MARGIN, _BAR = 18, 3
_FROM_RIGHT = "\N{RIGHT-TO-LEFT MARK}"


def print_document(order: Order, language: str, shop: Shop, logo: Path | None = None) -> bytes:
    """The document; of the same order always the same bytes."""
    paper = _Paper(order, language, shop, logo)
    paper.write_head()
    paper.write_lines()
    paper.write_total()
    return bytes(paper.output())


class _Paper(FPDF):
    """A4. What is called header and footer is printed on every page. In a language that is written from right to left
    everything has its place on the other side."""

    def __init__(self, order: Order, language: str, shop: Shop, logo: Path | None) -> None:
        super().__init__(format="A4")
        self._order, self._language, self._shop, self._logo = order, language, shop, logo
        self._texts = DOCUMENT_TEXTS[language]
        self._mirrored = Locale.parse(language).text_direction == "rtl"
        self._start, self._end = (Align.R, Align.L) if self._mirrored else (Align.L, Align.R)
        names = (shop.name, shop.contact, *self._recipient(), *(line.name for line in order.lines))
        self._letters = choose_fonts(self, (*self._texts.values(), *names))
        self.set_title(self._title())
        self.set_author(shop.name)
        self.set_lang(language)
        self.set_creation_date(order.updated_at)
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=22)
        self.add_page()

    def header(self) -> None:
        self.set_fill_color(*(int(self._shop.colour[at : at + 2], 16) for at in (1, 3, 5)))
        self.rect(0, 0, self.w, _BAR, style="F")
        self.set_y(12)
        if self._logo is not None:
            self.image(self._logo, x=self._start, h=12)
            self.set_y(26)
        else:
            self._say(self._shop.name, 15, bold=True)
        self.ln(6)

    def footer(self) -> None:
        self.set_y(-16)
        told = self._texts["page"].format(page=self.page_no(), pages="{nb}")
        sender = " · ".join(self._apart(each) for each in (self._shop.name, self._shop.contact) if each)
        self._say(f"{_FROM_RIGHT if self._mirrored else ''}{sender}", 8, _SOFT, stay=True)
        self._say(told, 8, _SOFT, align=self._end)

    def write_head(self) -> None:
        """What it is, of which day, and for whom."""
        self._say(self._title(), 22, bold=True)
        self._say(" · ".join(f"{label} {self._apart(value)}" for label, value in self._facts()), 10, _SOFT)
        self.ln(7)
        self._say(self._texts["for"], 9, _SOFT)
        name, *ways = self._recipient()
        self._say(name, 12, bold=True)
        for way in ways:
            self._say(way, 10)
        self.ln(8)

    def write_lines(self) -> None:
        """The positions; list price and discount only if anybody has one."""
        texts, lines = self._texts, self._order.lines
        reduced = any(line.unit_price != line.base_price for line in lines)
        shown = ["position", "product", "quantity", *(["list_price", "discount"] if reduced else []), "price", "amount"]
        widths = {"position": 9, "product": 56 if reduced else 92, "quantity": 24, "discount": 23, "amount": 30}
        aligned = {name: self._start if name in ("position", "product") else self._end for name in shown}
        if self._mirrored:
            shown.reverse()
        self.set_font(FONT, "", 9)
        self.set_text_color(*_INK)
        self.set_draw_color(*_LINE)
        with self.table(
            col_widths=tuple(widths.get(name, 25) for name in shown),
            text_align=tuple(aligned[name] for name in shown),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=_SOFT),
            line_height=5,
            padding=(1.5, 1),
        ) as table:
            table.row([texts[name] for name in shown])
            for at, line in enumerate(lines, 1):
                cells = {
                    "position": str(at),
                    "product": f"{line.name}\n{line.sku}",
                    "quantity": format_decimal(line.quantity, locale=self._language),
                    "list_price": self._money(line.base_price),
                    "discount": f"{format_decimal(line.discount_percent, locale=self._language)} %",
                    "price": self._money(line.unit_price),
                    "amount": self._money(line.total),
                }
                table.row([legible(cells[name], self._letters) for name in shown])

    def write_total(self) -> None:
        """The sum, kept together with its word."""
        self.ln(4)
        self._say(
            f"{self._texts['total']}   {self._apart(self._money(self._order.total))}", 15, bold=True, align=self._end
        )

    def _recipient(self) -> list[str]:
        contact = self._order.contact
        ways = (contact.contact_person, contact.address, contact.email, contact.phone)
        return [contact.name, *filter(None, ways)]

    def _title(self) -> str:
        order = self._order
        noted = self._texts.get(f"{order.kind}_{order.state}")
        return f"{self._texts[order.kind]} {self._apart(order.number)}" + (f" ({noted})" if noted else "")

    def _facts(self) -> list[tuple[str, str]]:
        order, texts, offer = self._order, self._texts, self._order.offer
        at = (order.ordered_at or order.created_at).astimezone(ZoneInfo(self._shop.time_zone))
        facts = [(texts["date"], self._day(at))]
        if offer is not None and offer.revision > 1:
            facts.append((texts["revision"], str(offer.revision)))
        if offer is not None and offer.valid_until is not None:
            facts.append((texts["valid_until"], self._day(offer.valid_until)))
        return facts

    def _say(
        self,
        text: str,
        size: float,
        colour: tuple[int, int, int] = _INK,
        *,
        bold: bool = False,
        align: Align | None = None,
        stay: bool = False,
    ) -> None:
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*colour)
        new_y = YPos.TOP if stay else YPos.NEXT
        said = legible(text, self._letters)
        self.multi_cell(0, size * 0.5, said, align=align or self._start, new_x=XPos.LMARGIN, new_y=new_y)
        # A line that began with letters of another font has taken this one back, which fpdf does not see.
        self.current_font_is_set_on_page = False

    def _money(self, money: Money) -> str:
        return format_currency(money.amount, money.currency, locale=self._language)

    def _apart(self, text: str) -> str:
        """What may be written in another direction than the text around it, so that its digits keep their order."""
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if self.text_shaping else text

    def _day(self, day: date) -> str:
        return format_date(day, "long", locale=self._language)
