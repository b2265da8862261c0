"""What events tell, in the words of this service."""

from datetime import timedelta

from contracts.assignment import AboutAbsence
from contracts.customers import AboutCustomer
from contracts.orders import AboutOrder, OrderKind, OrderLinkChanged, OrderLinkRestated, OrderState
from contracts.orders import Contact as ToldContact
from notify.domain.absence import Absence
from notify.domain.letter import Contact, Customer, Line, Link, Order

_REVOKED = "revoked"
_ON_ITS_WAY = timedelta(days=1)
"""What a shop tells of later than that is no news to who ordered."""
_UNANSWERED = frozenset({OrderState.DRAFT, OrderState.SENT})


def order_of(event: AboutOrder) -> Order:
    """The order as mails show it."""
    order = event.order
    return Order(
        id=order.id,
        version=order.version,
        number=order.number,
        kind=order.kind.value,
        channel=order.channel.value,
        customer_id=order.customer_id,
        currency=order.currency,
        total=order.total.amount,
        lines=tuple(
            Line(
                line.sku,
                line.name,
                line.quantity,
                line.unit_price.amount,
                line.discount_percent,
                line.total.amount,
            )
            for line in order.lines
        ),
        contact=contact_of(event.contact),
        created_at=order.created_at,
        revision=order.revision,
        closed=order.kind is OrderKind.QUOTE and order.state not in _UNANSWERED,
    )


def is_past(event: AboutOrder) -> bool:
    """Whether it was ordered long before it came in, as those are that another system had before."""
    order = event.order
    return order.ordered_at is not None and order.created_at - order.ordered_at > _ON_ITS_WAY


def contact_of(told: ToldContact) -> Contact:
    """How to reach whoever ordered."""
    return Contact(told.name, told.contact_person, told.email, told.phone, told.address)


def customer_of(event: AboutCustomer) -> Customer:
    """The card as mails show it."""
    personal = event.personal
    return Customer(
        id=event.customer.id,
        version=event.customer.version,
        contact=Contact(
            personal.name,
            personal.contact_person,
            personal.email,
            personal.phone,
            personal.address,
            personal.vat_number,
        ),
        discount_percent=event.customer.discount_percent,
        manager_id=event.customer.manager_id,
        erased=event.customer.erased,
    )


def link_of(event: OrderLinkChanged | OrderLinkRestated) -> Link:
    """Which generation of the link opens the shop, if any does, and until when."""
    return Link(event.link_id, event.version, event.generation, event.state == _REVOKED, event.expires_at)


def absence_of(event: AboutAbsence) -> Absence:
    """Who is away from when to when."""
    told = event.absence
    return Absence(told.id, told.version, told.staff_id, told.start, told.end, told.cancelled)
