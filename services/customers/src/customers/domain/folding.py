"""How texts are made comparable: without case and accents, and in one alphabet."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")

_CYRILLIC = (
    "а б в г д е ж  з и й к л м н о п р с т у ф х ц  ч  ш  щ   ъ ь ы ю  я  э ё і ї  є  ґ ђ  ј љ  њ  ћ џ  ѓ  ќ  ѕ"
)
_IN_LATIN = (
    "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y y yu ya e e i yi ye g dj j lj nj c dz gj kj dz"
)
_LATIN = str.maketrans(
    dict(zip(_CYRILLIC.split(), _IN_LATIN.split(), strict=True))
    | {"æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"}
)
"""Cyrillic as Bulgarian law writes it in Latin letters, with the letters of its neighbours; and the letters of Latin
alphabets that are no base letter with an accent."""


def fold(text: str) -> str:
    """Without case and accents: `Peña` and `PENA` are the same."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def latin(text: str) -> str:
    """Folded and in Latin letters: `Иванов` and `Ivanov` are the same, and so are `София`, `Sofiya` and `Sofia`."""
    return fold(unicodedata.normalize("NFC", text).casefold().translate(_LATIN)).replace("iya", "ia")


def words(text: str) -> list[str]:
    """The words of a text as they are searched."""
    return _WORD.findall(latin(text))
