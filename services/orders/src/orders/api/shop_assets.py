"""What the shop's pages are made of besides HTML: one style sheet, one script, an icon and the shop's logo.

Each is served under an address that changes with its content, so that browsers keep it for good."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from orders.domain.customer import Shop

TEMPLATES = Path(__file__).parent.parent / "templates"
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file below `/shop/`."""

    name: str
    content: bytes
    media_type: str

    @property
    def address(self) -> str:
        """As pages name it."""
        return f"/shop/{self.name}?v={sha256(self.content).hexdigest()[:12]}"


def assets_of(shop: Shop, logo: Path | None) -> dict[str, Asset]:
    """By what they are for; no `logo` if the shop has none."""
    files = {
        "style": Asset("style.css", _brand(shop.colour) + (TEMPLATES / "style.css").read_bytes(), "text/css"),
        "script": Asset("shop.js", (TEMPLATES / "shop.js").read_bytes(), "text/javascript"),
        "icon": Asset("icon.svg", _icon(shop), "image/svg+xml"),
    }
    if logo is not None:
        files["logo"] = Asset(f"logo{logo.suffix}", logo.read_bytes(), LOGO_TYPES[logo.suffix])
    return files


def _brand(colour: str) -> bytes:
    return f":root{{--brand:{colour};--on-brand:{on(colour)}}}\n".encode()


def on(colour: str) -> str:
    """Black or white, whichever stands out more on a colour (WCAG 2.2, relative luminance)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    )
    return "#000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#fff"


def _icon(shop: Shop) -> bytes:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return environment.get_template("icon.svg").render(shop=shop, ink=on(shop.colour)).encode()
