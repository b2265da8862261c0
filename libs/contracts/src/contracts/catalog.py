"""Every event there is, by its type, and which service listens to which."""

from contracts import assignment, customers, fieldops, notify, orders
from contracts.base import Event
from contracts.replay import ReplayFinished

CUSTOMERS: tuple[type[Event], ...] = (
    customers.CustomerCreated,
    customers.CustomerUpdated,
    customers.CustomerMerged,
    customers.CustomerUnmerged,
    customers.CustomerErased,
    customers.CustomerRestated,
    customers.CustomersReplayFinished,
)
"""What a replica of customers is kept from."""

ORDERS: tuple[type[Event], ...] = (
    orders.OrderCreated,
    orders.OrderUpdated,
    orders.OrderStatusChanged,
    orders.OrderRestated,
    orders.OrdersReplayFinished,
)
"""What a replica of orders is kept from."""

STAFF: tuple[type[Event], ...] = (
    assignment.StaffChanged,
    assignment.GroupChanged,
    assignment.StaffRestated,
    assignment.GroupRestated,
    assignment.StaffReplayFinished,
)
"""What a replica of staff and groups is kept from."""

_ALL: tuple[type[Event], ...] = (
    *CUSTOMERS,
    customers.CustomerNoteAdded,
    *ORDERS,
    orders.ProductChanged,
    orders.OrderLinkChanged,
    orders.OrderLinkRestated,
    orders.OrderLinkSent,
    orders.OrderLinkLeakSuspected,
    orders.QuoteSent,
    *STAFF,
    assignment.StaffDeactivated,
    assignment.AbsenceChanged,
    assignment.AbsenceRestated,
    assignment.OrderAssigned,
    assignment.OrderUnassigned,
    assignment.CustomerManagerLinked,
    assignment.CustomerManagerCleared,
    assignment.DecisionRestated,
    assignment.LinkRestated,
    assignment.LinksReplayFinished,
    assignment.TransferFinished,
    notify.MailSent,
    notify.MailFailed,
    fieldops.VisitReported,
)

EVENTS: dict[str, type[Event]] = {event.TYPE: event for event in _ALL}


def publisher_of(event_type: str) -> str:
    """The service that owns an event type: the second word of its name."""
    return event_type.split(".")[1]


RESTATED: dict[str, type[Event]] = {
    "customers": customers.CustomerRestated,
    "orders": orders.OrderRestated,
    "order_links": orders.OrderLinkRestated,
    "staff": assignment.StaffRestated,
    "groups": assignment.GroupRestated,
    "absences": assignment.AbsenceRestated,
    "links": assignment.LinkRestated,
    "decisions": assignment.DecisionRestated,
}
"""How each kind of record that others keep replicas of, or show in records of theirs, is told anew (N5)."""

TOLD_TOGETHER: dict[type[ReplayFinished], tuple[str, ...]] = {
    customers.CustomersReplayFinished: ("customers",),
    orders.OrdersReplayFinished: ("orders", "order_links"),
    assignment.StaffReplayFinished: ("staff", "groups", "absences"),
    assignment.LinksReplayFinished: ("links", "decisions"),
}
"""Which kinds one replay tells, by what says that all of them were told."""

STATES: dict[type[Event], str] = {
    customers.CustomerCreated: "customers",
    customers.CustomerUpdated: "customers",
    customers.CustomerMerged: "customers",
    customers.CustomerUnmerged: "customers",
    customers.CustomerErased: "customers",
    orders.OrderCreated: "orders",
    orders.OrderUpdated: "orders",
    orders.OrderStatusChanged: "orders",
    orders.QuoteSent: "orders",
    orders.OrderLinkChanged: "order_links",
    assignment.StaffChanged: "staff",
    assignment.GroupChanged: "groups",
    assignment.AbsenceChanged: "absences",
}
"""Of which kind the record is that an event tells: whoever listens keeps a replica, and must hear it told anew too."""

MOMENTS: frozenset[type[Event]] = frozenset(
    {
        orders.OrderLinkSent,
        orders.OrderLinkLeakSuspected,
        assignment.OrderAssigned,
        assignment.OrderUnassigned,
        assignment.CustomerManagerLinked,
        assignment.CustomerManagerCleared,
        assignment.StaffDeactivated,
        assignment.TransferFinished,
        notify.MailSent,
        notify.MailFailed,
    }
)
"""What was done or decided: whoever listens acts on it once, in a record of his own, which an audit looks at (N3)."""

SHOWN: dict[tuple[str, type[Event]], str] = {
    ("customers", assignment.CustomerManagerLinked): "links",
    ("customers", assignment.CustomerManagerCleared): "links",
    ("orders", assignment.OrderAssigned): "decisions",
    ("orders", assignment.OrderUnassigned): "decisions",
}
"""What is a moment to others is a state to the service whose own records show it: it must hear that told anew too."""

LISTENERS: dict[str, tuple[type[Event], ...]] = {
    "customers": (
        customers.CustomerErased,
        assignment.CustomerManagerLinked,
        assignment.CustomerManagerCleared,
        assignment.LinkRestated,
        assignment.LinksReplayFinished,
        *STAFF,
    ),
    "orders": (
        *CUSTOMERS,
        assignment.OrderAssigned,
        assignment.OrderUnassigned,
        assignment.DecisionRestated,
        assignment.LinksReplayFinished,
        notify.MailSent,
        notify.MailFailed,
        *STAFF,
    ),
    "assignment": (*CUSTOMERS, *ORDERS, *STAFF),
    "notify": (
        *CUSTOMERS,
        *ORDERS,
        orders.OrderLinkChanged,
        orders.OrderLinkRestated,
        orders.OrderLinkSent,
        orders.QuoteSent,
        orders.OrderLinkLeakSuspected,
        assignment.OrderAssigned,
        assignment.OrderUnassigned,
        assignment.CustomerManagerLinked,
        assignment.CustomerManagerCleared,
        *STAFF,
        assignment.StaffDeactivated,
        assignment.AbsenceChanged,
        assignment.AbsenceRestated,
        assignment.TransferFinished,
    ),
    "fieldops": (*CUSTOMERS, *STAFF),
}
"""Every process declares all these queues before it publishes, so that no start order loses an event."""

HEARD: frozenset[str] = frozenset(event.TYPE for events in LISTENERS.values() for event in events)
"""Types that somebody listens to: the relay keeps such an event until a queue has taken it."""

ONE_AT_A_TIME: frozenset[str] = frozenset({"assignment"})
"""Queues with a single active consumer: replicas stand by, so that decisions never contend for the wheel."""
