"""Languages that are written from right to left, and names in them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale

_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@lru_cache(maxsize=64)
def is_from_right(language: str) -> bool:
    """Whether the language is written from right to left (CLDR)."""
    return bool(Locale.parse(language).text_direction == "rtl")


def apart(text: str, language: str) -> str:
    """What may be written in another direction than the text around it, so that its digits keep their order. Marks and
    not a `<bdi>`: they say the same in a text, in a page and in a subject."""
    if not text or not (is_from_right(language) or (not text.isascii() and _FROM_RIGHT.search(text))):
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def side_by_side(told: Iterable[str], language: str) -> str:
    """Several of them in one line, the first where lines of the language begin."""
    line = " · ".join(apart(each, language) for each in told)
    return f"\N{RIGHT-TO-LEFT MARK}{line}" if is_from_right(language) else line
