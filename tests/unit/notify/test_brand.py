"""What the shop looks like in its mails."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.unit.notify.letters import KEYS, SEAL, letter, mail

from notify.domain.templates import Template
from notify.gateways.printer import Brand, MailPrinter, Picture
from notify.gateways.printer.colours import palette
from notify.settings import NotifySettings

PIXELS = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("eight_bit", [True, False])
def test_the_logo_travels_in_the_mail(eight_bit: bool) -> None:
    brand = Brand("Tienda", logo=Picture("image/png", PIXELS))
    press = MailPrinter("https://shop.test", brand, "Tienda", "mails@shop.test", SEAL.opened, KEYS.in_mails)
    about = letter(Template.ORDER)

    message: Any = message_from_bytes(
        press.message(about, mail(about)).to_bytes(eight_bit=eight_bit), policy=policy.default
    )

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/related",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
    ]
    assert not any(part.defects for part in message.walk())
    (picture,) = (part for part in message.walk() if part.get_content_type() == "image/png")
    assert picture.get_content() == PIXELS
    assert picture["Content-ID"] == "<logo>"
    html = message.get_body(["html"]).get_content()
    assert '<img src="cid:logo" alt="Tienda"' in html
    assert html.rstrip().endswith("</html>")


def test_without_a_logo_the_name_stands_there() -> None:
    press = MailPrinter("https://shop.test", Brand("Tienda"), "Tienda", "mails@shop.test", SEAL.opened, KEYS.in_mails)
    about = letter(Template.ORDER)

    raw = press.message(about, mail(about)).to_bytes(eight_bit=True)

    assert b"cid:" not in raw
    assert b"multipart/related" not in raw


def settings(**told: object) -> NotifySettings:
    """As they are told, besides what every service must be told."""
    needed = {
        "environment": "development",
        "mongo_uri": "mongodb://x/?timeoutMS=4000",
        "amqp_uri": "amqp://x",
        "oidc_issuer": "http://x",
        "smtp_host": "x",
        "mail_from": "mails@shop.test",
        "seal_secret": "a secret for tests alone",
    }
    return NotifySettings(**(needed | told))  # type: ignore[arg-type]


def test_a_logo_that_mail_programs_do_not_show_or_that_is_heavy_is_refused(tmp_path: Path) -> None:
    for name, size in (("logo.svg", 10), ("logo.png", 30_001)):
        (tmp_path / name).write_bytes(b"x" * size)
        with pytest.raises(ValidationError, match="must be"):
            settings(mail_logo=tmp_path / name)
    (tmp_path / "logo.JPG").write_bytes(b"x")
    assert settings(mail_logo=tmp_path / "logo.JPG").logo_kind == "image/jpeg"


def test_a_time_zone_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError, match="time zone"):
        settings(shop_time_zone="Europe/Atlantis")


def test_writing_on_the_colour_of_the_shop_is_light_on_dark_and_dark_on_light() -> None:
    assert palette("#1f5f4a").on_accent == "#ffffff"
    assert palette("#ffe14d").on_accent == "#1b2430"
    assert palette("#1f5f4a").link == "#1f5f4a"
    assert palette("#ffe14d").link != "#ffe14d"


@pytest.mark.parametrize("template", list(Template))
def test_every_mail_has_its_picture_and_its_line_in_the_documents(template: Template) -> None:
    assert (DOCS / "mails" / f"{template}.png").exists()
    assert f"(mails/{template}.png)" in (DOCS / "mails.md").read_text()
