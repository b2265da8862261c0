"""The HTTP door of customers."""

from customers.api.audit import audit_router
from customers.api.batch import batch_router
from customers.api.customers import customers_router
from customers.api.duplicates import duplicates_router
from customers.api.export import export_router
from customers.api.merges import merges_router
from customers.api.notes import notes_router

__all__ = [
    "audit_router",
    "batch_router",
    "customers_router",
    "duplicates_router",
    "export_router",
    "merges_router",
    "notes_router",
]
