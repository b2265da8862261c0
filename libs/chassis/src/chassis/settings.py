"""What every service is told by its environment."""

from typing import Literal, Self
from urllib.parse import parse_qs

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.mongo import Driver


class ServiceSettings(BaseSettings):
    """Read from `VINCULO_*`; a service adds its own fields in its settings.py."""

    model_config = SettingsConfigDict(env_prefix="VINCULO_", frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "production"] = "production"
    instance: str = Field(default="1", description="Tells replicas apart; keep it over restarts.")

    mongo_uri: SecretStr = Field(description="Must carry timeoutMS; see docs/adr on group commit.")
    mongo_database: str = ""
    mongo_driver: Driver = "motor"
    amqp_uri: SecretStr

    http_host: str = "127.0.0.1"
    http_port: int = 8000

    oidc_issuer: str
    oidc_audience: str = "vinculo"

    log_level: str = Field(default="info", pattern="(?i)^(debug|info|warning|error|critical)$")
    traces_sample: float = Field(default=0.1, ge=0, le=1)
    otlp_endpoint: str | None = None

    @model_validator(mode="after")
    def _safe(self) -> Self:
        options = self.mongo_uri.get_secret_value().partition("?")[2].lower()
        if "timeoutms" not in parse_qs(options):
            raise ValueError("mongo_uri must set timeoutMS: without it a write to a dead server hangs")
        if self.environment == "production" and not self.oidc_issuer.startswith("https://"):
            raise ValueError("outside development the OIDC issuer must be https")
        return self


class PublicSettings(ServiceSettings):
    """Of a service that sends people links."""

    public_url: str = Field(default="http://127.0.0.1:8080", description="The gateway's address as people see it.")

    @model_validator(mode="after")
    def _found_by_people(self) -> Self:
        if self.environment == "production" and not self.public_url.startswith("https://"):
            raise ValueError(
                "outside development public_url must be told, and be https: links and cookies depend on it"
            )
        return self
