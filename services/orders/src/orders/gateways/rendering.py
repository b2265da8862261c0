"""Pictures as they are shown, made of what people upload."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, PngImagePlugin, UnidentifiedImageError

from orders.domain.picture import MOST_PIXELS, SIZES, PictureRefused, Rendered

_FORMATS = ("PNG", "JPEG", "WEBP")
_QUALITY = 80
_LARGEST_PROFILE = 4 * 1024 * 1024
"""Bytes: those of printing presses take one or two million."""
# A PNG packs its profile. Pillow takes no more of it, or of a text, than this unpacked: else 1 MiB.
PngImagePlugin.MAX_TEXT_CHUNK = _LARGEST_PROFILE
_PLAIN_MODES = {"RGB": "RGB", "CMYK": "CMYK", "GRAY": "L"}
"""By the colour space that a profile is for, how Pillow calls pictures in it."""
_SCREEN = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class PillowRenderer:
    """Answers the port Renderer. One picture at a time, in a thread of its own: Pillow lets go of the interpreter while
    it works, so orders are taken meanwhile, and two large pictures never take memory at once."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pictures")

    async def render(self, upload: bytes) -> Rendered:
        return await asyncio.get_running_loop().run_in_executor(self._thread, rendered, upload)


def rendered(upload: bytes) -> Rendered:
    """The upload in every size. Told by its content, never by a name; encoded anew, so that nothing else that it
    carried (place, camera, another file behind it) is kept; upright; in the colours of screens (sRGB); of moving
    pictures the first one.

    Raises PictureRefused.
    """
    with _hostile():
        image = _shrunk(upload)
        width, height = image.size
        by_size = {}
        for size in reversed(SIZES):
            image.thumbnail((size, size))
            by_size[size] = _webp(image)
        return Rendered(width, height, by_size)


def _shrunk(upload: bytes) -> Image.Image:
    image = Image.open(BytesIO(upload), formats=_FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise PictureRefused(f"{image.width} × {image.height} pixels are more than {MOST_PIXELS // 1_000_000} million")
    plain: Image.Image = image
    if image.mode.startswith("I"):
        # Shades of 16 bits would be cut off at 8 instead of scaled.
        plain = image.convert("I").point(lambda shade: shade / 256).convert("L")
    elif image.has_transparency_data and image.mode not in ("LA", "RGBA"):
        plain = image.convert("LA" if image.mode in ("1", "L") else "RGBA")
    elif image.mode in ("1", "P"):
        plain = image.convert("RGB")
    plain.thumbnail((SIZES[-1], SIZES[-1]))
    return _for_screens(ImageOps.exif_transpose(plain), image.info.get("icc_profile"))


def _for_screens(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA. The renderings carry no profile, so that every browser takes them for sRGB: what was meant by other
    numbers is converted."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colours = image.convert(image.mode.removesuffix("A")) if alpha is not None else image
    shown = _converted(colours, profile).convert("RGB")
    if alpha is not None:
        shown.putalpha(alpha)
    return shown


def _converted(image: Image.Image, profile: bytes | None) -> Image.Image:
    """As it is if it has no profile, or one that is broken, of another kind of picture, or larger than any is."""
    if not profile or len(profile) > _LARGEST_PROFILE:
        return image
    with suppress(OSError, ValueError, ImageCms.PyCMSError):
        meant = ImageCms.ImageCmsProfile(BytesIO(profile))
        if _PLAIN_MODES.get(meant.profile.xcolor_space.strip()) == image.mode:
            return ImageCms.profileToProfile(image, meant, _SCREEN, outputMode="RGB") or image
    return image


def _webp(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "WEBP", quality=_QUALITY, exif=b"", icc_profile=b"", xmp=b"")
    return file.getvalue()


@contextmanager
def _hostile() -> Iterator[None]:
    """Decoders meet broken files with exceptions of any kind; each of them means the same."""
    try:
        yield
    except PictureRefused:
        raise
    except UnidentifiedImageError:
        raise PictureRefused("this is no PNG, JPEG or WebP") from None
    except Image.DecompressionBombError:
        raise PictureRefused(f"more than {MOST_PIXELS // 1_000_000} million pixels") from None
    except Exception:
        raise PictureRefused("the picture is damaged") from None
