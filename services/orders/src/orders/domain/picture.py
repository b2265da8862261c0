"""Pictures of a product: what is taken, in which sizes it is shown, and in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

SIZES = (160, 480, 1200)
"""Longest sides in pixels of the renderings, each a WebP; what is smaller is not blown up."""
MOST = 12
"""Pictures that a product may have."""
LARGEST = 10 * 1024 * 1024
"""Bytes of an upload."""
MOST_PIXELS = 25_000_000
"""Pixels of an upload: beyond them reading it would cost too much memory."""
DRAFT_LIVES = timedelta(hours=1)
"""After so long, renderings that no product shows are leftovers: no upload takes that long."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of one product. `digest` (SHA-256) of what was sent tells whether it is sent again; width and height in
    pixels are those of the largest rendering. An id is never used for another content."""

    id: str
    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was made of an upload: WebP files by size."""

    width: int
    height: int
    by_size: Mapping[int, bytes]


class PictureRefused(Exception):
    """What was sent cannot be shown; the message says why."""


def address_of(picture_id: str, size: int) -> str:
    """The path at which anybody finds a rendering."""
    return f"/shop/pictures/{picture_id}/{size}.webp"


def sent_before(pictures: Sequence[Picture], digest: str) -> Picture | None:
    """The picture that was made of the same bytes."""
    return next((picture for picture in pictures if picture.digest == digest), None)


def arranged(pictures: Sequence[Picture], ids: Sequence[str]) -> tuple[Picture, ...] | None:
    """The pictures in that order; None unless each of them is named once, and nothing else."""
    known = {picture.id: picture for picture in pictures}
    return tuple(known[each] for each in ids) if sorted(ids) == sorted(known) else None


def without(pictures: Sequence[Picture], picture_id: str) -> tuple[Picture, ...]:
    """The others."""
    return tuple(picture for picture in pictures if picture.id != picture_id)
