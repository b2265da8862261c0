"""What was done to an order, in documents."""

from chassis.mongo import Doc
from orders.domain.lifecycle import State
from orders.domain.order import Chosen, Deed


def deed_doc(deed: Deed) -> Doc:
    """As it lies in the order's document."""
    return {
        "version": deed.version,
        "by": deed.by,
        "at": deed.at,
        "state": deed.state,
        "manager_id": deed.manager_id,
        "decisions": deed.decisions,
        **({} if deed.chosen is None else {"chosen": deed.chosen.manager_id}),
    }


def deed_of(doc: Doc) -> Deed:
    """As it was kept."""
    return Deed(
        version=doc["version"],
        by=doc["by"],
        at=doc["at"],
        state=State(doc["state"]),
        manager_id=doc["manager_id"],
        decisions=doc["decisions"],
        chosen=Chosen(doc["chosen"]) if "chosen" in doc else None,
    )
