"""The shop's pages: plain HTML that works without JavaScript; with it, the cart adds up by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from jinja2 import Environment, FileSystemLoader, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup, escape

from chassis.errors import Problem
from chassis.ids import new_id
from chassis.languages import spoken
from contracts.money import Money
from orders.api.shop_assets import TEMPLATES, Asset
from orders.api.shop_choice import address_of
from orders.api.shop_seen import folded
from orders.api.shop_texts import LANGUAGES, TEXTS
from orders.domain.cart import CartLine
from orders.domain.customer import Shop
from orders.domain.lifecycle import State
from orders.domain.order import Order
from orders.domain.picture import Picture
from orders.domain.picture import address_of as picture_address
from orders.domain.pricing import total_of
from orders.domain.promise import Seen, as_seen
from orders.domain.reorder import Reorder
from orders.domain.shelf import Choice, Shelf, look
from orders.usecases.enter_shop import Visit
from orders.usecases.submit_cart import CartChanged

_FEW = 5
_TONES = 6

_WAY = (State.NEW, State.CONFIRMED, State.IN_PRODUCTION, State.SHIPPED, State.DELIVERED)

_locale = cache(Locale.parse)


@lru_cache(maxsize=20_000)
def _told(amount: Decimal, currency: str, language: str) -> str:
    locale = _locale(language)
    told = format_currency(amount, currency, locale=locale)
    # Also where there can be no <bdi>, as in attributes, what stands beside an amount must not turn it round.
    return told if locale.text_direction == "ltr" else f"\u2068{told}\u2069"


@pass_context
def _money(context: Context, money: Money) -> str:
    return _told(money.amount, money.currency, context["language"])


@pass_context
def _count(context: Context, number: int) -> str:
    return str(format_decimal(number, locale=_locale(context["language"])))


@pass_context
def _date(context: Context, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(context["shop"].time_zone))
    return format_date(local, "long", locale=_locale(context["language"]))


def _filled(text: str, **blanks: object) -> Markup:
    """The text with its blanks filled in, each of which may be written in another direction than the text."""
    return escape(text).format(**{name: _blank(name, value) for name, value in blanks.items()})


def _blank(name: str, value: object) -> Markup:
    # Half a number at the end of a line is not found again.
    mark = Markup('<bdi class="number">{}</bdi>') if name == "number" else Markup("<bdi>{}</bdi>")
    return mark.format(value)


def _rendering(picture: Picture, size: int) -> str:
    return picture_address(picture.id, size)


class Pages:
    """Renders the shop's pages."""

    def __init__(self, shop: Shop, assets: Mapping[str, Asset]) -> None:
        self._shop = shop
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters["money"] = _money
        self._templates.filters["count"] = _count
        self._templates.filters["date"] = _date
        self._templates.filters["at"] = _rendering
        self._templates.filters["filled"] = _filled
        addresses = {purpose: asset.address for purpose, asset in assets.items()}
        self._templates.globals |= {
            "shop": shop,
            "languages": LANGUAGES,
            "few": _FEW,
            "way": _WAY,
            "assets": addresses,
        }

    def shop(
        self,
        visit: Visit,
        shelf: Shelf,
        choice: Choice,
        cart: Sequence[CartLine],
        *,
        problem: Problem | None = None,
        again: Reorder | None = None,
    ) -> str:
        """What was chosen of the catalogue, and the cart; `again` is the order that was just put into it once more."""
        language = spoken(TEXTS, *visit.terms.languages)
        discount = visit.terms.discount_percent
        tones = {category: at % _TONES for at, category in enumerate(shelf.categories)}
        return self._render(
            "shop.html",
            language,
            problem,
            customer=visit.customer.contact.name,
            discount=format_decimal(discount, locale=language) if discount else None,
            categories=shelf.categories,
            called=shelf.called,
            tones=tones,
            choice=choice,
            view=look(shelf, choice),
            here=address_of(choice),
            at=partial(_at, choice),
            cart=cart,
            laid_aside={line.product_id: line.quantity for line in cart},
            total=cart_total(cart, visit.terms.currency),
            submission_id=new_id(),
            seen=folded(visit.terms.currency, _seen(cart)),
            again=again,
        )

    def changed(self, visit: Visit, changed: CartChanged, submission_id: str) -> str:
        """What is not as the customer saw it, to be confirmed."""
        currency = visit.terms.currency
        return self._render(
            "changed.html",
            spoken(TEXTS, *visit.terms.languages),
            changed=changed.changed,
            total=total_of(changed.lines, currency),
            submission_id=submission_id,
            seen=folded(currency, as_seen(changed.lines)),
        )

    def orders(self, visit: Visit, orders: Sequence[Order], following: str | None) -> str:
        """What came by the visitor's link, the newest first; `following` is the cursor of the older ones."""
        return self._render("orders.html", spoken(TEXTS, *visit.terms.languages), orders=orders, following=following)

    def ordered(self, visit: Visit, order: Order) -> str:
        """The confirmation."""
        return self._render("ordered.html", spoken(TEXTS, *visit.terms.languages), order=order)

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
        return chosen or spoken(TEXTS, self._shop.language)

    def _render(self, template: str, language: str, problem: Problem | None = None, **values: Any) -> str:
        texts = TEXTS[language]
        message = None
        if problem is not None and problem.type != "passcode-needed":
            message = texts.get(problem.type, texts["refused"])
        return self.write(template, language, texts, message=message, **values)

    def write(self, template: str, language: str, texts: Mapping[str, str], **values: Any) -> str:
        """A page of any template, with these texts."""
        told = {"texts": texts, "language": language, "direction": _locale(language).text_direction}
        return self._templates.get_template(template).render(told, **values)


def _seen(cart: Sequence[CartLine]) -> dict[str, Seen]:
    return {line.product_id: Seen(line.quantity, line.price.personal) for line in cart if line.price is not None}


def _at(choice: Choice, **changed: Any) -> str:
    return "/shop" + address_of(replace(choice, **{"page": 1, **changed}))


def cart_total(cart: Sequence[CartLine], currency: str) -> Money:
    """What the cart costs, without what cannot be ordered any more."""
    totals = (line.total.amount for line in cart if line.total is not None)
    return Money.of(sum(totals, Decimal(0)), currency)
