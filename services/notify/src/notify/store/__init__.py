"""The Mongo adapter of the ports."""

from notify.store.customers import MongoCustomers
from notify.store.mails import MongoMails
from notify.store.orders import MongoOrders

__all__ = ["MongoCustomers", "MongoMails", "MongoOrders"]
