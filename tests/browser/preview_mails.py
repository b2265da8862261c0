"""`python -m tests.browser.preview_mails`: the pictures of docs/mails.md, anew."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from tests.browser.conftest import CHROMIUM
from tests.browser.mail_pages import page_of

from notify.domain.templates import Template

FOLDER = Path(__file__).parents[2] / "docs" / "mails"
_COLOURS = 64
_SHRUNK = 0.75


def preview(browser: Browser, path: Path, html: str, *, dark: bool = False, width: int = 660) -> None:
    """A picture of a mail."""
    context = browser.new_context(
        color_scheme="dark" if dark else "light", viewport={"width": width, "height": 400}, java_script_enabled=False
    )
    page = context.new_page()
    page.set_content(html)
    taken = Image.open(BytesIO(page.screenshot(full_page=True)))
    context.close()
    small = taken.convert("RGB").resize(
        (round(taken.width * _SHRUNK), round(taken.height * _SHRUNK)), Image.Resampling.LANCZOS
    )
    small.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Each kind in one language, the order in all four, one at night, one on a phone."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for template in Template:
            preview(browser, FOLDER / f"{template}.png", page_of(template))
        for language in ("es", "ro", "bg"):
            preview(browser, FOLDER / f"order-{language}.png", page_of(Template.ORDER, language))
        preview(browser, FOLDER / "quote-night.png", page_of(Template.QUOTE, "es"), dark=True)
        preview(browser, FOLDER / "quote-phone.png", page_of(Template.QUOTE, "ro"), width=375)
        browser.close()


if __name__ == "__main__":
    main()
