"""Order links as they are stored, for tests that need one without an API."""

from datetime import UTC, datetime
from typing import Any

from orders.domain.order_link import OrderLink


def order_link(**said: Any) -> OrderLink:
    """An open one of the customer `c`, but for what is said."""
    at = datetime(2026, 11, 22, tzinfo=UTC)
    usual: dict[str, Any] = {
        "id": "0198c0de-7a1b-7c3d-9e5f-0123456789ab",
        "version": 1,
        "customer_id": "c",
        "generation": 1,
        "revoked": False,
        "expires_at": None,
        "passcode": None,
        "created_by": "m",
        "created_at": at,
        "updated_at": at,
    }
    return OrderLink(**usual | said)
