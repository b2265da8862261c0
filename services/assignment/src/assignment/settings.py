"""What can be set from outside, besides what every service has."""

from pydantic import Field

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from `VINCULO_*`."""

    bootstrap_admin: str | None = Field(
        default=None, description="E-mail of the first member of Admins, made at the start while that group has nobody."
    )
    transfer_digest_to_author: bool = Field(
        default=False, description="Whether whoever asked for a transfer gets a mail too once it is done."
    )
