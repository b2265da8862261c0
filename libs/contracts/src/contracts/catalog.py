"""Every event there is, by its type, and which service listens to which."""

from contracts import assignment, customers, fieldops, notify, orders
from contracts.base import Event

EVENTS: dict[str, type[Event]] = {
    event.TYPE: event
    for event in (
        customers.CustomerCreated,
        customers.CustomerUpdated,
        customers.CustomerMerged,
        customers.CustomerUnmerged,
        customers.CustomerErased,
        customers.CustomerRestated,
        customers.CustomersReplayFinished,
        customers.CustomerNoteAdded,
        orders.OrderCreated,
        orders.OrderUpdated,
        orders.OrderStatusChanged,
        orders.OrderRestated,
        orders.OrdersReplayFinished,
        orders.ProductChanged,
        orders.OrderLinkChanged,
        orders.OrderLinkSent,
        orders.OrderLinkLeakSuspected,
        orders.QuoteSent,
        assignment.StaffChanged,
        assignment.StaffRestated,
        assignment.GroupRestated,
        assignment.StaffReplayFinished,
        assignment.StaffDeactivated,
        assignment.AbsenceChanged,
        assignment.GroupChanged,
        assignment.OrderAssigned,
        assignment.OrderUnassigned,
        assignment.CustomerManagerLinked,
        assignment.CustomerManagerCleared,
        assignment.TransferFinished,
        notify.MailSent,
        notify.MailFailed,
        fieldops.VisitReported,
    )
}


def publisher_of(event_type: str) -> str:
    """The service that owns an event type: the second word of its name."""
    return event_type.split(".")[1]


CUSTOMERS_ANEW = (customers.CustomerRestated, customers.CustomersReplayFinished)
ORDERS_ANEW = (orders.OrderRestated, orders.OrdersReplayFinished)
STAFF_ANEW = (assignment.StaffRestated, assignment.GroupRestated, assignment.StaffReplayFinished)

LISTENERS: dict[str, tuple[type[Event], ...]] = {
    "customers": (
        customers.CustomerErased,
        assignment.CustomerManagerLinked,
        assignment.CustomerManagerCleared,
        assignment.StaffChanged,
        assignment.GroupChanged,
        *STAFF_ANEW,
    ),
    "orders": (
        customers.CustomerCreated,
        customers.CustomerUpdated,
        customers.CustomerMerged,
        customers.CustomerUnmerged,
        customers.CustomerErased,
        *CUSTOMERS_ANEW,
        assignment.OrderAssigned,
        assignment.OrderUnassigned,
        notify.MailSent,
        notify.MailFailed,
        assignment.StaffChanged,
        assignment.GroupChanged,
        *STAFF_ANEW,
    ),
    "assignment": (
        customers.CustomerCreated,
        customers.CustomerUpdated,
        customers.CustomerMerged,
        customers.CustomerUnmerged,
        customers.CustomerErased,
        *CUSTOMERS_ANEW,
        orders.OrderCreated,
        orders.OrderUpdated,
        *ORDERS_ANEW,
        orders.OrderStatusChanged,
        assignment.StaffChanged,
        assignment.GroupChanged,
        *STAFF_ANEW,
    ),
    "notify": (
        customers.CustomerCreated,
        customers.CustomerUpdated,
        customers.CustomerMerged,
        customers.CustomerUnmerged,
        customers.CustomerErased,
        *CUSTOMERS_ANEW,
        orders.OrderCreated,
        orders.OrderUpdated,
        *ORDERS_ANEW,
        orders.OrderStatusChanged,
        orders.OrderLinkChanged,
        orders.OrderLinkSent,
        orders.QuoteSent,
        orders.OrderLinkLeakSuspected,
        assignment.OrderAssigned,
        assignment.OrderUnassigned,
        assignment.CustomerManagerLinked,
        assignment.CustomerManagerCleared,
        assignment.StaffChanged,
        assignment.StaffDeactivated,
        assignment.AbsenceChanged,
        assignment.GroupChanged,
        *STAFF_ANEW,
        assignment.TransferFinished,
    ),
    "fieldops": (
        customers.CustomerCreated,
        customers.CustomerUpdated,
        customers.CustomerMerged,
        customers.CustomerUnmerged,
        customers.CustomerErased,
        *CUSTOMERS_ANEW,
        assignment.StaffChanged,
        assignment.GroupChanged,
        *STAFF_ANEW,
    ),
}
"""Every process declares all these queues before it publishes, so that no start order loses an event."""

HEARD: frozenset[str] = frozenset(event.TYPE for events in LISTENERS.values() for event in events)
"""Types that somebody listens to: the relay keeps such an event until a queue has taken it."""

ONE_AT_A_TIME: frozenset[str] = frozenset({"assignment"})
"""Queues with a single active consumer: replicas stand by, so that decisions never contend for the wheel."""
