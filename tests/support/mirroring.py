"""A language that is written from right to left. There is none yet: the texts of one are made of the English ones
letter by letter, so that its words are as long as real ones."""

import re

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = str.maketrans(_LATIN, "ابتدهوزحطيكلمنسعفصقرشثجخذض")
_HEBREW = str.maketrans(_LATIN, "אבגדהוזחטיכלמנסעפצקרשתםןףץ")
_BLANK = re.compile(r"({\w+})")


def arabic(text: str) -> str:
    """The text in Arabic letters, its blanks as they are."""
    return _written(text, _ARABIC)


def hebrew(text: str) -> str:
    """The text in Hebrew letters, its blanks as they are."""
    return _written(text, _HEBREW)


def _written(text: str, letters: dict[int, int]) -> str:
    return "".join(part if part.startswith("{") else part.lower().translate(letters) for part in _BLANK.split(text))
