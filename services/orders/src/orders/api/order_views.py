"""What of an order is shown."""

from datetime import date, datetime
from decimal import Decimal

from chassis.http import View
from contracts.money import Money
from orders.api.sent_view import SentView, latest
from orders.domain.exchange import Conversion
from orders.domain.order import CUSTOMER, Contact, Offer, Order
from orders.domain.pricing import Line
from orders.ports import Sendings, Staff, Uses


class ConversionView(View):
    """How a price came from another currency: the list price there, the rate, and since when the rate held."""

    price: Money
    rate: Decimal
    valid_from: date


class LineView(View):
    """A position; `total` is `unit_price` times `quantity`, the discount being in the unit price already."""

    product_id: str
    sku: str
    name: str
    quantity: int
    base_price: Money
    unit_price: Money
    discount_percent: Decimal
    total: Money
    converted: ConversionView | None


class CustomerView(View):
    """The customer as he was when he ordered."""

    id: str
    name: str
    contact_person: str | None
    email: str | None
    phone: str | None
    address: str | None


class GuestView(View):
    """Whoever ordered without being a customer."""

    name: str
    email: str | None
    phone: str | None


class PersonView(View):
    """A member of staff; the name is empty as long as he is not known here."""

    id: str
    name: str


class AssignmentView(View):
    """How it was decided whose the order is; pending until it is."""

    state: str
    reason: str | None
    row: str | None
    decision_id: str | None


class StepView(View):
    """A step of the lifecycle that was taken, by whom and when; `by.id` is `customer` or `system` if it was nobody of
    the staff."""

    to: str
    by: PersonView
    at: datetime
    reason: str | None


class OfferView(View):
    """What a quote has besides: its revision, the last day (UTC) on which it can be accepted, the order that it
    became, and what became of the letter in which it was sent last."""

    revision: int
    valid_until: date | None
    order_id: str | None
    sent: SentView | None


class ShopOrderView(View):
    """An order as the customer himself may see it."""

    id: str
    version: int
    number: str
    kind: str
    channel: str
    state: str
    customer_id: str | None
    customer: CustomerView | None
    currency: str
    language: str
    lines: list[LineView]
    total: Money
    created_at: datetime
    updated_at: datetime


class OrderView(ShopOrderView):
    """An order, quote or purchase. `customer` or `guest` is null; `offer` is there for quotes, `quote_id` for what was
    accepted from one."""

    external_id: str | None
    guest: GuestView | None
    country: str | None
    manager: PersonView | None
    assignment: AssignmentView
    created_by: str | None
    ordered_at: datetime
    history: list[StepView]
    offer: OfferView | None
    quote_id: str | None


async def order_view(order: Order, uses: Uses) -> OrderView:
    """For members of staff."""
    assignment, contact, staff = order.assignment, order.contact, uses.staff
    guest = None
    if order.customer_id is None:
        guest = GuestView(name=contact.name, email=contact.email, phone=contact.phone)
    return OrderView(
        **_common(order),
        external_id=order.external_id,
        guest=guest,
        country=order.country,
        manager=None if order.manager_id is None else await _person(order.manager_id, staff),
        assignment=AssignmentView(
            state=assignment.state, reason=assignment.reason, row=assignment.row, decision_id=assignment.decision_id
        ),
        created_by=order.created_by,
        ordered_at=order.ordered_at or order.created_at,
        history=[
            StepView(to=step.to, by=await _whoever(step.by, order, staff), at=step.at, reason=step.reason)
            for step in order.history
        ],
        offer=None if order.offer is None else await _offer(order.offer, uses.sendings),
        quote_id=order.quote_id,
    )


def shop_order_view(order: Order) -> ShopOrderView:
    """For the customer: nothing of who works for him and why."""
    return ShopOrderView(**_common(order))


def _common(order: Order) -> dict[str, object]:
    return {
        "id": order.id,
        "version": order.version,
        "number": order.number,
        "kind": order.kind,
        "channel": order.channel,
        "state": order.state,
        "customer_id": order.customer_id,
        "customer": None if order.customer_id is None else _customer(order.customer_id, order.contact),
        "currency": order.currency,
        "language": order.language,
        "lines": [line_view(line) for line in order.lines],
        "total": order.total,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
    }


def line_view(line: Line) -> LineView:
    """A position of an order or of an earlier revision of a quote."""
    return LineView(
        product_id=line.product_id,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        base_price=line.base_price,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        total=line.total,
        converted=_conversion(line.converted),
    )


def _conversion(converted: Conversion | None) -> ConversionView | None:
    if converted is None:
        return None
    return ConversionView(price=converted.price, rate=converted.rate, valid_from=converted.valid_from)


def _customer(customer_id: str, contact: Contact) -> CustomerView:
    return CustomerView(
        id=customer_id,
        name=contact.name,
        contact_person=contact.contact_person,
        email=contact.email,
        phone=contact.phone,
        address=contact.address,
    )


async def _offer(offer: Offer, sendings: Sendings) -> OfferView:
    return OfferView(
        revision=offer.revision,
        valid_until=offer.valid_until,
        order_id=offer.order_id,
        sent=await latest(sendings, offer.sending_id),
    )


async def _whoever(by: str, order: Order, staff: Staff) -> PersonView:
    if by == CUSTOMER:
        return PersonView(id=by, name=order.contact.name)
    return await _person(by, staff)


async def _person(staff_id: str, staff: Staff) -> PersonView:
    member = await staff.member(staff_id)
    return PersonView(id=staff_id, name=member.name if member else "")
