"""A small picture for each product of the sample company: paper cut-outs, one motif a category, no two alike."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw

_SIZE = (560, 420)
_FINER = 2
_INK, _LEAF, _OCHRE, _CLAY, _CREAM = "#23352d", "#1f5f4a", "#d9a441", "#b5533c", "#f7f1e3"


class Point(NamedTuple):
    """In hundredths of the picture's height, from its middle."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Canvas:
    """Draws finer than it is shown, so that edges come out smooth."""

    draw: ImageDraw.ImageDraw
    turn: float
    """From 0 to 1, another one for each product."""
    accent: str
    """A product's own colour."""

    def disc(self, at: Point, radius: float, colour: str, *, from_: float = 0, to: float = 360) -> None:
        """A disc or a slice of it; degrees go clockwise from the right."""
        middle = self._at(at)
        reach = radius / 100 * _SIZE[1] * _FINER
        box = (middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach)
        self.draw.pieslice(box, from_, to, fill=colour)

    def slab(self, top: Point, bottom: Point, round_: float, colour: str) -> None:
        """An upright rectangle with round corners."""
        self.draw.rounded_rectangle((*self._at(top), *self._at(bottom)), round_ / 100 * _SIZE[1] * _FINER, fill=colour)

    def leaf(self, at: Point, length: float, degrees: float, colour: str, width: float = 0.5) -> None:
        """What two arcs enclose."""
        steps = [math.pi * step / 24 for step in range(25)]
        edge = [(math.cos(step), width * math.sin(step)) for step in steps]
        outline = edge + [(-x, -y) for x, y in edge]
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        points = [
            self._at(Point(at.x + length * (x * cos - y * sin), at.y + length * (x * sin + y * cos)))
            for x, y in outline
        ]
        self.draw.polygon(points, fill=colour)

    def _at(self, point: Point) -> tuple[float, float]:
        scale = _SIZE[1] * _FINER / 100
        return _SIZE[0] * _FINER / 2 + point.x * scale, _SIZE[1] * _FINER / 2 + point.y * scale


def _beans(canvas: Canvas) -> None:
    for number, (x, y) in enumerate(((-22, -8), (4, 12), (24, -14))):
        degrees = 360 * canvas.turn + 55 * number
        canvas.leaf(Point(x, y), 21, degrees, (_INK, canvas.accent, _INK)[number], 0.72)
        canvas.leaf(Point(x, y), 18, degrees + 8, _CREAM, 0.06)


def _olives(canvas: Canvas) -> None:
    for number in range(5):
        at = Point(-32 + 15 * number, 10 - 8 * number)
        canvas.leaf(Point(at.x - 2, at.y - 13), 15, 70 + 12 * canvas.turn, _LEAF, 0.3)
        canvas.leaf(Point(at.x + 8, at.y + 10), 15, 10 - 25 * canvas.turn, _LEAF, 0.3)
    canvas.leaf(Point(0, -6), 48, -28, _INK, 0.02)
    canvas.disc(Point(-14, 20), 12, canvas.accent)
    canvas.disc(Point(12, 13), 12, _INK)


def _cheese(canvas: Canvas) -> None:
    start = 25 + 60 * canvas.turn
    canvas.disc(Point(0, 0), 36, canvas.accent if canvas.accent != _OCHRE else _CREAM)
    canvas.disc(Point(0, 0), 33, _OCHRE, from_=start, to=start + 300)
    canvas.disc(Point(0, 0), 33, _CREAM, from_=start + 300, to=start + 360)
    for degrees, far, size in ((90, 18, 4), (170, 20, 5), (235, 14, 3)):
        angle = math.radians(start + degrees)
        canvas.disc(Point(far * math.cos(angle), far * math.sin(angle)), size, _CREAM)


def _slices(canvas: Canvas) -> None:
    for number in range(3):
        at = Point(-24 + 24 * number, -6 + 12 * ((number + round(canvas.turn)) % 2))
        canvas.disc(at, 23, _CREAM)
        canvas.disc(at, 20, _CLAY)
        for spot in range(5):
            angle = 2 * math.pi * (spot / 5 + canvas.turn)
            canvas.disc(Point(at.x + 11 * math.cos(angle), at.y + 11 * math.sin(angle)), 2.4, _CREAM)


def _petals(canvas: Canvas) -> None:
    petals = 5 + round(3 * canvas.turn)
    for number in range(petals):
        degrees = 360 * number / petals + 90 * canvas.turn
        angle = math.radians(degrees)
        canvas.leaf(Point(20 * math.cos(angle), 20 * math.sin(angle)), 17, degrees, _CLAY if number % 2 else _OCHRE)
    canvas.disc(Point(0, 0), 9, _CREAM)


def _jar(canvas: Canvas) -> None:
    canvas.slab(Point(-22, -22), Point(22, 36), 8, _CREAM)
    canvas.slab(Point(-18, -4 - 12 * canvas.turn), Point(18, 32), 6, canvas.accent)
    canvas.slab(Point(-19, -33), Point(19, -24), 2, _INK)
    canvas.slab(Point(-11, 6), Point(11, 20), 1, _CREAM)


def _bottle(canvas: Canvas) -> None:
    lean = -14 + 8 * canvas.turn
    canvas.slab(Point(lean - 5, -42), Point(lean + 5, 0), 2, _INK)
    canvas.slab(Point(lean - 12, -14), Point(lean + 12, 40), 7, _INK)
    canvas.slab(Point(lean - 12, 4), Point(lean + 12, 24), 0, canvas.accent)
    canvas.disc(Point(24, 8), 17, _CLAY, from_=0, to=180)
    canvas.slab(Point(22.8, 24), Point(25.2, 39), 0, _CREAM)
    canvas.slab(Point(15, 38), Point(33, 40), 1, _CREAM)


_MOTIFS: Mapping[str, tuple[str, Callable[[Canvas], None]]] = {
    "Coffee": ("#e6d8c3", _beans),
    "Olive oil": ("#dfe6cd", _olives),
    "Cheese": ("#efe0b9", _cheese),
    "Charcuterie": ("#eed6cb", _slices),
    "Sweets": ("#f0dcd9", _petals),
    "Preserves": ("#dbe5dc", _jar),
    "Wine": ("#e3d5dc", _bottle),
}


def painted(sku: str, category: str | None) -> bytes | None:
    """A PNG, the same one each time; None for a category without a motif."""
    if category is None or category not in _MOTIFS:
        return None
    ground, motif = _MOTIFS[category]
    image = Image.new("RGB", (_SIZE[0] * _FINER, _SIZE[1] * _FINER), ground)
    turn, accent = sha256(sku.encode()).digest()[7:9]
    motif(Canvas(ImageDraw.Draw(image), turn / 255, (_CLAY, _OCHRE, _LEAF)[accent % 3]))
    file = BytesIO()
    image.resize(_SIZE, Image.Resampling.BOX).quantize(64).save(file, "PNG")
    return file.getvalue()
