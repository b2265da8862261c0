"""The Mongo adapter of the ports."""

from notify.store.absences import MongoAbsences
from notify.store.alarms import MongoAlarms
from notify.store.covered import MongoCovered
from notify.store.customers import MongoCustomers
from notify.store.departures import MongoDepartures
from notify.store.links import MongoLinks
from notify.store.mails import MongoMails
from notify.store.orders import MongoOrders
from notify.store.preferences import MongoPreferences
from notify.store.sendings import MongoSendings
from notify.store.transfers import MongoTransfers

__all__ = [
    "MongoAbsences",
    "MongoAlarms",
    "MongoCovered",
    "MongoCustomers",
    "MongoDepartures",
    "MongoLinks",
    "MongoMails",
    "MongoOrders",
    "MongoPreferences",
    "MongoSendings",
    "MongoTransfers",
]
