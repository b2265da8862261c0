"""MongoDB behind the ports: documents to records and back."""

from assignment.store.absences import MongoAbsences
from assignment.store.audit import MongoAccounts
from assignment.store.companies import MongoCompanies
from assignment.store.customers import MongoCustomers
from assignment.store.distribution import MongoDistribution
from assignment.store.groups import MongoGroups
from assignment.store.leases import MongoLeases
from assignment.store.ledger import MongoLedger
from assignment.store.links import MongoLinks
from assignment.store.orders import MongoOrders
from assignment.store.portfolios import MongoPortfolios
from assignment.store.staff import MongoStaff
from assignment.store.stakes import MongoStakes
from assignment.store.transfers import MongoTransfers
from assignment.store.waiting import MongoWaiting
from assignment.store.wheels import MongoWheels

__all__ = [
    "MongoAbsences",
    "MongoAccounts",
    "MongoCompanies",
    "MongoCustomers",
    "MongoDistribution",
    "MongoGroups",
    "MongoLeases",
    "MongoLedger",
    "MongoLinks",
    "MongoOrders",
    "MongoPortfolios",
    "MongoStaff",
    "MongoStakes",
    "MongoTransfers",
    "MongoWaiting",
    "MongoWheels",
]
