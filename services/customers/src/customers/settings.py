"""What this service is told by its environment."""

from pydantic import Field

from chassis.mongo import Driver
from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Besides what all services are told."""

    # Lists are read here more than anything is written (docs/adr/0007).
    mongo_driver: Driver = "pymongo"
    default_region: str = Field(
        default="ES",
        pattern=r"^[A-Z]{2}$",
        description="ISO 3166 country in which a phone number is read if neither it nor its card names one.",
    )
