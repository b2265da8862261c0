"""What a colour of the shop becomes in a mail: on paper, on a button, in the dark."""

from dataclasses import dataclass
from functools import lru_cache

_WHITE, _INK = (255, 255, 255), (27, 36, 48)
_PAGE, _DARK = (238, 241, 244), (26, 33, 41)
_READABLE = 4.6
"""Contrast of text, a little more than WCAG 2 AA asks for."""

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """`accent` of rules and buttons, `on_accent` of what is written on them; `tint` behind a panel; `link` on the page
    by day and `glow` by night, both readable. Each as `#rrggbb`."""

    accent: str
    on_accent: str
    tint: str
    link: str
    glow: str


@lru_cache(maxsize=16)
def palette(accent: str) -> Palette:
    """Of a colour `#rrggbb`."""
    colour = (int(accent[1:3], 16), int(accent[3:5], 16), int(accent[5:7], 16))
    on_accent = max(_WHITE, _INK, key=lambda other: _contrast(colour, other))
    return Palette(
        accent=accent,
        on_accent=_hex(on_accent),
        tint=_hex(_mixed(colour, _WHITE, 0.92)),
        link=_hex(_readable(colour, _PAGE, _INK)),
        glow=_hex(_readable(colour, _DARK, _WHITE)),
    )


def _readable(colour: Colour, ground: Colour, towards: Colour) -> Colour:
    """The colour, as much nearer to the other as it takes to be read on that ground."""
    shares = (step / 20 for step in range(21))
    shades = (_mixed(colour, towards, share) for share in shares)
    return next((shade for shade in shades if _contrast(shade, ground) >= _READABLE), towards)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def _contrast(one: Colour, other: Colour) -> float:
    """WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (each / 255 for each in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(each):02x}" for each in colour)
