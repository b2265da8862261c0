"""What notify does when something happens elsewhere: keep what mails show, tell whom it concerns."""

from chassis.access import on_group_changed
from chassis.broker import Subscriptions
from chassis.replicas import STAFF_AND_GROUPS_RESTATED, on_replay_finished
from contracts.assignment import (
    AbsenceChanged,
    AbsenceRestated,
    CustomerManagerCleared,
    CustomerManagerLinked,
    GroupChanged,
    OrderAssigned,
    OrderUnassigned,
    StaffChanged,
    StaffDeactivated,
    TransferFinished,
)
from contracts.customers import (
    CustomerCreated,
    CustomerErased,
    CustomerMerged,
    CustomerRestated,
    CustomersReplayFinished,
    CustomerUnmerged,
    CustomerUpdated,
)
from contracts.orders import (
    OrderCreated,
    OrderLinkChanged,
    OrderLinkLeakSuspected,
    OrderLinkRestated,
    OrderLinkSent,
    OrderRestated,
    OrdersReplayFinished,
    OrderStatusChanged,
    OrderUpdated,
    QuoteSent,
)
from notify.consumers.decisions import on_departure, on_link, on_order_decision, on_transfer
from notify.consumers.links import on_leak, on_link_changed, on_link_sent, on_quote_closed, on_quote_sent
from notify.consumers.replicas import on_absence, on_customer, on_customer_erased, on_order, on_staff_changed
from notify.consumers.restated import (
    on_absence_restated,
    on_customer_restated,
    on_link_restated,
    on_order_restated,
)
from notify.consumers.uses import Uses

SUBSCRIPTIONS: Subscriptions = {
    CustomerCreated: on_customer,
    CustomerUpdated: on_customer,
    CustomerMerged: on_customer,
    CustomerUnmerged: on_customer,
    CustomerErased: on_customer_erased,
    OrderCreated: on_order,
    OrderUpdated: on_order,
    OrderAssigned: on_order_decision,
    OrderUnassigned: on_order_decision,
    CustomerManagerLinked: on_link,
    CustomerManagerCleared: on_link,
    OrderStatusChanged: on_quote_closed,
    OrderLinkChanged: on_link_changed,
    OrderLinkSent: on_link_sent,
    QuoteSent: on_quote_sent,
    OrderLinkLeakSuspected: on_leak,
    StaffDeactivated: on_departure,
    AbsenceChanged: on_absence,
    TransferFinished: on_transfer,
    StaffChanged: on_staff_changed,
    GroupChanged: on_group_changed,
    OrderRestated: on_order_restated,
    OrderLinkRestated: on_link_restated,
    OrdersReplayFinished: on_replay_finished,
    CustomerRestated: on_customer_restated,
    CustomersReplayFinished: on_replay_finished,
    AbsenceRestated: on_absence_restated,
    **STAFF_AND_GROUPS_RESTATED,
}

__all__ = ["SUBSCRIPTIONS", "Uses"]
