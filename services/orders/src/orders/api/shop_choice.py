"""What a visitor chose to look at, and in which language: carried by the page's address and a cookie."""

import re
from urllib.parse import urlencode

from fastapi import Request

from orders.api.shop_texts import TEXTS
from orders.domain.shelf import Choice

LANGUAGE_COOKIE = "vinculo-shop-language"
_LONGEST = 100
_ANCHOR = re.compile(r"[\w-]{1,80}", re.ASCII)


def choice_of(request: Request) -> Choice:
    """From the address; what makes no sense in it is as if it were not there."""
    asked = request.query_params
    page = asked.get("page", "")
    return Choice(
        asked.get("q", "")[:_LONGEST].strip(),
        asked.get("category", "")[:_LONGEST] or None,
        int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def address_of(choice: Choice) -> str:
    """The query of the page's address, with its question mark; empty for the first page of everything."""
    told = {"q": choice.words, "category": choice.category, "page": choice.page if choice.page > 1 else None}
    query = urlencode({name: value for name, value in told.items() if value})
    return f"?{query}" if query else ""


def back(request: Request) -> str:
    """Where a form's visitor goes on: the same page, at the same place."""
    at = request.query_params.get("at", "")
    return "/shop" + address_of(choice_of(request)) + (f"#{at}" if _ANCHOR.fullmatch(at) else "")


def language_of_browser(request: Request) -> str | None:
    """What the visitor chose, else what his browser asks for, for pages that know no customer."""
    asked = request.headers.get("accept-language", "")[:_LONGEST]
    wanted = (each.partition(";")[0].strip()[:2].lower() for each in asked.split(","))
    return language_of(request) or next((language for language in wanted if language in TEXTS), None)


def language_of(request: Request) -> str | None:
    """What the visitor chose, None if nothing."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in TEXTS else None
