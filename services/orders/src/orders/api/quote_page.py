"""The page on which a customer answers a quote: plain HTML that works without JavaScript."""

from datetime import date

from babel.dates import format_date
from fastapi import Request

from chassis.errors import Problem
from chassis.languages import spoken
from orders.api.quote_texts import QUOTE_TEXTS
from orders.api.shop_page import Pages
from orders.api.shop_texts import TEXTS
from orders.domain.customer import Shop
from orders.usecases.answer_quote import QuoteVisit

_ANSWERS = {"wrong-state", "quote-superseded"}
"""Problems that the page tells by itself: it shows how the quote stands."""


class QuotePages:
    """Renders what belongs to a quote, in the look of the shop."""

    def __init__(self, pages: Pages, shop: Shop) -> None:
        self._pages = pages
        self._shop = shop

    def quote(self, visit: QuoteVisit, chosen: str | None, problem: Problem | None = None) -> str:
        """The quote, what became of it, and the ways to answer it; in the language that was chosen, else its own."""
        language = chosen or spoken(TEXTS, visit.quote.language, self._shop.language)
        texts = _texts(language)
        until = visit.quote.offer.valid_until if visit.quote.offer else None
        return self._pages.write(
            "quote.html",
            language,
            texts,
            message=texts["refused"] if problem is not None and problem.type not in _ANSWERS else None,
            quote=visit.quote,
            seen=visit.seen,
            order_number=visit.order_number,
            until=None if until is None else _day(until, language),
            chosen=chosen,
        )

    def gone(self, chosen: str | None) -> str:
        """One page for whatever is wrong with a link."""
        language = chosen or spoken(TEXTS, self._shop.language)
        return self._pages.write("quote_gone.html", language, _texts(language))


def language_of(request: Request) -> str | None:
    """What the visitor chose on the page, None if nothing."""
    chosen = request.query_params.get("lang")
    return chosen if chosen in TEXTS else None


def _texts(language: str) -> dict[str, str]:
    return {**TEXTS[language], **QUOTE_TEXTS[language]}


def _day(day: date, language: str) -> str:
    return format_date(day, "long", locale=language)
