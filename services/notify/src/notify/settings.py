"""What notify is told by its environment."""

from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, FilePath, SecretStr, model_validator

from chassis.settings import PublicSettings


def _sender(value: str) -> str:
    _, address = parseaddr(value)
    local, _, domain = address.rpartition("@")
    if not (local and domain and value.isprintable() and address.isascii()):
        raise ValueError("must be an address such as `mails@example.com` or `Name <mails@example.com>`")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("must be a time zone such as Europe/Madrid")
    return value


_LOGO_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_LARGEST_LOGO = 30_000


def _picture(path: Path) -> Path:
    if path.suffix.lower() not in _LOGO_KINDS:
        raise ValueError("must be a PNG or a JPEG: many mail programs show nothing else")
    if path.stat().st_size > _LARGEST_LOGO:
        raise ValueError("must be at most 30 kB: it travels in every mail")
    return path


class NotifySettings(PublicSettings):
    """Where mails go out, and from whom."""

    smtp_host: str = Field(min_length=1)
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_starttls: bool = False
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_connections: int = Field(default=4, ge=1, le=64, description="Open at most, while there is work.")
    mail_from: Annotated[str, Field(max_length=320), AfterValidator(_sender)]
    seal_secret: SecretStr = Field(
        min_length=16, description="Shared with orders; links come sealed. Keys the choice of mails too."
    )
    shop_name: str = Field(default="Vinculo", min_length=1, max_length=80)
    shop_contact: str = Field(default="", max_length=200, description="At the foot of customers' mails: phone, e-mail.")
    shop_colour: str = Field(default="#1f5f4a", pattern="^#[0-9a-fA-F]{6}$", description="Of all mails, as #rrggbb.")
    mail_logo: Annotated[FilePath, AfterValidator(_picture)] | None = Field(
        default=None, description="PNG or JPEG in place of the shop's name; travels in every mail."
    )
    shop_language: Literal["en", "es", "ro", "bg"] = Field(
        default="en", description="Of mails to whoever prefers a language that there is no text in."
    )
    shop_time_zone: Annotated[str, AfterValidator(_zone)] = Field(default="UTC", description="Of customers' mails.")
    confirm_orders: bool = Field(default=True, description="Whoever orders himself, by link or web, gets a mail.")

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.smtp_username is None) != (self.smtp_password is None):
            raise ValueError("smtp_username and smtp_password go together")
        return self

    @property
    def logo_kind(self) -> str | None:
        """The media type of the logo."""
        return _LOGO_KINDS[self.mail_logo.suffix.lower()] if self.mail_logo else None

    @property
    def sender_address(self) -> str:
        """The address that mails come from."""
        return parseaddr(self.mail_from)[1]

    @property
    def sender_name(self) -> str:
        """The name that mails come from."""
        return parseaddr(self.mail_from)[0] or self.shop_name

    @property
    def message_domain(self) -> str:
        """The right-hand side of Message-IDs."""
        return self.sender_address.rpartition("@")[2]
