"""Visits and customers of tests."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fieldops.domain.customer import Customer
from fieldops.domain.visit import Visit

_AT = datetime(2026, 1, 1, tzinfo=UTC)


def customer(identifier: str, **fields: Any) -> Customer:
    """A customer of nobody."""
    plain = Customer(identifier, 1, "Panadería Peña", None, None, None, "es", "current", None, _AT, _AT)
    return replace(plain, **fields)


def visit(number: int, at: datetime, **fields: Any) -> Visit:
    """A visit to the customer `a`."""
    return replace(Visit(f"v{number}", 1, "a", "ana", at, "one", None, at, at), **fields)
