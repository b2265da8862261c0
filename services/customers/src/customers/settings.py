"""What this service is told by its environment."""

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Nothing beyond what all services are told."""
