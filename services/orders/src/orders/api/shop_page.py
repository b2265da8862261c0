"""The shop's pages: plain HTML that works without JavaScript."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from babel import Locale
from babel.numbers import format_currency, format_decimal
from jinja2 import Environment, FileSystemLoader, pass_context, select_autoescape
from jinja2.runtime import Context

from chassis.errors import Problem
from chassis.ids import new_id
from contracts.money import Money
from orders.api.shop_choice import address_of
from orders.api.shop_texts import LANGUAGES, TEXTS, spoken
from orders.domain.cart import CartLine
from orders.domain.customer import Shop
from orders.domain.order import Order
from orders.domain.shelf import Choice, Shelf, look
from orders.usecases.enter_shop import Visit

_TEMPLATES = Path(__file__).parent.parent / "templates"
_FEW = 5
_TONES = 6

_locale = cache(Locale.parse)


@lru_cache(maxsize=20_000)
def _told(amount: Decimal, currency: str, language: str) -> str:
    return format_currency(amount, currency, locale=_locale(language))


@pass_context
def _money(context: Context, money: Money) -> str:
    return _told(money.amount, money.currency, context["language"])


class Pages:
    """Renders the shop's pages."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters["money"] = _money
        self._templates.globals |= {"shop": shop, "languages": LANGUAGES, "few": _FEW}
        self.style = _brand(shop.colour) + (_TEMPLATES / "style.css").read_bytes()
        self._templates.globals["style"] = sha256(self.style).hexdigest()[:12]

    def shop(
        self, visit: Visit, shelf: Shelf, choice: Choice, cart: Sequence[CartLine], problem: Problem | None = None
    ) -> str:
        """What was chosen of the catalogue, and the cart."""
        language = spoken(*visit.terms.languages)
        discount = visit.terms.discount_percent
        tones = {category: at % _TONES for at, category in enumerate(shelf.categories)}
        return self._render(
            "shop.html",
            language,
            problem,
            customer=visit.customer.contact.name,
            discount=format_decimal(discount, locale=language) if discount else None,
            categories=shelf.categories,
            tones=tones,
            choice=choice,
            view=look(shelf, choice),
            here=address_of(choice),
            at=partial(_at, choice),
            cart=cart,
            laid_aside={line.product_id: line.quantity for line in cart},
            total=cart_total(cart, visit.terms.currency),
            submission_id=new_id(),
        )

    def ordered(self, visit: Visit, order: Order) -> str:
        """The confirmation."""
        return self._render("ordered.html", spoken(*visit.terms.languages), order=order)

    def passcode(self, problem: Problem, chosen: str | None) -> str:
        """Asks for the link's passcode."""
        return self._render("passcode.html", self._language(chosen), problem)

    def gone(self, chosen: str | None) -> str:
        """One page for whatever is wrong with a link."""
        return self._render("gone.html", self._language(chosen))

    def refused(self, problem: Problem, chosen: str | None) -> str:
        """For everything else."""
        return self._render("refused.html", self._language(chosen), problem)

    def _language(self, chosen: str | None) -> str:
        return chosen or spoken(self._shop.language)

    def _render(self, template: str, language: str, problem: Problem | None = None, **values: Any) -> str:
        texts = TEXTS[language]
        message = None
        if problem is not None and problem.type != "passcode-needed":
            message = texts.get(problem.type, texts["refused"])
        return self._templates.get_template(template).render(texts=texts, language=language, message=message, **values)


def _at(choice: Choice, **changed: Any) -> str:
    return "/shop" + address_of(replace(choice, **{"page": 1, **changed}))


def _brand(colour: str) -> bytes:
    """The brand's colour, and black or white on it, whichever stands out more (WCAG 2.2, relative luminance)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return f":root{{--brand:{colour};--on-brand:{'#000' if light > 0.179 else '#fff'}}}\n".encode()


def cart_total(cart: Sequence[CartLine], currency: str) -> Money:
    """What the cart costs, without what cannot be ordered any more."""
    totals = (line.total.amount for line in cart if line.total is not None)
    return Money.of(sum(totals, Decimal(0)), currency)
