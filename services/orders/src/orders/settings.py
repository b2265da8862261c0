"""What the environment tells this service; read by app.py alone."""

from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, FilePath, SecretStr, field_validator

from chassis.settings import PublicSettings
from contracts.money import Currency
from orders.domain.customer import Language

_PICTURES = (".svg", ".png", ".webp", ".jpg")
_LARGEST = 200_000


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("must be a time zone such as Europe/Madrid")
    return value


class OrdersSettings(PublicSettings):
    """Besides what every service is told."""

    link_secret: SecretStr = Field(min_length=16, description="Key of the HMAC in order links; changing it voids all.")
    seal_secret: SecretStr = Field(min_length=16, description="Shared with notify; letters carry links sealed.")
    link_alarm_networks: int = Field(6, ge=1, description="A link opened from more networks than that raises an alarm,")
    link_alarm_hours: int = Field(24, ge=1, description="if it is within so many hours.")
    quote_days: int = Field(30, ge=1, le=3650, description="How long a quote can be accepted, unless said otherwise.")
    shop_name: str = "Vinculo"
    shop_language: Language = "en"
    shop_currency: Currency = "EUR"
    shop_colour: str = Field("#1f5f4a", pattern="^#[0-9a-fA-F]{6}$", description="Of the shop's page, as #rrggbb.")
    pictures: str = Field("mongo", pattern="^(mongo|/.+)$", description="Where pictures are kept: mongo, or a folder.")
    shop_contact: str = Field("", max_length=200, description="At the foot of the shop's page: phone, e-mail.")
    shop_time_zone: Annotated[str, AfterValidator(_zone)] = Field("UTC", description="In which days begin and end.")
    shop_logo: FilePath | None = Field(None, description="SVG, PNG, WebP or JPEG (.jpg) in place of the name.")

    @field_validator("shop_logo")
    @classmethod
    def _is_picture(cls, path: Path | None) -> Path | None:
        if path is not None and (path.suffix not in _PICTURES or path.stat().st_size > _LARGEST):
            raise ValueError(f"must end in one of {', '.join(_PICTURES)} and have at most {_LARGEST} bytes")
        return path
