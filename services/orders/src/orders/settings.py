"""What the environment tells this service; read by app.py alone."""

from typing import Literal

from pydantic import Field, SecretStr

from chassis.settings import ServiceSettings
from contracts.money import Currency

Language = Literal["en", "es", "ro", "bg"]


class OrdersSettings(ServiceSettings):
    """Besides what every service is told."""

    link_secret: SecretStr = Field(min_length=16, description="Key of the HMAC in order links; changing it voids all.")
    shop_name: str = "Vinculo"
    shop_language: Language = "en"
    shop_currency: Currency = "EUR"
