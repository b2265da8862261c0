"""The letters of printed documents. Roboto has the Latin, Greek and Cyrillic ones; others, whatever the language of the
document is, come from fonts of their own: Arabic and Hebrew ones, which are joined and put into their order as they are
read, and those of Chinese, Japanese and Korean, with arrows and signs. For what none has, a sign is printed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from importlib.resources import files

from fpdf import FPDF
from fpdf.fonts import TTFFont

FONT = "Roboto"
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_PUT_TOGETHER = re.compile("([^\\w\\s])(?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d.)+")
"""A picture that is written as several signs, such as a family or a raised hand of some colour."""
_SEEN_BY_OTHERS = ("Zs", "Cc", "Cf", "Mn", "Me")
"""Spaces, breaks of lines, marks of direction, accents of the letter before."""


@dataclass(frozen=True, slots=True)
class _Face:
    """A file of a font's package, and where in a variable one the weight is."""

    file: str
    axes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Script:
    """Letters that Roboto lacks, and the package of the font that has them, be it in one weight alone. `shaped`: they
    are joined, or written from right to left."""

    letters: re.Pattern[str]
    family: str
    package: str
    regular: _Face
    bold: _Face | None = None
    shaped: bool = True


_PLEX, _HEEBO = "files/IBMPlexSansArabic-{}.ttf", "files/Heebo[wght].ttf"
_SCRIPTS = (
    _Script(
        re.compile("[\u0600-\u07ff\u0860-\u08ff\ufb50-\ufdff\ufe70-\ufefc]"),
        "PlexArabic",
        "fontpkg_ibm_plex_sans_arabic",
        _Face(_PLEX.format("Regular")),
        _Face(_PLEX.format("Bold")),
    ),
    _Script(
        re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]"),
        "Heebo",
        "fontpkg_heebo",
        _Face(_HEEBO),
        _Face(_HEEBO, {"wght": 700}),
    ),
    _Script(
        re.compile("[\u1100-\u11ff\u2190-\u2bff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffee]"),
        "MicroHei",
        "paperang_p2_fonts_cjk",
        _Face("fonts/wqy-microhei.ttc"),
        shaped=False,
    ),
)


def choose_fonts(paper: FPDF, texts: Iterable[str]) -> Set[int]:
    """Lets the paper have what it takes to print these texts, each in the direction of its first letter; the letters
    that it has then. Shaping takes three times as long as printing does, and is done only where it is needed; Roboto
    looks the same with it."""
    _add(paper, FONT, "font_roboto", _Face("files/Roboto-Regular.ttf"), _Face("files/Roboto-Bold.ttf"))
    told = "".join(texts)
    foreign = [script for script in _SCRIPTS if script.letters.search(told)]
    for script in foreign:
        _add(paper, script.family, script.package, script.regular, script.bold)
    if foreign:
        paper.set_fallback_fonts([script.family for script in foreign], exact_match=False)
    if any(script.shaped for script in foreign):
        paper.set_text_shaping(True, features={"kern": False})
    return frozenset().union(*(font.cmap for font in paper.fonts.values() if isinstance(font, TTFFont)))


def legible(text: str, letters: Set[int]) -> str:
    """The text with a sign for whatever is not among these letters: nothing at all would be printed of it."""
    return "".join(
        each if ord(each) in letters or unicodedata.category(each) in _SEEN_BY_OTHERS else _UNKNOWN
        for each in _PUT_TOGETHER.sub(r"\1", text)
    )


def _add(paper: FPDF, family: str, package: str, regular: _Face, bold: _Face | None) -> None:
    for style, face in (("", regular), ("B", bold)):
        if face is not None:
            file = files(package) / face.file
            paper.add_font(family, style, str(file), variations=dict(face.axes) or None)
