"""What the environment tells this service; read by app.py alone."""

from pydantic import Field, SecretStr

from chassis.settings import ServiceSettings
from contracts.money import Currency
from orders.domain.customer import Language


class OrdersSettings(ServiceSettings):
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
