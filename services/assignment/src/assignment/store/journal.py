"""The journal of links in MongoDB: each time a customer came to another manager, from whom, why, by whose act (RC-2).

Entries are only ever added, and within `POSTED_WITHIN` of the time that they bear.
"""

from datetime import timedelta

from assignment.domain.links import Link, Movement
from chassis.commit import Insert, Until, Write
from chassis.mongo import Doc, Index

JOURNAL = "link_journal"
POSTED_WITHIN = timedelta(seconds=30)

INDEXES = (
    Index((("customer_id", 1), ("at", 1), ("version", 1))),
    Index((("manager_id", 1), ("at", 1), ("_id", 1))),
    Index((("previous_id", 1), ("at", 1), ("_id", 1)), partial={"previous_id": {"$gt": ""}}),
    # Who moved from whom to whom between two instants is answered from this index alone.
    Index((("at", 1), ("manager_id", 1), ("previous_id", 1))),
)


def entered(movement: Movement) -> list[Write]:
    """The entry; whoever comes too late with it decides again."""
    link = movement.link
    doc = {
        "_id": movement.id,
        "version": link.version,
        "customer_id": link.customer_id,
        "manager_id": link.manager_id,
        "previous_id": movement.previous_id,
        "at": link.since,
        "reason": link.reason,
        "decision_id": link.decision_id,
        "by": link.by,
        "first_linked_at": link.first_linked_at,
    }
    return [Insert(JOURNAL, doc), Until(link.since + POSTED_WITHIN)]


def movement_of(doc: Doc) -> Movement:
    """The entry in a document."""
    link = Link(
        customer_id=doc["customer_id"],
        version=doc["version"],
        manager_id=doc["manager_id"],
        since=doc["at"],
        reason=doc["reason"],
        decision_id=doc["decision_id"],
        by=doc["by"],
        first_linked_at=doc["first_linked_at"],
    )
    return Movement(link, doc["previous_id"])
