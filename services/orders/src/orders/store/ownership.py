"""The one ownership filter, as a query and as a question about one record: its manager's, or its creator's while
nobody manages it (NX-16..NX-18, N15)."""

from chassis.access import Reach, Scope
from chassis.errors import Forbidden
from chassis.mongo import Doc


def owned(scope: Scope) -> Doc:
    """What limits a query to the scope."""
    match scope.reach:
        case Reach.ALL:
            return {}
        case Reach.OWN:
            return {
                "$or": [
                    {"manager_id": scope.owner_id},
                    {"manager_id": None, "created_by": scope.owner_id},
                ]
            }
        case Reach.NONE:
            raise Forbidden


def is_owned(doc: Doc, scope: Scope) -> bool:
    """Whether a record is within the scope."""
    match scope.reach:
        case Reach.ALL:
            return True
        case Reach.OWN:
            owner = doc["manager_id"] if doc["manager_id"] is not None else doc["created_by"]
            return owner is not None and owner == scope.owner_id
        case Reach.NONE:
            raise Forbidden
