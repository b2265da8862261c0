"""What people did and chose counts in the order in which they did it, however late its own news comes: what a later
event tells shows it too."""

from collections.abc import Iterator

from contracts.base import Act, Actor, Choice
from contracts.customers import CustomerEvent
from contracts.orders import Deed, OrderEvent


def choice_of(event: OrderEvent | CustomerEvent, known: int) -> Choice | None:
    """What a human chose in the act behind the event, or in an earlier one after the version that is `known`, of which
    no news has come."""
    told = event.order if isinstance(event, OrderEvent) else event.customer
    if event.act.choice is not None or (told.choice_version or 0) <= known:
        return event.act.choice
    return Choice(manager_id=told.manager_id)


def overtaken_by(event: OrderEvent, known: int) -> Iterator[OrderEvent]:
    """What was done to the order before, after the version that is `known`, as the news that have not come would tell
    of it; the first first."""
    for deed in event.order.earlier:
        if known < deed.version < event.order.version:
            yield _told(event, deed)


def _told(event: OrderEvent, deed: Deed) -> OrderEvent:
    chosen = event.order.choice_version or 0
    chosen_by_then = chosen if chosen <= deed.version else deed.version if deed.choice is not None else 0
    order = event.order.model_copy(
        update={
            "version": deed.version,
            "state": deed.state,
            "manager_id": deed.manager_id,
            "decisions": deed.decisions,
            "choice_version": chosen_by_then,
        }
    )
    act = Act(
        verb="created" if deed.version == 1 else "saved",
        actor=Actor(kind="staff" if deed.by is not None else "system", id=deed.by),
        at=deed.at.isoformat(),
        choice=deed.choice,
    )
    return event.model_copy(update={"order": order, "act": act})
