"""What the identity provider is told by its environment."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Anything but `VINCULO_ENVIRONMENT=development` fails validation: nobody proves who he is here."""

    model_config = SettingsConfigDict(env_prefix="VINCULO_", frozen=True, extra="ignore")

    environment: Literal["development"]
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    oidc_issuer: str
    oidc_audience: str = "vinculo"
    identity_folder: Path
    identity_client_secret: SecretStr
