"""The shop's pages: plain HTML that works without JavaScript."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from babel import Locale
from babel.numbers import format_currency, format_decimal
from jinja2 import Environment, FileSystemLoader, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup

from chassis.errors import Problem
from chassis.ids import new_id
from contracts.money import Money
from orders.api.shop_texts import TEXTS, spoken
from orders.domain.cart import CartLine
from orders.domain.customer import Shop
from orders.domain.order import Order
from orders.usecases.browse_shop import Shelf
from orders.usecases.enter_shop import Visit

_TEMPLATES = Path(__file__).parent.parent / "templates"


_locale = cache(Locale.parse)


@pass_context
def _money(context: Context, money: Money) -> str:
    return format_currency(money.amount, money.currency, locale=_locale(context["language"]))


class Pages:
    """Renders the shop's pages. The long part, the shelf, is rendered once for all customers on equal terms."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape(), trim_blocks=True, auto_reload=False
        )
        self._templates.filters["money"] = _money
        self._shelves: WeakKeyDictionary[Shelf, dict[str, Markup]] = WeakKeyDictionary()
        self.style = (_TEMPLATES / "style.css").read_bytes()

    async def shop(self, visit: Visit, shelf: Shelf, cart: Sequence[CartLine], problem: Problem | None = None) -> str:
        """The catalogue and the cart."""
        language = self._language(visit)
        discount = visit.terms.discount_percent
        return self._render(
            "shop.html",
            language,
            problem,
            customer=visit.customer.contact.name,
            discount=format_decimal(discount, locale=language) if discount else None,
            shelf=await self._shelf(shelf, language),
            cart=cart,
            total=cart_total(cart, visit.terms.currency),
            submission_id=new_id(),
        )

    def ordered(self, visit: Visit, order: Order) -> str:
        """The confirmation."""
        return self._render("ordered.html", self._language(visit), order=order)

    def passcode(self, problem: Problem) -> str:
        """Asks for the link's passcode."""
        return self._render("passcode.html", spoken(self._shop.language), problem)

    def gone(self) -> str:
        """One page for whatever is wrong with a link."""
        return self._render("gone.html", spoken(self._shop.language))

    def refused(self, problem: Problem) -> str:
        """For everything else."""
        return self._render("refused.html", spoken(self._shop.language), problem)

    def _language(self, visit: Visit) -> str:
        return spoken(*visit.terms.languages)

    async def _shelf(self, shelf: Shelf, language: str) -> Markup:
        rendered = self._shelves.setdefault(shelf, {})
        if language not in rendered:
            # A thousand products take a tenth of a second: too long for everybody else to wait.
            html = await asyncio.to_thread(self._render, "shelf.html", language, items=shelf.items)
            rendered[language] = Markup(html)  # noqa: S704
        return rendered[language]

    def _render(self, template: str, language: str, problem: Problem | None = None, **values: Any) -> str:
        texts = TEXTS[language]
        message = None
        if problem is not None and problem.type != "passcode-needed":
            message = texts.get(problem.type, texts["refused"])
        return self._templates.get_template(template).render(
            texts=texts, language=language, shop=self._shop.name, message=message, **values
        )


def cart_total(cart: Sequence[CartLine], currency: str) -> Money:
    """What the cart costs, without what cannot be ordered any more."""
    totals = (line.total.amount for line in cart if line.total is not None)
    return Money.of(sum(totals, Decimal(0)), currency)
