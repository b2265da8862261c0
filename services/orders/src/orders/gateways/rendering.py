"""Pictures as they are shown, made of what people upload."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from orders.domain.picture import MOST_PIXELS, SIZES, PictureRefused, Rendered

_FORMATS = ("PNG", "JPEG", "WEBP")
_QUALITY = 80


class PillowRenderer:
    """Answers the port Renderer. One picture at a time, in a thread of its own: Pillow lets go of the interpreter while
    it works, so orders are taken meanwhile, and two large pictures never take memory at once."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pictures")

    async def render(self, upload: bytes) -> Rendered:
        return await asyncio.get_running_loop().run_in_executor(self._thread, rendered, upload)


def rendered(upload: bytes) -> Rendered:
    """The upload in every size. Told by its content, never by a name; encoded anew, so that nothing else that it
    carried (place, camera, another file behind it) is kept; upright; of moving pictures the first one.

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
    elif image.has_transparency_data and image.mode != "RGBA":
        plain = image.convert("RGBA")
    elif image.mode in ("1", "P"):
        plain = image.convert("RGB")
    plain.thumbnail((SIZES[-1], SIZES[-1]))
    upright = ImageOps.exif_transpose(plain)
    return upright if upright.mode == "RGBA" else upright.convert("RGB")


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
