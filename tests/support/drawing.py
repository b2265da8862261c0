"""Pictures for tests: honest ones, and such as somebody might send who means no good."""

import struct
import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from PIL import Image

SECRET = b"GPS 44.4268 N 26.1025 E"


def drawn(kind: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **how: Any) -> bytes:
    """A picture of one colour, as a file."""
    colour = how.pop("colour", 120)
    return saved(Image.new(mode, size, colour), kind, **how)


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    """A picture as a file of that kind."""
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def lying_on_its_side() -> bytes:
    """A JPEG of 40 × 20, the left half white, to be turned by a quarter (EXIF orientation 6), with a place in it."""
    image = Image.new("RGB", (40, 20), "black")
    image.paste("white", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, SECRET.decode()
    return saved(image, "JPEG", quality=95, exif=exif)


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A small PNG that says that it is huge, and would be."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks([(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]))


def moving(kind: str) -> bytes:
    """Three frames, the first of them red."""
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "lime", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, loop=0)


def _chunks(of: Iterable[tuple[bytes, bytes]]) -> Iterable[bytes]:
    for kind, content in of:
        yield struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


HOSTILE = {
    "nothing": b"",
    "text": b"no picture at all",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "gif": drawn("GIF", mode="P"),
    "tiff": drawn("TIFF"),
    "page that begins like a picture": b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script></html>",
    "bomb": bomb(),
    "bomb just over the limit": bomb(5_001, 5_000),
    "no size": bomb(0, 0),
    "truncated PNG": drawn("PNG", (300, 200))[:-40],
    "truncated JPEG": drawn("JPEG", (300, 200))[:-300],
    "truncated WebP": drawn("WEBP", (300, 200))[:-20],
    "header alone": drawn("PNG")[:33],
}
"""What must be refused, by what it is."""
