"""The letters of printed documents. Roboto has the Latin, Greek and Cyrillic ones; Arabic and Hebrew ones, whatever the
language of the document is, come from fonts of their own, and are joined and put into their order as they are read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from fpdf import FPDF

FONT = "Roboto"


@dataclass(frozen=True, slots=True)
class _Face:
    """A file, and where in a variable one the weight is."""

    file: str
    axes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Script:
    """Letters that Roboto lacks, and the package of the font that has them."""

    letters: re.Pattern[str]
    family: str
    package: str
    regular: _Face
    bold: _Face


_PLEX, _HEEBO = "IBMPlexSansArabic-{}.ttf", "Heebo[wght].ttf"
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
)


def choose_fonts(paper: FPDF, texts: Iterable[str]) -> None:
    """Lets the paper have what it takes to print these texts, each in the direction of its first letter. Shaping takes
    three times as long as printing does, and is done only where it is needed; Roboto looks the same with it."""
    _add(paper, FONT, "font_roboto", _Face("Roboto-Regular.ttf"), _Face("Roboto-Bold.ttf"))
    told = "".join(texts)
    foreign = [script for script in _SCRIPTS if script.letters.search(told)]
    for script in foreign:
        _add(paper, script.family, script.package, script.regular, script.bold)
    if foreign:
        paper.set_fallback_fonts([script.family for script in foreign])
        paper.set_text_shaping(True, features={"kern": False})


def _add(paper: FPDF, family: str, package: str, regular: _Face, bold: _Face) -> None:
    for style, face in (("", regular), ("B", bold)):
        file = files(package) / "files" / face.file
        paper.add_font(family, style, str(file), variations=dict(face.axes) or None)
