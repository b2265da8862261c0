"""The HTTP door of fieldops."""

from fieldops.api.customers import customers_router
from fieldops.api.visits import visits_router

__all__ = ["customers_router", "visits_router"]
