"""MongoDB, and the only place that knows which driver is used (motor or PyMongo's own async API)."""

from chassis.mongo.collection import DUPLICATE_KEY, Between, Collection, Doc, Filter, Index, Sort
from chassis.mongo.database import Driver, Mongo
from chassis.mongo.groups import Groups

__all__ = ["DUPLICATE_KEY", "Between", "Collection", "Doc", "Driver", "Filter", "Groups", "Index", "Mongo", "Sort"]
