"""Pictures for tests: honest ones, and such as somebody might send who means no good."""

import struct
import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

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


def screen_profile(red: Sequence[float], green: Sequence[float], blue: Sequence[float]) -> bytes:
    """A colour profile like sRGB's with other primaries (XYZ, adapted to D50)."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    primaries = {b"rXYZ": red, b"gXYZ": green, b"bXYZ": blue}
    (count,) = struct.unpack_from(">I", profile, 128)
    for at in range(132, 132 + 12 * count, 12):
        name, offset, _ = struct.unpack_from(">4sII", profile, at)
        if name in primaries:
            struct.pack_into(">3i", profile, offset + 8, *(round(part * 65536) for part in primaries[name]))
    return bytes(profile)


DISPLAY_P3 = screen_profile((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
RED_FOR_GREEN = screen_profile((0.3851, 0.7169, 0.0971), (0.4361, 0.2225, 0.0139), (0.1431, 0.0606, 0.7141))


def press_profile() -> bytes:
    """A colour profile of a printing press whose cyan ink is red; everything else on white paper is black."""
    inks = [(255, 128, 128)] + [(0, 128, 128)] * 15
    inks[0b1000] = (136, 208, 195)
    straight = bytes(range(256))
    table = struct.pack(">4s4xBBBx9i", b"mft1", 4, 3, 2, *(65536 * (at % 4 == 0) for at in range(9)))
    table += straight * 4 + bytes(part for ink in inks for part in ink) + straight * 3
    white = struct.pack(">4s4x3i", b"XYZ ", 0xF6D6, 0x10000, 0xD32D)
    head = struct.pack(">8x4s4s4s4s12x4s", b"\x02\x40\0\0", b"prtr", b"CMYK", b"Lab ", b"acsp")
    head = head.ljust(64, b"\0") + struct.pack(">I3i", 0, 0xF6D6, 0x10000, 0xD32D)
    tags = {b"A2B0": table + b"\0" * (-len(table) % 4), b"wtpt": white}
    directory, content = struct.pack(">I", len(tags)), b""
    for name, tag in tags.items():
        directory += struct.pack(">4sII", name, 132 + 12 * len(tags) + len(content), len(tag))
        content += tag
    whole = head.ljust(128, b"\0") + directory + content
    return struct.pack(">I", len(whole)) + whole[4:]


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
    "bomb in its colour profile": drawn(icc_profile=b"\0" * 8_000_000),
    "no size": bomb(0, 0),
    "truncated PNG": drawn("PNG", (300, 200))[:-40],
    "truncated JPEG": drawn("JPEG", (300, 200))[:-300],
    "truncated WebP": drawn("WEBP", (300, 200))[:-20],
    "header alone": drawn("PNG")[:33],
}
"""What must be refused, by what it is."""

BROKEN_PROFILES = {
    "noise": b"no profile at all" * 40,
    "empty": b"\0",
    "cut off": DISPLAY_P3[:200],
    "lies about its tags": DISPLAY_P3[:128] + b"\xff\xff\xff\xff" + DISPLAY_P3[132:],
    "of a printing press": press_profile(),
}
"""What must change nothing of a picture that is not of a printing press."""
